"""Compares two CSV packages, table by table and key by key: load, compare, show.

What is compared are the cells of the tables, as they are written, by the primary keys of the descriptors.

- Addresses (`ADDRESSES`) say where a fact stands, and are no facts: a row that has only moved has not changed. A
  `position` is none of them: the order of a list is what the page says.
- The keys of passages, mentions and coverage hold a running number or an offset, which a line more on the page would
  shift. Their rows are compared by what they say (`WORDS`), and as often as they say it: a line that has moved within
  the page, or under another heading, is the same line; the sections, and the facts that it states, tell the rest.
- A key that `raw/curated/retired.csv` renames is one row under two keys. Composite keys are joined by `/`, as in
  `row_sources`.
- Of the descriptors, only the version, the tables, their columns and their keys count.
"""

from __future__ import annotations

import dataclasses
import json
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.curated import check_values
from pipeline.faults import Fault, Faults
from pipeline.raw import numbered_rows, read_records
from pipeline.release import DESCRIPTOR
from schemas.values import CONFIDENCES

REMEDY = "give the folder or the zip of a CSV package"
DAMAGED = "take the package anew from its release, or build it anew"
RETIRED = "raw/curated/retired.csv"
ADDRESSES = ("passage_id", "start_char", "end_char", "line_number")
WORDS = {
    "passages": ("kind", "text"),
    "mentions": ("text", "organization_id", "framework_id"),
    "coverage": ("kind", "rule"),
}

Cells = dict[str, str]
ReadFile = Callable[[str], bytes]


@dataclass(frozen=True)
class Table:
    """A table of a package: its rows by their key, whose parts are joined by `/`."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: dict[str, Cells]


@dataclass(frozen=True)
class Package:
    """What is compared of a data package; the version is empty where the descriptor gives none."""

    version: str
    tables: dict[str, Table]


@dataclass(frozen=True)
class Retirement:
    """What the curators say of a key that is gone; `new_key` is empty where no row took its place."""

    table: str
    old_key: str
    new_key: str
    reason: str


@dataclass(frozen=True)
class Row:
    """A row that only one package has: its cells that are neither empty nor key nor address.

    In a table that is compared by its words, the key is empty, and `times` says how often the row is added or removed.
    """

    key: str
    cells: Cells
    times: int = 1
    retired: Retirement | None = None


@dataclass(frozen=True)
class Change:
    """A cell that differs; `key` is that of the row in the new package."""

    key: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class TableDifference:
    """How a table that both packages have differs; where its key has changed, its rows are not compared."""

    table: str
    old_key: tuple[str, ...]
    new_key: tuple[str, ...]
    only_old_columns: list[str]
    only_new_columns: list[str]
    added: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    renamed: list[Retirement] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is no difference."""
        columns = self.only_old_columns or self.only_new_columns
        rows = self.added or self.removed or self.renamed or self.changes
        return self.old_key == self.new_key and not columns and not rows


@dataclass(frozen=True)
class Comparison:
    """How two packages differ: tables that only one has, with their number of rows, and those that differ."""

    old_version: str
    new_version: str
    only_old_tables: dict[str, int]
    only_new_tables: dict[str, int]
    tables: list[TableDifference]

    @property
    def is_equal(self) -> bool:
        """Whether the packages state the same."""
        return not (self.only_old_tables or self.only_new_tables or self.tables)


# --- load -------------------------------------------------------------------------------------------------------


