"""The command `corpus`: its arguments, what it prints, and its exit code."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from pipeline.faults import Fault, Faults


def run(texts: str | None, out: str | None, workers: str | None, scheduler: str | None) -> int:
    """Make a corpus, and print what it holds; return 0, or 1 if a file was rejected, or 130 after Ctrl-C.

    What is not given is taken from the environment. Raises Faults for whatever else is wrong.
    """
    texts, out = texts or os.environ.get("TEXTS"), out or os.environ.get("OUT")
    workers, scheduler = workers or os.environ.get("WORKERS"), scheduler or os.environ.get("SCHEDULER")
    if not texts or not out:
        remedy = "give both: make corpus TEXTS=folder OUT=folder"
        raise Faults([Fault("corpus", None, f"there is no {'OUT' if texts else 'TEXTS'}", remedy)])
    if workers and not re.fullmatch("[1-9][0-9]{0,3}", workers):
        raise Faults([Fault("WORKERS", None, f"«{workers}» is no number of processes", "give one, such as 2")])
    handler = signal.signal(signal.SIGINT, _interrupt_once)
    started = time.perf_counter()
    try:
        return _run(Path(texts), Path(out), int(workers) if workers else None, scheduler, started)
    except KeyboardInterrupt:
        print("corpus: interrupted; what is done stays: run it again, and it goes on from there", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGINT, handler)


def _interrupt_once(number: int, frame: FrameType | None) -> None:
    """Stop the run; who presses Ctrl-C again does not interrupt what is done to end it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(texts: Path, out: Path, workers: int | None, scheduler: str | None, started: float) -> int:
    from pipeline.corpus.run import REJECTED, make  # takes a second, in which one may press Ctrl-C
    from pipeline.corpus.workers import cluster, cores, processes

    totals = make(texts, out, lambda: cluster(scheduler) if scheduler else processes(workers or cores()))
    before = f", {totals.finished_before:,} of them before" if totals.finished_before else ""
    taken = time.perf_counter() - started
    print(
        f"corpus: {_count(totals.documents, 'document')} ({totals.bytes / 1e6:,.1f} MB), "
        f"{_count(totals.passages, 'passage')}, {_count(totals.mentions, 'mention')}, "
        f"{_count(totals.citations, 'citation')}; {_count(totals.parts, 'part')}{before} ({taken:.1f} s)",
        flush=True,
    )
    if totals.rejected:
        problem = f"{_count(totals.rejected, 'file')} could not be read"
        remedy = "see there why, and run it again when that is mended"
        print(Fault(str(out / REJECTED), None, problem, remedy), file=sys.stderr)
        return 1
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
