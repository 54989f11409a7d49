"""The curated tables in `raw/curated/`: what each file must have, and how all of them are read and checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.faults import Fault, Faults
from pipeline.raw.files import ONE_LINE, Record, read_table
from pipeline.raw.origins import check_origins
from pipeline.text.odd_characters import plain
from pipeline.text.words import iso_date
from schemas.values import (
    CONFIDENCES,
    CURATED_SECTION_KINDS,
    ERRATUM_KINDS,
    IDENTIFIER_RELATIONS,
    IGNORED_KINDS,
    INSTRUMENT,
    INSTRUMENT_KINDS,
    NAME_KINDS,
    NO_BLANKS,
    SCHEMES,
    SLUG,
    TAXON,
    URL,
)


@dataclass(frozen=True)
class Curated:
    """The curated tables."""

    organizations: list[Record]
    frameworks: list[Record]
    names: list[Record]
    identifiers: list[Record]
    meetings: list[Record]
    instruments: list[Record]
    headings: list[Record]
    ignored: list[Record]
    errata: list[Record]
    taxa: list[Record]
    numbers: list[Record]
    origins: list[Record]


@dataclass(frozen=True)
class _Layout:
    """What a curated file must have: its key, its columns, and the values, pattern or date of a cell.

    Each pattern comes with the remedy for a cell that does not match. If columns are given in `one_of`, a row has a
    value in exactly one of them; the number in the first column of `in_order` is not larger than that in the second.
    What `quotes` the page is read as the page is read, without odd characters.
    Only what is needed to read the page is checked here; all columns of published tables are checked again by their
    models.
    """

    key: list[str]
    columns: list[str]
    values: dict[str, Sequence[str]]
    patterns: dict[str, tuple[str, str]] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)
    one_of: list[str] = field(default_factory=list)
    in_order: tuple[str, ...] = ()
    quotes: Collection[str] = ()


_TRUST = ["evidence", "confidence", "note"]
_ID = (SLUG, "write it in lower case, as wildlife-fund-2")
_NAME = (NO_BLANKS, ONE_LINE)
_COUNT = "[1-9][0-9]{0,3}"
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
        one_of=["organization_id", "framework_id", "cluster_id"],
    ),
    "identifiers": _Layout(
        ["scheme", "identifier"],
        ["organization_id", "framework_id", "meeting_id", "scheme", "identifier", "relation"],
        {"scheme": list(SCHEMES), "relation": IDENTIFIER_RELATIONS},
        {},
        one_of=["organization_id", "framework_id", "meeting_id"],
    ),
    "meetings": _Layout(
        ["number"],
        ["number", "end_date"],
        {},
        {"number": ("[1-9][0-9]?", "write it as 19, without a zero before it")},
        ["end_date"],
    ),
    "instruments": _Layout(
        ["instrument_id"],
        ["instrument_id", "url", "addressee"],
        {},
        # A row that the page does not cite is not published, so no model would check its cells.
        {
            "instrument_id": (INSTRUMENT, "write it as conf-12.4-rev-cop18"),
            "url": (URL, "write it as https://cites.org/eng/res/12/12-04.php"),
            "evidence": (r"\S.*", "name the source that gives the url"),
        },
    ),
    "taxa": _Layout(["taxon"], ["taxon"], {}, {"taxon": (TAXON, "write it as Tursiops truncatus")}),
    "numbers": _Layout(
        ["kind", "meeting"],
        ["kind", "meeting", "known_to", "at_most"],
        {"kind": INSTRUMENT_KINDS},
        {
            "meeting": (_COUNT, "write it as 19"),
            "known_to": (_COUNT, "write the highest number that a source has"),
            "at_most": (f"(?:{_COUNT})?", "write a number, or leave it empty"),
        },
        in_order=("known_to", "at_most"),
    ),
    "origins": _Layout(
        ["address"],
        ["address", "origin"],
        {},
        {"address": (URL, "write how the addresses begin, such as https://example.org/"), "origin": _NAME},
    ),
    "headings": _Layout(["heading"], ["heading", "kind"], {"kind": CURATED_SECTION_KINDS}),
    "ignored": _Layout(
        ["text", "after"], ["kind", "text", "after", "reason"], {"kind": IGNORED_KINDS}, quotes=("text", "after")
    ),
    "errata": _Layout(
        ["as_written", "occurrence"],
        ["kind", "as_written", "occurrence", "after", "correction", "reason"],
        {"kind": ERRATUM_KINDS},
        # 01 and 1 would be two keys for the same occurrence.
        {"occurrence": ("[1-9][0-9]{0,8}", "write it as 1, without a zero before it")},
        quotes=("as_written", "after", "correction"),
    ),
}


def read_curated(root: Path) -> Curated:
    """Return all curated tables; raises Faults with the faults of all of them."""
    tables, faults = {}, []
    for table, layout in _LAYOUTS.items():
        try:
            records, found = read_table(
                root, f"raw/curated/{table}.csv", layout.key, layout.columns + _TRUST, ["after"]
            )
        except Faults as unreadable:
            faults += unreadable.faults
            continue
        faults += found
        records = [_read_plainly(record, layout.quotes) for record in records]
        faults += check_values(records, layout.values | {"confidence": CONFIDENCES})
        faults += _check_patterns(records, layout.patterns)
        faults += _check_dates(records, layout.dates)
        faults += _check_one_of(records, layout.one_of)
        faults += _check_in_order(records, layout.in_order)
        tables[table] = records
    if not faults:
        faults = check_origins(tables)
    if faults:
        raise Faults(faults)
    return Curated(**tables)


def _read_plainly(record: Record, columns: Collection[str]) -> Record:
    """Return a record with some of its cells as the page is read."""
    cells = ((column, words) for column in columns if (words := record[column]))
    return replace(record, cells=record.cells | {column: plain(words) for column, words in cells})


def check_values(records: Iterable[Record], values: Mapping[str, Sequence[str]]) -> list[Fault]:
    """Return a fault for each cell whose value is not in the closed list of its column."""
    return [
        record.fault(f"{column} is «{record[column] or ''}»", f"it must be one of {', '.join(allowed)}")
        for record in records
        for column, allowed in values.items()
        if record[column] not in allowed
    ]


def _check_patterns(records: Iterable[Record], patterns: Mapping[str, tuple[str, str]]) -> list[Fault]:
    """Return a fault for each cell that does not fully match the pattern of its column."""
    return [
        record.fault(f"{column} is «{record[column] or ''}»", remedy)
        for record in records
        for column, (pattern, remedy) in patterns.items()
        if not re.fullmatch(pattern, record[column] or "")
    ]


def _check_dates(records: Iterable[Record], columns: Sequence[str]) -> list[Fault]:
    """Return a fault for each cell that is not a date in these centuries.

    It may be empty: the dates of a future meeting may not be known.
    """
    return [
        record.fault(f"{column} is «{words}»", "write it as 2022-11-25, from 1900 to 2199")
        for record in records
        for column in columns
        if (words := record[column]) is not None and not _is_date(words)
    ]


def _is_date(words: str) -> bool:
    try:
        return 1900 <= iso_date(words).year < 2200
    except ValueError:
        return False


def _check_in_order(records: Iterable[Record], columns: Sequence[str]) -> list[Fault]:
    """Return a fault for each row whose number in the first column is larger than in the second, if any are given."""
    faults = []
    for record in records if columns else []:
        least, most = (record[column] or "" for column in columns)
        if least.isdecimal() and most.isdecimal() and int(least) > int(most):
            problem = f"{columns[0]} {least} is more than {columns[1]} {most}"
            faults.append(record.fault(problem, "correct one of them"))
    return faults


def _check_one_of(records: Iterable[Record], columns: Sequence[str]) -> list[Fault]:
    """Return a fault for each row that does not have a value in exactly one of these columns, if any are given."""
    faults = []
    for record in records if columns else []:
        given = [column for column in columns if record[column] is not None]
        if not given:
            faults.append(record.fault(f"has no {', '.join(columns[:-1])} or {columns[-1]}", "give one of them"))
        elif len(given) > 1:
            faults.append(record.fault(f"has {' and '.join(given)}", "keep only one of them"))
    return faults
