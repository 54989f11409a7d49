"""What commands have in common: one at a time writes, and a reader of what they print may leave."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.lock import exclusive

BUILD = Path("build")
OUTPUT = Path("output")


def write_output(command: str, run: Callable[[], str]) -> int:
    """Run what writes to `output/` while no other does, print what it did, and return 0."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once: whenever it ends, nothing is left half done
    started = time.perf_counter()
    with exclusive(BUILD):
        done = run()
    print(f"{command}: {done} ({time.perf_counter() - started:.1f} s)")
    return 0


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print all; a reader that wants no more, such as `head`, ends it, and that is not a fault."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
