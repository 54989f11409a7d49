"""Numbers that stand alone: those of Decisions or Resolutions only because a heading, or the like, says so.

The Secretariat's own pages are such texts. Four things say what a number is:

- a heading over a list: "Decisions in effect after the 19th meeting";
- to whom a Decision is directed, before it, above it or under its title: "Directed to the Secretariat";
- the way to a page: "- Decisions", above "- 17.32 (Rev. CoP19)";
- its revision, if it is too high for a Resolution: "17.170 (Rev. CoP19)" at the beginning of a line.

The first three say so until a number that cannot be one, or a heading such as "Agenda", says otherwise.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from pipeline.text.instruments import Kind
from pipeline.text.known import has_footnote, is_known, is_possible
from pipeline.text.lists import Member, members
from pipeline.text.numbers import numbers_outside
from pipeline.text.patterns import MEMBER, compiled
from pipeline.text.sayings import LONG_LINE, MARKS, Saying, is_named_before, is_something_else, sayings

_FIRST = compiled(rf"(?:^|\n){MARKS}\Z")
_TITLE = re.compile(r"\s{0,2}(?:[^\W\d_]|[(\[\"'|-])|\s?\Z|\n")
_CAPITAL = re.compile(r"\s(?:[A-ZÀ-Ý]|[0-9]{1,2}\.[0-9])|\s?(?:[;,]|\Z|\n)")
_IN_LINE = re.compile(r"[\w)\]\"'*:;,&] \Z")
_OF_A_DOCUMENT = compiled(
    r"\b(?:Docs?|Inf|Props?|Com|Rec|Sum|Plen|items?|points?|paragraphs?|paras?|Articles?|Annex|No|n°|table|figure|page|pp?"
    r"|rule|section|CoP[0-9]*|[SAP]C[0-9]*|at|to|and|of|USD|CHF|EUR)\.?\s\Z"
)
_TIME = re.compile(r"(?:1?[0-9]|2[0-3])\.[0-5][05]")
_ABOVE = 300  # characters above a direction in which the title is
_CHAIN = 160  # characters between two members of a list in one line
_KEPT = 60  # numbers that were passed over which a later line may explain


def alone(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Member]:
    """Yield the citations of a reading copy that have no word before them; `taken` are the spans of those that have.

    They are not always in order: a line may say what the numbers above it are.
    """
    numbers = list(numbers_outside(text, taken))
    said = deque(sayings(text) if numbers else ())
    reading = _Reading(text)
    for at in numbers:
        while said and said[0].line_start <= at:
            yield from reading.hear(said.popleft())
        yield from reading.number(at)
    for saying in said:
        yield from reading.hear(saying)


class _Reading:
    """What has been said so far, and which numbers were passed over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._kind: Kind | None = None
        self._sort = ""
        self._meetings: set[int] = set()  # that adopted what has been listed since the last heading
        self._looked_to = 0  # up to where the lines have been looked at for another heading
        self._done = 0
        self._last = ""  # the number that ends there
        self._passed: deque[int] = deque(maxlen=_KEPT)

    def hear(self, saying: Saying) -> Iterator[Member]:
        """Take what a line says, and yield what it makes of the title above it."""
        if saying.kind is None:
            self._kind = None
            return
        if saying.sort != "direction" or self._kind is None:
            self._meetings = set()
        self._kind, self._sort = saying.kind, saying.sort
        self._looked_to = saying.end
        if saying.sort == "direction":
            yield from self._title_above(saying)
        elif saying.sort == "heading":
            yield from self._line_above(saying)

    def number(self, at: int) -> Iterator[Member]:
        """Yield the members of the list that begins at a number, if it is one."""
        if at < self._done:
            return
        is_first = _FIRST.search(self._text, max(0, at - 22), at) is not None
        if is_named_before(self._text, at):
            yield from self._accept("decision", at)
        elif self._kind is None:
            yield from self._unsaid(at, is_first=is_first)
        elif is_first:
            yield from self._said(self._kind, at)
        elif self._is_in_line(at):
            yield from self._accept(self._kind, at)
        else:
            self._passed.append(at)

    def _said(self, kind: Kind, at: int) -> Iterator[Member]:
        """Yield the list that begins a line, if it is still of what was said to be below."""
        found, end = members(self._text, at, at, kind)
        if not found or not _TITLE.match(self._text, end):
            self._done = end
            return
        if self._is_ended(at, found[0]):
            self._kind = None
        else:
            if not self._meetings:
                yield from self._before(kind, found[0])
            yield from self._accept(kind, at)
        if self._sort == "crumb":
            self._kind = None

    def _unsaid(self, at: int, *, is_first: bool) -> Iterator[Member]:
        """Yield a list of which nothing says what it is, if its revision and number do."""
        self._passed.append(at)
        one = MEMBER.match(self._text, at) if is_first else None
        if one and (one["revised"] or one["revised_bare"]) and has_footnote("resolution", one["number"]):
            found, end = members(self._text, at, at, "decision")
            if found and _TITLE.match(self._text, end):
                yield from self._accept("decision", at)
            self._done = end

    def _accept(self, kind: Kind, at: int) -> Iterator[Member]:
        found, end = members(self._text, at, at, kind)
        if found and _is_likely(found[0]):
            self._done = self._looked_to = end
            self._last = found[-1].instrument.number
            self._meetings.update(member.instrument.adopted for member in found)
            yield from found

    def _title_above(self, saying: Saying) -> Iterator[Member]:
        """Yield the numbers that begin or end the title over a direction, a line or two above it."""
        for at in reversed(self._passed):
            if at < max(self._done, saying.line_start - _ABOVE):
                break
            found, end = members(self._text, at, at, "decision")
            line_end = self._text.find("\n", end)
            is_first = _FIRST.search(self._text, max(0, at - 22), at) is not None
            between = self._text[line_end : saying.line_start].split("\n")
            if (
                found
                and 0 <= line_end <= saying.line_start
                and (is_first or not _is_of_a_document(self._text, self._first_of(at)))
                and (line_end == end or (is_first and _TITLE.match(self._text, end)))
                and self._text[line_end - 1] not in ".;:,"
                and sum(1 for line in between if line.strip()) <= 1
            ):
                yield from self._titled(self._first_of(at))
                break

    def _titled(self, at: int) -> Iterator[Member]:
        """Yield the list in a title, and what it explains above: a title of several, and those that it goes on from."""
        done, passed = self._done, list(self._passed)
        found = list(self._accept("decision", at))
        yield from found
        for start in passed if found else ():
            above, _ = members(self._text, start, start, "decision") if done <= start < at else ([], at)
            is_first = _FIRST.search(self._text, max(0, start - 22), start) is not None
            if len(above) > 1 and is_first and found[0].instrument in [one.instrument for one in above]:
                yield from above
                break
        else:
            if found:
                yield from self._before("decision", found[0])
        self._passed.clear()

    def _first_of(self, at: int) -> int:
        """Return where the list begins that a number which was passed over is in."""
        for start in self._passed:
            if start <= at and members(self._text, start, start, "decision")[1] > at:
                return start
        return at

    def _line_above(self, heading: Saying) -> Iterator[Member]:
        """Yield the list in one line right above its heading, as some PDF files have it."""
        for at in list(self._passed):
            is_above = self._text.find("\n", at, heading.line_start) >= heading.line_start - 2
            if is_above and at >= self._done and _is_member_in_line(self._text, at) and self._kind:
                yield from self._accept(self._kind, at)
        self._passed.clear()

    def _before(self, kind: Kind, first: Member) -> Iterator[Member]:
        """Yield what was passed over above the first number of a list, as long as the numbers go down by one."""
        meeting, _, item = first.instrument.number.partition(".")
        for at in reversed(self._passed):
            found, end = members(self._text, at, at, kind) if at < first.start else ([], at)
            if not found or not _FIRST.search(self._text, max(0, at - 22), at) or not _TITLE.match(self._text, end):
                continue
            if found[-1].instrument.number != f"{meeting}.{int(item) - 1}":
                break
            item = found[0].instrument.number.partition(".")[2]
            yield from found
        self._passed.clear()

    def _is_in_line(self, at: int) -> bool:
        """Return whether a number within a line is listed there: after one that is, or the page is one long line."""
        if not _is_member_in_line(self._text, at):
            return False
        if (
            self._done
            and self._text.find("\n", self._done, min(at, self._done + _CHAIN)) < 0 <= _CHAIN + self._done - at
        ):
            return self._goes_on(at)
        is_long = self._text.find("\n", max(0, at - LONG_LINE), at) < 0 and at >= LONG_LINE // 2
        return is_long and self._sort == "heading"

    def _goes_on(self, at: int) -> bool:
        """Return whether a number goes on where the last one ended: it is higher, or it is revised."""
        found, end = members(self._text, at, at, "decision")
        if not found or not _CAPITAL.match(self._text, end):
            return False
        meeting, _, item = self._last.partition(".")
        next_meeting, _, next_item = found[0].instrument.number.partition(".")
        return found[0].instrument.revised is not None or (meeting == next_meeting and int(item) < int(next_item))

    def _is_ended(self, at: int, first: Member) -> bool:
        """Return whether what was said no longer holds at a number: something else has begun before it."""
        if not _is_likely(first):
            return True
        lines = self._text[self._looked_to : at].split("\n")[1:-1]
        self._looked_to = at
        if any(is_something_else(line) for line in lines):
            return True
        if not self._meetings or first.instrument.adopted in self._meetings or first.instrument.revision is not None:
            return False
        has_heading = any(0 < len(line) < 60 and line[-1].isalnum() for line in lines)
        return has_heading or _TIME.fullmatch(first.instrument.number) is not None


def _is_member_in_line(text: str, at: int) -> bool:
    """Return whether the words around a number within a line let it be a member of a list."""
    return _IN_LINE.search(text, at - 3, at) is not None and not _is_of_a_document(text, at)


def _is_of_a_document(text: str, at: int) -> bool:
    """Return whether a number is that of a document, an item, a page or the like."""
    return _OF_A_DOCUMENT.search(text, max(0, at - 16), at) is not None


def _is_likely(member: Member) -> bool:
    """Return whether an instrument can be one: 9.00 and 10.05 are times."""
    return (
        is_possible(member.instrument)
        and ".0" not in member.instrument.number
        and is_known(member.instrument) is not False
    )
