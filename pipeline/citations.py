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
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

MEETINGS = Path(__file__).parent.parent / "raw/curated/meetings.csv"

_S = r"\s{0,20}"  # line ends and empty lines stand where a page was broken
_E = r"(?:é|e\u0301?|É|E\u0301?)"
_O = r"(?:ó|o\u0301?|Ó|O\u0301?)"
_DIGITS = r"[0-9]{1,2}\s?\.\s?[0-9]{1,3}"
_NO_MORE = r"(?![0-9/]|[.,:][0-9]|[a-z](?![\w)]))"  # not 19.20.1, 19.20/3, 1.234,56, 19.20a
_CONF = rf"Conf(?:erence\b|\.|\b){_S}"
_REVISION = rf"{_S}\({_S}R{_E}[vc]\b\.?{_S}(?:CoP{_S}([0-9]{{1,2}}))?{_S}\)"

_NUMBER = re.compile(_DIGITS)
_MEMBER = re.compile(rf"(?:{_CONF})?(?P<number>{_DIGITS}){_NO_MORE}(?P<revision>{_REVISION})?", re.I)
# What a number after a comma or "and" may be instead.
_QUANTITY = re.compile(
    r"\s{0,3}(?:%|‰|(?:per|pour|por)\s?(?:cent|ciento)|[mb]illi?on|kg\b|k?m\b|ha\b|h\b|hrs?\b|hours?\b|[ap]\.?m\b|tonn|US)",
    re.I,
)
_WORD_BETWEEN = r"\s{1,20}(?:%s)\s{1,20}"
_SEPARATOR = re.compile(
    rf"(?:{_S}[,;]{_S}(?:(?:and|et|y|e|or|ou|o|&)\s{{1,20}})?|{_S}&{_S}|{_WORD_BETWEEN % 'and|et|y|e|or|ou|o'})"
    rf"(?=(?:{_CONF})?[0-9])",
    re.I,
)
_RANGE = re.compile(
    rf"(?:{_WORD_BETWEEN % 'to|through|à|a|al|hasta'}|{_S}[-‐‑–—]{_S})"
    rf"(?:{_CONF})?(?P<number>{_DIGITS}){_NO_MORE}(?P<revision>{_REVISION})?"
    rf"|{_S}[-‐‑–—]{_S}(?P<item>[0-9]{{1,3}})(?![0-9]|[.,:/][0-9])",
    re.I,
)
_LETTER = r"\(?(?:[a-z]|[ivx]{2,4})\)"
_LETTERS = rf"{_LETTER}(?:\s?{_LETTER}){{0,3}}"
_PARAGRAPH = rf"(?:{_LETTERS}|[0-9]{{1,2}}(?![0-9]|\.\s?[0-9])(?:\s?{_LETTER}){{0,3}})"
_AND = r"\s?(?:,|;|&|-|–|\b(?:and|et|y|or|ou|o|to|à|a)\b){1,2}\s?"
_PINPOINT = re.compile(
    rf"{_S},?{_S}(?:sub-?)?(?:paragraphe?s?|paras?\b\.?|p[áa]rrafos?|apartados?|alin{_E}as?)\s{{1,20}}"
    rf"(?P<named>{_PARAGRAPH}(?:{_AND}{_PARAGRAPH}){{0,20}})"
    rf"|{_S}(?P<bare>{_LETTERS}(?:{_AND}{_LETTERS}){{0,20}})",
    re.I,
)

# The words before a number: what each says of it.
_RESOLUTION = rf"(?:R{_E}solutions?|Resoluci{_O}n(?:es)?)"
_LEAD = re.compile(
    rf"(?<![\w/])(?:(?P<conf>(?:(?:{_RESOLUTION}|Res\b\.?)\s{{1,20}})?Conf(?:\.|\b)"
    rf"|{_RESOLUTION}\s{{1,20}}Conference|(?-i:RC))"
    rf"|(?P<resolution>{_RESOLUTION})|(?P<decision>D{_E}cisions?(?:\(s\))?|Decisi{_O}n(?:es)?)){_S}\Z",
    re.I,
)
_LEAD_LENGTH = 72  # characters that a lead and the space in and behind it can take
_ENDINGS = ("ion", "ions", "ion(s)", "ión", "io\u0301n", "iones", "conference", "conf", "conf.", "rc")

# Another body whose instrument it is: an acronym or the like right before the lead, or behind the list.
_OURS = r"(?!CITES\b|[CM][oO]P\d*\b|CdP\d*\b|SC\d*\b|AC\d*\b|PC\d*\b|[IVX]+\b)"
_BODY = rf"{_OURS}[A-Z][\w&]*[A-Z][\w&-]*"
_OTHER_BEFORE = re.compile(
    rf"(?<![\w])(?:{_BODY}|Council|Commission|Convention|Assembly|Conseil|Consejo|Assemblée|Asamblea)"
    r"[ \u00a0](?:(?:CoP|COP|MOP|CdP)\d*[ \u00a0])?\Z"
)
_OTHER_AFTER = re.compile(
    rf"\s{{1,3}}(?:of|de|du|del)\s(?:(?:the|la|el)\s|l['’])?(?:(?:CoP|COP|MOP|CdP)\d*\s(?:of|to|de|du|del)\s(?:(?:the|la|el)\s|l['’])?)?{_BODY}"
)
_SENTENCE = re.compile(r"[.;:!?]\s")


