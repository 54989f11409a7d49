"""Reads `raw/`: the page with its description, and the curated tables."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

from pipeline.faults import Fault, Faults
from pipeline.text import iso_date
from schemas.values import (
    CONFIDENCES,
    CURATED_SECTION_KINDS,
    ERRATUM_KINDS,
    IGNORED_KINDS,
    INSTRUMENT,
    LANGUAGE,
    MEETING,
    NAME_KINDS,
    NO_BLANKS,
    SLUG,
    URL,
)

SOURCES = "raw/source/sources.toml"
# Controls other than the line feed, characters without a shape, which would hide a name or a fault, and the
# private-use characters that mark names while a text is read.
_UNREADABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ue000-\uf8ff\ufeff]"
)


@dataclass(frozen=True)
class Source:
    """What `sources.toml` says of the page."""

    id: str
    file: str
    title: str
    url: str
    publisher: str
    language: str
    edition: str
    as_of: str
    sha256: str

    @property
    def last_meeting(self) -> int:
        """The number of the meeting that `as_of` names."""
        return int(self.as_of.removeprefix("CoP"))

    @property
    def path(self) -> str:
        """The page's file, from the root of the project."""
        return f"raw/source/{self.file}"


_ONE_LINE = "write it in one line, without blanks at its ends"
# What the keys of a page in `sources.toml` may be, and what to do about others. They are the rules of the row in
# `documents`; there is none for the SHA-256, which tells a changed page, and which `make pin` mends.
_SOURCE_PATTERNS = {
    "id": (SLUG, "write it as cites-cooperation-en"),
    "file": (r"[\w.-]+", "write it as cites-cooperation.txt"),
    "title": (NO_BLANKS, _ONE_LINE),
    "url": (URL, "write it as https://cites.org/eng/disc/coop.php"),
    "publisher": (NO_BLANKS, _ONE_LINE),
    "language": (LANGUAGE, "write it as en"),
    "edition": (NO_BLANKS, _ONE_LINE),
    "as_of": (MEETING, "write it as CoP19"),
}


def read_source(root: Path) -> Source:
    """Return the one page that `sources.toml` describes.

    Raises Faults if the file is no TOML, describes no page or several, leaves a key out or has a faulty one.
    """
    text = decode(SOURCES, read_bytes(root, SOURCES))
    try:
        entries = tomllib.loads(text).get("source", [])
    except (ValueError, RecursionError) as error:  # tomllib lets numbers of too many digits through to `int`
        raise Faults([Fault(SOURCES, None, f"cannot be read ({error})", "mend the file")]) from error
    if not isinstance(entries, list) or len(entries) != 1 or not isinstance(entries[0], dict):
        raise Faults([Fault(SOURCES, None, "must describe one page", "leave one [[source]]")])
    entry = entries[0]
    names = [column.name for column in fields(Source)]
    lacking = [name for name in names if not isinstance(entry.get(name), str)]
    if lacking:
        raise Faults([Fault(SOURCES, None, f"lacks {', '.join(lacking)}", "add them as text")])
    faults = []
    for name, (pattern, remedy) in _SOURCE_PATTERNS.items():
        if not re.fullmatch(pattern, entry[name]):
            faults.append(Fault(SOURCES, None, f"{name} is «{entry[name]}»", remedy))
        elif bad := _UNREADABLE.search(entry[name]):  # written as an escape
            faults.append(Fault(SOURCES, None, f"{name} holds the character U+{ord(bad[0]):04X}", "take it out"))
    if faults:
        raise Faults(faults)
    return Source(**{name: entry[name] for name in names})


def read_bytes(root: Path, file: str) -> bytes:
    """Return the bytes of a file of the project; raises Faults if it cannot be read."""
    try:
        return (root / file).read_bytes()
    except OSError as error:
        raise Faults([Fault(file, None, f"cannot be read ({error.strerror})", "restore it")]) from error


def check_hash(source: Source, data: bytes) -> None:
    """Raise Faults if the page is not the text that `sources.toml` pins."""
    if hashlib.sha256(data).hexdigest() != source.sha256:
        remedy = "run `make pin`, which shows what changed and accepts it"
        raise Faults([Fault(source.path, None, f"is not the text pinned in {SOURCES}", remedy)])


