"""Unpacks zips that others made: carefully, and without the files that programs leave in a folder."""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from pathlib import Path

from pipeline.faults import Fault, Faults

# What Python raises for a zip that is broken, encrypted, or compressed in a way that it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError)

# A published package has a hundred files and a few megabytes.
MOST_FILES = 1_000
MOST_BYTES = 50_000_000

# Files that macOS, Windows and Linux desktops, spreadsheet programs, editors and DuckDB leave in a folder.
_LEFT_BEHIND = re.compile(
    r"__MACOSX|\.DS_Store|\._.*|\.Spotlight-V100|\.Trashes|Thumbs\.db|desktop\.ini|\.directory"
    r"|\.~lock\..*#|~\$.*|.*~|\..*\.sw[a-p]|.*\.duckdb\.wal",
    re.IGNORECASE,
)


def is_left_behind(path: str) -> bool:
    """Return whether a file, given by its path with `/`, is only something that a program left there."""
    return any(_LEFT_BEHIND.fullmatch(part) for part in path.split("/"))


def unpack(file: Path, target: Path, place: str, remedy: str) -> Path:
    """Unpack a zip to the new folder `target`, without what programs left there; return the folder with its files.

    That is `target` itself or, if all files are in one folder, that folder. Raises Faults, at `place`, if it is not a
    zip that can be read, contains a file twice or outside its folder, or would fill the disk.
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
                    raise Faults(
                        [Fault(place, None, f"contains a file outside its folder: «{entry.filename}»", remedy)]
                    )
                if (target / name).exists():  # programs differ in which of the two they use
                    raise Faults([Fault(place, None, f"contains a file twice: «{entry.filename}»", remedy)])
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as stream:
                    (target / name).write_bytes(stream.read(entry.file_size + 1))  # no more than it declares
    except BROKEN as error:
        raise Faults([Fault(place, None, f"is not a zip that can be read: {error}", remedy)]) from None
    while len(inside := list(target.iterdir())) == 1 and inside[0].is_dir():
        target = inside[0]
    return target
