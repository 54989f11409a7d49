"""Tells, of the lines on a page, where a paragraph ends, and which go on: they end where there was no more room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from pipeline.documents.columns import INDENT, MORE, distance, is_below, usual_distance
from pipeline.documents.extracted import BODY, Line
from pipeline.documents.layout import Page, Piece

AROUND = 12  # lines before and after
USUAL = 0.9  # of the lines of a column are no longer than its width; a title may be, or a line with a table


def lines(page: Page, parts: Mapping[int, str]) -> Iterator[Line]:
    """Yield the pieces of a page as lines, each with its part, and a blank one where a paragraph ends.

    `parts` has those of pieces, by their place, that are not body.
    """
    pieces = page.pieces
    next_of = _next_of_each(page, parts)
    usual = usual_distance(pieces)
    for at, piece in enumerate(pieces):
        part, after = parts.get(at, BODY), next_of.get(at)
        has_more = after is not None and distance(piece, pieces[after]) > MORE * usual
        goes_on = after is not None and not has_more and _is_full(_column(page, parts, at), piece, pieces[after])
        yield Line(piece.text, part, goes_on)
        if has_more:
            yield Line("", part)


def _next_of_each(page: Page, parts: Mapping[int, str]) -> dict[int, int]:
    """Return, for each piece, the next of the same part, if that is the line below it in the same column."""
    found = {}
    last: dict[str, int] = {}
    for at, piece in enumerate(page.pieces):
        part = parts.get(at, BODY)
        if part in last and is_below(piece, page.pieces[last[part]]):
            found[last[part]] = at
        last[part] = at
    return found


def _column(page: Page, parts: Mapping[int, str], at: int) -> list[Piece]:
    """Return the lines of the same part around a line that begin where it does, more or less."""
    piece, around = page.pieces[at], range(max(0, at - AROUND), min(len(page.pieces), at + AROUND + 1))
    same_part = (page.pieces[other] for other in around if parts.get(other, BODY) == parts.get(at, BODY))
    return [one for one in same_part if abs(one.box.left - piece.box.left) < INDENT * piece.box.height]


def _is_full(column: list[Piece], piece: Piece, after: Piece) -> bool:
    """Tell whether the first word of the next line had no more room in a line: most of its column are no longer."""
    rights = sorted(one.box.right for one in column)
    right = rights[ceil(USUAL * (len(rights) - 1))]
    words = after.text.split(maxsplit=1)[0]
    width = (after.box.right - after.box.left) / len(after.text) * (len(words) + 1)
    return piece.box.right + width > right
