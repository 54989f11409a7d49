"""What the parser ignores by `raw/curated/ignored.csv`: where the words are, and what they must not contain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.faults import Fault
from pipeline.parse.corrected import Corrected
from pipeline.parse.errata import is_after
from pipeline.parse.patterns import AGREEMENTS, APOSTROPHE, NUMBERS, not_within_words
from pipeline.parse.wording import denials
from pipeline.raw.files import Record
from pipeline.text.lines import MARKER, Line
from pipeline.text.names import Names
from schemas.values import IgnoredKind

SENTENCES = ("sentence", "sentence apart")


def find_ignored(record: Record, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of an entry are in a text; a comma before them, or a full stop after, belongs to the form.

    If they are part of a sentence, they are bound to the words before them, or to its beginning.
    """
    words = record.need("text").removesuffix(".")
    if not re.search(r"\w", words):  # this is reported elsewhere
        return
    quoted = re.sub("[’']", APOSTROPHE, re.escape(words))
    for match in re.finditer(not_within_words(quoted, words), text):
        is_bound = record["kind"] == "words"
        if not is_bound or is_after(record["after"], text[: match.start()].rpartition(". ")[2]):
            yield match.end() - len(match[0].lstrip(" ,")), match.end()


def ignored_spans(
    kind: IgnoredKind, line: Line, corrected: Corrected, ignored: Sequence[Record]
) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of the corrected line that entries of a kind quote, each with its reason.

    Entries quote the line as written, and are gone where a correction has other words. A term is also found in words
    that a correction adds.
    """
    for record in ignored:
        if record["kind"] == kind:
            for written in find_ignored(record, line.text):
                start, end = corrected.to_corrected(*written)
                if _letters(corrected.text[start:end]) == _letters(line.text[slice(*written)]):
                    yield start, end, record.need("reason")
            for start, end in find_ignored(record, corrected.text) if kind == "term" else ():
                yield start, end, record.need("reason")


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words).casefold()


def ignored_sentences(ignored: Sequence[Record], kinds: Collection[str] = SENTENCES) -> dict[str, str]:
    """Return the sentences that entries quote, without what ends them, each with the reason."""
    return {bare(record.need("text")): record["reason"] or "" for record in ignored if record["kind"] in kinds}


def bare(sentence: str) -> str:
    """Return a sentence or list item without its final punctuation, and with one kind of apostrophe."""
    return re.sub(r"(?:; and|[;.])\Z", "", sentence).replace("’", "'")


def check_ignored(ignored: Sequence[Record], names: Names) -> list[Fault]:
    """Return a fault for each entry that cannot be used, and for each name, number or acronym that it must not have."""
    terms = {record.need("text") for record in ignored if record["kind"] == "term"}
    faults = []
    for record in ignored:
        words = record.need("text")
        for bad in _what_may_not_be_ignored(words, record["kind"], names, terms):
            remedy = "quote only the words around it, or a whole sentence"
            if bad.isalpha() and not bad.islower() and bad.lower() not in AGREEMENTS:
                remedy += "; if it is an acronym, and not that of a body, add it as a term too"
            faults.append(record.fault(f"may not ignore «{bad}»", remedy))
        if record["kind"] in ("words", "sentence") and (denied := denials(words)):
            problem = f"ignores «{denied[0]}», which may say of what is stated beside it that it does not hold"
            remedy = "quote only the words around it, or take out by an erratum both it and what it is said of"
            if record["kind"] == "sentence":
                remedy = (
                    "if it does, take that out too (ignore each item of a list; a body or an instrument by an "
                    "erratum); then, or if it is of nothing that is read, give «sentence apart» as its kind"
                )
            faults.append(record.fault(problem, remedy))
        if record["kind"] != "words" and record["after"]:
            problem = f"is a «{record['kind']}», and has words in after, by which only «words» are bound"
            faults.append(record.fault(problem, "leave after empty"))
        if record["reason"] is None:
            faults.append(record.fault("gives no reason", "say why these words state no fact"))
        if not re.search(r"\w", words):
            faults.append(record.fault("contains no word", "quote the words that state no fact"))
        if words.startswith(MARKER):
            faults.append(record.fault("begins with a list marker", "quote the words after it"))
    return faults


def _what_may_not_be_ignored(words: str, kind: str | None, names: Names, terms: Collection[str]) -> Iterator[str]:
    """Yield the names, numbers and acronyms in an entry.

    A whole sentence may contain anything; a term may be an acronym unless it is that of a body.
    """
    if kind in SENTENCES:
        return
    yield from (words[mention.start : mention.end] for mention in names.find(words))
    yield from re.findall(r"\w*\d\w*", words)
    yield from (word for word in re.findall(r"\w+", words) if word.lower() in NUMBERS)
    if kind == "words":
        yield from (word for word in re.findall(r"\w*[A-Z]\w*[A-Z]\w*", words) if word not in terms)
