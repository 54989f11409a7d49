"""Has a task done for many files side by side, and gives what comes of each in the order of the files.

A library that is not Python's may end its process over a broken file, or never come back, and then the system ends it:
that file alone is lost, and said to be.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import TypeVar

from pipeline.faults import Fault, processes_can_start

_AT_ONCE = 64  # files for each process that are in hand
_TRIES = 2  # for a file whose process ended: it may have been chance

Made = TypeVar("Made")


def in_order(
    task: Callable[[str], Made], files: Iterable[str], processes: int, minutes: Callable[[str], float]
) -> Generator[Made | Fault, None, None]:
    """Yield what a task makes of each file, or a fault for a file that ends each process that reads it.

    `minutes` says how long the task may take over a file. On Windows, where no timer ends a process, it has no effect.
    """
    remaining = iter(files)
    timed = partial(_in_time, task, minutes)
    with processes_can_start():
        pool = ProcessPoolExecutor(processes)
    try:
        while some := list(islice(remaining, processes * _AT_ONCE)):
            done = 0
            try:
                for made in pool.map(timed, some, chunksize=max(1, len(some) // processes // 8)):
                    yield made
                    done += 1
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                pool = ProcessPoolExecutor(processes)
                yield from (_alone(timed, file, minutes(file)) for file in some[done:])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _in_time(task: Callable[[str], Made], minutes: Callable[[str], float], file: str) -> Made:
    """Return what a task makes of a file; if it takes too long, the system ends this process."""
    if not hasattr(signal, "setitimer"):
        return task(file)
    signal.setitimer(signal.ITIMER_REAL, 60 * minutes(file))
    try:
        return task(file)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _alone(task: Callable[[str], Made], file: str, minutes: float) -> Made | Fault:
    """Return what a task makes of a file in a process of its own."""
    problem = "each process that read it was ended: it is broken, or takes more memory than there is"
    for _ in range(_TRIES):
        started = time.monotonic()
        with ProcessPoolExecutor(1) as pool:
            future: Future[Made] = pool.submit(task, file)
            try:
                return future.result()
            except BrokenProcessPool:
                if time.monotonic() - started >= 60 * minutes:
                    problem = f"could not be read in {minutes:g} minutes"
                    break
    return Fault(file, None, problem, "get it again, or split it")
