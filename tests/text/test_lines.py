"""A text as lines, each with its place."""

from __future__ import annotations

import pytest

from pipeline.faults import Faults
from pipeline.text.lines import split_lines


def texts(text: str) -> list[str]:
    return [line.text for line in split_lines("page.txt", text)]


def test_a_final_line_feed_begins_no_line() -> None:
    assert texts("one\ntwo\n") == texts("one\ntwo") == ["one", "two"]


def test_offsets_of_lines_leave_out_their_terminators() -> None:
    lines = split_lines("page.txt", "é–𝄞\n- b\nc")
    assert [(line.number, line.start, line.end, line.body) for line in lines] == [
        (1, 0, 3, 0),
        (2, 4, 7, 2),
        (3, 8, 9, 0),
    ]


def test_only_a_line_feed_ends_a_line() -> None:
    """Unlike `str.splitlines`, which would also take these for line ends."""
    assert texts("a\x85b\x0bc\x1cd\u2028e\u2029f") == ["a\x85b\x0bc\x1cd\u2028e\u2029f"]


@pytest.mark.parametrize("blank", ["", "  ", "\u00a0", "- ", "-  "])
def test_a_blank_line_is_refused(blank: str) -> None:
    with pytest.raises(Faults) as caught:
        split_lines("page.txt", f"one\n{blank}\nthree\n{blank}\nfive")
    assert [(fault.place, fault.line) for fault in caught.value.faults] == [("page.txt", 2), ("page.txt", 4)]


def test_two_final_line_feeds_are_a_blank_line() -> None:
    with pytest.raises(Faults, match=r"page\.txt:2: "):
        split_lines("page.txt", "one\n\n")
