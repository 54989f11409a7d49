"""Reads one text of an archive, and turns it into rows, a few at a time: a large text takes little more memory."""

from __future__ import annotations

import hashlib
import stat
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from pipeline import ROOT
from pipeline.corpus.language import tell
from pipeline.raw.curated import read_curated
from pipeline.raw.names import collect
from pipeline.raw.source import read_source
from pipeline.text import citations
from pipeline.text.files import Unreadable, decode_or_say, read_bytes
from pipeline.text.known import is_known
from pipeline.text.names import Names
from pipeline.text.reading_copy import ReadingCopy

LARGEST = 50_000_000  # bytes of a text

Row = tuple[str | int | bool | None, ...]


class Rows(NamedTuple):
    """Some rows of one table, in the columns of `schemas/corpus.py`."""

    table: str
    rows: Iterator[Row]


class Document(NamedTuple):
    """A text that could be read: its size in bytes, and its rows, the one of `documents` last."""

    size: int
    tables: Iterator[Rows]


def read(folder: Path, path: str) -> Document:
    """Return the rows of the file at a path below a folder; raises Unreadable if it is not a text that can be read."""
    file = folder / path
    try:
        status = file.stat()
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise Unreadable(problem, "see to its rights", is_lasting=False) from error
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("is not a regular file", "take it away")  # a pipe, which would be waited for
    data = read_bytes(file, LARGEST)
    text = decode_or_say(data)
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise Unreadable(f"has the character U+0000 in line {line}", "save it as text, in UTF-8")
    facts = (hashlib.sha256(data).hexdigest(), status.st_size, len(data))
    return Document(len(data), _tables(path, text, facts))


@cache
def known_names() -> Names:
    """Return the names of organizations and frameworks, in every language; raises Faults if they cannot be read."""
    names = collect(read_curated(ROOT), read_source(ROOT).language)
    return Names(name for name in names if name.cluster_id is None)


def _tables(path: str, text: str, facts: tuple[str, int, int]) -> Iterator[Rows]:
    places, copy = _Places(path), ReadingCopy(text)
    counted = {
        "passages": _Counted(places.passages(text)),
        "mentions": _Counted(places.mentions(text, copy)),
        "citations": _Counted(places.citations(text, copy)),
    }
    for table, rows in counted.items():
        yield Rows(table, iter(rows))
    lines = text.count("\n") + (0 if text.endswith("\n") or not text else 1)
    row: Row = (path, *facts, len(text), lines, tell(text), *(rows.count for rows in counted.values()))
    yield Rows("documents", iter([row]))


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


class _Span(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_AnySpan = TypeVar("_AnySpan", bound=_Span)


class _Places:
    """Where the passages of a text are: each begins at an offset, in a line."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._starts, self._lines = array("q"), array("q")

    def passages(self, text: str) -> Iterator[Row]:
        """Yield the lines that are not blank, without the blanks at their ends; to be done before the rest."""
        start, number = 0, 0
        while start < len(text):
            line_end = text.find("\n", start)
            line = text[start : line_end if line_end >= 0 else len(text)]
            number += 1
            if words := line.strip():
                begin = start + len(line) - len(line.lstrip())
                self._starts.append(begin)
                self._lines.append(number)
                yield f"{self._path}:{number}", self._path, number, begin, begin + len(words), words
            start += len(line) + 1

    def mentions(self, text: str, copy: ReadingCopy) -> Iterator[Row]:
        """Yield the known names."""
        for mention, address in self._with_addresses(text, known_names().iter_in(copy)):
            yield *address, mention.organization_id, mention.framework_id

    def citations(self, text: str, copy: ReadingCopy) -> Iterator[Row]:
        """Yield the citations."""
        for one, address in self._with_addresses(text, citations.find(text, inferred=True, copy=copy)):
            instrument = one.instrument
            about = (one.pinpoint, one.inferred, one.in_address, is_known(instrument))
            yield *address, *instrument, instrument.id, *about

    def _with_addresses(self, text: str, spans: Iterable[_AnySpan]) -> Iterator[tuple[_AnySpan, Row]]:
        """Yield each span with its key, document, passage, start, end and words, in the order in which they begin."""
        passage, number = -1, 0
        for span in spans:
            found = bisect_right(self._starts, span.start, max(passage, 0)) - 1
            number = number + 1 if found == passage else 1
            passage = found
            key = f"{self._path}:{self._lines[passage]}"
            yield span, (f"{key}.{number}", self._path, key, span.start, span.end, text[span.start : span.end])
