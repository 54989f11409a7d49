"""What `partners` and `mandates` say of themselves: how sure a row is, and which errata it rests on.

The views are held against the same in other words, for the rows of the page and for rows that are less sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline import database
from pipeline.check.rules.violation import row_id
from schemas.tables import PUBLISHED, TABLES
from schemas.values import CONFIDENCES, Row

Rows = dict[str, list[dict[str, Any]]]
ASSESSMENT = "ipbes-assessment-on-the-sustainable-use-of-wild-species"
_Key = tuple[str, str]  # of a row: its table, and the parts of its key joined by `/`


def rows_of(connection: duckdb.DuckDBPyConnection) -> Rows:
    return {name: database.rows(connection, f"FROM {name}") for name in PUBLISHED}


def wrong(tables: Rows) -> list[str]:
    return [*confidence_of_partners(tables), *confidence_of_mandates(tables)]


@pytest.mark.golden
def test_the_views_of_the_page_know_how_sure_they_are(current_project: Path) -> None:
    with database.open_read_only(current_project / "output" / database.FILE) as connection:
        assert wrong(rows_of(connection)) == []


@pytest.mark.parametrize(
    ("change", "row", "column", "before", "after"),
    [
        (
            "UPDATE identifiers SET confidence = 'probable' WHERE identifier_id = 'wco.wikidata'",
            *("partners wco", "confidence", "verified", "probable"),
        ),
        (
            "UPDATE organizations SET confidence = 'unverified' WHERE organization_id = 'wco'",
            *("partners wco", "confidence", "verified", "unverified"),
        ),
        (
            "UPDATE errata SET confidence = 'inferred' WHERE erratum_id = 'wco-working.1'",
            *("partners wco", "confidence", "verified", "inferred"),
        ),
        (
            "DELETE FROM row_errata WHERE erratum_id = 'wco-working.1'",
            *("partners wco", "errata", "wco-working.1", None),
        ),
        (
            "UPDATE instruments SET confidence = 'probable' WHERE instrument_id = 'dec-19.22'",
            *("mandates dec-19.22/cbd", "confidence", "verified", "probable"),
        ),
        (
            "UPDATE meetings SET confidence = 'probable' WHERE meeting_id = 'CoP19'",
            *("mandates dec-19.22/cbd", "confidence", "verified", "probable"),
        ),
        (
            "DELETE FROM row_errata WHERE row_id IN ('dec-19.28', 'dec-19.28/1')",
            *("mandates dec-19.28/ipbes", "errata", f"{ASSESSMENT}.1", None),
        ),
    ],
)
def test_a_row_is_as_sure_as_what_it_is_made_of(
    scratch: duckdb.DuckDBPyConnection, change: str, row: str, column: str, before: str, after: str | None
) -> None:
    old = rows_of(scratch)
    assert wrong(old) == []
    scratch.execute(change)
    new = rows_of(scratch)
    assert wrong(new) == []
    views = {name: old[name] for name in ("partners", "mandates")}
    assert f"{row}: {column} is «{before}», not «{after}»" in wrong(new | views)


def confidence_of_partners(tables: Rows) -> Iterator[str]:
    """A partner has the errata of what is said of it, and is as sure as the least sure of what it shows."""
    own = _own(tables)
    mandates = tables.get("mandates", [])
    for row in tables.get("partners", []):
        key = row["organization_id"]
        said = {
            *_keys(tables, "cooperation_ties", "tie_id", organization_id=key),
            *_keys(tables, "agreements", "agreement_id", organization_id=key),
            *_keys(tables, "roles", "role_id", organization_id=key),
            *_keys(tables, "roles", "role_id", holder_organization_id=key),
            *(
                ("purposes", row_id(TABLES["purposes"], one))
                for one in tables["purposes"]
                if one["organization_id"] == key
            ),
            *(("memberships", f"{group}/{key}") for group in (row["groups"] or "").split("; ")),
            *(("memberships", f"{key}/{one}") for one in own),
            *(one for mandate in mandates if mandate["organization_id"] == key for one in _subjects(tables, mandate)),
        }
        ties = {tie for table, tie in said if table == "cooperation_ties"}
        said |= {
            ("tie_subjects", f"{one['tie_id']}/{one['position']}")
            for one in tables["tie_subjects"]
            if one["tie_id"] in ties
        }
        shown = [one for one in tables["organizations"] if one["organization_id"] == key]
        shown += [one for one in tables["identifiers"] if one["identifier_id"] in (f"{key}.wikidata", f"{key}.ror")]
        yield from _check(tables, "partners", row, said, shown)


def confidence_of_mandates(tables: Rows) -> Iterator[str]:
    """A mandate has the errata of its title, and is as sure as the least sure of the rows that it is made of."""
    for row in tables.get("mandates", []):
        said = {("instruments", row["instrument_id"]), *_subjects(tables, row)}
        shown = [
            one
            for table, column, key in (
                ("instruments", "instrument_id", row["instrument_id"]),
                ("organizations", "organization_id", row["organization_id"]),
                ("frameworks", "framework_id", row["framework_id"]),
                ("meetings", "meeting_id", row["revised_meeting_id"] or row["adopted_meeting_id"]),
            )
            for one in tables[table]
            if one[column] == key and not (table == "meetings" and row["label"].endswith("(Rev.)"))
        ]
        yield from _check(tables, "mandates", row, said, shown)


def _check(tables: Rows, table: str, row: Row, said: set[_Key], shown: Iterable[Row]) -> Iterator[str]:
    """Check the errata of a row against those of what is `said`, and its confidence also against what is `shown`."""
    keys = {one["erratum_id"] for one in tables["row_errata"] if (one["table_name"], one["row_id"]) in said}
    found = {one["confidence"] for one in shown} - {None}
    found |= {one["confidence"] for one in tables["errata"] if one["erratum_id"] in keys}
    awaited = {"errata": "; ".join(sorted(keys)) or None, "confidence": max(found, key=CONFIDENCES.index)}
    for column, value in awaited.items():
        if row[column] != value:
            yield f"{table} {row_id(PUBLISHED[table], row)}: {column} is «{row[column]}», not «{value}»"


def _own(tables: Rows) -> set[str]:
    """Return the keys of the Secretariat, which publishes the page, and of CITES, its parent."""
    publishers = {(one["publisher"], one["language"]) for one in tables["documents"]}
    own = {one["organization_id"] for one in tables["names"] if (one["name"], one["language"]) in publishers}
    return own | {one["parent_organization_id"] for one in tables["organizations"] if one["organization_id"] in own}


def _keys(tables: Rows, table: str, column: str, **values: str) -> Iterator[_Key]:
    """Yield the keys of the rows of a table that have these values; the key is in `column`."""
    for one in tables[table]:
        if all(one[name] == value for name, value in values.items()):
            yield table, one[column]


def _subjects(tables: Rows, mandate: Row) -> Iterator[_Key]:
    """Yield the keys of the subjects of an instrument that make it a mandate."""
    column = "framework_id" if mandate["framework_id"] else "organization_id"
    for one in tables["instrument_subjects"]:
        if one["instrument_id"] == mandate["instrument_id"] and one[column] == mandate[column]:
            yield "instrument_subjects", f"{one['instrument_id']}/{one['position']}"
