"""Runs the checks by Pandera and by frictionless, each in a process of its own, while the rest continues.

Importing pandas, Pandera and frictionless takes longer than parsing, loading and writing do. While a build does that,
one process imports them, and each check is a fork of it. What verifies has to import most of them itself, and forks
itself.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pipeline.faults import Fault, Faults, processes_can_start
from schemas.values import Places, Tables

_FORKS = "forkserver" in multiprocessing.get_all_start_methods()  # not on Windows
_READY: Any = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
_ITSELF: Any = multiprocessing.get_context("fork" if _FORKS else "spawn")


@dataclass(frozen=True)
class Check:
    """A check that is under way, and where its answers come from."""

    what: str
    answers: Connection
    process: BaseProcess

    def answer(self) -> Any:
        """Wait for the next answer, and return it; raises Faults if the process ended before that."""
        try:
            return self.answers.recv()
        except EOFError:
            remedy = "see the messages above, or build again"
            raise Faults([Fault(self.what, None, "the check ended before it was done", remedy)]) from None

    def faults(self) -> list[Fault]:
        """Wait for the next answer, which is all that was found wrong, and return it; raises Faults as `answer`."""
        found: list[Fault] = self.answer()
        return found

    def stop(self) -> None:
        """End it, because nobody waits for its answer."""
        self.process.terminate()


def get_ready() -> None:
    """Start importing what the checks need; return at once."""
    if _FORKS:
        from multiprocessing import forkserver

        _READY.set_forkserver_preload(["pipeline.check.preload"])
        with _ctrl_c_left_to_us(), processes_can_start():
            forkserver.ensure_running()


def of_rows(rows: Tables, places: Places) -> Check:
    """Start checking rows by Pandera and across the tables; `places` has the file and line of each."""
    return start("the rows", _check_rows, rows, places)


def of_csv(folder: Path) -> Check:
    """Start checking the CSV package in a folder by frictionless."""
    return start(str(folder), _check_csv, folder)


def of_itself(what: str, check: Callable[..., Iterator[Any]], *arguments: Any) -> Check:
    """Start a check in a fork of this process, which must not have threads yet: DuckDB starts some."""
    return start(what, check, *arguments, context=_ITSELF)


def start(what: str, check: Callable[..., Iterator[Any]], *arguments: Any, context: Any = _READY) -> Check:
    """Start a check, which yields answers, in a process of its own; if that ends early, the fault names `what`."""
    answers, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, check, arguments), daemon=True)
    with _ctrl_c_left_to_us():
        process.start()
    sender.close()  # the process has its own copy: when that is closed, there is no answer to wait for
    return Check(what, answers, process)


@contextlib.contextmanager
def _ctrl_c_left_to_us() -> Iterator[None]:
    """Protect processes started here from Ctrl-C, from their beginning: this process handles it, if a little later."""
    if not _FORKS:  # nor has Windows such masks
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(sender: Connection, check: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the build, which then does not wait for an answer
    with contextlib.suppress(BrokenPipeError):  # the build was killed in the meantime
        for answer in check(*arguments):
            sender.send(answer)


# Only the processes of the checks import these modules.


def _check_rows(rows: Tables, places: Places) -> Iterator[list[Fault]]:
    from pipeline.check import models

    yield models.check(rows, places)


def _check_csv(folder: Path) -> Iterator[list[Fault]]:
    from pipeline.check import conformance

    yield conformance.check_csv(folder)
