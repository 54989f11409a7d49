"""The checksums of the published files."""

from __future__ import annotations

import hashlib
import posixpath
import re
from pathlib import Path

from pipeline.release import CHECKSUMS
from pipeline.zips import is_left_behind

# The formats that `sha256sum --check` accepts: its own, those of other programs, and that of its option --tag.
_FORMS = re.compile(r"\s*(?:([0-9a-fA-F]{64}) [ *]?(\S.*?)|SHA256 ?\((.+)\) ?= ?([0-9a-fA-F]{64}))\s*")


def checksums(folder: Path) -> str:
    """Return the SHA-256 of every file in a folder, at any depth, in the format of `sha256sum`."""
    found = files_of(folder).items()
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {name}\n" for name, file in found)


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files in a folder, at any depth, by their paths in it, in order."""
    found = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    return dict(sorted(found.items()))


def not_listed(folder: Path) -> list[str]:
    """Return the files of a folder that its checksums do not list, but for the site and what programs leave there.

    Without checksums, as in a fresh clone, return none.
    """
    if not (folder / CHECKSUMS).is_file():
        return []
    known = {CHECKSUMS, *(name for name, _ in read(folder / CHECKSUMS))}
    others = (name for name in files_of(folder) if name not in known and not name.startswith("site/"))
    return [name for name in others if not is_left_behind(name)]


def read(file: Path) -> list[tuple[str, str]]:
    """Return the files that a file of checksums names, each with its SHA-256."""
    lines = file.read_text("utf-8-sig", errors="replace").splitlines()
    return [found for line in lines if (found := listed(line))]


def listed(line: str) -> tuple[str, str] | None:
    """Return the file that a line of checksums names, and its SHA-256; None if the line has none of these formats."""
    if not (found := _FORMS.fullmatch(line)):
        return None
    return posixpath.normpath(found[2] or found[3]), (found[1] or found[4]).lower()
