"""Numbers that stand alone: those of Decisions or Resolutions only because a heading, or the like, says so.

The Secretariat's own pages are such texts. Three things say what the numbers at the beginning of lines are:

- a heading over a list: "Decisions in effect after the 19th meeting";
- to whom a Decision is directed, above it or under its title: "Directed to the Secretariat";
- the way to a page: "- Decisions", above "- 17.32 (Rev. CoP19)".

They say so until a number that cannot be one, or a heading such as "Agenda", says otherwise.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.text.bodies import names_another
from pipeline.text.instruments import Kind
from pipeline.text.known import is_possible
from pipeline.text.lists import Member, members
from pipeline.text.patterns import DIGITS, NO_MORE, POINT, compiled

_MARKS = r"[ \t#*|>•·▪–—-]{0,20}"  # before what a line says: a bullet, a heading's marks, the border of a table
_DECISIONS = r"(?:d[ée]cisions?|decisi[óo]n(?:es)?)"
_RESOLUTIONS = r"(?:r[ée]solutions?|resoluci[óo]n(?:es)?)"

# What is looked for first, because to look for plain words is fast; in either case, without the first letter.
_STEMS = (
    *("irected to", "irigid", "dresse d", "ttention d", "ntention d", "ecisions\n", "écisions\n", "ecisiones\n"),
    *("n effect", "n vigueur", "n vigor", "igente", "alid ", "alables", "álidas", "urrent ", " the Parties", " Partes"),
    *(" des Parties",),
)
_HEADING = compiled(
    rf"""^{_MARKS} (?:page\s[0-9]{{1,4}}:\s)? (?:[0-9IVX]{{1,4}}\.?\s)? (?:
        (?P<adjective>valid|current)\s (?: {_DECISIONS} | (?P<valid>{_RESOLUTIONS}) )
      | (?: {_DECISIONS} | (?P<resolution>{_RESOLUTIONS}) ) \s (?:
            of\sthe\sConference\sof\sthe\sParties | de\sla\sConf[ée]rence\sdes\sParties
          | de\sla\sConferencia\sde\slas\sPartes | (?:still\s)?in\seffect | (?:encore\s)?en\svigueur
          | valables | (?:a[úu]n\s)?(?:en\svigor|vigentes?) | v[áa]lidas ) ) \b"""
)
_DIRECTION = compiled(
    rf"""(?<![^\W_]) (?: {_DECISIONS}\s(?:directed\sto|dirigid[ao]s?\sal?|à\sl'(?:adresse|attention|intention)\sd)
      | (?-i:D)irected\sto | (?-i:D)IRECTED\sTO | (?-i:D)irigid[ao]s?\sa(?:l|\slas?)?(?::|\b)
      | (?-i:[ÀA])\s?l'(?:adresse|attention|intention)\sd )"""
)
_CRUMB = compiled(rf"^{_MARKS}{_DECISIONS}$")
_END = compiled(
    rf"""^{_MARKS} (?:[\w'-]{{1,14}}\s){{0,2}}
    (?:agenda|orden\sdel\sd[ií]a|ordre\sdu\sjour|programa|programme|timetable|schedule|horaires?|horarios?|hours|times
      |calendar|calendrier|calendario|contents|mati[èe]res|[ií]ndice|contacts?|prices?|prix|precios|rates)
    (?:\s[\w'-]{{1,14}}){{0,2}}\s?:?$"""
)
_FIRST = compiled(rf"(?:^|\n){_MARKS}\Z")
_TITLE = re.compile(r"\s{0,2}(?:[^\W\d_]|[(\[\"'|-])|\s?\Z|\n")
_NUMBER = compiled(rf"{DIGITS}{NO_MORE}")
_IN_LINE = re.compile(r"[\w)\]\"'*:&] \Z")
_OF_A_DOCUMENT = compiled(
    r"\b(?:Docs?|Inf|Props?|Com|Rec|Sum|Plen|items?|points?|paragraphs?|paras?|Articles?|Annex|No|n°|table|figure|page|pp?"
    r"|rule|section|CoP[0-9]*|[SAP]C[0-9]*|at|to|and|of|USD|CHF|EUR)\.?\s\Z"
)
_LONG_LINE = 200  # characters, from which on a line may hold a whole list
_ABOVE = 300  # characters above a direction in which the title is


class _Saying(NamedTuple):
    """What a line says of the numbers below it: a heading over a list, or to whom a Decision is directed."""

    line_start: int
    end: int
    kind: Kind | None  # None where they are those of another body
    sort: str  # "heading", "direction" or "crumb"


def alone(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Member]:
    """Yield the citations of a reading copy that have no word before them; `taken` are the spans of those that have."""
    numbers = list(_untaken(_numbers(text), taken))
    if not numbers:
        return
    sayings = deque(_sayings(text))
    if not sayings and not any(_after_crumb(text, at) for at in numbers):
        return
    reading = _Reading(text)
    for at in numbers:
        while sayings and sayings[0].line_start <= at:
            yield from reading.hear(sayings.popleft())
        yield from reading.number(at)
    for saying in sayings:
        yield from reading.hear(saying)


class _Reading:
    """What has been said so far, and which numbers were passed over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._kind: Kind | None = None
        self._sort = ""
        self._meetings: set[int] = set()  # that adopted what has been listed since the last heading
        self._looked_to = 0  # up to where the lines have been looked at for another heading
        self._done = 0
        self._passed: list[int] = []

    def hear(self, saying: _Saying) -> Iterator[Member]:
        """Take what a line says, and yield what it makes of the title above it."""
        if saying.kind is None:
            self._kind = None
            return
        if saying.sort != "direction" or self._kind is None:
            self._meetings = set()
        self._kind, self._sort = saying.kind, saying.sort
        self._looked_to = saying.end
        if saying.sort == "direction":
            yield from self._title_above(saying)

    def number(self, at: int) -> Iterator[Member]:
        """Yield the members of the list that begins at a number, if it is one."""
        text = self._text
        if at < self._done:
            return
        if _after_crumb(text, at):
            yield from self._accept("decision", at)
            return
        is_first = _FIRST.search(text, max(0, at - 22), at) is not None
        if self._kind is None:
            self._pass_over(at)
        elif is_first or self._is_in_line(at):
            found, end = members(text, at, at, self._kind)
            if not found or not _TITLE.match(text, end):
                return
            if self._is_ended(at, found[0]):
                self._kind = None
            else:
                yield from self._accept(self._kind, at)
            if self._sort == "crumb":
                self._kind = None
        else:
            self._pass_over(at)

    def _accept(self, kind: Kind, at: int) -> Iterator[Member]:
        found, end = members(self._text, at, at, kind)
        if found and _is_likely(found[0]):
            self._done = self._looked_to = end
            self._meetings.update(member.instrument.adopted for member in found)
            yield from found

    def _pass_over(self, at: int) -> None:
        self._passed = [*self._passed[-7:], at]

    def _title_above(self, saying: _Saying) -> Iterator[Member]:
        """Yield the numbers that begin or end the title over a direction, a line or two above it."""
        for at in reversed(self._passed):
            if at < max(self._done, saying.line_start - _ABOVE):
                break
            found, end = members(self._text, at, at, "decision")
            line_end = self._text.find("\n", end)
            is_first = _FIRST.search(self._text, max(0, at - 22), at) is not None
            between = self._text[line_end : saying.line_start].split("\n")
            if (
                found
                and 0 <= line_end <= saying.line_start
                and (line_end == end or (is_first and _TITLE.match(self._text, end)))
                and self._text[line_end - 1] not in ".;:,"
                and sum(1 for line in between if line.strip()) <= 1
            ):
                start = self._first_of(at)
                yield from self._accept("decision", start)
                break
        self._passed = []

    def _first_of(self, at: int) -> int:
        """Return where the list begins that a number which was passed over is in."""
        for start in self._passed:
            if start <= at and members(self._text, start, start, "decision")[1] > at:
                return start
        return at

    def _is_in_line(self, at: int) -> bool:
        """Return whether a number within a line is listed there: the page was made one long line, say."""
        text = self._text
        if self._sort != "heading" or text.find("\n", max(0, at - _LONG_LINE), at) >= 0 or at < _LONG_LINE // 2:
            return False
        return _IN_LINE.search(text, at - 3, at) is not None and not _OF_A_DOCUMENT.search(text, at - 16, at)

    def _is_ended(self, at: int, first: Member) -> bool:
        """Return whether what was said no longer holds at a number: something else has begun before it."""
        if not _is_likely(first):
            return True
        lines = self._text[self._looked_to : at].split("\n")[1:-1]
        self._looked_to = at
        if any(_END.search(line) for line in lines if len(line) < 60):
            return True
        is_new = first.instrument.adopted not in self._meetings and first.instrument.revision is None
        has_heading = any(0 < len(line) < 60 and line[-1].isalnum() for line in lines)
        return bool(self._meetings) and is_new and has_heading


def _is_likely(member: Member) -> bool:
    """Return whether an instrument can be one: 9.00 and 10.05 are times."""
    return is_possible(member.instrument) and ".0" not in member.instrument.number


def _untaken(numbers: Iterable[int], taken: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield the numbers outside of spans that are in order."""
    passed = 0
    for at in numbers:
        while passed < len(taken) and taken[passed][1] <= at:
            passed += 1
        if passed == len(taken) or at < taken[passed][0]:
            yield at


def _numbers(text: str) -> Iterator[int]:
    """Yield where there is a number."""
    for point in POINT.finditer(text):
        dot = point.start()
        if text[dot - 1].isdigit() and text[dot + 1].isdigit():
            at = dot - 2 if dot > 1 and text[dot - 2].isdigit() else dot - 1
            if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "./"):
                yield at


