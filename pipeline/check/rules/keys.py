"""The rules about keys and numbers: what a key says, which rows must exist, and which rows refer to each other."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise

from pipeline.check.rules.violation import Violation, row_id
from pipeline.check.rules.words import facts_of
from pipeline.text.instruments import Instrument
from schemas.tables import PUBLISHED, TABLES, columns, primary_key, refers
from schemas.values import DAYS_UNTIL_EFFECT, FIRST_MEETING_WITH_DAYS, Row, Tables


def foreign_keys(tables: Tables) -> Iterator[Violation]:
    """Each value of a foreign key is a key of the table it refers to."""
    for name, rows in tables.items():
        model = PUBLISHED[name]
        for column, spec in columns(model).items():
            if target := refers(spec):
                keys = {row[target[1]] for row in tables[target[0]]}
                for row in rows:
                    if row[column] is not None and row[column] not in keys:
                        problem = f"«{row[column]}» is not in {target[0]}.{target[1]}"
                        yield Violation(name, row_id(model, row), column, problem)


def running_numbers(tables: Tables) -> Iterator[Violation]:
    """Numbered rows have every number from 1: a missing row leaves a gap."""
    for name, number in (
        *((name, _position) for name in ("sections", "clusters", "actions", *_POSITION_IN)),
        *((name, _last_part) for name in ("passages", "mentions")),
    ):
        model = TABLES[name]
        numbered = sorted((*number(name, row), row_id(model, row)) for row in tables[name])
        for _, group in groupby(numbered, key=lambda one: one[0]):
            for expected, (_, found, key) in enumerate(group, 1):
                if found != expected:
                    yield Violation(name, key, None, f"is number {found}, but there is no number {expected}")
                    break


# The column within whose values the positions of a table count, if not in the whole table.
_POSITION_IN = {
    "themes": "cluster_id",
    "tie_subjects": "tie_id",
    "memberships": "group_organization_id",
    "purposes": "organization_id",
    "instrument_subjects": "instrument_id",
}


def _position(name: str, row: Row) -> tuple[str, int]:
    """Return the group of rows within which a row has its position, and the position."""
    of_whom = _POSITION_IN.get(name)
    return row[of_whom] if of_whom else "", row["position"]


def _last_part(name: str, row: Row) -> tuple[str, int]:
    """Return the key of a row without the number at its end, and the number."""
    [key] = primary_key(TABLES[name])
    stem, _, number = row[key].rpartition(".")
    return stem, int(number)


def instruments_by_their_keys(tables: Tables) -> Iterator[Violation]:
    """The key of an instrument says its kind, number, label and meetings."""
    for row in tables["instruments"]:
        instrument = Instrument.parse(row["instrument_id"])
        by_key = {
            "kind": instrument.kind,
            "number": instrument.number,
            "label": instrument.label,
            "adopted_meeting_id": instrument.adopted_meeting_id,
            "revised_meeting_id": instrument.revised_meeting_id,
        }
        for column, value in by_key.items():
            if row[column] != value:
                problem = f"«{row[column]}» should be «{value}», by the key"
                yield Violation("instruments", row["instrument_id"], column, problem)


def row_errata_of_rows(tables: Tables) -> Iterator[Violation]:
    """Every row that an erratum affects exists in its table; an official title that the page lacks has an erratum."""
    keys = {name: {row_id(model, row) for row in tables[name]} for name, model in TABLES.items()}
    rests = {(row["table_name"], row["row_id"]) for row in tables["row_errata"]}
    for row in tables["row_errata"]:
        if row["row_id"] not in keys.get(row["table_name"], ()):
            problem = f"«{row['row_id']}» is not a row of {row['table_name']}"
            yield Violation("row_errata", row_id(TABLES["row_errata"], row), "row_id", problem)
    for row in tables["instruments"]:
        key = row["instrument_id"]
        if row["official_title"] is not None and ("instruments", key) not in rests:
            yield Violation("instruments", key, "official_title", "comes from an erratum that row_errata does not list")


def errata_of_words(tables: Tables) -> Iterator[Violation]:
    """A row of any table that shares words with an erratum is listed in `row_errata`."""
    rests = {(row["table_name"], row["row_id"], row["erratum_id"]) for row in tables["row_errata"]}
    errata = defaultdict(list)
    for row in tables["errata"]:
        errata[row["passage_id"]].append(row)
    for name, model, row, _ in facts_of(tables):
        for one in errata[row["passage_id"]] if name != "errata" else ():
            has_words = one["start_char"] < row["end_char"] and row["start_char"] < one["end_char"]
            if has_words and (name, row_id(model, row), one["erratum_id"]) not in rests:
                problem = f"has words of the erratum «{one['erratum_id']}», but row_errata does not say so"
                yield Violation(name, row_id(model, row), None, problem)


def clusters_of_themes(tables: Tables) -> Iterator[Violation]:
    """A tie in a theme is in the cluster of that theme."""
    clusters = {row["theme_id"]: row["cluster_id"] for row in tables["themes"]}
    for row in tables["cooperation_ties"]:
        theme = row["theme_id"]
        if theme is not None and row["cluster_id"] != clusters.get(theme, row["cluster_id"]):
            problem = f"«{row['cluster_id']}» is not the cluster of the theme {theme}"
            yield Violation("cooperation_ties", row["tie_id"], "cluster_id", problem)


def parents(tables: Tables) -> Iterator[Violation]:
    """No body is a part of itself, nor of one of its parts."""
    parent = {row["organization_id"]: row["parent_organization_id"] for row in tables["organizations"]}
    for body in parent:
        above, at = set[str](), parent[body]
        while at is not None and at not in above:
            above.add(at)
            at = parent.get(at)
        if body in above:
            yield Violation(
                "organizations", body, "parent_organization_id", f"«{parent[body]}» is a part of it, or itself"
            )


def meetings_in_order(tables: Tables) -> Iterator[Violation]:
    """A meeting begins after those with lower numbers have ended."""
    dated = [row for row in sorted(tables["meetings"], key=lambda row: row["number"]) if row["start_date"]]
    for before, row in pairwise(dated):
        if row["start_date"] <= (before["end_date"] or before["start_date"]):
            problem = f"«{row['start_date']}» is not after {before['meeting_id']}"
            yield Violation("meetings", row["meeting_id"], "start_date", problem)


def dates_of_effect(tables: Tables) -> Iterator[Violation]:
    """What a meeting adopts takes effect a fixed number of days after it, since the meeting that decided that."""
    for row in tables["meetings"]:
        awaited = None
        if row["end_date"] and row["number"] >= FIRST_MEETING_WITH_DAYS:
            awaited = row["end_date"] + datetime.timedelta(days=DAYS_UNTIL_EFFECT)
        if row["effective_date"] != awaited:
            rule = f"{DAYS_UNTIL_EFFECT} days after {row['end_date']}" if awaited else "empty"
            problem = f"«{row['effective_date']}» is not {rule}"
            yield Violation("meetings", row["meeting_id"], "effective_date", problem)
