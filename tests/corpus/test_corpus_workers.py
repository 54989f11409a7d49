"""The corpus with real workers: any number of them, killed ones, interrupted runs, and a Dask cluster.

A hook for the workers (`HOOK`) makes opening a file that is named `kills….txt` end the process, one that is named
`waits….txt` wait until the test has done what it wants to do meanwhile, and one that is named `hangs….txt` take longer
than it may, in a library that does not come back to Python. The pipeline knows nothing of it.
"""

from __future__ import annotations

import csv
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import corpora
import psutil
import pytest
from conftest import ROOT
from corpora import content, write
from papers import lines, paragraph, pdf, word

from pipeline.corpus import files, parts, workers
from pipeline.faults import Faults

HOOK = """
import ctypes, os, pathlib, signal, sys, time
HERE = pathlib.Path(__file__).parent

def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, os.PathLike)):
        name = os.path.basename(os.fspath(arguments[0]))
        if name.startswith("kills") and name.endswith(".txt"):
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("waits") and name.endswith(".txt"):
            (HERE / "opened").write_text(str(os.getpid()))
            while not (HERE / "go").exists():
                time.sleep(0.02)
        if name.startswith("hangs") and name.endswith(".txt"):
            left, _ = signal.getitimer(signal.ITIMER_REAL)
            signal.setitimer(signal.ITIMER_REAL, left / 1000)
            ctypes.PyDLL(None).sleep(300)

sys.addaudithook(hook)
"""


def _begins_a_part(number: int, suffix: str = ".txt") -> bool:
    return len(list(parts.batches(Path(), [files.File("a"), files.File(f"{number:04}/{number:04}{suffix}")]))) == 2


_SECOND, _THIRD, *_ = filter(_begins_a_part, range(1, 9999))
TEXTS = _THIRD + 50  # three parts
WAITS = f"{(_SECOND + _THIRD) // 2:04}"  # in the second


pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("workers"),  # the many texts are read once for all of them
]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    """The folder of the hook: `opened` in it holds the process that waits, `go` lets it go on."""
    write(tmp_path / "hook", {"sitecustomize.py": HOOK})
    return tmp_path / "hook"


def write_texts(folder: Path, **special: str) -> Path:
    """Write many small texts, which fill three parts, and some PDF and others; those named are called otherwise."""
    made = dict[str, str | bytes]()
    for number in range(TEXTS):
        words, prefix = f"{number}: {corpora.SPANISH}", special.get(f"{number:04}", "")
        suffix, data = _as_document(number, words)
        if prefix or number in (_SECOND, _THIRD) or _begins_a_part(number, suffix):
            suffix, data = ".txt", words
        made[f"{number:04}/{prefix}{number:04}{suffix}"] = data
    return write(folder, made)


