"""Finds the texts below a folder, in an order that is always the same, without holding a list of all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.documents.formats import SUFFIXES


class File(NamedTuple):
    """A file to be read: its path below the folder, with `/`; or a problem that keeps it from being read."""

    path: str
    problem: str | None = None


def _ignore(_: str) -> None:
    """Do nothing with a path."""


def find(
    folder: Path, on_link: Callable[[str], object] = _ignore, on_other: Callable[[str], object] = _ignore
) -> Iterator[File]:
    """Yield every file below a folder whose name ends like a document's, in upper or lower case, sorted by code points.

    Links to files are followed. Links to folders are not, as they could lead in a circle or to what is read already:
    `on_link` is called with the path of each, and `on_other` with that of each file of another name. A folder that
    cannot be listed is yielded with its problem, and so is a name that is not UTF-8.
    """
    # Folders may be deeper than Python's recursion: one iterator for each that is open.
    levels = [_listed(str(folder), "")]
    while levels:
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif isinstance(found, File):
            yield found
        elif isinstance(found, _Other):
            on_other(found.path)
        elif found.is_link:
            on_link(found.path)
        else:
            levels.append(_listed(str(folder), found.path + "/"))


class _Folder(NamedTuple):
    path: str
    is_link: bool


class _Other(NamedTuple):
    path: str


def _listed(folder: str, path: str) -> Iterator[File | _Folder | _Other]:
    """Yield what is in one folder, sorted as the whole paths are."""
    try:
        with os.scandir(os.path.join(folder, path)) as entries:  # noqa: PTH118 - faster, and names keep their bytes
            # With `/` after a folder's name, this is the order of the whole paths, too.
            names = sorted(map(_sorted_name, entries))
    except OSError as error:
        yield File(_readable(path), f"the folder cannot be listed ({error.strerror})")
        return
    for name, is_link in names:
        if name.endswith("/"):
            yield _Folder(path + name.removesuffix("/"), is_link)
        elif not _is_text(name):
            yield _Other(_readable(path + name))
        elif _readable(path + name) != path + name:
            yield File(_readable(path + name), "its name is not UTF-8")
        else:
            yield File(path + name)


def _sorted_name(entry: os.DirEntry[str]) -> tuple[str, bool]:
    return (entry.name + "/", entry.is_symlink()) if entry.is_dir() else (entry.name, False)


def _is_text(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _readable(path: str) -> str:
    r"""Return a path with `\xNN` for each byte that is not UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
