"""All or nothing: whatever happens to a build, what was published stays good, and the next build needs no help."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from conftest import EDITION, ENVIRONMENT, copy_project, edit, edit_page, make, run_make

pytestmark = pytest.mark.slow


def start(folder: Path, *command: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=folder,
        env=ENVIRONMENT | environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def check_whole(output: Path) -> str:
    """See that every published file is that of SHA256SUMS, and none is surplus; return the sums."""
    sums = (output / "SHA256SUMS").read_text("utf-8")
    listed = {line[66:]: line[:64] for line in sums.splitlines()}
    files = {str(path.relative_to(output)) for path in output.rglob("*") if path.is_file()}
    assert files == {*listed, "SHA256SUMS"}
    for file, digest in listed.items():
        assert hashlib.sha256((output / file).read_bytes()).hexdigest() == digest, file
    return sums


def change(folder: Path) -> None:
    """Change the page, so that a build publishes something else."""
    edit_page(folder, ("a wide number of", "a great number of"))
    edit(folder / "raw/curated/ignored.csv", ("a wide number of", "a great number of"))


def test_a_build_killed_at_any_moment(built: Path) -> None:
    old = check_whole(built / "output")
    change(built)
    chance = random.Random(7)
    started = time.perf_counter()
    make(Path(shutil.copytree(built, built.parent / "timed", symlinks=True)), "build")
    duration = time.perf_counter() - started
    for moment in (0.1, 0.3, 0.5, 0.7, 0.85, 0.95):
        build = start(built, "make", "build")
        time.sleep(duration * (moment + chance.uniform(-0.05, 0.05)))
        os.killpg(build.pid, signal.SIGKILL)
        build.communicate()
        if check_whole(built / "output") != old:
            break
    make(built, "build")
    new = check_whole(built / "output")
    assert new != old
    assert new == check_whole(built.parent / "timed/output")
    assert make(built, "build") == "make: Nothing to be done for 'build'.\n"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("wait", [0, 0.3, 0.6])
def test_a_build_that_is_stopped_leaves_no_traceback(built: Path, sign: signal.Signals, wait: float) -> None:
    """The signal goes to every process of the build, as that of Ctrl-C does."""
    old = check_whole(built / "output")
    change(built)
    build = start(built, "make", "build")
    assert build.stdout
    printed = ""
    while "parse: " not in printed:
        printed += (line := build.stdout.readline())
        assert line, printed
    time.sleep(wait)
    os.killpg(build.pid, sign)
    printed += build.communicate()[0]
    assert "Traceback" not in printed
    assert ("build: interrupted; output/ is as it was" in printed) == (sign == signal.SIGINT)
    assert check_whole(built / "output") == old


@pytest.mark.parametrize("wait", [0.2, 0.5, 0.8, 1.1, 1.4])
def test_verify_that_is_stopped_leaves_no_traceback_and_says_nothing_of_order(built: Path, wait: float) -> None:
    code = "print('started', flush=True); import sys; from pipeline.__main__ import main; sys.exit(main(['verify']))"
    verify = start(built, ".venv/bin/python", "-c", code)
    assert verify.stdout
    assert verify.stdout.readline() == "started\n"
    time.sleep(wait)
    os.killpg(verify.pid, signal.SIGINT)
    printed = verify.communicate()[0]
    assert "Traceback" not in printed
    assert ("all that was checked is in order" in printed) == (verify.returncode == 0)


@pytest.mark.parametrize("done", ["nothing", "copied", "swapped"])
def test_publishing_killed_around_the_swap(built: Path, done: str) -> None:
    """The process kills itself before, while or after the folders are exchanged."""
    old = check_whole(built / "output")
    change(built)
    patches = {
        "nothing": "swap.swap = lambda new, output: os.kill(os.getpid(), 9)",
        "copied": "checksums.checksums = lambda folder: os.kill(os.getpid(), 9)",
        "swapped": "shutil.rmtree = lambda *a, **k: os.kill(os.getpid(), 9) if 'published' in globals() else None",
    }
    make(built, "build/schemas/resources.json")
    script = f"""
import os, shutil
from pathlib import Path
from pipeline.parse import rows as parse
from pipeline import swap
from pipeline.commands import build
from pipeline.publish import checksums
real = swap.swap
{patches[done]}
def killed(new, output):
    globals()["published"] = True
    real(new, output)
if {done == "swapped"}:
    swap.swap = killed
