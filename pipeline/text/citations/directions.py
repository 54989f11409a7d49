"""To whom a Decision is directed: "Directed to the Secretariat", "À l'adresse des Parties", "Dirigida al Comité"."""

from __future__ import annotations

from pipeline.text.citations.patterns import MARKS, compiled

NEAR = 150  # characters before a number in which a line may say to whom it is directed
_FIRST = 60  # characters from the beginning of a line, in which a direction that is a heading begins

DECISIONS = r"(?:d[ée]cisions?|decisi[óo]n(?:es)?)(?:\((?:s|es)\))?"
# What is looked for first, because to look for plain words is fast; in either case, without the first letter.
STEMS = ("irected to", "irigid", "dresse d", "ttention d", "ntention d")
_FOR = r"à\s?l'(?:adresse|attention|intention)\sd"
_TO = rf"directed\sto|dirigid[ao]s?(?:\(s\))?\sa(?=l?\b)|{_FOR}"
_OF = r"\s(?:of\sthe|de\sla)\sConf[ée]renc(?:e|ia)\s(?:of\sthe|des|de\slas)\sPart(?:ies|es)"
_DIRECTED = (
    rf"(?: (?P<decisions>{DECISIONS}) (?:{_OF})? \s (?:{_TO}) | (?=(?-i:[DÀA])) (?:{_TO.replace('à', '[àa]')}) )"
)
_DIRECTION = compiled(rf"(?<![^\W_]) {_DIRECTED}")
_WHOLE_LINE = compiled(rf"^{MARKS} (?:{_TO}) (?=[^.;:()\d]{{1,60}}:?$)")
_HERE = compiled(rf"(?<![^\W_]) {_DIRECTED} (?P<whom>[^.;()\d]{{0,120}}\s)\Z")
# To a body of CITES, to others with an acronym, to a country; or the next line says it.
_WHOM = compiled(
    r"""(?: s|l|u|es?|')? \s? (?: [:|]|\Z|\n
      | (?:(?!(?:is|are|was|were|has|by|est|sont|fue)\b)[\w'-]{1,30},?\s){0,4} (?:\w'|\w{2}')? (?:
            part(?:ies|es)|secr[ée]|comm?i|sub|sous|group|chair|presid|présid|author|autor
          | range|states|estados|[ée]tats|countr|pays|pa[íi]s|gov|gouv|gob|union|unión|federat|f[ée]d[ée]ra|r[eé]p[úu]b
          | organi|consorti|agenc|program|office|oficin|bureau|donor|donat|donan|d[eé]pos|all\b|t(?:ou|od)[to]
          | (?-i:(?!THE\b)[A-Z]{2,8})\b ) )
      | (?:e\s|'|\s)(?!the\b)(?-i:[A-ZÀ-Ý])"""
)
# What is asked of somebody else follows in small letters, "Directed to the Secretariat: please pay"; but "a) " begins
# what is asked in a Decision.
_ERRAND = compiled(r"[^.;:()\d]{0,100}:\s(?-i:[a-zà-ÿ])(?!\))")


def direction(line: str) -> tuple[int, int] | None:
    """Return where a line says that Decisions are directed to somebody, if it is no sentence about such Decisions."""
    for found in _DIRECTION.finditer(line, 0, _FIRST + NEAR):
        is_start = not line[: found.start()].strip(" \t#*|>•·▪–—-0123456789.")
        is_sentence = not is_start and found["decisions"] and line.rstrip().endswith((".", ";", ","))
        if found.start() <= _FIRST and not is_sentence and _is_whom(line, found.end(), len(line)):
            return found.span()
    whole = _WHOLE_LINE.search(line)
    return whole.span() if whole and _WHOM.match(line, whole.end()) else None


def is_directed(text: str, begin: int, at: int) -> bool:
    """Return whether words right before a number, after `begin`, say to whom it is directed."""
    if not any(text.find(stem, begin, at) >= 0 for stem in STEMS):
        return False
    here = _HERE.search(text, begin, at)
    return here is not None and _is_whom(text, here.start("whom"), at)


def _is_whom(text: str, start: int, end: int) -> bool:
    """Return whether the words in a span say to whom Decisions are directed, and ask nothing of them."""
    return _WHOM.match(text, start, end) is not None and _ERRAND.match(text, start, end) is None
