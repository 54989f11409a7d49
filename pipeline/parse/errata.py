"""The errors of the page: each must be where its row says, or the build stops; and lines as they should read.

The parser reads the corrected line, so that no sentence form has to allow for misprints; every offset that it finds is
carried back to the line as the page has it.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.faults import Fault, Faults
from pipeline.parse.patterns import not_within_words
from pipeline.parse.taken_out import LEFT_OUT, NOT_CURRENT, WRONG_QUALIFICATION, lost_qualifiers, takes_out_a_fact
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
_PIECE = re.compile(r"\w+(?:\.\w+)*|\s+|[^\w\s]")  # a number is one, as 19.22
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
        for name in _lost_names(record, names):
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
    if kind == NOT_CURRENT and not takes_out_fact:
        problem = f"the correction of «{words}» takes out no body, instrument or agreement that is not current"
        remedy = "quote it too; a whole list item or sentence is taken out by ignored.csv, as a «sentence apart»"
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


@dataclass(frozen=True)
class _Edit:
    """Replaced words: their span in the line as written, and in the corrected one."""

    written: tuple[int, int]
    corrected: tuple[int, int]


@dataclass(frozen=True)
class Corrected:
    """A line as it should read, with the conversion between its offsets and those of the line as written."""

    text: str
    edits: tuple[_Edit, ...]
    line: Line
    reordered: Sequence[_Edit]  # each whole erratum that takes words out

    def to_written(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the corrected line as a span of the line as written."""
        return self.line.edits.span(*self.to_read(start, end))

    def to_read(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the corrected line as a span of the line as it is read.

        A span that begins or ends inside replaced words takes all of them.
        """
        pairs = [(edit.corrected, edit.written) for edit in self.edits]
        begin, stop = _carry(start, pairs, is_end=False), _carry(end, pairs, is_end=True)
        if self.text[start:end] == self.text[start:end].strip():  # blanks next to added words are not part of it
            while begin < stop and self.line.text[stop - 1] == " ":
                stop -= 1
            while begin < stop and self.line.text[begin] == " ":
                begin += 1
        return self._with_moved((start, end), (begin, stop)) if start < end else (begin, stop)

    def _with_moved(self, span: tuple[int, int], found: tuple[int, int]) -> tuple[int, int]:
        """Return a span of the line as it is read with the words that an erratum has put in another place.

        `found` is where the rest of the corrected `span` is. Words that only the correction has are all that it quotes,
        if it takes any out.
        """
        said = self.text[slice(*span)]
        missing = _words(said) - _words(self.line.text[slice(*found)])
        for one in self.reordered:
            first, last = one.written
            if not (one.corrected[0] < span[1] and span[0] < one.corrected[1] and missing):
                continue
            if missing == _words(said) and (at := self.line.text.find(said, first, last)) >= 0:
                return at, at + len(said)
            is_added = found[0] == found[1] and one.corrected[0] <= span[0] <= span[1] <= one.corrected[1]
            if is_added or missing & _words(self.line.text[first:last]):
                return min(found[0], first), max(found[1], last)
        return found

    def to_corrected(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the line as it is read as a span of the corrected line."""
        pairs = [(edit.written, edit.corrected) for edit in self.edits]
        return _carry(start, pairs, is_end=False), _carry(end, pairs, is_end=True)


def _words(text: str) -> set[str]:
    return {piece for piece in _PIECE.findall(text) if piece[0].isalnum()}


def _carry(offset: int, pairs: list[tuple[tuple[int, int], tuple[int, int]]], *, is_end: bool) -> int:
    """Return an offset of one text as an offset of the other; `pairs` are the replaced spans of both."""
    shift = 0
    for (start, end), (other_start, other_end) in pairs:
        if offset < start or (offset == start and (is_end or start < end)):
            break
        if offset < end:
            return other_end if is_end else other_start
        shift = other_end - end
    return offset + shift


def correct(line: Line, errata: Sequence[Erratum]) -> Corrected:
    """Return the line with the corrections of its errata; raises Faults if two of them overlap."""
    text, edits, reordered, end, shift = "", list[_Edit](), list[_Edit](), 0, 0
    for erratum in errata:
        if erratum.correction is None or not erratum.changes_its_line:
            continue
        if erratum.start < end:
            raise Faults([erratum.record.fault("overlaps another correction", "make one erratum of both")])
        written = line.text[erratum.start : erratum.end]
        first, begin = len(edits), erratum.start + shift
        # Only what differs is replaced, so that the words around it and between it keep their own offsets.
        for (start, stop), new in _differences(written, erratum.correction):
            start, stop = erratum.start + start, erratum.start + stop
            edits.append(_Edit((start, stop), (start + shift, start + shift + len(new))))
            text += line.text[end:start] + new
            shift += len(new) - (stop - start)
            end = stop
        if any(start < stop for start, stop in (edit.written for edit in edits[first:])):
            whole = (begin, begin + len(erratum.correction))
            reordered.append(_Edit((erratum.start, erratum.end), whole))
    return Corrected(text + line.text[end:], tuple(edits), line, reordered)


def _differences(written: str, correction: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield each span of words that a correction replaces, and by what; the words between two of them are the same."""
    words, instead = (_PIECE.findall(text) for text in (written, correction))
    head = 0 if correction.endswith(written) else shared(words, instead)  # what was lost is before what is quoted
    tail = shared(words[head:][::-1], instead[head:][::-1])
    if words[len(words) - tail :] == [")"] and words[:head].count("(") == words[:head].count(")"):
        tail = 0  # it may be that of another name
    changed, new = words[head : len(words) - tail], instead[head : len(instead) - tail]
    before = len("".join(words[:head]))
    at = new_at = 0
    for block in difflib.SequenceMatcher(None, changed, new, autojunk=False).get_matching_blocks():
        same = changed[block.a : block.a + block.size]
        if block.size and not any(map(str.isalnum, "".join(same))):
            continue  # between words, marks alone say nothing
        if at < block.a or new_at < block.b:
            start, stop = (before + len("".join(changed[:end])) for end in (at, block.a))
            yield (start, stop), "".join(new[new_at : block.b])
        at, new_at = block.a + block.size, block.b + block.size


def shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many characters, or words, two texts have in common at their start."""
    differ = (number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differ, min(len(one), len(other)))
