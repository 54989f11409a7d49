"""Replaces the published folder by a finished one as a whole: a reader sees either the old one or the new one."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

from pipeline.faults import Fault, Faults

_AT_FDCWD = -100  # <fcntl.h>: paths are relative to the working directory
_RENAME_EXCHANGE = 2  # <linux/fs.h>
_NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
_MOUNTED = (errno.EBUSY, errno.EXDEV)  # one of them itself, or only one of them


def swap(new: Path, published: Path) -> None:
    """Publish the folder `new` as `published`; both must be on one file system. `new` is gone afterwards.

    This takes one step where the system supports it (Linux), and two renames elsewhere. Raises Faults if they are on
    two file systems, for example because one of them is a volume of a container.
    """
    try:
        _swap(new, published)
    except OSError as error:
        if error.errno not in _MOUNTED:
            raise
        problem = f"cannot be replaced as a whole: {error.strerror}"
        remedy = "mount the folder of the project as a whole, and nothing inside it"
        raise Faults([Fault(str(published), None, problem, remedy)]) from error


def _swap(new: Path, published: Path) -> None:
    if not published.exists():
        new.rename(published)
        return
    if not _exchange(new, published):
        old = new.with_name(new.name + ".old")
        shutil.rmtree(old, ignore_errors=True)  # left by one that was killed
        published.rename(old)
        new.rename(published)
        new = old
    shutil.rmtree(new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False if the system cannot do that."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_SUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))
