"""The folder of a corpus: where the parts of its tables are, and which of them are finished.

A part is the rows of one batch of texts, in four files, one for each table. Its record, `.done/part-….json`, is written
last, so a part with a record is complete. The record says what the part was made from, and the result.

The paths of the texts determine where a batch begins, so that adding or removing a text affects one part, not all that
follow.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow

from pipeline import ROOT
from pipeline.corpus.files import File
from pipeline.documents.formats import TEXT, named
from pipeline.documents.read import versions
from schemas.corpus import TABLES

RECORDS = ".done"
TEXTS_A_PART = 250  # about
DOCUMENTS_A_PART = 50  # about: a document takes much longer than a text, and all cores should have work
MOST_TEXTS = 1_000  # of a part


class Batch(NamedTuple):
    """The texts of one part, and a key that changes with any of them and with the code that reads them."""

    name: str
    files: tuple[File, ...]
    key: str


class Record(NamedTuple):
    """The result of a batch: the counts of its rows, the bytes of its texts, and the rejected files with the reasons.

    `notes` are remarks on files that were read.

    It `is_final` unless a file was rejected for a reason that may be temporary, such as a lack of memory.
    """

    key: str
    documents: int
    passages: int
    mentions: int
    citations: int
    bytes: int
    rejected: list[tuple[str, str]]
    notes: list[tuple[str, str]]
    is_final: bool


def batches(texts: Path, files: Iterable[File]) -> Iterator[Batch]:
    """Yield the batches of the files in a folder, in order; they do not depend on the number of workers."""
    group: list[File] = []
    name = ""
    for file in files:
        hashed = hashlib.blake2b(os.fsencode(file.path), digest_size=8).digest()
        about = TEXTS_A_PART if named(file.path) == TEXT else DOCUMENTS_A_PART
        if group and (int.from_bytes(hashed, "big") % about == 0 or len(group) == MOST_TEXTS):
            yield Batch(name, tuple(group), _key(texts, group))
            group = []
        name = name if group else hashed.hex()
        group.append(file)
    if group:
        yield Batch(name, tuple(group), _key(texts, group))


def _key(texts: Path, files: Iterable[File]) -> str:
    """Return a key that stays the same as long as the files and the code do; a change shows in the times of a file.

    The time of the last change of status is used too, because it cannot be set back, unlike that of the content.
    """
    digest = hashlib.sha256(code_version().encode())
    for file in files:
        try:
            status = (texts / file.path).stat()
            digest.update(repr((*file, status.st_size, status.st_mtime_ns, status.st_ctime_ns)).encode())
        except OSError as error:
            digest.update(repr((*file, error.errno)).encode())
    return digest.hexdigest()


@cache
def code_version() -> str:
    """Return a hash of everything, apart from the texts, that the files depend on: code, names, Python, libraries."""
    curated = (ROOT / "raw/curated" / f"{name}.csv" for name in _CURATED)
    digest = hashlib.sha256(f"{pyarrow.__version__} {versions()} {sys.version_info[:2]}".encode())
    for file in sorted({*_modules("pipeline.corpus.batch"), *curated, ROOT / "raw/source/sources.toml"}):
        digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


_CURATED = ("organizations", "frameworks", "names", "meetings", "numbers")


def _modules(name: str) -> set[Path]:
    """Return the files of a module of the project and of all that it imports, directly or indirectly."""
    found: dict[str, Path] = {}
    names = [name]
    while names:
        module = names.pop()
        path = ROOT.joinpath(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if module in found or module.split(".")[0] not in ("pipeline", "schemas") or not file.exists():
            continue
        found[module] = file
        names.append(module.rpartition(".")[0])
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return set(found.values())


def part_file(out: Path, table: str, name: str) -> Path:
    """Return the path of a part of a table."""
    return out / table / f"part-{name}.parquet"


def _record_file(out: Path, name: str) -> Path:
    return out / RECORDS / f"part-{name}.json"


def write_record(out: Path, name: str, record: Record) -> None:
    """Mark a part as finished."""
    with replacing(_record_file(out, name)) as partial:
        partial.write_text(json.dumps(record._asdict(), ensure_ascii=False) + "\n", "utf-8")


def read_record(out: Path, name: str) -> Record | None:
    """Return the result of a batch; None if its part is not finished."""
    try:
        found = json.loads(_record_file(out, name).read_text("utf-8"))
        if all(part_file(out, table, name).exists() for table in TABLES):
            return Record(**found)
    except (OSError, ValueError, TypeError):  # no record, or one by another version of the code
        pass
    return None


def forget(out: Path, name: str) -> None:
    """Mark a part as unfinished."""
    _record_file(out, name).unlink(missing_ok=True)


def remove_others(out: Path, names: Collection[str]) -> None:
    """Remove all other parts, and half-written files."""
    for folder in (*TABLES, RECORDS):
        for file in (out / folder).glob("part-*"):
            if file.suffix == ".partial" or file.name.removeprefix("part-").split(".")[0] not in names:
                file.unlink(missing_ok=True)


@contextmanager
def replacing(file: Path, *, keep: bool = True) -> Iterator[Path]:
    """Give the path of a new file, which replaces `file` in one step if nothing goes wrong.

    Its name is unique, because a worker that was given up may still be writing the same part.
    """
    partial = file.with_name(f"{file.name}.{secrets.token_hex(8)}.partial")
    try:
        yield partial
        if keep:
            partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
