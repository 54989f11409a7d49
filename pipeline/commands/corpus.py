"""Read every document below a folder into tables of what it names and cites.

A file of TEXTS is read if its name ends in .txt, .pdf, .html, .htm or .docx, or in one of these and .gz, in upper or
lower case, at any depth; what it is follows from its content. Links to folders are not followed, and are named in a
note. A text must be UTF-8; it and a web page may have 50 MB, other files 200 MB. PDF and web pages need the extra
`documents` (make .venv/documents). A file that takes more than five minutes, and one for each megabyte, is given up.
OUT is made: documents, passages, mentions and citations as Parquet, a folder each; corpus.duckdb, with views of them;
rejected.csv, the files that could not be read, and why. If OUT is moved, run it again: only the database is made again.
After an interruption it goes on where it stopped; a part is made again if one of its files has changed since, or what
reads them, or the names.
Exit code: 0, or 1 if a file was rejected or something is wrong, or 130 after Ctrl-C.
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
    """Add both folders, and who does the work."""
    parser.add_argument("texts", metavar="TEXTS", help="the folder of texts")
    parser.add_argument("out", metavar="OUT", help="the folder that is made")
    parser.add_argument("--workers", metavar="N", help="processes of this machine; by default, one for each core")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, tcp://host:8786; by default, none")


def run(options: argparse.Namespace) -> int:
    """Make a corpus, and print what it holds; return 0, or 1 if a file was rejected, or 130 after Ctrl-C.

    Raises Faults for whatever else is wrong.
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
        remedy = "see there why, and run it again when that is fixed"
        print(Fault(str(out / REJECTED), None, problem, remedy), file=sys.stderr)
        return 1
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
