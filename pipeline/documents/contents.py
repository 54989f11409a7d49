"""Finds the lines of a page that are a table of contents: entries, each of which ends in a page number.

Dots lead to the number. Without dots, the numbers are one below the other at the right, never decrease, and are those
of later pages of the document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from pipeline.documents.extracted import CONTENTS
from pipeline.documents.layout import Page, Piece

FEWEST = 3  # entries on one page
APART = 3  # the most other lines between two entries, whose words may take more than one line
SAME_PLACE = 3.0  # points
SAME_LINE = 0.5  # heights of letters

_ENTRY = re.compile(r"(?:\.[ .]*){4,}\s*\d+\W*|(?:…\s*){2,}\d+\W*")
_LAST_NUMBER = re.compile(r"(?:\A|(?<=\s))\d{1,4}\Z")


def entries(page: Page, parts: Mapping[int, str], number: int, count: int) -> dict[int, str]:
    """Return the entries of a table of contents, from the first to the last on a page, if they are close together.

    `parts` has the parts of those pieces that are known already. `number` is that of the page, from 1, of `count`
    pages.
    """
    own = [at for at in range(len(page.pieces)) if at not in parts]
    dotted = [place for place, at in enumerate(own) if _ENTRY.search(page.pieces[at].text)]
    if len(dotted) < FEWEST:
        return dict.fromkeys(_without_dots(page, own, number, count), CONTENTS)
    found = {own[dotted[0]]: CONTENTS}
    for last, place in pairwise(dotted):
        first = last + 1 if place - last <= APART else place
        found.update((own[between], CONTENTS) for between in range(first, place + 1))
    return found


def _without_dots(page: Page, own: list[int], number: int, count: int) -> list[int]:
    """Return the lines of entries without dots."""
    ends = [(page.pieces[at], int(end[0])) for at in own if (end := _LAST_NUMBER.search(page.pieces[at].text))]
    ends = sorted((one for one in ends if number <= one[1] <= count), key=lambda one: -one[0].box.bottom)
    columns: list[list[tuple[Piece, int]]] = []
    for piece, value in ends:
        for column in columns:
            if abs(piece.box.right - column[0][0].box.right) < SAME_PLACE:
                column.append((piece, value))
                break
        else:
            columns.append([(piece, value)])
    found = [piece for column in columns if _counts([value for _, value in column]) for piece, _ in column]
    return [at for at in own if any(_are_on_one_line(page.pieces[at], one) for one in found)]


def _counts(numbers: list[int]) -> bool:
    """Return whether numbers may be the page numbers of entries."""
    return len(numbers) >= FEWEST and numbers == sorted(numbers) and numbers[0] < numbers[-1]


def _are_on_one_line(one: Piece, other: Piece) -> bool:
    return abs(one.box.bottom - other.box.bottom) < SAME_LINE * other.box.height