def decode(file: str, data: bytes) -> str:
    """Return the text of a file, its line ends as LF; offsets count the code points of this text.

    Raises Faults for what no reader could address: bytes that are no UTF-8, a byte-order mark, controls.
    """
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
        raise Faults([Fault(file, line, problem, "save the file as UTF-8")]) from error
    if not text.strip():
        raise Faults([Fault(file, None, "is empty", "restore the text")])
    if text.startswith("\ufeff"):
        raise Faults([Fault(file, 1, "starts with a byte-order mark", "save it as UTF-8 without one")])
    if faults := [
        Fault(
            file,
            text[: bad.start()].count("\n") + 1,
            f"holds the character U+{ord(bad[0]):04X}",
            "take it out",
        )
        for bad in _UNREADABLE.finditer(text)
    ]:
        raise Faults(faults)
    return text


@dataclass(frozen=True)
class Record:
    """A row of a CSV file: its cells by column (None where empty), and the line it stands in."""

    file: str
    line: int
    cells: dict[str, str | None]

    def __getitem__(self, column: str) -> str | None:
        return self.cells[column]

    def need(self, column: str) -> str:
        """Return a cell that may not be empty; raises Faults if it is."""
        value = self.cells[column]
        if value is None:
            raise Faults([self.fault(f"{column} is empty", "fill it in")])
        return value

    def need_number(self, column: str) -> int:
        """Return a cell as a whole number; raises Faults if it is none."""
        value = self.need(column)
        if not re.fullmatch("[0-9]{1,9}", value):
            raise Faults([self.fault(f"{column} «{value}» is no whole number", "write it in digits")])
        return int(value)

    def need_date(self, column: str) -> datetime.date:
        """Return a cell as a date; raises Faults if it is none."""
        value = self.need(column)
        try:
            return iso_date(value)
        except ValueError:
            raise Faults([self.fault(f"{column} «{value}» is no date", "write it as 2022-11-25")]) from None

    def fault(self, problem: str, remedy: str) -> Fault:
        """Return a fault of this row."""
        return Fault(self.file, self.line, problem, remedy)


def read_records(root: Path, file: str, key: list[str], needed: list[str]) -> list[Record]:
    """Return the rows of a CSV file, such as a curated table, in the order of the file.

    Raises Faults if a needed column is missing, a row has more or fewer cells than the header, or a key comes
    twice or is empty.
    """
    rows = list(numbered_rows(file, decode(file, read_bytes(root, file)), "mend its quotes"))
    records, faults = [], []
    columns = rows[0][1]
    if lacking := [column for column in needed if column not in columns]:
        raise Faults([Fault(file, 1, f"lacks the column {', '.join(lacking)}", "add it to the header and each row")])
    if len(set(columns)) != len(columns):
        raise Faults([Fault(file, 1, "has a column twice", "name each column once")])
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            problem = f"has {len(cells)} cells, the header has {len(columns)}"
            faults.append(Fault(file, line, problem, "mend the commas or quotes"))
            continue
        record = Record(file, line, {c: v or None for c, v in zip(columns, cells, strict=True)})
        try:
            value = tuple(record.need(column) for column in key)
        except Faults as empty:
            faults.extend(empty.faults)
            continue
        if value in seen:
            faults.append(
                record.fault(f"«{' / '.join(value)}» is in line {seen[value]} already", "keep one of the two")
            )
        seen.setdefault(value, line)
        records.append(record)
    if faults:
        raise Faults(faults)
    return records


def numbered_rows(file: str, text: str, remedy: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV text with the number of the line it starts in.

    Raises Faults, with the remedy, for what is no CSV, such as an open quote: its line is that of the row.
    """
    csv.field_size_limit(sys.maxsize)  # a note, or a line of the page, may be long
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Faults([Fault(file, line, f"is no CSV ({error})", remedy)]) from error


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
    values: dict[str, list[str]]
    patterns: dict[str, tuple[str, str]] = field(default_factory=dict)
    one_of: list[str] = field(default_factory=list)


_TRUST = ["evidence", "confidence", "note"]
_ID = (SLUG, "write it in lower case, as wildlife-fund-2")
_NAME = (NO_BLANKS, _ONE_LINE)
_ACRONYM = (f"(?:{NO_BLANKS})?", _ONE_LINE)
_LAYOUTS = {
    "organizations": _Layout(
        ["organization_id"],
        ["organization_id", "name", "acronym"],
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


def check_values(records: list[Record], values: dict[str, list[str]]) -> None:
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
