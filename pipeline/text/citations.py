"""Resolutions and Decisions of the Conference of the Parties, as texts cite them in English, French and Spanish.

The leading number is the meeting that adopted the instrument, `(Rev. CoPn)` the meeting that last revised it. A list
shares the word before it, and a revision belongs to the one number before it, as in the Secretariat's own lists
(https://cites.org/eng/res/index.php, https://cites.org/eng/dec/index.php).

The number is looked for first, and the words around it only then: most texts hold far fewer of them than words that
could begin a citation. Every repetition in a pattern is bounded, so that no text takes more than linear time.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from pipeline import ROOT
from pipeline.text.instruments import UNDATED, Instrument, Kind, meeting_id

MEETINGS = ROOT / "raw/curated/meetings.csv"

_S = r"\s{0,20}"  # line ends and empty lines stand where a page was broken
_E = r"(?:é|e\u0301?|É|E\u0301?)"
_O = r"(?:ó|o\u0301?|Ó|O\u0301?)"
_DIGITS = r"[0-9]{1,2}\.\s?[0-9]{1,3}"
_NO_MORE = r"(?![0-9/]|[.,:][0-9]|[a-z](?![\w)]))"  # not 19.20.1, 19.20/3, 19.20,5, 19.20a
_CONF = rf"Conf(?:erence\b|\.|\b){_S}"
_REVISION = rf"{_S}\({_S}R{_E}[vc]\b\.?{_S}(?:CoP{_S}([0-9]{{1,2}}))?{_S}\)"

# The point of a number that stands by itself. To begin with the point makes the search fast.
_POINT = re.compile(r"\.(?:(?<=[\s.][0-9]\.)|(?<=[\s.][0-9][0-9]\.))\s?[0-9]")
_MEMBER = re.compile(rf"(?:{_CONF})?(?P<number>{_DIGITS}){_NO_MORE}(?P<revision>{_REVISION})?", re.I)

# What can follow a number: a unit, which makes it a quantity; the end of a range; a pinpoint; the next number.
_QUANTITY = (
    r"\s{0,3}(?:%|‰|(?:per|pour|por)\s?(?:cent|ciento)|[mb]illi?on|tonn|US|(?:kg|k?m|ha|h|hrs?|hours?|[ap]\.?m)\b)"
)
_BETWEEN = r"\s{1,20}(?:%s)\s{1,20}"
_DASH = rf"{_S}[-‐‑–—]{_S}"
_RANGE = (
    rf"(?:{_BETWEEN % 'to|through|à|a|al|hasta'}|{_DASH})(?:{_CONF})?(?P<last>{_DIGITS}){_NO_MORE}"
    rf"(?P<last_revision>{_REVISION})?"
    rf"|{_DASH}(?P<item>[0-9]{{1,3}})(?![0-9]|[.,:/][0-9])"
)
_LETTER = r"\(?(?:[a-z]|[ivx]{2,4})\)"
_LETTERS = rf"{_LETTER}(?:\s?{_LETTER}){{0,3}}"
_PARAGRAPH = rf"(?:{_LETTERS}|[0-9]{{1,2}}(?![0-9]|\.\s?[0-9])(?:\s?{_LETTER}){{0,3}})"
_AND = r"\s?(?:,|;|&|-|–|\b(?:and|et|y|or|ou|o|to|à|a)\b){1,2}\s?"
_PINPOINT = (
    rf"{_S},?{_S}(?:sub-?)?(?:paragraphe?s?|paras?\b\.?|p[áa]rrafos?|apartados?|alin{_E}as?)\s{{1,20}}"
    rf"(?P<named>{_PARAGRAPH}(?:{_AND}{_PARAGRAPH}){{0,20}})"
    rf"|{_S}(?P<bare>{_LETTERS}(?:{_AND}{_LETTERS}){{0,20}})"
)
_SEPARATOR = (
    rf"(?:{_S}[,;]{_S}(?:(?:and|et|y|e|or|ou|o|&)\s{{1,20}})?|{_S}&{_S}|{_BETWEEN % 'and|et|y|e|or|ou|o'})"
    rf"(?=(?:{_CONF})?[0-9])"
)
_FOLLOWS = re.compile(
    rf"(?P<quantity>{_QUANTITY})|(?P<range>{_RANGE})|(?P<pinpoint>{_PINPOINT})|(?P<separator>{_SEPARATOR})", re.I
)

# The words before a number. The last of them, alone, tells most numbers from citations.
_DECISION_WORDS = "decision decisions decision(s) décision décisions decisión decisiones"
_RESOLUTION_WORDS = (
    "resolution resolutions résolution résolutions resolución resolucion resoluciones conference conf conf. rc"
)
_KINDS_BY_WORDS: tuple[tuple[Kind, str], ...] = (("decision", _DECISION_WORDS), ("resolution", _RESOLUTION_WORDS))
_LAST_WORDS: dict[str, Kind] = {
    unicodedata.normalize(form, word): kind  # an accent may be a character of its own
    for kind, words in _KINDS_BY_WORDS
    for word in words.split()
    for form in ("NFC", "NFD")
}
_OPENING = "([{«“‘\"'’*_–—-"
_WORDS_BEFORE = 72  # characters that the words before a number, and the space in and behind them, can take
_RESOLUTION = rf"(?:R{_E}solutions?|Resoluci{_O}n(?:es)?)"
_RESOLUTION_BEFORE = re.compile(
    rf"(?<![\w/])(?:(?P<conf>(?:(?:{_RESOLUTION}|R{_E}s\b\.?)\s{{1,20}})?Conf(?:\.|\b)"
    rf"|{_RESOLUTION}\s{{1,20}}Conference|(?-i:RC))|{_RESOLUTION}){_S}\Z",
    re.I,
)

# Another body, whose instrument it is: an acronym or the like right before the lead, or what follows the list.
_OURS = r"(?!CITES\b|[CM][oO]P\d*\b|CdP\d*\b|SC\d*\b|AC\d*\b|PC\d*\b|[IVX]+\b)"
_ACRONYM = rf"{_OURS}[A-Z][\w&]*[A-Z][\w&-]*"
# "The Convention" is ours, and so is that on international trade in endangered species.
_CONVENTION = (
    r"(?:Conven(?:tion|ci[óo]n|io)\s(?:on|sur|sobre|de|for|pour|para)\s"
    r"(?!(?:the\s|le\s|el\s)?(?:International\sTrade|commerce\sinternational|Comercio\sInternacional)))"
)
_BODY = re.compile(rf"(?<!\w)(?:{_ACRONYM}|{_CONVENTION})")
_OTHER_BEFORE = re.compile(
    rf"{_ACRONYM}|Council|Commission|Convention|Assembly|Conseil|Consejo|Assemblée|Asamblea"
    r"|(?:arbre|árbol)\sde"  # a decision tree
)
_PARTIES_SHORT = re.compile(r"(?:CoP|COP|MOP|CdP)\d*")
_OF = r"\s{1,3}(?:of|to|de|du|del|à|au|en|al)\s(?:(?:the|la|el)\s|l['’])?"
_PARTIES = rf"(?:{_PARTIES_SHORT.pattern}|Conf{_E}renc(?:e|ia)\s(?:of\sthe|des|de\slas)\s(?:Parties|Partes))"
_OTHER_AFTER = re.compile(rf"(?:{_OF}{_PARTIES})?{_OF}(?:{_ACRONYM}|{_CONVENTION})")
_SENTENCE = re.compile(r"[.;:!?]\s")


class Citation(NamedTuple):
    """An instrument cited in a text: its code points `start` to `end`, the end exclusive.

    The word before a list belongs to the first member's span; each member of a range has the span of the range.
    `pinpoint` is the part of the instrument that is cited, such as `a) and b)`. One that is `inferred` has no word
    before it, only a heading.
    """

    start: int
    end: int
    instrument: Instrument
    pinpoint: str | None = None
    inferred: bool = False


@cache
def known_meetings() -> frozenset[int]:
    """Return the numbers of the meetings of the Conference of the Parties that are known here."""
    with MEETINGS.open(encoding="utf-8", newline="") as stream:
        return frozenset(int(row["number"]) for row in csv.DictReader(stream))


def find(text: str, *, inferred: bool = False) -> list[Citation]:
    """Return the citations in a text, from left to right; offsets are code points of `text`.

    With `inferred`, also numbers without a word before them, where a heading or the like says what they are. What
    names a meeting that is not known, or is revised before it is adopted, is no citation. No text raises an error.
    """
    meetings = known_meetings()
    return [citation for citation in scan(text, inferred=inferred) if citation.instrument.is_possible(meetings)]


def scan(text: str, *, inferred: bool = False) -> list[Citation]:
    """Return what is written like a citation, as `find` does, whether its meetings can be or not."""
    found = list(_led(text))
    if inferred:
        taken = {citation.start for citation in found}
        found += [citation for citation in _listed(text) if citation.start not in taken]
        found.sort(key=lambda citation: (citation.start, citation.end))
    return found


def _led(text: str) -> Iterator[Citation]:
    """Yield the citations that have a word before them."""
    done = 0
    for point in _POINT.finditer(text):
        dot = point.start()
        if dot < done:
            continue
        at = dot - 2 if text[dot - 2].isdigit() else dot - 1
        before = text[max(done, at - _WORDS_BEFORE) : at]
        words = before.rsplit(None, 1)
        last = _bare(words[-1]) if words else ""
        kind = _LAST_WORDS.get(last.lower())
        if kind is None:
            continue
        if kind == "decision":
            is_ours, start = False, at - len(before) + before.rindex(last)
        elif found := _RESOLUTION_BEFORE.search(before):
            is_ours, start = found["conf"] is not None, at - len(before) + found.start()
        else:
            continue
        members, end = _members(text, start, at, kind)
        if members and (is_ours or not _is_of_another_body(text, start, end, members[0])):
            yield from members
            done = end


def _is_of_another_body(text: str, start: int, end: int, first: Citation) -> bool:
    """Tell whether a list without `Conf.`, which only CITES writes, is of another body's instruments."""
    if first.instrument.kind == "resolution":
        sentence = _SENTENCE.split(text[max(0, start - 80) : start])[-1]
        if first.instrument.revision is None or _BODY.search(sentence):
            return True
    return _is_behind_another_body(text, start) or _OTHER_AFTER.match(text, end) is not None


