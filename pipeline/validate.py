"""Whether the rows hold every rule: as typed frames against the models, and across the tables.

Every case of every rule is reported, not only the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pandera.errors
import pyarrow

from pipeline.errata import erratum_id
from pipeline.faults import Fault
from pipeline.raw import Curated, Record, read_curated, read_source
from pipeline.text import iso_date, meeting_id
from schemas.columns import AnyTable, Table
from schemas.derive import (
    PUBLISHED,
    TABLES,
    columns,
    in_words,
    primary_key,
    quotes,
    refers,
    states_facts,
)

Rows = list[dict[str, Any]]
Tables = Mapping[str, Rows]  # the rows of each table
Frames = dict[str, pd.DataFrame]


class Invalid(NamedTuple):
    """One case of one rule that does not hold, with its row and column (None for the table as a whole)."""

    table: str
    row: str | None
    column: str | None
    problem: str


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
        for rule in (foreign_keys, spans, quotations, tiling, coverage, clusters_of_themes):
            invalid += rule(checked)
    return frames, invalid


def records(frame: pd.DataFrame) -> Rows:
    """Return the rows of a frame, None where a cell is empty."""
    rows: Rows = pyarrow.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return rows


def row_id(model: type[AnyTable], row: Any) -> str:
    """Return the key of a row of a table or frame; its parts are joined by `/`."""
    return "/".join(str(row.get(column)) for column in primary_key(model))


# --- one table ----------------------------------------------------------------------------------------------


def typed(name: str, model: type[Table], rows: Rows) -> tuple[pd.DataFrame, list[Invalid]]:
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


# --- across tables ------------------------------------------------------------------------------------------


def foreign_keys(tables: Tables) -> Iterator[Invalid]:
    """Each value of a foreign key is a key of the table it refers to."""
    for name, rows in tables.items():
        model = PUBLISHED[name]
        for column, spec in columns(model).items():
            if target := refers(spec):
                keys = {row[target[1]] for row in tables[target[0]]}
                for row in rows:
                    if row[column] is not None and row[column] not in keys:
                        problem = f"«{row[column]}» is not in {target[0]}.{target[1]}"
                        yield Invalid(name, row_id(model, row), column, problem)


def _texts(tables: Tables) -> dict[str, str]:
    """Return the text of each passage."""
    return {row["passage_id"]: row["text"] for row in tables["passages"]}


def _facts(tables: Tables) -> Iterator[tuple[str, type[Table], dict[str, Any], str]]:
    """Yield each row that states a fact, with its table, model and the text of its passage."""
    texts = _texts(tables)
    for name, model in TABLES.items():
        if states_facts(model):
            for row in tables[name]:
                if row["passage_id"] in texts:
                    yield name, model, row, texts[row["passage_id"]]


def spans(tables: Tables) -> Iterator[Invalid]:
    """Each span lies inside its passage."""
    for name, model, row, words in _facts(tables):
        if row["end_char"] > len(words):
            problem = f"«{row['end_char']}» is behind the end of {row['passage_id']} ({len(words)} characters)"
            yield Invalid(name, row_id(model, row), "end_char", problem)


def quotations(tables: Tables) -> Iterator[Invalid]:
    """What a row quotes stands between its offsets."""
    for name, model, row, words in _facts(tables):
        for column, spec in columns(model).items():
            if quotes(spec) and row[column] != (there := words[row["start_char"] : row["end_char"]]):
                problem = f"«{row[column]}» is not what stands in the passage: «{there}»"
                yield Invalid(name, row_id(model, row), column, problem)


def tiling(tables: Tables) -> Iterator[Invalid]:
    """The passages tile the document: line by line, with one line feed between them and nothing lost."""
    for document in tables["documents"]:
        own = [row for row in tables["passages"] if row["document_id"] == document["document_id"]]
        at = 0
        for line, row in enumerate(own, 1):
            if row["line_number"] != line:
                yield Invalid("passages", row["passage_id"], "line_number", f"«{row['line_number']}» is not {line}")
            if (row["start_char"], row["end_char"]) != (at, at + len(row["text"])):
                place = f"«{row['start_char']}-{row['end_char']}» is not {at}-{at + len(row['text'])}"
                yield Invalid("passages", row["passage_id"], "start_char", place)
            at += len(row["text"]) + 1
        # A line feed may stand behind the last line.
        if document["line_count"] != len(own) or document["character_count"] not in (at - 1, at):
            problem = f"has {len(own)} passages of {at - 1} characters in all"
            yield Invalid("documents", document["document_id"], "character_count", problem)


def coverage(tables: Tables) -> Iterator[Invalid]:
    """The coverage tiles each passage, and only facts hold names or digits."""
    texts = _texts(tables)
    mentions = defaultdict(list)
    for row in tables["mentions"]:
        mentions[row["passage_id"]].append(row)
    ends = dict.fromkeys(texts, 0)
    for row in tables["coverage"]:
        passage, start, end = row["passage_id"], row["start_char"], row["end_char"]
        key = f"{passage}/{start}"
        if start != ends.setdefault(passage, 0):
            yield Invalid("coverage", key, "start_char", f"«{start}» is not {ends[passage]}, where the last one ends")
        ends[passage] = end
        if row["kind"] != "fact" and passage in texts:
            found = re.findall("[0-9]+", texts[passage][start:end])
            found += [m["text"] for m in mentions[passage] if m["start_char"] < end and start < m["end_char"]]
            for name in found:
                yield Invalid("coverage", key, "kind", f"«{row['kind']}» may not hold «{name}»")
    for passage, text in texts.items():
        if ends[passage] != len(text):
            problem = f"«{ends[passage]}» is not {len(text)}, where the passage ends"
            yield Invalid("coverage", passage, "end_char", problem)


def clusters_of_themes(tables: Tables) -> Iterator[Invalid]:
    """A tie in a theme is in the cluster of that theme."""
    clusters = {row["theme_id"]: row["cluster_id"] for row in tables["themes"]}
    for row in tables["cooperation_ties"]:
        theme = row["theme_id"]
        if theme is not None and row["cluster_id"] != clusters.get(theme, row["cluster_id"]):
            problem = f"«{row['cluster_id']}» is not the cluster of the theme {theme}"
            yield Invalid("cooperation_ties", row["tie_id"], "cluster_id", problem)


# --- the faults ---------------------------------------------------------------------------------------------


class _Page(NamedTuple):
    """The page that rows are from: its file, and line and words of each row that has a passage, by table and key."""

    file: str
    words: dict[tuple[str, str], tuple[int, str]]


def _page(root: Path, rows: Tables) -> _Page:
    passages = {row["passage_id"]: row for row in rows["passages"]}
    words = {}
    for name, model in TABLES.items():
        for row in rows.get(name, []):
            if passage := passages.get(row.get("passage_id")):
                text = passage["text"][row["start_char"] : row["end_char"]] if states_facts(model) else passage["text"]
                words[name, row_id(model, row)] = (passage["line_number"], text)
    return _Page(read_source(root).path, words)


def _fault(curated: Curated, page: _Page, case: Invalid) -> Fault:
    """Return a fault with its place: file and line of a curated row, or of words of the page; else table and row."""
    place = f"table {case.table}"
    place += f", row {case.row}" if case.row is not None else ""
    place += f", column {case.column}" if case.column else ""
    curated_rows = vars(curated)[case.table] if case.table in _KEYS else []
    for record in curated_rows:
        if case.row == _KEYS[case.table](record):
            return Fault(record.file, record.line, f"{place}: {case.problem}", "mend the row")
    if curated_rows and case.row is None:
        return Fault(curated_rows[0].file, 1, f"{place}: {case.problem}", "mend the file")
    if case.table not in TABLES:
        return Fault(place, None, case.problem, f"look in schemas/views/{case.table}.sql")
    remedy = "add an erratum, or look in pipeline/forms/ for what yields the row"
    if case.row is not None and (found := page.words.get((case.table, case.row))):
        line, words = found
        return Fault(page.file, line, f"«{words}»: {place}: {case.problem}", remedy)
    return Fault(place, None, case.problem, remedy)


# The key that a row of a curated file gets. Of an instrument, only the url is curated, and checked when it is read.
_KEYS: dict[str, Callable[[Record], str | None]] = {
    "organizations": lambda record: record["organization_id"],
    "frameworks": lambda record: record["framework_id"],
    "names": lambda record: f"{record['name']}/{record['language']}",
    "meetings": lambda record: meeting_id(record.need_number("number")),
    "errata": erratum_id,
}


def check(root: Path, rows: Tables) -> list[Fault]:
    """Return all that is wrong with the rows that the files in `root/raw` yielded."""
    _, invalid = validate(rows)
    if not invalid:
        return []
    curated, page = read_curated(root), _page(root, rows)
    return [_fault(curated, page, case) for case in invalid]
