"""The errors of the page: each must be where its row says, and take out nothing that a fact depends on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.faults import Fault
from pipeline.parse.patterns import not_within_words
from pipeline.parse.taken_out import (
    LEFT_OUT,
    NOT_CURRENT,
    WRONG_QUALIFICATION,
    lost_capitals,
    lost_qualifiers,
    takes_out_a_fact,
)
from pipeline.raw.files import Record
from pipeline.text.lines import MARKER, Line
from pipeline.text.names import Names
from pipeline.text.words import slug

LOST_TEXT = "lost text"
TYPOGRAPHY = "typography"
WRONG_NAME = "wrong name"
WRONG_TITLE = "wrong title"
LOST_LINK = "lost link"
# Errata that may put another body for one, or leave one out.
_OTHER_BODIES = (WRONG_NAME, WRONG_TITLE, "wrong party", NOT_CURRENT, LEFT_OUT)
# Errata that may leave open what should be there.
_OPEN = (LOST_LINK, "incomplete")
_SHOWN = 40  # characters that a message quotes before words
_LINE_END = re.compile(r"\s*↵\s*")  # in a correction, after a heading that stands in a line of its own
LOST_HEADING_REMEDY = (
    "put the heading in a line of its own; if the page itself has lost it, add an erratum of the kind lost text that "
    "quotes the first words of the line after it, its correction the heading, ↵ and these words"
)


@dataclass(frozen=True)
class Erratum:
    """A curated erratum at its place: offsets in the line."""

    record: Record
    line: Line
    start: int
    end: int

    @property
    def correction(self) -> str | None:
        """The words that should be there; None if no words can correct the error."""
        return _in_lines(self.record)[1]

    @property
    def lost_heading(self) -> str | None:
        """The heading that should be before the line, if that is what the page has lost."""
        return _in_lines(self.record)[0]

    @property
    def changes_its_line(self) -> bool:
        """Whether it says of its words what is wrong, and not only what should be before their line."""
        return self.lost_heading is None or self.correction != self.record["as_written"]


def _in_lines(record: Record) -> tuple[str | None, str | None]:
    """Return the heading that an erratum adds before a line, and what it corrects in the line."""
    correction = record["correction"]
    line_end = _LINE_END.search(correction or "")
    if correction is None or line_end is None:
        return None, correction
    return correction[: line_end.start()], correction[line_end.end() :]


def erratum_id(record: Record) -> str:
    """Return the key of an erratum: its words and which occurrence of them it is."""
    return f"{slug(record.need('as_written'))}.{record.need_number('occurrence')}"


def locate(
    page: str, records: Sequence[Record], lines: Sequence[Line], names: Names
) -> tuple[list[Erratum], list[Fault]]:
    """Return each erratum at its place, in the order of the page, and all faults; `page` is the name of its file.

    It is a fault if an erratum changes nothing, if it loses a name, if its words are not found at their occurrence, or
    more often than the errata say, or if the page has the text that is said to be lost. Words that are part of their
    correction already are not found.
    """
    by_words: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_words[record.need("as_written")].append(record)
    found: list[Erratum] = []
    faults: list[Fault] = []
    for words, rows in by_words.items():
        everywhere = [
            (line, match.start())
            for line in lines
            for match in places_of(words, line.text)
            if not any(_is_corrected(record, line, match.start()) for record in rows)
        ]
        places = [place for place in everywhere if any(_holds_at(record, *place, names) for record in rows)]
        awaited = {record.need_number("occurrence"): record for record in rows}
        is_counted_wrong = bool(places) and max(awaited) > len(places)
        for record in rows:
            faults += _unusable(record, lines, names)
        for number, (line, start) in enumerate(places, 1):
            if number in awaited and _holds_at(awaited[number], line, start, names):
                found.append(Erratum(awaited.pop(number), line, start, start + len(words)))
            elif number not in awaited and not is_counted_wrong and not all(_in_lines(record)[0] for record in rows):
                problem = f"«{words}» occurs again (occurrence {number}), but there is no erratum for that"
                [known, *_] = rows
                remedy = f"add one; or, if it is right here, quote more words in {known.file}:{known.line}"
                faults.append(Fault(page, line.number, problem, remedy))
        faults += [
            _not_found(record, len(places), [place for place in everywhere if place not in places])
            for record in awaited.values()
        ]
    return sorted(found, key=lambda e: (e.line.number, e.start, e.end)), faults


def places_of(words: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where a text has the words of an erratum."""
    return re.finditer(not_within_words(re.escape(words), words), text)


def is_after(words: str | None, before: str) -> bool:
    """Return whether words are the last of those `before` a place in a line; if empty, whether nothing is before it.

    […] stands for words left out, of the same sentence.
    """
    if not words:
        return before in ("", MARKER)
    pieces = (re.escape(piece.strip()) for piece in words.split("[…]"))
    left_out = r"(?:(?!\.\s+[A-Z]).)*"
    return re.search(rf"{left_out.join(pieces)}\s*\Z", before) is not None


def _is_corrected(record: Record, line: Line, start: int) -> bool:
    """Return whether the words of an erratum, at a place, are part of what they should be."""
    words, correction = record.need("as_written"), record["correction"] or ""
    if record["kind"] == LOST_TEXT or words == correction:  # these are faults of their own
        return False
    places = (start - match.start() for match in re.finditer(re.escape(words), correction))
    return any(at >= 0 and line.text.startswith(correction, at) for at in places)


