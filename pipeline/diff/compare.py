"""Compares two CSV packages, table by table and key by key.

The cells of the tables are compared as written. Rows are matched by the primary keys in the descriptors.

- The addresses of facts (`ADDRESSES`) are not compared: a row that has only moved has not changed. A `position` is
  compared, because the order of a list is what the page says.
- The keys of passages, mentions and coverage contain a running number or an offset, which one more line on the page
  would shift. Their rows are compared by what they say (`WORDS`), and by how often they say it: a line that has moved
  within the page, or under another heading, is the same line; the sections, and the facts that it states, show the
  move.
- Where a key ends in a `position`, one row more would shift the others. These rows too are compared by what they say,
  among those with the same rest of the key; one that says something else is another row. So are keys that a number at
  their end tells apart.
- A key that `raw/curated/retired.csv` renames is one row under two keys, and so is that of a Resolution or Decision
  which is now cited in another revision. The same holds for each key that contains such a key, and a cell that refers
  to it has not changed. Composite keys are joined by `/`, as in `row_sources`.
- In the descriptors, only what a reader's code or rights depend on is compared: version and licence; tables and columns
  with their types, values, rules, keys and meanings.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.diff.load import Cells, Package, Table
from pipeline.diff.retired import Retirement, follow

WORDS = {
    "passages": ("kind", "text"),
    "mentions": ("text", "organization_id", "framework_id"),
    "coverage": ("kind", "rule"),
}
_NUMBER = "position"  # at the end of a key: which of the rows with the rest of it this is


@dataclass(frozen=True)
class LoneRow:
    """A row that only one package has: its cells, apart from empty ones, key and address.

    In a table that is compared by its words, the key is empty, and `times` says how often the row is added or removed.
    """

    key: str
    cells: Cells
    times: int = 1
    retired: Retirement | None = None


@dataclass(frozen=True)
class Change:
    """A cell that differs; `key` is the key of its row in the new package."""

    key: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Declaration:
    """What the descriptors say differently about the package, a table (if named) or one of its columns (if named)."""

    table: str
    column: str
    what: str
    old: str
    new: str


@dataclass(frozen=True)
class TableDifference:
    """How a table in both packages differs; if its key has changed, its rows are not compared."""

    table: str
    old_key: tuple[str, ...]
    new_key: tuple[str, ...]
    only_old_columns: list[str]
    only_new_columns: list[str]
    added: list[LoneRow] = field(default_factory=list)
    removed: list[LoneRow] = field(default_factory=list)
    renamed: list[Retirement] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """How two packages differ: the tables that only one has, with their numbers of rows, and those that differ."""

    old_version: str
    new_version: str
    only_old_tables: dict[str, int]
    only_new_tables: dict[str, int]
    tables: list[TableDifference]
    declarations: list[Declaration] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether the packages have the same content and declarations."""
        return not (self.only_old_tables or self.only_new_tables or self.tables or self.declarations)


def compare(old: Package, new: Package, retired: list[Retirement]) -> Comparison:
    """Return how two packages differ; tables, columns and rows are in the order of the package that has them."""
    retired = [one for one in retired if one.table not in new.tables or one.old_key not in new.tables[one.table].rows]
    known = {(one.table, one.old_key) for one in retired}
    retired = [*retired, *(one for one in _revisions(old, new) if (one.table, one.old_key) not in known)]
    differences = []
    for name, table in new.tables.items():
        if name in old.tables:
            difference = _compare(old.tables[name], table, retired)
            if difference != TableDifference(name, table.key, table.key, [], []):
                differences.append(difference)
    return Comparison(
        old.version,
        new.version,
        {name: len(table.rows) for name, table in old.tables.items() if name not in new.tables},
        {name: len(table.rows) for name, table in new.tables.items() if name not in old.tables},
        differences,
        [
            Declaration(*place, was, now)
            for place, now in new.declared.items()
            if (was := old.declared.get(place, now)) != now
        ],
    )


def _revisions(old: Package, new: Package) -> Iterator[Retirement]:
    """Yield each Resolution or Decision that is now cited in another revision: it is the same one under a new key."""
    if not all("instruments" in package.tables for package in (old, new)):
        return
    before, after = old.tables["instruments"].rows, new.tables["instruments"].rows
    revised = {(cells.get("kind"), cells.get("number")): key for key, cells in after.items() if key not in before}
    for key, cells in before.items():
        if key not in after and (now := revised.get((cells.get("kind"), cells.get("number")))):
            yield Retirement("instruments", key, now, "")


