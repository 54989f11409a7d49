"""Writes the part of one batch of texts: what a worker does at a time."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow
import pyarrow.parquet

from pipeline.check.models import check_model
from pipeline.corpus import parts
from pipeline.corpus.document import Document, Rejected, Row, read
from pipeline.corpus.files import File
from pipeline.faults import Fault, Faults
from schemas.arrow import arrow_schema
from schemas.corpus import TABLES

AT_ONCE = 10_000_000  # bytes of texts whose rows are held, checked and written at once
KILLER = "each process that read it was ended: it takes more memory than there is, or the like"


class Folders(NamedTuple):
    """Where the texts are and where the tables go, for every worker; and the version of the code that it must run."""

    texts: str
    out: str
    version: str


def write(folders: Folders, batch: parts.Batch, killers: frozenset[str] = frozenset()) -> parts.Record:
    """Write the part of a batch, and its record; return that.

    `killers` are paths that are not read, because they ended each worker that read them. Raises Faults if this worker
    does not see the folders, runs another version of the code, or makes a row that does not hold.
    """
    out = Path(folders.out)
    with _partials(folders, batch.number) as partials:
        parts.forget(out, batch.number)
        record = _write_tables(folders, batch, killers, partials)
    parts.write_record(out, batch.number, record)
    return record


def try_one(folders: Folders, batch: parts.Batch, file: File) -> None:
    """Do all that `write` does for one file of a batch, and keep nothing: to see whether the worker survives it."""
    with _partials(folders, batch.number, keep=False) as partials:
        _write_tables(folders, batch._replace(files=(file,)), frozenset(), partials)


@contextmanager
def _partials(folders: Folders, number: int, *, keep: bool = True) -> Iterator[dict[str, Path]]:
    """Give a file for each table, which becomes the part if nothing went wrong."""
    here = f"worker on {platform.node()}"
    for folder in (Path(folders.texts), Path(folders.out) / parts.RECORDS):
        if not folder.is_dir():
            remedy = "mount it there under the same path, and run it again"
            raise Faults([Fault(here, None, f"does not see {folder}", remedy)])
    if parts.code_version() != folders.version:
        remedy = "start it from the same checkout and lock file, and run it again"
        raise Faults([Fault(here, None, "runs another version of the project", remedy)])
    with ExitStack() as stack:
        yield {
            table: stack.enter_context(parts.replacing(parts.part_file(Path(folders.out), table, number), keep=keep))
            for table in TABLES
        }


def _write_tables(
    folders: Folders, batch: parts.Batch, killers: frozenset[str], files: Mapping[str, Path]
) -> parts.Record:
    """Write the rows of a batch to the files, a group of texts at a time; return what became of it."""
    counts, size = dict.fromkeys(TABLES, 0), 0
    rejected: list[tuple[str, Rejected]] = []
    with ExitStack() as stack:
        writers = {
            table: stack.enter_context(pyarrow.parquet.ParquetWriter(file, _schema(table), compression="zstd"))
            for table, file in files.items()
        }
        for group in _groups(_documents(folders, batch.files, killers, rejected)):
            size += sum(document.size for document in group)
            for table, writer in writers.items():
                rows = _checked(table, [row for document in group for row in document.rows[table]])
                writer.write_table(rows)
                counts[table] += len(rows)
    reasons = [(path, error.reason) for path, error in rejected]
    is_final = all(error.is_lasting for _, error in rejected)
    return parts.Record(batch.key, **counts, bytes=size, rejected=reasons, is_final=is_final)


def _documents(
    folders: Folders, files: Iterable[File], killers: frozenset[str], rejected: list[tuple[str, Rejected]]
) -> Iterator[Document]:
    """Yield the texts that can be read, and add the other files to those rejected."""
    for file in files:
        try:
            if file.problem:
                raise Rejected(file.problem)
            if file.path in killers:
                raise Rejected(KILLER, is_lasting=False)
            yield read(Path(folders.texts), file.path)
        except Rejected as error:
            rejected.append((file.path, error))


def _groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield texts in groups of about `AT_ONCE` bytes."""
    group: list[Document] = []
    for document in documents:
        group.append(document)
        if sum(one.size for one in group) >= AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def _checked(table: str, rows: list[Row]) -> pyarrow.Table:
    """Return rows as a table of the model's types; raises Faults if one does not hold."""
    schema = _schema(table)
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pyarrow.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    checked = pyarrow.Table.from_arrays(arrays, schema=schema)
    if invalid := check_model(table, TABLES[table], checked.to_pandas(types_mapper=pd.ArrowDtype, use_threads=False)):
        remedy = "this is a fault of the program: report it"
        raise Faults(Fault(f"{table} {one.row}", None, f"{one.column} {one.problem}", remedy) for one in invalid)
    return checked


@cache
def _schema(table: str) -> pyarrow.Schema:
    return arrow_schema(TABLES[table])
