"""What an erratum takes out of the page: nothing on which it depends whether, when or with whom a fact holds.

A correction could else remove just the words that would have stopped the build ("no longer", "until 2025"), and the
tables would say of what the page says otherwise that it holds. Three kinds of errata may: `not current` takes out the
fact with these words, `wrong qualification` says that they are wrong, and `left out` that no table holds what they say.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.parse.patterns import AGREEMENTS, BODY, MONTHS, NUMBERS, mask, whole_words
from pipeline.parse.vocabulary import QUALIFIERS
from pipeline.parse.wording import qualifiers
from pipeline.text.names import Names

NOT_CURRENT = "not current"
WRONG_QUALIFICATION = "wrong qualification"
LEFT_OUT = "left out"
_NUMBER = re.compile(rf"\w*\d\w*(?:\.\d+)*|{whole_words(NUMBERS).pattern}", re.IGNORECASE)
# A day, however it is written, counts as one number.
_DAY = re.compile(
    rf"\d{{1,2}}([./-])\d{{1,2}}\1\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}} (?:{'|'.join(MONTHS)})\.? \d{{4}}",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r" ?(?:\(\d{1,2}\)|\[\d{1,2}\])")
# A word of a name, but at the beginning of a sentence, or of a citation, whose number counts.
_CAPITAL = re.compile(r"(?<!\A)(?<!\. )\b(?!(?:Resolutions?|Decisions?|Conf)\b)[A-Z]\w+")
# Of these, it is their number that counts: one may be corrected to another.
_COUNTED = [
    re.compile(r"(?<!\w)(?:was|were|had|did|(?<!is )(?<!are )(?!\w*eed)[a-z]+ed)(?!\w)"),  # that it is over
    re.compile(r"(?<!\w)with(?!\w)"),  # another who takes part
]
_AGREED = "that there is an agreement"  # that may be said in other words
_ROLE = re.compile(r"(?:co-|vice-)?chair|observer|member|presid")  # and so may a role: chairs, is chaired by
_AGREEMENT = whole_words([*AGREEMENTS, *QUALIFIERS[_AGREED]], re.IGNORECASE)
_INSTRUMENT = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\w)")  # its number: what is quoted may be some of a list


def lost_qualifiers(words: str, correction: str, names: Names) -> list[str]:
    """Return the words that say more of a fact than what it is, and the numbers, that a correction has not kept."""
    before, after = (
        _DAY.sub(_as_one, _FOOTNOTE.sub("", mask(text, [(one.start, one.end, BODY) for one in names.find(text)])))
        for text in (words, correction)
    )
    lost = _lost_words(before, after)
    had, has = _NUMBER.findall(before), _NUMBER.findall(after)
    if len(has) < len(had) and "".join(has) != "".join(had):  # one may be corrected, or be there twice, or in pieces
        lost += [number for number in had if number not in has]
    for pattern in _COUNTED:
        said, still = pattern.findall(before), pattern.findall(after)
        lost += list(Counter(said) - Counter(still))[: max(0, len(said) - len(still))]
    lost = [one for number, one in enumerate(lost) if not any(one in other for other in lost[:number])]
    return [one.replace("_", " ") for one in lost]


def lost_capitals(words: str, correction: str, names: Names) -> list[str]:
    """Return the words of names that nobody knows and that a correction does not have, if it has fewer such words."""
    before = mask(words, [(one.start, one.end, BODY) for one in names.find(words)])
    had, has = _CAPITAL.findall(before), _CAPITAL.findall(correction)
    kept = {word.casefold() for word in re.findall(r"\w+", correction)}
    return [word for word in had if word.casefold() not in kept] if len(has) < len(had) else []


def _as_one(day: re.Match[str]) -> str:
    """Return a day as one word, which is one number."""
    return re.sub(r"\W+", "_", day[0])


def _lost_words(before: str, after: str) -> list[str]:
    """Return the words that qualify in one text and not in another, where a word may be said in others of its kind."""
    had, has = Counter(_qualifiers(before)), Counter(_qualifiers(after))
    instead = Counter(kind for kind, _ in (has - had).elements() if kind)
    lost = []
    for kind, word in (had - has).elements():
        if instead[kind]:
            instead[kind] -= 1
        else:
            lost.append(word)
    return lost


def takes_out_a_fact(words: str, correction: str, names: Names) -> bool:
    """Tell whether a correction names fewer bodies, frameworks, Resolutions, Decisions or agreements."""

    def named(text: str) -> int:
        entities = {one.entity for one in names.find(text)}
        return len(entities) + sum(len(pattern.findall(text)) for pattern in (_INSTRUMENT, _AGREEMENT))

    return named(correction) < named(words)


def _qualifiers(masked: str) -> list[tuple[str, str]]:
    """Return each word that qualifies, and its kind, if another word of the kind says the like."""
    found = []
    for one in qualifiers(masked):
        says, word = one.problem.removeprefix("says "), masked[slice(*one.span)].lower()
        role = _ROLE.match(word)
        found.append((role[0] if role else says if says == _AGREED else "", word))
    return found
