"""The pages: what each shows, taken from what was published, and the template that shows it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.database import FILE, Connection
from pipeline.release import citation_of
from pipeline.site import annotated, figure, markup, network, questions, words
from pipeline.site.board import board
from pipeline.site.published import Published, Row, Values, anchor, link

HERE = Path(__file__).parent
NAVIGATION = [
    ("index.html", "Start"),
    ("page.html", "The page"),
    ("partners.html", "Partners"),
    ("instruments.html", "Resolutions and Decisions"),
    ("tables.html", "Tables"),
    ("query.html", "Query"),
]


def render(published: Published, connection: Connection, changelog: str, use: str) -> dict[str, str]:
    """Return each page and the figure, by its path in the site; the connection is to the published database.

    They show the newest entry of the changelog, and the document on use.
    """
    environment = _environment(published)
    contexts = {
        "index.html": _start(published, changelog),
        "page.html": {"sections": annotated.sections(published), "layers": annotated.layers(published)},
        "partners.html": {"partners": _partners(published)},
        "instruments.html": _instruments(published),
        "tables.html": {},
        "query.html": {
            "questions": questions.ask(connection),
            "database": FILE,
            "use": words.document(use),
        },
    }
    pages = {
        path: environment.get_template(path).render(path=path, root="", **context) for path, context in contexts.items()
    }
    drawn = figure.draw(board(published))
    pages[figure.FILE] = environment.get_template("figure.svg").render(figure=drawn, width=figure.WIDTH)
    template = environment.get_template("table.html")
    for name, table in published.tables.items():
        path = f"tables/{name}.html"
        places = {row_id: shown_at(published, row) for row_id, row in table.rows.items()}
        pages[path] = template.render(
            path=path, root="../", table=table, places=places, has_places=any(places.values())
        )
    return pages


def _environment(published: Published) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    [document] = published.tables["documents"].rows.values()
    environment.globals |= {
        "navigation": NAVIGATION,
        "dataset": published.descriptor,
        "tables": published.tables,
        "document": document.values,
        "licences": published.descriptor["licenses"],
        "citation": citation_of(published.descriptor),
        "anchor": anchor,
        "link": link,
        "letter": markup.letter,
        "label": words.label,
        "says": lambda row, but="": words.says(published, row, but),
        "quotation": words.quotation,
        "is_address": words.is_address,
        "listed": words.listed,
        "prose": words.prose,
        "size": words.size,
    }
    return environment


def shown_at(published: Published, row: Row) -> tuple[str, str] | None:
    """Return where else the site shows a row, and in words: its sentence, or its place on a page of its own."""
    values = row.values
    if row.place:
        return link("page.html", row.anchor), f"line\u00a0{row.place.line_number}"
    match row.table:
        case "passages":
            return link("page.html", row.anchor), "on the page"
        case "coverage":
            return link("page.html", anchor("passages", values["passage_id"])), "on the page"
        case "partners" | "organizations" if row.row_id in published.tables["partners"].rows:
            return link("partners.html", anchor("partners", row.row_id)), "its sentences"
        case "instruments" | "mandates":
            return link("instruments.html", anchor("instruments", values["instrument_id"])), "its sentence"
    return None


# --- Start --------------------------------------------------------------------------------------------------


def _start(published: Published, changelog: str) -> Values:
    tables = published.tables
    kinds = [row.values["kind"] for row in tables["instruments"].rows.values()]
    facts = sum(len(table.rows) for table in tables.values() if table.states_facts)
    figures = [
        (len(tables["partners"].rows), "partners", "partners.html"),
        (len(tables["clusters"].rows), "clusters of cooperation", "tables/clusters.html"),
        (len(tables["themes"].rows), "themes", "tables/themes.html"),
        (kinds.count("resolution"), "Resolutions", "instruments.html"),
        (kinds.count("decision"), "Decisions", "instruments.html"),
        (len(tables["agreements"].rows), "agreements", "tables/agreements.html"),
        (facts, f"facts in {len(tables['passages'].rows)} lines", "page.html"),
        (len(tables["errata"].rows), "faults of the page, corrected", "tables/errata.html"),
    ]
    top = [file for file in published.files if "/" not in file.path]
    by_table = {
        name: [file for file in published.files if file.path in (f"csv/{name}.csv", f"parquet/{name}.parquet")]
        for name in tables
    }
    return {
        "figures": figures,
        "network": network.draw(published),
        "width": network.WIDTH,
        "height": network.HEIGHT,
        "top_files": top,
        "table_files": by_table,
        "json_ld": _embedded(published.json_ld),
        "notes": words.latest_notes(changelog),
    }


def _embedded(value: Any) -> Markup | None:
    """Return JSON as it may stand in a script element: no `<` in it can end the element."""
    if value is None:
        return None
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


# --- Partners, Resolutions and Decisions --------------------------------------------------------------------


@dataclass(frozen=True)
class Partner:
    """A partner: its row of `partners`, that of `organizations`, and the facts of the page that concern it."""

    row: Row
    organization: Row
    identifiers: list[Row]
    facts: list[Row]
    mandates: list[tuple[Row, Row]]  # the Resolution or Decision, and the fact that it concerns the partner

    def cell(self, name: str) -> list[str]:
        """Return the values in a cell that holds a list."""
        return words.listed(self.row.values[name])


def _states(fact: Row, mandate: Row) -> bool:
    """Tell whether the subject of an instrument is that of a mandate: the framework, or the organization itself."""
    column = "framework_id" if mandate.values["framework_id"] else "organization_id"
    return all(fact.values[key] == mandate.values[key] for key in ("instrument_id", column))


def _partners(published: Published) -> list[Partner]:
    tables = published.tables
    instruments = tables["instruments"].rows
    partners = []
    for row in tables["partners"].rows.values():
        facts = [
            fact
            for name in ("cooperation_ties", "memberships", "roles", "purposes", "agreements")
            for fact in tables[name].rows.values()
            if row.row_id in (fact.values[column.name] for column in tables[name].columns if column.refers)
        ]
        known = tables["identifiers"].rows.values()
        identifiers = [one for one in known if one.values["organization_id"] == row.row_id]
        mandates = [
            (instruments[mandate.values["instrument_id"]], fact)
            for mandate in tables["mandates"].rows.values()
            if mandate.values["organization_id"] == row.row_id
            for fact in tables["instrument_subjects"].rows.values()
            if _states(fact, mandate)
        ]
        partners.append(Partner(row, tables["organizations"].rows[row.row_id], identifiers, facts, mandates))
    return partners


@dataclass(frozen=True)
class Instrument:
    """A Resolution or Decision: its meetings, whom or what it concerns, and where it is cited."""

    row: Row
    adopted: Row
    revised: Row | None
    subjects: list[Row]
    citations: list[Row]


def _instruments(published: Published) -> Values:
    tables = published.tables
    meetings = tables["meetings"].rows
    subjects: dict[str, list[Row]] = defaultdict(list)
    citations: dict[str, list[Row]] = defaultdict(list)
    for name, found in (("instrument_subjects", subjects), ("citations", citations)):
        for row in tables[name].rows.values():
            found[row.values["instrument_id"]].append(row)
    instruments = [
        Instrument(
            row,
            meetings[row.values["adopted_meeting_id"]],
            meetings[row.values["revised_meeting_id"]] if row.values["revised_meeting_id"] else None,
            subjects[row.row_id],
            citations[row.row_id],
        )
        for row in tables["instruments"].rows.values()
    ]
    in_order = sorted(instruments, key=_number)
    timeline = [
        (
            meeting,
            [one for one in in_order if one.adopted is meeting],
            [one for one in in_order if one.revised is meeting],
        )
        for meeting in sorted(meetings.values(), key=lambda row: row.values["number"])
    ]
    return {
        "instruments": instruments,
        "timeline": [entry for entry in timeline if entry[1] or entry[2]],
        "has_url": any(column.name == "url" for column in tables["instruments"].columns),
    }


def _number(instrument: Instrument) -> tuple[bool, list[int]]:
    """Return what sorts Resolutions before Decisions, and each by its number."""
    values = instrument.row.values
    return values["kind"] != "resolution", [int(part) for part in values["number"].split(".")]