def load(path: Path) -> Package:
    """Return the CSV package in a folder, or in a zip of one.

    Raises Faults if it cannot be read, has no descriptor or a broken one, or if a table is not what the descriptor
    says: other columns, a row with more or fewer cells, a key that comes twice.
    """
    read = _open(path)
    place = f"{path}/{DESCRIPTOR}"
    try:
        descriptor = json.loads(read(DESCRIPTOR).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Faults([Fault(place, None, f"is no JSON ({error})", DAMAGED)]) from error
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not resources:
        raise Faults([Fault(place, None, "describes no tables", REMEDY)])
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for number, resource in enumerate(resources, 1):
        try:
            table = _load_table(path, read, resource, number)
        except Faults as error:
            faults.extend(error.faults)
            continue
        if table.name in tables:
            faults.append(Fault(place, None, f"describes the table {table.name} twice", DAMAGED))
        tables[table.name] = table
    if faults:
        raise Faults(faults)
    version = descriptor.get("version")
    return Package(version if isinstance(version, str) else "", tables)


def _open(path: Path) -> ReadFile:
    """Return the function that reads a file of the package by its path in the package.

    Raises Faults if there is no package at `path`; what is returned raises Faults if it cannot read a file.
    """
    with _reading(path, REMEDY):
        if is_folder := path.is_dir():
            found = [DESCRIPTOR] if (path / DESCRIPTOR).is_file() else []
        else:
            with zipfile.ZipFile(path) as archive:
                found = [name for name in archive.namelist() if name.split("/")[-1] == DESCRIPTOR]
    if len(found) != 1:
        raise Faults([Fault(str(path), None, f"holds {len(found) or 'no'} {DESCRIPTOR}", REMEDY)])
    inner_folder = found[0].removesuffix(DESCRIPTOR)

    def read(name: str) -> bytes:
        with _reading(path / name, DAMAGED):
            if is_folder:
                return (path / name).read_bytes()
            with zipfile.ZipFile(path) as archive:
                return archive.read(inner_folder + name)

    return read


@contextmanager
def _reading(place: Path, remedy: str) -> Iterator[None]:
    """Raise Faults for what can go wrong while a file, or one within a zip, is read."""
    try:
        yield
    except (FileNotFoundError, KeyError) as error:
        raise Faults([Fault(str(place), None, "is not there", remedy)]) from error
    except OSError as error:
        raise Faults([Fault(str(place), None, f"cannot be read ({error.strerror})", remedy)]) from error
    except ValueError as error:  # a path with NUL, or with half a character
        raise Faults([Fault(str(place), None, f"cannot be read ({error})", remedy)]) from error
    # A zip may be damaged, cut short, encrypted, or packed in a way that is not known.
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError) as error:
        raise Faults([Fault(str(place), None, f"is no whole zip ({error})", remedy)]) from error


def _load_table(path: Path, read: ReadFile, resource: Any, number: int) -> Table:
    """Return the table that a resource describes, the `number`th of the descriptor."""
    try:
        name, file, schema = resource["name"], resource["path"], resource["schema"]
        columns = tuple(column["name"] for column in schema["fields"])
        key = schema["primaryKey"]
        key = (key,) if isinstance(key, str) else tuple(key)
    except (KeyError, TypeError, IndexError) as error:
        problem = f"resource {number} lacks its name, path, schema, fields or primaryKey"
        raise Faults([Fault(f"{path}/{DESCRIPTOR}", None, problem, DAMAGED)]) from error
    are_words = all(isinstance(word, str) for word in (name, file, *columns, *key))
    if not are_words or not key or not set(key) <= set(columns):
        problem = f"resource {number} has a name, path, field or primaryKey that is none"
        raise Faults([Fault(f"{path}/{DESCRIPTOR}", None, problem, DAMAGED)])
    if not file.endswith(".csv"):
        raise Faults([Fault(f"{path}/{file}", None, "is no CSV file", REMEDY)])
    return Table(name, key, columns, _read_rows(f"{path}/{file}", read(file), columns, key))


