"""Puts a finished folder in the place of the published one, whole: a reader sees the old one or the new one."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

_AT_FDCWD = -100  # <fcntl.h>: paths are relative to the working directory
_RENAME_EXCHANGE = 2  # <linux/fs.h>
_NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def swap(new: Path, published: Path) -> None:
    """Publish the folder `new` as `published`; both are on one file system. `new` is gone afterwards.

    In one step where the system can (Linux), in two renames elsewhere.
    """
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
    """Exchange two folders in one step; False if the system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_SUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))
