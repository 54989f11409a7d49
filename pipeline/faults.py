"""What is wrong with the input: one fault is one line for the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it is (file, and line if it has one), what it is, and what to do about it."""

    file: str
    line: int | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}; {self.remedy}"


class Faults(Exception):  # noqa: N818 - it holds faults, it is not one error
    """Raised when a stage cannot go on; holds every fault that it found, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults), key=lambda f: (f.file, f.line or 0, f.problem))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[Faults], tuple[list[Fault]]]:
        """Say how it is rebuilt in another process."""
        return Faults, (self.faults,)


def broken_off(error: OSError, place: str) -> Fault:
    """Return what the system refused: a full disk, a folder that may not be written to; `place` where it names none."""
    return Fault(str(error.filename or place), None, error.strerror or str(error), "mend that, and run it again")
