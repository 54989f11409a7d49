"""The checksums of what is published."""

from __future__ import annotations

import hashlib
from pathlib import Path


def checksums(folder: Path) -> str:
    """Return the SHA-256 of every file below a folder, in the format of `sha256sum`."""
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return "".join(f"{hashlib.sha256((folder / file).read_bytes()).hexdigest()}  {file}\n" for file in files)
