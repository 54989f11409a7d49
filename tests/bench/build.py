"""How long a build takes after a change of the page, and with nothing to do, beside the bare import of its libraries.

`make bench` runs it, in the project itself: it touches the page, which changes nothing. In a clone where `make test`
was never run: Pandera imports Dask too where it is installed, which takes 0.4 s.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "raw/source/cites-cooperation.txt"
IMPORTS = "import pandas, pandera.pandas, duckdb, frictionless"


def run(*command: str) -> None:
    """Run a command in the project; it must succeed."""
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def seconds(task: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of some times that a task took."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        task()
        taken.append(time.perf_counter() - started)
    return min(taken)


def rebuild() -> None:
    """Build as after a change of the page."""
    PAGE.touch()
    run("make", "build")


def main() -> None:
    """Print a line for each, with how many times the bare import it takes."""
    run("make", "build")
    bare = seconds(lambda: run(".venv/bin/python", "-c", IMPORTS))
    for name, taken in {
        "bare import": bare,
        "build after a change": seconds(rebuild),
        "build, nothing to do": seconds(lambda: run("make", "build")),
    }.items():
        print(f"{name:24} {taken:8.2f} s {taken / bare:7.1f} times")


if __name__ == "__main__":
    main()
