"""Checks rows by every rule: as typed frames against the models, and across the tables.

Every violation of every rule is reported, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pandera.errors
import pyarrow

from pipeline.check.rules import RULES
from pipeline.check.rules.violation import Violation, row_id
from pipeline.faults import Fault
from pipeline.text.words import iso_date
from schemas import checks
from schemas.base import Table
from schemas.tables import PUBLISHED, TABLES, columns, states_facts
from schemas.values import Places, Row, Tables

Frames = dict[str, pd.DataFrame]


def validate(rows: Tables) -> tuple[Frames, list[Violation]]:
    """Return the tables as frames with the types of the models, and everything that is wrong with them.

    Every table must be there. A published view is checked like a table if it is there.
    """
    frames, of_types = typed_tables(rows)
    return frames, violations(frames, of_types)


def typed_tables(rows: Tables) -> tuple[Frames, list[Violation]]:
    """Return the tables as frames with the types of the models, and every cell of a wrong type and unknown table."""
    frames, wrong = {}, []
    for name, model in PUBLISHED.items():
        if name in TABLES or name in rows:
            frames[name], of_types = typed(name, model, rows.get(name, []))
            wrong += of_types
    wrong += [Violation(name, None, None, "is not a table of the models") for name in rows if name not in PUBLISHED]
    return frames, wrong


def violations(frames: Frames, of_types: list[Violation]) -> list[Violation]:
    """Return everything that is wrong with tables; `of_types` is what `typed_tables` has found wrong already."""
    reported = {(one.table, one.row, column) for one in of_types for column in (one.column, None)}
    of_models = [one for name, frame in frames.items() for one in check_model(name, PUBLISHED[name], frame)]
    # A cell of a wrong type is empty by now: what that breaks is not reported again.
    found = of_types + [one for one in of_models if (one.table, one.row, one.column) not in reported]
    if found:  # the rules across tables assume that each table is right by itself
        return found
    checked = {name: records(frame) for name, frame in frames.items()}
    return [one for rule in RULES for one in rule(checked)]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, with None for empty cells."""
    rows: list[Row] = pyarrow.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return rows


# --- one table ----------------------------------------------------------------------------------------------


def typed(name: str, model: type[Table], rows: list[Row]) -> tuple[pd.DataFrame, list[Violation]]:
    """Return rows as a frame of the model's types, and the cells that are not of their type (empty, then).

    Cells of curated files are text; those that should be numbers or dates become so. The columns come in the order of
    the model, and then those that it does not know.
    """
    types = {column: spec.dtype.type for column, spec in columns(model).items()}
    first = rows[0] if rows else types
    in_order = [column for column in types if column in first] + [column for column in first if column not in types]
    violations = [
        Violation(name, row_id(model, row), column, "is only in some rows: every row must have every column")
        for row in rows
        for column in sorted(row.keys() ^ first.keys())
    ]
    cells = {}
    for column in in_order:
        values = []
        for row in rows:
            try:
                values.append(_convert(row.get(column), types[column].pyarrow_dtype if column in types else None))
            except ValueError as error:
                values.append(None)
                violations.append(Violation(name, row_id(model, row), column, f"«{row[column]}» is {error}"))
        cells[column] = pd.Series(values, dtype=types.get(column, "object"))
    return pd.DataFrame(cells), violations


def _convert(value: object, arrow_type: pyarrow.DataType | None) -> object:
    if value is None or arrow_type is None:
        return value
    if arrow_type == pyarrow.int64():
        if isinstance(value, int) or (isinstance(value, str) and re.fullmatch("-?[0-9]{1,18}", value)):
            return int(value)
        raise ValueError("not a whole number")
    if arrow_type == pyarrow.date32():
        try:
            return iso_date(str(value))
        except ValueError:
            raise ValueError("not a date such as 2022-11-25") from None
    if not isinstance(value, str):
        raise ValueError("not text")  # noqa: TRY004 - as for the other types
    return value


