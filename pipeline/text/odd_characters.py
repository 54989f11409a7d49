"""Characters that a reader does not see, or sees as others: the page is read without them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_ODD_BLANKS = re.compile(r"\s{2,}|[^\S ]")
_LETTERS = re.compile(r"[^\s²³¹⁰-₟…][\u0300-\u036f]*")
APOSTROPHES = "`´‛′ʹʼˈ"  # what is taken for one, other than those of a keyboard and of print
_SHOWN = 30  # characters of the line, to find them by


class Odd(NamedTuple):
    """Characters of a line that are read as others: from where to where, as what, and what is odd."""

    start: int
    end: int
    new: str
    problem: str


def odd_characters(text: str) -> list[Odd]:
    """Return what the page is read without: two blanks together, other blanks, and characters that look like others.

    These are ligatures, full-width letters, and accents by themselves.
    """
    found = []
    for blank in _ODD_BLANKS.finditer(text):
        after = f"after «{text[max(0, blank.start() - _SHOWN) : blank.start()]}»"
        codes = " ".join(f"U+{ord(one):04X}" for one in blank[0] if one != " ")
        problem = f"has the blank {codes} {after}" if codes else f"has {len(blank[0])} blanks {after}"
        found.append(Odd(*blank.span(), " ", f"{problem}, read as a plain space"))
    for start, composed in _look_alikes(text):
        new = _read_as(composed)
        found.append(Odd(start, start + len(composed), new, f"has «{composed}», read as «{new}»"))
    return sorted(found)


def plain(text: str) -> str:
    """Return words as they are read, without odd characters."""
    done, pieces = 0, []
    for odd in odd_characters(text):
        pieces += [text[done : odd.start], odd.new]
        done = odd.end
    return "".join([*pieces, text[done:]])


def _look_alikes(text: str) -> Iterator[tuple[int, str]]:
    """Yield the characters, with their accents, that stand for others: `ﬁ` for `fi`, `e` and an accent for `é`."""
    for letter in _LETTERS.finditer(text):
        if _read_as(letter[0]) != letter[0]:
            yield letter.start(), letter[0]


def _read_as(letter: str) -> str:
    """Return what a character stands for; of hyphens, also that which does not part words, it is the common one."""
    if letter in APOSTROPHES:
        return "’"
    return unicodedata.normalize("NFKC", letter).replace("\u2010", "-")
