"""Finds which pieces of lines are below each other in a column or a cell, and groups them into blocks.

Programs write the columns of a page, or the cells of a row, either one after the other or line by line across them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipeline.documents.layout import Piece

MORE = 1.3  # times the usual distance between lines: a larger one ends a paragraph or a cell
INDENT = 3.0  # heights of letters by which a line may begin to the left or right of the one above it
RECENT = 12  # blocks that may be side by side: columns, or cells of a row


def shares_width(one: Piece, other: Piece) -> bool:
    """Return whether two pieces share part of the width of the page, so that one may be below the other."""
    return one.box.left < other.box.right and other.box.left < one.box.right


def begin_alike(one: Piece, other: Piece) -> bool:
    """Return whether two pieces begin at about the same distance from the left edge of the page."""
    return abs(one.box.left - other.box.left) < INDENT * other.box.height


def is_below(piece: Piece, above: Piece) -> bool:
    """Return whether a piece is below another in the same column."""
    return shares_width(piece, above) and begin_alike(piece, above) and piece.box.bottom < above.box.bottom


def distance(above: Piece, piece: Piece) -> float:
    """Return how far the baseline of a line is below that of another, in points."""
    return above.box.bottom - piece.box.bottom


def usual_distance(pieces: Sequence[Piece]) -> float:
    """Return the usual distance from a line to the next one in its column; 0 if there is none."""
    from_above = sorted(pieces, key=lambda piece: -piece.box.bottom)
    found = []
    for number, piece in enumerate(from_above):
        close = from_above[number + 1 : number + 1 + RECENT]
        below = next((one for one in close if is_below(one, piece)), None)
        if below is not None:
            found.append(distance(piece, below))
    return median(found) if found else 0.0


def in_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces block by block: lines that are close below each other, whatever was written between them."""
    usual = usual_distance(pieces)
    blocks: list[list[Piece]] = []
    for piece in pieces:
        for block in reversed(blocks[-RECENT:]):
            if is_below(piece, block[-1]) and distance(block[-1], piece) <= MORE * usual:
                block.append(piece)
                break
        else:
            blocks.append([piece])
    return [piece for block in blocks for piece in block]
