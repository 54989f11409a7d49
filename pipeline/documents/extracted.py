"""The text of a document, to which offsets refer, with where its pages begin and which of its lines are furniture."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.text.edits import Edits

BODY, FOOTNOTE = "body", "footnote"
HEAD, FOOT, PAGE_NUMBER, LINE_NUMBER, CONTENTS = (
    "running head",
    "running foot",
    "page number",
    "line number",
    "contents",
)
# What the author did not write in that place: it is repeated, counted or listed.
FURNITURE = (HEAD, FOOT, PAGE_NUMBER, LINE_NUMBER, CONTENTS)
_HYPHENS = ("-", "\u2010", "\u00ad")  # at which a word may be divided
_READ_TOGETHER = ((BODY,), (FOOTNOTE,), FURNITURE)


class Line(NamedTuple):
    """A line of the text of a document, without its line feed, and the part of the document it belongs to.

    A line that `goes_on` ends only because there was no more room: the next line continues the paragraph.
    """

    text: str
    part: str = BODY
    goes_on: bool = False


class Reading(NamedTuple):
    """Text that is read as a whole, such as the body without what each page repeats, and its place in the whole text.

    In it, a line that goes on ends in a space.
    """

    text: str
    edits: Edits | None
    in_furniture: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the whole text that contains a span of this one."""
        return self.edits.span(start, end) if self.edits else (start, end)


class Extracted:
    """The text of a document."""

    def __init__(self, text: str, format_: str) -> None:
        """Start with a text without pages, all of it body."""
        self.text, self.format = text, format_
        self._flow = text  # with a space in place of the end of each line that goes on
        self.page_starts: array[int] | None = None  # code points
        self.pages_without_text = 0
        self._starts, self._ends, self._parts = array("q"), array("q"), list[str]()  # of everything but body, in order

    @classmethod
    def of_lines(cls, lines: Iterable[Line], format_: str) -> Extracted:
        """Return the text of lines without pages; several blank lines become one."""
        found = cls.of_pages([_tidy(lines)], format_)
        found.page_starts = None
        return found

    @classmethod
    def of_pages(cls, pages: Iterable[Iterable[Line]], format_: str) -> Extracted:
        """Return the text of pages, each given as lines; every page begins on a new line."""
        self = cls("", format_)
        self.page_starts = array("q")
        pieces: list[str] = []
        flow: list[str] = []
        at = 0
        for page in pages:
            self.page_starts.append(at)
            for line in page:
                pieces += (line.text, "\n")
                flow += (line.text, " " if line.goes_on and not line.text.endswith(_HYPHENS) else "\n")
                end = at + len(line.text) + 1
                if line.part != BODY:
                    self._add(at, end, line.part)
                at = end
        self.text, self._flow = "".join(pieces), "".join(flow)
        return self

    def _add(self, start: int, end: int, part: str) -> None:
        if self._parts and self._parts[-1] == part and self._ends[-1] == start:
            self._ends[-1] = end
        else:
            self._starts.append(start)
            self._ends.append(end)
            self._parts.append(part)

    def page_at(self, offset: int) -> int | None:
        """Return the page of a character, from 1; None if there are no pages."""
        return None if self.page_starts is None else bisect_right(self.page_starts, offset)

    def part_at(self, offset: int) -> str:
        """Return the part of the document a character belongs to."""
        at = bisect_right(self._starts, offset) - 1
        return self._parts[at] if at >= 0 and offset < self._ends[at] else BODY

    def readings(self) -> Iterator[Reading]:
        """Yield the texts that are read separately: the body, continued from page to page; footnotes; furniture."""
        if not self._parts:
            yield Reading(self._flow, None, in_furniture=False)
            return
        for together in _READ_TOGETHER:
            edits = Edits()
            text = edits.apply(self._flow, self._without(together))
            if text:
                yield Reading(text, edits, in_furniture=together is FURNITURE)

    def _without(self, kept: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
        """Yield the spans that are not kept, each to be replaced by nothing."""
        done = 0
        for start, end, part in zip(self._starts, self._ends, self._parts, strict=True):
            if BODY not in kept and done < start:
                yield done, start, ""
            if part not in kept:
                yield start, end, ""
            done = end
        if BODY not in kept and done < len(self.text):
            yield done, len(self.text), ""


def _tidy(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines with at most one blank line between others; it belongs to the part before it."""
    last = Line("")
    for line in lines:
        if line.text.strip():
            yield line
        elif last.text.strip():
            line = Line("", last.part)
            yield line
        last = line