@dataclass(frozen=True)
class Citation:
    """A Resolution or Decision in a text: its code points `start` to `end`, in the revision cited.

    The word before a list belongs to the first member's span; each member of a range has the span of the range.
    `revision` is `CoP19`, or `Rev.` where the text names no meeting, or None. `paragraphs` is the pinpoint behind
    it, such as `a) and b)`. One that is `inferred` has no word before it, only a heading.
    """

    start: int
    end: int
    kind: str
    number: str
    revision: str | None
    paragraphs: str | None = None
    inferred: bool = False

    @property
    def adopted(self) -> int:
        """The number of the meeting that adopted it."""
        return int(self.number.partition(".")[0])

    @property
    def revised(self) -> int | None:
        """The number of the meeting that revised it, if the text names one."""
        return int(self.revision[3:]) if self.revision and self.revision != "Rev." else None

    def is_possible(self, meetings: Collection[int]) -> bool:
        """Tell whether its meetings are among those known, and it is revised after it was adopted."""
        revised = self.revised
        return self.adopted in meetings and (revised is None or (revised in meetings and self.adopted < revised))

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
    return [citation for citation in scan(text, inferred=inferred) if citation.is_possible(meetings)]


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
    for number in _NUMBER.finditer(text):
        at = number.start()
        if at < done:
            continue
        # A quick look at the last word before the number spares most numbers the pattern.
        before = text[max(done, at - _LEAD_LENGTH) : at]
        if not before.rstrip()[-12:].lower().endswith(_ENDINGS):
            continue
        lead = _LEAD.search(before)
        if lead is None:
            continue
        start = at - len(before) + lead.start()
        members, end = _members(text, start, at, "decision" if lead["decision"] else "resolution")
        if members and not (lead["conf"] is None and _is_of_another_body(text, start, end, lead, members)):
            yield from members
            done = end


def _is_of_another_body(text: str, start: int, end: int, lead: re.Match[str], members: list[Citation]) -> bool:
    """Tell whether a list without `Conf.`, which only CITES writes, is of another body's instruments."""
    before = text[max(0, start - 80) : start]
    if lead["resolution"]:
        sentence = _SENTENCE.split(before)[-1]
        if members[0].revision is None or re.search(rf"(?<!\w){_BODY}", sentence):
            return True
    if _OTHER_BEFORE.search(before) and not lead[0].isupper():
        return True
    return _OTHER_AFTER.match(text, end) is not None


def _members(text: str, start: int, at: int, kind: str) -> tuple[list[Citation], int]:
    """Return the members of a list whose first number is at `at`, and where the list ends."""
    members: list[Citation] = []
    end = at
    while member := _MEMBER.match(text, at):
        if member["revision"] is None and _QUANTITY.match(text, member.end()):
            break
        end = member.end()
        number, revision = _clean(member["number"]), _revision(member["revision"])
        if through := _RANGE.match(text, end):
            end = through.end()
            last = _clean(through["number"]) if through["number"] else f"{number.partition('.')[0]}.{through['item']}"
            found = list(_range(number, revision, last, _revision(through["revision"])))
        else:
            found = [(number, revision)]
        members += [Citation(start, end, kind, *one) for one in found]
        if pinpoint := _PINPOINT.match(text, end):
            words = " ".join((pinpoint["named"] or pinpoint["bare"]).split())
            members[-1] = replace(members[-1], paragraphs=words)
        separator = _SEPARATOR.match(text, pinpoint.end() if pinpoint else end)
        if separator is None or (kind == "decision" and text[separator.end()].isalpha()):
            break
        start = at = separator.end()
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
    meeting, item = number.split(".")
    return f"{meeting.strip()}.{item.strip()}"


def _revision(words: str | None) -> str | None:
    if words is None:
        return None
    meeting = re.search("[0-9]+", words)
    return f"CoP{int(meeting[0])}" if meeting else "Rev."


# --- numbers that stand alone -------------------------------------------------------------------------------

# A heading or title that says what the numbers below it are.
_HEADING = re.compile(
    rf"^[ \t\u00a0#*|•]{{0,20}}(?:[0-9IVX]{{1,4}}\.?\s)?(?:(?:valid|current)\s)?"
    rf"(?:(?P<decision>D{_E}cisions?|Decisi{_O}n(?:es)?)|(?P<resolution>{_RESOLUTION}))\s"
    rf"(?:of the Conference of the Parties|de la Conf{_E}rence des Parties|de la Conferencia de las Partes"
    rf"|(?:still\s)?in effect|en vigueur|(?:a[úu]n\s)?(?:en vigor|vigentes?))"
    rf"|^.{{0,60}}?(?<!\w)(?:Directed to|[ÀA]\s?l['’]\s?(?:adresse|attention)|Dirigid[ao]s?\s(?:al?|a las?))\b",
    re.I | re.M,
)
_LINE_START = re.compile(rf"^[ \t\u00a0|*•]{{0,20}}(?={_DIGITS})", re.M)
_AFTER = re.compile(r"[ \t\u00a0]{0,20}(?:\||\t|\r?$|[^\W\d]|[(\[\"“«–—-])", re.M)


def _listed(text: str) -> Iterator[Citation]:
    """Yield the numbers that begin a line under a heading that says what they are."""
    headings = list(_HEADING.finditer(text))
    kind, passed = None, 0
    for line in _LINE_START.finditer(text) if headings else ():
        line_end = text.find("\n", line.end())
        while passed < len(headings) and headings[passed].start() <= (line_end if line_end >= 0 else len(text)):
            kind = "resolution" if headings[passed]["resolution"] else "decision"
            passed += 1
        if kind:
            members, end = _members(text, line.end(), line.end(), kind)
            if _AFTER.match(text, end):
                yield from (replace(member, inferred=True) for member in members)
