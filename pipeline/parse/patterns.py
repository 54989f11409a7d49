"""How the pattern of a sentence form is written, and the text that it is matched against.

In the text, every name, citation and ignored span is masked by characters that stand for its kind, length for
length. So a pattern sees that a name stands there, but not which; no word of a pattern can match inside a
name, however many commas and "and" it holds; and offsets stay those of the text.

In a pattern, `[words]` may be missing, `(this|that)` is a choice, `{kind}` or `{part:kind}` is a named part of one
of the kinds below, and everything else is fixed words, in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

BODY, FRAMEWORK, CITATION, IGNORED, TERM, _REST = map(chr, range(0xE000, 0xE006))

# What the ordinary words of a form mean, in the terms of the tables.
ROLES = {
    "chairs": "chair",
    "co-chairs": "co-chair",
}
AGREEMENTS = {
    "memorandum of understanding": "memorandum of understanding",
    "mou": "memorandum of understanding",
    "letter of understanding": "letter of understanding",
    "lou": "letter of understanding",
    "joint programme": "joint programme",
    "modus operandi": "modus operandi",
}
# What a body is for, or does, begins with one of these verbs.
_PURPOSES = """
    bring coordinate develop enhance exchange explore facilitate find foster further identify improve promote provide
    share strengthen support
"""
_NUMBER_WORDS = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
"""
_MONTH_NAMES = "january february march april may june july august september october november december"
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), 2)}
MONTHS = {month: number for number, month in enumerate(_MONTH_NAMES.split(), 1)}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _forms(verbs: str) -> list[str]:
    """Return verbs in the infinitive, and in the third person."""
    return [form for verb in verbs.split() for form in (verb, re.sub("y$", "ie", verb) + "s")]


def _masked(marker: str) -> str:
    return f"{marker}{_REST}*"


_SEPARATOR = r"(?:,? (?:and|&)|,) "
MEETING = r"(\d{1,2})(?:st|nd|rd|th) meeting of the Conference of the Parties"
_KINDS = {
    # masked: what stands there is known already
    "body": _masked(BODY),
    "named": rf"{_masked(BODY)}(?: \({_masked(BODY)}\))?",  # with its acronym in parentheses
    "framework": _masked(FRAMEWORK),
    "citations": f"{_masked(CITATION)}(?:{_SEPARATOR}{_masked(CITATION)})*",
    "ignored": _masked(IGNORED),
    # values
    "goal": r"Goal \d+",
    "number": r"\w+",
    "link": r"here|(?:https?://|www\.)[^\s(),;]*[^\s(),;.]",
    "agreement": _one_of(AGREEMENTS),
    "role": _one_of(ROLES),
    "standing": "member|partner",
    "group_word": "group|alliance|consortium|partnership",
    "office": "Secretariat of the",
    "date": r"\d{1,2} [a-z]+ \d{4}",
    "addressee": r"(?-i:[A-Z][a-z]+(?: [A-Z][a-z]+)*)",
    "frameworks": rf"{_masked(FRAMEWORK)}(?:{_SEPARATOR}{_masked(FRAMEWORK)})*",
    # to be read on by the form
    "parenthesis": r"\([^()]*\)",
    "list": r".+?",
    "plain": rf"[^,;:–{BODY}-{_REST}]+?",  # free text without marks, and without what is masked
    "text": r".+?",  # free text: its names must be known
    "purpose": rf"(?:{_one_of(_forms(_PURPOSES))})\b.+?",  # free text too
    "phrase": r"(?-i:[a-z-]+(?: [a-z-]+)*)",  # lower-case words
}
_TOKEN = re.compile(r"\{(?:(?P<part>\w+):)?(?P<kind>\w+)\}|(?P<mark>[\[\]()|])|(?P<words>[^\[\](){}|]+)")
_MARKS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return the pattern of a form as a regular expression for masked text, its parts as named groups."""
    regex = ""
    for token in _TOKEN.finditer(pattern):
        if token["kind"]:
            regex += f"(?P<{token['part'] or token['kind']}>{_KINDS[token['kind']]})"
        elif token["mark"]:
            regex += _MARKS[token["mark"]]
        else:
            regex += re.escape(token["words"])
    return re.compile(regex, re.IGNORECASE)


def mask(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return the text with each span (start, end, marker) masked; of spans that overlap, the first counts."""
    masked = list(text)
    for start, end, marker in spans:
        if all(character < BODY for character in masked[start:end]):
            masked[start:end] = marker + _REST * (end - start - 1)
    return "".join(masked)


# Ends of sentences and of list items can be told apart from other full stops and commas in masked text only.
SENTENCE_END = re.compile(r"(?<=\.) +(?=[^a-z])")
LIST_SEPARATOR = r"(?:, and|,| and|;) "
_SEPARATOR_OR_PARENTHESIS = re.compile(rf"(?P<separator>{LIST_SEPARATOR})|[()]")

ACRONYM = re.compile(rf"{_masked(f'[{BODY}{FRAMEWORK}]')} ?\(({_masked(f'[{BODY}{FRAMEWORK}]')})\)")
_WORD = re.compile(r"\w[\w’'-]*(?:[./]\w+)*")
_BETWEEN = re.compile(r"[ -](?:(?:of|the|for|and|on|to|in|&) )*")


def list_separators(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of what separates the items of a list; what stands in parentheses is no separator."""
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


def proper_names(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans that may be a name or number nobody knows: words with a capital or a digit, outside masks."""
    name: tuple[int, int] | None = None
    for word in _WORD.finditer(masked, start, end):
        if not any(character.isupper() or character.isdigit() for character in word[0]):
            continue
        if name and _BETWEEN.fullmatch(masked, name[1], word.start()):
            name = (name[0], word.end())
            continue
        if name:
            yield name
        name = word.span()
    if name:
        yield name
