"""Recognizes English, French and Spanish, the working languages of the Convention, by their most frequent words."""

from __future__ import annotations

from collections import Counter

# Frequent words that only one of the three languages has; and those of related languages, which share some.
_WORDS = {
    "en": "the of and to in that is by be with are this which should has have for from or not been its it as at",
    "fr": "le les des et du dans une est aux sur qui pour par ce au sont cette ses leur ou avec il pas ces afin",
    "es": "el los las del y por una para con al como sus lo más o este esta sin fue ha han sobre entre ser",
    "another": "os as um uma dos das em ao não e di della dei il gli nel che è per i els dels amb és van der die und",
}
_LANGUAGE_OF = {word: language for language, words in _WORDS.items() for word in words.split()}

BEGINNING = 5_000  # characters that are looked at
FEWEST = 5  # such words of the language
SHARE = 0.08  # of all words: a text with less is a list of names or numbers, or in another language
MARGIN = 4  # times as many as of any other language: a text with less is in two languages, or in a related one


def tell(text: str) -> str | None:
    """Return the language of the beginning of a text as `en`, `es` or `fr`; None if it is unclear."""
    words = text[:BEGINNING].lower().split()
    counts = Counter(_LANGUAGE_OF[word] for word in words if word in _LANGUAGE_OF)
    language, most = max(counts.items(), key=lambda item: item[1], default=("", 0))
    others = max((count for other, count in counts.items() if other != language), default=0)
    if language == "another" or most < FEWEST or most < SHARE * len(words) or most < MARGIN * others:
        return None
    return language
