"""What the tests share: the project itself, copies of it to break, and the published output."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline import database
from pipeline.site import build

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published folder, the site aside, as a copy; `make test` builds it first."""
    folder = ROOT / "output"
    assert (folder / "SHA256SUMS").exists(), "run `make build` first, or the tests through `make test`"
    target = tmp_path_factory.mktemp("published") / "output"
    return Path(shutil.copytree(folder, target, ignore=shutil.ignore_patterns("site")))


@pytest.fixture(scope="session")
def site(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of what is published, made aside."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(output, folder / "output")
    build.run(ROOT, folder / "output", folder / "build")
    return folder / "output/site"


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
    folder = tmp_path_factory.mktemp("oldest") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin/python"
    lock = ROOT / "tests/duckdb-1.1.lock"
    options = ["--quiet", "--only-binary=:all:", "--require-hashes", "--requirement", str(lock)]
    done = subprocess.run([python, "-m", "pip", "install", *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = f"DuckDB 1.1 cannot be installed: {done.stderr.strip().splitlines()[-1]}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return python


def copy_project(target: Path) -> Path:
    """Copy the project to a folder, without what is built, and with the same `.venv`; return the folder."""
    target.mkdir(parents=True)
    for name in ("raw", "schemas", "pipeline", "docs"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "CHANGELOG.md", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy2(ROOT / name, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that may be changed, nothing built in it."""
    return copy_project(tmp_path / "a project")


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, built by `make build`; not to be changed."""
    folder = copy_project(tmp_path_factory.mktemp("built") / "a project")
    make(folder, "build")
    return folder


@pytest.fixture
def built(built_project: Path, tmp_path: Path) -> Path:
    """A built project that may be changed: a copy, with the times of its files."""
    return Path(shutil.copytree(built_project, tmp_path / "a project", symlinks=True))


# What a make above these tests says of itself would change what one below them does.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}


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
