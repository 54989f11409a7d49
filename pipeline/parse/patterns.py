"""How the pattern of a sentence form is written, and the text that it is matched against.

In that text, every name, citation and ignored span is masked by the same number of characters of its kind. So a pattern
sees that there is a name, but not which; no word of a pattern can match inside a name, even if that contains commas and
"and"; and offsets remain those of the text.

In a pattern, `[words]` may be missing, `(this|that)` is a choice, `{kind}` or `{part:kind}` is a named part of one of
the kinds below, and everything else is fixed words, in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.parse.vocabulary import AIMS, OWN

# Free text may hold a term: its marker comes last, but for what follows the first character of each mask.
BODY, FRAMEWORK, CITATION, IGNORED, TAXON, TERM, REST = map(chr, range(0xE000, 0xE007))

# What ordinary words in a form mean in terms of the tables.
ROLES = {
    "chairs": "chair",
    "co-chairs": "co-chair",
}
ROLES_OF_BY = {
    "chaired": "chair",
    "co-chaired": "co-chair",
}
AGREEMENTS = {
    "memorandum of understanding": "memorandum of understanding",
    "mou": "memorandum of understanding",
    "letter of understanding": "letter of understanding",
    "memorandum of cooperation": "memorandum of cooperation",
    "lou": "letter of understanding",
    "joint programme": "joint programme",
    "joint work programme": "joint programme",
    "joint work plan": "joint work plan",
    "modus operandi": "modus operandi",
}
_WORKED_ON = ("joint programme", "joint work plan")  # the others are agreed, not worked on
_NUMBER_WORDS = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
"""
_MONTH_NAMES = "january february march april may june july august september october november december"
_UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()
ORDINALS = {"twentieth": 20, "thirtieth": 30} | {
    f"{ten}-{unit}": tens + number
    for ten, tens in (("twenty", 20), ("thirty", 30))
    for number, unit in enumerate(_UNITS, 1)
}
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), 2)}
MONTHS = {name: number for number, month in enumerate(_MONTH_NAMES.split(), 1) for name in (month, month[:3])} | {
    "sept": 9
}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def third_person(verb: str) -> str:
    """Return a verb in the third person: identifies, publishes, shares."""
    if re.search("[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh")) else "s")


