"""A text as it can be read: one clean copy, and the way back from its offsets to those of the text as it came.

Texts come from web pages, PDF and word processors. In the copy

- a run of blanks is one space, or one line feed where it ends a line, or two where it ends a paragraph (that is, where
  it ends more than one line); line ends are LF, CR LF, CR, NEL, VT, FF, U+2028, and U+2029, which counts twice;
- the marks of quoted lines, `>` as messages have them, are part of the line ends before them;
- a word divided at the end of a line, by a hyphen or a soft hyphen, is whole;
- characters without a width, such as soft hyphens and marks of direction, are gone;
- ligatures, full-width characters and the like are ordinary letters and digits (but not superscripts, which may be the
  marks of footnotes), and an accent is part of its letter;
- the tie of LaTeX, `~` between words, is a space, and between digits a dash;
- every apostrophe is `'`, every quotation mark `"`, every hyphen and dash `-`;
- tags, entities and the marks of Markdown are as `pipeline.text.markup` reads them.

A copy takes time and memory in proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.text import markup
from pipeline.text.edits import Edits
from pipeline.text.odd_characters import APOSTROPHES

_ONE_CLASS = {
    "'": f"‘’‚{APOSTROPHES}",
    '"': "“”„‟″«»‹›",
    "-": "‐‑‒–—―−⁃﹘﹣",
    ".": "․",
}
# What looks like other letters and digits. Of the first 65,536 characters only: sets of others are slow to look for.
_ALIKE = [*range(0x0132, 0x0134), 0x2116, *range(0x2160, 0x2180), *range(0xFB00, 0xFB07)]
_SIMPLE = {
    **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _ALIKE},
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{character: one for one, others in _ONE_CLASS.items() for character in others},
}
_UNSEEN = r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_LONGEST_QUOTED = 500  # characters of a line that is quoted
_BLANK = rf"[\s{_UNSEEN}]*"
_QUOTED = rf"(?:(?<=\n)>[\s>{_UNSEEN}]*)?"  # the mark of a quoted line, and blanks
SOFT_HYPHEN = "\u00ad"
_MARKS = r"\u0300-\u036f"
_IS_MARK = frozenset(map(chr, range(0x0300, 0x0370)))
# Every blank but the space and the line feed: these two are looked at only where they are not alone.
_ODD_BLANKS = r"\t\x0b-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_LETTER = r"[^\W\d_]"


def _odd(characters: str) -> re.Pattern[str]:
    """Return the pattern of what the copy changes but runs of spaces; to begin with a set makes the search fast."""
    return re.compile(
        rf"""
        [\n\-~{_ODD_BLANKS}{_UNSEEN}{characters}]
        (?: (?<=(?:{_LETTER}|[{_MARKS}{_UNSEEN}])[\-‐‑\u00ad])              # Deci-⏎sion
            (?P<divided> [\ \t]* [\n\r\x0b\x0c\x85\u2028\u2029] {_BLANK}{_QUOTED} (?={_LETTER}) )
          | (?<=[{_ODD_BLANKS}{_UNSEEN}]) {_BLANK}{_QUOTED}
          | (?<=\ \n) {_BLANK}{_QUOTED}
          | (?<=\n) (?: (?!\n(?![\s{_UNSEEN}])) [\s{_UNSEEN}] {_BLANK}{_QUOTED}
                     | > [\s>{_UNSEEN}]* )                                  # as in an answer to a message
          | (?<=[{_MARKS}]) [{_MARKS}]*
          | (?<=[{characters}])
          | (?<=~) (?=[{_UNSEEN}]*[^\s~/{_UNSEEN}])                             # Decision~18.92
        )
        """,
        re.VERBOSE,
    )


_ODD_IN_ASCII = _odd("`")
_ODD = _odd(_MARKS + re.escape("".join(_SIMPLE)))
_SPACES = re.compile("  +")
_TIED = re.compile(rf"[^\s~/({_UNSEEN}][{_UNSEEN}]{{0,8}}\Z")  # what is before a tie
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028]|(\u2029)")


class ReadingCopy:
    """The clean copy of a text, and the way between its offsets and those of the text as it came."""

    def __init__(self, text: str, *before: Edits) -> None:
        """Read a text; offsets are code points of it, or of the text as it was before some edits."""
        self._layers = list(before)
        for clean in (markup.without, _clean):
            text, edits = clean(text)
            if edits:
                self._layers.append(edits)
        self.text = text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the copy as the shortest span of the text as it came that holds all of it."""
        for edits in reversed(self._layers):
            start, end = edits.span(start, end)
        return start, end

    def copied(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the text as it came as a span of the copy."""
        for edits in self._layers:
            start, end = edits.copied(start, end)
        return start, end


def _clean(text: str) -> tuple[str, Edits]:
    """Return a text with all changed that the copy changes, markup aside."""
    edits = Edits()
    return edits.apply(text, _changes(text)), edits


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each span that the copy changes, with what it has there."""
    done = 0
    for match in (_ODD_IN_ASCII if text.isascii() else _ODD).finditer(text):
        start, end = match.span()
        odd = text[start]
        if match.lastgroup:
            new = "-" if odd != SOFT_HYPHEN and text[end].isupper() else ""
        elif odd == "~":
            if not _TIED.search(text, max(0, start - 9), start):
                continue
            new = "-" if text[start - 1].isdigit() and text[end].isdigit() else " "  # 19.20~19.24
        elif odd in _SIMPLE:
            new = _SIMPLE[odd]
        elif odd in _IS_MARK:
            if start > done and text[start - 1] != " ":
                start -= 1
            new = unicodedata.normalize("NFC", text[start:end])
        else:
            while start > done and text[start - 1] == " ":
                start -= 1
            if text[end - 1] != "\n" and ">" in (run := text[start:end]) and not _is_quoted(text, start):
                end = start + run.index(">")
            run = text[start:end]
            new = _blank(run) if len(run) < 9 else _blank.__wrapped__(run)
        if text.find("  ", done, start) >= 0:
            yield from _spaces(text, done, start)
        yield start, end, new
        done = end
    yield from _spaces(text, done, len(text))


def _spaces(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield each run of spaces in a span of a text, which is one space in the copy."""
    for match in _SPACES.finditer(text, start, end):
        yield *match.span(), " "


def _is_quoted(text: str, line_end: int) -> bool:
    """Return whether the line that ends at a place begins with the mark of a quoted line."""
    begin = max(0, line_end - _LONGEST_QUOTED)
    line_start = text.rfind("\n", begin, line_end) + 1
    return (line_start > 0 or begin == 0) and text[line_start] == ">"


@lru_cache(maxsize=256)
def _blank(run: str) -> str:
    """Return the one character for a run of blanks and unseen characters; none for unseen characters alone."""
    ends = sum(2 if paragraph else 1 for paragraph in _LINE_END.findall(run))
    if ends:
        return "\n" if ends == 1 else "\n\n"
    return " " if re.search(r"\s", run) else ""
