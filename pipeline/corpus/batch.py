"""Writes the part of one batch of texts: a task of a worker."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow
import pyarrow.parquet

from pipeline.check.models import check_model
from pipeline.corpus import parts, watch
from pipeline.corpus.document import Cells, Document, read
from pipeline.corpus.files import File
from pipeline.documents import in_parallel
from pipeline.documents.read import minutes
from pipeline.faults import Fault, Faults
from pipeline.text.files import Unreadable
from schemas.arrow import arrow_schema
from schemas.corpus import TABLES

AT_ONCE = 50_000  # rows of a table that are held in memory, checked and written together


class Folders(NamedTuple):
    """What every worker must know: where the texts are, where the tables go, and which version of the code to run."""

    texts: str
    out: str
    version: str


def write(folders: Folders, batch: parts.Batch, killers: frozenset[str] = frozenset()) -> parts.Record:
    """Write the part of a batch and its record; return the record.

    `killers` are paths that are not read, because they crashed each worker that read them. Raises Faults if this worker
    does not see the folders, runs another version of the code, or makes an invalid row.
    """
    out = Path(folders.out)
    with _partials(folders, batch.name) as partials:
        parts.forget(out, batch.name)
        record = _write_tables(folders, batch, killers, partials)
    parts.write_record(out, batch.name, record)
    watch.forget(out, batch.name)
    return record


def try_one(folders: Folders, batch: parts.Batch, file: File) -> None:
    """Do everything that `write` does, for one file and without keeping it, to see whether the worker survives."""
    with _partials(folders, batch.name, keep=False) as partials:
        _write_tables(folders, batch._replace(files=(file,)), frozenset(), partials)


@contextmanager
def _partials(folders: Folders, name: str, *, keep: bool = True) -> Iterator[dict[str, Path]]:
    """Give an open file for each table; they become the part if nothing goes wrong."""
    here = f"worker on {platform.node()}"
    for folder in (Path(folders.texts), Path(folders.out) / parts.RECORDS):
        if not folder.is_dir():
            remedy = "mount it there under the same path, and run the command again"
            raise Faults([Fault(here, None, f"does not see {folder}", remedy)])
    if parts.code_version() != folders.version:
        remedy = "start it from the same checkout and lock file, and run the command again"
        raise Faults([Fault(here, None, "runs another version of the project", remedy)])
    with ExitStack() as stack:
        yield {
            table: stack.enter_context(parts.replacing(parts.part_file(Path(folders.out), table, name), keep=keep))
            for table in TABLES
        }


def _write_tables(
    folders: Folders, batch: parts.Batch, killers: frozenset[str], files: Mapping[str, Path]
) -> parts.Record:
    """Write the rows of a batch to the files, some at a time; return the result."""
    texts, out = Path(folders.texts), Path(folders.out)
    late = {path: in_parallel.late(minutes(texts / path)) for path in watch.late(out, batch)}
    refused = dict.fromkeys(killers, in_parallel.ENDED) | late
    size = 0
    notes: list[tuple[str, str]] = []
    rejected: list[tuple[str, Unreadable]] = []
    with ExitStack() as stack:
        begin = stack.enter_context(watch.watched(texts, out, batch))
        tables = {table: stack.enter_context(_Table(table, file)) for table, file in files.items()}
        for document in _documents(texts, batch.files, refused, begin, rejected):
            size += document.size
            if document.note:
                notes.append((document.path, document.note))
            for table, rows in document.tables:
                tables[table].add(rows)
    counts = {name: table.count for name, table in tables.items()}
    reasons = [(path, str(error)) for path, error in rejected]
    is_final = all(error.is_lasting for _, error in rejected)
    return parts.Record(batch.key, **counts, bytes=size, rejected=reasons, notes=notes, is_final=is_final)


def _documents(
    texts: Path,
    files: Iterable[File],
    refused: Mapping[str, str],
    begin: Callable[[str], None],
    rejected: list[tuple[str, Unreadable]],
) -> Iterator[Document]:
    """Yield the texts that can be read, each as its time starts, and add the other files to those rejected.

    `refused` are the files that must not be read, with the reasons.
    """
    for file in files:
        try:
            if file.problem:
                raise Unreadable(file.problem, "rename it, or check its permissions")
            if file.path in refused:
                raise Unreadable(refused[file.path], in_parallel.REMEDY, is_lasting=False)
            begin(file.path)
            yield read(texts, file.path)
        except Unreadable as error:
            rejected.append((file.path, error))


class _Table:
    """A Parquet file to which rows are written in groups, after they have been checked."""

    def __init__(self, name: str, file: Path) -> None:
        self._name, self._rows, self.count = name, list[Cells](), 0
        # Every Parquet reader has this codec.
        self._writer = pyarrow.parquet.ParquetWriter(file, _schema(name), compression="snappy")

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self._write()
        self._writer.close()

    def add(self, rows: Iterator[Cells]) -> None:
        while some := list(islice(rows, AT_ONCE - len(self._rows))):
            self._rows += some
            if len(self._rows) >= AT_ONCE:
                self._write()

    def _write(self) -> None:
        self._writer.write_table(_checked(self._name, self._rows))
        self.count += len(self._rows)
        self._rows = []


def _checked(table: str, rows: list[Cells]) -> pyarrow.Table:
    """Return rows as a table with the types of the model; raises Faults if a row is invalid."""
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
