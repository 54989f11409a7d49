"""Zips that others made: they are unpacked with care, without what programs leave in a folder."""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from pathlib import Path

from pipeline.faults import Fault, Faults

# What Python raises for a zip that is broken, encrypted, or packed in a way that it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError)

# What is published has a hundred files and a few megabytes.
MOST_FILES = 1_000
MOST_BYTES = 50_000_000

# What macOS, Windows and Linux desktops, spreadsheets, editors and DuckDB leave in a folder.
_LEFT_BEHIND = re.compile(
    r"__MACOSX|\.DS_Store|\._.*|\.Spotlight-V100|\.Trashes|Thumbs\.db|desktop\.ini|\.directory"
    r"|\.~lock\..*#|~\$.*|.*~|\..*\.sw[a-p]|.*\.duckdb\.wal",
    re.IGNORECASE,
)


def is_left_behind(path: str) -> bool:
    """Tell whether a file, by its path with `/`, is nothing but what a program left there."""
    return any(_LEFT_BEHIND.fullmatch(part) for part in path.split("/"))


def unpack(file: Path, target: Path, place: str, remedy: str) -> Path:
    """Unpack a zip to the new folder `target`, without what was left behind; return the folder that has its files.

    That is `target` itself or, where a folder has nothing beside it, that folder. Raises Faults, at `place`
    and with the remedy, if it is not a zip that can be read, holds a file twice or outside its folder, or would fill
    the disk.
    """
    target.mkdir()
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir() and not is_left_behind(one.filename)]
            size = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_FILES or size > MOST_BYTES:
                problem = f"would unpack to {len(entries):,} files of {size / 1e6:,.0f} MB, far more than is published"
                raise Faults([Fault(place, None, problem, remedy)])
            for entry in entries:
                name = posixpath.normpath(entry.filename.replace("\\", "/"))
                if name.startswith(("/", "../")) or ":" in name:
                    raise Faults([Fault(place, None, f"holds a file outside its folder: «{entry.filename}»", remedy)])
                if (target / name).exists():  # programs differ in which of them they take
                    raise Faults([Fault(place, None, f"holds a file twice: «{entry.filename}»", remedy)])
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as stream:
                    (target / name).write_bytes(stream.read(entry.file_size + 1))  # not what it says it has not
    except BROKEN as error:
        raise Faults([Fault(place, None, f"is not a zip that can be read: {error}", remedy)]) from None
    while len(inside := list(target.iterdir())) == 1 and inside[0].is_dir():
        target = inside[0]
    return target