def _read_rows(place: str, data: bytes, columns: tuple[str, ...], key: tuple[str, ...]) -> dict[str, Cells]:
    """Return the rows of a CSV file by their key; raises Faults if it does not hold these columns and this key."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Faults([Fault(place, None, f"byte {error.start} is not UTF-8", DAMAGED)]) from error
    header, *lines = list(numbered_rows(place, text, DAMAGED)) or [(1, [])]
    if lacking := Counter(columns) - Counter(header[1]):
        raise Faults([Fault(place, 1, f"lacks the column {', '.join(lacking)}", DAMAGED)])
    if more := Counter(header[1]) - Counter(columns):
        problem = f"has the column {', '.join(more)} beside those that {DESCRIPTOR} describes"
        raise Faults([Fault(place, 1, problem, DAMAGED)])
    rows: dict[str, Cells] = {}
    faults = []
    for line, values in lines:
        if len(values) != len(columns):
            problem = f"has {len(values)} cells, the header has {len(columns)}"
            faults.append(Fault(place, line, problem, DAMAGED))
            continue
        cells = dict(zip(header[1], values, strict=True))
        joined = "/".join(cells[column] for column in key)
        if joined in rows:
            faults.append(Fault(place, line, f"the key «{joined}» comes twice", DAMAGED))
        rows[joined] = cells
    if faults:
        raise Faults(faults)
    return rows


def read_retired(root: Path) -> list[Retirement]:
    """Return what the curators say of keys that are gone.

    Raises Faults as `read_records` does, and if a cell is empty that may not be, or the confidence is none.
    """
    retired, faults = [], []
    needed = ["table", "old_key", "new_key", "reason", "evidence", "confidence", "note"]
    for record in read_records(root, RETIRED, ["table", "old_key"], needed):
        try:
            check_values([record], {"confidence": CONFIDENCES})
            table, old_key, reason = (record.need(column) for column in ("table", "old_key", "reason"))
            retired.append(Retirement(table, old_key, record["new_key"] or "", reason))
        except Faults as error:
            faults.extend(error.faults)
    if faults:
        raise Faults(faults)
    return retired


# --- compare ----------------------------------------------------------------------------------------------------


def compare(old: Package, new: Package, retired: list[Retirement]) -> Comparison:
    """Return how two packages differ; tables, columns and rows in the order of the package that has them."""
    both = [name for name in new.tables if name in old.tables]
    differences = [
        _compare_tables(
            old.tables[name], new.tables[name], {entry.old_key: entry for entry in retired if entry.table == name}
        )
        for name in both
    ]
    return Comparison(
        old.version,
        new.version,
        {name: len(table.rows) for name, table in old.tables.items() if name not in both},
        {name: len(table.rows) for name, table in new.tables.items() if name not in both},
        [difference for difference in differences if not difference.is_empty],
    )


def _compare_tables(old: Table, new: Table, retired: dict[str, Retirement]) -> TableDifference:
    """Return how two tables of one name differ; `retired` holds the table's retirements by old key."""
    difference = TableDifference(
        new.name,
        old.key,
        new.key,
        [column for column in old.columns if column not in new.columns],
        [column for column in new.columns if column not in old.columns],
    )
    if old.key != new.key:
        return difference
    if new.name in WORDS:
        return dataclasses.replace(difference, added=_more(new, old), removed=_more(old, new))
    gone = {key: _follow(key, retired, new) for key in old.rows if key not in new.rows}
    renamed = {
        key: entry
        for key, entry in gone.items()
        if entry and entry.new_key in new.rows and entry.new_key not in old.rows
    }
    taken = {entry.new_key for entry in renamed.values()}
    pairs = [(key, renamed[key].new_key if key in renamed else key) for key in old.rows]
    return dataclasses.replace(
        difference,
        added=[_row(new, key) for key in new.rows if key not in old.rows and key not in taken],
        removed=[_row(old, key, entry) for key, entry in gone.items() if key not in renamed],
        renamed=list(renamed.values()),
        changes=[
            Change(new_key, column, old.rows[old_key][column], new.rows[new_key][column])
            for old_key, new_key in pairs
            if new_key in new.rows
            for column in _facts(new)
            if column in old.columns and old.rows[old_key][column] != new.rows[new_key][column]
        ],
    )


def _facts(table: Table) -> list[str]:
    """Return the columns of a table that are neither key nor address."""
    return [column for column in table.columns if column not in table.key and column not in ADDRESSES]


def _row(table: Table, key: str, retired: Retirement | None = None) -> Row:
    cells = {column: table.rows[key][column] for column in _facts(table) if table.rows[key][column]}
    return Row(key, cells, retired=retired)


def _more(one: Table, other: Table) -> list[Row]:
    """Return the rows that a table says more often than the other, by the words that both have."""
    columns = [column for column in WORDS[one.name] if column in one.columns and column in other.columns]

    def count(table: Table) -> Counter[tuple[str, ...]]:
        return Counter(tuple(cells[column] for column in columns) for cells in table.rows.values())

    more = count(one) - count(other)
    return [
        Row("", {column: word for column, word in zip(columns, words, strict=True) if word}, times)
        for words, times in more.items()
    ]


def _follow(key: str, retired: dict[str, Retirement], new: Table) -> Retirement | None:
    """Return what explains that a key is gone, if anything does.

    A key may have been renamed more than once since: its new key is then the last, and the reasons are those of all.
    """
    if key not in retired:
        return None
    steps = [retired[key]]
    while (now := steps[-1].new_key) not in new.rows and now in retired and retired[now] not in steps:
        steps.append(retired[now])
    reason = "; ".join(step.reason for step in steps)
    return dataclasses.replace(steps[0], new_key=steps[-1].new_key, reason=reason)


# --- show -------------------------------------------------------------------------------------------------------


def show(comparison: Comparison) -> str:
    """Return a comparison as Markdown: a summary for the change log, then each table that differs."""
    old, new = (
        f"version {version}" if version else "a package without a version"
        for version in (comparison.old_version, comparison.new_version)
    )
    title = f"# Changes within {new}" if old == new else f"# Changes from {old} to {new}"
    lines = [title, "", *_summary(comparison)]
    for table in comparison.tables:
        lines += _show_rows(table)
    return "\n".join(lines) + "\n"


