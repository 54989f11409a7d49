"""Makes a Python environment from a lock file: `locks/setup .venv build` installs what locks/build.lock names.

uv does it; pip does where uv cannot run, or where only pip has been told how to reach the package index. What stands in
the way is said in one line, with the remedy. It needs the standard library only, of any Python from 3.11 on.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.lock import exclusive

MARK = "made-by-make"  # a file in each environment that was made here: no other is ever deleted

# Each lock file, and those that are part of it, with the same versions.
PARTS: dict[str, tuple[str, ...]] = {
    "build": (),
    "documents": ("build",),
    "distributed": ("build", "documents"),
    "dev": ("build", "documents", "distributed"),
    "bench": (),
}
# How many MB are to be fetched for it, uv included, and how many GB it takes on the disk: measured.
TO_FETCH = {"build": 140, "documents": 150, "distributed": 155, "dev": 360, "bench": 105}
ON_DISK = {"build": 0.5, "documents": 0.5, "distributed": 0.5, "dev": 1.2, "bench": 0.5}

# Wheels only, so that nothing is compiled; one tool of the tests has none, and is plain Python.
_WHEELS = ["--only-binary=:all:", "--no-binary=jsonpath-rw"]
_OPTIONS = {"build": _WHEELS, "documents": _WHEELS, "distributed": _WHEELS, "dev": _WHEELS, "bench": []}

# What the configuration of pip may say about the way to the package index, and uv does not read.
_WAY_TO_THE_INDEX = re.compile(
    r"\.(index-url|extra-index-url|no-index|find-links|cert|client-cert|proxy|trusted-host)="
)

# What uv and pip say, what that means, and the remedy; the first that fits.
NO_INDEX = "the Python Package Index cannot be reached"
_REASONS = [
    (r"no space left on device", "the disk is full", "make room"),
    (
        r"certificate.?verify.?failed|invalid peer certificate",
        "the certificate of the package index is not trusted here",
        "if your network has a certificate of its own, run `python3 -m pip config set global.cert FILE`",
    ),
    (
        r"do not match the hashes|hash mismatch",
        "the package index gave a file that is not the one of the lock file",
        "nothing of it was installed; try another index",
    ),
    (
        r"name resolution|name or service not known|nodename nor servname|dns error|newconnectionerror|unreachable"
        r"|connection (refused|reset|aborted)|timed? ?out|proxyerror|error sending request",
        NO_INDEX,
        "connect this machine, or name a mirror: `python3 -m pip config set global.index-url URL`",
    ),
    (
        r"no matching distribution found|no usable wheels|no wheels",
        f"Python {sys.version_info[0]}.{sys.version_info[1]} on this system lacks a package that is needed",
        "choose another Python, from 3.11 to 3.14, such as `make PYTHON=python3.13`",
    ),
]


def main() -> int:
    """Set up an environment, or, asked for what is `left`, print which lock files it holds whole."""
    folder, lock = Path(sys.argv[1]), sys.argv[2]
    if lock == "left":
        print(*left(folder))
        return 0
    try:
        with exclusive(Path("build")):
            set_up(folder, lock)
    except OSError as error:
        sys.exit(f"{error.filename or folder}: {error.strerror or error}; allow writing there, or make room")
    except KeyboardInterrupt:
        print("set-up was interrupted: run make again", file=sys.stderr)
        return 130
    return 0


def left(folder: Path) -> list[str]:
    """Return the lock files of which an environment has everything, for the Python that runs this, which is its own.

    For each, a file in the environment has the hash of the lock file and what was in `site-packages` then. Nothing is
    left if another version of Python is asked for.
    """
    asked_for = os.environ.get("PYTHON")
    if asked_for and _version(asked_for) != _version(sys.executable):
        return []
    packages = _site_packages(folder)
    there = {path.name for path in packages.iterdir()} if packages.is_dir() else set()
    found = []
    for lock in PARTS:
        if (folder / lock).is_file():
            digest, *names = (folder / lock).read_text("utf-8").splitlines() or [""]
            if digest == _digest(lock) and names and there.issuperset(names):
                found.append(lock)
    return found


def set_up(folder: Path, lock: str) -> None:
    """Install what a lock file names; make the environment first, unless it is whole. Raises SystemExit."""
    python = str(folder / "bin/python")
    asked = [python, "-BESsm", "locks.setup", str(folder), "left"]
    try:
        whole = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    except OSError:  # there is none, or the Python that it was made with is gone
        whole = []
    if lock in whole:
        return  # another make was faster
    if not _site_packages(folder).is_dir():  # it is that of another Python
        whole = []
    if not whole:
        clear(folder)
    room = f"up to {TO_FETCH[lock]} MB to fetch, {ON_DISK[lock]} GB on disk"
    print(f"setting up {folder} with Python {sys.version.split()[0]}: {room}", flush=True)
    if not whole:
        create(folder)
    for name in PARTS:
        (folder / name).unlink(missing_ok=True)
    install(python, lock, folder / "setup.log")
    names = sorted(path.name for path in _site_packages(folder).iterdir() if path.name != "__pycache__")
    for name in (*PARTS[lock], lock):
        (folder / name).write_text("\n".join([_digest(name), *names]) + "\n", "utf-8")


def clear(folder: Path) -> None:
    """Remove an environment that was made here, if another can be made. Raises SystemExit."""
    try:
        import ensurepip  # noqa: F401, it is what Debian leaves out
        import venv  # noqa: F401
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        remedy = f"apt-get install python{version}-venv" if shutil.which("apt-get") else "install that part of it"
        sys.exit(f"Python {version} lacks its module venv: {remedy}")
    is_ours = any((folder / name).is_file() for name in (MARK, "build"))
    if folder.is_symlink() and (is_ours or not folder.exists()):
        folder.unlink()  # and not what it leads to
    elif is_ours:
        shutil.rmtree(folder)
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        sys.exit(f"{folder} was not made by make, so it is left as it is: rename it, or delete it if nobody needs it")


def create(folder: Path) -> None:
    """Make an empty environment. Raises SystemExit."""
    import venv

    folder.mkdir(exist_ok=True)
    (folder / MARK).write_text("make made this folder from a file in locks/, and may delete it.\n", "utf-8")
    try:
        venv.create(folder, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{folder}: no environment can be made there ({_last_line(error.output.decode(errors='replace'))})")


def install(python: str, lock: str, log: Path) -> None:
    """Install exactly what a lock file names, each file checked against its hashes. Raises SystemExit."""
    pip = [python, "-m", "pip"]
    options = [*_OPTIONS[lock], "--require-hashes"]
    by_uv = [
        [*pip, "install", "--only-binary=:all:", "--require-hashes", "--requirement", "locks/uv.lock"],
        [python, "-m", "uv", "pip", "sync", f"--python={python}", *options, f"locks/{lock}.lock"],
    ]
    by_pip = [[*pip, "install", *options, "--requirement", f"locks/{lock}.lock"]]
    configured = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False).stdout
    for commands in [by_pip] if _WAY_TO_THE_INDEX.search(configured) else [by_uv, by_pip]:
        failed = ""
        for command in commands:
            failed = failed or _run(command, TO_FETCH[lock])
        if not failed:
            return
        if reason(failed).startswith(NO_INDEX):
            break  # nor does pip reach it
    log.write_text(failed, "utf-8")
    sys.exit(reason(failed) or f"the packages cannot be installed ({_last_line(failed)}): see {log}")


def reason(said: str) -> str:
    """Return why an installer failed, by what it said, with the remedy; nothing if it says nothing known."""
    for pattern, why, remedy in _REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            return f"{why}: {remedy}"
    return ""


class Progress:
    """How many MB have been fetched, by the lines that uv and pip print."""

    _BEGINS = re.compile(r"\s*Downloading (\S+) \(([\d.]+) ?([kKMG])i?B\)")
    _ENDS = re.compile(r"\s*Downloaded (\S+)")
    _MB = {"k": 0.001, "K": 0.001, "M": 1.0, "G": 1000.0}

    def __init__(self) -> None:
        self.fetched = 0.0
        self._begun: dict[str, float] = {}

    def read(self, line: str) -> None:
        """Take in a line. uv also says when a package is there; pip, which names a file, only when it begins."""
        if begins := self._BEGINS.match(line):
            name, size = begins[1], float(begins[2]) * self._MB[begins[3]]
            if name.endswith((".whl", ".gz")):
                self.fetched += size
            else:
                self._begun[name] = size
        elif ends := self._ENDS.match(line):
            self.fetched += self._begun.pop(ends[1], 0.0)


def _run(command: list[str], to_fetch: int) -> str:
    """Run an installer and, on a terminal, show how far it is; return what it said if it failed, else nothing."""
    environment = os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "UV_SYSTEM_CERTS": "1",  # as pip does
    }
    progress, said = Progress(), ""
    shows = sys.stdout.isatty()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as process:
        assert process.stdout
        for line in process.stdout:
            said += line
            progress.read(line)
            if shows:
                print(f"\r{progress.fetched:.0f} of {to_fetch} MB", end="", flush=True)
    if shows:
        print("\r\033[K", end="", flush=True)
    return said or "it said nothing" if process.returncode else ""


def _version(python: str) -> str:
    """Return the version of a Python, or what came instead."""
    command = [python, "-ISc", "import sys; print(sys.version_info[:2])"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _last_line(said: str) -> str:
    return (said.strip().splitlines() or ["it said nothing"])[-1].strip()


def _site_packages(folder: Path) -> Path:
    """Return where an environment keeps its packages, if it was made with the Python that runs this."""
    return folder / "lib/python{}.{}/site-packages".format(*sys.version_info)


def _digest(lock: str) -> str:
    return hashlib.sha256(Path(f"locks/{lock}.lock").read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
