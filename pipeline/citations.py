"""Resolutions and Decisions of the Conference of the Parties, as a text cites them.

The leading number is the meeting that adopted the instrument, `(Rev. CoPn)` the one that last revised it.
A list shares the word before it; a revision belongs to the one number before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEAD = re.compile(r"(?<!\w)(?:(?P<resolution>Resolutions?) (?=Conf\. \d)|Decisions? (?=\d))")
_MEMBER = re.compile(
    r"(?:Conf\. )?(?P<number>(?P<meeting>\d{1,2})\.\d{1,3})(?![\w.]\d)"
    r"(?P<revision> \(Rev\.(?: ?CoP ?(?P<revised>\d{1,2}))?\))?"
)
_SEPARATOR = re.compile(r"(?:,? (?:and|&)|,) (?=(?:Conf\. )?\d)")


@dataclass(frozen=True)
class Citation:
    """A Resolution or Decision in a text: its code points `start` to `end`, in the revision cited.

    The word before a list belongs to the span of its first member. `revision` is `CoP19`, or `Rev.` where
    the text names no meeting, or None.
    """

    start: int
    end: int
    kind: str
    number: str
    adopted: int
    revision: str | None

    @property
    def label(self) -> str:
        """The instrument as one writes it: `Resolution Conf. 12.4 (Rev. CoP18)`."""
        name = f"Resolution Conf. {self.number}" if self.kind == "resolution" else f"Decision {self.number}"
        match self.revision:
            case None:
                return name
            case "Rev.":
                return f"{name} (Rev.)"
            case meeting:
                return f"{name} (Rev. {meeting})"

    @property
    def instrument_id(self) -> str:
        """The instrument as a key: `conf-12.4-rev-cop18`, `dec-17.55`, `conf-2.6-rev`."""
        name = f"{'conf' if self.kind == 'resolution' else 'dec'}-{self.number}"
        match self.revision:
            case None:
                return name
            case "Rev.":
                return f"{name}-rev"
            case meeting:
                return f"{name}-rev-{meeting.lower()}"

    @property
    def revised(self) -> int | None:
        """The number of the meeting that revised it, if the text names one."""
        return int(self.revision[3:]) if self.revision and self.revision != "Rev." else None


def find(text: str) -> list[Citation]:
    """Return the citations in a text, from left to right."""
    citations = []
    for lead in _LEAD.finditer(text):
        kind = "resolution" if lead["resolution"] else "decision"
        start, at = lead.start(), lead.end()
        while member := _MEMBER.match(text, at):
            revision = None
            if member["revision"]:
                revision = f"CoP{int(member['revised'])}" if member["revised"] else "Rev."
            citations.append(Citation(start, member.end(), kind, member["number"], int(member["meeting"]), revision))
            separator = _SEPARATOR.match(text, member.end())
            if separator is None:
                break
            start = at = separator.end()
    return citations
