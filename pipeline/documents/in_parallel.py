"""Runs a task for many files in parallel, and yields the results in the order of the files.

A library that is not written in Python may crash its process over a broken file, or hang until the system ends it: then
only that file is lost, and it is reported.
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

# What is wrong with a file that ends each process that reads it, and what to do.
ENDED = "each process that read it was ended: it is broken, or needs more memory than there is"
REMEDY = "download it again, repair it, for example with `qpdf in.pdf out.pdf`, or split it"

_AT_ONCE = 64  # files submitted for each process
_TRIES = 2  # for a file whose process ended: it may have been a coincidence

Made = TypeVar("Made")


def late(minutes: float) -> str:
    """Return what is wrong with a file that could not be read in time."""
    return f"could not be read in {minutes:g} minutes"


def in_parallel(
    task: Callable[[str], Made], files: Iterable[str], processes: int, minutes: Callable[[str], float]
) -> Generator[Made | Fault, None, None]:
    """Yield the result of a task for each file, or a fault for a file that crashes each process that reads it.

    `minutes` says how long the task may take for a file. It has no effect on Windows, which has no timer to end a
    process.
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
    """Return the result of a task for a file; if it takes too long, the system ends this process."""
    if not hasattr(signal, "setitimer"):
        return task(file)
    signal.setitimer(signal.ITIMER_REAL, 60 * minutes(file))
    try:
        return task(file)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _alone(task: Callable[[str], Made], file: str, minutes: float) -> Made | Fault:
    """Return the result of a task for a file, run in a process of its own."""
    problem = ENDED
    for _ in range(_TRIES):
        started = time.monotonic()
        with ProcessPoolExecutor(1) as pool:
            future: Future[Made] = pool.submit(task, file)
            try:
                return future.result()
            except BrokenProcessPool:
                if time.monotonic() - started >= 60 * minutes:
                    problem = late(minutes)
                    break
    return Fault(file, None, problem, REMEDY)
