"""Where there are numbers such as 19.20 in a reading copy, and what the characters around one say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.text.citations.known_numbers import is_known, is_possible
from pipeline.text.citations.members import Member, members
from pipeline.text.citations.patterns import MARKS, POINT, compiled

_FIRST = compiled(rf"(?:^|\n){MARKS}\Z")
_TITLE = compiled(r"(?:\s{0,2}|\s?:\s)(?:[^\W\d_]|[(\[\"'|-])|\s?\Z|\n")
_ALONE = compiled(r"[ \t*|]{0,9}(?:\n|\Z)")
_CAPITAL = compiled(r"\s(?-i:[A-ZÀ-Ý])|\s[0-9]{1,2}\.[0-9]|\s?(?:[;,]|\Z|\n)")
_CAPITAL_WORD = compiled(r"\s(?-i:[A-ZÀ-Ý])")
_SENTENCE = compiled(r"(?:[.;:)\]]\s|\n)\Z")
_IN_LINE = compiled(r"[\w)\]\"'*:;,&]\ \Z")
LONGEST_TITLE = 90  # characters
_IS_TITLE = compiled(rf"{MARKS}(?-i:[A-ZÀ-Ý])(?:[^.;:!?0-9]|\bspp?\.){{2,{LONGEST_TITLE}}}\s")
_TIME = compiled(r"(?:1?[0-9]|2[0-3])\.[0-5][05]")
_OF_A_DOCUMENT = compiled(
    r"\b(?:Docs?|Inf|Props?|Com|Rec|Sum|Plen|items?|points?|paragraphs?|paras?|Articles?|Annex|No|n°|table|figure|page|pp?"
    r"|rule|section|CoP[0-9]*|[SAP]C[0-9]*|at|to|and|of|USD|CHF|EUR)\.?\s\Z"
)


def numbers_outside(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield where a number begins that is in none of some spans, which are in order."""
    return _untaken(_numbers(text), taken)


def begins_line(text: str, at: int) -> bool:
    """Return whether a number begins its line, marks such as bullets aside."""
    return _FIRST.search(text, max(0, at - 22), at) is not None


def begins_sentence(text: str, at: int) -> bool:
    """Return whether a sentence, or what is like one, ends right before a number."""
    return _SENTENCE.search(text, max(0, at - 2), at) is not None


def has_title(text: str, end: int) -> bool:
    """Return whether words follow, perhaps after a colon, or nothing, where a list of numbers ends."""
    return _TITLE.match(text, end) is not None


def has_title_in_capitals(text: str, end: int) -> bool:
    """Return whether a word with a capital follows, or another number, or nothing, where a list of numbers ends."""
    return _CAPITAL.match(text, end) is not None


def titled_members(line: str) -> list[Member]:
    """Return what the lists of numbers in a line name, as far as a word with a capital follows each list."""
    found: list[Member] = []
    done = 0
    for at in _numbers(line):
        if at >= done:
            listed, done = members(line, at, at, "decision")
            if _CAPITAL_WORD.match(line, done):
                found += listed
    return found


def ends_line(text: str, end: int) -> bool:
    """Return whether nothing follows in the line where a list of numbers ends."""
    return _ALONE.match(text, end) is not None


def is_title(words: str) -> bool:
    """Return whether words before a number, from the beginning of their line, are like a title."""
    return _IS_TITLE.fullmatch(words) is not None


def is_in_line(text: str, at: int) -> bool:
    """Return whether the words around a number within a line let it be a member of a list."""
    return _IN_LINE.search(text, at - 3, at) is not None and not is_of_a_document(text, at)


def is_of_a_document(text: str, at: int) -> bool:
    """Return whether a number is that of a document, an item, a page or the like."""
    return _OF_A_DOCUMENT.search(text, max(0, at - 16), at) is not None


def is_likely(member: Member) -> bool:
    """Return whether an instrument can be one: 9.00 and 10.05 are times."""
    return (
        is_possible(member.instrument)
        and ".0" not in member.instrument.number
        and is_known(member.instrument) is not False
    )


def is_like_time(member: Member) -> bool:
    """Return whether a number may be a time as programmes have it, such as 12.30."""
    return _TIME.fullmatch(member.instrument.number) is not None


def _untaken(numbers: Iterable[int], taken: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield the numbers outside of spans that are in order."""
    passed = 0
    for at in numbers:
        while passed < len(taken) and taken[passed][1] <= at:
            passed += 1
        if passed == len(taken) or at < taken[passed][0]:
            yield at


def _numbers(text: str) -> Iterator[int]:
    """Yield where there is a number."""
    for point in POINT.finditer(text):
        dot = point.start()
        if text[dot - 1].isdigit() and text[dot + 1].isdigit():
            at = dot - 2 if dot > 1 and text[dot - 2].isdigit() else dot - 1
            if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "./"):
                yield at
