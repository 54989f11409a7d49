"""How values are shown: the label of a row, what a row says, a quotation with its surroundings, sizes, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import marko
from marko.block import HTMLBlock
from marko.html_renderer import HTMLRenderer
from marko.inline import Image, InlineHTML, Link
from markupsafe import Markup, escape

from pipeline.faults import Fault, Faults
from pipeline.site.published import Place, Published, Row

# How the language of a block of code is named; an answer is not to be copied.
_LANGUAGES = {"sh": "shell", "sql": "SQL", "python": "Python", "r": "R", "text": "answer"}
_LABELS = ("label", "name", "heading", "title", "text")
# What a row does not show as a value of its own: its place, its words, or how we know.
_NOT_SAID = {
    *("passage_id", "start_char", "end_char", "position", "document_id", "hyperlink_id"),
    *("name", "text", "as_written", "words", "reason", "evidence", "confidence", "note"),
}
SOMEWHERE = "https://ADDRESS"  # how the document on use writes where the files lie on the web
_AROUND = 70  # characters of the sentence that a quotation shows on each side


def label(row: Row) -> str:
    """Return what a reader calls a row: its label or name, else its key; the name of a cluster is a whole heading."""
    if row.table == "clusters":
        return f"{row.row_id} cluster"
    return next((str(row.values[name]) for name in _LABELS if row.values.get(name)), row.row_id)


def short_name(organization: Row) -> str:
    """Return the acronym of an organization, or its name if it has none."""
    return str(organization.values["acronym"] or organization.values["name"])


def says(published: Published, row: Row, but: str = "") -> str:
    """Return what a row says in a few words: the labels of the rows it refers to, and its other values.

    References to the row with the id `but` are left out, as are the parts of its own key that refer to nothing.
    """
    table = published.tables[row.table]
    said = []
    for column in table.columns:
        value = row.values[column.name]
        if value is None or value == but or column.name in _NOT_SAID:
            continue
        if column.refers:
            said.append(label(published.tables[column.refers].rows[value]))
        elif column.name not in table.key:
            said.append(str(value))
    return "; ".join(said)


@dataclass(frozen=True)
class Quotation:
    """The words that state a fact, with some of the sentence around them."""

    before: str
    words: str
    after: str


def quotation(place: Place) -> Quotation:
    """Return a fact's words with their surroundings, cut between words."""
    before, after = place.sentence[: place.start], place.sentence[place.end :]
    if len(before) > _AROUND:
        before = "… " + re.sub(r"^\S*\s", "", before[-_AROUND:])
    if len(after) > _AROUND:
        after = re.sub(r"\s\S*$", "", after[:_AROUND]) + " …"
    return Quotation(before, place.words, after)


def is_address(value: Any) -> bool:
    """Tell whether a value is an address on the web; nothing else may become a link."""
    return isinstance(value, str) and re.fullmatch(r"https?://\S+", value) is not None


def listed(value: str | None) -> list[str]:
    """Return the values of a cell that holds a list."""
    return value.split("; ") if value else []


def prose(text: str) -> Markup:
    """Return words of the descriptor as HTML: what is in backticks is code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def counted(count: int, word: str) -> str:
    """Return a number of things, such as `2 Decisions`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"


class _Notes(HTMLRenderer):
    """Renders notes below a heading of level 2: no HTML of their own, and no links but to the web."""

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
        """Render a block that a keyboard can scroll, and that can be copied unless it is an answer."""
        if (name := _LANGUAGES.get(element.lang)) is None:
            problem = f"has a block of code in «{element.lang}», which the site cannot name"
            known = ", ".join(_LANGUAGES)
            raise Faults([Fault("docs/use.md or CHANGELOG.md", None, problem, f"mark it as one of {known}")])
        copy = f' data-copy="{name}"' if name != "answer" else ""
        code = escape(element.children[0].children)
        return f'<pre tabindex="0" role="region" aria-label="{name}"{copy}><code>{code}</code></pre>\n'


def versions(changelog: str) -> Markup:
    """Return the entries of a changelog as HTML, the newest first."""
    return _html(_from_heading(changelog))


def tools(use: str, downloads: str) -> Markup:
    """Return what the document on use says of each tool, as HTML, with the files at an address in place of `output/`.

    What holds for a clone only is left out. A file that tools read from a disk only has its name alone.
    """
    text = _from_heading(use).partition("\n## In a clone\n")[0]
    text = re.sub(r"output/(?=network\.graphml|cites-cooperation\.duckdb)", "", text)
    return _html(text.replace(f"{SOMEWHERE}/", downloads).replace("output/", downloads))


def _from_heading(text: str) -> str:
    """Return a document from its first heading of level 2 on."""
    return text[text.index("\n## ") + 1 :]


def _html(text: str) -> Markup:
    return Markup(marko.Markdown(renderer=_Notes).convert(text))