def check_model(name: str, model: type[Table], frame: pd.DataFrame) -> list[Violation]:
    """Return what Pandera finds wrong with a table, one violation for each row, column and check."""
    try:
        model.to_schema().validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as found:
        # A dictionary keeps the order, and each violation once.
        return list(
            dict.fromkeys(one for error in found.schema_errors for one in _violations(name, model, frame, error))
        )
    return []


def _violations(
    name: str, model: type[Table], frame: pd.DataFrame, error: pandera.errors.SchemaError
) -> Iterator[Violation]:
    """Yield each row that fails one check, or the table if it fails as a whole."""
    reason = error.reason_code and error.reason_code.name
    wanted, found = list(columns(model)), list(frame.columns)
    column = error.schema.name if error.schema.name in wanted else None
    match reason:
        case "COLUMN_NOT_IN_DATAFRAME":
            lacking = ", ".join(one for one in wanted if one not in found)
            yield Violation(name, None, None, f"lacks the column {lacking}")
        case "COLUMN_NOT_IN_SCHEMA":
            surplus = ", ".join(one for one in found if one not in wanted)
            yield Violation(name, None, None, f"has the column {surplus}, which is in no model")
        case _ if not isinstance(error.failure_cases, pd.DataFrame):  # the table as a whole
            yield Violation(name, None, column, _plain(error.check))
        case _:
            for index in sorted(set(error.failure_cases["index"])):
                row = frame.loc[index]
                yield Violation(name, row_id(model, row), column, _problem(reason, error.check, model, row, column))


def _problem(reason: str | None, check: Any, model: type[Table], row: Any, column: str | None) -> str:
    """Return what is wrong with a row, or with one of its cells."""
    match reason:
        case "SERIES_CONTAINS_NULLS":
            return "is empty, but must not be"
        case "SERIES_CONTAINS_DUPLICATES":
            return f"«{row[column]}» occurs twice"
        case "DUPLICATES":
            return f"the key «{row_id(model, row)}» occurs twice"
    if column:
        return f"«{row[column]}» is not allowed here: it {_plain(check)}"
    return f"the row is not allowed: {_plain(check)}"


def _plain(check: Any) -> str:
    """Return the requirement of a check, in words without the marks of the dictionary."""
    return checks.words(check).replace("`", "")


# --- the faults ---------------------------------------------------------------------------------------------


def _words(rows: Tables) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the passage and the words of each row that has them, by table and key."""
    texts = {row["passage_id"]: row["text"] for row in rows["passages"]}
    words = {}
    for name, model in TABLES.items():
        for row in rows.get(name, []):
            if (text := texts.get(row.get("passage_id"))) is not None:
                span = slice(row["start_char"], row["end_char"]) if states_facts(model) else slice(None)
                words[name, row_id(model, row)] = (row["passage_id"], text[span])
    return words


def _fault(places: Places, words: Mapping[tuple[str, str], tuple[str, str]], found: Violation) -> Fault:
    """Return a violation as a fault; its place is the line of a curated row or of the page, or else table and row."""
    where = f"table {found.table}"
    where += f", row {found.row}" if found.row is not None else ""
    where += f", column {found.column}" if found.column else ""
    if found.table not in TABLES:
        return Fault(where, None, found.problem, f"look in schemas/views/{found.table}.sql")
    key = (found.table, found.row or "")
    if found.table != "passages":
        if key in places:
            remedy = "fix the row or, if it is right and the page has a misprint, correct that by an erratum"
            return Fault(*places[key], f"{where}: {found.problem}", remedy)
        if found.row is None and (files := [file for (table, _), (file, _) in places.items() if table == found.table]):
            return Fault(files[0], 1, f"{where}: {found.problem}", "fix the file")
    remedy = "add an erratum, or look in pipeline/parse/forms/ for the form that yields the row"
    if key in words:
        passage_id, quoted = words[key]
        return Fault(*places["passages", passage_id], f"«{quoted}»: {where}: {found.problem}", remedy)
    return Fault(where, None, found.problem, remedy)


def check(rows: Tables, places: Places) -> list[Fault]:
    """Return everything that is wrong with rows; `places` has the file and line of each, from `pipeline.parse`."""
    _, violations = validate(rows)
    words = _words(rows) if violations else {}
    return [_fault(places, words, one) for one in violations]
