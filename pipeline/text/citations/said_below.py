"""Numbers that nothing said anything of when they were read, and which of them a later line explains."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from pipeline.text.citations.members import Member, members
from pipeline.text.citations.numbers_alone import begins_line, has_title, is_in_line, is_of_a_document
from pipeline.text.instruments import Kind

_KEPT = 60  # numbers that a later line may explain
_ABOVE = 300  # characters above a direction in which the title is


class Passed:
    """The numbers that were passed over, the last of them."""

    def __init__(self, text: str) -> None:
        """Begin without any; `text` is the reading copy that they are in."""
        self._text = text
        self._numbers: deque[int] = deque(maxlen=_KEPT)

    def add(self, at: int) -> None:
        """Keep the number that begins at a place."""
        self._numbers.append(at)

    def clear(self) -> None:
        """Forget all of them."""
        self._numbers.clear()

    def in_title(self, line_start: int, done: int) -> int | None:
        """Return where a list begins that begins or ends a title, in a line or two above one, and after `done`."""
        text = self._text
        for at in reversed(self._numbers):
            if at < max(done, line_start - _ABOVE):
                break
            found, end = members(text, at, at, "decision")
            line_end = text.find("\n", end, line_start + 1)
            is_first = begins_line(text, at)
            between = text[line_end:line_start].split("\n")
            if (
                found
                and 0 <= line_end <= line_start
                and (is_first or not is_of_a_document(text, self._first_of(at)))
                and (line_end == end or (is_first and has_title(text, end)))
                and text[line_end - 1] not in ".;:,"
                and sum(1 for line in between if line.strip()) <= 1
            ):
                return self._first_of(at)
        return None

    def named_too(self, first: Member, done: int, at: int) -> list[Member]:
        """Return the title of several that names the first of another title, which is at `at`, too."""
        for start in self._numbers:
            above, _ = members(self._text, start, start, "decision") if done <= start < at else ([], at)
            is_named = first.instrument in [one.instrument for one in above]
            if len(above) > 1 and is_named and begins_line(self._text, start):
                return above
        return []

    def in_line_above(self, line_start: int) -> Iterator[int]:
        """Yield the numbers in the line right above one."""
        for at in list(self._numbers):
            if self._text.find("\n", at, line_start) >= line_start - 2 and is_in_line(self._text, at):
                yield at

    def before(self, kind: Kind, first: Member) -> Iterator[Member]:
        """Yield what was passed over above the first number of a list, as long as the numbers go down by one."""
        meeting, _, item = first.instrument.number.partition(".")
        for at in reversed(self._numbers):
            found, end = members(self._text, at, at, kind) if at < first.start else ([], at)
            if not found or not begins_line(self._text, at) or not has_title(self._text, end):
                continue
            if found[-1].instrument.number != f"{meeting}.{int(item) - 1}":
                break
            item = found[0].instrument.number.partition(".")[2]
            yield from found

    def _first_of(self, at: int) -> int:
        """Return where the list begins that a number which was passed over is in."""
        for start in self._numbers:
            if start <= at and members(self._text, start, start, "decision")[1] > at:
                return start
        return at
