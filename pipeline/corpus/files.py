"""Finds the texts below a folder, in an order that is always the same, without holding a list of all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SUFFIXES = (".txt", ".txt.gz")


class File(NamedTuple):
    """A file to be read: its path below the folder, with `/`; or a problem that keeps it from being read."""

    path: str
    problem: str | None = None


def find(folder: Path) -> Iterator[File]:
    """Yield every file below a folder whose name ends like a text's, in upper or lower case, sorted by code points.

    Links to files are followed, links to folders are not: they could lead in a circle. A folder that cannot be
    listed is yielded with its problem, and so is a name that is not UTF-8.
    """
    yield from _below(str(folder), "")


def _below(folder: str, path: str) -> Iterator[File]:
    try:
        with os.scandir(os.path.join(folder, path)) as entries:  # noqa: PTH118 - faster, and names keep their bytes
            # With `/` behind a folder's name, this is the order of the whole paths, too.
            names = sorted(
                entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False) or entry.name.lower().endswith(SUFFIXES)
            )
    except OSError as error:
        yield File(_readable(path), f"the folder cannot be listed ({error.strerror})")
        return
    for name in names:
        if name.endswith("/"):
            yield from _below(folder, path + name)
        elif _readable(path + name) != path + name:
            yield File(_readable(path + name), "its name is not UTF-8")
        else:
            yield File(path + name)


def _readable(path: str) -> str:
    r"""Return a path with `\xNN` for each byte that is no UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
