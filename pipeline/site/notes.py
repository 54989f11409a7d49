"""Documents of the project as the site shows them: the change log, and how to use the files in each tool."""

from __future__ import annotations

import re
from typing import Any

import marko
from marko.block import HTMLBlock
from marko.html_renderer import HTMLRenderer
from marko.inline import Image, InlineHTML, Link
from markupsafe import Markup, escape

from pipeline.faults import Fault, Faults
from pipeline.site.words import is_address

# The name shown for the language of a block of code; an answer gets no button to copy it.
_LANGUAGES = {"sh": "shell", "sql": "SQL", "python": "Python", "r": "R", "text": "answer"}
SOMEWHERE = "https://ADDRESS"  # how the document on use writes where the files lie on the web


class _Notes(HTMLRenderer):
    """Renders notes below a heading of level 2, without HTML of their own, and with links to the web only."""

    def render_heading(self, element: Any) -> str:
        level = min(element.level + 1, 6)
        return f"<h{level}>{self.render_children(element)}</h{level}>\n"

    def render_html_block(self, element: HTMLBlock) -> str:
        return f"<p>{escape(element.body)}</p>\n"

    def render_inline_html(self, element: InlineHTML) -> str:
        return str(escape(element.children))

    def render_link(self, element: Link) -> str:
        return super().render_link(element) if is_address(element.dest) else self.render_children(element)

    def render_image(self, element: Image) -> str:
        return str(self.render_children(element))

    def render_fenced_code(self, element: Any) -> str:
        """Render a block that can be scrolled by keyboard and, unless it is an answer, copied."""
        if (name := _LANGUAGES.get(element.lang)) is None:
            problem = f"has a block of code in «{element.lang}», for which the site has no name"
            known = ", ".join(_LANGUAGES)
            raise Faults([Fault("docs/use.md or CHANGELOG.md", None, problem, f"mark it as one of {known}")])
        copy = f' data-copy="{name}"' if name != "answer" else ""
        code = escape(element.children[0].children)
        return f'<pre tabindex="0" role="group" aria-label="{name}"{copy}><code>{code}</code></pre>\n'


def versions(changelog: str) -> Markup:
    """Return the entries of a change log as HTML, newest first."""
    return _html(_from_heading(changelog))


def tools(use: str, downloads: str) -> Markup:
    """Return what docs/use.md says of each tool, as HTML, with a web address in place of `output/`.

    What applies only to a clone is left out. Files that tools can read only from a disk keep just their name.
    """
    text = _from_heading(use).partition("\n## In a clone\n")[0]
    text = re.sub(r"output/(?=network\.graphml|cites-cooperation\.duckdb)", "", text)
    return _html(text.replace(f"{SOMEWHERE}/", downloads).replace("output/", downloads))


def _from_heading(text: str) -> str:
    """Return a document from its first heading of level 2."""
    return text[text.index("\n## ") + 1 :]


def _html(text: str) -> Markup:
    return Markup(marko.Markdown(renderer=_Notes).convert(text))
