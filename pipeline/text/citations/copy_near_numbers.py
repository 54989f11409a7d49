"""A reading copy for who looks for citations that have a word before their number, which most of a text is far from.

All that counts for such a citation is in its sentence, the one before, and the beginning of the text. So only the
sentences around numbers such as 19.20 are read, and filling stands for what is between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.text.citations.whose_nearby import HEAD
from pipeline.text.edits import Edits
from pipeline.text.reading_copy import ReadingCopy

# As long as anything that is looked for beyond a sentence, and nothing of that.
_FILLING = f" {'x' * 300} "
_SHORTEST = 100 + len(_FILLING)  # characters that are worth leaving out
_BEGINNING = 1_000  # characters that are always read, which mostly are `HEAD` characters of the copy
_LONGEST_LINE = 5_000  # characters of a line, of which the first says whether the next one goes on with it
_LETTERS = 6  # of the word that ends a sentence: too many for an abbreviation, or a word between parts of a citation
# The end of a sentence, or a point that may be in a number, though there be markup or odd characters around it.
_POINT = re.compile(
    rf"""\.(?:
        (?<=[a-z]{{{_LETTERS}}}\.) [ \n]{{1,20}} [A-Z][a-z]{{2}} (?P<ends>)
      | (?<=(?:[0-9\s>;)*_\[\]]|[^\x00-\x7f])\.) (?=[0-9\s<&*_\[\]]|[^\x00-\x7f]) (?!\s*+[A-Za-z("'-])
    )""",
    re.VERBOSE,
)
_MARKUP = ("<", ">", "&", "*", "_", "](")
_OTHER_POINTS = ("․", "．")


def near_numbers(text: str) -> ReadingCopy:
    """Return a reading copy with filling in place of what is far from numbers, if that is most of the text."""
    gaps = list(_gaps(text)) if len(text) > _BEGINNING else []
    if 2 * sum(end - start for start, end in gaps) < len(text):
        return ReadingCopy(text)
    edits = Edits()
    copy = ReadingCopy(edits.apply(text, ((*gap, _FILLING) for gap in gaps)), edits)
    is_in_head = copy.text.find(_FILLING, 0, HEAD + len(_FILLING)) >= 0
    return ReadingCopy(text) if is_in_head else copy


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield what is worth leaving out between the sentences around numbers: no markup is in it, or open before it."""
    done, is_open = 0, False
    for start, end in _between_sentences(text):
        if end - start < _SHORTEST or any(text.find(mark, start, end) >= 0 for mark in (*_MARKUP, *_OTHER_POINTS)):
            continue
        opened, closed = text.rfind("<", done, start), text.rfind(">", done, start)
        if opened != closed:  # there is one of them
            is_open = opened > closed and not text[opened + 1].isspace()
        line_start = text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1
        if not is_open and text[line_start] != ">":  # whether a line is quoted, the beginning of the last one says
            yield start, end
        done = end


def _between_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a sentence with a number has ended, and where the last but one before the next number begins.

    The last sentence may be no more than the word before the number.
    """
    done, is_near = 0, True
    last = last_but_one = 0
    for point in _POINT.finditer(text):
        at = point.start()
        if point["ends"] is not None:
            last_but_one, last = last, at - _LETTERS
            if is_near and at >= _BEGINNING:
                done, is_near = point.end(), False
        elif not is_near:
            is_near = True
            yield done, last_but_one
    if not is_near:
        yield done, len(text)
