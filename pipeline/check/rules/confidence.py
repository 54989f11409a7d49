"""The rules of what `partners` and `mandates` say of themselves: how sure a row is, and which errata it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.check.rules.violation import Violation, row_id
from schemas.tables import PUBLISHED, TABLES
from schemas.values import CONFIDENCES, Row, Tables

_Key = tuple[str, str]  # of a row: its table, and the parts of its key joined by `/`


def confidence_of_partners(tables: Tables) -> Iterator[Violation]:
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


def confidence_of_mandates(tables: Tables) -> Iterator[Violation]:
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


def _check(tables: Tables, table: str, row: Row, said: set[_Key], shown: Iterable[Row]) -> Iterator[Violation]:
    """Check the errata of a row against those of what is `said`, and its confidence also against what is `shown`."""
    keys = {one["erratum_id"] for one in tables["row_errata"] if (one["table_name"], one["row_id"]) in said}
    found = {one["confidence"] for one in shown} - {None}
    found |= {one["confidence"] for one in tables["errata"] if one["erratum_id"] in keys}
    awaited = {"errata": "; ".join(sorted(keys)) or None, "confidence": max(found, key=CONFIDENCES.index)}
    for column, value in awaited.items():
        if row[column] != value:
            problem = f"«{row[column] or ''}» should be «{value or ''}», by what the row is made of"
            yield Violation(table, row_id(PUBLISHED[table], row), column, problem)


def _own(tables: Tables) -> set[str]:
    """Return the keys of the Secretariat, which publishes the page, and of CITES, its parent."""
    publishers = {(one["publisher"], one["language"]) for one in tables["documents"]}
    own = {one["organization_id"] for one in tables["names"] if (one["name"], one["language"]) in publishers}
    return own | {one["parent_organization_id"] for one in tables["organizations"] if one["organization_id"] in own}


def _keys(tables: Tables, table: str, column: str, **values: str) -> Iterator[_Key]:
    """Yield the keys of the rows of a table that have these values; the key is in `column`."""
    for one in tables[table]:
        if all(one[name] == value for name, value in values.items()):
            yield table, one[column]


def _subjects(tables: Tables, mandate: Row) -> Iterator[_Key]:
    """Yield the keys of the subjects of an instrument that make it a mandate."""
    column = "framework_id" if mandate["framework_id"] else "organization_id"
    for one in tables["instrument_subjects"]:
        if one["instrument_id"] == mandate["instrument_id"] and one[column] == mandate[column]:
            yield "instrument_subjects", f"{one['instrument_id']}/{one['position']}"
