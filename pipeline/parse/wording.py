"""Checks that free text contains ordinary words only, and nothing that changes a fact.

The words of a title, a theme, a subject, a purpose or a task are taken as they are. So whatever says whether, when, how
far or with whom a fact is true, whatever looks like a name, and whatever is not a word must be read by a form,
corrected by an erratum, or listed in `raw/curated/ignored.csv` as a term. Terms, names, citations and taxa are masked:
only the rest is checked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from pipeline.parse.patterns import AGREEMENTS, BODY, FRAMEWORK, MASKED_NAMES, REST, TERM, whole_words
from pipeline.parse.vocabulary import DETERMINERS, NOT_IN_NAMES, ORDINARY, OVER, OWN, QUALIFIERS

# Of these kinds are the words that deny a fact, and not only say more of it.
_DENY = ("whether or when it holds", "what has become of it", "what it does not hold for")
_QUALIFIERS = {says: whole_words(words, re.IGNORECASE) for says, words in QUALIFIERS.items()}
# Kinds of words that no list could cover completely.
_KINDS_OF_QUALIFIERS = [
    ("that there is an agreement", whole_words([*AGREEMENTS, *(f"{one}s" for one in AGREEMENTS)], re.IGNORECASE)),
    (
        "how far it holds",
        re.compile(r"(?<!\w)(?:as|if|when|whenever|where|wherever) \w+(?:ed|ible|able|ient|ary|ate)(?!\w)"),
    ),
    (
        "how far it holds",
        re.compile(
            r"(?<!\w)(?:where|when|if|as) \w+ (?:allow|permit|exist)s?(?!\w)"
            r"|(?<!\w)(?:conditions|funding|funds|resources|time) permitting(?!\w)"
        ),
    ),
    ("whether or when it holds", re.compile(r"(?<!\w)to be \w+")),
    ("when it holds", re.compile(r"(?<!\w)(?:within \w+|next|last|this|in \w+) (?:day|week|month|year)s?(?!\w)")),
    ("who else takes part", re.compile(rf", (?:with|through|by) (?:the )?[{BODY}{FRAMEWORK}{TERM}]{REST}*")),
    (
        "who else takes part",
        re.compile(r"(?<!\w)with the (?:assistance|support|help|participation|involvement) of(?!\w)"),
    ),
]
_MASKS = rf"{BODY}-{REST}"
_IN_PARENTHESES = "is in parentheses"
_NOT_WORDS = {
    "is markup": re.compile(r"</?[a-z!][^<>]*>?|&#?\w+;?", re.IGNORECASE),
    "is not a word": re.compile(rf"[^\w\s,:.;!?'’‘“”\"/&()<>{_MASKS}–—-]+|[_²³¹⁰-₟]+|[<>]"),
    _IN_PARENTHESES: re.compile(rf"\((?!{MASKED_NAMES}\))[^()]*\)?|\[[^\[\]]*\]?|\{{[^{{}}]*\}}?"),
    "is a mark between sentences or notes": re.compile(r"[.;!?]+|(?<!\S)[–—]+|[–—]+(?!\S)"),
    "ends in a blank": re.compile(r"\S+\s+\Z"),
    "joins nothing": re.compile(
        r"\A(?:(?:and|or|but|also|then|with|by)(?!\w)|[,:/&-])"
        r"|(?:(?<!\w)(?:and|or|but|with|by|for|on|to|of|in)|[,:/&-])\Z",
        re.IGNORECASE,
    ),
}
# In a theme or a subject, adverbs also qualify; at their end, or that of a title, so does a participle.
_IN_NAMES = re.compile(r"(?<![\w-])(?!family|supply|assembl|anomal)\w{3,}ly(?![\w-])", re.IGNORECASE)
# "trade shared with", "Cooperation with UNEP paused"
_PARTICIPLE = re.compile(r"(?<![\w-])\w{2,}(?<!e)ed\Z", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(
    rf"{whole_words([*NOT_IN_NAMES, *OVER]).pattern}(?!-)|(?<![\w-])(?:ex|non)-\w+", re.IGNORECASE
)
_OVER = whole_words(OVER, re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"No\.? ?\d")  # which does not say that there is none
_WORD = re.compile(r"\w[\w’'-]*(?:[./]\w+)*")
_BETWEEN = re.compile(r"[ -](?:(?:of|the|for|and|on|to|in|&) )*")
_OWN = re.compile(rf"(?:{'|'.join(OWN)})(?:{_BETWEEN.pattern}(?:{'|'.join(OWN)}))*")
_NTH_MEETING = re.compile(rf"[0-9]{{1,3}}(?:st|nd|rd|th)(?: and [0-9]{{1,3}}(?:st|nd|rd|th))? meetings? of the {TERM}")
_LONGEST_NAME = 100  # characters of a name of a committee, with "at its" after it
_AT_ITS = re.compile(rf"{TERM}{REST}* (?:at|by|before|for) its \Z")
_BEGIN_SENTENCES = DETERMINERS | {"it"}
_TERM = "or, if it belongs there, add it to raw/curated/ignored.csv as a term"
_WITHOUT_MARK = "write the words without it by an erratum"
_WITHOUT = f"{_WITHOUT_MARK}, {_TERM}"
_NOT_SO = (
    "if it says that something does not hold, take out both: a body, an instrument or an agreement by an erratum of "
    "the kind not current, a whole list item or sentence by raw/curated/ignored.csv as a «sentence apart»"
)
_PARENTHESIS = (
    "if it is a species, or several, add the scientific name of each to raw/curated/taxa.csv; "
    f"{_NOT_SO}; else {_WITHOUT}"
)
_FORM = f"add a form that reads it, an erratum, {_TERM}"
_NAME = (
    "add the whole name to raw/curated/organizations.csv, frameworks.csv or names.csv, or, if it is a species, to "
    "taxa.csv"
)


class Misplaced(NamedTuple):
    """Something that free text must not contain: its span, what is wrong with it, and what to do."""

    span: tuple[int, int]
    problem: str
    remedy: str


class Wording:
    """The check of free text, for certain known names and ordinary words."""

    def __init__(self, names: Iterable[str], ordinary: Iterable[str]) -> None:
        """Start with the known names, and further ordinary words that may begin a text with a capital letter."""
        self._curated = {word.lower() for word in ordinary}
        self._ordinary = ORDINARY | self._curated
        self._in_other_letters = whole_words(names, re.IGNORECASE)

    def is_ordinary(self, word: str) -> bool:
        """Return whether a word was given as an ordinary one."""
        return word.lower() in self._curated

    def misplaced(
        self, masked: str, span: tuple[int, int], *, is_name: bool = False, is_title: bool = False
    ) -> Iterator[Misplaced]:
        """Yield what a span of free text must not contain, from left to right; of overlapping things, the first.

        `is_name` is for the few words of a theme, a subject or a cluster, for which the rules are stricter.
        """
        offset, words = span[0], masked[slice(*span)]
        found = [*_not_words(words), *qualifiers(words, is_name=is_name), *self._names(words, is_name=is_name)]
        if (is_name or is_title) and (participle := _PARTICIPLE.search(words)):
            found.append(Misplaced(participle.span(), "says what has become of it, or how it holds", _FORM))
        if is_name and masked[:offset].endswith(" on ") and f"on {words}" in QUALIFIERS["how far it holds"]:
            found.append(Misplaced((0, len(words)), "says how far it holds", _FORM))
        at = 0
        for one in sorted(found, key=lambda one: (one.span[0], -one.span[1])):
            start, end = one.span
            if start >= at:
                yield one._replace(span=(offset + start, offset + end))
                at = end

    def _names(self, words: str, *, is_name: bool) -> Iterator[Misplaced]:
        """Yield what looks like an unknown name or number, and known names with different capitals.

        A meeting of a committee of ours may be named by its number, but for those few words of a name.
        """
        for match in self._in_other_letters.finditer(words):
            problem = "is a known name, but with different capitals"
            yield Misplaced(match.span(), problem, f"add it so to raw/curated/names.csv, an erratum, {_TERM}")
        for start, end in proper_names(words):
            is_meeting = _NTH_MEETING.match(words, start) or _AT_ITS.search(words, max(0, start - _LONGEST_NAME), start)
            if _OWN.fullmatch(words, start, end) or (not is_name and is_meeting):
                continue
            begins = not words[:start].strip("“‘'\"") or words[:start].endswith(": ")
            if begins and (rest := self._after_ordinary(words, start, end)):
                problem = f"is not a known name, and neither is «{words[start:end]}»"
                yield Misplaced((rest, end), problem, _remedy_of_name(words[rest:end]))
            elif not begins and words[start:end].lower() in _BEGIN_SENTENCES:
                problem = "begins a sentence, before which a full stop may be lost"
                yield Misplaced((start, end), problem, f"add it by an erratum, {_TERM}")
            elif not re.search(r"[^\W\d_]", words[start:end]) or words[start].isdigit():
                yield Misplaced(
                    (start, end),
                    "is a number that no form reads",
                    "if it belongs to the name of a framework, add that to raw/curated/frameworks.csv; else write the "
                    "words without it by an erratum, or add a form that reads it",
                )
            elif words[start].islower():
                problem = "contains what ordinary words do not, such as a footnote mark"
                yield Misplaced((start, end), problem, f"correct it by an erratum, {_TERM}")
            elif not begins:
                yield Misplaced((start, end), "is not a known name", _remedy_of_name(words[start:end]))
            elif words[start:end].lower() not in self._ordinary:
                remedy = f"{_NAME}, or, if it is an ordinary word, to ignored.csv"
                yield Misplaced((start, end), "is not a known name, nor a known ordinary word", remedy)

    def _after_ordinary(self, words: str, start: int, end: int) -> int | None:
        """Return where a name begins after an ordinary word, such as "Cooperation on the Black sea"; else None."""
        first = _WORD.match(words, start, end)
        if first is None or first[0].lower() not in self._ordinary:
            return None
        after = next(proper_names(words[first.end() : end]), (0, 0))[0] + first.end()
        return after if after > first.end() + 1 else None  # "International Timber Council" is one name


def _remedy_of_name(words: str) -> str:
    """Return what to do about an unknown name; a term cannot have a number."""
    return f"{_NAME}, or an erratum" if re.search(r"\d", words) else f"{_NAME}, an erratum, {_TERM}"


def qualifiers(words: str, *, is_name: bool = False) -> Iterator[Misplaced]:
    """Yield what says more of a fact than what it is; `is_name` as for `misplaced`."""
    for says, pattern in [*_QUALIFIERS.items(), *_KINDS_OF_QUALIFIERS]:
        for match in pattern.finditer(words):
            if not _NUMBER_SIGN.match(words, match.start()):
                yield Misplaced(match.span(), f"says {says}", _FORM)
    for match in _IN_NAMES.finditer(words) if is_name else ():
        yield Misplaced(match.span(), "says how it holds", _FORM)
    if is_name and (found := list(_NOT_IN_NAMES.finditer(words))):
        yield Misplaced((found[0].start(), found[-1].end()), "says more than a few words of a name do", _FORM)


def denials(words: str) -> list[str]:
    """Return the words that say that something does not hold, is over, or is not yet so."""
    return [words[slice(*one.span)] for one in qualifiers(words) if one.problem.removeprefix("says ") in _DENY]


def denials_of_heading(heading: str) -> list[str]:
    """Return the words of a heading that say of all that is below it that it does not hold, or is over."""
    return [*denials(heading), *_OVER.findall(heading)]


def _not_words(words: str) -> Iterator[Misplaced]:
    """Yield what is not a word."""
    for problem, pattern in _NOT_WORDS.items():
        for match in pattern.finditer(words):
            remedy = _WITHOUT if re.search(r"\w", match[0]) else _WITHOUT_MARK
            yield Misplaced(match.span(), problem, _PARENTHESIS if problem == _IN_PARENTHESES else remedy)


def proper_names(words: str) -> Iterator[tuple[int, int]]:
    """Yield the spans outside masks that may be an unknown name or number.

    These are words with a capital, a digit or a non-Latin letter, with the words that join them in a name.
    """
    name: tuple[int, int] | None = None
    for word in _WORD.finditer(words):
        if not any(map(_is_of_a_name, word[0])):
            continue
        if name and _BETWEEN.fullmatch(words, name[1], word.start()):
            name = (name[0], word.end())
            continue
        if name:
            yield name
        name = word.span()
    if name:
        yield name


def looks_like_a_name(words: str) -> bool:
    """Return whether masked words are a single unknown name, perhaps with an article and an acronym."""
    name = re.sub(r" ?\([A-Z][A-Za-z-]*\)\Z", "", re.sub(r"\A(?:with )?(?:the )?(?:Secretariat of the )?", "", words))
    spans = list(proper_names(name))
    if not spans or not name[0].isupper() or spans[-1][1] != len(name):
        return False
    return all(re.fullmatch(rf",?{_BETWEEN.pattern}", name[end:start]) for (_, end), (start, _) in pairwise(spans))


def _is_of_a_name(character: str) -> bool:
    """Return whether a character does not occur in ordinary words."""
    if character.isupper() or character.isdigit():
        return True
    return character.isalpha() and not unicodedata.name(character, "").startswith("LATIN")
