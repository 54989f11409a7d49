"""What a line of the page may not look like, whatever it says: a reader would not see it, or see something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.faults import Fault
from pipeline.text.lines import Line

# What marks an item of a list elsewhere; here it is a hyphen and a blank.
_OTHER_MARKER = re.compile(r"(?:[•·▪▫■□◦●○‣⁃∙*+–—−‐‑]\s*|-(?!\s)\s*|\(?(?:[0-9]{1,2}|[a-z])[.)]\s+)(?=\S)")
_ODD_BLANK = re.compile(r"[^\S ]")
_BLANKS = re.compile(r"  +")
_SHOWN = 30  # characters of the line, to find a fault by


def check_surface(file: str, lines: Sequence[Line]) -> list[Fault]:
    """Return the faults of lines that can be seen without reading them; `file` is the page's, for these.

    They are blanks at the ends of a line, two together, and other blanks than the space; list markers other than a
    hyphen and a space; and characters that look like others: ligatures, full-width letters, accents by themselves.
    """
    return [Fault(file, line.number, problem, remedy) for line in lines for problem, remedy in _faults(line.text)]


def _faults(text: str) -> Iterator[tuple[str, str]]:
    if text != text.lstrip():
        yield "begins with a blank", "delete it"
    if text != text.rstrip():
        yield "ends with a blank", "delete it"
    words = text.strip()
    if marker := _OTHER_MARKER.match(words):
        yield (
            f"«{words[:_SHOWN]}» begins with «{marker[0].strip()}»",
            'begin an item of a list with "- ", and nothing else with a mark',
        )
    for blank in _ODD_BLANK.finditer(words):
        problem = f"has the blank U+{ord(blank[0]):04X} after «{words[max(0, blank.start() - _SHOWN) : blank.start()]}»"
        yield problem, "write a plain space"
    for blanks in _BLANKS.finditer(words):
        problem = f"has {len(blanks[0])} blanks after «{words[max(0, blanks.start() - _SHOWN) : blanks.start()]}»"
        yield problem, "write one"
    for composed in dict.fromkeys(_look_alikes(words)):
        yield (
            f"has «{composed}», which looks like other characters",
            f"write «{unicodedata.normalize('NFKC', composed)}»",
        )


def _look_alikes(words: str) -> Iterator[str]:
    """Yield the characters, with their accents, that stand for others: `ﬁ` for `fi`, `e` and an accent for `é`."""
    for letter in re.finditer(r"[^\s²³¹⁰-₟…][\u0300-\u036f]*", words):
        if unicodedata.normalize("NFKC", letter[0]) != letter[0]:
            yield letter[0]