def whole_words(words: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return a pattern of these words as whole words, the longest at each place."""
    return re.compile(rf"(?<!\w)(?:{_one_of(words) or '(?!)'})(?!\w)", flags)


def not_within_words(pattern: str, words: str) -> str:
    """Return the pattern of quoted words, which matches only where they do not begin or end within a word."""
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.match(r"\w", words[-1]) else ""
    return f"{before}{pattern}{after}"


def _masked(marker: str) -> str:
    return f"{marker}{REST}*"


_PHRASE_WORD = rf"(?:[a-z-]+|{_masked(TERM)})"
_SEPARATOR = r"(?:,? (?:and|&) |, ?)"
_NTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{_one_of(ORDINALS)})"
MEETING = (
    rf"(?:{_NTH} (?:meeting of the )?Conference of the Parties|Conference of the Parties at its {_NTH} meeting"
    r"|CoP ?\d{1,2}(?!\d))"
)


def number_of_meeting(words: str) -> int:
    """Return the number of the meeting in words that MEETING matches."""
    digits = re.search(r"\d+", words)
    return int(digits[0]) if digits else next(n for word, n in ORDINALS.items() if word in words.lower())


_KINDS = {
    # masked, since it is known already
    "body": _masked(BODY),
    "named": rf"{_masked(BODY)}(?: \({_masked(BODY)}\))?",  # with its acronym in parentheses
    "framework": _masked(FRAMEWORK),
    "citations": f"{_masked(CITATION)}(?:{_SEPARATOR}{_masked(CITATION)})*",
    "ignored": _masked(IGNORED),
    "addressee": rf"{_masked(TERM)}|{_one_of(OWN)}",
    # values
    "goal": r"Goal \d+",
    "number": r"\w+",
    "link": r"here|(?:https?://|www\.)[^\s(),;]*[^\s(),;.]",
    "agreement": _one_of(AGREEMENTS),
    "programme": _one_of(words for words, kind in AGREEMENTS.items() if kind in _WORKED_ON),
    "role": _one_of(ROLES),
    "role_of_by": _one_of(ROLES_OF_BY),
    "standing": "member|partner",
    "group_word": "group|alliance|consortium|partnership",
    "office": "Secretariat of the",
    "date": r"\d{1,2} [a-z]+\.? \d{4}",
    "month": rf"(?:(?:{_one_of(MONTHS)})\.? )?\d{{4}}",  # or the year alone
    "frameworks": rf"(?:the )?{_masked(FRAMEWORK)}(?:{_SEPARATOR}(?:the )?{_masked(FRAMEWORK)})*",
    # for the form to read further
    "parenthesis": r"\([^()]*\)",
    "list": r".+?",
    "plain": rf"[^,;:–—{BODY}-{TAXON}]+?",  # free text without marks, and without what is masked, terms aside
    "series": rf"(?!the )[^;:–—{CITATION}-{TAXON}]+?",  # the same, with commas and names
    "text": r".+?",  # free text: its names must be known
    "purpose": rf"(?:{_one_of({*AIMS, *map(third_person, AIMS)})})\b.+?",  # free text too
    "phrase": rf"(?-i:{_PHRASE_WORD}(?: {_PHRASE_WORD})*)",  # free text of lower-case words and terms
}
_TOKEN = re.compile(r"\{(?:(?P<part>\w+):)?(?P<kind>\w+)\}|(?P<mark>[\[\]()|])|(?P<words>[^\[\](){}| ]+ ?| )")
APOSTROPHE = "[’']"
DASH = "[–—-]"
_MARKS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return the pattern of a form as a regular expression for masked text, its parts as named groups."""
    return re.compile("".join(regex for regex, _ in _regexes(pattern)), re.IGNORECASE)


def beginnings(pattern: str) -> Iterator[re.Pattern[str]]:
    """Yield regular expressions for the beginnings of a pattern, each longer by a word or part."""
    begun, depth = "", 0
    for regex, change in _regexes(pattern):
        begun += regex
        depth += change
        if depth == 0:
            yield re.compile(begun, re.IGNORECASE)


def _regexes(pattern: str) -> Iterator[tuple[str, int]]:
    """Yield the regular expression of each token of a pattern, and by how much the token changes the nesting."""
    for token in _TOKEN.finditer(pattern):
        if token["kind"]:
            yield f"(?P<{token['part'] or token['kind']}>{_KINDS[token['kind']]})", 0
        elif token["mark"]:
            yield _MARKS[token["mark"]], {"[": 1, "(": 1, "]": -1, ")": -1}.get(token["mark"], 0)
        else:
            yield re.escape(token["words"]).replace("’", APOSTROPHE).replace("–", DASH), 0


def mask(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return the text with each span (start, end, marker) masked; of overlapping spans, the first counts."""
    masked = list(text)
    for start, end, marker in spans:
        if all(character < BODY for character in masked[start:end]):
            masked[start:end] = marker + REST * (end - start - 1)
    return "".join(masked)


# Ends of sentences and of list items can be told apart from other full stops and commas in masked text only.
_MASKED_NAME = _masked(f"[{BODY}{FRAMEWORK}{TAXON}{TERM}]")
MASKED_NAMES = f"{_MASKED_NAME}(?:{_SEPARATOR}{_MASKED_NAME})*"
SENTENCE_END = re.compile(r"(?<=\.)(?<!\bNo\.)(?<!\bNos\.) +(?=[^a-z])")
# An item may have a date, as "5 Sept. 2023"; a second Resolution after it is an item of its own.
SENTENCE_AFTER_ITEM = re.compile(rf"(?<=\.) +(?=[A-Z{BODY}{FRAMEWORK}])|(?<=[.;]) +(?={CITATION})")
LIST_SEPARATOR = r"(?:, and|,| and| &|;) "
_SEPARATOR_OR_PARENTHESIS = re.compile(rf"(?P<separator>{LIST_SEPARATOR})|[()]")

ACRONYM = re.compile(rf"{_masked(f'[{BODY}{FRAMEWORK}]')} ?\(({_masked(f'[{BODY}{FRAMEWORK}]')})\)")


def list_separators(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the separators of a list; those in parentheses do not count."""
    found: list[tuple[int, int]] = []
    since_parenthesis: list[tuple[int, int]] = []
    for token in _SEPARATOR_OR_PARENTHESIS.finditer(masked, start, end):
        if token["separator"]:
            since_parenthesis.append(token.span())
            continue
        if token[0] == "(":
            found += since_parenthesis
        since_parenthesis = []
    return found + since_parenthesis
