"""Shows how two packages differ, as Markdown or JSON."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter

from pipeline.diff.compare import Comparison, Row, TableDifference
from pipeline.diff.retired import RETIRED


def show(comparison: Comparison) -> str:
    """Return a comparison as Markdown: a summary for the change log, then each table that differs."""
    old, new = (
        f"version {version}" if version else "a package without a version"
        for version in (comparison.old_version, comparison.new_version)
    )
    title = f"# Changes within {new}" if old == new else f"# Changes from {old} to {new}"
    details = [line for table in comparison.tables for line in _details(table)]
    return "\n".join([title, "", *_summary(comparison), *details, *_declarations(comparison)]) + "\n"


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
    lines += [f"- {_code(table.table)}: {_counts(table)}" for table in comparison.tables]
    removed = [row.retired for table in comparison.tables for row in table.removed if row.key]
    renamed = sum(len(table.renamed) for table in comparison.tables)
    if gone := len(removed) + renamed:
        explained = gone - removed.count(None)
        lines.append(f"- Keys that are gone: {gone}, of which {_code(RETIRED)} explains {explained}")
    if declared := Counter(one.what for one in comparison.declarations):
        lines.append("- What is declared: " + ", ".join(f"{what} {count}" for what, count in declared.items()))
    return lines


def _declarations(comparison: Comparison) -> list[str]:
    """Return what is declared in other words, under a heading; nothing if nothing is."""
    if not comparison.declarations:
        return []
    head = ["", "## What is declared", "", _cells("table", "column", "what", "old", "new"), _cells(*["---"] * 5)]
    return head + [
        _cells(
            *(_code(name) if name else "" for name in (one.table, one.column)), one.what, _text(one.old), _text(one.new)
        )
        for one in comparison.declarations
    ]


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _counts(table: TableDifference) -> str:
    """Return what happened to a table, in a few words each."""
    counts = {
        "added": sum(row.times for row in table.added),
        "removed": sum(row.times for row in table.removed),
        "renamed": len(table.renamed),
    }
    words = [f"{count} {name}" for name, count in counts.items() if count]
    if table.changes:
        columns = Counter(change.column for change in table.changes)
        by_column = ", ".join(f"{_code(column)} {count}" for column, count in columns.items())
        words.append(f"{len({change.key for change in table.changes})} changed ({by_column})")
    parts = [", ".join(words)] if words else []
    if table.old_key != table.new_key:
        old, new = (", ".join(map(_code, key)) for key in (table.old_key, table.new_key))
        parts.append(f"the key was {old} and is {new}, so that its rows are not compared")
    parts += [f"the column {_code(column)} is new" for column in table.only_new_columns]
    parts += [f"the column {_code(column)} is gone" for column in table.only_old_columns]
    return "; ".join(parts)


def _details(table: TableDifference) -> list[str]:
    """Return the rows of a table that differ, under headings; nothing if there are none."""
    parts = {
        "Added": [line for row in table.added for line in _row(row)],
        "Removed": [line for row in table.removed for line in _row(row, f": {_explanation(row)}")],
        "Renamed": [
            f"- {_code(one.old_key)} is now {_code(one.new_key)}: {_text(one.reason)}" for one in table.renamed
        ],
        "Changed": [_cells("key", "column", "old", "new"), _cells(*["---"] * 4)] if table.changes else [],
    }
    parts["Changed"] += [
        _cells(_code(one.key), _code(one.column), _text(one.old), _text(one.new)) for one in table.changes
    ]
    shown = [line for name, lines in parts.items() if lines for line in ("", f"### {name}", "", *lines)]
    return ["", f"## {_code(table.table)}", *shown] if shown else []


def _row(row: Row, remark: str = "") -> list[str]:
    """Return a row: its key with a remark, and its cells below; or its words in one line if it has no key."""
    if not row.key:
        times = f" ({row.times} times)" if row.times > 1 else ""
        return [f"- {': '.join(map(_text, row.cells.values()))}{times}"]
    return [f"- {_code(row.key)}{remark}", *(f"  - {column}: {_text(cell)}" for column, cell in row.cells.items())]


def _explanation(row: Row) -> str:
    """Return why a key is gone."""
    if row.retired is None:
        return "not explained"
    instead = f"replaced by {_code(row.retired.new_key)}; " if row.retired.new_key else ""
    return f"retired; {instead}{_text(row.retired.reason)}"


def _cells(*cells: str) -> str:
    """Return a row of a table."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _code(text: str) -> str:
    """Return a name as Markdown code."""
    quote = "``" if "`" in text else "`"
    return quote + re.sub(r"\s", " ", text) + quote


def _text(text: str) -> str:
    """Return a cell as Markdown that shows its characters as they are; addresses stay links."""
    escaped = re.sub(r"[\\`*\[\]<>]|\b_\B|\B_\b|&(?=#?\w+;)", r"\\\g<0>", text)
    return re.sub(r"\r?\n|\r", "<br>", escaped) or "*empty*"
