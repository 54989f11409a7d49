"""What is wrong with the input: each fault is one line for the person who can fix it."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

# Characters that could end a line or control a terminal.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Fault(NamedTuple):
    """One fault: where it is (a file, a table or an argument, perhaps with a line), what is wrong, and the remedy."""

    place: str
    line: int | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return it as a single line, whatever it quotes."""
        place, problem, remedy = (short(_escaped(words), 1000) for words in (self.place, self.problem, self.remedy))
        line = "" if self.line is None else f":{self.line}"
        return f"{place}{line}: {problem}; {remedy}"


def short(words: str, longest: int) -> str:
    """Return words, shortened in the middle if they have more characters than `longest`."""
    head = longest // 2
    tail = longest - head - len(" … ")
    return words if len(words) <= longest else f"{words[:head]} … {words[-tail:]}"


def _escaped(words: str) -> str:
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), words)


class Faults(Exception):  # noqa: N818 - it holds faults, it is not one error
    """Raised when a stage cannot continue; holds every fault that it found, in the order of their places."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults), key=lambda f: (f.place, f.line or 0, f.problem))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[Faults], tuple[list[Fault]]]:
        """Return how to rebuild it in another process."""
        return Faults, (self.faults,)


def broken_off(error: OSError, place: str) -> Fault:
    """Return the fault of an error of the system, such as a full disk; it is at `place` if the error names no file."""
    remedies = {
        errno.ENOSPC: "make room",
        errno.EACCES: "see that you may write there, or choose another folder",
        errno.EROFS: "choose another folder",
    }
    remedy = f"{remedies.get(error.errno or 0, 'fix that')}, and run the command again"
    return Fault(str(error.filename or place), None, error.strerror or str(error), remedy)


def no_room_to_unpack(error: OSError) -> Fault | None:
    """Return the fault that the folder for temporary files is full: what was to be unpacked may be all right."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    from tempfile import gettempdir  # most commands do not need it

    problem = f"the input cannot be unpacked: {error.strerror}"
    return Fault(gettempdir(), None, problem, "make room there, or set TMPDIR to a folder that has some")


@contextmanager
def processes_can_start() -> Iterator[None]:
    """Say what to look at where the system lets no process be started: its own error names no place.

    What processes need is below `/dev/shm`, which some sandboxes lack, and a socket below TMPDIR, with a short path.
    """
    try:
        yield
    except OSError as error:
        problem = f"cannot be started here: {error.strerror or error}"
        remedy = "see that /dev/shm can be written to, and set TMPDIR to a folder with a short path, such as /tmp"
        raise Faults([Fault("other processes", None, problem, remedy)]) from error


def in_words(error: Exception) -> str:
    """Return the message of an error, in our words where those of Python differ between versions."""
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
