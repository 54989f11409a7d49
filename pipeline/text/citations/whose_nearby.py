"""Whose Resolution or Decision it is: other bodies number theirs alike, and name themselves beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from pipeline.text.citations.names_of_bodies import (
    ALIKE,
    ANY,
    CITES,
    COURT,
    INSTITUTION,
    ORGAN,
    PARTIES_SHORT,
    REST,
    cased,
    names_cites,
)
from pipeline.text.citations.patterns import S, compiled

_SENTENCE = 240  # characters before a citation in which its sentence is looked for
HEAD = 300  # characters of a text in which it says what it is
_TITLE = 200  # characters that its title has at most
_CLAUSE = 120  # characters after a citation in which its clause is looked for

# Only where one of these words, or an acronym, begins may there be the name of a body: it is fast to look for.
_BEGINNING = re.compile(
    r"[A-Z](?!ITES|oP|OP)(?:[\w&]?[A-Z]|onv|rot|our|rib|ort|uzg|sse|sam|oun|ons|omi|omm|oar|arl|gre|cco|cue|ena|éna|ini|ams|eri)"
)


# --- where they are, beside a citation ----------------------------------------------------------------------

_RIGHT_BEFORE = cased(rf"{ANY}('s?)? \s?(?:{PARTIES_SHORT}('s)?)? [\ /]\Z")  # CMS COP13, Basel Convention's
_NOT_A_BODY = re.compile(r"\b(?:arbre de|árbol de|[Aa]rchitect\w+|[Dd]esign) \Z")  # a decision tree, software
_CLAUSE_END = re.compile(r"[.;:!?]\s|\n\n")
_SENTENCE_END = re.compile(r"(?s:.*)[.!?;\n]\s(?=[\"'(]?[A-ZÉÀ¿¡-])")
_ABBREVIATED = re.compile(r"\b(?:No|Nos|Conf|Res|Rés|Rev|Rév|Dec|Art|para|cf|vs|St|Dr)\Z", re.IGNORECASE)
# CMS COP13 (Decisions …, le tribunal administratif (décision …; but not "work with IPBES (Decision …"
_OPEN = cased(rf"(?: {ANY} {REST} \s?{PARTIES_SHORT} | {COURT}\b {REST} ) \s? \((?:see\s|cf\.\s|voir\s|véase\s)? \Z")
_VERB = r"(?:adopt|pass|issue|approv|approuv|aprob|agree|decide|took|taken|prend|pris|tom[oó]|dict|emit|enact|rend)\w*"
_AFTER_VERB = r"(?:[^.;]|\.(?=[0-9])|(?<=Rev)\.){0,90}\Z"  # other instruments, perhaps, with numbers and revisions
_ADOPTED = cased(
    rf"{ANY}(?:\s(?:Parties|Partes)\b)? (?:(?!Part(?:ies|es)\b|Conf|CoP)[^.;,]){{0,30}}? \b{_VERB}\b {_AFTER_VERB}"
)
_ADOPTED_ALIKE = cased(rf"{ALIKE} [^.;,]{{0,30}}? \b{_VERB}\b {_AFTER_VERB}")
# Whom something is done with; and the acronym in parentheses after a name.
_IN_COMPANY = compiled(r"\b(?:with|avec|con|to|and|et|y)\s(?:the\s|la\s|el\s|le\s|l')?\Z|\(\Z")
# But whom support is given to, in what it does: "support to the CMS Secretariat in undertaking …".
_SUPPORTED = compiled(r"\b(?:to|à|au|al?)\s(?:the\s|la\s|l')?\Z")
_IN_DOING = re.compile(r"[\w/-]+(?:\s[Ss]ecr\w+)?\s(?:in|dans|en)\s(?:la\s|l')?\w+(?:ing|[st]ion|ción)\b")
# The IWC and Decision 14.81.
_AND_OURS = re.compile(rf"[\w'/-]+(?!.*[DR][eé][cs]){REST},?\s(?:and|et|y)\s(?:(?:the|las?|les)\s)?\Z")
_OF = r"\s(?:of|du|de|del|des|by)\s(?:(?:the|la|el)\s|l')?"
_PARTIES = rf"(?:{PARTIES_SHORT}|Conf[ée]renc(?:e|ia)\s(?:of\sthe|des|de\slas)\s(?:Parties|Partes))(?:\s(?:to|à|en))?"
_MONTH = r"[A-Za-zéû]{3,10}\.?"
# of 3 May 2011, dated 12.03.2015, du 1er mai 2011, de 3 de mayo de 2011, (May 3, 2011)
DATE = rf"""(?:\s(?:of|on|dated|du|de|del)\s|\s\()(?:
    [0-9]{{1,2}}(?:st|nd|rd|th|er|º)?(?:[./-][0-9]{{1,2}}[./-][0-9]{{2,4}}|\s(?:de\s)?{_MONTH},?\s(?:del?\s)?[0-9]{{4}})
  | [A-Z][a-z]{{2,9}}\.?\s[0-9]{{1,2}},\s[0-9]{{4}} | [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} )\)?"""
ADOPTED = r",?\s(?:adopted|approved|issued|taken|adoptée?s?|prises?|approuvée?s?|adoptadas?|aprobadas?|dictadas?)"
_OF_ANOTHER = cased(
    rf"""{DATE},?\s(?:the|la|le|el)\s(?:[A-ZÉ][\w-]+\s){{0,3}}{INSTITUTION}
  | (?:{DATE})? (?:
    (?:{ADOPTED})?
    (?:{_OF}|\s(?:par|por)\s(?:la\s|el\s|l')?) (?:{_PARTIES}\s(?:(?:the|la|el)\s|l')?)? {ANY} | \s?\({ALIKE}
    | {_OF} (?!CITES\b)(?:[A-ZÀ-Ý][\w-]+\s){{1,3}}(?:Body|Chamber|Authority|Agency|Panel|{INSTITUTION})\b
    | {_OF} (?!CITES\b)[A-ZÀ-Ý][\w-]+\s{PARTIES_SHORT}\b                             # of the Basel COP
    | \s(?:of|du|del?)\s(?:(?:the|la|el|una?|une?)\s|l')? {ORGAN}                      # du maire, de la Gerencia
    | ,?\s(?:the|la|le|el)\s(?:[A-ZÉ][\w-]+\s){{0,3}}{COURT}\b )"""  # In Decision 11.42 the Administrative Court
)
_ALIKE_HERE = cased(ALIKE)
_ANY_HERE = cased(ANY)
_ITS = re.compile(r"\b(?:[Ii]ts|[Ss]a|[Ss]es|[Ss]us?) (?:\w+ )?\Z")  # the Council, in its decision
_CAPITAL = re.compile(rf"[A-Z](?<![^\W_].)|\b{COURT}\b")  # names begin with one, which is fast to look for
_ADOPT = re.compile(r"[adeiprt](?:dopt|ass|ssue|ppro|pro[bu]|gree|ecid|ook|aken|rend|ris|om[oó]|ict|mit|nact|end)")


def _named(pattern: re.Pattern[str], words: str) -> Iterator[int]:
    """Yield where a pattern that begins with a name matches in words."""
    for capital in _CAPITAL.finditer(words):
        if pattern.match(words, capital.start()):
            yield capital.start()


def _is_in_company(words: str, at: int) -> bool:
    """Return whether a body is only whom something is done with, and not who acts or is to act."""
    is_with = _IN_COMPANY.search(words, max(0, at - 16), at) is not None
    return is_with and not (_SUPPORTED.search(words, max(0, at - 16), at) and _IN_DOING.match(words, at))


def names_another(words: str) -> bool:
    """Return whether words name a body that numbers its instruments like CITES, and not CITES."""
    return any(True for _ in _named(_ALIKE_HERE, words)) and not names_cites(words)


class Nearby:
    """A reading copy, and what it says of itself: whether it is of CITES, or of another body."""

    def __init__(self, text: str) -> None:
        """Take the reading copy."""
        self.text = text

    @cached_property
    def is_of_cites(self) -> bool:
        """Whether the head of the text names CITES."""
        return self._cites_at < HEAD

    @cached_property
    def _cites_at(self) -> int:
        """Where the head of the text first names CITES; its length if it does not."""
        head = self.text[:HEAD]
        return min(at if (at := head.find(words)) >= 0 else HEAD for words in CITES)

    @cached_property
    def _title_end(self) -> int:
        """Where the title of the text ends, if it names another body and not CITES; 0 if it does not.

        The title is the first line, or all lines above the first blank one if they are no prose; there is more below.
        """
        head = self.text[:HEAD].lstrip()
        block, _, below = head.partition("\n\n")
        if not below or len(block) > _TITLE or block.endswith((".", ";", ",")):
            block, _, below = head.partition("\n")
        is_title = bool(below) and names_another(block)
        return len(self.text[:HEAD]) - len(head) + len(block) if is_title else 0

    def is_headed_by_another(self, start: int) -> bool:
        """Return whether the title above a place names another body, and nothing between them CITES."""
        return 0 < self._title_end <= start and (start < self._cites_at or not self.is_of_cites)

    def is_next_to_another(self, start: int, end: int, floor: int) -> int:
        """Return where the words end that say, next to a list, that it is of another body; 0 if none do."""
        text = self.text
        if text[start : start + 3].isupper():  # in a title in capitals, every word looks like an acronym
            return 0
        last = text[start - 1 : start]
        if last == " " or last == "/":
            begin = max(floor, start - 40)
            word = text[(text.rfind(" ", begin, start - 1) + 1) or begin : start - 1]
            is_plain = word.isalpha() and word[0].islower()  # most are, and need no pattern
            if not (is_plain or _IS_PLAIN.fullmatch(word)) or word in _SMALL_WORDS or word.startswith("archit"):
                words = text[max(floor, start - 60) : start]
                if _NOT_A_BODY.search(words) or any(True for _ in _named(_RIGHT_BEFORE, words)):
                    return end
        is_open = last == "(" or (last == " " and text.endswith(_BEFORE_IN_PARENTHESIS, floor, start))
        if is_open and any(True for _ in _named(_OPEN, text[max(floor, start - 80) : start])):
            return end
        is_followed = text[end : end + 1] in " ,\n" and text[end + 1 : end + 2] in " (oabdeilpt"
        after = _OF_ANOTHER.match(text, end) if is_followed else None
        return after.end() if after else 0

    def is_of_another(self, start: int, end: int, floor: int) -> bool:
        """Return whether the sentence before a list, or else the text, says that it is of another body."""
        is_headed = self.is_headed_by_another(start)
        if not is_headed and not _BEGINNING.search(self.text, max(floor, start - _SENTENCE), start):
            return False
        before = self.sentence_before(start, floor)
        if not is_headed and not _BEGINNING.search(before):
            return False
        cites_end = max(before.rfind(name) for name in CITES)
        if cites_end >= 0:  # CITES notes what another body adopted, or CITES adopted it
            said = before[cites_end:]
            return bool(_ADOPT.search(said)) and any(
                not _is_in_company(said, at) for at in _named(_ADOPTED_ALIKE, said)
            )
        if "Conf." in before or _OF_CITES.match(self.text, end):
            return False
        if is_headed:
            return not names_cites(_CLAUSE_END.split(self.text[end : end + _CLAUSE], maxsplit=1)[0])
        is_its = _ITS.search(before) and any(True for _ in _named(_ANY_HERE, before))
        if is_its or (_ADOPT.search(before) and any(True for _ in _named(_ADOPTED, before))):
            return not self.text[start : start + 3].isupper()
        return self._cites_at > start - len(before) and any(
            not _is_in_company(before, at) and not _AND_OURS.match(before, at) for at in _named(_ALIKE_HERE, before)
        )

    def sentence_before(self, start: int, floor: int) -> str:
        """Return the sentence before a place, as far as it begins after `floor`."""
        text = self.text
        begin, before = max(floor, start - _SENTENCE), start
        while end := _SENTENCE_END.match(text, begin, before):
            if not _ABBREVIATED.search(text, max(0, end.end() - 8), end.end() - 2):
                return text[end.end() : start]
            before = end.end() - 2
        return text[begin:start]

    def names_cites_at(self, start: int, end: int, floor: int) -> bool:
        """Return whether the sentence around a list, or the text, names CITES."""
        return (
            self.is_of_cites
            or names_cites(self.sentence_before(start, floor))
            or _OF_CITES.match(self.text, end) is not None
        )


_BEFORE_IN_PARENTHESIS = ("(see ", "(cf. ", "(voir ", "(véase ")
# A word that ends no name of a body: in small letters, or with one capital, such as "Under".
_IS_PLAIN = re.compile(
    r"""(?![ld]')[a-zà-ÿ].*
    | (?!Con(?:ven|sej|seil)|Prot|Ramsar|Minam|Co[ur]|Trib|Juz|Ass?[ae]m|Com|Boar|Par|A[cg]|Sen|Sén|Min|Gen|Sec)
      [A-ZÀ-Ý][a-zà-ÿ]*""",
    re.VERBOSE,
)
_SMALL_WORDS = ("de", "design")
# "Conf. 3.2 of the build settings", but not "of the Conference of the Parties".
OF_SOMETHING = compiled(
    rf"{_OF}(?!\W?(?:CITES|Conf|Co?P|Part|meeting|session|reuni[óo]n|Convention|Convenc|Secr|[0-9]|its\b))[a-z]"
)
_OF_CITES = compiled(rf"{S}(?:of|de|de\sla)\s(?:the\s)?CITES\b")
