"""Finds where paragraphs end on a page, and which lines go on: those that end because there was no more room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from statistics import median_low
from typing import NamedTuple

from pipeline.documents.columns import MORE, begin_alike, distance, is_below, usual_distance
from pipeline.documents.extracted import BODY, Line
from pipeline.documents.layout import Page, Piece

AROUND = 12  # lines before and after
USUAL = 0.9  # of the lines of a column are not longer than its width; a title or a line with a table may be


class Below(NamedTuple):
    """How far the next line of the same part is below a line, in points, and whether the line had no more room."""

    distance: float
    is_full: bool


def below_each(page: Page, parts: Mapping[int, str]) -> dict[int, Below]:
    """Return what is below each piece of a page in its column, if there is anything, by the index of the piece.

    `parts` has the parts, by index, of the pieces that are not body.
    """
    pieces = page.pieces
    return {
        at: Below(distance(pieces[at], pieces[after]), _is_full(_column(page, parts, at), pieces[at], pieces[after]))
        for at, after in _next_of_each(page, parts).items()
    }


def distance_within(pages: Iterable[Mapping[int, Below]]) -> float:
    """Return the usual distance of lines in a paragraph, in points: that of full lines, most of which go on; else 0."""
    found = [below.distance for page in pages for below in page.values() if below.is_full]
    return median_low(found) if found else 0.0


def lines(page: Page, parts: Mapping[int, str], below_of: Mapping[int, Below], within: float) -> Iterator[Line]:
    """Yield the pieces of a page as lines, each with its part, and a blank line where a paragraph ends."""
    most = MORE * _usual_distance(page, below_of, within)
    for at, piece in enumerate(page.pieces):
        part, below = parts.get(at, BODY), below_of.get(at)
        has_more = below is not None and below.distance > most
        yield Line(piece.text, part, below is not None and below.is_full and not has_more)
        if has_more:
            yield Line("", part)


def _usual_distance(page: Page, below_of: Mapping[int, Below], within: float) -> float:
    """Return the usual distance of the page or, if most paragraphs are single lines, that within the others."""
    usual = usual_distance(page.pieces)
    wide = [below.is_full for below in below_of.values() if below.distance > MORE * within]
    return within if 0 < MORE * within < usual and sum(wide) < len(wide) / 2 else usual


def _next_of_each(page: Page, parts: Mapping[int, str]) -> dict[int, int]:
    """Return, for each piece, the next of the same part if it is the line below it in the same column."""
    found = {}
    last: dict[str, int] = {}
    for at, piece in enumerate(page.pieces):
        part = parts.get(at, BODY)
        if part in last and is_below(piece, page.pieces[last[part]]):
            found[last[part]] = at
        last[part] = at
    return found


def _column(page: Page, parts: Mapping[int, str], at: int) -> list[Piece]:
    """Return the lines of the same part around a line that begin at about the same place."""
    piece, around = page.pieces[at], range(max(0, at - AROUND), min(len(page.pieces), at + AROUND + 1))
    same_part = (page.pieces[other] for other in around if parts.get(other, BODY) == parts.get(at, BODY))
    return [one for one in same_part if begin_alike(one, piece)]


def _is_full(column: list[Piece], piece: Piece, after: Piece) -> bool:
    """Return whether a line had no room for the first word of the next: most lines of its column are no longer."""
    rights = sorted(one.box.right for one in column)
    right = rights[ceil(USUAL * (len(rights) - 1))]
    words = after.text.split(maxsplit=1)[0]
    width = (after.box.right - after.box.left) / len(after.text) * (len(words) + 1)
    return piece.box.right + width > right
