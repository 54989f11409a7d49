"""Whose Resolution or Decision it is: other bodies number theirs alike, and name themselves beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from pipeline.text.patterns import S, compiled

_SENTENCE = 240  # characters before a citation in which its sentence is looked for
_HEAD = 300  # characters of a text in which it says what it is

# Only where one of these words, or an acronym, begins may there be the name of a body: it is fast to look for.
_BEGINNING = re.compile(
    r"[A-Z](?!ITES|oP|OP)(?:[\w&]?[A-Z]|onv|rot|our|rib|ort|uzg|sse|sam|oun|ons|omi|omm|oar|arl|gre|cco|cue|ena|éna|ini|ams|eri)"
)


def names_cites(words: str) -> bool:
    """Return whether words name the Convention on International Trade in Endangered Species."""
    return (
        "CITES" in words
        or "nternational Trade in" in words
        or "ommerce international des" in words
        or "omercio Internacional de" in words
        or "NTERNATIONAL TRADE IN" in words
    )


# --- names of bodies ----------------------------------------------------------------------------------------

_PARTIES_SHORT = r"(?:CoP|COP|CdP|MOP|MoP)[\s-]?[0-9]{0,2}"
_OURS = r"(?!CITES\b|[CM][oO]P[\d-]*\b|CdP[\d-]*\b|(?:SC|AC|PC|CP|RC)\d*\b|[IVX]+\b|US\b|Rev\b)"
_ACRONYM = rf"{_OURS}[A-Z][\w&]*[A-Z][\w&/-]*"  # IUCN, UNEP/CMS
_NOT_A_NAME = r"(?!The\b|This\b|That\b|Each\b|Under\b|In\b|Of\b|Such\b|CITES\b|Washington\b|Present\b)"
_NOT_ON_TRADE = r"(?!(?:the\s|le\s|el\s)?(?:International\sTrade|commerce\sinternational|Comercio\sInternacional))"
_CONVENTION = rf"""(?:
    {_NOT_A_NAME}[A-Z][\w-]+\s(?:Convention|Protocol)\b                        # the Basel Convention, Montreal Protocol
  | (?:Convention|Convenci[óo]n|Convenio)\s(?:on|sur|sobre|for|pour|para)\s{_NOT_ON_TRADE}   # Convention on Wetlands
  | (?:Convention|Convenci[óo]n|Convenio|Protocole|Protocolo)\s(?:of|de)\s(?!Washington)(?:la\s|the\s|l')?[A-ZÉ][a-zé]
)"""
# They adopt Decisions or Resolutions numbered like ours, so that it is enough that a sentence names one of them.
_ALIKE = rf"""(?:
    \b(?:UNEP/|PNUE/|PNUMA/)?(?:CMS|AEWA|ACCOBAMS|ASCOBANS|EUROBATS)\b
  | \b(?:CBD|CDB|UNFCCC|CMNUCC|CCNUCC|UNCCD|ITPGRFA|TIRPAA|TIRFAA|IWC|CBI|UNEA|UNGA|WHC|OSPAR|HELCOM)\b
  | \b(?:Ramsar|Minamata)\b | {_CONVENTION}
  | \b(?:Court|Tribunal|Cour|Corte|Juzgado)\b | \b(?:General\sAssembly|Assemblée\sgénérale|Asamblea\sGeneral)\b
  | \b(?:Security\sCouncil|Conseil\sde\ssécurité|Consejo\sde\sSeguridad)\b
  | \b(?:World\sHeritage\sCommittee|Comité\sdu\s[Pp]atrimoine|Comité\sdel\sPatrimonio)\b
)"""
_ANY = rf"""(?: {_ALIKE} | (?<![\w]){_ACRONYM}
  | \b(?:Council|Commission|Convention|Assembly|Board|Parliament|Agreement|Accord|Senate|Ministry)\b
  | \b(?:Conseil|Assemblée|Parlement|Sénat|Consejo|Comisi[óo]n|Asamblea|Parlamento|Acuerdo|Senado|Convenio)\b )"""


def _cased(pattern: str) -> re.Pattern[str]:
    """Return a pattern with blanks and comments: names are told from words by their capital letters."""
    return re.compile(pattern, re.VERBOSE)


# --- where they are, beside a citation ----------------------------------------------------------------------

_RIGHT_BEFORE = _cased(rf"{_ANY}('s?)? \s?(?:{_PARTIES_SHORT}('s)?)? [\ /]\Z")  # CMS COP13, Basel Convention's
_NOT_A_BODY = re.compile(r"\b(?:arbre de|árbol de|[Aa]rchitect\w+|[Dd]esign) \Z")  # a decision tree, software
_SENTENCE_END = re.compile(r"[.!?;\n]\s(?=[\"'(]?[A-ZÉÀ¿¡-])")
_ABBREVIATED = re.compile(r"\b(?:No|Nos|Conf|Res|Rés|Rev|Rév|Dec|Art|para|cf|vs|St|Dr)\Z", re.IGNORECASE)
_OPEN = _cased(rf"{_ANY} \s?{_PARTIES_SHORT}?\s? \((?:see\s|cf\.\s|voir\s|véase\s)? \Z")  # CMS (Decisions …
_ADOPTED = _cased(
    rf"""{_ANY} (?:(?!Part(?:ies|es)\b|Conf|CoP)[^.;,]){{0,30}}?
    \b(?:adopt|pass|issue|approv|approuv|aprob|agree|decide|took|taken|prend|pris|tom[oó]|dict|emit|enact|rend)\w*\b
    [^.;]{{0,40}}\Z"""
)
# Whom something is done with; and the acronym in parentheses after a name.
_IN_COMPANY = compiled(r"\b(?:with|avec|con|to|and|et|y)\s(?:the\s|la\s|el\s|le\s|l')?\Z|\(\Z")
_OF = r"\s(?:of|du|de|del|des|by)\s(?:(?:the|la|el)\s|l')?"
_PARTIES = rf"(?:{_PARTIES_SHORT}|Conf[ée]renc(?:e|ia)\s(?:of\sthe|des|de\slas)\s(?:Parties|Partes))(?:\s(?:to|à|en))?"
_OF_ANOTHER = _cased(
    rf"""(?:,?\s(?:adopted|approved|issued|taken|adoptée?s?|prises?|approuvée?s?|adoptadas?|aprobadas?|dictadas?))?
    (?:{_OF}|\s(?:par|por)\s(?:la\s|el\s|l')?) (?:{_PARTIES}\s(?:(?:the|la|el)\s|l')?)? {_ANY} | \s?\({_ALIKE}"""
)
_ALIKE_HERE = _cased(_ALIKE)
_CAPITAL = re.compile(r"[A-Z](?<![^\W_].)")  # names begin with one, which is fast to look for
_ADOPT = re.compile(r"[adeiprt](?:dopt|ass|ssue|ppro|pro[bu]|gree|ecid|ook|aken|rend|ris|om[oó]|ict|mit|nact|end)")


def _named(pattern: re.Pattern[str], words: str) -> Iterator[int]:
    """Yield where a pattern that begins with a name matches in words."""
    for capital in _CAPITAL.finditer(words):
        if pattern.match(words, capital.start()):
            yield capital.start()


def names_another(words: str) -> bool:
    """Return whether words name a body that numbers its instruments like CITES, and not CITES."""
    return any(True for _ in _named(_ALIKE_HERE, words)) and not names_cites(words)


class Context:
    """A reading copy, and what it says of itself: whether it is of CITES, or of another body."""

    def __init__(self, text: str) -> None:
        """Take the reading copy."""
        self._text = text

    @cached_property
    def is_of_cites(self) -> bool:
        """Whether the head of the text names CITES."""
        return names_cites(self._text[:_HEAD])

    @cached_property
    def _is_of_another(self) -> bool:
        """Whether the head of the text, which is more than its first sentence, names another body and not CITES."""
        head, _, rest = self._text[:_HEAD].strip().partition("\n")
        return bool(rest) and not self.is_of_cites and any(True for _ in _named(_ALIKE_HERE, head))

    def is_next_to_another(self, start: int, end: int, floor: int) -> int:
        """Return where the words end that say, next to a list, that it is of another body; 0 if none do."""
        text = self._text
        if text[start : start + 3].isupper():  # in a title in capitals, every word looks like an acronym
            return 0
        last = text[start - 1 : start]
        if last == " " or last == "/":
            word = text[max(floor, text.rfind(" ", max(floor, start - 40), start - 1) + 1) : start - 1]
            if not word[:1].islower() or word in _SMALL_WORDS or word.startswith("archit"):
                words = text[max(floor, start - 60) : start]
                if _NOT_A_BODY.search(words) or any(True for _ in _named(_RIGHT_BEFORE, words)):
                    return end
        is_open = last == "(" or (last == " " and text.endswith(_BEFORE_IN_PARENTHESIS, floor, start))
        if is_open and any(True for _ in _named(_OPEN, text[max(floor, start - 80) : start])):
            return end
        after = _OF_ANOTHER.match(text, end) if text[end : end + 1] in " ,\n" else None
        return after.end() if after else 0

    def is_of_another(self, start: int, floor: int) -> bool:
        """Return whether the sentence before a list, or else the text, says that it is of another body."""
        before = self.sentence_before(start, floor)
        if not self._is_of_another and not _BEGINNING.search(before):
            return False
        if names_cites(before) or "Conf." in before:
            return False
        if self._is_of_another:
            return True
        if _ADOPT.search(before) and any(True for _ in _named(_ADOPTED, before)):
            return not self._text[start : start + 3].isupper()
        return not self.is_of_cites and any(
            not _IN_COMPANY.search(before, max(0, at - 16), at) for at in _named(_ALIKE_HERE, before)
        )

    def sentence_before(self, start: int, floor: int) -> str:
        """Return the sentence before a place, as far as it begins after `floor`."""
        text = self._text
        begin = max(floor, start - _SENTENCE)
        for end in _SENTENCE_END.finditer(text, begin, start):
            if not _ABBREVIATED.search(text, max(0, end.start() - 6), end.start()):
                begin = end.end()
        return text[begin:start]

    def names_cites_at(self, start: int, end: int, floor: int) -> bool:
        """Return whether the sentence around a list, or the text, names CITES."""
        return (
            self.is_of_cites
            or names_cites(self.sentence_before(start, floor))
            or _OF_CITES.match(self._text, end) is not None
        )


_BEFORE_IN_PARENTHESIS = ("(see ", "(cf. ", "(voir ", "(véase ")
_SMALL_WORDS = ("de", "design")
_OF_CITES = compiled(rf"{S}(?:of|de|de\sla)\s(?:the\s)?CITES\b")
