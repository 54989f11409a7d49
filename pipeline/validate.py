"""The second stage: rows become typed frames, checked against the models and against each other.

Every case of every rule is reported, not only the first.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pyarrow
import pyarrow.parquet

from pipeline.faults import Fault, Faults
from pipeline.raw import Curated, Record, read_curated
from pipeline.tables import erratum_id
from pipeline.text import meeting_id
from schemas.columns import AnyTable, Table
from schemas.derive import (
    TABLES,
    arrow_schema,
    columns,
    in_words,
    primary_key,
    quotes,
    refers,
    states_facts,
)

Rows = list[dict[str, Any]]
Frames = dict[str, pd.DataFrame]


class Invalid(Exception):  # noqa: N818 - one case of one rule
    """What is wrong with a table: row and column (None for the table as a whole), value and rule."""

    def __init__(self, table: str, row: str | None, column: str | None, problem: str) -> None:
        self.table, self.row, self.column, self.problem = table, row, column, problem
        super().__init__(table, row, column, problem)


def validate(rows: Mapping[str, Rows]) -> tuple[Frames, list[Invalid]]:
    """Return the tables as frames of the models' types, and all that is wrong with them."""
    frames, invalid = {}, []
    for name, model in TABLES.items():
        frame, faults = typed(name, model, rows.get(name, []))
        frames[name] = frame
        reported = {(fault.row, fault.column) for fault in faults}
        invalid += faults
        invalid += [fault for fault in check_model(name, model, frame) if (fault.row, fault.column) not in reported]
    invalid += [Invalid(name, None, None, "is no table of the models") for name in rows if name not in TABLES]
    if not invalid:  # the rules across tables need each table to be right by itself
        for rule in (foreign_keys, spans, quotations, tiling, coverage, clusters_of_themes):
            invalid += rule(frames)
    return frames, invalid


def row_id(model: type[AnyTable], row: Any) -> str:
    """Return the key of a row (whatever gives a cell by its column); parts of a key are joined by `/`."""
    return "/".join(str(row[column]) for column in primary_key(model))


# --- one table ----------------------------------------------------------------------------------------------


def typed(name: str, model: type[Table], rows: Rows) -> tuple[pd.DataFrame, list[Invalid]]:
    """Return rows as a frame of the model's types, and the cells that are not of their type (empty, then).

    Cells of curated files are text; those that should be numbers or dates become so.
    """
    types = {column: spec.dtype.type for column, spec in columns(model).items()}
    invalid: list[Invalid] = []
    cells = {}
    for column in rows[0] if rows else types:
        values = []
        for row in rows:
            try:
                values.append(_convert(row.get(column), types[column].pyarrow_dtype if column in types else None))
            except ValueError as error:
                values.append(None)
                key = "/".join(str(row.get(part)) for part in primary_key(model))
                invalid.append(Invalid(name, key, column, f"«{row[column]}» is {error}"))
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
            return datetime.date.fromisoformat(str(value))
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


def foreign_keys(frames: Frames) -> Iterator[Invalid]:
    """Each value of a foreign key is a key of the table it refers to."""
    for name, model in TABLES.items():
        for column, spec in columns(model).items():
            if target := refers(spec):
                keys = set(frames[target[0]][target[1]])
                for row in frames[name].to_dict("records"):
                    if pd.notna(row[column]) and row[column] not in keys:
                        problem = f"«{row[column]}» is not in {target[0]}.{target[1]}"
                        yield Invalid(name, row_id(model, row), column, problem)


def _facts(frames: Frames) -> Iterator[tuple[str, type[Table], dict[str, Any], str]]:
    """Yield each row that states a fact, with its table, model and the text of its passage."""
    passages = dict(zip(frames["passages"]["passage_id"], frames["passages"]["text"], strict=True))
    for name, model in TABLES.items():
        if states_facts(model):
            for row in frames[name].to_dict("records"):
                if row["passage_id"] in passages:
                    yield name, model, {str(k): v for k, v in row.items()}, passages[row["passage_id"]]


def spans(frames: Frames) -> Iterator[Invalid]:
    """Each span lies inside its passage."""
    for name, model, row, words in _facts(frames):
        if row["end_char"] > len(words):
            problem = f"«{row['end_char']}» is behind the end of {row['passage_id']} ({len(words)} characters)"
            yield Invalid(name, row_id(model, row), "end_char", problem)


