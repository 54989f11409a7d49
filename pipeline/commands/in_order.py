"""Has a task done for many files side by side, and gives what comes of each in the order of the files.

A library that is not Python's may end its process over a broken file: then that file alone is lost, and said to be.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import TypeVar

from pipeline.faults import Fault

_AT_ONCE = 64  # files for each process that are in hand
_TRIES = 2  # for a file whose process ended: it may have been chance

Made = TypeVar("Made")


def in_order(task: Callable[[str], Made], files: Iterable[str], processes: int) -> Generator[Made | Fault, None, None]:
    """Yield what a task makes of each file, or a fault for a file that ends each process that reads it."""
    remaining = iter(files)
    pool = ProcessPoolExecutor(processes)
    try:
        while some := list(islice(remaining, processes * _AT_ONCE)):
            done = 0
            try:
                for made in pool.map(task, some, chunksize=max(1, len(some) // processes // 8)):
                    yield made
                    done += 1
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                pool = ProcessPoolExecutor(processes)
                yield from (_alone(task, file) for file in some[done:])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(task: Callable[[str], Made], file: str) -> Made | Fault:
    """Return what a task makes of a file in a process of its own."""
    for _ in range(_TRIES):
        with ProcessPoolExecutor(1) as pool:
            future: Future[Made] = pool.submit(partial(task, file))
            try:
                return future.result()
            except BrokenProcessPool:
                continue
    problem = "each process that read it was ended: it is broken, or takes more memory than there is"
    return Fault(file, None, problem, "get it again, or split it")