def _is_behind_another_body(text: str, start: int) -> bool:
    """Tell whether another body stands right before, on the same line."""
    if text[start - 1 : start] not in (" ", "\u00a0") or text[start : start + 3].isupper():
        return False  # in a title in capitals, every word looks like an acronym
    words = text[max(0, start - 48) : start].rsplit(None, 2)
    if words and words[-1].islower() and words[-1] != "de":
        return False
    if words and _PARTIES_SHORT.fullmatch(words[-1]):
        words.pop()
    return any(_OTHER_BEFORE.fullmatch(_bare(" ".join(words[-count:]))) for count in (1, 2))


def _bare(words: str) -> str:
    """Return words without the elision or opening marks before them."""
    return words.replace("’", "'").rpartition("'")[2].lstrip(_OPENING)


def _members(text: str, start: int, at: int, kind: Kind) -> tuple[list[Citation], int]:
    """Return the members of a list whose first number is at `at`, and where the list ends."""
    members: list[Citation] = []
    end = at
    while member := _MEMBER.match(text, at):
        number, revision = _clean(member["number"]), _revision(member["revision"])
        follows = _FOLLOWS.match(text, member.end())
        what = follows.lastgroup if follows else None
        if what == "quantity" and revision is None:
            break
        end = member.end()
        found: Iterable[tuple[str, str | None]] = [(number, revision)]
        if follows and what == "range":
            end = follows.end()
            last = _clean(follows["last"]) if follows["last"] else f"{number.partition('.')[0]}.{follows['item']}"
            found = _range(number, revision, last, _revision(follows["last_revision"]))
            follows = _FOLLOWS.match(text, end)
            what = follows.lastgroup if follows else None
        members += [Citation(start, end, Instrument(kind, *one)) for one in found]
        if follows and what == "pinpoint":
            members[-1] = members[-1]._replace(pinpoint=" ".join((follows["named"] or follows["bare"]).split()))
            follows = _FOLLOWS.match(text, follows.end())
            what = follows.lastgroup if follows else None
        # `Conf.` in a list of Decisions begins another citation.
        if follows is None or what != "separator" or (kind == "decision" and text[follows.end()].isalpha()):
            break
        start = at = follows.end()
    return members, end


