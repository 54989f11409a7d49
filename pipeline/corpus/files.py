"""Finds the texts in a folder, always in the same order, without keeping a list of all of them in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.documents.formats import SUFFIXES


class File(NamedTuple):
    """A file to be read: its path in the folder, with `/`, and a problem if it cannot be read."""

    path: str
    problem: str | None = None


def _ignore(_: str) -> None:
    """Do nothing with a path."""


def find(
    folder: Path, on_link: Callable[[str], object] = _ignore, on_other: Callable[[str], object] = _ignore
) -> Iterator[File]:
    """Yield every file in a folder, at any depth, with the suffix of a document in upper or lower case, by code points.

    Links to files are followed. Links to folders are not, because they could lead in a circle or to files that are read
    anyway: `on_link` is called with the path of each, and `on_other` with that of each file with another suffix. A
    folder that cannot be listed is yielded with its problem, and so is a name that is not UTF-8.
    """
    # Folders may be nested deeper than Python's recursion allows: there is one iterator for each open folder.
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
    """Yield what is in one folder, in the order of the whole paths."""
    try:
        with os.scandir(os.path.join(folder, path)) as entries:  # noqa: PTH118 - faster, and names keep their bytes
            # With `/` after the name of a folder, this is also the order of the whole paths.
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
