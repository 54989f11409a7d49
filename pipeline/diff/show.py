"""Shows how two packages differ: a change log in sentences, in Markdown, that can be published as it is.

What only follows from other changes is counted at the end: rows that repeat what others say, or that depend on a row
that is new or gone; the words of the page; a place in an order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.diff.compare import WORDS, Comparison, LoneRow, TableDifference
from pipeline.diff.load import Package
from pipeline.diff.retired import Retirement
from pipeline.diff.sentences import HEADINGS, SUBJECTS, code, sentence, subject, text

_COUNTED = {*WORDS, "row_errata"}
_DERIVED = {"partners", "mandates"}  # made from other tables: what differs in these is told there
_COUNTED_IF_DERIVED = {"mandates"}  # but a partner that is new, or gone, is told
# A row of these tables says more about another row, to which it refers in one of these columns.
_OF_OTHERS = {
    "names": ("organization_id", "framework_id", "cluster_id"),
    "identifiers": ("organization_id", "framework_id"),
    "citations": ("instrument_id",),
    "instrument_subjects": ("instrument_id",),
}
_TOLD_IF_NEW = {"instrument_subjects"}  # whom a new Resolution or Decision concerns is not in the sentence on it
# Columns that change with every edition, or are derived from cells that are shown.
_COUNTED_CELLS = {
    *("position", "lines", "sha256", "byte_count", "character_count", "line_count"),
    "revised_meeting_id",
}
_REST = "Other tables"


def show(comparison: Comparison, old: Package, new: Package) -> str:
    """Return a comparison of two packages as Markdown."""
    before, after = (
        f"version {version}" if version else "a package without a version"
        for version in (comparison.old_version, comparison.new_version)
    )
    lines = [f"# Changes within {after}" if before == after else f"# Changes from {before} to {after}", ""]
    if comparison.is_equal:
        lines.append("No fact is added, removed or changed.")
    parts: dict[str, list[str]] = {heading: [] for heading in (*HEADINGS, _REST)}
    for table, line in told(comparison, old, new):
        parts[_heading(table)].append(line)
    parts["Tables, columns and terms"] = list(_declared(comparison))
    parts["What follows from that"] = list(_counted(comparison, old, new))
    for heading, said in parts.items():
        if said:
            lines += [f"## {heading}", "", *(f"- {line}" for line in said), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def told(comparison: Comparison, old: Package, new: Package) -> Iterator[tuple[str, str]]:
    """Yield the table of each row that is new, gone or changed, and the sentence that tells so, as they are shown."""
    tables = [table for headed in HEADINGS.values() for table in headed]
    for one in sorted(comparison.tables, key=lambda one: (*tables, one.table).index(one.table)):
        yield from ((one.table, line) for line in _sentences(one, comparison, old, new))


def _heading(table: str) -> str:
    """Return the heading of a change log below which a table is."""
    return next((heading for heading, tables in HEADINGS.items() if table in tables), _REST)


def unexplained(comparison: Comparison, old: Package) -> list[str]:
    """Return the keys that are gone without a reason by the curators, each with its table; not those that follow."""
    return [
        f"{table.table} {row.key}"
        for table in comparison.tables
        for row in table.removed
        if row.key
        and row.retired is None
        and table.table not in (*_COUNTED, *_COUNTED_IF_DERIVED)
        and not _follows(table, row, comparison, old)
    ]


def _sentences(table: TableDifference, comparison: Comparison, old: Package, new: Package) -> Iterator[str]:
    """Yield one sentence for each row of a table that has to be mentioned."""
    name, hanging, is_derived = table.table, _hanging(comparison), _is_derived(table, comparison)
    if _is_counted(table, comparison):
        return
    for one in table.renamed:
        if one.hangs_on is None:
            yield _renamed(one, old, new, hanging[name, one.old_key])
    moved = _moved(table)
    for before, after in moved.items():
        yield f"{subject(new, name, after)} had the key {code(before)}."
    for row in table.added:
        if row.key not in moved.values() and not _follows(table, row, comparison, new):
            yield sentence(new, name, row.key, is_new=True) + "."
    for row in table.removed:
        if row.key not in moved and not _follows(table, row, comparison, old):
            yield sentence(old, name, row.key, is_new=False) + _explanation(row, name, new, hanging) + "."
    changes: dict[str, list[str]] = {}
    renamed = {one.new_key for one in table.renamed}
    for change in table.changes:
        # The words of a citation follow from which revision is cited.
        is_told = change.key in renamed and (change.column == SUBJECTS.get(name) or name == "citations")
        if change.column not in _COUNTED_CELLS and not is_derived and not is_told:
            told = f"{code(change.column)} changed from {_quoted(change.old)} to {_quoted(change.new)}"
            changes.setdefault(change.key, []).append(told)
    for key, said in changes.items():
        yield f"{subject(new, name, key)}: {'; '.join(said)}."


def _renamed(one: Retirement, old: Package, new: Package, hanging: int) -> str:
    """Return the sentence that a row has another key; for another revision, for which nobody gives a reason, is one."""
    keys = (old, one.old_key), (new, one.new_key)
    if not one.reason:
        was, now = (text(package.tables[one.table].rows[key].get("label", key)) for package, key in keys)
        return f"{was} is now {now}."
    was, now = (subject(package, one.table, key) for package, key in keys)
    others = f"; with it {_rows(hanging)} of other tables" if hanging else ""
    return f"{was} is now {now}: {text(one.reason)}{others}."


def _is_derived(table: TableDifference, comparison: Comparison) -> bool:
    """Return whether how a table differs follows from how those differ that it is made from."""
    return table.table in _DERIVED and any(one.table not in _DERIVED for one in comparison.tables)


def _is_counted(table: TableDifference, comparison: Comparison) -> bool:
    """Return whether the rows of a table are counted only."""
    return table.table in _COUNTED or (table.table in _COUNTED_IF_DERIVED and _is_derived(table, comparison))


def _hanging(comparison: Comparison) -> Counter[tuple[str, str]]:
    """Return how many rows are explained by what the curators say of each key, by its table and key."""
    explained = [
        one
        for table in comparison.tables
        for one in (*table.renamed, *(row.retired for row in table.removed if row.retired))
    ]
    return Counter(one.hangs_on for one in explained if one.hangs_on)


def _moved(table: TableDifference) -> dict[str, str]:
    """Return the new key, by the old one, of each row that says the same, and of which the curators say nothing."""
    if table.table not in SUBJECTS:
        return {}
    added = {tuple(row.cells.items()): row.key for row in table.added}
    removed = {row.key: tuple(row.cells.items()) for row in table.removed if row.retired is None}
    return {key: added[words] for key, words in removed.items() if words in added}


def _follows(table: TableDifference, row: LoneRow, comparison: Comparison, package: Package) -> bool:
    """Return whether a row is new, or gone, because a row that it refers to is, or its section."""
    if row.retired and row.retired.hangs_on:
        return True
    whole = package.tables[table.table]
    cells = whole.named(row.key) | row.cells
    sections = {
        one.key for other in comparison.tables if other.table == "sections" for one in (*other.added, *other.removed)
    }
    if table.table == "citations":  # they are in a section by their key; one may only be under another heading now
        others = table.removed if row in table.added else table.added
        same = [row, *(one for one in others if one.cells == row.cells)]
        if any(one.key.partition(".")[0] in sections for one in same):
            return True
    if table.table in _TOLD_IF_NEW and row in table.added:
        return False
    for column in _OF_OTHERS.get(table.table, ()):
        for other in (one for one in comparison.tables if one.table == whole.refers.get(column)):
            if cells.get(column) in {one.key for one in (other.added if row in table.added else other.removed)}:
                return True
    return False


def _explanation(row: LoneRow, name: str, new: Package, hanging: Counter[tuple[str, str]]) -> str:
    """Return why a row is gone, if the curators say so."""
    if row.retired is None:
        return ""
    instead = row.retired.new_key
    replaced = f", replaced by {subject(new, name, instead)}" if instead in new.tables[name].rows else ""
    count = hanging[name, row.key]
    return f"{replaced}: {text(row.retired.reason)}" + (f"; with it {_rows(count)} of other tables" if count else "")


def _counted(comparison: Comparison, old: Package, new: Package) -> Iterator[str]:
    """Yield, for each table with changes that are not mentioned, how many there are."""
    for table in comparison.tables:
        is_derived, is_counted = _is_derived(table, comparison), _is_counted(table, comparison)
        added = [row for row in table.added if is_counted or _follows(table, row, comparison, new)]
        removed = [row for row in table.removed if is_counted or _follows(table, row, comparison, old)]
        changed = {
            change.key for change in table.changes if is_counted or is_derived or change.column in _COUNTED_CELLS
        }
        counts = {
            "added": sum(row.times for row in added),
            "removed": sum(row.times for row in removed),
            "renamed": sum(is_counted or one.hangs_on is not None for one in table.renamed),
            "changed": len(changed),
        }
        if words := [f"{count} {what}" for what, count in counts.items() if count]:
            yield f"{code(table.table)}: {', '.join(words)}"


def _declared(comparison: Comparison) -> Iterator[str]:
    """Yield what is declared differently: tables, columns, keys, meanings, types, rules, and the licence."""
    for name, count in comparison.only_new_tables.items():
        yield f"{code(name)} is a new table ({_rows(count)})."
    for name, count in comparison.only_old_tables.items():
        yield f"The table {code(name)} is gone ({_rows(count)})."
    for table in comparison.tables:
        if table.old_key != table.new_key:
            was, now = (", ".join(map(code, key)) for key in (table.old_key, table.new_key))
            yield f"The key of {code(table.table)} changed from {was} to {now}, so its rows are not compared."
        for columns, is_what in ((table.only_new_columns, "new"), (table.only_old_columns, "gone")):
            yield from (f"The column {code(f'{table.table}.{column}')} is {is_what}." for column in columns)
    for one in comparison.declarations:
        place = f" of {code('.'.join(filter(None, (one.table, one.column))))}" if one.table else ""
        yield f"The {one.what}{place} changed from {_quoted(one.old)} to {_quoted(one.new)}."


def _quoted(words: str) -> str:
    return f"“{text(words)}”" if words else "empty"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