def show_json(comparison: Comparison) -> str:
    """Return a comparison as JSON."""
    return json.dumps(dataclasses.asdict(comparison), ensure_ascii=False, indent=2) + "\n"


def _summary(comparison: Comparison) -> list[str]:
    """Return a line for each table that differs, and one on the keys that are gone."""
    if comparison.is_equal:
        return ["No fact is added, removed or changed."]
    lines = [f"- {_code(name)}: a new table ({_rows(count)})" for name, count in comparison.only_new_tables.items()]
    lines += [
        f"- {_code(name)}: the table is gone ({_rows(count)})" for name, count in comparison.only_old_tables.items()
    ]
    lines += [f"- {_code(table.table)}: {'; '.join(_counts(table))}" for table in comparison.tables]
    gone = [row.retired for table in comparison.tables for row in table.removed if row.key]
    gone += [entry for table in comparison.tables for entry in table.renamed]
    if gone:
        explained = sum(entry is not None for entry in gone)
        lines.append(f"- Keys that are gone: {len(gone)}, of which {_code(RETIRED)} explains {explained}")
    return lines


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _counts(table: TableDifference) -> list[str]:
    """Return what happened to a table, in a few words each."""
    words = []
    for name, count in {
        "added": sum(row.times for row in table.added),
        "removed": sum(row.times for row in table.removed),
        "renamed": len(table.renamed),
    }.items():
        if count:
            words.append(f"{count} {name}")
    if table.changes:
        columns = Counter(change.column for change in table.changes)
        by_column = ", ".join(f"{_code(column)} {count}" for column, count in columns.items())
        words.append(f"{len({change.key for change in table.changes})} changed ({by_column})")
    counts = [", ".join(words)] if words else []
    if table.old_key != table.new_key:
        old, new = (", ".join(map(_code, key)) for key in (table.old_key, table.new_key))
        counts.append(f"the key was {old} and is {new}, so that its rows are not compared")
    counts += [f"the column {_code(column)} is new" for column in table.only_new_columns]
    counts += [f"the column {_code(column)} is gone" for column in table.only_old_columns]
    return counts


def _show_rows(table: TableDifference) -> list[str]:
    """Return the rows of a table that differ, under headings; nothing if there are none."""
    parts = {
        "Added": [line for row in table.added for line in _show_row(row)],
        "Removed": [line for row in table.removed for line in _show_row(row, f": {_explain(row.retired)}")],
        "Renamed": [
            f"- {_code(entry.old_key)} is now {_code(entry.new_key)}: {_text(entry.reason)}" for entry in table.renamed
        ],
        "Changed": [_show_change(change) for change in table.changes],
    }
    if table.changes:
        parts["Changed"] = ["| key | column | old | new |", "| --- | --- | --- | --- |", *parts["Changed"]]
    shown = [line for name, lines in parts.items() if lines for line in ("", f"### {name}", "", *lines)]
    return ["", f"## {_code(table.table)}", *shown] if shown else []


def _show_row(row: Row, remark: str = "") -> list[str]:
    """Return a row: its key with a remark, and its cells below; or its words in one line if it has no key."""
    if not row.key:
        times = f" ({row.times} times)" if row.times > 1 else ""
        return [f"- {': '.join(map(_text, row.cells.values()))}{times}"]
    return [f"- {_code(row.key)}{remark}", *(f"  - {column}: {_text(cell)}" for column, cell in row.cells.items())]


def _explain(entry: Retirement | None) -> str:
    """Return why a key is gone."""
    if entry is None:
        return "not explained"
    instead = f"{_code(entry.new_key)} stands for it; " if entry.new_key else ""
    return f"retired; {instead}{_text(entry.reason)}"


def _show_change(change: Change) -> str:
    cells = [_code(change.key), _code(change.column), _text(change.old), _text(change.new)]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _code(text: str) -> str:
    """Return a name as Markdown code."""
    quote = "``" if "`" in text else "`"
    return quote + re.sub(r"\s", " ", text) + quote


def _text(text: str) -> str:
    """Return a cell as Markdown that shows its characters as they are; addresses stay links."""
    escaped = re.sub(r"[\\`*\[\]<>]|\b_\B|\B_\b|&(?=#?\w+;)", r"\\\g<0>", text)
    return re.sub(r"\r?\n|\r", "<br>", escaped) or "*empty*"
