"""What lines say of the numbers below them: a heading, to whom a Decision is directed, the way to a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.text.citations.directions import DECISIONS, NEAR, STEMS, direction, is_directed
from pipeline.text.citations.members import Member, members
from pipeline.text.citations.numbers_alone import ends_line, is_like_time
from pipeline.text.citations.patterns import MARKS, compiled
from pipeline.text.citations.whose_nearby import Nearby, names_another
from pipeline.text.instruments import Kind

_SHORT = 60  # characters, as a line of a heading has at most
LONG_LINE = 200  # characters, from which on a line may hold a whole list
_RESOLUTIONS = r"(?:r[ée]solutions?|resoluci[óo]n(?:es)?)"

# What is looked for first, because to look for few plain words is fast, in small letters and in capitals: of each
# saying, a line has one of these, and what comes after it.
_WORDS = ("cisi", "solu", "irected", "irigid", "dresse", "tention")
_WORD = compiled(
    r"""(?:cisi(?:ons?|[óo]n(?:es)?)|solu(?:tions?|ci[óo]n(?:es)?)) (?:\((?:s|es)\))? (?:
        \n | \s(?:of|de|still|in|encore|en|valables|a[úu]n|vigentes?|v[áa]lidas)\b )
      | (?:cisi|solu) (?:(?<=alid\sd.cisi)|(?<=rrent\sd.cisi)|(?<=alid\sr.solu)|(?<=rrent\sr.solu))
      | cisi(?:ons|ones)\b (?P<listed>)
      | irected\sto | irigid[ao] | (?:dresse|tention)\sd"""
)
# Then, in that line and the next, in this order; in either case, without the first letter.
_STEMS = (
    *STEMS,
    *("ecisions\n", "écisions\n", "ecisiones\n"),
    *("n effect", "n vigueur", "n vigor", "igente", "alid ", "alables", "álidas", "urrent ", " the Parties", " Partes"),
    *(" des Parties",),
)
_HEADING = compiled(
    rf"""^{MARKS} (?:page\s[0-9]{{1,4}}:\s)? (?:CITES(?:(?:\sC[od]P\s?[0-9]{{1,2}})?\s?[:-])?\s)?
    (?:[0-9IVX]{{1,4}}\.?\s)? (?P<verb>(?:[^\W\d_]{{2,12}}\s){{1,3}})?? (?:
        (?P<adjective>valid|current)\s (?: {DECISIONS} | (?P<valid>{_RESOLUTIONS}) )
      | (?: {DECISIONS} | (?P<resolution>{_RESOLUTIONS}) ) \s (?:
            of\sthe\sConference\sof\sthe\sParties | de\sla\sConf[ée]rence\sdes\sParties
          | de\sla\sConferencia\sde\slas\sPartes | (?:still\s)?in\seffect | (?:encore\s)?en\svigueur
          | valables | (?:a[úu]n\s)?(?:en\svigor|vigentes?) | v[áa]lidas ) ) \b (?(verb)\s?:?$)"""
)
# "Decisions proposed for deletion", "Décisions à maintenir :", where lines below it hold nothing but numbers.
_LIST = compiled(
    rf"^{MARKS}{DECISIONS}[^.;:\d\n]{{1,60}}:?$ | ^{MARKS}(?:[\w',-]+\s){{1,12}}?{DECISIONS}[^.;:\d\n]{{0,60}}:$"
)
_IN_HEADING = r"(?:[^.;:\n]|\n(?=[a-zà-ÿ])){0,90}"  # it may go on in the next line
# What is between a heading and a list in its line: "to CITES in effect after its 19th meeting:", "in effect. SPECIES".
_REST = compiled(
    rf"""(?: (?P<colon>{_IN_HEADING}:) | {_IN_HEADING} (?:[.:]\s(?-i:[A-ZÀ-Ý])[^.;:\d\n]{{1,90}})? )
    \s (?:[^\w\s]\s)?"""
)
_MOST_TIMES = 5  # lines in which there may be the times of a programme
_TO_NUMBER = compiled(rf"\n{{1,2}}{MARKS}(?=[0-9])")
_CRUMB = compiled(rf"^{MARKS}{DECISIONS}$")
_CRUMB_IN_LINE = compiled(rf"(?<![^\W_]){DECISIONS}\s?[>/|\"]\s?\Z")
# Of "Decisions 16.68 to 16.70 on Asian big cats (Felidae spp.), as follows:", what is after the numbers.
_ANNOUNCES = compiled(r"(?:[^.;:\n]|\bspp?\.|\bRev\.|(?<=[0-9])\.(?=[0-9])){0,160}:")
_END = compiled(
    rf"""^{MARKS} (?:[\w'-]{{1,14}}\s){{0,2}}
    (?:agenda|orden\sdel\sd[ií]a|ordre\sdu\sjour|programa|programme|timetable|schedule|horaires?|horarios?|hours|times
      |calendar|calendrier|calendario|(?P<contents>contents|mati[èe]res|[ií]ndice)|contacts?|prices?|prix|precios|rates)
    (?:\s[\w'-]{{1,14}}){{0,2}}\s?:?$"""
)


class Saying(NamedTuple):
    """What a line says of the numbers below it."""

    line_start: int
    end: int
    kind: Kind | None  # None where they are those of another body
    sort: str  # "heading", "direction" or "crumb"


def sayings(text: str, nearby: Nearby) -> list[Saying]:
    """Return what lines of a reading copy say of the numbers below them, in their order."""
    found: dict[int, Saying] = {}
    for _, at in sorted(set(_stems(text))):
        line_start = text.rfind("\n", max(0, at - LONG_LINE), at) + 1
        is_near = line_start > 0 or at < LONG_LINE
        if is_near and (saying := _saying(text, line_start, at, nearby)):
            found.setdefault(saying.line_start, saying)
    return [found[line_start] for line_start in sorted(found)]


def _stems(text: str) -> Iterator[tuple[int, int]]:
    """Yield which stem is where, if it is near a word of which a saying has one."""
    stems = [*_STEMS, *(stem.upper() for stem in _STEMS)]
    for word in (*_WORDS, *(word.upper() for word in _WORDS)):
        for at in _places(text, word):
            if found := _WORD.match(text, at):
                if found["listed"] is not None:
                    line_end = text.find("\n", at, at + _SHORT)
                    if line_end > 0 and _holds_only_numbers(text, line_end):
                        yield len(stems), at
                    continue
                begin = max(text.rfind("\n", max(0, at - LONG_LINE), at) + 1, at - LONG_LINE, 0)
                lines = text[begin : begin + 2 * LONG_LINE]
                for number, stem in enumerate(stems):
                    if stem in lines:
                        yield from ((number, begin + place) for place in _places(lines, stem))


def _holds_only_numbers(text: str, line_end: int) -> bool:
    """Return whether the lines below one hold nothing but numbers: the first, or as far as they may be times."""
    for _ in range(_MOST_TIMES):
        below = _TO_NUMBER.match(text, line_end)
        found, end = members(text, below.end(), below.end(), "decision") if below else ([], 0)
        if not (below and found and ends_line(text, end)):
            return False
        if len(found) > 1 or text[below.end() - 1] != "\n" or not is_like_time(found[0]):
            return True
        line_end = end
    return False


def _places(text: str, word: str) -> Iterator[int]:
    """Yield where a word is in a text."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _saying(text: str, line_start: int, at: int, nearby: Nearby) -> Saying | None:
    """Return what is said in a line at about a place, if anything."""
    line_end = text.find("\n", at, at + LONG_LINE)
    line = text[line_start : line_end if line_end >= 0 else at + LONG_LINE]
    kind: Kind = "decision"
    heading = _HEADING.search(line)
    if not heading and (above := _line_above(text, line_start)) < line_start:  # a heading may take two lines
        both = text[above:line_start].replace("\n", " ") + line
        if heading := _HEADING.search(both):
            line_start, line = above, both
    if heading:
        end, sort = heading.end(), "heading"
        kind = "resolution" if heading["valid"] or heading["resolution"] else kind
    elif _CRUMB.search(line):
        end, sort = len(line), "crumb"
    elif directed := direction(line):
        end, sort = directed[1], "direction"
    elif _LIST.search(line) and _holds_only_numbers(text, line_start + len(line)):
        end, sort = len(line), "heading"
    else:
        return None
    is_ours = not nearby.is_headed_by_another(line_start + len(line)) and not (
        sort == "heading" and names_another(line[end : end + 80])
    )
    return Saying(line_start, line_start + end, kind if is_ours else None, sort)


def _line_above(text: str, line_start: int) -> int:
    """Return where the line above begins, if it is short; else where this one does."""
    above = text.rfind("\n", max(0, line_start - _SHORT), max(0, line_start - 1)) + 1
    return above if 1 < line_start - above <= _SHORT and (above or line_start <= _SHORT) else line_start


def is_named_before(text: str, at: int) -> bool:
    """Return whether words right before a number, in its line, say what it is.

    They do if they are the way to a page, "Documents > Decisions > 17.32", or "Directed to Parties 17.209".
    """
    if at <= 9 or text[at - 1] not in ' >/|"':
        return False
    before = text[max(0, at - 3) : at]
    if any(mark in before for mark in '>/|"') and _CRUMB_IN_LINE.search(text, max(0, at - 20), at):
        return True
    begin = max(text.rfind("\n", max(0, at - NEAR), at) + 1, at - NEAR)
    return is_directed(text, begin, at)


def announced(text: str, led: Iterable[Member]) -> dict[str, int]:
    """Return the numbers of Decisions of which a list says that they are below, and where it has said so."""
    found: dict[str, int] = {}
    for one in led:
        announces = _ANNOUNCES.match(text, one.end) if text.find(":", one.end, one.end + 160) >= 0 else None
        if announces and one.instrument.kind == "decision":
            found.setdefault(one.instrument.number, announces.end())
    return found


def ends_heading(rest: str, *, is_several: bool) -> bool:
    """Return whether words between a heading and numbers in its line only end it; without a colon, of several only."""
    found = _REST.fullmatch(rest)
    return found is not None and (is_several or found["colon"] is not None)


def is_something_else(line: str, *, is_first: bool) -> bool:
    """Return whether a line is a heading over numbers that are no instruments.

    Right under a heading over instruments, where nothing is listed yet, "Contents" is of these: it `is_first`.
    """
    end = _END.search(line) if len(line) < 60 else None
    return end is not None and not (is_first and end["contents"])
