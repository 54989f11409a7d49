"""The bytes of a file as the text that every offset counts, whatever format they are in."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from pipeline.documents import formats
from pipeline.documents.extracted import Extracted
from pipeline.text.files import Unreadable, decode_or_say

LIBRARIES = ("pypdfium2", "selectolax")  # of the extra `documents`
MINUTES = 5  # for any file
A_MINUTE_MORE = 1_000_000  # bytes
_EXTRA = "install the extra `documents`: `make .venv/documents`"


def extract(data: bytes, name: str, largest: int) -> Extracted:
    """Return the text of a file, by its bytes, unpacked, and its name; raises Unreadable if there is none to be read.

    No more than `largest` characters are read.

    What it needs is imported when the first such file is met.
    """
    format_ = formats.tell(data, name)
    if format_ == formats.TEXT:
        return Extracted(decode_or_say(data), format_)
    try:
        if format_ == formats.PDF:
            from pipeline.documents.pdf import extract as read
        elif format_ == formats.HTML:
            from pipeline.documents.html import extract as read
        else:
            from pipeline.documents.word import extract as read
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        problem = f"is {formats.NAMES[format_]}, for which {error.name} is needed"
        raise Unreadable(problem, _EXTRA, is_lasting=False) from error
    return read(data, largest)


def minutes(file: Path) -> int:
    """Return how long it may take to read a file; what takes longer may never end."""
    size = 0
    with suppress(OSError):  # which whoever reads it says
        size = file.stat().st_size
    return MINUTES + size // A_MINUTE_MORE


@cache
def versions() -> str:
    """Return what the text of a document depends on, apart from its bytes and our code: versions of libraries."""
    from importlib import metadata  # which takes long to import, and `cite` needs it not

    def version(library: str) -> str:
        try:
            return metadata.version(library)
        except metadata.PackageNotFoundError:
            return "none"

    return " ".join(f"{library} {version(library)}" for library in LIBRARIES)
