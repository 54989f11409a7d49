"""Runs what installs the packages of a lock file: uv, or pip where uv cannot run or only pip knows the way to them.

What stands in the way is said in one line, with the remedy. It needs the standard library only.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

# Wheels only, so that nothing is compiled; one tool of the tests has none, and is plain Python.
_WHEELS = ["--only-binary=:all:", "--no-binary=jsonpath-rw"]
_OPTIONS = {"build": _WHEELS, "documents": _WHEELS, "distributed": _WHEELS, "dev": _WHEELS, "bench": []}

# What the user's settings of pip and uv may say: how to reach the package index. Whatever else they say, such as where
# to install, or which versions, is meant for other work. uv does not read what pip is told of the way.
_WAY_TO_THE_INDEX = {
    *("index-url", "extra-index-url", "no-index", "find-links", "cert", "client-cert", "proxy", "trusted-host"),
}
_KEPT_OF_PIP = _WAY_TO_THE_INDEX | {
    *("timeout", "default-timeout", "retries", "keyring-provider", "cache-dir", "no-cache-dir", "use-feature"),
    "use-deprecated",
}
_KEPT_OF_UV = re.compile(
    "UV_(.*INDEX.*|FIND_LINKS|.*CACHE.*|.*TLS|.*CERTS?|INSECURE_HOST|HTTP_.*|OFFLINE|KEYRING_PROVIDER|CREDENTIALS_DIR"
    "|LINK_MODE|CONCURRENT_.*)"
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


def install(python: str, lock: str, log: Path, to_fetch: int) -> None:
    """Install exactly what a lock file names, each file checked against its hashes, by the Python of an environment.

    `to_fetch` is how many MB that may be; `log` is for what an installer says that nobody foresaw. Raises SystemExit.
    """
    pip = [python, "-I", "-m", "pip"]  # it must not see what PYTHONPATH names
    options = [*_OPTIONS[lock], "--require-hashes"]
    by_uv = [
        [*pip, "install", "--only-binary=:all:", "--require-hashes", "--requirement", "locks/uv.lock"],
        [python, "-I", "-m", "uv", "pip", "sync", f"--python={python}", *options, f"locks/{lock}.lock"],
    ]
    # Python compiles what it imports, when it does; to compile all takes pip longer than the rest. uv does not either.
    by_pip = [[*pip, "install", "--no-compile", *options, "--requirement", f"locks/{lock}.lock"]]
    configured = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False).stdout
    settings = kept_of_pip(configured)
    for commands in [by_pip] if settings.keys() & _WAY_TO_THE_INDEX else [by_uv, by_pip]:
        failed = ""
        for command in commands:
            failed = failed or _run(command, to_fetch, environment(settings))
        if not failed:
            return
        if reason(failed).startswith(NO_INDEX):
            break  # nor does pip reach it
    log.write_text(failed, "utf-8")
    sys.exit(reason(failed) or f"the packages cannot be installed ({last_line(failed)}): see {log}")


def kept_of_pip(configured: str) -> dict[str, str]:
    """Return what set-up keeps of the settings that `pip config list` prints: those of the way to the index."""
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):  # the last one holds
        for name, value in re.findall(rf"^{section}\.([\w-]+)=(.+)$", configured, re.MULTILINE):
            if name in _KEPT_OF_PIP:
                found[name] = str(ast.literal_eval(value))
    return found


def environment(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment of an installer, with these settings of pip, and none of the user's that is not kept."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "UV_")) or _KEPT_OF_UV.fullmatch(name)
    }
    return kept | {
        **{f"PIP_{name.upper().replace('-', '_')}": value for name, value in settings.items()},
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "UV_NO_CONFIG": "1",
        "UV_SYSTEM_CERTS": "1",  # as pip does
    }


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


def _run(command: list[str], to_fetch: int, environment: dict[str, str]) -> str:
    """Run an installer and, on a terminal, show how far it is; return what it said if it failed, else nothing."""
    progress, said = Progress(), ""
    shows = bool(sys.stdout and sys.stdout.isatty())  # there is none where it was closed
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


def last_line(said: str) -> str:
    """Return the last line that a program has printed."""
    return (said.strip().splitlines() or ["it said nothing"])[-1].strip()
