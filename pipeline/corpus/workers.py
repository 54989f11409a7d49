"""Runs tasks in parallel: in processes on this machine, or on the workers of a Dask cluster.

Both return futures of `concurrent.futures`, so that the caller need not know which it is. On one machine, each process
has a pool of its own, because a pool that loses a process also loses the other tasks and cannot say which task caused
it. Dask on one machine does the same, but took a fifth longer (10,000 texts, two cores) and is large to install.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Protocol

from pipeline.faults import Fault, Faults, processes_can_start

CONNECT_SECONDS = 10


class Workers(Protocol):
    """Those that do the tasks."""

    lost: type[Exception]  # what a future raises if its worker has ended
    tries: int  # how often to submit a task that ended its worker, until it is certain that it always does

    def capacity(self) -> int:
        """Return how many tasks to submit at once: enough to keep all workers busy, but only what fits into memory."""

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        """Have a function called with arguments; the capacity must not be exceeded."""


class _Processes:
    """Processes on this machine, each with one task at a time; one that has ended is replaced."""

    lost: type[Exception] = BrokenProcessPool
    tries = 2

    def __init__(self, count: int) -> None:
        self._pools = [_one_process() for _ in range(count)]
        self._futures: list[Future[Any] | None] = [None] * count

    def capacity(self) -> int:
        return len(self._pools)

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        free = next(i for i, future in enumerate(self._futures) if future is None or future.done())
        last = self._futures[free]
        if last and isinstance(last.exception(), BrokenProcessPool):
            self._pools[free].shutdown()
            self._pools[free] = _one_process()
        # Processes started in the meantime inherit that they ignore Ctrl-C.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            future = self._pools[free].submit(function, *arguments)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        self._futures[free] = future
        return future

    def close(self) -> None:
        """End the processes, even in the middle of a task."""
        for process in multiprocessing.active_children():
            process.terminate()
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)


def _one_process() -> ProcessPoolExecutor:
    # Spawned, not forked: this works the same on each system, and copies nothing of this process.
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Prepare a worker process, which ends when the process that started it is killed."""
    gc.set_threshold(100_000, 50, 50)  # there are many rows, and none is in a reference cycle
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(count: int) -> Iterator[Workers]:
    """Give processes on this machine, and end them, busy or not, when they are no longer needed."""
    with processes_can_start():
        found = _Processes(count)
    try:
        yield found
    finally:
        found.close()


class _Cluster:
    """The workers of a Dask cluster; if one is lost, another takes over its tasks."""

    tries = 1  # Dask has tried it several times itself, by default four times

    def __init__(self, client: Any) -> None:
        from distributed import KilledWorker

        self.lost: type[Exception] = KilledWorker
        self._client = client
        self._executor = client.get_executor(pure=False)

    def capacity(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        if not threads:
            print("SCHEDULER: it no longer has any workers; waiting for others", file=sys.stderr, flush=True)
        return max(2, 2 * sum(threads.values()))  # each already has its next task

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        future: Future[Any] = self._executor.submit(function, *arguments)
        return future


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Give the workers of the cluster whose scheduler is at an address such as `tcp://host:8786`.

    Raises Faults if there is no scheduler, or if it has no workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        remedy = "install the extra `distributed`, or use `make corpus`, which does that"
        raise Faults([Fault("SCHEDULER", None, f"needs Dask ({error})", remedy)]) from error
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # the faults say the same
    command = f".venv/bin/python -m dask worker {address} --nthreads 1"
    try:
        client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        problem = f"there is no Dask scheduler at {address} ({' '.join(str(error).split())})"
        remedy = "start one, from this folder: .venv/bin/python -m dask scheduler"
        raise Faults([Fault("SCHEDULER", None, problem, remedy)]) from error
    with client:
        if not client.nthreads():
            problem = f"the scheduler at {address} has no workers"
            raise Faults([Fault("SCHEDULER", None, problem, f"start some, from this folder: {command}")])
        # This question needs none of our code: a worker that receives a task it cannot load would end.
        found = client.run(find_spec, "pipeline") | {"": client.run_on_scheduler(find_spec, "pipeline")}
        if not all(found.values()):
            problem = "the scheduler or its workers do not find the code of the project"
            raise Faults([Fault("SCHEDULER", None, problem, f"start both from its folder: {command}")])
        yield _Cluster(client)
