"""A text as lines, and words as keys: what every other part counts and names things with."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from pipeline.faults import Fault, Faults

MARKER = "- "


@dataclass(frozen=True)
class Line:
    """A line without its terminator: `start` and `end` are code points of the text it stands in."""

    number: int
    start: int
    end: int
    text: str

    @property
    def body(self) -> int:
        """Where the words begin, behind a list marker."""
        return len(MARKER) if self.text.startswith(MARKER) else 0


def split_lines(file: str, text: str) -> list[Line]:
    """Return the lines of a text; only LF ends a line, and a final LF begins none.

    Raises Faults for a blank line: every line must be a passage, so that the passages tile the document.
    """
    lines, faults, start = [], [], 0
    for number, words in enumerate(text.removesuffix("\n").split("\n"), 1):
        if not words.removeprefix(MARKER).strip():
            faults.append(Fault(file, number, "is a blank line", "take it out"))
        lines.append(Line(number, start, start + len(words), words))
        start += len(words) + 1
    if faults:
        raise Faults(faults)
    return lines


def slug(words: str) -> str:
    """Return words as a key: lower-case ASCII letters and digits, all else one hyphen."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def iso_date(words: str) -> datetime.date:
    """Return a date written as 2022-11-25; raises ValueError for all else, other forms of ISO 8601 too."""
    date = datetime.date.fromisoformat(words)
    if date.isoformat() != words:
        raise ValueError(words)
    return date


def instrument_label(kind: str, number: str, revision: str | None) -> str:
    """Return a Resolution or Decision as one writes it: `Resolution Conf. 12.4 (Rev. CoP18)`.

    `revision` is the meeting, or `Rev.` where none is named, or None.
    """
    name = f"Resolution Conf. {number}" if kind == "resolution" else f"Decision {number}"
    match revision:
        case None:
            return name
        case "Rev.":
            return f"{name} (Rev.)"
        case meeting:
            return f"{name} (Rev. {meeting})"


def meeting_id(number: int) -> str:
    """Return the key of a meeting of the Conference of the Parties."""
    return f"CoP{number}"
