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

    No more than `largest` characters are read. One file that we cannot cope with does not stop those after it: it is
    unreadable too, and said to be our fault.

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
    try:
        return read(data, largest)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable("takes more memory than there is", "split it", is_lasting=False) from error
    except Exception as error:
        problem = f"cannot be read ({type(error).__name__} in {_where(error)}: {error})"
        raise Unreadable(problem, "this is a fault of the program: report it") from error


def _where(error: Exception) -> str:
    """Return the file and line in which an error was raised."""
    from traceback import extract_tb  # which is seldom needed

    last = extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


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
