"""Tells English, French and Spanish, the working languages of the Convention, by their most frequent words."""

from __future__ import annotations

import re
from collections import Counter

# Words that one of the three has and the other two have not; words that only look alike, such as «on», are left out.
_WORDS = {
    "en": "the of and to in for is that by be with are this which was should has have from or not been its at it",
    "fr": "le les des et du dans une est aux sur qui pour par ce au sont cette ses leur ou avec il être ont pas ces",
    "es": "el los las del y por una para con al su como se sus lo más ha o es este esta ser sobre entre son fue",
}
_LANGUAGE_OF = {word: language for language, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+")

BEGINNING = 10_000  # characters that are looked at
FEWEST = 5  # such words of the language
SHARE = 0.12  # of all words: fewer, and it is another language, which shares some of them
MARGIN = 4  # times as many as of any other language: less, and it is in two languages


def tell(text: str) -> str | None:
    """Return the language of a text's beginning as `en`, `es` or `fr`; None where it cannot be told."""
    words = _WORD.findall(text[:BEGINNING].lower())
    counts = Counter(_LANGUAGE_OF[word] for word in words if word in _LANGUAGE_OF)
    language, most = max(counts.items(), key=lambda item: item[1], default=("", 0))
    others = max((count for other, count in counts.items() if other != language), default=0)
    if most < FEWEST or most < SHARE * len(words) or most < MARGIN * others:
        return None
    return language
