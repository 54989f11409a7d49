"""A text with its citations marked, as HTML or as Markdown.

What is no markup yet is escaped: a text from somebody else shows as it is, and does nothing.
The marks are around the same spans that `find` returns. Those in addresses are not marked: there is nothing to see.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from itertools import groupby

from pipeline.text.citations import Citation
from pipeline.text.instruments import Instrument

_TAG = re.compile(r"(<[a-zA-Z/!?][^<>]*>)")
_LINK = re.compile(r"(\]\([^()\s]*\)|[\[\]])")
_WORDS = re.compile(r"\S(?:.*\S)?", re.DOTALL)
# What Markdown would take for markup: anywhere, or only where a line begins, after a number too.
_MARKS = re.compile(r"[\\`*_\[\]~|]")
_BEGINS_BLOCK = re.compile(r"^([ \t]*)([#+=-])|^([ \t]*[0-9]+)([.)])(?!\S)", re.MULTILINE)
_BEGINS_CODE = re.compile(r"^(?: {4,}| *\t)[ \t]*", re.MULTILINE)


def as_html(text: str, citations: Iterable[Citation], *, is_html: bool = False) -> str:
    """Return a text as HTML in which each citation is a `<mark>`, which says in `data-instruments` what it cites.

    HTML stays as it is around the marks; a tag inside a citation divides its mark in two. Any other text is escaped,
    and kept in its lines by a `<pre>`.
    """
    if is_html:
        return _marked(text, citations, _html_mark, str)
    words = _marked(text, citations, lambda words, cited: _html_mark(_escaped(words), cited), _escaped)
    return f'<pre style="white-space: pre-wrap">{words}</pre>\n'


def as_markdown(text: str, citations: Iterable[Citation], *, is_markdown: bool = False) -> str:
    """Return a text in which each citation is bold, as Markdown has it, and the ids of what it cites follow as code.

    Markdown stays as it is around the marks; the address of a link inside a citation divides its mark in two. Any other
    text is escaped.
    """
    if is_markdown:
        return _marked(text, citations, _markdown_mark, str)
    return _marked(text, citations, _markdown_mark_of_text, _escaped_for_markdown)


def _marked(
    text: str,
    citations: Iterable[Citation],
    mark: Callable[[str, list[Instrument]], str],
    other: Callable[[str], str],
) -> str:
    """Return a text with the words that cite as `mark` makes them, and the rest as `other` does."""
    pieces, done = [], 0
    seen = (citation for citation in citations if not citation.in_address)
    for (start, end), group in groupby(seen, key=lambda citation: citation[:2]):
        if start >= done:
            pieces += [other(text[done:start]), mark(text[start:end], [citation.instrument for citation in group])]
            done = end
    return "".join([*pieces, other(text[done:])])


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)


def _escaped_for_markdown(words: str) -> str:
    words = _MARKS.sub(r"\\\g<0>", html.escape(words, quote=False))
    return _BEGINS_BLOCK.sub(r"\1\3\\\2\4", _BEGINS_CODE.sub("   ", words))


def _html_mark(words: str, instruments: list[Instrument]) -> str:
    ids, labels = " ".join(one.id for one in instruments), "; ".join(one.label for one in instruments)
    begin = f'<mark data-instruments="{ids}" title="{labels}">'
    pieces = _TAG.split(words)  # words and, in every second place, tags
    return "".join(f"{begin}{piece}</mark>" if piece and not at % 2 else piece for at, piece in enumerate(pieces))


def _markdown_mark(words: str, instruments: list[Instrument]) -> str:
    pieces = _LINK.split(words)  # words and, in every second place, what makes them a link
    bold = "".join(_WORDS.sub(r"**\g<0>**", piece) if not at % 2 else piece for at, piece in enumerate(pieces))
    return f"{bold} {_ids(instruments)}"


def _markdown_mark_of_text(words: str, instruments: list[Instrument]) -> str:
    return f"**{_escaped_for_markdown(words)}** {_ids(instruments)}"


def _ids(instruments: list[Instrument]) -> str:
    return f"`{' '.join(one.id for one in instruments)}`"
