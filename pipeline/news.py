"""The notes of a build on a changed page: what is new since the last build, and what is gone.

Words that the tables take as they are may contain a misprint, and half a line that was pasted in the wrong place may be
read as another fact. No rule can tell, so the curator has to.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.csv_files import read_rows
from pipeline.raw.source import SOURCES
from pipeline.release import DESCRIPTOR
from schemas.values import Tables

# The columns with words or numbers that only a reader can check.
_FREE_TEXT = [
    ("sections", "heading"),
    ("clusters", "name"),
    ("themes", "name"),
    ("purposes", "text"),
    ("actions", "text"),
    ("agreements", "signed_date"),
    ("hyperlinks", "url"),
]
# The columns that say which fact a row states: a known body in another list, or a known title at another number, has no
# new words.
_FACTS = [
    ("cooperation_ties", ("tie_id",)),
    ("tie_subjects", ("tie_id", "framework_id", "words")),
    ("memberships", ("group_organization_id", "member_organization_id")),
    ("roles", ("role_id",)),
    ("agreements", ("agreement_id",)),
    ("instruments", ("instrument_id", "title")),
]


def since_last_build(output: Path, rows: Tables, version: str) -> Iterator[str]:
    """Yield notes if the page has changed since the last build: descriptions that have not, what is new, what is gone.

    `output` has the last build, if there was one; `rows` and `version` are those of this one.
    """
    try:
        [before] = read_rows(output / "csv/documents.csv")
        last_version = json.loads((output / "csv" / DESCRIPTOR).read_text("utf-8"))["version"]
        last = {
            table: read_rows(file)
            for table in sorted({table for table, _ in [*_FREE_TEXT, *_FACTS]})
            if (file := output / f"csv/{table}.csv").is_file()  # an earlier version lacks some of them
        }
        words = {(table, column): {row[column] for row in last[table]} for table, column in _FREE_TEXT if table in last}
        facts = {(table, key): _facts(last[table], key) for table, key in _FACTS if table in last}
    except (OSError, ValueError, KeyError, csv.Error):  # there is none, or it is damaged and will be made again
        return
    [now] = rows["documents"]
    if before.get("sha256") == now["sha256"]:
        return
    if before.get("edition") == now["edition"]:
        yield f"the page has changed, but edition in {SOURCES} is still «{now['edition']}»"
    if last_version == version:
        yield "the page has changed, but version in pyproject.toml has not: a release needs a new one"
    for (table, column), known in words.items():
        for row in rows.get(table, []):
            if row[column] and row[column] not in known:
                known.add(row[column])
                yield f"«{row[column]}» is new in {table}.{column}, which has the page's own words: are they right?"
    for (table, key), then in facts.items():
        found = _facts(rows.get(table, []), key)
        yield from (f"«{one}» is new in {table}: does the page say so?" for one in found if one not in then)
        yield from (
            f"«{one}» is gone from {table}: does the page no longer say so?" for one in then if one not in found
        )


def _facts(rows: Iterable[Mapping[str, str | None]], key: Iterable[str]) -> dict[str, None]:
    """Return the values in some columns of rows as text, in the order of the rows."""
    return dict.fromkeys(", ".join(filter(None, (row[column] for column in key))) for row in rows)
