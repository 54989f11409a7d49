"""What is on a page, and where: pieces of lines, each in one column or cell, and their reading order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# In heights of the letters:
GAP_OF_CELLS = 3.0  # a gap that divides cells or columns where the text of the page has a blank
GAP_WITHOUT_BLANK = 0.5  # a gap that does so where it has no blank, unless others of the line are as wide
# Times the widest blank that the page's own text has in the line: any other gap that is wider divides cells.
WIDER_THAN_OWN = 1.25
GAP_OF_WORDS = 0.15  # a gap that divides words
STEP_BACK = 0.5  # a word that is farther back begins something else
SAME_LINE = 0.3  # how much the baselines of letters on one line may differ


class Box(NamedTuple):
    """The place of something on a page, in points from its left and lower edge."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.top - self.bottom

    def turned(self, turns: int, width: float, height: float) -> Box:
        """Return the place after the page is turned to the right by a number of quarters, so that its text is upright.

        `width` and `height` are those of the page before that.
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
    """What is between blanks, and whether a blank of the page's own text is before it."""

    text: str
    box: Box
    after_blank: bool


class Piece(NamedTuple):
    """Words on one line, in one column or cell."""

    text: str
    box: Box


class Page(NamedTuple):
    """A page: its size in points, and its pieces in reading order."""

    width: float
    height: float
    pieces: list[Piece]


def pieces(words: Sequence[Word], widest_blanks: Sequence[float]) -> list[Piece]:
    """Return words, given in the order of the page's content, as pieces of lines; raised numbers become superscripts.

    `widest_blanks` says for each word how wide a blank before it can be, in points; 0 if that is unknown.
    """
    found: list[Piece] = []
    own = 0.0  # the widest blank of the page's own text in the last piece, in points
    for word, widest in zip(words, widest_blanks, strict=True):
        most = widest or (WIDER_THAN_OWN * own if own else GAP_WITHOUT_BLANK * word.box.height)
        if not found or (joined := _joined(found[-1], word, most)) is None:
            found.append(Piece(word.text, word.box))
            own = 0.0
        else:
            if word.after_blank:
                own = max(own, word.box.left - found[-1].box.right)
            found[-1] = joined
    return found


def _joined(piece: Piece, word: Word, most: float) -> Piece | None:
    """Return a piece with one more word; None if the word begins a new line, column or cell.

    `most` is how wide a gap before it can be, in points, where the page's own text has no blank.
    """
    one, other = piece.box, word.box
    height = max(one.height, other.height)
    gap = other.left - one.right
    blank = " " if word.after_blank or gap > GAP_OF_WORDS * height else ""
    if word.text.isdigit() and is_raised(other, above=one) and abs(gap) < GAP_WITHOUT_BLANK * height:
        return Piece(piece.text + blank + word.text.translate(SUPERSCRIPT), one._replace(right=other.right))
    if (
        piece.text.isdigit()
        and is_raised(one, above=other)
        and -GAP_WITHOUT_BLANK * height < gap < GAP_OF_CELLS * height
    ):  # a footnote
        return Piece(f"{piece.text.translate(SUPERSCRIPT)} {word.text}", other._replace(left=one.left))
    if word.after_blank:
        most = GAP_OF_CELLS * height
    if abs(other.bottom - one.bottom) > SAME_LINE * height or not -STEP_BACK * height < gap <= most:
        return None
    box = Box(one.left, min(one.bottom, other.bottom), other.right, max(one.top, other.top))
    return Piece(piece.text + blank + word.text, box)


def is_raised(box: Box, *, above: Box) -> bool:
    """Return whether something is a footnote mark on what is beside it: smaller, and above its baseline."""
    return box.height < 0.85 * above.height and box.bottom > above.bottom + 0.2 * above.height
