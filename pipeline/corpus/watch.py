"""Ends a worker that takes too long over one file, even if it hangs in a library that is not written in Python.

A timer of the system ends the process, so that nothing in the worker has to run. A mark in OUT says which file it was
reading, so that the next worker leaves that file out.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.corpus import parts
from pipeline.documents.read import minutes

_DIGITS = 16


@contextmanager
def watched(texts: Path, out: Path, batch: parts.Batch) -> Iterator[Callable[[str], None]]:
    """Give a function to be called with the path of each file as its time starts."""
    mark = _folder(out) / f"{_begin(batch)}{secrets.token_hex(8)}.late"
    with mark.open("wb", buffering=0) as stream:
        stream.write(b"%*s\n" % (_DIGITS, b""))

        def begin(path: str) -> None:
            os.pwrite(stream.fileno(), _digest(path), 0)
            signal.setitimer(signal.ITIMER_REAL, 60 * minutes(texts / path))

        # When the time is up, this adds a traceback to the mark; the process still ends.
        faulthandler.register(signal.SIGALRM, stream, all_threads=True, chain=True)
        try:
            yield begin
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            faulthandler.unregister(signal.SIGALRM)
            mark.unlink(missing_ok=True)


def late(out: Path, batch: parts.Batch) -> frozenset[str]:
    """Return the paths of a batch over which a worker took too long since its part was last finished."""
    marks = [mark.read_bytes() for mark in _folder(out).glob(f"{_begin(batch)}*.late")]
    digests = {mark[:_DIGITS] for mark in marks if len(mark) > _DIGITS + 1}
    return frozenset(file.path for file in batch.files if digests and _digest(file.path) in digests)


def forget(out: Path, name: str) -> None:
    """Remove the marks of a part."""
    for mark in _folder(out).glob(f"part-{name}.*.late"):
        mark.unlink(missing_ok=True)


def _folder(out: Path) -> Path:
    return out / parts.RECORDS


def _begin(batch: parts.Batch) -> str:
    return f"part-{batch.name}.{batch.key[:_DIGITS]}."


def _digest(path: str) -> bytes:
    return hashlib.blake2b(os.fsencode(path), digest_size=_DIGITS // 2).hexdigest().encode()
