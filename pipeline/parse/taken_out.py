"""What an erratum takes out of the page: nothing on which it depends whether, when or with whom a fact holds.

A correction could else remove just the words that would have stopped the build ("no longer", "until 2025"), and the
tables would say of what the page says otherwise that it holds. Two kinds of errata may: `not current` takes out the
fact with these words, and `wrong qualification` says that they are wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.parse.patterns import AGREEMENTS, BODY, NUMBERS, mask, whole_words
from pipeline.parse.wording import qualifiers
from pipeline.text.names import Names

NOT_CURRENT = "not current"
WRONG_QUALIFICATION = "wrong qualification"
_NUMBER = re.compile(rf"\w*\d\w*|{whole_words(NUMBERS).pattern}", re.IGNORECASE)
# Of these, it is their number that counts: one may be corrected to another.
_COUNTED = [
    re.compile(r"(?<!\w)(?:was|were|had|did|(?<!is )(?<!are )(?!\w*eed)[a-z]+ed)(?!\w)"),  # that it is over
    re.compile(r"(?<!\w)with(?!\w)"),  # another who takes part
]
_OF_A_KIND = ("that there is an agreement", "what somebody is in a body")  # a role may be said in other words
_AGREEMENT = whole_words(AGREEMENTS, re.IGNORECASE)
_INSTRUMENT = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\w)")  # its number: what is quoted may be some of a list


def lost_qualifiers(words: str, correction: str, names: Names) -> list[str]:
    """Return the words that say more of a fact than what it is, and the numbers, that a correction has not kept."""
    before, after = (
        mask(text, [(one.start, one.end, BODY) for one in names.find(text)]) for text in (words, correction)
    )
    kept = Counter(kind for kind, _ in _qualifiers(after))
    lost = []
    for kind, qualifier in _qualifiers(before):
        kept[kind] -= 1
        if kept[kind] < 0:
            lost.append(qualifier)
    had, has = _NUMBER.findall(before), _NUMBER.findall(after)
    if len(has) < len(had) and "".join(has) != "".join(had):  # one may be corrected, or be there twice, or in pieces
        lost += [number for number in had if number not in has]
    for pattern in _COUNTED:
        said, still = pattern.findall(before), pattern.findall(after)
        lost += list(Counter(said) - Counter(still))[: max(0, len(said) - len(still))]
    return [one for number, one in enumerate(lost) if not any(one in other for other in lost[:number])]


def takes_out_a_fact(words: str, correction: str, names: Names) -> bool:
    """Tell whether a correction names fewer bodies, frameworks, Resolutions, Decisions or agreements."""

    def named(text: str) -> int:
        entities = {one.entity for one in names.find(text)}
        return len(entities) + sum(len(pattern.findall(text)) for pattern in (_INSTRUMENT, _AGREEMENT))

    return named(correction) < named(words)


def _qualifiers(masked: str) -> Iterator[tuple[str, str]]:
    """Yield each word that qualifies, and what of it a correction must keep: itself, or a word that says the like."""
    for one in qualifiers(masked):
        word = masked[slice(*one.span)].lower()
        says = one.problem.removeprefix("says ")
        yield (says if says in _OF_A_KIND else word), word
