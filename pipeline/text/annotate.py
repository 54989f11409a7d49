"""A text with its citations marked, as HTML or as Markdown.

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
_HAS_TAGS = re.compile(r"</[a-zA-Z]|<(?:p|br|div|html|body|li|td|h[1-6]|a)\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"(\]\([^()\s]*\)|[\[\]])")
_WORDS = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def as_html(text: str, citations: Iterable[Citation]) -> str:
    """Return a text as HTML in which each citation is a `<mark>`, which says in `data-instruments` what it cites.

    HTML stays as it is around the marks; a tag inside a citation divides its mark in two. Any other text is escaped,
    and kept in its lines by a `<pre>`.
    """
    if _HAS_TAGS.search(text):
        return _marked(text, citations, _html_mark, str)
    words = _marked(text, citations, lambda words, cited: _html_mark(_escaped(words), cited), _escaped)
    return f'<pre style="white-space: pre-wrap">{words}</pre>\n'


def as_markdown(text: str, citations: Iterable[Citation]) -> str:
    """Return a text in which each citation is bold, as Markdown has it, and the ids of what it cites follow as code.

    The address of a link inside a citation divides its mark in two.
    """
    return _marked(text, citations, _markdown_mark, str)


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


def _html_mark(words: str, instruments: list[Instrument]) -> str:
    ids, labels = " ".join(one.id for one in instruments), "; ".join(one.label for one in instruments)
    begin = f'<mark data-instruments="{ids}" title="{labels}">'
    pieces = _TAG.split(words)  # words and, in every second place, tags
    return "".join(f"{begin}{piece}</mark>" if piece and not at % 2 else piece for at, piece in enumerate(pieces))


def _markdown_mark(words: str, instruments: list[Instrument]) -> str:
    pieces = _LINK.split(words)  # words and, in every second place, what makes them a link
    bold = "".join(_WORDS.sub(r"**\g<0>**", piece) if not at % 2 else piece for at, piece in enumerate(pieces))
    return f"{bold} `{' '.join(one.id for one in instruments)}`"
