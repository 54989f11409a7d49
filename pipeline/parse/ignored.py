"""What `raw/curated/ignored.csv` lets the parser pass over: where its words are, and what it may not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.faults import Fault
from pipeline.parse.errata import Corrected
from pipeline.parse.patterns import NUMBERS
from pipeline.raw.files import Record
from pipeline.text.lines import MARKER, Line
from pipeline.text.names import Names
from schemas.values import IgnoredKind


def find_ignored(record: Record, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of an entry are in a text; the full stop after them belongs to the form."""
    words = record.need("text").removesuffix(".")
    if not re.search(r"\w", words):  # a fault by itself
        return
    for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
        yield match.span()


def ignored_spans(
    kind: IgnoredKind, line: Line, corrected: Corrected, ignored: Sequence[Record]
) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of the corrected line that entries of a kind quote, as written, each with its reason."""
    for record in ignored:
        if record["kind"] == kind:
            for start, end in find_ignored(record, line.text):
                yield *corrected.to_corrected(start, end), record.need("reason")


def check_ignored(ignored: Sequence[Record], names: Names) -> list[Fault]:
    """Return a fault for each name, number or acronym in ignored words, and for each entry that is not usable.

    An acronym that is not the name of a body is a term, which is listed with its own reason.
    """
    terms = {record.need("text") for record in ignored if record["kind"] == "term"}
    faults = []
    for record in ignored:
        words = record.need("text")
        found = [words[mention.start : mention.end] for mention in names.find(words)]
        found += re.findall(r"\w*\d\w*", words)
        found += [word for word in re.findall(r"\w+", words) if word.lower() in NUMBERS]
        if record["kind"] == "words":
            found += [word for word in re.findall(r"\w*[A-Z]\w*[A-Z]\w*", words) if word not in terms]
        for bad in found:
            faults.append(record.fault(f"may not ignore «{bad}»", "quote only the words around it"))
        if record["reason"] is None:
            faults.append(record.fault("gives no reason", "say why these words state no fact"))
        if not re.search(r"\w", words):
            faults.append(record.fault("does not hold a word", "quote the words that state no fact"))
        if words.startswith(MARKER):
            faults.append(record.fault("begins with a list marker", "quote the words after it"))
    return faults
