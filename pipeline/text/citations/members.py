"""The members of a list of Resolutions or Decisions: numbers, ranges, revisions and the parts cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.text.citations.known_numbers import has_footnote
from pipeline.text.citations.patterns import (
    COUNTS_ON,
    FOLLOWS,
    MEMBER,
    NEXT_LINE_OF_CELL,
    ONLY_PARAGRAPHS,
    TITLE_BETWEEN,
)
from pipeline.text.instruments import UNDATED, Instrument, Kind, meeting_id

# Members of one range. The longest list of Decisions on one subject has 32 (17.204 to 17.235 would be that long); of
# a longer range only the ends are read, so that a few words cannot become millions of rows.
LONGEST_RANGE = 50
_LINE = 300  # characters of a line of a table before a number, at most


_ITEMS = re.compile("[0-9]+")
_LAST = frozenset(".)]\"':|")  # characters after a number that nothing of its list can follow


class Member(NamedTuple):
    """An instrument in a list: its span in the reading copy, and the part of it that is cited."""

    start: int
    end: int
    instrument: Instrument
    pinpoint: str | None = None


def members(text: str, start: int, at: int, kind: Kind, *, is_plural: bool = True) -> tuple[list[Member], int]:
    """Return the members of a list whose first number is at `at`, and where the list ends.

    The first member begins at `start`. Where the list is not plural, a blank alone separates no members.
    """
    found: list[Member] = []
    end = at
    may_count_on = is_plural and start < at and kind == "decision"
    while match := MEMBER.match(text, at):
        follows = FOLLOWS.match(text, match.end()) if text[match.end() : match.end() + 1] not in _LAST else None
        if follows and follows.lastgroup == "quantity" and match["revision"] is None:
            break
        if follows and follows.lastgroup == "short":
            two = _two(kind, (start, match.end()), _number(match["number"]), follows) if is_plural else ()
            return [*found, *two], follows.end()
        read = _read(text, start, match, follows, kind, is_plural=is_plural)
        found += read.members
        end = read.end
        is_bare = read.follows is None and end == match.end() and match["revision"] is None
        if may_count_on and is_bare and (more := _counting_on(text, read.members[0])):
            found += more
            end = more[-1].end
            read = read._replace(pinpoint_end=end, follows=FOLLOWS.match(text, end))
        between = _between(text, read, kind, is_plural=is_plural)
        if between is None:
            break
        start = at = between.end()
    return found, end


class _Read(NamedTuple):
    """A number, or a range: its members, where it ends, where its pinpoint does, and what follows that."""

    members: list[Member]
    end: int
    pinpoint_end: int
    follows: re.Match[str] | None


def _read(
    text: str, start: int, match: re.Match[str], follows: re.Match[str] | None, kind: Kind, *, is_plural: bool
) -> _Read:
    """Return what is read of a number, with the end of its range, if it has one, and its pinpoint."""
    number, revision = _number(match["number"]), _revision(match, "revision", "revised")
    end = at = match.end()
    if revision is None and len(number) > 3 and has_footnote(kind, number):
        number, end = number[:-1], at - 1
    last = _last(number, follows, is_plural=is_plural) if follows and follows.lastgroup == "range" else None
    if follows and last:
        end = at = follows.end()
        revised = _revision(follows, "last_revision", "last_revised")
        found = [Member(start, end, one) for one in _range(kind, (number, revision), (last, revised))]
        follows = FOLLOWS.match(text, at)
    else:
        found = [Member(start, end, Instrument(kind, number, revision))]
    if follows and follows.lastgroup == "pinpoint":
        found[-1] = found[-1]._replace(pinpoint=pinpoint(follows["named"] or follows["bare"]))
        at = follows.end()
        follows = FOLLOWS.match(text, at)
    return _Read(found, end, at, follows)


def _between(text: str, read: _Read, kind: Kind, *, is_plural: bool) -> re.Match[str] | None:
    """Return what is between a number that was read and the next one of its list; None if the list ends."""
    between = read.follows
    if between is None or between.lastgroup != "separator":
        between = _goes_on(text, read.pinpoint_end) if is_plural else None
    elif between["lost"] and not is_plural:
        return None
    if between and kind == "decision" and text[between.end()].isalpha():  # `Conf.` begins another list
        return None
    return between


def _goes_on(text: str, at: int) -> re.Match[str] | None:
    """Return what is between a number and the next one of its list, if that is a title, or other cells of a table."""
    if "|" not in text[at : at + 3]:
        return TITLE_BETWEEN.match(text, at)
    between = NEXT_LINE_OF_CELL.match(text, at)
    if between is None:
        return None
    line_start = text.rfind("\n", max(0, at - _LINE), at) + 1
    is_below = text.count("|", line_start, at) == text.count("|", between.start("below"), between.end())
    return between if is_below else None


def _two(kind: Kind, span: tuple[int, int], number: str, follows: re.Match[str]) -> Iterator[Member]:
    """Yield the two Decisions of 14.69/70, if that is what it is."""
    meeting, _, item = number.partition(".")
    other = follows["item_too"]
    if len(other) == len(item) and int(item) < int(other):
        yield Member(*span, Instrument(kind, number))
        yield Member(*follows.span("item_too"), Instrument(kind, f"{meeting}.{other}"))


def _counting_on(text: str, first: Member) -> list[Member]:
    """Return the Decisions after one that are named by the rest of their number, each by one higher than the last.

    Two are the fewest: in "Decisions 18.14 and 15 others", one may be anything.
    """
    follows = COUNTS_ON.match(text, first.end)
    meeting, _, item = first.instrument.number.partition(".")
    items = list(_ITEMS.finditer(text, *follows.span("items"))) if follows else []
    if any(int(one[0]) != int(item) + at for at, one in enumerate(items, start=1)):
        return []
    return [Member(*one.span(), Instrument("decision", f"{meeting}.{int(one[0])}")) for one in items]


def pinpoint(words: str) -> str:
    """Return the part that is cited, as it is written but in single spaces; of paragraphs, only their numbers."""
    words = " ".join(words.split())
    paragraphs = ONLY_PARAGRAPHS.fullmatch(words)
    return paragraphs["places"] if paragraphs else words


def _last(first: str, follows: re.Match[str], *, is_plural: bool) -> str | None:
    """Return the end of a range; None if it is not one, but a page number behind a dash, or the like."""
    if follows["last"]:
        return _number(follows["last"])
    meeting, _, item = first.partition(".")
    is_spaced = follows["dash"] != "-"
    if int(follows["item"]) <= int(item) or (is_spaced and not is_plural):
        return None
    return f"{meeting}.{follows['item']}"


def _range(kind: Kind, first: tuple[str, str | None], last: tuple[str, str | None]) -> Iterator[Instrument]:
    """Yield the instruments of a range, or only its ends if it is too long, or runs backwards or across meetings.

    A revision after the end of a range holds for all of it; one after its start holds for the start.
    """
    (first_number, first_revision), (last_number, last_revision) = first, last
    meeting, _, low = first_number.partition(".")
    last_meeting, _, high = last_number.partition(".")
    yield Instrument(kind, first_number, first_revision or last_revision)
    if meeting == last_meeting and int(high) - int(low) < LONGEST_RANGE:
        for item in range(int(low) + 1, int(high)):
            yield Instrument(kind, f"{meeting}.{item}", last_revision)
    if last_number != first_number:
        yield Instrument(kind, last_number, last_revision)


def _number(words: str) -> str:
    return words if len(words) < 6 and " " not in words and "\n" not in words else "".join(words.split())


def _revision(match: re.Match[str], whole: str, meeting: str) -> str | None:
    if match[whole] is None:
        return None
    number = match[meeting] or match[f"{meeting}_bare"]
    return meeting_id(int(number)) if number else UNDATED
