"""What a sentence form is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.parse.patterns import compile_pattern
from pipeline.parse.reading import Passage, Span
from pipeline.parse.sentence import Sentence


@dataclass(frozen=True)
class Form:
    """A kind of sentence.

    `sections` are the kinds of section, `passage` is the kind of passage where it may stand. `read` turns a
    match into rows. A form that is `first` is read before the other sentences of its section, because they
    refer back to it. `example` is the sentence of the page that it was made for.
    """

    name: str
    sections: frozenset[str]
    passage: str
    pattern: re.Pattern[str]
    read: Callable[[Sentence], None]
    example: str
    first: bool

    def match(self, passage: Passage, span: Span) -> re.Match[str] | None:
        """Return the match of a sentence, which is a span of a passage; None if it is not of this form."""
        if passage.section.kind not in self.sections or passage.kind != self.passage:
            return None
        return self.pattern.fullmatch(passage.masked, *span)


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
    """Return a form; `sections` are words, `pattern` is as `pipeline.parse.patterns` tells."""
    return Form(name, frozenset(sections.split()), passage, compile_pattern(pattern), read, example, first)