def _after_crumb(text: str, at: int) -> bool:
    """Return whether a number is the last of a way to a page in one line: "Documents > Decisions > 17.32"."""
    return at > 9 and text[at - 2] in '>/|"-' and _CRUMB_IN_LINE.search(text, max(0, at - 20), at) is not None


_CRUMB_IN_LINE = compiled(rf"(?<![^\W_]){_DECISIONS}\s?[>/|\"]\s?\Z")


def _sayings(text: str) -> list[_Saying]:
    """Return what lines say of the numbers below them, in their order."""
    found: dict[int, _Saying] = {}
    for stem in (*_STEMS, *(stem.upper() for stem in _STEMS)):
        at = text.find(stem)
        while at >= 0:
            line_start = text.rfind("\n", max(0, at - _LONG_LINE), at) + 1
            if saying := _saying(text, line_start, at):
                found.setdefault(saying.line_start, saying)
            at = text.find(stem, at + len(stem))
    return [found[line_start] for line_start in sorted(found)]


def _saying(text: str, line_start: int, at: int) -> _Saying | None:
    """Return what is said in a line at about a place, if anything."""
    line_end = text.find("\n", at, at + _LONG_LINE)
    line = text[line_start : line_end if line_end >= 0 else at + _LONG_LINE]
    if heading := _HEADING.search(line):
        kind: Kind = "resolution" if heading["valid"] or heading["resolution"] else "decision"
        is_ours = not names_another(line[heading.end() : heading.end() + 80])
        return _Saying(line_start, line_start + heading.end(), kind if is_ours else None, "heading")
    if _CRUMB.search(line):
        return _Saying(line_start, line_start + len(line), "decision", "crumb")
    if (direction := _DIRECTION.search(line)) and direction.start() <= 60:
        return _Saying(line_start, line_start + direction.end(), "decision", "direction")
    return None
