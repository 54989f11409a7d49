"""Turns the bytes of a file, in any known format, into the text to which offsets refer."""

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
    """Return the text of a file, given its unpacked bytes and its name; raises Unreadable if it has no text to read.

    No more than `largest` characters are read. An unexpected error is reported as unreadable too, and as a fault of the
    program, so that it does not keep other files from being read.

    The libraries for a format are imported with its first file.
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
    try:
        return read(data, largest)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable("needs more memory than there is", "split it", is_lasting=False) from error
    except Exception as error:
        problem = f"cannot be read ({type(error).__name__} in {_where(error)}: {error})"
        raise Unreadable(problem, "this is a fault of the program: report it") from error


def _where(error: Exception) -> str:
    """Return the file and line in which an error was raised."""
    from traceback import extract_tb  # seldom needed

    last = extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def minutes(file: Path) -> int:
    """Return how long reading a file may take; beyond that, it might never end."""
    size = 0
    with suppress(OSError):  # the reader of the file reports it
        size = file.stat().st_size
    return MINUTES + size // A_MINUTE_MORE


@cache
def versions() -> str:
    """Return what the text of a document depends on, apart from its bytes and our code: the versions of libraries."""
    from importlib import metadata  # slow to import, and `cite` does not need it

    def version(library: str) -> str:
        try:
            return metadata.version(library)
        except metadata.PackageNotFoundError:
            return "none"

    return " ".join(f"{library} {version(library)}" for library in LIBRARIES)
