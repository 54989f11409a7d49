"""A text as lines, each with its place: what every address on the page is counted with."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.faults import Fault, Faults
from pipeline.text.edits import Edits

MARKER = "- "


@dataclass(frozen=True)
class Line:
    """A line without its terminator: `start` and `end` are code points of the text that it is in.

    `text` is the line as it is read, which `edits` may have made of the line `as_written`.
    """

    number: int
    start: int
    end: int
    text: str
    as_written: str
    edits: Edits = field(default_factory=Edits)

    @property
    def body(self) -> int:
        """Where the words begin, after a list marker."""
        return len(MARKER) if self.text.startswith(MARKER) else 0


def split_lines(file: str, text: str) -> list[Line]:
    """Return the lines of a text; only LF ends a line, and a final LF begins none.

    Raises Faults for a blank line: every line must be a passage, so that the passages tile the document.
    """
    lines, faults, start = [], [], 0
    for number, words in enumerate(text.removesuffix("\n").split("\n"), 1):
        if not words.removeprefix(MARKER).strip():
            faults.append(Fault(file, number, "is a blank line", "take it out"))
        lines.append(Line(number, start, start + len(words), words, words))
        start += len(words) + 1
    if faults:
        raise Faults(faults)
    return lines
