"""The rules about what a row says: the words in its span say it, or an erratum says what they should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.rules.violation import Violation, row_id
from pipeline.check.rules.words import is_corrected, is_corrected_to, texts_of, words_of
from pipeline.text.reading_copy import ReadingCopy
from schemas.tables import TABLES
from schemas.values import Tables


def names_of_mentions(tables: Tables) -> Iterator[Violation]:
    """The text of a mention is a known name of the body that it names, unless an erratum says that it is misspelt."""
    owners = defaultdict(set)
    for row in tables["names"]:
        owners[ReadingCopy(row["name"]).text].add((row["organization_id"], row["framework_id"]))
    for row in tables["mentions"]:
        text = ReadingCopy(row["text"]).text
        if (row["organization_id"], row["framework_id"]) not in owners[text] and not is_corrected(tables, row):
            owner = row["organization_id"] or row["framework_id"]
            yield Violation("mentions", row["mention_id"], "text", f"«{row['text']}» is not a known name of {owner}")


def subjects_in_their_words(tables: Tables) -> Iterator[Violation]:
    """The words of an instrument, a tie or a membership name the body or framework that it concerns."""
    texts = texts_of(tables)
    mentions = defaultdict(list)
    for row in tables["mentions"]:
        for owner in ("organization_id", "framework_id"):
            mentions[row["passage_id"], row[owner]].append(row)
    for name, column in (
        ("cooperation_ties", "organization_id"),
        ("tie_subjects", "framework_id"),
        ("memberships", "member_organization_id"),
        ("instrument_subjects", "organization_id"),
        ("instrument_subjects", "framework_id"),
    ):
        for row in tables[name]:
            if row[column] is not None and not is_corrected(tables, row):
                found = mentions[row["passage_id"], row[column]]
                if not any(
                    row["start_char"] <= one["start_char"] and one["end_char"] <= row["end_char"] for one in found
                ):
                    problem = f"the words «{words_of(texts, row)}» do not name «{row[column]}»"
                    yield Violation(name, row_id(TABLES[name], row), column, problem)
    for row in tables["instrument_subjects"]:
        if row["taxon"] not in (None, words := words_of(texts, row)) and not is_corrected_to(tables, row, row["taxon"]):
            key = row_id(TABLES["instrument_subjects"], row)
            yield Violation(
                "instrument_subjects", key, "taxon", f"«{row['taxon']}» is not what the words say: «{words}»"
            )


def roles_in_their_words(tables: Tables) -> Iterator[Violation]:
    """The words and the key of a role say which it is, and a body has at most one chair."""
    chairs: dict[str, str] = {}
    for row in tables["roles"]:
        says = (f"{row['role']}s ", f"{row['role']}ed by ")
        if not row["as_written"].lower().startswith(says) and not is_corrected(tables, row):
            yield Violation("roles", row["role_id"], "role", f"«{row['role']}» is not what «{row['as_written']}» says")
        key = f"{row['organization_id']}.{row['role']}.{row['holder_organization_id']}"
        if row["role_id"] != key:
            yield Violation("roles", row["role_id"], "role_id", f"«{row['role_id']}» is not «{key}»")
        if row["role"] == "chair" and chairs.setdefault(row["organization_id"], key) != key:
            problem = f"«{chairs[row['organization_id']]}» is already the chair"
            yield Violation("roles", row["role_id"], "role", problem)