def _range(
    first: str, first_revision: str | None, last: str, last_revision: str | None
) -> Iterator[tuple[str, str | None]]:
    """Yield the instruments of a range, both ends included: only these if it runs backwards or across meetings."""
    meeting, _, low = first.partition(".")
    last_meeting, _, high = last.partition(".")
    # A revision behind the end of a range holds for all of it; one behind its start holds for the start.
    yield first, first_revision or last_revision
    if meeting == last_meeting:
        for item in range(int(low) + 1, int(high)):
            yield f"{meeting}.{item}", last_revision
    if last != first:
        yield last, last_revision


def _clean(number: str) -> str:
    return "".join(number.split())


def _revision(words: str | None) -> str | None:
    if words is None:
        return None
    meeting = "".join(character for character in words if character in "0123456789")
    return meeting_id(int(meeting)) if meeting else UNDATED


# --- numbers that stand alone -------------------------------------------------------------------------------

# A heading or title that says what the numbers below it are, and what may stand before it in its line; or, near the
# beginning of a line, to whom a Decision is directed. They begin with a capital letter, which is fast to look for.
_OF_THE_PARTIES = (
    rf"\s(?:of the Conference of the Parties|de la Conf{_E}rence des Parties|de la Conferencia de las Partes"
    r"|(?:still\s)?in effect|en vigueur|(?:a[úu]n\s)?(?:en vigor|vigentes?))\b"
)
_DECLARED = re.compile(
    rf"D(?P<decision>(?i:{_E}cisions?|ecisi{_O}n(?:es)?))(?i:{_OF_THE_PARTIES})"
    rf"|R(?P<resolution>(?i:{_E}solutions?|esoluci{_O}n(?:es)?))(?i:{_OF_THE_PARTIES})"
    r"|D(?i:irected to|irigid[ao]s?\s(?:al?|a las?))\b"
    r"|À(?i:\s?l['’]\s?(?:adresse|attention|intention))\b|A(?i:\s?l['’]\s?(?:adresse|attention|intention))\b"
)
_BEFORE_HEADING = re.compile(r"[ \t\u00a0#*|•]{0,20}(?:[0-9IVX]{1,4}\.?\s)?(?:(?:valid|current)\s)?", re.I)
_BEFORE_DIRECTION = 60  # characters
_LINE_START = re.compile(rf"(?:\A|\n)[ \t\u00a0|*•]{{0,20}}(?={_DIGITS})")
_AFTER = re.compile(r"[ \t\u00a0]{0,20}(?:\||\t|\r?$|[^\W\d]|[(\[\"“«–—-])", re.M)


