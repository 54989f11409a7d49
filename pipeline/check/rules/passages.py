"""The rules about the text: passages tile the document, spans lie in them, and the coverage leaves nothing out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.check.rules.violation import Violation, row_id
from pipeline.check.rules.words import facts_of, is_corrected_to, texts_of
from pipeline.text.odd_characters import plain
from schemas.tables import columns, quotes
from schemas.values import Tables


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


def spans(tables: Tables) -> Iterator[Violation]:
    """Each span lies inside its passage."""
    for name, model, row, words in facts_of(tables):
        if row["end_char"] > len(words):
            problem = f"«{row['end_char']}» is past the end of {row['passage_id']} ({len(words)} characters)"
            yield Violation(name, row_id(model, row), "end_char", problem)


def quotations(tables: Tables) -> Iterator[Violation]:
    """What a row quotes is what its passage says there or, except in `as_written`, what an erratum adds there."""
    for name, model, row, words in facts_of(tables):
        there = plain(words[row["start_char"] : row["end_char"]])
        for column, spec in columns(model).items():
            if not quotes(spec) or row[column] in (None, there):
                continue
            if column == "as_written" or not is_corrected_to(tables, row, row[column]):
                problem = f"«{row[column]}» is not what the passage says there: «{there}»"
                yield Violation(name, row_id(model, row), column, problem)


def coverage(tables: Tables) -> Iterator[Violation]:
    """The coverage tiles each passage; only facts hold names, and fixed words hold no digits."""
    texts = texts_of(tables)
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
            # An ignored sentence may contain digits; other ignored words are checked in `raw/`.
            found = re.findall("[0-9]+", texts[passage][start:end]) if row["kind"] == "fixed words" else []
            found += [m["text"] for m in mentions[passage] if m["start_char"] < end and start < m["end_char"]]
            for name in found:
                yield Violation("coverage", key, "kind", f"«{row['kind']}» may not contain «{name}»")
    for passage, text in texts.items():
        if ends[passage] != len(text):
            problem = f"«{ends[passage]}» is not {len(text)}, where the passage ends"
            yield Violation("coverage", passage, "end_char", problem)


def sections_by_their_headings(tables: Tables) -> Iterator[Violation]:
    """The heading of a section is its passage of kind `heading`."""
    headings = {row["section_id"]: plain(row["text"]) for row in tables["passages"] if row["kind"] == "heading"}
    for row in tables["sections"]:
        if row["heading"] != (there := headings.get(row["section_id"])):
            problem = f"«{row['heading']}» is not the heading of the section: «{there}»"
            yield Violation("sections", row["section_id"], "heading", problem)
