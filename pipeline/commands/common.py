"""What commands share: only one at a time writes, and the reader of what they print may stop reading."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline.faults import Fault, Faults

BUILD = Path("build")
OUTPUT = Path("output")


def write_output(command: str, run: Callable[[], str]) -> int:
    """Run what writes to `output/` while no other does, print what it did, and return 0."""
    from pipeline.lock import exclusive  # needs Unix, unlike the commands that write nothing

    # Ctrl-C ends it at once: at no time does that leave anything half done.
    signal.signal(signal.SIGINT, partial(_end, command))
    started = time.perf_counter()
    with exclusive(BUILD):
        done = run()
    print(f"{command}: {done} ({time.perf_counter() - started:.1f} s)")
    return 0


def _end(command: str, signal_number: int, _: object) -> None:
    os.write(2, f"{command}: interrupted; {OUTPUT}/ is as it was\n".encode())
    signal.signal(signal_number, signal.SIG_DFL)
    os.kill(os.getpid(), signal_number)


def path(given: str) -> Path:
    """Return a path that a user gave; `~` is the user's folder, even where the shell did not expand it.

    Raises Faults if there is no such user.
    """
    try:
        return Path(given).expanduser()
    except RuntimeError as error:
        raise Faults([Fault(given, None, f"is not a path: {error}", "write it without ~")]) from None


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print everything; if the reader stops reading, as `head` does, printing ends without a fault."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Print nothing more: Python would fail again at its end, when it writes what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
