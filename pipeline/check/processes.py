"""The checks by Pandera and by frictionless, which run while the build goes on, each in a process of its own.

Importing pandas, Pandera and frictionless takes longer than parsing, loading and writing do. One process imports them
meanwhile, and each check is a fork of it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pipeline.faults import Fault, Faults
from schemas.values import Places, Tables

_FORKS = "forkserver" in multiprocessing.get_all_start_methods()  # not on Windows
_CONTEXT: Any = multiprocessing.get_context("forkserver" if _FORKS else "spawn")


@dataclass(frozen=True)
class Check:
    """A check that is under way, and where its answer comes from."""

    what: str
    answer: Connection
    process: BaseProcess

    def faults(self) -> list[Fault]:
        """Wait until it is done, and return all that it found wrong; raises Faults if it ended before that."""
        try:
            found: list[Fault] = self.answer.recv()
        except EOFError:
            remedy = "see what is said above, or build again"
            raise Faults([Fault(self.what, None, "the check ended before it was done", remedy)]) from None
        return found

    def stop(self) -> None:
        """End it: nobody waits for its answer."""
        self.process.terminate()


def get_ready() -> None:
    """Begin to import what the checks need; return at once."""
    if _FORKS:
        from multiprocessing import forkserver

        _CONTEXT.set_forkserver_preload(["pipeline.check.preload"])
        # Ctrl-C is for the build, which says what it means: it must not interrupt what begins here, however early.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        forkserver.ensure_running()
        signal.signal(signal.SIGINT, before)


def of_rows(rows: Tables, places: Places) -> Check:
    """Begin to check rows by Pandera and across the tables; `places` say in which file and line they are."""
    return start("the rows", _check_rows, rows, places)


def of_package(folder: Path) -> list[Check]:
    """Begin to check the package in a folder, by frictionless, half of its tables by each of two checks.

    So no check is much longer than the others, and there is work for each core until the end.
    """
    halves = [slice(0, None, 2), slice(1, None, 2)]
    return [start(str(folder), _check_package, folder, half) for half in halves]


def of_published(folder: Path, place: str, remedy: str, *, keys: bool) -> Check:
    """Begin to check a package that was published, and is sound by its descriptor, by frictionless."""
    return start(place, _check_published, folder, place, remedy, keys)


def start(what: str, check: Callable[..., list[Fault]], *arguments: Any) -> Check:
    """Begin a check in a process of its own; `what` is checked is said if the process does not live to its end."""
    answer, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_send, args=(sender, check, arguments), daemon=True)
    process.start()
    sender.close()  # the process has its own: when that one closes, there is no answer to wait for
    return Check(what, answer, process)


def _send(sender: Connection, check: Callable[..., list[Fault]], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the build, and with it the wait for an answer
    with contextlib.suppress(BrokenPipeError):  # the build was killed meanwhile
        sender.send(check(*arguments))


# Only the processes of the checks import these modules.


def _check_rows(rows: Tables, places: Places) -> list[Fault]:
    from pipeline.check import models as validate

    return validate.check(rows, places)


def _check_package(folder: Path, tables: slice) -> list[Fault]:
    from pipeline.check import frictionless as conformance

    return conformance.check_package(folder, tables)


def _check_published(folder: Path, place: str, remedy: str, keys: bool) -> list[Fault]:
    from pipeline.check import frictionless as conformance

    return conformance.check_published(folder, place, remedy, keys)
