"""Makes a Python environment from a lock file: `locks/setup .venv build` installs what locks/build.lock names.

What stands in the way is said in one line, with the remedy. It needs the standard library only, of any Python from 3.11
on.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from locks.installers import install, last_line, reason
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
    install(python, lock, folder / "setup.log", TO_FETCH[lock])
    if gone := lacking(lock, _site_packages(folder)):
        sys.exit(f"{folder} lacks {', '.join(gone)}, though all was installed: rename {folder}, and run make again")
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
        said = error.output.decode(errors="replace")
        sys.exit(f"{folder}: no environment can be made there ({reason(said) or last_line(said)})")
    except ValueError as error:  # of a name with a `:`, which would divide PATH
        sys.exit(f"{folder}: no environment can be made there ({error}): rename the folder of the project")


def lacking(lock: str, packages: Path) -> list[str]:
    """Return what a lock file names for every system and Python, and is not in a folder of packages in that version."""
    from importlib import metadata  # which takes long, and is not needed for what is `left`

    text = Path(f"locks/{lock}.lock").read_text("utf-8")
    named = re.findall(r"^([a-z0-9-]+)==(\S+)(?: \\)?$", text, re.MULTILINE)
    there = {
        (re.sub(r"[-_.]+", "-", one.name).lower(), one.version) for one in metadata.distributions(path=[str(packages)])
    }
    return [f"{name} {version}" for name, version in named if (name, version) not in there]


def _version(python: str) -> str:
    """Return the version of a Python, or what came instead."""
    command = [python, "-ISc", "import sys; print(sys.version_info[:2])"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _site_packages(folder: Path) -> Path:
    """Return where an environment keeps its packages, if it was made with the Python that runs this."""
    return folder / "lib/python{}.{}/site-packages".format(*sys.version_info)


def _digest(lock: str) -> str:
    return hashlib.sha256(Path(f"locks/{lock}.lock").read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
