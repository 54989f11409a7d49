"""What a sentence form is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.parse.patterns import CITATION, beginnings, compile_pattern
from pipeline.parse.reading import Passage, Span
from pipeline.parse.sentence import Sentence


@dataclass(frozen=True)
class Form:
    """A kind of sentence.

    `sections` are the kinds of section, and `passage` the kind of passage, in which it may occur. `read` turns a
    sentence into rows. A form that is `first` is read before the other sentences of its section, because they refer
    back to it. `example` is a sentence of that kind, as it should read, from this page or another; […] stands for words
    left out.
    """

    name: str
    sections: frozenset[str]
    passage: str
    pattern: str
    regex: re.Pattern[str]
    read: Callable[[Sentence], None]
    example: str
    first: bool

    def match(self, passage: Passage, span: Span) -> re.Match[str] | None:
        """Return the match of a sentence, a span of a passage; None if it does not have this form."""
        return self.regex.fullmatch(passage.masked, *span) if self.may_be_in(passage, span) else None

    def is_misplaced(self, passage: Passage, span: Span) -> bool:
        """Return whether a sentence is of this form, but for where it is; not if nearly any words are."""
        if self.regex.fullmatch(passage.masked, *span) is None:
            return False
        return self.regex.fullmatch("any words with any others") is None

    def lacks_stop(self, passage: Passage, span: Span) -> bool:
        """Return whether a sentence would have this form with a full stop at its end."""
        return self.may_be_in(passage, span) and self.regex.fullmatch(f"{passage.masked[slice(*span)]}.") is not None

    def parts_at(self, passage: Passage, span: Span) -> int:
        """Return how far a sentence matches this form: the offset of the first word that does not."""
        if not self.may_be_in(passage, span):
            return span[0]
        ends = (regex.match(passage.masked, *span) for regex in beginnings(self.pattern))
        return max((match.end() for match in ends if match), default=span[0])

    def may_be_in(self, passage: Passage, span: Span) -> bool:
        """Return whether the form may occur at the place of a sentence.

        A sentence after a list item is like any other, unless it begins with a Resolution: then it is an item too.
        """
        is_item = span[0] == passage.line.body or passage.masked[span[0]] == CITATION
        kind = passage.kind if is_item else "paragraph"
        return passage.section.kind in self.sections and kind == self.passage


def form(
    name: str,
    *,
    sections: str,
    passage: str,
    pattern: str,
    read: Callable[[Sentence], None],
    example: str,
    first: bool = False,
) -> Form:
    """Return a form; `sections` are words, `pattern` is as `pipeline.parse.patterns` says."""
    return Form(name, frozenset(sections.split()), passage, pattern, compile_pattern(pattern), read, example, first)
