"""What is on a page, and where: pieces of lines, each in one column or cell, and the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# In heights of the letters:
WIDE = 3.0  # a gap after a blank that divides cells or columns
MISSING = 0.5  # one without a blank in the text of the page does so from here on, unless others of its line are as wide
ABOUT = (
    1.25  # times the widest blank that a line has of the page's own: what is wider, and no such blank, divides cells
)
NEXT = 0.15  # a gap that divides words
BACK = 0.5  # what is further back begins something else
SAME_LINE = 0.3  # how much feet of letters on one line differ


class Box(NamedTuple):
    """Where something is on a page: points from its left and lower edge."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """Return it in points."""
        return self.top - self.bottom

    def turned(self, turns: int, width: float, height: float) -> Box:
        """Return where it is on the page turned to the right by a number of quarters, so that its text is upright.

        `width` and `height` are those of the page before.
        """
        left, bottom, right, top = self
        match turns:
            case 1:
                return Box(bottom, width - right, top, width - left)
            case 2:
                return Box(width - right, height - top, width - left, height - bottom)
            case 3:
                return Box(height - top, left, height - bottom, right)
        return self


class Word(NamedTuple):
    """What is between blanks; whether a blank of the page's own text is before it, and whether it is raised."""

    text: str
    box: Box
    after_blank: bool


class Piece(NamedTuple):
    """Words on one line, in one column or cell."""

    text: str
    box: Box


class Page(NamedTuple):
    """A page: its size in points, and its pieces in the order in which they are to be read."""

    width: float
    height: float
    pieces: list[Piece]


def pieces(words: Sequence[Word], widest_blanks: Sequence[float]) -> list[Piece]:
    """Return words, in the order of the page's content, as pieces of lines; raised numbers become superscripts.

    `widest_blanks` has, for each word, how wide a blank before it may be, in points, where that is known; else 0.
    """
    found: list[Piece] = []
    own = 0.0  # the widest blank in the last piece that is one of the page's own text, in points
    for word, widest in zip(words, widest_blanks, strict=True):
        most = widest or (ABOUT * own if own else MISSING * word.box.height)
        if not found or (joined := _joined(found[-1], word, most)) is None:
            found.append(Piece(word.text, word.box))
            own = 0.0
        else:
            if word.after_blank:
                own = max(own, word.box.left - found[-1].box.right)
            found[-1] = joined
    return found


def _joined(piece: Piece, word: Word, most: float) -> Piece | None:
    """Return a piece with a word more; None if the word begins another: a line, a column, or a cell.

    `most` is how wide a blank before it may be that is not one of the page's own text, in points.
    """
    one, other = piece.box, word.box
    height = max(one.height, other.height)
    gap = other.left - one.right
    blank = " " if word.after_blank or gap > NEXT * height else ""
    if word.text.isdigit() and is_raised(other, above=one) and abs(gap) < MISSING * height:
        return Piece(piece.text + blank + word.text.translate(SUPERSCRIPT), one._replace(right=other.right))
    if piece.text.isdigit() and is_raised(one, above=other) and -MISSING * height < gap < WIDE * height:  # a footnote
        return Piece(f"{piece.text.translate(SUPERSCRIPT)} {word.text}", other._replace(left=one.left))
    if word.after_blank:
        most = WIDE * height
    if abs(other.bottom - one.bottom) > SAME_LINE * height or not -BACK * height < gap <= most:
        return None
    box = Box(one.left, min(one.bottom, other.bottom), other.right, max(one.top, other.top))
    return Piece(piece.text + blank + word.text, box)


def is_raised(box: Box, *, above: Box) -> bool:
    """Tell whether something is a mark of a footnote to what is beside it: smaller, and higher than its foot."""
    return box.height < 0.85 * above.height and box.bottom > above.bottom + 0.2 * above.height
