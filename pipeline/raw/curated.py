"""The curated tables in `raw/curated/`: what is needed of each file, and all of them read and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.faults import Faults
from pipeline.raw.files import ONE_LINE, Record, read_records
from schemas.values import (
    CONFIDENCES,
    CURATED_SECTION_KINDS,
    ERRATUM_KINDS,
    IGNORED_KINDS,
    INSTRUMENT,
    NAME_KINDS,
    NO_BLANKS,
    SLUG,
    URL,
)


@dataclass(frozen=True)
class Curated:
    """The curated tables."""

    organizations: list[Record]
    frameworks: list[Record]
    names: list[Record]
    meetings: list[Record]
    instruments: list[Record]
    headings: list[Record]
    ignored: list[Record]
    errata: list[Record]


@dataclass(frozen=True)
class _Layout:
    """What is needed of a curated file: its key, its columns, and the values or the pattern that a column may have.

    Each pattern has the remedy for a cell that does not match; a row has a value in exactly one of the columns
    `one_of`, if there are any. The other columns of the tables that are published stand in their models, and are
    checked against those, as are these: what the page is read with must be right before.
    """

    key: list[str]
    columns: list[str]
    values: dict[str, Sequence[str]]
    patterns: dict[str, tuple[str, str]] = field(default_factory=dict)
    one_of: list[str] = field(default_factory=list)


_TRUST = ["evidence", "confidence", "note"]
_ID = (SLUG, "write it in lower case, as wildlife-fund-2")
_NAME = (NO_BLANKS, ONE_LINE)
_ACRONYM = (f"(?:{NO_BLANKS})?", ONE_LINE)
_LAYOUTS = {
    "organizations": _Layout(
        ["organization_id"],
        ["organization_id", "name", "acronym", "kind", "parent_organization_id"],
        {},
        {"organization_id": _ID, "name": _NAME, "acronym": _ACRONYM},
    ),
    "frameworks": _Layout(
        ["framework_id"],
        ["framework_id", "name", "acronym"],
        {},
        {"framework_id": _ID, "name": _NAME, "acronym": _ACRONYM},
    ),
    "names": _Layout(
        ["name", "language"],
        ["name", "language", "kind", "organization_id", "framework_id", "cluster_id"],
        {"kind": NAME_KINDS},
        {"name": _NAME},
        ["organization_id", "framework_id", "cluster_id"],
    ),
    "meetings": _Layout(
        ["number"],
        ["number", "end_date"],
        {},
        {
            "number": ("[1-9][0-9]?", "write it as 19, without a zero before it"),
            # The last year of the calendar would have no day of effect.
            "end_date": ("(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", "write it as 2022-11-25, from 1900 to 2199"),
        },
    ),
    "instruments": _Layout(
        ["instrument_id"],
        ["instrument_id", "url"],
        {},
        # Of a row that the page does not cite, no model would check the cells.
        {
            "instrument_id": (INSTRUMENT, "write it as conf-12.4-rev-cop18"),
            "url": (URL, "write it as https://cites.org/eng/res/12/12-04.php"),
            "evidence": (r"\S.*", "name the source that gives the url"),
        },
    ),
    "headings": _Layout(["heading"], ["heading", "kind"], {"kind": CURATED_SECTION_KINDS}),
    "ignored": _Layout(["text"], ["kind", "text", "reason"], {"kind": IGNORED_KINDS}),
    "errata": _Layout(
        ["as_written", "occurrence"],
        ["kind", "as_written", "occurrence", "correction", "reason"],
        {"kind": ERRATUM_KINDS},
        # 01 and 1 would be two keys for one place.
        {"occurrence": ("[1-9][0-9]{0,8}", "write it as 1, without a zero before it")},
    ),
}


def read_curated(root: Path) -> Curated:
    """Return all curated tables; raises Faults with the faults of all of them."""
    tables, faults = {}, []
    for table, layout in _LAYOUTS.items():
        try:
            records = read_records(root, f"raw/curated/{table}.csv", layout.key, layout.columns + _TRUST)
            check_values(records, layout.values | {"confidence": CONFIDENCES})
            check_patterns(records, layout.patterns)
            check_one_of(records, layout.one_of)
            tables[table] = records
        except Faults as error:
            faults.extend(error.faults)
    if faults:
        raise Faults(faults)
    return Curated(**tables)


def check_values(records: list[Record], values: dict[str, Sequence[str]]) -> None:
    """Raise Faults if a column has a value that is not in its closed list."""
    if faults := [
        record.fault(f"{column} is «{record[column] or ''}»", f"it must be one of {', '.join(allowed)}")
        for record in records
        for column, allowed in values.items()
        if record[column] not in allowed
    ]:
        raise Faults(faults)


def check_patterns(records: list[Record], patterns: dict[str, tuple[str, str]]) -> None:
    """Raise Faults if a cell does not match the pattern of its column, the whole of it."""
    if faults := [
        record.fault(f"{column} is «{record[column] or ''}»", remedy)
        for record in records
        for column, (pattern, remedy) in patterns.items()
        if not re.fullmatch(pattern, record[column] or "")
    ]:
        raise Faults(faults)


def check_one_of(records: list[Record], columns: list[str]) -> None:
    """Raise Faults if a row has a value in none of these columns, or in several; do nothing if there are none."""
    faults = []
    for record in records if columns else []:
        given = [column for column in columns if record[column] is not None]
        if not given:
            remedy = "give one of them"
            faults.append(record.fault(f"has no {', '.join(columns[:-1])} or {columns[-1]}", remedy))
        elif len(given) > 1:
            faults.append(record.fault(f"has {' and '.join(given)}", "leave one of them"))
    if faults:
        raise Faults(faults)