def _holds_at(record: Record, line: Line, start: int, names: Names) -> bool:
    """Return whether an erratum applies at a place of its words: it is bound to the words before them.

    An erratum that changes nothing, or only how words are written and not whom they name, may apply anywhere. One of a
    title is bound to its Resolutions or Decisions instead, which its reason names.
    """
    changes_nothing = record["correction"] is None or record["kind"] in (TYPOGRAPHY, WRONG_NAME, WRONG_TITLE)
    if record["after"] is None and changes_nothing and not _lost_names(record, names):
        return True
    return is_after(record["after"], line.text[:start])


def _lost_names(record: Record, names: Names) -> list[str]:
    """Return the names in the words of an erratum whose bodies its correction does not name."""
    words, correction = record.need("as_written"), record["correction"]
    kept = {one.entity for one in names.find(correction or words)}
    return [words[one.start : one.end] for one in names.find(words) if one.entity not in kept]


def _unusable(record: Record, lines: Sequence[Line], names: Names) -> Iterator[Fault]:
    """Yield what is wrong with an erratum, wherever its words are."""
    words = record.need("as_written")
    if _in_lines(record)[0] and (record["kind"] != LOST_TEXT or record["after"]):
        problem = f"the correction of «{words}» has a heading before these words"
        yield record.fault(problem, "quote the first words of a line, leave after empty, and make its kind lost text")
    if record["kind"] == LOST_TEXT:
        yield from _found_again(record, lines)
    elif words == record["correction"]:
        yield record.fault(f"the correction of «{words}» is the same", "give other words")
    if record["kind"] not in _OTHER_BODIES:
        for name in [*_lost_names(record, names), *lost_capitals(words, record["correction"] or words, names)]:
            remedy = f"keep it, or say that it is a wrong name, or, if it is right, but in no table, {LEFT_OUT}"
            yield record.fault(f"the correction of «{words}» has lost «{name}»", remedy)
    yield from _takes_out(record, names)


def _takes_out(record: Record, names: Names) -> Iterator[Fault]:
    """Yield a fault if an erratum takes out words on which a fact depends, and not the fact."""
    kind, words, correction = record["kind"], record.need("as_written"), record["correction"]
    if correction is None:
        if kind not in _OPEN:
            remedy = "give it; to take words out, quote one beside them too, which the correction has"
            yield record.fault(f"«{words}» has no correction, so that this changes nothing", remedy)
        return
    takes_out_fact = takes_out_a_fact(words, correction, names)
    known = {one.entity for one in names.find(words)}
    others = [correction[one.start : one.end] for one in names.find(correction) if one.entity not in known]
    if kind == NOT_CURRENT and others:
        problem = f"the correction of «{words}» names «{others[0]}», which these words do not"
        yield record.fault(problem, f"take it out, or give {WRONG_NAME} as the kind")
    elif kind == NOT_CURRENT and not takes_out_fact:
        problem = f"the correction of «{words}» takes out no body, instrument or agreement that is not current"
        remedy = (
            f"quote it too; if the page does not name it, give {LEFT_OUT} as the kind; a whole list item or sentence "
            "is taken out by ignored.csv, as a «sentence apart»"
        )
        yield record.fault(problem, remedy)
    lost = lost_qualifiers(words, correction, names)
    may_lose = kind in (NOT_CURRENT, WRONG_QUALIFICATION, LEFT_OUT) or (kind in _OTHER_BODIES and takes_out_fact)
    if lost and not may_lose:
        problem = f"the correction of «{words}» has lost {' and '.join(f'«{one}»' for one in lost)}"
        remedy = (
            f"if that is of a fact which does not hold, take it out too: a body, an instrument or an agreement by an "
            f"erratum of the kind {NOT_CURRENT} that quotes both, a whole list item or sentence by ignored.csv, as a "
            f"«sentence apart»; if the fact holds without these words, give {WRONG_QUALIFICATION} as the kind, and "
            f"why; or {LEFT_OUT}, if they are right, but no table holds what they say"
        )
        yield record.fault(problem, remedy)


def _not_found(record: Record, count: int, elsewhere: Sequence[tuple[Line, int]]) -> Fault:
    """Return the fault of an erratum that is not on the page.

    Its words may occur less often than its occurrence says, or only at places to which it is not bound.
    """
    words, after = record.need("as_written"), record["after"]
    if count:
        problem = f"«{words}» has the occurrence {record['occurrence']}, but the page has only {count} to be corrected"
        return record.fault(
            problem, "if the page has been corrected there, delete the erratum; otherwise correct that number"
        )
    if not elsewhere:
        problem = f"«{words}» (occurrence {record['occurrence']}) is not on the page"
        remedy = "if the page has been corrected there, delete the erratum; otherwise quote the words that it has now"
        return record.fault(problem, remedy)
    line, start = elsewhere[0]
    before = line.text[max(line.body, start - _SHOWN) : start].rstrip()
    before = before if start - _SHOWN <= line.body else before.partition(" ")[2]
    place = f"after «{after}»" if after else "where a line begins"
    problem = f"«{words}» is not {place}, but in line {line.number}, after «{before}»"
    return record.fault(
        problem, "if it is wrong there, put these words in its column after; otherwise delete the erratum"
    )


def _found_again(record: Record, lines: Sequence[Line]) -> list[Fault]:
    """Return a fault if the page has the words that an erratum adds, because they were lost."""
    heading, words = _in_lines(record)
    before, _, after = (words or "").partition(record.need("as_written"))
    faults = []
    for lost in (heading or "", before.strip(" .:,;"), after.strip(" .:,;")):
        for line in lines:
            there, sought = line.text.casefold(), lost.casefold()
            if lost and (there == sought if lost == heading else sought in there):
                problem = f"«{lost}» is on the page (line {line.number}), but is said to be lost"
                faults.append(record.fault(problem, "delete the erratum"))
    return faults
