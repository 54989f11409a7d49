"""What the tests share: the project itself, copies of it to break, and the published output."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline import database
from pipeline.commands import diff
from pipeline.corpus import document, parts
from pipeline.site import build
from pipeline.text.citations import known_numbers

ROOT = Path(__file__).parent.parent
EDITION = ROOT / "tests/edition"  # its raw/ is what the tests of behaviour read, whatever the project's own says


# What only tests that are marked `golden` may read: a rightful edit of it must break no other.
_OURS = tuple(f"{ROOT / name}{os.sep}" for name in ("raw/source", "raw/curated", "output"))
_is_guarded = False


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _is_guarded and isinstance(file := arguments[0], str | os.PathLike):
        path = os.path.abspath(file)  # noqa: PTH100 - a path that is not to be followed
        assert not path.startswith(_OURS), f"{path}: a test of behaviour reads EDITION; or mark it `golden`"


sys.addaudithook(_guard)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    global _is_guarded
    _is_guarded = item.get_closest_marker("golden") is None
    try:
        return (yield)
    finally:
        _is_guarded = False


@pytest.fixture(scope="session", autouse=True)
def _edition(bare_project: Path) -> Iterator[None]:
    """Let what knows by itself where raw/ is read that of the edition."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("meetings", "numbers"):
            patch.setattr(known_numbers, name.upper(), bare_project / f"raw/curated/{name}.csv")
        for module in (document, parts, diff):
            patch.setattr(module, "ROOT", bare_project)
        yield


def once(factory: pytest.TempPathFactory, name: str, make_it: Callable[[Path], object]) -> Path:
    """Return a folder that is made once for a run of the tests, by whichever of its processes needs it first."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # that of all workers
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a process that failed has left
            folder.mkdir()
            make_it(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def bare_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the raw/ of the edition; nothing is built in it, and it is not to be changed."""
    return once(tmp_path_factory, "bare", lambda folder: copy_project(folder / "a project")) / "a project"


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the raw/ of the edition, built by `make build`; not to be changed.

    What make printed is in `printed.txt` next to it.
    """

    def build_it(folder: Path) -> None:
        (folder / "printed.txt").write_text(make(copy_project(folder / "a project"), "build"), "utf-8")

    return once(tmp_path_factory, "built", build_it) / "a project"


@pytest.fixture(scope="session")
def current_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project as it is, with its own raw/, built by `make site`; not to be changed. For golden facts."""

    def build_it(folder: Path) -> None:
        make(copy_project(folder / "project", ROOT / "raw"), "site")

    return once(tmp_path_factory, "current", build_it) / "project"


@pytest.fixture(scope="session")
def output(built_project: Path) -> Path:
    """What is published of the edition; not to be changed."""
    return built_project / "output"


@pytest.fixture(scope="session")
def site(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of what is published, made aside; not to be changed."""

    def build_it(folder: Path) -> None:
        shutil.copytree(output, folder / "output")
        build.run(ROOT, folder / "output", folder / "build")

    return once(tmp_path_factory, "site", build_it) / "output/site"


def only(copy: Path, *names: str) -> Path:
    """Remove all but these names from the published folder."""
    for path in copy.iterdir():
        if path.name not in names:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return copy


@pytest.fixture
def copy(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The published folder as `output`, in the working directory, to be spoilt."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(output, "output")
    return Path("output")


@pytest.fixture
def csv(copy: Path) -> Path:
    """The CSV package alone."""
    return only(copy, "csv") / "csv"


@pytest.fixture
def parquet(copy: Path) -> Path:
    """The Parquet package alone."""
    return only(copy, "parquet") / "parquet"


@pytest.fixture
def connection(output: Path):
    """A connection to the published database, read-only."""
    connection = database.open_read_only(output / database.FILE)
    yield connection
    connection.close()


@pytest.fixture
def scratch(output: Path, tmp_path: Path):
    """A connection to a copy of the published database that may be written to."""
    shutil.copyfile(output / database.FILE, tmp_path / database.FILE)
    connection = duckdb.connect(str(tmp_path / database.FILE))
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def oldest_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the oldest DuckDB that is promised to read the database, and its httpfs."""

    def install(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        lock = ROOT / "locks/oldest.lock"
        command = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
        command += ["--require-hashes", "--requirement", str(lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = f"DuckDB 1.1 cannot be installed: {done.stderr.strip().splitlines()[-1]}"
            has_wheel = sys.version_info < (3, 14)
            pytest.fail(reason) if os.environ.get("CI") and has_wheel else pytest.skip(reason)

    return once(tmp_path_factory, "oldest", install) / "bin/python"


def copy_project(target: Path, raw: Path = EDITION / "raw") -> Path:
    """Copy the project to a folder, without what is built, with the same `.venv` and the raw/ of the edition."""
    target.mkdir(parents=True)
    shutil.copytree(raw, target / "raw")
    for name in ("schemas", "pipeline", "locks", "docs"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "CHANGELOG.md", "pyproject.toml"):
        shutil.copy2(ROOT / name, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, with the raw/ of the edition, that may be changed; nothing is built in it."""
    return copy_project(tmp_path / "a project")


@pytest.fixture
def built(built_project: Path, tmp_path: Path) -> Path:
    """A built project that may be changed: a copy, with the times of its files."""
    return Path(shutil.copytree(built_project, tmp_path / "a project", symlinks=True))


# What a make above these tests says of itself would change what one below them does; and everybody's Python writes
# bytecode, which changes the times of folders.
_LEFT_OUT = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONDONTWRITEBYTECODE")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}


def run_make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder; return what came of it."""
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def make(folder: Path, *arguments: str, **environment: str) -> str:
    """Run make in a folder, and see that it succeeds; return what it printed."""
    done = run_make(folder, *arguments, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def edit(file: Path, *replacements: tuple[str, str]) -> None:
    """Replace words in a file, each of them there exactly once."""
    text = file.read_bytes().decode("utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, f"«{old}» is there {text.count(old)} times"
        text = text.replace(old, new)
    file.write_bytes(text.encode("utf-8"))


def edit_page(folder: Path, *replacements: tuple[str, str]) -> None:
    """Edit the page of a project, and pin it."""
    page = folder / "raw/source/cites-cooperation.txt"
    old = hashlib.sha256(page.read_bytes()).hexdigest()
    edit(page, *replacements)
    edit(folder / "raw/source/sources.toml", (old, hashlib.sha256(page.read_bytes()).hexdigest()))
