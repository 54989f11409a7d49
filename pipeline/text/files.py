"""Files of texts: their bytes, unpacked, and the text that every offset counts."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

BYTE_ORDER_MARK = "\ufeff"


class Unreadable(Exception):  # noqa: N818 - it says what became of the file
    """Raised for a file that is not a text that can be read: what is wrong, and the remedy.

    It `is_lasting` if that follows from the bytes of the file, and so holds until they change.
    """

    def __init__(self, problem: str, remedy: str, *, is_lasting: bool = True) -> None:
        self.problem, self.remedy, self.is_lasting = problem, remedy, is_lasting
        super().__init__(f"{problem}: {remedy}")


def read_bytes(file: Path, largest: int) -> bytes:
    """Return the bytes of a file, unpacked if its name ends in `.gz`.

    Raises Unreadable if it cannot be read or unpacked, or holds more than `largest` bytes: a small `.gz` may unpack to
    more than the memory holds.
    """
    is_packed = file.suffix.lower() == ".gz"
    try:
        with gzip.open(file) if is_packed else file.open("rb") as stream:
            data = stream.read(largest + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Unreadable(f"cannot be unpacked ({error})", "pack it again") from error
    except IsADirectoryError as error:
        raise Unreadable("is a folder", "give its files, or make a corpus of it", is_lasting=False) from error
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise Unreadable(problem, "check the path, and that you may read it", is_lasting=False) from error
    if len(data) > largest:
        raise Unreadable(f"has more than {largest:,} bytes", "split it")
    if is_packed and not data and not file.stat().st_size:
        raise Unreadable("cannot be unpacked (it is empty)", "pack it again")
    return data


def decode(data: bytes) -> str:
    """Return bytes as the text that every offset counts: UTF-8 without a byte-order mark, CR LF read as LF.

    That is what Python's `open(file, encoding="utf-8-sig")` gives, but for a CR that is alone, which stays. Raises
    UnicodeDecodeError for what is not UTF-8.
    """
    text = data.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    return text.replace("\r\n", "\n") if b"\r" in data else text  # which is soon known of bytes


def decode_or_say(data: bytes) -> str:
    """Return bytes as a text, as `decode` does; raises Unreadable, with the line, for what is not UTF-8."""
    try:
        return decode(data)
    except UnicodeDecodeError as error:
        at, line = error.start, data.count(b"\n", 0, error.start) + 1
        problem = f"byte {at} (0x{data[at]:02x}), in line {line}, is not UTF-8"
        raise Unreadable(problem, "save it as UTF-8") from error
