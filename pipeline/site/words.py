"""How values are shown: the label of a row, what a row says, a quotation with its context, sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from pipeline.site.published import Place, Published, PublishedRow

_LABELS = ("label", "name", "heading", "title", "text")
# Columns that a row does not show as separate values: its place, its words, or its sources.
_NOT_SAID = {
    *("passage_id", "start_char", "end_char", "position", "document_id", "hyperlink_id"),
    *("name", "text", "as_written", "words", "reason", "evidence", "confidence", "note"),
}
_AROUND = 70  # characters of the sentence that a quotation shows on each side


def label(row: PublishedRow) -> str:
    """Return what readers call a row: its label or name, or its key; for a cluster the key, as its name is long."""
    if row.table == "clusters":
        return f"{row.row_id} cluster"
    return next((str(row.values[name]) for name in _LABELS if row.values.get(name)), row.row_id)


def short_name(organization: PublishedRow) -> str:
    """Return the acronym of an organization, or its name if it has none."""
    return str(organization.values["acronym"] or organization.values["name"])


def says(published: Published, row: PublishedRow, but: str = "") -> str:
    """Return what a row says in a few words: the labels of the rows it refers to, and its other values.

    References to the row with the id `but` are left out, and so are the parts of its key that refer to nothing.
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
    """The words that state a fact, with part of the sentence around them."""

    before: str
    words: str
    after: str


def quotation(place: Place) -> Quotation:
    """Return the words of a fact with their context, cut between words."""
    before, after = place.sentence[: place.start], place.sentence[place.end :]
    if len(before) > _AROUND:
        before = "… " + re.sub(r"^\S*\s", "", before[-_AROUND:])
    if len(after) > _AROUND:
        after = re.sub(r"\s\S*$", "", after[:_AROUND]) + " …"
    return Quotation(before, place.words, after)


def is_address(value: Any) -> bool:
    """Return whether a value is a web address; nothing else may become a link."""
    return isinstance(value, str) and re.fullmatch(r"https?://\S+", value) is not None


def listed(value: str | None) -> list[str]:
    """Return the values of a cell that holds a list."""
    return value.split("; ") if value else []


def prose(text: str) -> Markup:
    """Return text of the descriptor as HTML, with what is in backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def counted(count: int, word: str) -> str:
    """Return a number and its noun, such as `2 Decisions`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def size(count: int) -> str:
    """Return a number of bytes for people to read."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"
