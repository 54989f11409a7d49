"""The pages: what each shows, taken from what was published, and its template."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.database import FILE, Connection
from pipeline.site import annotated, figure, json_ld, markup, notes, questions, search, words
from pipeline.site.board import Board, board
from pipeline.site.bodies import LANGUAGES, Partner, partners
from pipeline.site.citations import citations
from pipeline.site.instruments import instruments, timeline
from pipeline.site.published import Published, PublishedRow, Values, anchor, file_of, link
from schemas.values import SCHEMES

HERE = Path(__file__).parent
NAVIGATION = [
    ("index.html", "Start"),
    ("partners.html", "Partners"),
    ("instruments.html", "Resolutions and Decisions"),
    ("source.html", "Source text"),
    ("tables.html", "Tables"),
    ("questions.html", "Questions"),
    ("use.html", "Use it"),
]
NOT_FOUND = "404.html"


def render(published: Published, connection: Connection, changelog: str, use: str) -> dict[str, str]:
    """Return each rendered file by its path in the site; the connection is to the published database.

    The page "Use it" shows the change log and the document `use`.
    """
    environment = _environment(published)
    drawn, all_partners, all_instruments = board(published), partners(published), instruments(published)
    svg = environment.get_template("figure.svg").render(figure=figure.draw(drawn), width=figure.WIDTH)
    # The contexts of the pages that are named like their template.
    contexts = {
        "index.html": _start(published, drawn) | {"json_ld": json_ld.embedded(json_ld.dataset(published))},
        "partners.html": {"partners": all_partners, "facets": _facets(published, all_partners)},
        "instruments.html": {"instruments": all_instruments, "timeline": timeline(all_instruments)},
        "source.html": {"sections": annotated.sections(published), "layers": annotated.layers(published)},
        "tables.html": {},
        "questions.html": {"questions": questions.ask(connection), "database": FILE},
        "use.html": _use(published, changelog, use) | {"figure": file_of(figure.FILE, svg.encode("utf-8"))},
        NOT_FOUND: {},
    }
    files = {path: _page(environment, path, path, **context) for path, context in contexts.items()}
    for partner in all_partners:
        about = {"partner": partner, "json_ld": json_ld.embedded(json_ld.organization(partner))}
        files[partner.path] = _page(environment, "partner.html", partner.path, **about)
    for one in all_instruments:
        about = {"one": one, "json_ld": json_ld.embedded(json_ld.legislation(one))}
        files[one.path] = _page(environment, "instrument.html", one.path, **about)
    for name, table in published.tables.items():
        places = {row_id: shown_at(published, row) for row_id, row in table.rows.items()}
        context = {"table": table, "places": places, "has_places": any(places.values())}
        files[f"tables/{name}.html"] = _page(environment, "table.html", f"tables/{name}.html", **context)
    files[figure.FILE] = svg
    if home := published.home:
        addresses = [home + path for path in files if path.endswith(".html") and path != NOT_FOUND]
        files["sitemap.xml"] = environment.get_template("sitemap.xml").render(addresses=addresses)
    return files


def _page(environment: Environment, template: str, path: str, **context: object) -> str:
    """Return a page. The links of 404.html, which is shown at any address, begin at the top of the site."""
    home = environment.globals["home"]
    root = "../" * path.count("/") if path != NOT_FOUND else urlsplit(str(home or "/")).path
    return environment.get_template(template).render({"json_ld": None} | context, path=path, root=root)


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
    home = published.home
    environment.globals |= {
        "navigation": NAVIGATION,
        "dataset": published.descriptor,
        "home": home,
        "address": lambda path: home + path if home else None,
        "tables": published.tables,
        "document": document.values,
        "licences": published.descriptor["licenses"],
        "cite": citations(published.descriptor),
        "languages": LANGUAGES,
        "schemes": SCHEMES,
        "anchor": anchor,
        "link": link,
        "letter": markup.letter,
        "label": words.label,
        "short": words.short_name,
        "says": lambda row, but="": words.says(published, row, but),
        "errata_of": published.errata_of,
        "sought_by": lambda row: search.words(published, row),
        "shown_at": lambda row: shown_at(published, row),
        "quotation": words.quotation,
        "is_address": words.is_address,
        "listed": words.listed,
        "counted": words.counted,
        "prose": words.prose,
        "size": words.size,
    }
    return environment


def shown_at(published: Published, row: PublishedRow) -> tuple[str, str] | None:
    """Return the address where else the site shows a row, and its name: the sentence, or the row's own page."""
    values = row.values
    if row.place:
        return link("source.html", row.anchor), f"line\u00a0{row.place.line_number}"
    match row.table:
        case "passages":
            return link("source.html", row.anchor), "in the text"
        case "sections":
            return link("source.html", anchor("passages", f"{row.row_id}.1")), "in the text"
        case "coverage":
            return link("source.html", anchor("passages", values["passage_id"])), "in the text"
        case "partners" | "organizations" if row.row_id in published.tables["partners"].rows:
            return f"partners/{row.row_id}.html", "its page"
        case "instruments" | "mandates":
            return f"instruments/{values['instrument_id']}.html", "its page"
    return None


def _start(published: Published, drawn: Board) -> Values:
    tables = published.tables
    kinds = [row.values["kind"] for row in tables["instruments"].rows.values()]
    facts = sum(len(table.rows) for table in tables.values() if table.states_facts)
    errata = [row.values["correction"] for row in tables["errata"].rows.values()]
    figures = [
        (len(tables["partners"].rows), "partners", "partners.html"),
        (kinds.count("resolution"), "Resolutions", "instruments.html"),
        (kinds.count("decision"), "Decisions", "instruments.html"),
        (len(tables["agreements"].rows), "agreements", "tables/agreements.html"),
        (facts, f"facts in {len(tables['passages'].rows)} lines", "source.html"),
        (sum(correction is not None for correction in errata), "errors of the page, corrected", "tables/errata.html"),
    ]
    return {
        "figures": figures,
        "board": drawn,
        "without_mandate": sum(row.values["mandates"] is None for row in tables["partners"].rows.values()),
    }


def _facets(published: Published, found: list[Partner]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the ways to filter partners: name, label, and the values with their labels."""
    organizations = published.tables["organizations"].rows
    facets = []
    for name, called in (("clusters", "Cluster"), ("themes", "Theme"), ("kind", "Kind"), ("groups", "Group")):
        values = sorted({value for partner in found for value in partner.cell(name)})
        facets.append((name, called, [(v, organizations[v].values["name"] if name == "groups" else v) for v in values]))
    agreements = sorted({value for partner in found for value in partner.cell("agreements")})
    return [*facets, ("agreements", "Agreement", [(value, value) for value in agreements])]


def _use(published: Published, changelog: str, use: str) -> Values:
    top = [file for file in published.files if "/" not in file.path]
    by_table = {
        name: [file for file in published.files if file.path in (f"csv/{name}.csv", f"parquet/{name}.parquet")]
        for name in published.tables
    }
    return {
        "top_files": top,
        "table_files": by_table,
        "use": notes.tools(use, f"{published.home or ''}downloads/"),
        "versions": notes.versions(changelog),
    }