build.publish(Path.cwd(), parse.parse(Path.cwd()), Path("build"), Path("output"))
"""
    killed = subprocess.run([".venv/bin/python", "-c", script], cwd=built, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert (check_whole(built / "output") == old) == (done != "swapped")
    make(built, "build")
    assert check_whole(built / "output") != old


def can_mount() -> bool:
    return subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("unshare") or not can_mount(), reason="no file system of its own can be mounted")
@pytest.mark.parametrize("size", ["100k", "200k", "400k", "2000k", "3000k"])
def test_a_full_disk(built: Path, size: str) -> None:
    """`build/` on a disk too small: the fault is one line, and the output is not touched."""
    old = check_whole(built / "output")
    change(built)
    shutil.rmtree(built / "build")
    (built / "build").mkdir()
    script = f"mount -t tmpfs -o size={size} none build && make build"
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], cwd=built, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2, done.stderr  # one line of ours, one of make's
    assert check_whole(built / "output") == old
    make(built, "build")
    assert check_whole(built / "output") != old


def make_as_somebody_else(folder: Path, *, owns_it: bool = False) -> subprocess.CompletedProcess[str]:
    """Run `make build` as another user, who has no home, and who may read everything, such as our interpreter."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can become somebody else")
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    become += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    tried = subprocess.run(
        [*become, "sh", "-c", ".venv/bin/python -c ''"], cwd=folder, capture_output=True, check=False
    )
    if tried.returncode != 0:
        pytest.skip("somebody else may not run the interpreter here")
    for path in (folder, *folder.rglob("*")) if owns_it else ():
        os.chown(path, 65534, 65534, follow_symlinks=False)
    return subprocess.run(
        [*become, "make", "build", "SHELL=/bin/bash"],  # by itself, make asks `access`, which knows no capabilities
        cwd=folder,
        env=ENVIRONMENT | {"HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_folder_that_may_not_be_written_to(built: Path) -> None:
    old = check_whole(built / "output")
    change(built)
    done = make_as_somebody_else(built)
    assert done.returncode == 2
    assert "Permission denied" in done.stderr
    assert "Traceback" not in done.stderr
    assert check_whole(built / "output") == old


def test_a_folder_for_temporary_files_with_a_long_path(built: Path, tmp_path: Path) -> None:
    """No socket can be made there."""
    old = check_whole(built / "output")
    change(built)
    folder = tmp_path / ("x" * 108)
    folder.mkdir()
    done = run_make(built, "build", TMPDIR=str(folder))
    if done.returncode != 0:  # some versions of Python go elsewhere by themselves
        assert done.stderr.startswith("other processes: cannot be started here: AF_UNIX path too long; see that ")
        assert "Traceback" not in done.stderr
        assert check_whole(built / "output") == old


def test_two_builds_at_once(project: Path, built_project: Path) -> None:
    builds = [start(project, "make", "build") for _ in range(2)]
    printed = [build.communicate()[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], printed
    assert check_whole(project / "output") == check_whole(built_project / "output")


def test_a_reader_sees_the_old_database_until_it_is_opened_again(built: Path) -> None:
    file = built / "output/cites-cooperation.duckdb"
    query = "SELECT text FROM passages WHERE passage_id = 'lead.6'"
    reader = duckdb.connect(str(file), read_only=True)
    [(before,)] = reader.execute(query).fetchall()
    change(built)
    make(built, "build")
    assert reader.execute(query).fetchall() == [(before,)]
    assert reader.execute("SELECT count(*) FROM partners").fetchall() == [(36,)]
    reader.close()
    with duckdb.connect(str(file), read_only=True) as reader:
        assert "a great number of" in reader.execute(query).fetchall()[0][0]


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "LANG": "tr_TR.UTF-8"},
        {"TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0", "LC_ALL": "POSIX"},
    ],
    ids=["Kiritimati", "St John's"],
)
def test_the_same_bytes_in_other_surroundings(
    tmp_path: Path, built_project: Path, surroundings: dict[str, str]
) -> None:
    folder = copy_project(tmp_path / "ein Ordner, côté 'cour' (2)")
    make(folder, "-j2", "build", **surroundings)
    assert check_whole(folder / "output") == check_whole(built_project / "output")


def test_the_same_bytes_for_another_umask_and_time(tmp_path: Path, built_project: Path) -> None:
    folder = copy_project(tmp_path / "later")
    done = subprocess.run(
        ["sh", "-c", "umask 077; exec make build"], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert check_whole(folder / "output") == check_whole(built_project / "output")


def test_the_same_bytes_for_another_user(tmp_path: Path, built_project: Path) -> None:
    folder = copy_project(tmp_path / "somebody's")
    done = make_as_somebody_else(folder, owns_it=True)
    assert done.returncode == 0, done.stderr
    assert check_whole(folder / "output") == check_whole(built_project / "output")


def test_line_ends_of_windows_change_only_what_is_counted_in_bytes(built: Path) -> None:
    page = built / "raw/source/cites-cooperation.txt"
    old = {file.name: file.read_bytes() for file in (built / "output/csv").glob("*.csv")}
    data = page.read_bytes()
    page.write_bytes(data.replace(b"\n", b"\r\n"))
    make(built, "pin")
    make(built, "build")
    new = {file.name: file.read_bytes() for file in (built / "output/csv").glob("*.csv")}
    assert {name for name in old if old[name] != new[name]} == {"documents.csv"}


def test_a_line_of_a_megabyte_is_one_fault(built: Path) -> None:
    page = built / "raw/source/cites-cooperation.txt"
    for line in (
        "x" * 1_000_000,
        "- " + "trade with the CITES, " * 50_000 + "x",
        "The " + "Foo Bar (FB), " * 70_000 + "x",
    ):
        with page.open("ab") as stream:
            stream.write(b"\n" + line.encode())
        make(built, "pin")
        before = os.times()
        done = run_make(built, "build")
        after = os.times()
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert f"cites-cooperation.txt:{52}: no rule reads: «" in done.stderr
        assert after.children_user - before.children_user < 30, "seconds of the processor"
        page.write_bytes((EDITION / "raw/source/cites-cooperation.txt").read_bytes())
