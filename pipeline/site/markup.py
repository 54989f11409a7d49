"""Marks facts in a text: since facts overlap, nest and cross, the text is cut wherever one begins or ends.

Each piece lists all facts that it is part of. Each fact has a lane below the text, so that the underlines of
overlapping facts do not cover each other; the shorter fact is nearer to the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from pipeline.faults import Fault, Faults

# The letter on the marks of each table, because colour must not be the only sign. The colours are in assets/site.css.
LETTERS = {
    "clusters": "C",
    "themes": "T",
    "cooperation_ties": "P",  # a partner
    "tie_subjects": "W",  # what they work on
    "memberships": "M",
    "roles": "B",  # what a body is besides a member
    "purposes": "F",  # what a body is for
    "agreements": "G",
    "citations": "R",  # a Resolution or Decision
    "instrument_subjects": "S",
    "actions": "A",
    "hyperlinks": "L",
    "mentions": "N",  # a name
    "errata": "E",
}


@dataclass(frozen=True, order=True)
class Span:
    """The words of a passage that state the fact of a row; offsets in code points, end exclusive."""

    start: int
    end: int
    table: str
    row_id: str


@dataclass(frozen=True)
class Line:
    """The underline below a piece for the facts of one table; `begins` where one of them begins with the piece."""

    lane: int
    table: str
    begins: bool


@dataclass(frozen=True)
class Piece:
    """A run of characters that are part of the same facts; the shortest fact, nearest to the text, comes first."""

    text: str
    start: int
    spans: tuple[Span, ...]
    lines: tuple[Line, ...]

    @property
    def has_words(self) -> bool:
        """Whether it holds more than punctuation and blanks."""
        return any(character.isalnum() for character in self.text)

    @property
    def begins(self) -> list[Span]:
        """The facts that begin here."""
        return [span for span in self.spans if span.start == self.start]


def letter(table: str) -> str:
    """Return the letter of a table's marks. Raises Faults for a table that has none."""
    if table not in LETTERS:
        problem = f"the facts of {table} have no letter"
        remedy = "add one to LETTERS, and a colour to pipeline/site/assets/site.css"
        raise Faults([Fault("pipeline/site/markup.py", None, problem, remedy)])
    return LETTERS[table]


def cut(text: str, spans: Iterable[Span], more: Iterable[int] = ()) -> list[Piece]:
    """Return the pieces of a text, in order; joined, they are the text. It is also cut at the offsets in `more`."""
    ordered = sorted(spans, key=lambda span: (span.end - span.start, span))
    lanes = _lanes(ordered)
    edges = sorted({0, len(text), *more, *(span.start for span in ordered), *(span.end for span in ordered)})
    pieces = []
    for start, end in pairwise(edges):
        above = tuple(span for span in ordered if span.start <= start and end <= span.end)
        begins = {(span.table, lanes[_extent(span)]) for span in above if span.start == start}
        drawn = sorted({(lanes[_extent(span)], span.table) for span in above})
        lines = tuple(Line(lane, table, (table, lane) in begins) for lane, table in drawn)
        pieces.append(Piece(text[start:end], start, above, lines))
    return pieces


def _extent(span: Span) -> tuple[str, int, int]:
    return span.table, span.start, span.end


def _lanes(ordered: list[Span]) -> dict[tuple[str, int, int], int]:
    """Return the lane of each extent, from 0: farther from the text than any shorter extent that it overlaps.

    Rows of one table with the same words share an underline.
    """
    lanes: dict[tuple[str, int, int], int] = {}
    for span in ordered:
        below = [lane for (_, start, end), lane in lanes.items() if start < span.end and span.start < end]
        lanes.setdefault(_extent(span), max(below, default=-1) + 1)
    return lanes
