"""Numbers that no heading explains, only how they are listed, or what is below them."""

from __future__ import annotations

import re

from pipeline.text.citations.members import members
from pipeline.text.citations.numbers_alone import LONGEST_TITLE, has_title_in_capitals, is_title, numbers_outside
from pipeline.text.citations.patterns import compiled

_SHORTEST = 100  # characters of a line in which many numbers are listed, and at most:
_LONGEST = 20_000
_FEWEST = 5  # numbers in it that rise by themselves
_REVISED = 2  # and that are revised
# What a Decision says first: "The Standing Committee should", "Les Parties sont priées", "Se alienta a las Partes".
_TASK = compiled(
    r"""\n{1,2} (?-i:[A-ZÀ-Ý])[\w'-]* (?:,?\s[\w'-]+){0,9}? \s (?:
        shall | should | (?:is|are)\s(?:requested|encouraged|invited|urged|directed|asked)
      | doi(?:t|vent) | devrai(?:t|ent) | (?:est|sont)\s(?:pri|invit|encourag|charg)
      | deber[áí]a?n? | (?:se\s)?(?:alienta|invita|insta|encarga|pide|exhorta) )"""
)
_ASKED = re.compile(r"\n{1,2}Se (?:alienta|invita|insta|encarga|pide|exhorta)")


def is_above_task(text: str, at: int, end: int) -> bool:
    """Return whether a number ends a title, in a line of its own, right above what a body is asked to do."""
    if text[end : end + 1] != "\n":
        return False
    line_start = text.rfind("\n", max(0, at - LONGEST_TITLE), at) + 1
    is_titled = (line_start > 0 or at <= LONGEST_TITLE) and is_title(text[line_start:at])
    return is_titled and (_TASK.match(text, end) or _ASKED.match(text, end)) is not None


def list_end(text: str, at: int) -> int:
    """Return where a line ends that lists Decisions, of which a number is the first; 0 if it lists something else.

    They rise, are all of the last meeting but for those that it has revised, and have titles: "19.1 Language strategy
    19.2 19.3 Rules of Procedure 18.5 (Rev. CoP19) Access to funding".
    """
    end = text.find("\n", at, at + _LONGEST)
    end = min(at + _LONGEST, len(text)) if end < 0 else end
    line = text[at:end]
    if len(line) < _SHORTEST or line.count("Rev") < _REVISED:
        return 0
    last, meetings, revised, done = 0, set(), [], 0
    count = 0
    for start in numbers_outside(line, ()):
        if start < done:
            continue
        found, done = members(line, start, start, "decision")
        if not found or not has_title_in_capitals(line, done):
            return 0
        for one in (member.instrument for member in found):
            if one.revised is not None:
                revised.append(one.revised)
                continue
            item = int(one.number.partition(".")[2])
            if item <= last:
                return 0
            last = item
            meetings.add(one.adopted)
            count += 1
    return end if count >= _FEWEST and len(revised) >= _REVISED and meetings == {max(revised)} else 0
