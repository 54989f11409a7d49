"""Where there are numbers such as 19.20 in a reading copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.text.patterns import POINT


def numbers_outside(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield where a number begins that is in none of some spans, which are in order."""
    return _untaken(_numbers(text), taken)


def _untaken(numbers: Iterable[int], taken: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield the numbers outside of spans that are in order."""
    passed = 0
    for at in numbers:
        while passed < len(taken) and taken[passed][1] <= at:
            passed += 1
        if passed == len(taken) or at < taken[passed][0]:
            yield at


def _numbers(text: str) -> Iterator[int]:
    """Yield where there is a number."""
    for point in POINT.finditer(text):
        dot = point.start()
        if text[dot - 1].isdigit() and text[dot + 1].isdigit():
            at = dot - 2 if dot > 1 and text[dot - 2].isdigit() else dot - 1
            if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "./"):
                yield at
