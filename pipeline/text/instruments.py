"""What a Resolution or Decision of the Conference of the Parties is, and all that follows from its name."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from schemas.values import INSTRUMENT

Kind = Literal["resolution", "decision"]

# What is revised where no meeting is named: `Resolution Conf. 2.6 (Rev.)`.
UNDATED = "Rev."
_LETTERS: dict[Kind, str] = {"resolution": "conf", "decision": "dec"}
_WORDS: dict[Kind, str] = {"resolution": "Resolution Conf.", "decision": "Decision"}
_KINDS = {letters: kind for kind, letters in _LETTERS.items()}
# Earlier meetings took decisions too, but did not number them like this.
FIRST_WITH_DECISIONS = 9
_FIRST_MEETING: dict[Kind, int] = {"resolution": 1, "decision": FIRST_WITH_DECISIONS}


def meeting_id(number: int) -> str:
    """Return the key of a meeting of the Conference of the Parties: `CoP19`."""
    return f"CoP{number}"


class Instrument(NamedTuple):
    """A Resolution or Decision in one revision.

    The part of `number` before the point is the meeting that adopted it. `revision` is the meeting that last revised
    it (`CoP18`), or `Rev.` where none is named, or None for the first version.
    """

    kind: Kind
    number: str
    revision: str | None = None

    @classmethod
    def parse(cls, instrument_id: str) -> Instrument:
        """Return the instrument that has this id; raises ValueError if it is not the id of one."""
        if not re.fullmatch(INSTRUMENT, instrument_id):
            raise ValueError(f"«{instrument_id}» is not the id of a Resolution or Decision")
        letters, number, *rev = instrument_id.split("-")
        if len(rev) == 2:
            revision: str | None = meeting_id(int(rev[1].removeprefix("cop")))
        else:
            revision = UNDATED if rev else None
        return cls(_KINDS[letters], number, revision)

    @property
    def id(self) -> str:
        """Its key: `conf-12.4-rev-cop18`, `dec-17.55`, `conf-2.6-rev`."""
        parts = [_LETTERS[self.kind], self.number]
        if self.revision is not None:
            parts += ["rev"] if self.revision == UNDATED else ["rev", self.revision.lower()]
        return "-".join(parts)

    @property
    def label(self) -> str:
        """Its name as one writes it: `Resolution Conf. 12.4 (Rev. CoP18)`, `Resolution Conf. 2.6 (Rev.)`."""
        name = f"{_WORDS[self.kind]} {self.number}"
        if self.revision is None:
            return name
        return f"{name} (Rev.)" if self.revision == UNDATED else f"{name} (Rev. {self.revision})"

    @property
    def adopted(self) -> int:
        """The number of the meeting that adopted it."""
        return int(self.number.partition(".")[0])

    @property
    def revised(self) -> int | None:
        """The number of the meeting that last revised it; None if it is not revised, or no meeting is named."""
        return None if self.revision is None or self.revision == UNDATED else int(self.revision.removeprefix("CoP"))

    @property
    def adopted_meeting_id(self) -> str:
        """The key of the meeting that adopted it."""
        return meeting_id(self.adopted)

    @property
    def revised_meeting_id(self) -> str | None:
        """The key of the meeting that last revised it, if one is named."""
        return None if self.revised is None else meeting_id(self.revised)

    def is_possible(self, meetings: Collection[int]) -> bool:
        """Return whether its meetings are among these, and numbered such instruments, in that order, from 1."""
        adopted, revised = self.adopted, self.revised
        if adopted not in meetings or adopted < _FIRST_MEETING[self.kind] or ".0" in self.number:
            return False
        return revised is None or (revised in meetings and adopted < revised)
