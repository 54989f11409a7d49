"""Markup in a text: tags, entities and comments of HTML and XML, links, emphasis and escapes of Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pipeline.text.edits import Edits

# Elements that are part of a line; what any other begins or ends is a line of its own.
_IN_LINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em emphasis font hi i img ins del italic bold kbd label mark q s "
    "samp small span strike strong time tt u var wbr xref".split()
)
# A footnote mark or a cell is not one word with what is before it.
_BESIDE = frozenset("sub sup td th".split())
_ADDRESS = r"(?:https?:|www\.|mailto:|[/#.])[^()\s]{0,2000}"
_MARKUP = re.compile(
    rf"""
    [<&\[\]*_\\]
    (?: (?<=<) (?: (?P<unread> !--|(?:script|style)\b)                     # <!-- and all to -->
                 | /?(?P<element>[a-z][\w:.-]{{0,30}})                      # <a href="…">, </p>, <br/>
                   (?:\s{{1,9}}[\w:.-]{{1,40}}\s?=\s?(?:"[^"<>]{{0,2000}}"|'[^'<>]{{0,2000}}'|[^\s"'<>]{{1,2000}})){{0,40}}+
                   \s{{0,9}}/?>
                 | [!?][^<>]{{0,2000}}>                                    # <!DOCTYPE html>, <?xml … ?>
               )
      | (?<=&) (?P<entity> (?:[a-z][a-z0-9]{{1,31}}|\#[0-9]{{1,7}}|\#x[0-9a-f]{{1,6}}); )      # &nbsp; &#233; &#xE9;
      | (?<=\[) (?=[^\[\]]{{1,300}}\]\({_ADDRESS}\))                      # the beginning of [words](address)
      | (?<=\]) \({_ADDRESS}\)                                             # and its end
      | (?<=\*) \*{{0,2}} (?:(?<!\s\*)(?<!\s\*\*)(?<!\s\*\*\*)|(?=\S))    # *words*, **words**, but not a * b
      | (?<![^\W_].)(?<=_) _{{0,2}} (?=[^\W_][^_\n]{{0,300}}_) | (?<=[^\W_]_) _{{0,2}} (?![^\W_])  # _words_, not a_b
      | (?<=\\) (?=[-.()\[\]])                                            # 19\.24 \(Rev\. CoP19\)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLOSED_BY = {
    "!--": re.compile("-->"),
    "script": re.compile(r"</script\s{0,9}>", re.IGNORECASE),
    "style": re.compile(r"</style\s{0,9}>", re.IGNORECASE),
}


def without(text: str) -> tuple[str, Edits]:
    """Return a text as a reader of the page sees it: without tags, with the characters that entities are."""
    edits = Edits()
    if not any(mark in text for mark in "<&*_\\") and "](" not in text:
        return text, edits
    return edits.apply(text, _changes(text)), edits


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each piece of markup, with what it stands for."""
    done = 0
    unclosed: set[str] = set()  # not looked for again, which would take quadratic time
    for match in _MARKUP.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        new = ""
        match match.lastgroup:
            case "unread":
                name = match["unread"].lower()
                close = None if name in unclosed else _CLOSED_BY[name].search(text, end)
                if close is None:
                    unclosed.add(name)
                    continue
                end, new = close.end(), "\n"
            case "element":
                element = match["element"].lower()
                new = "" if element in _IN_LINE else " " if element in _BESIDE else "\n"
            case "entity":
                new = html.unescape(match[0])
                if new == match[0]:
                    continue
        yield start, end, new
        done = end
