"""What one text has in place of another's characters, and the way between the offsets of the two."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Edits:
    """Replaced spans of a text that are longer or shorter in a copy of it, and where they are in both."""

    def __init__(self) -> None:
        """Begin without any."""
        # In the order of the text: where each begins and ends, in the text and in the copy.
        self._starts, self._ends = array("q"), array("q")
        self._copy_starts, self._copy_ends = array("q"), array("q")

    def __bool__(self) -> bool:
        """Return whether any offset differs."""
        return bool(self._starts)

    def apply(self, text: str, changes: Iterable[tuple[int, int, str]]) -> str:
        """Return a copy of a text with other words in place of spans, which are in order and do not overlap."""
        pieces: list[str] = []
        done = shift = 0
        for start, end, new in changes:
            pieces += (text[done:start], new)
            done = end
            if len(new) != end - start:
                self._starts.append(start)
                self._ends.append(end)
                self._copy_starts.append(start + shift)
                shift += len(new) - (end - start)
                self._copy_ends.append(end + shift)
        pieces.append(text[done:])
        return "".join(pieces) if done else text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the copy as a span of the text; one that cuts through new words takes all they replace."""
        places = (self._copy_starts, self._copy_ends, self._starts, self._ends)
        return _carried(start, end, *places)

    def copied(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the text as a span of the copy; one that cuts through replaced words takes all the new."""
        return _carried(start, end, self._starts, self._ends, self._copy_starts, self._copy_ends)


def _carried(
    start: int,
    end: int,
    starts: array[int],
    ends: array[int],
    other_starts: array[int],
    other_ends: array[int],
) -> tuple[int, int]:
    """Return a span of one text as a span of the other: what has no length there, at its ends, is left out."""
    edit = bisect_right(starts, start) - 1
    if edit >= 0:
        if end > start >= ends[edit] and (edit + 1 == len(starts) or starts[edit + 1] >= end):  # as most are
            shift = other_ends[edit] - ends[edit]
            return start + shift, end + shift
        start = other_starts[edit] if start < ends[edit] else start - ends[edit] + other_ends[edit]
    edit = bisect_left(starts, end) - 1
    if edit >= 0:
        end = other_ends[edit] if end < ends[edit] else end - ends[edit] + other_ends[edit]
    return start, end
