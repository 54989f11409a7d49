"""Whether frictionless finds what is to be published valid.

Run as `python -m pipeline.conformance FORMAT`, it reads the path of a package from standard input and prints what is
wrong with it.
It is a process of its own, so that its imports and its checks run beside the writing of the packages.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pipeline.release import DESCRIPTOR

Checker = subprocess.Popen[str]


def start(file_format: str) -> Checker:
    """Return a checker, which gets ready to be asked about one package of a format."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.conformance", file_format],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def ask(checker: Checker, folder: Path) -> None:
    """Have a checker look at the package in a folder; it does so while the caller goes on."""
    assert checker.stdin is not None
    checker.stdin.write(f"{folder}\n")
    checker.stdin.flush()


def problems(checker: Checker, name: str) -> list[str]:
    """Wait for a checker, and return what it found wrong with the package of that name, a line each."""
    output, error = checker.communicate()
    return [f"{name}: {line}" for line in (output or error).splitlines()] if checker.returncode else []


def _check(folder: Path) -> list[str]:
    """Return what frictionless finds wrong with a package, its foreign keys aside.

    These are left to DuckDB: frictionless would read every table again for each of them.
    """
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    for resource in descriptor["resources"]:
        resource["schema"].pop("foreignKeys", None)
    with system.use_context(trusted=True):
        report = Package.from_descriptor(descriptor, basepath=str(folder)).validate()
    found = [error.message for error in report.errors]
    return found + [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]


if __name__ == "__main__":
    # Only this process waits for these. Frictionless reads Parquet by way of pandas, and would import it later.
    from frictionless import Package, system

    if sys.argv[1] == "parquet":
        import pandas  # noqa: F401
        import pyarrow.dataset  # noqa: F401

    found = _check(Path(sys.stdin.readline().rstrip("\n")))
    print("\n".join(found))
    sys.exit(bool(found))
