"""The checks by Pandera and by frictionless, which run beside the build, each in a process of its own.

Importing pandas, Pandera and frictionless takes longer than parsing, loading and writing do. One process imports them
meanwhile, and each check is a fork of it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline.faults import Fault, Faults

Rows = Mapping[str, list[dict[str, Any]]]
Places = Mapping[tuple[str, str], tuple[str, int]]

_CONTEXT = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Check:
    """A check that is under way, and where its answer comes from."""

    what: str
    answer: Connection

    def faults(self) -> list[Fault]:
        """Wait until it is through, and return all that it found wrong; raises Faults if it did not live so long."""
        try:
            found: list[Fault] = self.answer.recv()
        except EOFError:
            remedy = "see what is said above, or build again"
            raise Faults([Fault(self.what, None, "the check ended before it was through", remedy)]) from None
        return found


def get_ready() -> None:
    """Begin to import what the checks need; return at once."""
    _CONTEXT.set_forkserver_preload(["pipeline.check.preload"])
    forkserver.ensure_running()


def of_rows(rows: Rows, places: Places) -> Check:
    """Begin to check rows by Pandera and across the tables; `places` say in which file and line they are."""
    return _start("the rows", _check_rows, rows, places)


def of_package(folder: Path) -> list[Check]:
    """Begin to check the package in a folder, by frictionless, half of its tables by each of two checks.

    So no check is much longer than the others, and there is work for each core until the end.
    """
    halves = [slice(0, None, 2), slice(1, None, 2)]
    return [_start(str(folder), _check_package, folder, half) for half in halves]


def _start(what: str, check: Callable[..., list[Fault]], *arguments: Any) -> Check:
    answer, sender = _CONTEXT.Pipe(duplex=False)
    _CONTEXT.Process(target=_send, args=(sender, check, arguments), daemon=True).start()
    sender.close()  # the process has its own: when that one closes, there is no answer to wait for
    return Check(what, answer)


def _send(sender: Connection, check: Callable[..., list[Fault]], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the build, and with it the wait for an answer
    with contextlib.suppress(BrokenPipeError):  # the build was killed meanwhile
        sender.send(check(*arguments))


# Only the processes of the checks import these modules.


def _check_rows(rows: Rows, places: Places) -> list[Fault]:
    from pipeline.check import models as validate

    return validate.check(rows, places)


def _check_package(folder: Path, tables: slice) -> list[Fault]:
    from pipeline.check import frictionless as conformance

    return conformance.check_package(folder, tables)
