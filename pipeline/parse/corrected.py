"""Lines as they should read: the corrections of errata, and the way between the offsets of a line before and after.

The parser reads the corrected line, so that no sentence form has to allow for misprints; every offset that it finds is
carried back to the line as the page has it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.faults import Faults
from pipeline.parse.errata import Erratum
from pipeline.text.lines import Line

_PIECE = re.compile(r"\w+(?:\.\w+)*|\s+|[^\w\s]")  # a number is one, as 19.22


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
    errata: Sequence[_Edit]  # each as a whole: what it quotes, and its correction

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

        `found` is where the rest of the corrected `span` is.
        """
        said = self.text[slice(*span)]
        missing = _words(said) - _words(self.line.text[slice(*found)])
        for one in self.errata:
            first, last = one.written
            if not (one.corrected[0] < span[1] and span[0] < one.corrected[1] and missing):
                continue
            if missing == _words(said) and said in self.line.text[first:last]:
                at = self.line.text.index(said, first, last)
                return at, at + len(said)
            if missing & _words(self.line.text[first:last]):
                return min(found[0], first), max(found[1], last)
        return found

    def correction_of(self, erratum: Erratum) -> tuple[int, int]:
        """Return the span of what an erratum has in place of what it quotes; of one that changes nothing, of that."""
        found = (one.corrected for one in self.errata if one.written == (erratum.start, erratum.end))
        return next(found, self.to_corrected(erratum.start, erratum.end))

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
    text, edits, whole, end, quoted, shift = "", list[_Edit](), list[_Edit](), 0, 0, 0
    for erratum in errata:
        if erratum.correction is None or not erratum.changes_its_line:
            continue
        if erratum.start < quoted:
            raise Faults([erratum.record.fault("overlaps another correction", "make one erratum of both")])
        quoted, written = erratum.end, line.text[erratum.start : erratum.end]
        begin = erratum.start + shift
        whole.append(_Edit((erratum.start, erratum.end), (begin, begin + len(erratum.correction))))
        # Only what differs is replaced, so that the words around it and between it keep their own offsets.
        for (start, stop), new in _differences(written, erratum.correction):
            start, stop = erratum.start + start, erratum.start + stop
            edits.append(_Edit((start, stop), (start + shift, start + shift + len(new))))
            text += line.text[end:start] + new
            shift += len(new) - (stop - start)
            end = stop
    return Corrected(text + line.text[end:], tuple(edits), line, whole)


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
