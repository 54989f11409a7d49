"""Whether the rows hold every rule: as typed frames against the models, and across the tables.

Every case of every rule is reported, not only the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd
import pandera.errors
import pyarrow

from pipeline.check.rules import RULES, Invalid, row_id
from pipeline.faults import Fault
from pipeline.text.words import iso_date
from schemas.columns import AnyTable, Table
from schemas.derive import (
    PUBLISHED,
    TABLES,
    columns,
    in_words,
    states_facts,
)
from schemas.values import Row, Tables

Frames = dict[str, pd.DataFrame]
Places = Mapping[tuple[str, str], tuple[str, int]]  # file and line, by table and key


def validate(rows: Tables) -> tuple[Frames, list[Invalid]]:
    """Return the tables as frames of the models' types, and all that is wrong with them.

    Each table must be there. A view that is published is checked like a table, if it is there.
    """
    frames, invalid = {}, []
    models = {name: model for name, model in PUBLISHED.items() if name in TABLES or name in rows}
    for name, model in models.items():
        frame, faults = typed(name, model, rows.get(name, []))
        frames[name] = frame
        reported = {(fault.row, fault.column) for fault in faults}
        invalid += faults
        invalid += [fault for fault in check_model(name, model, frame) if (fault.row, fault.column) not in reported]
    invalid += [Invalid(name, None, None, "is no table of the models") for name in rows if name not in models]
    if not invalid:  # the rules across tables need each table to be right by itself
        checked = {name: records(frame) for name, frame in frames.items()}
        for rule in RULES:
            invalid += rule(checked)
    return frames, invalid


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, None where a cell is empty."""
    rows: list[Row] = pyarrow.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return rows


# --- one table ----------------------------------------------------------------------------------------------


def typed(name: str, model: type[Table], rows: list[Row]) -> tuple[pd.DataFrame, list[Invalid]]:
    """Return rows as a frame of the model's types, and the cells that are not of their type (empty, then).

    Cells of curated files are text; those that should be numbers or dates become so.
    """
    types = {column: spec.dtype.type for column, spec in columns(model).items()}
    first = rows[0] if rows else types
    invalid = [
        Invalid(name, row_id(model, row), column, "is in some rows only: a row must have every column")
        for row in rows
        for column in sorted(row.keys() ^ first.keys())
    ]
    cells = {}
    for column in first:
        values = []
        for row in rows:
            try:
                values.append(_convert(row.get(column), types[column].pyarrow_dtype if column in types else None))
            except ValueError as error:
                values.append(None)
                invalid.append(Invalid(name, row_id(model, row), column, f"«{row[column]}» is {error}"))
        cells[column] = pd.Series(values, dtype=types.get(column, "object"))
    return pd.DataFrame(cells), invalid


def _convert(value: object, arrow_type: pyarrow.DataType | None) -> object:
    if value is None or arrow_type is None:
        return value
    if arrow_type == pyarrow.int64():
        if isinstance(value, int) or (isinstance(value, str) and re.fullmatch("-?[0-9]{1,18}", value)):
            return int(value)
        raise ValueError("no whole number")
    if arrow_type == pyarrow.date32():
        try:
            return iso_date(str(value))
        except ValueError:
            raise ValueError("no date such as 2022-11-25") from None
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - as for the other types
    return value


def check_model(name: str, model: type[AnyTable], frame: pd.DataFrame) -> list[Invalid]:
    """Return what Pandera finds wrong with a table, one for each row, column and check."""
    schema = model.to_schema()
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        found: dict[tuple[str | None, str | None, str], Invalid] = {}
        for fault in error.schema_errors:
            for case in _cases(name, model, frame, fault):
                found.setdefault((case.row, case.column, case.problem), case)
        return list(found.values())
    return []


def _cases(
    name: str, model: type[AnyTable], frame: pd.DataFrame, fault: pandera.errors.SchemaError
) -> Iterator[Invalid]:
    """Yield the cases of one failed check."""
    reason = fault.reason_code and fault.reason_code.name
    if reason == "COLUMN_NOT_ORDERED":
        wanted = ", ".join(columns(model))
        yield Invalid(name, None, None, f"has the columns {', '.join(frame.columns)}: they must be {wanted}")
        return
    if reason == "COLUMN_NOT_IN_DATAFRAME":
        lacking = [column for column in columns(model) if column not in frame.columns]
        yield Invalid(name, None, None, f"lacks the column {', '.join(lacking)}")
        return
    if reason == "COLUMN_NOT_IN_SCHEMA":
        surplus = [column for column in frame.columns if column not in columns(model)]
        yield Invalid(name, None, None, f"has the column {', '.join(surplus)}, which is in no model")
        return
    column = fault.schema.name if fault.schema.name in columns(model) else None
    cases = fault.failure_cases
    if not isinstance(cases, pd.DataFrame):  # the table as a whole
        yield Invalid(name, None, column, f"must have {in_words(fault.check)}")
        return
    for index in sorted(set(cases["index"])):
        row = frame.loc[index]
        key = row_id(model, row)
        value = f"«{row[column]}»" if column else f"the key «{key}»"
        match reason:
            case "SERIES_CONTAINS_NULLS":
                problem = "is empty, and must not be"
            case "SERIES_CONTAINS_DUPLICATES" | "DUPLICATES":
                problem = f"{value} is there twice"
            case _:
                problem = f"{value if column else 'the row'} does not hold: {in_words(fault.check)}"
        yield Invalid(name, key, column, problem)


# --- the faults ---------------------------------------------------------------------------------------------


def _words(rows: Tables) -> dict[tuple[str, str], tuple[str, str]]:
    """Return, for each row that has a passage, the passage and the row's words, by table and key."""
    texts = {row["passage_id"]: row["text"] for row in rows["passages"]}
    words = {}
    for name, model in TABLES.items():
        for row in rows.get(name, []):
            if (text := texts.get(row.get("passage_id"))) is not None:
                span = slice(row["start_char"], row["end_char"]) if states_facts(model) else slice(None)
                words[name, row_id(model, row)] = (row["passage_id"], text[span])
    return words


def _fault(places: Places, words: Mapping[tuple[str, str], tuple[str, str]], case: Invalid) -> Fault:
    """Return a fault with its place: file and line of a curated row, or of words of the page; else table and row."""
    place = f"table {case.table}"
    place += f", row {case.row}" if case.row is not None else ""
    place += f", column {case.column}" if case.column else ""
    if case.table != "passages":
        if case.row is not None and (found := places.get((case.table, case.row))):
            return Fault(*found, f"{place}: {case.problem}", "mend the row")
        if case.row is None and (files := [file for (table, _), (file, _) in places.items() if table == case.table]):
            return Fault(files[0], 1, f"{place}: {case.problem}", "mend the file")
    if case.table not in TABLES:
        return Fault(place, None, case.problem, f"look in schemas/views/{case.table}.sql")
    remedy = "add an erratum, or look in pipeline/parse/forms/ for what yields the row"
    if case.row is not None and (quoted := words.get((case.table, case.row))):
        passage_id, said = quoted
        return Fault(*places["passages", passage_id], f"«{said}»: {place}: {case.problem}", remedy)
    return Fault(place, None, case.problem, remedy)


def check(rows: Tables, places: Places) -> list[Fault]:
    """Return all that is wrong with rows; `places` say in which file and line they are, as `pipeline.parse` does."""
    _, invalid = validate(rows)
    words = _words(rows) if invalid else {}
    return [_fault(places, words, case) for case in invalid]
