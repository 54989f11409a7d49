"""Numbers that stand alone: those of Decisions or Resolutions only because a heading, or the like, says so.

The Secretariat's own pages are such texts. Eight things say what a number is:

- a heading over a list: "Decisions in effect after the 19th meeting", or before it, in one line;
- to whom a Decision is directed, before it, above it or under its title: "Directed to the Secretariat";
- the way to a page: "- Decisions", right above "- 17.32 (Rev. CoP19)";
- a list that announces it: "Decisions 16.68 to 16.70 on Asian big cats, as follows:";
- a citation of one of several in a title: "19.222 to 19.227 Sharks and rays", of which the text cites Decision 19.224;
- what is asked below a title that it ends, if the text cites Decisions of that meeting;
- a line that lists many, of which some are revised by the meeting that adopted the others;
- its revision, if it is too high for a Resolution: "17.170 (Rev. CoP19)" at the beginning of a line.

The first two say so until a number that cannot be one, or a heading such as "Agenda", says otherwise. Where line ends
are lost, the next number goes on where the last one was: "16.109 The Secretariat shall … 16.110 The …".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from pipeline.text.citations.known_numbers import has_footnote
from pipeline.text.citations.listed_without_heading import is_above_task, list_end
from pipeline.text.citations.members import Member, members
from pipeline.text.citations.numbers_alone import (
    LONGEST_TITLE,
    begins_line,
    begins_sentence,
    ends_line,
    has_title,
    has_title_in_capitals,
    is_in_line,
    is_like_time,
    is_likely,
    is_of_a_document,
    is_title,
    numbers_outside,
    titled_members,
)
from pipeline.text.citations.patterns import MEMBER
from pipeline.text.citations.said_above import (
    LONG_LINE,
    Saying,
    announced,
    ends_heading,
    is_named_before,
    is_something_else,
    sayings,
)
from pipeline.text.citations.said_below import Passed
from pipeline.text.citations.whose_nearby import Nearby
from pipeline.text.instruments import Kind

_CHAIN = 160  # characters between two members of a list in one line
_NEXT = 3_000  # characters in which the next number follows, where line ends are lost
_CONTENTS = 20_000  # characters of a line in which titles and numbers are listed, as far as they are read at once


def alone(text: str, led: Sequence[Member]) -> Iterator[Member]:
    """Yield the citations of a reading copy that have no word before them; `led` are those that have.

    They are not always in order: a line may say what the numbers above it are.
    """
    numbers = list(numbers_outside(text, [(one.start, one.end) for one in led]))
    if not numbers:
        return
    nearby = Nearby(text)
    said, reading = deque(sayings(text, nearby)), _Reading(text, led, nearby)
    for at in numbers:
        while said and said[0].line_start <= at:
            yield from reading.hear(said.popleft())
        yield from reading.number(at)
    for saying in said:
        yield from reading.hear(saying)


class _Reading:
    """What has been said so far, and which numbers were passed over."""

    def __init__(self, text: str, led: Sequence[Member], nearby: Nearby) -> None:
        self._text = text
        self._nearby = nearby
        self._led = {one.instrument for one in led}
        self._meetings_led = {one.adopted for one in self._led if one.kind == "decision"}
        self._announced = announced(text, led)
        self._kind: Kind | None = None
        self._sort = ""
        self._meetings: set[int] = set()  # that adopted what has been listed since the last heading
        self._looked_to = 0  # up to where the lines have been looked at for another heading
        self._heading_end = 0  # of the last heading, until it is known whether its line has a list
        self._done = 0
        self._last = ""  # the number that ends there
        self._read_to = 0  # up to where nothing says what the numbers are
        self._contents_end = 0  # of a line that lists titles and numbers
        self._listed_to = self._judged_to = 0  # of a line that lists Decisions without a heading, and of any other
        self._passed = Passed(text)

    def hear(self, saying: Saying) -> Iterator[Member]:
        """Take what a line says, and yield what it makes of the title above it."""
        if saying.kind is None:
            self._kind = None
            return
        if saying.sort == "crumb" and self._kind == saying.kind:  # no more than the head of a table
            return
        if saying.sort != "direction" or self._kind is None:
            self._meetings = set()
        self._kind, self._sort = saying.kind, saying.sort
        self._looked_to = saying.end
        self._heading_end = saying.end if saying.sort == "heading" else 0
        if saying.sort == "direction":
            yield from self._title_above(saying)
        elif saying.sort == "heading":
            yield from self._line_above(saying)

    def number(self, at: int) -> Iterator[Member]:
        """Yield the members of the list that begins at a number, if it is one."""
        if at < self._done:
            return
        is_first = begins_line(self._text, at)
        if self._is_named_before(at) or self._is_announced(at) or (not is_first and self._is_next(at)):
            yield from self._accept("decision", at)
        elif self._kind is None:
            if at < self._listed_to or self._begins_list(at):
                yield from self._accept("decision", at)
            else:
                yield from self._unsaid(at, is_first=is_first)
        elif is_first:
            yield from self._said(self._kind, at)
        elif self._is_in_line(at):
            yield from self._accept(self._kind, at)
        else:
            self._passed.add(at)

    def _said(self, kind: Kind, at: int) -> Iterator[Member]:
        """Yield the list that begins a line, if it is still of what was said to be below."""
        found, end = members(self._text, at, at, kind)
        if not found or not has_title(self._text, end):
            self._done = end
            return
        if self._is_ended(at, found[0], end) or (self._sort == "crumb" and not self._is_page(found[-1])):
            self._kind = None
        else:
            if not self._meetings:
                yield from self._passed.before(kind, found[0])
                self._passed.clear()
            yield from self._accept(kind, at)
        if self._sort == "crumb":
            self._kind = None

    def _unsaid(self, at: int, *, is_first: bool) -> Iterator[Member]:
        """Yield a list of which nothing says what it is, if its revision and number do."""
        self._passed.add(at)
        if at < self._read_to or (not is_first and not self._meetings_led):
            return
        found, end = members(self._text, at, at, "decision")
        self._read_to = end
        if not is_first:
            is_title = bool(found) and found[-1].instrument.adopted in self._meetings_led
            if is_title and is_above_task(self._text, at, end):
                yield from self._accept("decision", at)
            return
        is_named = len(found) > 1 and any(one.instrument in self._led for one in found)
        if is_named or (
            found and found[0].instrument.revised and has_footnote("resolution", found[0].instrument.number)
        ):
            if has_title(self._text, end):
                yield from self._accept("decision", at)
            self._done = end

    def _accept(self, kind: Kind, at: int) -> Iterator[Member]:
        found, end = members(self._text, at, at, kind)
        if found and is_likely(found[0]):
            self._done = self._looked_to = end
            self._last = found[-1].instrument.number
            self._meetings.update(member.instrument.adopted for member in found)
            yield from found

    def _title_above(self, saying: Saying) -> Iterator[Member]:
        """Yield the list in the title over a direction, and what it explains above."""
        done, at = self._done, self._passed.in_title(saying.line_start, self._done)
        if at is None:
            return
        found = list(self._accept("decision", at))
        yield from found
        if found:
            yield from self._passed.named_too(found[0], done, at) or self._passed.before("decision", found[0])
        self._passed.clear()

    def _line_above(self, heading: Saying) -> Iterator[Member]:
        """Yield the list in one line right above its heading, as some PDF files have it."""
        for at in self._passed.in_line_above(heading.line_start):
            if at >= self._done and self._kind:
                yield from self._accept(self._kind, at)
        self._passed.clear()

    def _begins_sentence(self, at: int) -> str | None:
        """Return a number that begins a line or a sentence and has a title after it; None if it is not one."""
        one = MEMBER.match(self._text, at) if begins_sentence(self._text, at) else None
        return "".join(one["number"].split()) if one and has_title_in_capitals(self._text, one.end()) else None

    def _is_named_before(self, at: int) -> bool:
        """Return whether words right before a number say what it is, where no title says whose all are."""
        return is_named_before(self._text, at) and not self._nearby.is_headed_by_another(at)

    def _is_announced(self, at: int) -> bool:
        """Return whether a list above has announced the number that begins a line or a sentence here."""
        return bool(self._announced) and self._announced.get(self._begins_sentence(at) or "", at) < at

    def _is_next(self, at: int) -> bool:
        """Return whether a sentence begins with the number that comes after the last one, not far from it."""
        meeting, _, item = self._last.partition(".")
        return bool(item) and at < self._done + _NEXT and self._begins_sentence(at) == f"{meeting}.{int(item) + 1}"

    def _is_page(self, last: Member) -> bool:
        """Return whether a number is the last step of the way to a page: right below it, with nothing after it."""
        is_below = self._text[self._looked_to : last.start].strip(" \n#*|>-•") == ""
        return is_below and (last.instrument.revised is not None or ends_line(self._text, last.end))

    def _is_in_line(self, at: int) -> bool:
        """Return whether a number within a line is listed there: after one that is, or the page is one long line."""
        if self._heading_end and self._begins_after_heading(at):
            return True
        if not (is_in_line(self._text, at) or at < self._contents_end):
            return False
        if at < self._contents_end or self._begins_contents(at):
            one = MEMBER.match(self._text, at)
            is_titled = one is not None and has_title_in_capitals(self._text, one.end())
            return is_titled and not is_of_a_document(self._text, at)
        if self._done and at <= self._done + _CHAIN and "\n" not in self._text[self._done : at]:
            return self._goes_on(at)
        is_long = self._text.find("\n", max(0, at - LONG_LINE), at) < 0 and at >= LONG_LINE // 2
        return is_long and self._sort == "heading"

    def _begins_after_heading(self, at: int) -> bool:
        """Return whether a list begins at a number, in the line of its heading: "Decisions in effect: 19.46 Vultures".

        It does after a colon or, if there are several numbers with titles, after the rest of the heading. Numbers that
        may all be times do not tell, nor does one without a title.
        """
        rest = self._text[self._heading_end : at]
        self._heading_end = 0
        end = self._text.find("\n", at, at + _CONTENTS)
        end = at + _CONTENTS if end < 0 else end
        listed = titled_members(self._text[at:end])
        is_titled = bool(listed) and listed[0].start == 0
        if not is_titled:
            listed, _ = members(self._text, at, at, "decision")
        is_list = len(listed) > 1 or is_titled
        if (
            not is_list
            or not ends_heading(rest, is_several=is_titled and len(listed) > 1)
            or is_of_a_document(self._text, at)
            or all(is_like_time(one) for one in listed)
        ):
            return False
        if len(listed) > 1:
            self._contents_end = end
        return True

    def _begins_contents(self, at: int) -> bool:
        """Return whether a title, in a line under a heading, is followed by several numbers and their titles."""
        start = self._text.rfind("\n", max(0, at - LONGEST_TITLE), at) + 1
        if self._sort != "heading" or not start or not is_title(self._text[start:at]):
            return False
        end = self._text.find("\n", at, at + _CONTENTS)
        end = at + _CONTENTS if end < 0 else end
        count = sum(1 for one in numbers_outside(self._text[start:end], ()) if is_in_line(self._text, start + one))
        if count > 1:
            self._contents_end = end
        return count > 1

    def _begins_list(self, at: int) -> bool:
        """Return whether a number is the first in a line that lists Decisions, as far as that tells what they are."""
        if at < self._judged_to:
            return False
        end = self._text.find("\n", at)
        self._judged_to = end if end >= 0 else len(self._text)
        self._listed_to = list_end(self._text, at)
        return self._listed_to > 0

    def _goes_on(self, at: int) -> bool:
        """Return whether a number goes on where the last one ended: it is higher, or it is revised."""
        found, end = members(self._text, at, at, "decision")
        if not found or not has_title_in_capitals(self._text, end):
            return False
        meeting, _, item = self._last.partition(".")
        next_meeting, _, next_item = found[0].instrument.number.partition(".")
        return found[0].instrument.revised is not None or (meeting == next_meeting and int(item) < int(next_item))

    def _is_ended(self, at: int, first: Member, end: int) -> bool:
        """Return whether what was said no longer holds at a list: something else has begun before it."""
        if not is_likely(first):
            return True
        lines = self._text[self._looked_to : at].split("\n")[1:-1]
        self._looked_to = at
        if any(is_something_else(line, is_first=self._sort == "heading" and not self._meetings) for line in lines):
            return True
        if not self._meetings or first.instrument.adopted in self._meetings or first.instrument.revision is not None:
            return False
        has_heading = any(0 < len(line) < 60 and line[-1].isalnum() for line in lines)
        return has_heading or (is_like_time(first) and not ends_line(self._text, end))
