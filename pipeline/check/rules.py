"""The rules across tables: what must hold between the rows of tables that are each right by themselves.

Each rule yields every violation of it.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from pipeline.text.instruments import Instrument
from schemas.columns import AnyTable, Table
from schemas.tables import PUBLISHED, TABLES, columns, primary_key, quotes, refers, states_facts
from schemas.values import DAYS_UNTIL_EFFECT, Row, Tables


class Violation(NamedTuple):
    """A rule that does not hold somewhere: table, row and column (None for the table as a whole), and what is wrong."""

    table: str
    row: str | None
    column: str | None
    problem: str


def row_id(model: type[AnyTable], row: Any) -> str:
    """Return the key of a row of a table or frame; its parts are joined by `/`."""
    return "/".join(str(row.get(column)) for column in primary_key(model))


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


def _texts(tables: Tables) -> dict[str, str]:
    """Return the text of each passage."""
    return {row["passage_id"]: row["text"] for row in tables["passages"]}


def _facts(tables: Tables) -> Iterator[tuple[str, type[Table], Row, str]]:
    """Yield each row that states a fact, with its table, model and the text of its passage."""
    texts = _texts(tables)
    for name, model in TABLES.items():
        if states_facts(model):
            for row in tables[name]:
                if row["passage_id"] in texts:
                    yield name, model, row, texts[row["passage_id"]]


def spans(tables: Tables) -> Iterator[Violation]:
    """Each span lies inside its passage."""
    for name, model, row, words in _facts(tables):
        if row["end_char"] > len(words):
            problem = f"«{row['end_char']}» is past the end of {row['passage_id']} ({len(words)} characters)"
            yield Violation(name, row_id(model, row), "end_char", problem)


def quotations(tables: Tables) -> Iterator[Violation]:
    """What a row quotes is what its passage says between its offsets."""
    for name, model, row, words in _facts(tables):
        for column, spec in columns(model).items():
            if quotes(spec) and row[column] != (there := words[row["start_char"] : row["end_char"]]):
                problem = f"«{row[column]}» is not what the passage says there: «{there}»"
                yield Violation(name, row_id(model, row), column, problem)


def tiling(tables: Tables) -> Iterator[Violation]:
    """The passages tile the document: line by line, with one line feed between them and nothing lost."""
    for document in tables["documents"]:
        own = [row for row in tables["passages"] if row["document_id"] == document["document_id"]]
        at = 0
        for line, row in enumerate(own, 1):
            if row["line_number"] != line:
                yield Violation("passages", row["passage_id"], "line_number", f"«{row['line_number']}» is not {line}")
            if (row["start_char"], row["end_char"]) != (at, at + len(row["text"])):
                place = f"«{row['start_char']}-{row['end_char']}» is not {at}-{at + len(row['text'])}"
                yield Violation("passages", row["passage_id"], "start_char", place)
            at += len(row["text"]) + 1
        # A line feed may follow the last line.
        if document["line_count"] != len(own) or document["character_count"] not in (at - 1, at):
            problem = f"has {len(own)} passages of {at - 1} characters in all"
            yield Violation("documents", document["document_id"], "character_count", problem)


def coverage(tables: Tables) -> Iterator[Violation]:
    """The coverage tiles each passage, and only facts hold names or digits."""
    texts = _texts(tables)
    mentions = defaultdict(list)
    for row in tables["mentions"]:
        mentions[row["passage_id"]].append(row)
    ends = dict.fromkeys(texts, 0)
    for row in tables["coverage"]:
        passage, start, end = row["passage_id"], row["start_char"], row["end_char"]
        key = f"{passage}/{start}"
        if start != ends.setdefault(passage, 0):
            yield Violation(
                "coverage", key, "start_char", f"«{start}» is not {ends[passage]}, where the span before it ends"
            )
        ends[passage] = end
        if row["kind"] != "fact" and passage in texts:
            found = re.findall("[0-9]+", texts[passage][start:end])
            found += [m["text"] for m in mentions[passage] if m["start_char"] < end and start < m["end_char"]]
            for name in found:
                yield Violation("coverage", key, "kind", f"«{row['kind']}» may not contain «{name}»")
    for passage, text in texts.items():
        if ends[passage] != len(text):
            problem = f"«{ends[passage]}» is not {len(text)}, where the passage ends"
            yield Violation("coverage", passage, "end_char", problem)


def clusters_of_themes(tables: Tables) -> Iterator[Violation]:
    """A tie in a theme is in the cluster of that theme."""
    clusters = {row["theme_id"]: row["cluster_id"] for row in tables["themes"]}
    for row in tables["cooperation_ties"]:
        theme = row["theme_id"]
        if theme is not None and row["cluster_id"] != clusters.get(theme, row["cluster_id"]):
            problem = f"«{row['cluster_id']}» is not the cluster of the theme {theme}"
            yield Violation("cooperation_ties", row["tie_id"], "cluster_id", problem)


def sections_by_their_headings(tables: Tables) -> Iterator[Violation]:
    """The heading of a section is its passage of that kind."""
    headings = {row["section_id"]: row["text"] for row in tables["passages"] if row["kind"] == "heading"}
    for row in tables["sections"]:
        if row["heading"] != (there := headings.get(row["section_id"])):
            problem = f"«{row['heading']}» is not the heading of the section: «{there}»"
            yield Violation("sections", row["section_id"], "heading", problem)


def names_of_mentions(tables: Tables) -> Iterator[Violation]:
    """What is mentioned is a known name of whom it is said to name, unless an erratum says that it is misspelt."""
    owners = defaultdict(set)
    for row in tables["names"]:
        owners[row["name"]].add((row["organization_id"], row["framework_id"]))
    for row in tables["mentions"]:
        if (row["organization_id"], row["framework_id"]) not in owners[row["text"]] and not _is_corrected(tables, row):
            owner = row["organization_id"] or row["framework_id"]
            yield Violation("mentions", row["mention_id"], "text", f"«{row['text']}» is not a known name of {owner}")


def subjects_in_their_words(tables: Tables) -> Iterator[Violation]:
    """The words that state whom or what an instrument, a tie or a membership concerns name it."""
    texts = _texts(tables)
    mentions = defaultdict(list)
    for row in tables["mentions"]:
        for owner in ("organization_id", "framework_id"):
            mentions[row["passage_id"], row[owner]].append(row)
    for name, column in (
        ("cooperation_ties", "organization_id"),
        ("memberships", "member_organization_id"),
        ("instrument_subjects", "organization_id"),
        ("instrument_subjects", "framework_id"),
    ):
        for row in tables[name]:
            if row[column] is not None and not _is_corrected(tables, row):
                found = mentions[row["passage_id"], row[column]]
                if not any(
                    row["start_char"] <= one["start_char"] and one["end_char"] <= row["end_char"] for one in found
                ):
                    problem = f"the words «{_words(texts, row)}» do not name «{row[column]}»"
                    yield Violation(name, row_id(TABLES[name], row), column, problem)
    for row in tables["instrument_subjects"]:
        if row["taxon"] not in (None, words := _words(texts, row)) and not _is_corrected(tables, row):
            key = row_id(TABLES["instrument_subjects"], row)
            yield Violation(
                "instrument_subjects", key, "taxon", f"«{row['taxon']}» is not what the words say: «{words}»"
            )


def _words(texts: Mapping[str, str], row: Mapping[str, Any]) -> str:
    return texts.get(row["passage_id"], "")[row["start_char"] : row["end_char"]]


def _is_corrected(tables: Tables, row: Mapping[str, Any]) -> bool:
    """Return whether an erratum changes the words of a row, which then says what they should be."""
    return any(
        one["passage_id"] == row["passage_id"]
        and one["start_char"] <= row["end_char"]
        and row["start_char"] <= one["end_char"]
        for one in tables["errata"]
    )


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


def dates_of_effect(tables: Tables) -> Iterator[Violation]:
    """What a meeting adopts takes effect a fixed number of days after it."""
    for row in tables["meetings"]:
        if row["effective_date"] != row["end_date"] + datetime.timedelta(days=DAYS_UNTIL_EFFECT):
            problem = f"«{row['effective_date']}» is not {DAYS_UNTIL_EFFECT} days after {row['end_date']}"
            yield Violation("meetings", row["meeting_id"], "effective_date", problem)


def running_numbers(tables: Tables) -> Iterator[Violation]:
    """What is numbered has every number from 1: a missing row leaves a gap."""
    for name, number in (
        *((name, _position) for name in ("sections", "clusters", "themes", "actions", "instrument_subjects")),
        *((name, _last_part) for name in ("passages", "mentions")),
    ):
        model = TABLES[name]
        numbered = sorted((*number(name, row), row_id(model, row)) for row in tables[name])
        for _, group in groupby(numbered, key=lambda one: one[0]):
            for expected, (_, found, key) in enumerate(group, 1):
                if found != expected:
                    yield Violation(name, key, None, f"is number {found}, but there is no number {expected}")
                    break


def _position(name: str, row: Mapping[str, Any]) -> tuple[str, int]:
    """Return what a row has its position in, and the position."""
    of_whom = {"themes": "cluster_id", "instrument_subjects": "instrument_id"}.get(name)
    return row[of_whom] if of_whom else "", row["position"]


def _last_part(name: str, row: Mapping[str, Any]) -> tuple[str, int]:
    """Return the key of a row without the number at its end, and the number."""
    [key] = primary_key(TABLES[name])
    stem, _, number = row[key].rpartition(".")
    return stem, int(number)


def chairs(tables: Tables) -> Iterator[Violation]:
    """A group has at most one chair."""
    seen: dict[str, str] = {}
    for row in tables["memberships"]:
        if row["role"] == "chair":
            other = seen.setdefault(row["group_organization_id"], row["member_organization_id"])
            if other != row["member_organization_id"]:
                key = row_id(TABLES["memberships"], row)
                yield Violation("memberships", key, "role", f"{other} is already the chair of that group")


RULES = (
    foreign_keys,
    spans,
    quotations,
    tiling,
    coverage,
    clusters_of_themes,
    sections_by_their_headings,
    names_of_mentions,
    subjects_in_their_words,
    instruments_by_their_keys,
    dates_of_effect,
    running_numbers,
    chairs,
)