def _as_document(number: int, words: str) -> tuple[str, str | bytes]:
    match number % 40:
        case 7:
            return ".pdf", pdf(lines(words.split("\n")), lines(words.split("\n")))
        case 17:
            return ".docx", word(paragraph(words))
        case 27:
            return ".html", f"<!doctype html><html><p>{words}</p></html>"
    return ".txt", words


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The many texts, one of them called `waits`, and the corpus of an uninterrupted run in one process."""
    folder = tmp_path_factory.mktemp("serial")
    corpora.make(write_texts(folder / "texts", **{WAITS: "waits"}), folder / "out")
    return folder / "texts", content(folder / "out")


@pytest.fixture
def start(bare_project: Path) -> Start:
    """A function that starts the command, at the head of a process group of its own."""

    def start_it(texts: Path, out: Path, *options: str, hook: Path | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline", "corpus", str(texts), str(out), *options],
            cwd=bare_project,
            env=os.environ | ({"PYTHONPATH": str(hook)} if hook else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start_it


def until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def waiting(hook: Path) -> psutil.Process:
    """Return the process that has opened the text that waits, when it has."""
    until(lambda: (hook / "opened").exists() and (hook / "opened").read_text())
    return psutil.Process(int((hook / "opened").read_text()))


def finished_parts(texts: Path, out: Path) -> list[int]:
    names = [batch.name for batch in parts.batches(texts, files.find(texts))]
    assert len(names) == 3
    return [number for number, name in enumerate(names) if parts.read_record(out, name)]


def reasons(out: Path) -> list[list[str]]:
    with (out / "rejected.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


# --- one machine --------------------------------------------------------------------------------------------


def test_two_workers_give_the_bytes_of_one_process(start: Start, serial, tmp_path: Path) -> None:
    texts, expected = serial
    printed, errors = start(texts, tmp_path / "out", "--workers", "2").communicate()
    assert errors == ""  # no progress bar: nobody looks
    assert f"corpus: {TEXTS} documents" in printed
    assert content(tmp_path / "out") == expected


def test_a_run_that_was_killed_goes_on_and_gives_the_same_bytes(
    serial, start: Start, tmp_path: Path, hook: Path
) -> None:
    texts, expected = serial
    out = tmp_path / "out"
    killed = start(texts, out, "--workers", "1", hook=hook)
    worker = waiting(hook)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    until(lambda: not worker.is_running())
    assert finished_parts(serial[0], out) == [0]
    assert not (out / "corpus.duckdb").exists()
    assert not (out / "rejected.csv").exists()
    assert len(list((out / "mentions").glob("*.partial"))) == 1
    printed, errors = start(texts, out, "--workers", "2").communicate()
    assert errors == ""
    assert "; 3 parts, 1 of them before (" in printed
    assert content(out) == expected


def test_the_workers_end_when_the_run_alone_is_killed(start: Start, serial, tmp_path: Path, hook: Path) -> None:
    run = start(serial[0], tmp_path / "out", "--workers", "2", hook=hook)
    waiting(hook)
    descendants = psutil.Process(run.pid).children(recursive=True)
    assert len(descendants) >= 2
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    until(lambda: not any(process.is_running() for process in descendants))


def test_ctrl_c_says_one_line_and_ends_everything(start: Start, serial, tmp_path: Path, hook: Path) -> None:
    out = tmp_path / "out"
    run = start(serial[0], out, "--workers", "2", hook=hook)
    waiting(hook)
    until(lambda: finished_parts(serial[0], out) == [0, 2])  # one worker waits in a text, the other for something to do
    descendants = psutil.Process(run.pid).children(recursive=True)
    os.killpg(run.pid, signal.SIGINT)
    printed, errors = run.communicate()
    assert run.returncode == 130
    assert printed == ""
    assert errors == "corpus: interrupted; finished parts are kept: run the command again to continue\n"
    until(lambda: not any(process.is_running() for process in descendants))
    assert finished_parts(serial[0], out) == [0, 2]


def test_a_killed_worker_loses_nothing(start: Start, serial, tmp_path: Path, hook: Path) -> None:
    texts, expected = serial
    run = start(texts, tmp_path / "out", "--workers", "2", hook=hook)
    worker = waiting(hook)
    worker.kill()
    (hook / "go").touch()
    _, errors = run.communicate()
    assert (run.returncode, errors) == (0, "")
    assert content(tmp_path / "out") == expected


def test_a_text_that_kills_its_worker_is_rejected_and_the_others_are_read(
    start: Start, tmp_path: Path, hook: Path
) -> None:
    names = {"a.txt": corpora.ENGLISH, "b/kills.txt": "x", "z.txt": corpora.FRENCH}
    texts = write(tmp_path / "texts", names)
    run = start(texts, tmp_path / "out", "--workers", "2", hook=hook)
    printed, errors = run.communicate()
    assert run.returncode == 1
    assert "corpus: 2 documents " in printed
    assert errors.splitlines()[0].endswith(
        "rejected.csv: 1 file could not be read; see the reasons there, and run the command again when they are fixed"
    )
    [(path, reason)] = reasons(tmp_path / "out")
    assert path == "b/kills.txt"
    assert reason.startswith("each process that read it was ended: it is broken, or needs more memory than there is: ")
    ids = corpora.table(tmp_path / "out", "documents")["document_id"].to_pylist()
    assert ids == ["a.txt", "z.txt"]
    # Where nothing kills any more, it is read, though it has not changed.
    assert start(texts, tmp_path / "out").communicate()[1] == ""
    assert reasons(tmp_path / "out") == []


def test_a_worker_that_takes_too_long_over_a_text_is_ended_and_the_others_are_read(
    start: Start, tmp_path: Path, hook: Path
) -> None:
    hanging = [f"b/hangs{number}.txt" for number in range(6)]  # more than workers may be lost over a batch
    names = dict.fromkeys(hanging, "x") | {"a.txt": corpora.ENGLISH, "z.txt": corpora.FRENCH}
    texts = write(tmp_path / "texts", names)
    run = start(texts, tmp_path / "out", "--workers", "2", hook=hook)
    printed, errors = run.communicate()
    assert run.returncode == 1, errors
    assert "corpus: 2 documents " in printed
    remedy = "download it again, repair it, for example with `qpdf in.pdf out.pdf`, or split it"
    assert reasons(tmp_path / "out") == [[path, f"could not be read in 5 minutes: {remedy}"] for path in hanging]
    assert not list((tmp_path / "out/.done").glob("*.late"))
    # Where nothing takes so long any more, it is read, though it has not changed.
    assert start(texts, tmp_path / "out").communicate()[1] == ""
    assert reasons(tmp_path / "out") == []


# --- a cluster ----------------------------------------------------------------------------------------------


@contextmanager
def dask(project: Path, folder: Path, hook: Path, workers: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a scheduler and workers as documented, but on loopback; give the address of the scheduler, and it."""
    documented = (ROOT / "docs/corpus.md").read_text("utf-8")
    for line in ("-m dask scheduler\n", "-m dask worker tcp://host:8786 --nthreads 1\n"):
        assert f"\n.venv/bin/python {line}" in documented
    file = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(hook), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    started = []

    def begin(*arguments: str) -> None:
        command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(file), "--host", "127.0.0.1"]
        with (folder / f"{len(started)}.log").open("w") as log:
            started.append(
                subprocess.Popen(
                    [*command, "--no-dashboard"],
                    cwd=project,
                    env=environment | {"DASK_TEMPORARY_DIRECTORY": str(folder)},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    try:
        begin("scheduler", "--port", "0")
        for _ in range(workers):
            begin("worker", "--nthreads", "1")
        logs = [folder / f"{number + 1}.log" for number in range(workers)]
        until(lambda: all("Registered to:" in log.read_text() for log in logs))
        yield json.loads(file.read_text())["address"], started[0]
    finally:
        for process in started:
            for descendant in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else ():
                descendant.kill()
            process.kill()
            process.wait()


def test_a_cluster_gives_the_bytes_of_one_process_though_workers_are_lost(
    serial, start: Start, bare_project: Path, tmp_path: Path, hook: Path
) -> None:
    texts, expected = serial
    with dask(bare_project, tmp_path, hook, workers=2) as (address, scheduler):
        run = start(texts, tmp_path / "out", "--scheduler", address)
        worker = waiting(hook)
        nanny = worker.parent()
        nanny.kill()  # or it would start another worker
        worker.kill()
        (hook / "go").touch()
        _, errors = run.communicate()
        assert (run.returncode, errors) == (0, "")
        assert content(tmp_path / "out") == expected
        # A text that kills its worker, and one over which it takes too long.
        special = {"hangs.txt": "x", "kills.txt": "x"}
        texts = write(tmp_path / "texts", {"a.txt": corpora.ENGLISH, **special, "z.txt": corpora.FRENCH})
        run = start(texts, tmp_path / "out2", "--scheduler", address)
        printed, errors = run.communicate()
        assert run.returncode == 1, errors
        assert "corpus: 2 documents " in printed
        assert [(path, reason.split(":")[0]) for path, reason in reasons(tmp_path / "out2")] == [
            ("hangs.txt", "could not be read in 5 minutes"),
            ("kills.txt", "each process that read it was ended"),
        ]
        # The scheduler ends while a worker waits.
        (hook / "go").unlink()
        (hook / "opened").unlink()
        run = start(serial[0], tmp_path / "out3", "--scheduler", address)
        waiting(hook)
        scheduler.kill()
        _, errors = run.communicate()
        assert run.returncode == 1
        remedy = "start it again, and run this again: it continues where it stopped"
        assert errors == f"SCHEDULER: has ended, or can no longer be reached; {remedy}\n"


def test_where_no_process_can_be_started_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a sandbox where /dev/shm cannot be written to."""

    def refuse() -> NoReturn:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(workers, "_one_process", refuse)
    with pytest.raises(Faults) as raised, workers.processes(2):
        pass
    problem = "other processes: cannot be started here: Read-only file system; see that /dev/shm can be written to"
    assert str(raised.value).startswith(problem)
