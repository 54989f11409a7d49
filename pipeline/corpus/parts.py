"""The folder of a corpus: where the parts of its tables are, and how it is known which are finished.

A part holds the rows of one batch of texts, in each table. Behind its four files comes its record,
`.done/part-NNNNN.json`: that it is there tells that they are. It says what they were made of and what became of it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow

from pipeline import ROOT
from pipeline.corpus.files import File
from schemas.corpus import TABLES

RECORDS = ".done"
TEXTS_A_PART = 250  # by the texts only, so that any number of workers makes the same parts


class Batch(NamedTuple):
    """The texts of one part, and a key that is another if one of them has changed, or the code that reads them."""

    number: int
    files: tuple[File, ...]
    key: str


class Record(NamedTuple):
    """What became of a batch: the counts of its rows, the bytes of its texts, and each file rejected with the reason.

    It `is_final` unless a file was rejected for what may have passed, such as a worker that was short of memory.
    """

    key: str
    documents: int
    passages: int
    mentions: int
    citations: int
    bytes: int
    rejected: list[tuple[str, str]]
    is_final: bool


def batches(texts: Path, files: Iterable[File]) -> Iterator[Batch]:
    """Yield the batches of the files below a folder, in order."""
    remaining = iter(files)
    number = 0
    while group := tuple(islice(remaining, TEXTS_A_PART)):
        yield Batch(number, group, _key(texts, group))
        number += 1


def _key(texts: Path, files: Iterable[File]) -> str:
    digest = hashlib.sha256(code_version().encode())
    for file in files:
        try:
            status = (texts / file.path).stat()
            digest.update(repr((*file, status.st_size, status.st_mtime_ns)).encode())
        except OSError as error:
            digest.update(repr((*file, error.errno)).encode())
    return digest.hexdigest()


@cache
def code_version() -> str:
    """Return a hash of all that rows and files depend on, beside the texts: code, names, PyArrow and Python."""
    files = [
        *(file for file in (ROOT / "pipeline").rglob("*.py") if file.parent.name != "site"),
        *(ROOT / "schemas").glob("*.py"),
        *(ROOT / "raw").rglob("*.csv"),
        *(ROOT / "raw").rglob("*.toml"),
    ]
    digest = hashlib.sha256(f"{pyarrow.__version__} {sys.version_info[:2]}".encode())
    for file in sorted(files):
        digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def part_file(out: Path, table: str, number: int) -> Path:
    """Return where a part of a table is."""
    return out / table / f"part-{number:05}.parquet"


def _record_file(out: Path, number: int) -> Path:
    return out / RECORDS / f"part-{number:05}.json"


def write_record(out: Path, number: int, record: Record) -> None:
    """Say that a part is finished."""
    with replacing(_record_file(out, number)) as partial:
        partial.write_text(json.dumps(record._asdict(), ensure_ascii=False) + "\n", "utf-8")


def read_record(out: Path, number: int) -> Record | None:
    """Return what became of a batch; None if its part is not finished."""
    try:
        found = json.loads(_record_file(out, number).read_text("utf-8"))
        if all(part_file(out, table, number).exists() for table in TABLES):
            return Record(**found)
    except (OSError, ValueError, TypeError):  # none, or one of another version of the code
        pass
    return None


def forget(out: Path, number: int) -> None:
    """Take back that a part is finished."""
    _record_file(out, number).unlink(missing_ok=True)


def remove_others(out: Path, count: int) -> None:
    """Remove the parts from a number on, and what was left half-written."""
    for folder in (*TABLES, RECORDS):
        for file in (out / folder).glob("part-*"):
            if file.suffix == ".partial" or int(file.name[len("part-") :].split(".")[0]) >= count:
                file.unlink(missing_ok=True)


@contextmanager
def replacing(file: Path, *, keep: bool = True) -> Iterator[Path]:
    """Give the path of a new file, which takes the place of `file` in one step if nothing went wrong, and it is kept.

    Its name is like no other: a worker that was given up may still be writing the same part.
    """
    partial = file.with_name(f"{file.name}.{secrets.token_hex(8)}.partial")
    try:
        yield partial
        if keep:
            partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
