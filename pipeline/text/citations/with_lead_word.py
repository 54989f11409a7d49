"""Citations that have a word before their number, such as Resolution, Decision or Conf.

The number is looked for first, and the words around it only then: most texts hold far fewer of them than words that
could begin a citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.text.citations.known_numbers import has_footnote
from pipeline.text.citations.members import Member, members, pinpoint
from pipeline.text.citations.names_of_bodies import names_cites
from pipeline.text.citations.patterns import LEAD, MARKS, PINPOINT_BEFORE, POINT, compiled
from pipeline.text.citations.whose_beside import has_owner
from pipeline.text.citations.whose_in_text import WholeText
from pipeline.text.citations.whose_nearby import OF_SOMETHING, Nearby
from pipeline.text.instruments import Kind

_LONGEST_LEAD = 64  # characters of the words before a number, with the blanks and marks between
_LONGEST_PINPOINT = 100
_LONGEST_PREFIX = 15  # characters before the word of a part: "preambular sub-"
_LONGEST_OF = 12  # characters of the word between a part and what it is of
_LIST = 300  # characters in which the second number of a list follows the first
_LAST_OF_A_LEAD = frozenset("nNsSfF.)cCeErRoO°º#dDaAéÉ")
_BETWEEN_CELLS = frozenset(",;")
_BETWEEN = frozenset(" \n(\"':[")

_PLURAL = compiled(r"ons\b|ones\b|\(s\)|cs\b")
# The words that are there most often need no pattern.
_DECISIONS = frozenset(
    "Decision Decisions decision decisions Décision Décisions décision décisions Decisión Decisiones decisión "
    "decisiones".split()
)
_RESOLUTIONS = frozenset(
    "Resolution Resolutions resolution resolutions Résolution Résolutions résolution résolutions Resolución "
    "Resoluciones resolución resoluciones Res. Rés.".split()
)
_ENDS_ITS_LINE = re.compile(r"[^\W\d][.:]?\n")
_TITLE = re.compile(r"[ ](?!(?:on|sur|sobre|and|et|y|to|à|a|of|de|du)\b)['\"(]?[^\W\d_]")
_IN_SENTENCE = compiled(
    r"[.;,]\s|\b(?:the|this|to|under|in|by|with|per|from|and|l[ae]s?|à|a|en|et|y|selon|según|de\sla)\s\Z"
)
_LISTED = re.compile(rf"\n{MARKS}[0-9]{{1,2}}\.[0-9]{{1,3}}\.?\s")  # another number at the beginning of a line
# What is looked for first, because it is fast to look for.
_PART = re.compile(
    r"[pPaAsS§](?:(?<=§)|(?i:aragr|aras?\b|árraf|arraf|partad|lin[eé]a|nn?ex[eo]?s?\b|ec[tc]i[oó]|oints?\s|untos?\s"
    r"|art(?:s|ie|e)?\s[0-9IVXA-D]))"
)
_OF = frozenset("of to in under from de du à dans en a the la el cites draft".split())
_OF_DECISIONS = ("decision", "dec")
_CAN_BE_NO_TIME = re.compile(r"\.(?:[6-9][0-9]|[0-9]{3})\Z")
_DAY = re.compile(r"[0-9]\.?\s\Z")
_RESOLUTION = compiled(r"r[ée]soluci?[óo]n|resoluciones|r[ée]solution")
_NAME_BEFORE = re.compile(r"(?<![.!?:;]\s)(?<!\A)\b[A-Z][a-z]+\s\Z|\b(?:Int|Intl|Proc)\.\s\Z")


class Lead(NamedTuple):
    """Words before a number: where they begin, what they are (`decision`, `dec`, `resolution`, `conf` or `ours`)."""

    start: int
    words: str
    sort: str
    is_plural: bool


def led(text: str, whole: WholeText) -> Iterator[Member]:
    """Yield the citations of a reading copy that have a word before them."""
    nearby = Nearby(text)
    done = floor = 0
    for point in POINT.finditer(text):
        dot = point.start()
        if dot < done:
            continue
        at = _number_start(text, dot)
        if at <= done or not (lead := _lead(text, done, at)):
            continue
        start = lead.start
        kind: Kind = "decision" if lead.sort in _OF_DECISIONS else "resolution"
        found, end = members(text, start, at, kind, is_plural=lead.is_plural)
        if not found:
            continue
        if len(found) > 1 and not lead.is_plural and _is_cell(text, start, found[0].end):
            found, end = found[:1], found[0].end  # a cell of a file in CSV
        if lead.sort != "ours":
            # The body of one list is not that of the next, unless it is named for all of the sentence.
            if lead.sort != "conf":
                floor = max(floor, nearby.is_next_to_another(start, end, floor))
            if floor >= end or not _is_ours(nearby, whole, lead, floor, found[0], end):
                continue
        if found[0].pinpoint is None and (part := _part_before(text, start)):
            found[0] = found[0]._replace(pinpoint=part)
        yield from found
        done = end


def _lead(text: str, done: int, at: int) -> Lead | None:
    """Return the words before a number at `at`, if they lead it."""
    if text[at - 1] == " ":
        begin = max(done, at - _LONGEST_LEAD)
        word_at = text.rfind(" ", begin, at - 1) + 1
        word = text[word_at : at - 1] if word_at else ""
        if word in _DECISIONS:
            return Lead(word_at, word, "decision", word[-1] == "s")
        if word == "Conf.":
            resolution_at = text.rfind(" ", begin, word_at - 1) + 1
            if resolution_at and text[resolution_at : word_at - 1] in _RESOLUTIONS:
                return Lead(resolution_at, text[resolution_at:at], "ours", text[word_at - 2] == "s")
    if not _may_be_led(text, done, at):
        return None
    match = LEAD.search(text, max(done, at - _LONGEST_LEAD), at)
    if match is None:
        return None
    is_ours = match["its_conf"] or match.lastgroup in ("conference", "rc")
    is_plural = match.lastgroup in ("conf", "rc") or _PLURAL.search(match[0]) is not None
    return Lead(match.start(), match[0], "ours" if is_ours else match.lastgroup or "", is_plural)


def _is_cell(text: str, start: int, end: int) -> bool:
    """Return whether a citation is a cell of a file in CSV: right between two commas, or semicolons."""
    return text[start - 1 : start] in _BETWEEN_CELLS and text[end : end + 1] == text[start - 1]


def _number_start(text: str, dot: int) -> int:
    """Return where a number begins whose point is at `dot`; 0 if it has more than two digits before that."""
    last = dot - 1 if text[dot - 1].isdigit() else dot - 2
    first = last - 1 if last and text[last - 1] in "0123456789" else last
    return 0 if first and text[first - 1] in "0123456789" else first


def _may_be_led(text: str, done: int, at: int) -> bool:
    """Return whether the last character before a number, marks and blanks aside, can be that of a lead."""
    for before in range(at - 1, max(done, at - 6) - 1, -1):
        if text[before] not in _BETWEEN:
            return text[before] in _LAST_OF_A_LEAD
    return False


def _is_ours(nearby: Nearby, whole: WholeText, lead: Lead, floor: int, first: Member, end: int) -> bool:
    """Return whether what is written like a citation is one of CITES, and not a heading above a numbered list."""
    text, start, one = nearby.text, lead.start, first.instrument
    match lead.sort:
        case "conf":
            if OF_SOMETHING.match(text, end):
                return False
            return one.revised is not None or _is_conference(lead.words, nearby.sentence_before(start, floor), nearby)
        case "resolution":  # CITES seldom leaves out `Conf.`
            if one.revised is not None:
                is_doubtful = has_footnote("resolution", one.number) or whole.is_of_another(start)
                if is_doubtful and not nearby.names_cites_at(start, end, floor):
                    return False
            elif not (
                nearby.names_cites_at(start, end, floor)
                or whole.cites_with_conf(one.number, start)
                or whole.names_its_city(one.adopted, start, end)
            ):
                return False
        case "dec" if one.revised is None:  # December, a declination, decimal
            if not (_CAN_BE_NO_TIME.search(one.number) and whole.is_of_cites):
                return False
        case "decision" if whole.is_among_documents_of_another:
            return False
        case "decision" if one.revised is None and (
            whole.is_record
            or (not whole.may_be_of_cites and has_owner(nearby, start, end, floor, is_named=whole.speaks_of_species))
        ):
            return False
        case "decision" if one.revised and "COP" in text[start : first.end] and not lead.words.isupper():
            if not nearby.names_cites_at(start, end, floor) and whole.is_of_another(start):
                return False
        case _ if "." in lead.words and _DAY.search(text, start - 4, start):  # 10 Dec. 12.30
            return False
    if "\n" in lead.words and _is_heading(text, lead, end):
        return False
    return not nearby.is_of_another(start, end, floor)


def _is_heading(text: str, lead: Lead, end: int) -> bool:
    """Return whether a lead that ends its line is a heading above a list whose first number ends at `end`."""
    if not _ENDS_ITS_LINE.search(lead.words):
        return False
    has_title = _TITLE.match(text, end)
    if has_title and has_title[0][-1].isupper() and lead.is_plural:
        return True
    begin = max(text.rfind("\n", max(0, lead.start - _LONGEST_LEAD), lead.start) + 1, lead.start - _LONGEST_LEAD, 0)
    is_apart = begin == 0 or text[begin - 2 : begin] == "\n\n" or text[begin] == "#"
    if not (has_title and is_apart) or _IN_SENTENCE.search(text, begin, lead.start):
        return False
    return "\n\n" in lead.words or _LISTED.search(text, end, end + _LIST) is not None


def _is_conference(words: str, before: str, nearby: Nearby) -> bool:
    """Return whether `Conf` alone means the Conference of the Parties, and not another one, a file or a confidence."""
    if "." in words and words[0] == "C":
        return nearby.is_of_cites or not _NAME_BEFORE.search(before) or _RESOLUTION.search(before) is not None
    return names_cites(before)


def _part_before(text: str, start: int) -> str | None:
    """Return the part cited of the instrument that is named at `start`, such as 2 in "paragraph 2 of Resolution …"."""
    begin = max(0, start - _LONGEST_PINPOINT)
    words = text[max(0, start - _LONGEST_OF) : start].split()
    is_of = bool(words) and (words[-1].lower() in _OF or words[-1][-1] == "'")
    first = _PART.search(text, begin, start) if is_of else None
    if not first:
        return None
    part = PINPOINT_BEFORE.search(text, max(begin, first.start() - _LONGEST_PREFIX), start)
    return pinpoint(part["named"]) + " ".join((part["under"] or "").replace('"', "").split(" ")) if part else None
