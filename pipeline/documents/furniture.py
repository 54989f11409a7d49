"""Finds what the author did not write on a page: heads, feet, page and line numbers, contents. Also finds footnotes.

A head or a foot is recognized because it is repeated: the same words, apart from the page number, at the same place
near the edge of nearby pages. Line numbers are outside the text, one below the other, and increase by the same step.
Footnotes are below everything else; the first begins with its mark, and they are in smaller type, or that mark is in
the text above.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.documents import contents, paragraphs
from pipeline.documents.columns import MORE, begin_alike, distance, shares_width, usual_distance
from pipeline.documents.extracted import (
    FOOT,
    FOOTNOTE,
    HEAD,
    LINE_NUMBER,
    PAGE_NUMBER,
    Line,
)
from pipeline.documents.layout import SUPERSCRIPT, Page, Piece

EDGE = 0.15  # of the height of a page, at the top and at the bottom
NEAR = 4  # pages before and after, on which a head is looked for again
SHARE = 1 / 3  # of these pages must have it: left, right and first pages differ in their heads
SAME_PLACE = 3.0  # points
NEXT_LINE = 1.5  # heights of letters, at most, from a line of a text to the next: a page with few lines tells little
ALIKE = 0.5  # points by which the heights of letters of one size may differ
FEWEST_LINE_NUMBERS = 5
SMALLER = 0.93  # times the usual height of letters: anything smaller may be a footnote

_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# `4`, `- iv -`, `Page 4 of 12`, `4/12`
_NO_WORDS = re.compile(r"(?:[\W\d_]|\b[ivxlc]+\b)*|[\W_]*[^\W\d_]{1,6}\W*\d+(?:\W+(?:(?:of|de|sur)\W+)?\d+)?\W*")
_NUMBER_OF_NOTE = re.compile(r"\A\d{1,3}(?=[^\W\d_])")
_RAISED = re.compile(r"[⁰¹²³⁴-⁹]+")
_MARK = re.compile(r"[⁰¹²³⁴-⁹*†‡§]|\d{1,3}[\s.)]?\s*\w")


def lines(pages: Sequence[Page]) -> Iterator[list[Line]]:
    """Yield the lines of each page, each with its part of the document; a blank line ends a paragraph."""
    usual = _usual_height(pages)
    all_parts = _heads_and_feet(pages)
    for number, (page, parts) in enumerate(zip(pages, all_parts, strict=True), 1):
        parts |= _line_numbers(page, parts)
        parts |= contents.entries(page, parts, number, len(pages))
        for at in _footnotes(page, parts, usual):
            parts[at] = FOOTNOTE
            page.pieces[at] = page.pieces[at]._replace(text=_NUMBER_OF_NOTE.sub(_as_mark, page.pieces[at].text))
    below = [paragraphs.below_each(page, parts) for page, parts in zip(pages, all_parts, strict=True)]
    within = paragraphs.distance_within(below)
    for page, parts, below_of in zip(pages, all_parts, below, strict=True):
        yield list(paragraphs.lines(page, parts, below_of, within))


def _as_mark(number: re.Match[str]) -> str:
    """Return a line with the number of its note as a mark, separated from the word that it runs into."""
    return f"{number[0].translate(SUPERSCRIPT)} "


# --- what is repeated ---------------------------------------------------------------------------------------


def _heads_and_feet(pages: Sequence[Page]) -> list[dict[int, str]]:
    """Return the heads and feet among the pieces of each page."""
    edges = [{at: piece for at, piece in enumerate(page.pieces) if _is_at_edge(page, piece)} for page in pages]
    places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)  # sorted
    for number, (page, pieces) in enumerate(zip(pages, edges, strict=True)):
        for piece in sorted(pieces.values(), key=lambda piece: piece.box.bottom):
            for key in _keys(piece.text, number):
                places[key].append((number, _place(page, piece)))
    found = []
    for number, page in enumerate(pages):
        near = min(number, NEAR) + 1 + min(len(pages) - 1 - number, NEAR)
        parts = {}
        for at, piece in edges[number].items():
            again = max(_count(places[key], number, _place(page, piece)) for key in _keys(piece.text, number))
            if again > 1 and again >= SHARE * near:
                is_low = piece.box.top < page.height / 2
                parts[at] = PAGE_NUMBER if _NO_WORDS.fullmatch(piece.text) else FOOT if is_low else HEAD
        found.append({} if parts and _is_form(pages, number) else _apart(page, parts))
    return found


def _apart(page: Page, parts: dict[int, str]) -> dict[int, str]:
    """Return the heads and feet without those that belong to the text next to them: pages may begin alike by chance."""
    usual = usual_distance(page.pieces)

    def reads_on(at: int) -> bool:
        piece = page.pieces[at]
        most = MORE * min(usual, NEXT_LINE * piece.box.height)
        sign = -1 if parts[at] == FOOT else 1
        rest = (one for other, one in enumerate(page.pieces) if other not in parts and begin_alike(one, piece))
        return any(
            0 < sign * distance(piece, one) <= most and abs(one.box.height - piece.box.height) < ALIKE for one in rest
        )

    while lines_of_text := [at for at, part in parts.items() if part in (HEAD, FOOT) and reads_on(at)]:
        parts = {at: part for at, part in parts.items() if at not in lines_of_text}
    return parts


def _is_at_edge(page: Page, piece: Piece) -> bool:
    return piece.box.top < EDGE * page.height or piece.box.bottom > (1 - EDGE) * page.height


def _place(page: Page, piece: Piece) -> float:
    """Return its distance from the lower edge or, as a negative number, from the upper edge: pages differ in height."""
    return piece.box.bottom if piece.box.top < page.height / 2 else piece.box.bottom - page.height


def _keys(text: str, number: int) -> Iterator[str]:
    """Yield forms of a text that are the same on pages with the same words, where a number may count the pages."""
    text = text.lower()
    # A number alone only counts as repeated if it increases with the pages.
    yield text if re.search(r"[^\W\d_]", text) else f"{text}\0{number}"
    for found in _NUMBER.finditer(text):
        value = int(found[0]) if found[0].isdigit() and len(found[0]) < 9 else _roman(found[0])
        yield f"{text[: found.start()]}\0{value - number}\0{text[found.end() :]}"


def _roman(letters: str) -> int:
    values = [_ROMAN.get(letter, 0) for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _count(places: list[tuple[int, float]], number: int, place: float) -> int:
    """Return on how many of the nearby pages it is at the same place."""
    near = places[bisect_left(places, (number - NEAR,)) : bisect_left(places, (number + NEAR + 1,))]
    return len({page for page, other in near if abs(other - place) <= SAME_PLACE})


def _is_form(pages: Sequence[Page], number: int) -> bool:
    """Return whether most of the middle of a page is also on the next or previous page: then its text is repeated.

    Most means most characters: the rows of a table may have the same short cells at the same places.
    """

    def middle(page: Page) -> set[tuple[str, int]]:
        return {(one.text, round(one.box.bottom / SAME_PLACE)) for one in page.pieces if not _is_at_edge(page, one)}

    def size(lines: Iterable[tuple[str, int]]) -> int:
        return sum(len(text) for text, _ in lines)

    own = middle(pages[number])
    others = (pages[at] for at in (number - 1, number + 1) if 0 <= at < len(pages))
    return any(2 * size(own & middle(other)) > size(own) for other in others)


# --- what has a form and a place of its own -----------------------------------------------------------------


def _line_numbers(page: Page, parts: Mapping[int, str]) -> dict[int, str]:
    """Return the line numbers: beside all other text, one below the other, increasing by the same step."""
    numbers: list[tuple[int, Piece]] = []
    others: list[tuple[int, Piece]] = []
    for at, piece in enumerate(page.pieces):
        if at not in parts:
            (numbers if piece.text.isdecimal() and len(piece.text) < 5 else others).append((at, piece))
    if not others or len(numbers) < FEWEST_LINE_NUMBERS:
        return {}
    left, right = min(one.box.left for _, one in others), max(one.box.right for _, one in others)
    beside = [(at, one) for at, one in numbers if one.box.right <= left or one.box.left >= right]
    beside.sort(key=lambda found: -found[1].box.bottom)
    steps = Counter(int(two.text) - int(one.text) for (_, one), (_, two) in pairwise(beside))
    step, count = steps.most_common(1)[0] if steps else (0, 0)
    is_counted = len(beside) >= FEWEST_LINE_NUMBERS and step > 0 and count >= 0.8 * (len(beside) - 1)
    return dict.fromkeys((at for at, _ in beside), LINE_NUMBER) if is_counted else {}


def _usual_height(pages: Sequence[Page]) -> float:
    """Return the height of most letters."""
    counts: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            counts[round(piece.box.height, 1)] += len(piece.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _footnotes(page: Page, parts: Mapping[int, str], usual: float) -> list[int]:
    """Return the footnotes: small letters with nothing larger below them, from the first line that begins with a mark.

    Footnotes in letters of the usual size are recognized by a raised mark that is also in the text above.
    """
    found: list[int] = []
    larger: list[Piece] = []
    from_below = sorted(
        (at for at in range(len(page.pieces)) if at not in parts), key=lambda at: page.pieces[at].box.bottom
    )
    for at in from_below:
        piece = page.pieces[at]
        if piece.box.height > SMALLER * usual:
            larger.append(piece)
        elif not any(shares_width(piece, one) for one in larger):
            found.append(at)
    while found and not _MARK.match(page.pieces[found[-1]].text):
        found.pop()
    return found or _of_usual_size(page, from_below)


def _of_usual_size(page: Page, from_below: Sequence[int]) -> list[int]:
    """Return what is in the lower half, from the first line that begins with a mark which is also used above it."""
    for place in range(len(from_below) - 1, -1, -1):
        first = page.pieces[from_below[place]]
        mark = _RAISED.match(first.text)
        above = (page.pieces[at] for at in from_below[place + 1 :])
        if mark and first.box.top < page.height / 2 and any(mark[0] in _RAISED.findall(one.text) for one in above):
            return [at for at in from_below[: place + 1] if shares_width(page.pieces[at], first)]
    return []
