"""Reads one text of an archive, and turns it into rows."""

from __future__ import annotations

import gzip
import hashlib
import stat
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from pipeline import ROOT
from pipeline.corpus.language import tell
from pipeline.raw.curated import read_curated
from pipeline.raw.names import collect
from pipeline.raw.source import read_source
from pipeline.text import citations
from pipeline.text.names import Names

LARGEST = 50_000_000  # bytes of a text: a small `.gz` may unpack to more than the memory holds

Row = tuple[str | int | bool | None, ...]


class Rejected(Exception):  # noqa: N818 - it says what became of the file
    """Raised for a file that is no text that can be read.

    It `is_lasting` if that follows from the bytes of the file, and so holds until they are others.
    """

    def __init__(self, reason: str, *, is_lasting: bool = True) -> None:
        self.reason, self.is_lasting = reason, is_lasting
        super().__init__(reason)


class Document(NamedTuple):
    """The rows of one text by table, in the columns of `schemas/corpus.py`; and the size of the text in bytes."""

    rows: dict[str, list[Row]]
    size: int


class _Passage(NamedTuple):
    passage_id: str
    document_id: str
    line_number: int
    start: int
    end: int
    text: str


def read(folder: Path, path: str) -> Document:
    """Return the rows of the file at a path below a folder; raises Rejected if it is no text that can be read."""
    file_size, data = _read_bytes(folder / path)
    text = _decode(data)
    lines = text.removesuffix("\n").split("\n") if text else []
    passages = list(_passages(path, lines))
    mentions = known_names().find(_on_one_line(text))
    cited = citations.find(text, inferred=True)
    row: Row = (
        *(path, hashlib.sha256(data).hexdigest(), file_size, len(data), len(text), len(lines), tell(text)),
        *(len(passages), len(mentions), len(cited)),
    )
    mention_rows: list[Row] = [
        (*address, mention.organization_id, mention.framework_id)
        for mention, address in zip(mentions, _addresses(text, passages, mentions), strict=True)
    ]
    citation_rows: list[Row] = [
        (*address, *one.instrument, one.instrument.id, one.pinpoint, one.inferred)
        for one, address in zip(cited, _addresses(text, passages, cited), strict=True)
    ]
    rows = {"documents": [row], "passages": list[Row](passages), "mentions": mention_rows, "citations": citation_rows}
    return Document(rows, len(data))


@cache
def known_names() -> Names:
    """Return the names of organizations and frameworks, in every language; raises Faults if they cannot be read."""
    names = collect(read_curated(ROOT), read_source(ROOT).language)
    return Names(name for name in names if name.cluster_id is None)


# --- from a file to a text ----------------------------------------------------------------------------------


def _read_bytes(file: Path) -> tuple[int, bytes]:
    """Return the size of a file, and its bytes, unpacked if it is a `.gz`."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Rejected("is no regular file")  # a pipe, which would be waited for
        with gzip.open(file) if file.suffix.lower() == ".gz" else file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Rejected(f"cannot be unpacked ({error})") from error
    except OSError as error:
        raise Rejected(f"cannot be read ({error.strerror or error})", is_lasting=False) from error
    if len(data) > LARGEST:
        raise Rejected(f"is a text of more than {LARGEST:,} bytes: split it")
    if not status.st_size and file.suffix.lower() == ".gz":
        raise Rejected("cannot be unpacked (it is empty)")
    return status.st_size, data


def _decode(data: bytes) -> str:
    """Return bytes as a text without byte-order mark, its line ends as LF."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = len(data) - len(error.object) + error.start  # the mark is not counted in the error
        line = data.count(b"\n", 0, at) + 1
        raise Rejected(f"byte {at} (0x{data[at]:02x}), in line {line}, is not UTF-8: save it as UTF-8") from error
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise Rejected(f"holds the character U+0000 in line {line}: it is no text, or not in UTF-8")
    return text.replace("\r\n", "\n")


# --- from a text to rows ------------------------------------------------------------------------------------


def _passages(path: str, lines: Iterable[str]) -> Iterator[_Passage]:
    """Yield the lines that are not blank, without the blanks at their ends."""
    line_start = 0
    for number, line in enumerate(lines, 1):
        if words := line.strip():
            start = line_start + len(line) - len(line.lstrip())
            yield _Passage(f"{path}:{number}", path, number, start, start + len(words), words)
        line_start += len(line) + 1


def _on_one_line(text: str) -> str:
    """Return a text of the same length with a space for each line end and other blank that may stand in a name."""
    return text.replace("\n", " ").replace("\t", " ").replace("\u00a0", " ")


class _Span(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def _addresses(text: str, passages: list[_Passage], spans: Iterable[_Span]) -> Iterator[Row]:
    """Yield key, document, passage, start, end and words of each span, in the order in which they begin."""
    following, number = 0, 0
    for span in spans:
        while following < len(passages) and passages[following].start <= span.start:
            following, number = following + 1, 0
        passage, number = passages[following - 1], number + 1
        key = f"{passage.passage_id}.{number}"
        yield key, passage.document_id, passage.passage_id, span.start, span.end, text[span.start : span.end]