def quotations(frames: Frames) -> Iterator[Invalid]:
    """What a row quotes stands between its offsets."""
    for name, model, row, words in _facts(frames):
        for column, spec in columns(model).items():
            if quotes(spec) and row[column] != (there := words[row["start_char"] : row["end_char"]]):
                problem = f"«{row[column]}» is not what stands in the passage: «{there}»"
                yield Invalid(name, row_id(model, row), column, problem)


def tiling(frames: Frames) -> Iterator[Invalid]:
    """The passages tile the document: line by line, with one line feed between them and nothing lost."""
    for document in frames["documents"].to_dict("records"):
        passages = frames["passages"]
        own = passages[passages["document_id"] == document["document_id"]].to_dict("records")
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


def coverage(frames: Frames) -> Iterator[Invalid]:
    """The coverage tiles each passage, and only facts hold names or digits."""
    texts = dict(zip(frames["passages"]["passage_id"], frames["passages"]["text"], strict=True))
    mentions = frames["mentions"].groupby("passage_id")
    ends = dict.fromkeys(texts, 0)
    for row in frames["coverage"].to_dict("records"):
        passage, start, end = row["passage_id"], row["start_char"], row["end_char"]
        key = f"{passage}/{start}"
        if start != ends[passage]:
            yield Invalid("coverage", key, "start_char", f"«{start}» is not {ends[passage]}, where the last one ends")
        ends[passage] = end
        words = texts[passage][start:end]
        if row["kind"] != "fact":
            found = re.findall("[0-9]+", words)
            if passage in mentions.groups:
                own = mentions.get_group(passage)
                found += list(own[(own["start_char"] < end) & (start < own["end_char"])]["text"])
            for name in found:
                yield Invalid("coverage", key, "kind", f"«{row['kind']}» may not hold «{name}»")
    for passage, end in ends.items():
        if end != len(texts[passage]):
            yield Invalid(
                "coverage", passage, "end_char", f"«{end}» is not {len(texts[passage])}, where the passage ends"
            )


def clusters_of_themes(frames: Frames) -> Iterator[Invalid]:
    """A tie in a theme is in the cluster of that theme."""
    clusters = dict(zip(frames["themes"]["theme_id"], frames["themes"]["cluster_id"], strict=True))
    for row in frames["cooperation_ties"].to_dict("records"):
        theme = row["theme_id"]
        if pd.notna(theme) and row["cluster_id"] != clusters.get(theme, row["cluster_id"]):
            problem = f"«{row['cluster_id']}» is not the cluster of the theme {theme}"
            yield Invalid("cooperation_ties", row["tie_id"], "cluster_id", problem)


# --- the stage ----------------------------------------------------------------------------------------------


def _fault(curated: Curated, case: Invalid) -> Fault:
    """Return a fault with its place: file and line of a curated row, else table and row."""
    place = f"table {case.table}"
    place += f", row {case.row}" if case.row is not None else ""
    place += f", column {case.column}" if case.column else ""
    records = vars(curated).get(case.table, [])
    for record in records:
        if case.row == _KEYS[case.table](record):
            return Fault(record.file, record.line, f"{place}: {case.problem}", "mend the row")
    if records and case.row is None:
        return Fault(records[0].file, 1, f"{place}: {case.problem}", "mend the file")
    return Fault(place, None, case.problem, "look in pipeline/forms/ for what yields the row, and in raw/curated/")


# The key that a row of a curated file gets.
_KEYS: dict[str, Callable[[Record], str | None]] = {
    "organizations": lambda record: record["organization_id"],
    "frameworks": lambda record: record["framework_id"],
    "names": lambda record: f"{record['name']}/{record['language']}",
    "meetings": lambda record: meeting_id(record.need_number("number")),
    "errata": erratum_id,
}


def run(root: Path, source: Path, target: Path) -> str:
    """Write the rows in `source` as typed Parquet files to the folder `target`; return what was done.

    Raises Faults if a rule does not hold, with every case.
    """
    frames, invalid = validate(json.loads(source.read_text("utf-8")))
    if invalid:
        curated = read_curated(root)
        raise Faults(_fault(curated, case) for case in invalid)
    target.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        schema = arrow_schema(TABLES[name])
        table = pyarrow.Table.from_pandas(frame, schema, preserve_index=False)
        pyarrow.parquet.write_table(table.replace_schema_metadata(schema.metadata), target / f"{name}.parquet")
    return f"{len(frames)} tables, {sum(map(len, frames.values()))} rows hold every rule"
