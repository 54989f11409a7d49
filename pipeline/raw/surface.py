"""Finds what is wrong with the look of a line, whatever it says: what readers would not see, or see differently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.faults import Fault
from pipeline.text.edits import Edits
from pipeline.text.lines import Line
from pipeline.text.odd_characters import odd_characters

# List markers elsewhere; here it is a hyphen and a blank.
_OTHER_MARKER = re.compile(r"(?:[•·▪▫■□◦●○‣⁃∙*+–—−‐‑]\s*|-(?!\s)\s*|\(?(?:[0-9]{1,2}|[a-z])[.)]\s+)(?=\S)")
_SHOWN = 30  # characters of the line that a fault quotes


def check_surface(file: str, lines: Sequence[Line]) -> list[Fault]:
    """Return the faults of lines that can be found without parsing them; `file` is that of the page.

    They are blanks at the ends of a line, and list markers other than a hyphen and a space.
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


def read_plainly(line: Line) -> Line:
    """Return a line as the parser reads it, without odd characters."""
    edits = Edits()
    text = edits.apply(line.text, [(odd.start, odd.end, odd.new) for odd in odd_characters(line.text)])
    return replace(line, text=text, edits=edits)
