"""Compares two CSV packages, table by table and key by key.

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
from collections import Counter
from dataclasses import dataclass, field

from pipeline.diff.load import Cells, Package, Table
from pipeline.diff.retired import Retirement

ADDRESSES = ("passage_id", "start_char", "end_char", "line_number")
WORDS = {
    "passages": ("kind", "text"),
    "mentions": ("text", "organization_id", "framework_id"),
    "coverage": ("kind", "rule"),
}


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
