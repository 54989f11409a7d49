"""Shows how two packages differ, as Markdown or JSON."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter

from pipeline.diff.compare import Change, Comparison, Row, TableDifference
from pipeline.diff.retired import RETIRED, Retirement


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