def _listed(text: str) -> Iterator[Citation]:
    """Yield the numbers that begin a line under a heading that says what they are."""
    headings = list(_headings(text))
    kind: Kind | None = None
    passed = 0
    for line in _LINE_START.finditer(text) if headings else ():
        line_end = text.find("\n", line.end())
        while passed < len(headings) and headings[passed][0] <= (line_end if line_end >= 0 else len(text)):
            kind = headings[passed][1]
            passed += 1
        if kind:
            members, end = _members(text, line.end(), line.end(), kind)
            if _AFTER.match(text, end):
                yield from (member._replace(inferred=True) for member in members)


def _headings(text: str) -> Iterator[tuple[int, Kind]]:
    """Yield where a text declares what the numbers below are, and which kind of instrument that is."""
    for declared in _DECLARED.finditer(text):
        start = declared.start()
        line_start = text.rfind("\n", max(0, start - 2 * _BEFORE_DIRECTION), start) + 1
        if declared["decision"] or declared["resolution"]:
            is_heading = _BEFORE_HEADING.fullmatch(text, line_start, start) is not None
        else:
            is_heading = start - line_start <= _BEFORE_DIRECTION and not text[line_start:start][-1:].isalnum()
        if is_heading and not _OTHER_AFTER.match(text, declared.end()):
            yield start, "resolution" if declared["resolution"] else "decision"
