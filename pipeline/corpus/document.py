"""Reads one text of an archive, and turns it into rows, some at a time, so that a large text needs little memory."""

from __future__ import annotations

import hashlib
import stat
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from heapq import merge
from itertools import count, repeat
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from pipeline import ROOT
from pipeline.corpus.language import tell
from pipeline.documents.extracted import Extracted, Reading
from pipeline.documents.formats import TEXT, misnamed, named
from pipeline.documents.read import extract
from pipeline.raw.curated import read_curated
from pipeline.raw.names import collect
from pipeline.raw.source import read_source
from pipeline.text.citations import Citation, find
from pipeline.text.citations.known_numbers import is_known
from pipeline.text.files import Unreadable, read_bytes
from pipeline.text.names import Mention, Names
from pipeline.text.reading_copy import ReadingCopy

LARGEST = 50_000_000  # characters of a text
LARGEST_FILE = 200_000_000  # bytes: a document may contain images

Cells = tuple[str | int | bool | None, ...]


class Rows(NamedTuple):
    """Some rows of one table, with the columns of `schemas/corpus.py`."""

    table: str
    rows: Iterator[Cells]


class Document(NamedTuple):
    """A text that could be read: its size in bytes, perhaps a note, and its rows, the one of `documents` last."""

    path: str
    size: int
    note: str | None
    tables: Iterator[Rows]


def read(folder: Path, path: str) -> Document:
    """Return the rows of the file at a path in a folder; raises Unreadable if it is not a text that can be read."""
    file = folder / path
    try:
        status = file.stat()
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise Unreadable(problem, "check its permissions", is_lasting=False) from error
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("is not a regular file", "remove it")  # reading a pipe might wait for ever
    data = read_bytes(file, LARGEST if named(path) == TEXT else LARGEST_FILE)
    extracted = extract(data, path, LARGEST)
    text = extracted.text
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise Unreadable(f"has the character U+0000 in line {line}", "save it as text, in UTF-8")
    facts = (hashlib.sha256(data).hexdigest(), status.st_size, len(data))
    return Document(path, len(data), misnamed(path, extracted.format), _tables(path, extracted, facts))


@cache
def known_names() -> Names:
    """Return the names of organizations and frameworks, in every language; raises Faults if they cannot be read."""
    names = collect(read_curated(ROOT), read_source(ROOT).language)
    return Names((name for name in names if name.cluster_id is None), as_set=True)


def _tables(path: str, extracted: Extracted, facts: tuple[str, int, int]) -> Iterator[Rows]:
    text, pages = extracted.text, extracted.page_starts
    places, readings = _Places(path, extracted), [(one, ReadingCopy(one.text)) for one in extracted.readings()]
    counters = []
    for table, rows in (
        ("passages", places.passages()),
        ("mentions", places.mentions(readings)),
        ("citations", places.citations(readings)),
    ):
        counters.append(counter := count())
        yield Rows(table, map(itemgetter(0), zip(rows, counter, strict=False)))  # no function of ours for each row
    lines = text.count("\n") + (0 if text.endswith("\n") or not text else 1)
    of_pages = (None, None) if pages is None else (len(pages), extracted.pages_without_text)
    language = tell(readings[0][1].text)
    counts = map(next, counters)
    row: Cells = (path, *facts, len(text), lines, language, extracted.format, *of_pages, *counts)
    yield Rows("documents", iter([row]))


_Span = TypeVar("_Span", Mention, Citation)


class _Places:
    """Where the passages of a text are: the offset and the line where each begins."""

    def __init__(self, path: str, extracted: Extracted) -> None:
        self._path, self._extracted = path, extracted
        self._starts, self._lines = array("q"), array("q")

    def passages(self) -> Iterator[Cells]:
        """Yield the lines that are not blank, without blanks at their ends; this must be done before the rest."""
        text, page_at, part_at = self._extracted.text, self._extracted.page_at, self._extracted.part_at
        start, number = 0, 0
        while start < len(text):
            line_end = text.find("\n", start)
            line = text[start : line_end if line_end >= 0 else len(text)]
            number += 1
            if words := line.strip():
                begin = start + len(line) - len(line.lstrip())
                self._starts.append(begin)
                self._lines.append(number)
                place = (begin, begin + len(words), words, page_at(begin), part_at(begin))
                yield f"{self._path}:{number}", self._path, number, *place
            start += len(line) + 1

    def mentions(self, readings: Iterable[_Read]) -> Iterator[Cells]:
        """Yield the known names."""
        for mention, address, page in self._with_addresses(readings, lambda _, copy: known_names().iter_in(copy)):
            yield *address, mention.organization_id, mention.framework_id, *page

    def citations(self, readings: Iterable[_Read]) -> Iterator[Cells]:
        """Yield the citations."""

        def cited(text: str, copy: ReadingCopy) -> Iterable[Citation]:
            return find(text, inferred=True, copy=copy)

        for one, address, page in self._with_addresses(readings, cited):
            instrument = one.instrument
            about = (one.pinpoint, one.inferred, one.in_address, is_known(instrument))
            yield *address, *instrument, instrument.id, *about, *page

    def _with_addresses(
        self, readings: Iterable[_Read], find: Callable[[str, ReadingCopy], Iterable[_Span]]
    ) -> Iterator[tuple[_Span, Cells, Cells]]:
        """Yield what is found, from left to right, each with its key, document, passage, place, words and page."""
        found = [_in_whole(reading, find(reading.text, copy)) for reading, copy in readings]
        text, page_at = self._extracted.text, self._extracted.page_at
        passage, number, passage_end, key = -1, 0, 0, ""
        for in_furniture, span in found[0] if len(found) == 1 else merge(*found, key=_place_of):
            start, end, *_ = span
            if start < passage_end:
                number += 1
            else:
                passage = bisect_right(self._starts, start, max(passage, 0)) - 1
                passage_end = self._starts[passage + 1] if passage + 1 < len(self._starts) else len(text)
                number, key = 1, f"{self._path}:{self._lines[passage]}"
            address = (f"{key}.{number}", self._path, key, start, end, text[start:end])
            yield span, address, (page_at(start), in_furniture)


_Read = tuple[Reading, ReadingCopy]


def _in_whole(reading: Reading, spans: Iterable[_Span]) -> Iterable[tuple[bool, _Span]]:
    """Return spans of a reading as spans of the whole text, each with whether it is furniture."""
    if reading.edits:
        spans = (one._replace(start=start, end=end) for one in spans for start, end in [reading.span(*one[:2])])
    return zip(repeat(reading.in_furniture), spans, strict=False)


def _place_of(found: tuple[bool, Mention | Citation]) -> tuple[int, int]:
    _, (start, end, *_) = found
    return start, end
