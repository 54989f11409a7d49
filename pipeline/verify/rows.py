"""Checks the rows of a published package or database, trusting nothing in them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet

from pipeline import database
from pipeline.check.models import Frames, records, typed_tables, violations
from pipeline.check.rules.violation import Violation, row_id
from pipeline.csv_files import saved_by_spreadsheet
from pipeline.faults import Fault, Faults
from pipeline.verify.descriptor import fault, quoted
from schemas.arrow import arrow_schema
from schemas.base import Table
from schemas.ddl import create_view
from schemas.tables import PUBLISHED, TABLES, VIEWS, Models, columns
from schemas.values import Row


@dataclass(frozen=True)
class Holder:
    """The rows of each table in one package or the database, and where that is."""

    place: str
    suffix: str  # the suffix of the file of a table; empty for the database
    rows: Mapping[str, list[Row]]

    def file(self, table: str) -> str:
        """Return the place of a table."""
        return f"{self.place}/{table}{self.suffix}"


def read_package(folder: Path, file_format: str, place: str) -> dict[str, list[Row]]:
    """Return the rows of each table of a package; raises Faults for tables that cannot be read."""
    tables, faults = {}, []
    for name, model in PUBLISHED.items():
        file = folder / f"{name}.{file_format}"
        try:
            tables[name] = _read_csv(file, model) if file_format == "csv" else _read_parquet(file, model)
        except FileNotFoundError:
            faults.append(fault(f"{place}/{file.name}", "is not there"))
        except (ValueError, csv.Error, OSError, pyarrow.ArrowException) as error:
            faults.append(fault(f"{place}/{file.name}", f"cannot be read: {error}"))
    if faults:
        raise Faults(faults)
    return tables


def _read_csv(file: Path, model: type[Table]) -> list[Row]:
    csv.field_size_limit(2**31 - 1)  # a long line of the page would exceed the default
    text = file.read_bytes().decode("utf-8")
    if odd := saved_by_spreadsheet(text):
        raise ValueError(f"it {odd}")
    header, *lines = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    _same_columns(header, model)
    for number, cells in enumerate(lines, 1):
        if len(cells) != len(header):
            raise ValueError(f"its row {number} has {len(cells)} cells, not {len(header)}")
    return [dict(zip(header, (cell or None for cell in cells), strict=True)) for cells in lines]


def _read_parquet(file: Path, model: type[Table]) -> list[Row]:
    table = pyarrow.parquet.ParquetFile(io.BytesIO(file.read_bytes())).read()
    _same_columns(table.column_names, model)
    if table.schema != arrow_schema(model):
        raise ValueError("its columns are not of the types that the model declares")
    rows: list[Row] = table.to_pylist()
    return rows


def read_database(connection: database.Connection) -> dict[str, list[Row]]:
    """Return the rows of each table of a database that declares what the models do."""
    return {name: database.rows(connection, f"FROM main.{name}") for name in PUBLISHED}


def _same_columns(found: Iterable[str], model: type[Table]) -> None:
    if list(found) != (wanted := list(columns(model))):
        raise ValueError(f"it has the columns {', '.join(found)}, not {', '.join(wanted)}")


def check_rows(
    tables: Mapping[str, list[Row]], place: str, suffix: str, before: Iterable[Holder] = ()
) -> tuple[Holder, list[Fault]]:
    """Return rows with the types of the models, and everything that is wrong with them.

    Every rule of the build is checked again: types, constraints, keys, spans, quotations, tiling. The passages must be
    the document, and tables derived from others, such as `partners`, must be what the others yield; in a database,
    these are views, whose queries were checked. Rows that are equal, once typed, to those of a holder `before` are not
    checked again, since the result would be the same.
    """
    frames, of_types = typed_tables(tables)
    holder = Holder(place, suffix, {name: records(frame) for name, frame in frames.items()})
    if not of_types and any(one.rows == holder.rows for one in before):
        return holder, []
    if wrong := violations(frames, of_types):
        return holder, [_fault(holder, one) for one in wrong]
    faults = [_fault(holder, one) for one in _other_document(frames)]
    if not suffix:
        return holder, faults
    views = Holder("the view of its tables", "", _views(frames))
    return holder, faults + list(differences(views, holder, {name: PUBLISHED[name] for name in views.rows}))


def _fault(holder: Holder, found: Violation) -> Fault:
    where = [f"row «{found.row}»"] if found.row is not None else []
    where += [f"column {found.column}"] if found.column else []
    return fault(holder.file(found.table), f"{', '.join(where)}: {found.problem}" if where else found.problem)


def _other_document(frames: Frames) -> Iterator[Violation]:
    """Yield each document whose passages, joined by line ends, do not have its SHA-256."""
    for document in frames["documents"].to_dict("records"):
        passages = frames["passages"].sort_values("line_number")
        texts = passages["text"][passages["document_id"] == document["document_id"]]
        # The lines of the page may end in LF or CR LF, and the last one in nothing.
        candidates = [(end.join(texts) + last).encode("utf-8") for end in ("\n", "\r\n") for last in ("", end)]
        if not any(
            (hashlib.sha256(text).hexdigest(), len(text)) == (document["sha256"], document["byte_count"])
            for text in candidates
        ):
            problem = (
                f"joined, the texts are not the document «{document['document_id']}»: the SHA-256 or the size differs"
            )
            yield Violation("passages", None, None, problem)


def _views(frames: Frames) -> dict[str, list[Row]]:
    """Return the published tables that are views of others, made again from these.

    The others have been checked, so they are loaded without keys and constraints, which would take most of the time.
    """
    views = [name for name in PUBLISHED if name not in TABLES]
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, model in TABLES.items():
            table = pyarrow.Table.from_pandas(frames[name], arrow_schema(model), preserve_index=False)
            connection.register("published", table)
            connection.execute(f"CREATE TABLE {name} AS FROM published")
        for name in VIEWS:
            connection.execute(create_view(name))
        return {name: connection.sql(f"FROM {name}").to_arrow_table().to_pylist() for name in views}


def differences(one: Holder, other: Holder, tables: Models = PUBLISHED) -> Iterator[Fault]:
    """Yield each row and cell of `other` that differs from `one`, by key, and where the order of the rows differs."""
    for name, model in tables.items():
        ours, theirs = ({row_id(model, row): row for row in holder.rows[name]} for holder in (one, other))
        for key in ours.keys() - theirs.keys():
            yield fault(other.file(name), f"lacks the row «{key}» of {one.place}")
        for key in theirs.keys() - ours.keys():
            yield fault(other.file(name), f"has the row «{key}», which is not in {one.place}")
        if ours.keys() == theirs.keys():
            for key, there in zip(theirs, ours, strict=True):
                if key != there:
                    problem = f"has the rows of {one.place} in a different order: «{key}» is where «{there}» should be"
                    yield fault(other.file(name), problem)
                    break
        for key in ours.keys() & theirs.keys():
            for column in columns(model):
                if ours[key][column] != theirs[key][column]:
                    problem = f"has {quoted(theirs[key][column])}, but {one.place} has {quoted(ours[key][column])}"
                    yield fault(other.file(name), f"row «{key}», column {column}: {problem}")
