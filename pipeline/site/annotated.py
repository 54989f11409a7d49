"""The page, annotated: each of its lines, cut into pieces that list the facts they are part of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipeline.site import markup
from pipeline.site.published import Published, PublishedRow


@dataclass(frozen=True)
class Passage:
    """A line of the page: its pieces, the facts that it states, the errata among them, and what is ignored in it."""

    row: PublishedRow
    pieces: list[markup.Piece]
    facts: list[PublishedRow]
    errata: list[PublishedRow]
    ignored: list[PublishedRow]

    def is_ignored(self, piece: markup.Piece) -> bool:
        """Return whether a piece states no fact, and is ignored for a stated reason."""
        return any(row.values["start_char"] <= piece.start < row.values["end_char"] for row in self.ignored)


@dataclass(frozen=True)
class Section:
    """A part of the page under one heading; the first passage is the heading, if there is one."""

    row: PublishedRow
    passages: list[Passage]


def sections(published: Published) -> list[Section]:
    """Return the parts of the page, with the facts of each line and what is ignored in it."""
    facts: dict[str, list[PublishedRow]] = defaultdict(list)
    ignored: dict[str, list[PublishedRow]] = defaultdict(list)
    for table in published.tables.values():
        for row in table.rows.values():
            if row.place:
                facts[row.place.passage_id].append(row)
    for row in published.tables["coverage"].rows.values():
        if row.values["kind"] == "ignored":
            ignored[row.values["passage_id"]].append(row)
    by_section: dict[str, list[Passage]] = defaultdict(list)
    for passage in published.tables["passages"].rows.values():
        found = sorted(facts[passage.row_id], key=_place)
        spans = [_span(row) for row in found]
        # Ignored words are separate pieces too, but have no underline, since they are no fact.
        edges = {
            value for row in ignored[passage.row_id] for value in (row.values["start_char"], row.values["end_char"])
        }
        pieces = markup.cut(passage.values["text"], spans, edges)
        errata = [row for row in found if row.table == "errata"]
        line = Passage(passage, pieces, found, errata, ignored[passage.row_id])
        by_section[passage.values["section_id"]].append(line)
    return [Section(row, by_section[row.row_id]) for row in published.tables["sections"].rows.values()]


def _span(row: PublishedRow) -> markup.Span:
    assert row.place
    return markup.Span(row.place.start, row.place.end, row.table, row.row_id)


def _place(row: PublishedRow) -> tuple[int, int, str, str]:
    assert row.place
    return row.place.start, -row.place.end, row.table, row.row_id


def layers(published: Published) -> list[tuple[str, str, str, int]]:
    """Return name, title, letter and number of rows of each table that states facts."""
    return [
        (name, table.title, markup.letter(name), len(table.rows))
        for name, table in published.tables.items()
        if table.states_facts
    ]