def _compare(old: Table, new: Table, retired: Sequence[Retirement]) -> TableDifference:
    """Return how two tables with the same name differ."""
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
        words = [column for column in WORDS[new.name] if column in old.columns and column in new.columns]
        before, after = (Counter(tuple(map(row.get, words)) for row in table.rows.values()) for table in (old, new))
        return dataclasses.replace(difference, added=_rows(words, after - before), removed=_rows(words, before - after))
    # Keys may also be part of what an address refers to, and of the keys that a row of errata lists.
    refers = {*old.refers.values(), *(["sections"] if "passages" in old.refers.values() else [])}
    if "row_id" in old.key:
        refers |= {one.table for one in retired}
    same = _same_rows(old, new, retired)
    gone = {key: follow(old.name, key, retired, refers, new.rows) for key in old.rows if key not in same}
    unused = new.rows.keys() - same.values()
    renamed = {
        key: entry
        for key, entry in gone.items()
        if entry and entry.new_key in unused and not (entry.hangs_on and _is_numbered(new))
    }
    # The new key of each row that both have.
    now = {key: renamed[key].new_key if key in renamed else same[key] for key in old.rows if key in renamed | same}
    kept = set(now.values())
    return dataclasses.replace(
        difference,
        added=[LoneRow(key, _filled(cells)) for key, cells in new.rows.items() if key not in kept],
        removed=[
            LoneRow(key, _filled(old.rows[key]), 1, _explanation(entry))
            for key, entry in gone.items()
            if key not in renamed
        ],
        renamed=list(renamed.values()),
        changes=[
            Change(new_key, column, was, cell)
            for key, new_key in now.items()
            for before in [_compared(old, key)]
            for column, cell in _compared(new, new_key).items()
            if (was := before.get(column, cell)) != cell and cell not in _instead(new, column, was, retired)
        ],
    )


def _explanation(entry: Retirement | None) -> Retirement | None:
    """Return what explains that a row is gone: not that the one on which it would hang goes on under another key."""
    return None if entry and entry.hangs_on and entry.new_key else entry


def _is_numbered(table: Table) -> bool:
    return len(table.key) > 1 and table.key[-1] == _NUMBER


def _compared(table: Table, key: str) -> Cells:
    """Return what is compared of a row: its cells and, if its key ends in a number, that."""
    return ({_NUMBER: key.rpartition("/")[2]} if _is_numbered(table) else {}) | table.rows[key]


def _instead(table: Table, column: str, cell: str, retired: Sequence[Retirement]) -> Iterator[str]:
    """Yield a cell with the keys that it refers to renamed."""
    for one in retired:
        if one.table == table.refers.get(column) and (renamed := one.within(cell)) is not None:
            yield renamed


def _same_rows(old: Table, new: Table, retired: Sequence[Retirement]) -> dict[str, str]:
    """Return the new key, by the old one, of each row that both tables have, renamed keys aside."""
    columns = [one for one in next(iter(new.rows.values()), {}) if one in old.columns and one != _NUMBER]
    by_words: dict[tuple[str, ...], list[str]] = {}
    for key, cells in reversed(new.rows.items()):
        by_words.setdefault((_stem(new, key), *(cells[column] for column in columns)), []).append(key)
    same: dict[str, str] = {}
    for key, cells in old.rows.items():
        now = [next(filter(None, _instead(new, one, cells[one], retired)), cells[one]) for one in columns]
        stem = _stem(old, key)
        if _is_numbered(old):  # the rest of the key refers to another row
            stem = next(filter(None, _instead(new, new.key[0], stem, retired)), stem)
        if found := by_words.get((stem, *now)):
            same[key] = key if key in found else found[-1]
            found.remove(same[key])
    if _is_numbered(new):
        return same
    return same | {key: key for key in (old.rows.keys() & new.rows.keys()) - same.keys() - set(same.values())}


def _stem(table: Table, key: str) -> str:
    """Return a key without the number that tells rows apart which would else have the same."""
    return key.rpartition("/")[0] if _is_numbered(table) else re.sub(r"\.[0-9]+\Z", "", key)


def _filled(cells: Cells) -> Cells:
    return {column: cell for column, cell in cells.items() if cell}


def _rows(columns: Sequence[str], counts: Counter[tuple[str | None, ...]]) -> list[LoneRow]:
    """Return the rows of a table without keys, each as often as it is counted."""
    return [
        LoneRow("", {column: word for column, word in zip(columns, words, strict=True) if word}, times)
        for words, times in counts.items()
    ]
