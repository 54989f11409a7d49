"""Turn all documents in a folder into tables of what they name and cite.

A file in TEXTS, at any depth, is read if its name ends in .txt, .pdf, .html, .htm or .docx, or in one of these and .gz,
in upper or lower case; its format is recognized by its content. Links to folders are not followed, but listed in a
note. A text must be UTF-8; texts and web pages may have up to 50 MB, other files 200 MB. PDF and web pages need the
extra `documents` (make .venv/documents). A file is given up after five minutes, and one more for each megabyte. OUT is
created: documents, passages, mentions and citations as Parquet, each in a folder; corpus.duckdb, with views of them;
rejected.csv, the files that could not be read, with the reasons. If OUT is moved, run the command again: it only makes
the database again. After an interruption, it continues where it stopped; a part is made again if one of its files, the
code or the names have changed. Exit code: 0, or 1 if a file was rejected or something is wrong, or 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from pipeline.commands.common import path
from pipeline.faults import Fault, Faults


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add both folders, and the options for workers."""
    parser.add_argument("texts", metavar="TEXTS", help="the folder of texts")
    parser.add_argument("out", metavar="OUT", help="the folder to create")
    parser.add_argument(
        "--workers", metavar="N", help="number of processes on this machine; by default, one for each core"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="the scheduler of a Dask cluster, such as tcp://host:8786; by default, none",
    )


def run(options: argparse.Namespace) -> int:
    """Make a corpus, and print what it contains; return 0, or 1 if a file was rejected, or 130 after Ctrl-C.

    Raises Faults for anything else that is wrong.
    """
    texts, out, workers = options.texts, options.out, options.workers
    if not texts or not out:
        remedy = "give both: make corpus TEXTS=folder OUT=folder"
        raise Faults([Fault("corpus", None, f"there is no {'OUT' if texts else 'TEXTS'}", remedy)])
    if workers and not re.fullmatch("[1-9][0-9]{0,3}", workers):
        raise Faults([Fault("WORKERS", None, f"«{workers}» is not a number of processes", "give one, such as 2")])
    handler = signal.signal(signal.SIGINT, _interrupt_once)
    started = time.perf_counter()
    try:
        return _run(path(texts), path(out), int(workers) if workers else None, options.scheduler, started)
    except KeyboardInterrupt:
        print("corpus: interrupted; finished parts are kept: run the command again to continue", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGINT, handler)


def _interrupt_once(number: int, frame: FrameType | None) -> None:
    """Stop the run; a second Ctrl-C does not interrupt the clean-up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(texts: Path, out: Path, workers: int | None, scheduler: str | None, started: float) -> int:
    from pipeline.corpus.run import REJECTED, make  # takes a second, during which Ctrl-C must work
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
        remedy = "see the reasons there, and run the command again when they are fixed"
        print(Fault(str(out / REJECTED), None, problem, remedy), file=sys.stderr)
        return 1
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
