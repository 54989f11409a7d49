"""Makes a corpus: finds the texts, has the unfinished parts written, and makes the rest of OUT."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from pipeline.corpus import batch, database, parts, watch
from pipeline.corpus.files import find
from pipeline.corpus.workers import Workers
from pipeline.faults import Fault, Faults
from pipeline.lock import exclusive
from pipeline.zips import is_left_behind
from schemas.corpus import TABLES

REJECTED = "rejected.csv"
_NAMES = ".txt, .pdf, .html, .htm or .docx"
A_WHILE = 60  # seconds between two questions of how many workers there are
MOST_LOSSES = 5  # workers that one batch may lose before the run stops


class Totals(NamedTuple):
    """What a corpus contains, and how many of its parts were finished before."""

    documents: int
    passages: int
    mentions: int
    citations: int
    bytes: int
    rejected: int
    parts: int
    finished_before: int


class _Job(NamedTuple):
    batch: parts.Batch
    killers: frozenset[str] = frozenset()  # the texts that crash each worker that reads them
    losses: int = 0  # workers that ended with it, except those that took too long over a text
    late: int = 0  # texts over which a worker took too long


def make(texts: Path, out: Path, open_workers: Callable[[], AbstractContextManager[Workers]]) -> Totals:
    """Make `out` the corpus of the texts in `texts`; return what it contains.

    Finished parts are kept if neither their texts nor the code have changed. Raises Faults if the folders cannot be
    used, or if the workers cannot continue.
    """
    texts, out = texts.absolute(), out.absolute()
    _check(texts, out)
    links: list[str] = []
    others: Counter[str] = Counter()

    def pass_over(path: str) -> None:
        if not is_left_behind(path):
            others[Path(path).suffix.lower() or "without an ending"] += 1

    total = sum(1 for _ in find(texts, links.append, pass_over))
    if links:
        print(f"{texts}: links to folders are not followed: {_some(links)}", file=sys.stderr)
    if not total:
        raise Faults([Fault(str(texts), None, f"no file below it is named {_NAMES}", "give the folder of texts")])
    if others:
        endings = _some([f"{count:,} {ending}" for ending, count in others.most_common()])
        print(f"{texts}: files of other names are not read: {endings}", file=sys.stderr)
    with exclusive(out / parts.RECORDS), tqdm(total=total, unit=" texts", disable=None, smoothing=0) as progress:
        for table in TABLES:
            (out / table).mkdir(exist_ok=True)
        plan = _Plan(texts, out, progress)
        jobs = iter(plan)
        if first := next(jobs, None):
            for file in (database.FILE, REJECTED):  # they are there only when all is
                (out / file).unlink(missing_ok=True)
            folders = batch.Folders(str(texts), str(out), parts.code_version())
            with open_workers() as workers:
                for done in _work(workers, folders, chain([first], jobs)):
                    progress.update(len(done.files))
        parts.remove_others(out, plan.names)
        totals = _write_rejected(out, plan)
        if plan.notes:
            notes = _some([f"{path} {note}" for path, note in plan.notes])
            print(
                f"{texts}: {len(plan.notes):,} read as what they are, not as what they are named: {notes}",
                file=sys.stderr,
            )
        database.write(out)
    return totals


def _check(texts: Path, out: Path) -> None:
    """Raise Faults if the texts are not a folder, or if `out` must not be written to."""
    if not texts.is_dir():
        raise Faults([Fault(str(texts), None, "is not a folder", "give the folder of the texts as TEXTS")])
    if out.resolve().is_relative_to(texts.resolve()):
        raise Faults([Fault(str(out), None, "is inside TEXTS", "give a folder outside it as OUT")])
    if odd := re.search(r"[?\\]", str(out)):
        problem = f"has a {odd[0]} in its path, and DuckDB cannot open files with that"
        raise Faults([Fault(str(out), None, problem, "give another folder as OUT")])
    if out.exists() and not out.is_dir():
        raise Faults([Fault(str(out), None, "is not a folder", "give a new one as OUT")])
    if out.exists() and any(out.iterdir()) and not (out / parts.RECORDS).is_dir():
        raise Faults([Fault(str(out), None, "contains files that are not a corpus", "give a new folder as OUT")])


class _Plan:
    """The jobs that are still to be done, in order; counts all parts, and the finished ones."""

    def __init__(self, texts: Path, out: Path, progress: tqdm[Any]) -> None:
        self._texts, self._out, self._progress = texts, out, progress
        self.names: dict[str, None] = {}  # in order
        self.notes: list[tuple[str, str]] = []
        self.finished = 0

    def __iter__(self) -> Iterator[_Job]:
        is_told = False
        for found in parts.batches(self._texts, find(self._texts)):
            self.names[found.name] = None
            record = parts.read_record(self._out, found.name)
            if record and record.key == found.key and record.is_final:
                self.finished += 1
                if not self._progress.disable:
                    self._progress.initial += len(found.files)  # they do not affect the rate
                self._progress.update(len(found.files))
                continue
            if record and record.key != found.key and not is_told:
                is_told = True
                note = f"{self._out}: texts or the code have changed since: the affected parts are made again"
                tqdm.write(note, file=sys.stderr)
            yield _Job(found)


def _work(workers: Workers, folders: batch.Folders, jobs: Iterator[_Job]) -> Iterator[parts.Batch]:
    """Have the jobs done, a few at a time, in any order; yield the batch of each one that is done."""
    in_hand: dict[Future[Any], _Job] = {}
    while True:
        capacity = workers.capacity()
        while len(in_hand) < capacity and (job := next(jobs, None)):
            in_hand[workers.submit(batch.write, folders, job.batch, job.killers)] = job
        if not in_hand:
            return
        for future in wait(in_hand, timeout=A_WHILE, return_when=FIRST_COMPLETED).done:
            job = in_hand.pop(future)
            if _is_lost(workers, future):
                jobs = chain([_again(workers, folders, job)], jobs)
            else:
                yield job.batch


def _is_lost(workers: Workers, future: Future[Any]) -> bool:
    """Wait for a task; return whether its worker ended before the task did. Raises what the task raised."""
    try:
        future.result()
    except workers.lost:
        return True
    except CancelledError as error:
        remedy = "start it again, and run this again: it continues where it stopped"
        raise Faults([Fault("SCHEDULER", None, "has ended, or can no longer be reached", remedy)]) from error
    return False


def _again(workers: Workers, folders: batch.Folders, job: _Job) -> _Job:
    """Return the job of a worker that has ended, to be done again: finally without the texts that crash each worker.

    A text over which a worker took too long has a mark, so that the next worker leaves it out.
    """
    if (late := len(watch.late(Path(folders.out), job.batch))) > job.late:
        return job._replace(late=late)
    losses = job.losses + 1
    if losses < workers.tries:  # it may have been a coincidence
        return job._replace(losses=losses)
    if losses == MOST_LOSSES:
        count = len(job.batch.files)
        problem = (
            f"{losses} workers have ended with the {count} texts from here on, although each text can be read by itself"
        )
        remedy = "give the workers more memory, and run the command again"
        raise Faults([Fault(job.batch.files[0].path, None, problem, remedy)])
    killers = set(job.killers)
    for file in job.batch.files:
        if file.path not in killers and all(
            _is_lost(workers, workers.submit(batch.try_one, folders, job.batch, file)) for _ in range(workers.tries)
        ):
            killers.add(file.path)
    return job._replace(killers=frozenset(killers), losses=losses)


def _write_rejected(out: Path, plan: _Plan) -> Totals:
    """Write the list of files that could not be read, with the reasons; return the totals of the finished parts."""
    sums = dict.fromkeys(("documents", "passages", "mentions", "citations", "bytes", "rejected"), 0)
    with (
        parts.replacing(out / REJECTED) as partial,
        partial.open("w", encoding="utf-8", newline="") as stream,
    ):
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["path", "reason"])
        for name in plan.names:
            record = parts.read_record(out, name)
            if record is None:
                raise Faults([Fault(str(out), None, "a part of it is gone", "run the command again")])
            plan.notes += record.notes
            rows.writerows((_harmless(path), reason) for path, reason in record.rejected)
            for column in sums:
                value = getattr(record, column)
                sums[column] += len(value) if column == "rejected" else value
    return Totals(**sums, parts=len(plan.names), finished_before=plan.finished)


def _some(words: list[str]) -> str:
    return ", ".join(words[:3]) + (" and others" if len(words) > 3 else "")


def _harmless(path: str) -> str:
    """Return a path in a form that no spreadsheet program takes for a formula."""
    return f"./{path}" if path.startswith(("=", "+", "-", "@")) else path
