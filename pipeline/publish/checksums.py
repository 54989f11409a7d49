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
    return "".join(f"{hashlib.sha256((folder / file).read_bytes()).hexdigest()}  {file}\n" for file in _files(folder))


def not_listed(folder: Path) -> list[str]:
    """Return the files of a folder that its checksums do not list, but for the site and what programs leave there.

    Without checksums, as in a fresh clone, return none.
    """
    if not (folder / CHECKSUMS).is_file():
        return []
    lines = (folder / CHECKSUMS).read_text("utf-8-sig", errors="replace").splitlines()
    known = {CHECKSUMS, *(file for file, _ in filter(None, map(listed, lines)))}
    others = (file for file in _files(folder) if file not in known and not file.startswith("site/"))
    return [file for file in others if not is_left_behind(file)]


def _files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def listed(line: str) -> tuple[str, str] | None:
    """Return the file that a line of checksums names, and its SHA-256; None if the line has none of these formats."""
    if not (found := _FORMS.fullmatch(line)):
        return None
    return posixpath.normpath(found[2] or found[3]), (found[1] or found[4]).lower()
