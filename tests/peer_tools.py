"""The tools of others that open what is published, each in an environment of its own below a temporary folder.

Nothing is installed on the machine itself. Where a tool cannot be had, its tests say why and are skipped; in CI, where
it must be there, they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest


def unavailable(reason: str) -> NoReturn:
    """Skip the test, or fail it in CI."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str, package: str) -> str:
    """Return the path of a program of the system; `package` is what Debian calls the package that holds it."""
    return shutil.which(name) or unavailable(f"there is no {name} here: apt install {package}")


def install(command: list[str | Path], what: str) -> None:
    """Run what installs a tool."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        unavailable(f"{what} cannot be installed: {done.stderr.strip().splitlines()[-1]}")


def python_with(folder: Path, what: str, *options: str) -> Path:
    """Return the Python of a new environment in a folder, with what pip installs by `options`."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin/python"
    install([python, "-m", "pip", "install", "--quiet", *options], what)
    return python


def node_with(folder: Path, package: str) -> Path:
    """Return a new folder in which node finds a package of npm, such as `datapackage@1.1.10`."""
    program("node", "nodejs")
    folder.mkdir()
    (folder / "package.json").write_text("{}", "utf-8")
    npm = program("npm", "npm")
    install([npm, "install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", package], package)
    return folder


def said(command: list[str | Path], folder: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Run a command, and see that it succeeds; return what it printed."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
