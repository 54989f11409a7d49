"""The site: it says what was published, escapes it, links to what is there, and never outlives it."""

from __future__ import annotations

import dataclasses
import filecmp
import hashlib
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
from functools import partial
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from conftest import EDITION, ROOT, edit, edit_page, make, run_make
from hypothesis import given
from hypothesis import strategies as st
from pages_of import Page, read_site, target

from pipeline import database
from pipeline.faults import Faults
from pipeline.site import (
    board,
    build,
    citations,
    figure,
    markup,
    notes,
    pages,
    published,
    questions,
    search,
    serve,
    words,
)

MAIN = [file for file, _ in pages.NAVIGATION]
NOTES, USE = "# Changes\n\n## 1.0.0\n\nold\n", "# Use\n\n## R\n\nnone\n"


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Page]:
    return read_site(site)


@pytest.fixture(scope="module")
def content(output: Path) -> published.Published:
    return published.read(output)


def count(connection: database.Connection, what: str) -> int:
    return connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


# --- links, ids, requests -----------------------------------------------------------------------------------


def test_every_page_is_there(read: dict[str, Page], content: published.Published) -> None:
    partners = (f"partners/{name}.html" for name in content.tables["partners"].rows)
    instruments = (f"instruments/{name}.html" for name in content.tables["instruments"].rows)
    tables = (f"tables/{name}.html" for name in content.tables)
    assert sorted(read) == sorted([*MAIN, "404.html", *partners, *instruments, *tables])


def test_every_link_leads_somewhere(site: Path, read: dict[str, Page]) -> None:
    followed = 0
    for path, page in read.items():
        for element in page.elements:
            for href in (element.get("href"), element.get("src")):
                if not href or href.startswith(("http://", "https://")):
                    continue
                file, fragment = target(site, path, href)
                assert file.is_file(), f"{path}: {href}"
                if fragment:
                    other = read[file.resolve().relative_to(site.resolve()).as_posix()]
                    assert fragment in other.ids, f"{path}: {href}"
                followed += 1
            for name in ("aria-labelledby", "aria-describedby"):
                for reference in element.get(name).split():
                    assert reference in page.ids, f"{path}: {name}={reference}"
    assert followed > 0


def test_no_two_regions_of_a_page_have_one_name(read: dict[str, Page]) -> None:
    """Who goes from region to region with a screen reader hears only their names."""
    for path, page in read.items():
        names = [region.get("aria-label") for region in page.having(role="region")]
        assert len(names) == len(set(names)), path


def test_every_id_is_there_once(read: dict[str, Page]) -> None:
    for path, page in read.items():
        doubled = {name for name in page.ids if page.ids.count(name) > 1}
        assert not doubled, path
        assert not [name for name in page.ids if re.search(r"\s", name)], path


def test_nothing_is_loaded_from_elsewhere(site: Path, read: dict[str, Page]) -> None:
    """Only what a reader follows may lead to another host."""
    for path, page in read.items():
        for element in page.elements:
            for name, value in element.attributes.items():
                if element.tag == "a" and name == "href":
                    assert not re.match(r"(?!https?:)[a-z]+:", value), f"{path}: {value}"
                elif name not in ("content", "data-sha256", "data-rows", "data-words", "title"):
                    assert "//" not in value, f"{path}: {element.tag} {name}={value}"
    for name in ("site.css", "site.js"):
        text = (site / name).read_text("utf-8")
        assert "url(" not in text
        assert "://" not in text
        assert not re.search(r"\b(fetch|import|XMLHttpRequest|eval)\b *\(", text)


def test_every_page_has_its_landmarks(read: dict[str, Page]) -> None:
    for path, page in read.items():
        for tag in ("h1", "main", "nav"):
            assert len(page.having(tag=tag)) == 1, f"{path}: {tag}"
        assert page.having(tag="html")[0].get("lang") == "en"
        assert page.having(tag="a", class_="skip")[0].get("href") == "#main"
        current = page.having(**{"aria-current": "page"}) + page.having(**{"aria-current": "true"})
        assert len(current) == (path != "404.html"), path
        [policy] = page.having(**{"http-equiv": "Content-Security-Policy"})
        assert "default-src 'none'" in policy.get("content")
        assert "unsafe" not in policy.get("content")
        assert not page.having(tag="style"), path
        assert not [element for element in page.elements if element.get("style")], path
        assert [script.get("src") for script in page.having(tag="script") if not script.get("type")] != [""], path
        for cell in page.having(tag="th"):
            assert cell.get("scope") in ("col", "row", "rowgroup"), path
        assert len(page.having(tag="table")) == len(page.having(tag="caption")), path


# --- the page shows what was published ----------------------------------------------------------------------


def test_every_row_stands_on_its_table_s_page(read: dict[str, Page], connection: database.Connection) -> None:
    for path, page in read.items():
        if path.startswith("tables/"):
            table = Path(path).stem
            rows = [name for name in page.ids if name.startswith(f"{table}/")]
            assert len(rows) == count(connection, table), path


def test_every_fact_is_marked_on_its_words(read: dict[str, Page], connection: database.Connection) -> None:
    page = read["source.html"]
    marked: dict[str, str] = {}
    for piece in page.having(class_="piece"):
        assert (piece.tag == "a") == any(map(str.isalnum, piece.text)), "what is punctuation only leads nowhere"
        for row in piece.get("data-rows").split():
            marked[row] = marked.get(row, "") + piece.text
    rows = connection.execute(
        "SELECT table_name, row_id, sentence[start_char + 1 : end_char] FROM row_sources"
    ).fetchall()
    assert marked == {f"{table}/{row_id}": sentence for table, row_id, sentence in rows}
    assert set(marked) <= set(page.ids)


def test_every_fact_links_back_to_its_words(read: dict[str, Page], connection: database.Connection) -> None:
    for table, row_id in connection.execute("SELECT table_name, row_id FROM row_sources").fetchall():
        back = [link.get("href") for link in read[f"tables/{table}.html"].having(tag="a", class_="source")]
        assert f"../source.html#{table}/{row_id}" in back


@pytest.mark.parametrize(
    ("table", "href"),
    [
        ("partners", "../partners/iucn.html"),
        ("organizations", "../partners/iucn.html"),
        ("instruments", "../instruments/conf-18.3.html"),
        ("mandates", "../instruments/conf-18.5.html"),
        ("passages", "../source.html#passages/lead.1"),
        ("coverage", "../source.html#passages/lead.1"),
    ],
)
def test_what_is_no_fact_leads_to_where_it_is_shown(read: dict[str, Page], table: str, href: str) -> None:
    assert href in [link.get("href") for link in read[f"tables/{table}.html"].having(tag="a", class_="source")]


def test_the_lines_are_those_of_the_page(read: dict[str, Page]) -> None:
    lines = [element.text for element in read["source.html"].having(class_="text")]
    assert "\n".join(lines) == (EDITION / "raw/source/cites-cooperation.txt").read_text("utf-8").rstrip("\n")


def test_every_erratum_says_what_is_meant_and_why(read: dict[str, Page], connection: database.Connection) -> None:
    notes = [note.text for note in read["source.html"].having(class_="erratum") if "Its row" in note.text]
    errata = connection.execute(
        "SELECT as_written, correction, reason FROM errata JOIN passages USING (passage_id)"
        " ORDER BY line_number, errata.start_char, errata.end_char DESC"
    ).fetchall()
    assert len(notes) == len(errata)
    for note, said in zip(notes, errata, strict=True):
        for value in filter(None, said):
            assert value in note


def test_a_fault_is_told_wherever_what_rests_on_it_is_shown(
    read: dict[str, Page], connection: database.Connection
) -> None:
    """On the page of the partner or the Resolution, in the row of the table, in the list of the line."""
    rows = connection.execute("SELECT table_name, row_id, as_written FROM row_errata JOIN errata USING (erratum_id)")
    for table, row_id, as_written in rows.fetchall():
        row = next(one for one in read[f"tables/{table}.html"].having(tag="tr") if one.get("id") == f"{table}/{row_id}")
        assert f"it says “{as_written}”" in row.text, (table, row_id)
    fault = (
        "it says “, the Intergovernmental Panel on Climate Change (IPCC), the”; it should read “, the International "
        "Plant"
    )
    for path in ("partners/ippc.html", "partners/blg.html", "source.html", "questions.html", "partners.html"):
        assert fault in read[path].having(tag="main")[0].text, path
    assert "it says “Cooperation with other biodiv" in read["instruments/conf-16.4.html"].having(tag="main")[0].text
    assert "Error on the page" not in read["partners/iata.html"].having(tag="main")[0].text


def test_the_figures_are_those_of_the_data(read: dict[str, Page], connection: database.Connection) -> None:
    [figures] = read["index.html"].having(class_="figures")
    asked = ["partners", "instruments WHERE kind = 'resolution'", "instruments WHERE kind = 'decision'"]
    asked += ["agreements", "row_sources", "errata WHERE correction IS NOT NULL"]
    assert re.findall("[0-9]+", figures.text.replace(f"in {count(connection, 'passages')} lines", "")) == [
        str(count(connection, what)) for what in asked
    ]
    [lede] = read["index.html"].having(class_="lede")
    assert f"{count(connection, 'partners WHERE mandates IS NULL')} are not named by any" in lede.text


def test_every_partner_has_a_card_and_a_page_with_its_sentences(
    read: dict[str, Page], connection: database.Connection
) -> None:
    cards = {card.get("id"): card for card in read["partners.html"].having(tag="article")}
    partners = connection.execute("SELECT organization_id, name, mandates, lines FROM partners").fetchall()
    assert set(cards) == {f"partners/{organization_id}" for organization_id, *_ in partners}
    for organization_id, name, mandates, lines in partners:
        assert name in cards[f"partners/{organization_id}"].text
        page = read[f"partners/{organization_id}.html"]
        [main] = page.having(tag="main")
        assert page.having(tag="h1")[0].text.startswith(name)
        for label in (mandates or "").split("; "):
            assert label in main.text
        assert {f"line\u00a0{line}" for line in str(lines).split("; ")} == set(re.findall(r"line\s\d+", main.text))


def test_a_partner_s_page_says_who_it_is(read: dict[str, Page]) -> None:
    page = read["partners/cbd.html"]
    assert ("Convention sur la diversité biologique", "fr") in [(one.text, one.get("lang")) for one in page.elements]
    assert "https://www.cbd.int/" in [link.get("href") for link in page.having(tag="a")]
    assert "https://www.informea.org/en/treaties/cbd" in [link.get("href") for link in page.having(tag="a")]
    assert "through the Global Strategy for Plant Conservation" in page.having(tag="main")[0].text
    [script] = page.having(type="application/ld+json")
    described = json.loads(script.text)
    assert (described["@type"], described["name"]) == ("Organization", "Convention on Biological Diversity")
    assert "https://www.informea.org/en/treaties/cbd" in described["sameAs"]
    assert "Convenio sobre la Diversidad Biológica" in described["alternateName"]


def test_a_partner_s_page_and_row_say_how_sure_it_is_and_what_is_at_fault(read: dict[str, Page]) -> None:
    assert "as a partner (probable)" in read["partners/woah.html"].having(tag="main")[0].text  # its agreement is
    targets = [link.get("href") for link in read["tables/partners.html"].having(tag="a")]
    assert "errata.html#errata/wco-working.1" in targets


def test_an_instrument_s_page_says_what_it_is(read: dict[str, Page]) -> None:
    page = read["instruments/conf-12.4-rev-cop18.html"]
    text = page.having(tag="main")[0].text
    for words_of_it in (
        "CoP12, Santiago 2002",
        "CoP18, Geneva 2019",
        "2019-11-26",  # ninety days after the eighteenth meeting
        "Antarctic Marine Living Resources",
        "line\u00a044",
    ):
        assert words_of_it in text
    [script] = page.having(type="application/ld+json")
    assert json.loads(script.text)["legislationIdentifier"] == "Resolution Conf. 12.4 (Rev. CoP18)"


def test_every_page_has_a_title_and_a_description_of_its_own(read: dict[str, Page]) -> None:
    for what in ("title", "description"):
        said = {}
        for path, page in read.items():
            [element] = page.having(tag="title") if what == "title" else page.having(name="description")
            said.setdefault(element.text or element.get("content"), []).append(path)
        several = [paths for paths in said.values() if len(paths) > 1]
        assert several in ([], [["404.html", "index.html"]]), what


def test_the_timeline_has_every_adoption_and_revision(read: dict[str, Page], connection: database.Connection) -> None:
    chips = read["instruments.html"].having(tag="a", class_="chip")
    revised = count(connection, "instruments WHERE revised_meeting_id IS NOT NULL")
    assert len(chips) == count(connection, "instruments") + revised


def test_the_board_shows_every_partner(read: dict[str, Page], connection: database.Connection) -> None:
    [shown] = read["index.html"].having(class_="board")
    for organization_id, name, acronym in connection.execute(
        "SELECT organization_id, name, acronym FROM partners"
    ).fetchall():
        assert name in shown.text
        assert (acronym or "") in shown.text
        assert f"partners/{organization_id}.html" in [link.get("href") for link in read["index.html"].having(tag="a")]


def test_the_rules_of_a_column_are_words(content: published.Published) -> None:
    rules = {column.name: column.rules for column in content.tables["errata"].columns}
    assert rules["as_written"].startswith("required; must be the words of the span (checked by the build); must be one")
    assert rules["kind"].startswith("required; must be one of `typography`, ")
    assert rules["start_char"] == "required; must be at least 0"
    assert rules["erratum_id"].startswith("required; must match `[a-z0-9]")
    assert any("exactly one of" in rule for rule in content.tables["mentions"].rules)


def test_every_column_is_explained(read: dict[str, Page], content: published.Published) -> None:
    for name, table in content.tables.items():
        page = read[f"tables/{name}.html"]
        text = page.having(tag="main")[0].text
        for column in table.columns:
            assert f"columns/{column.name}" in page.ids
            assert column.description.replace("`", "") in text


# --- downloads ----------------------------------------------------------------------------------------------


def test_the_downloads_are_what_was_published(site: Path, output: Path, read: dict[str, Page]) -> None:
    listed = dict(line.split("  ")[::-1] for line in (output / "SHA256SUMS").read_text().splitlines())
    for name, sha256 in listed.items():
        assert hashlib.sha256((site / "downloads" / name).read_bytes()).hexdigest() == sha256, name
    assert (site / "downloads/SHA256SUMS").read_bytes() == (output / "SHA256SUMS").read_bytes()
    offered = {}
    for link in read["use.html"].elements:
        if link.get("data-sha256"):
            file, _ = target(site, "use.html", link.get("href"))
            assert hashlib.sha256(file.read_bytes()).hexdigest() == link.get("data-sha256")
            offered[link.get("href").removeprefix("downloads/")] = link.get("data-sha256")
    tables = {name for name in listed if name.endswith((".csv", ".parquet"))}
    top = {name for name in listed if "/" not in name}
    assert set(offered) == tables | top | {"SHA256SUMS", figure.FILE}
    assert {name: offered[name] for name in tables | top} == {name: listed[name] for name in tables | top}


@pytest.mark.slow
def test_a_file_that_was_not_published_makes_no_site(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output, tmp_path / "output")
    build.run(ROOT, tmp_path / "output", tmp_path / "build")
    before = (tmp_path / "output/site/index.html").read_bytes()
    (tmp_path / "output/csv/themes.csv").write_text("changed")
    with pytest.raises(Faults) as faults:
        build.run(ROOT, tmp_path / "output", tmp_path / "build")
    assert str(faults.value).startswith("output/csv/themes.csv: does not match its checksum in SHA256SUMS; ")
    assert (tmp_path / "output/site/index.html").read_bytes() == before


# --- escaping -----------------------------------------------------------------------------------------------

ATTACK = "</script><script>window.struck=true</script><img src=x onerror=struck()>\"'`&amp;"


def attacked(content: published.Published) -> published.Published:
    """Return what would be published if every text that no key or closed list binds held an attack."""

    def row_of(table: published.Table, row: published.PublishedRow) -> published.PublishedRow:
        bound = {*table.key, *(column.name for column in table.columns if column.refers or "one of" in column.rules)}
        values = {
            name: value + ATTACK if isinstance(value, str) and name not in bound | {"number", "heading"} else value
            for name, value in row.values.items()
        }
        place = row.place
        if place:  # a fact at the end of its sentence holds the attack
            end = place.end + len(ATTACK) * (place.end == len(place.sentence))
            place = dataclasses.replace(place, sentence=place.sentence + ATTACK, end=end)
        return dataclasses.replace(row, values=values, place=place)

    tables = {
        name: dataclasses.replace(
            table,
            title=table.title + ATTACK,
            description=table.description + ATTACK,
            rows={row_id: row_of(table, row) for row_id, row in table.rows.items()},
        )
        for name, table in content.tables.items()
        if name != "partners"
    }
    tables["partners"] = content.tables["partners"]  # its lists are split; organizations hold the same names
    errata = {row: [tables["errata"].rows[one.row_id] for one in found] for row, found in content.errata.items()}
    descriptor = content.descriptor | {"title": ATTACK, "description": ATTACK}
    return dataclasses.replace(content, tables=tables, errata=errata, descriptor=descriptor)


@pytest.mark.slow
def test_no_text_is_taken_for_markup(content: published.Published, connection: database.Connection) -> None:
    notes = f"# Changes\n\n## 1.0 {ATTACK}\n\n{ATTACK}\n"
    use = f"# Use\n\n## SQL\n\n{ATTACK}\n\n```sql\n{ATTACK}\n```\n"
    rendered = pages.render(attacked(content), connection, notes, use)
    escaped = 0
    for path, text in rendered.items():
        assert "<script>" not in text, path
        assert "<img" not in text, path
        page = Page(text)
        for element in page.elements:
            assert not [name for name in element.attributes if name.startswith("on")], path
        escaped += text.count("&lt;script&gt;window.struck")
    assert escaped > 0


def test_the_json_ld_of_the_dataset_is_small_and_its_addresses_are_files(site: Path, read: dict[str, Page]) -> None:
    [script] = read["index.html"].having(type="application/ld+json")
    assert len(script.text.encode()) <= 2048
    described = json.loads(script.text)
    assert described["@type"] == "Dataset"
    assert len(described["distribution"]) >= 5
    for file in described["distribution"]:
        assert (site / file["contentUrl"]).is_file(), file


@pytest.mark.slow
@pytest.mark.parametrize("end", ["/", "", "/index.html"])
def test_a_home_page_gives_addresses_that_last(
    content: published.Published, connection: database.Connection, end: str
) -> None:
    home = "https://data.example/cites/"
    at_home = dataclasses.replace(content, descriptor=content.descriptor | {"homepage": home[:-1] + end})
    rendered = pages.render(at_home, connection, NOTES, USE)
    assert Page(rendered["404.html"]).having(rel="stylesheet")[0].get("href") == "/cites/site.css"
    page = Page(rendered["partners/cbd.html"])
    assert page.having(rel="canonical")[0].get("href") == f"{home}partners/cbd.html"
    assert page.having(property="og:url")[0].get("content") == f"{home}partners/cbd.html"
    listed = re.findall("<loc>(.*)</loc>", rendered["sitemap.xml"])
    assert set(listed) == {home + path for path in rendered if path.endswith(".html") and path != "404.html"}
    assert home[:-1] + end in Page(rendered["use.html"]).having(**{"aria-label": "APA"})[0].text
    without = pages.render(content, connection, NOTES, USE)
    assert "sitemap.xml" not in without
    assert not Page(without["partners/cbd.html"]).having(rel="canonical")


def test_citations_have_version_year_and_address() -> None:
    descriptor = {
        "title": "Ties",
        "version": "2.0.0",
        "created": "2027-02-03T00:00:00Z",
        "contributors": [{"title": "the ties contributors"}],
        "homepage": "https://ties.example/",
    }
    apa, bibtex, ris = (one.text for one in citations.citations(descriptor))
    assert apa == "The ties contributors. (2027). Ties (Version 2.0.0) [Data set]. https://ties.example/"
    assert bibtex.startswith("@misc{cites-cooperation-2.0.0,\n  author = {{the ties contributors}},\n")
    assert "  url = {https://ties.example/}\n}" in bibtex
    assert ris.splitlines()[0] == "TY  - DATA"
    assert "UR  - https://ties.example/" in ris.splitlines()
    assert ris.splitlines()[-1] == "ER  - "


@pytest.mark.parametrize("value", ["javascript:alert()", "http://a b", "data:text/html,x", "www.cites.org", None, 3])
def test_what_is_no_address_becomes_no_link(value: object) -> None:
    assert not words.is_address(value)
    assert words.is_address("https://cites.org/eng")


def test_the_changelog_is_shown_whole() -> None:
    shown = notes.versions(
        "# Changes\n\nfor users\n\n## 2.0\n\n### Rows\n\nadded <b>one</b> [a](raw/x.csv) [b](https://b.org)\n\n"
        "## 1.0\n\nold\n"
    )
    assert "<h3>2.0</h3>" in shown
    assert "<h4>Rows</h4>" in shown
    assert '&lt;b&gt;one&lt;/b&gt; a <a href="https://b.org">b</a>' in shown
    assert "old" in shown
    assert "for users" not in shown


@pytest.mark.slow
def test_what_changed_is_on_the_page_on_use(content: published.Published, connection: database.Connection) -> None:
    notes = "# Changes\n\n## 0.2.0\n\nThe Green Customs Initiative was added.\n"
    [shown] = Page(pages.render(content, connection, notes, USE)["use.html"]).having(class_="notes")
    assert "The Green Customs Initiative was added." in shown.text


def test_the_document_on_use_is_shown(read: dict[str, Page]) -> None:
    [section] = read["use.html"].having(id="in-each-tool")
    text = " ".join(section.text.split())
    for words_of_it in ("pl.read_parquet(", "ATTACH 'downloads/", "nx.read_graphml(", "frictionless validate"):
        assert words_of_it in text, words_of_it
    for of_a_clone in ("output/", "make ", "ADDRESS", "How to use the files"):
        assert of_a_clone not in text, of_a_clone


def test_examples_have_the_address_of_the_files() -> None:
    use = """# Use\n\n## SQL\n
```sql
ATTACH 'https://ADDRESS/cites-cooperation.duckdb' AS c;
FROM 'output/csv/a.csv';
```

```python
connect("output/cites-cooperation.duckdb"), read("output/network.graphml")
```

## In a clone\n\nmake build\n"""
    shown = notes.tools(use, "https://home.example/downloads/")
    assert "ATTACH &#39;https://home.example/downloads/cites-cooperation.duckdb&#39; AS c;" in shown
    assert "FROM &#39;https://home.example/downloads/csv/a.csv&#39;" in shown
    assert "connect(&#34;cites-cooperation.duckdb&#34;), read(&#34;network.graphml&#34;)" in shown
    assert "make build" not in shown


def test_a_block_of_code_can_be_reached_and_copied_and_an_answer_only_reached() -> None:
    shown = notes.tools("# Use\n\n## SQL\n\n```sql\nFROM a < b\n```\n\n```text\nno\n```\n", "")
    assert '<pre tabindex="0" role="group" aria-label="SQL" data-copy="SQL"><code>FROM a &lt; b\n</code></pre>' in shown
    assert '<pre tabindex="0" role="group" aria-label="answer"><code>no\n</code></pre>' in shown


def test_a_block_in_a_language_that_the_site_cannot_name_is_a_fault() -> None:
    with pytest.raises(Faults, match=r"a block of code in «julia», .*; mark it as one of sh, sql, python, r, text$"):
        notes.versions("# Changes\n\n## 1.0\n\n```julia\n1\n```\n")


# --- marks --------------------------------------------------------------------------------------------------


def span(start: int, end: int, table: str = "mentions") -> markup.Span:
    return markup.Span(start, end, table, f"{table}.{start}.{end}")


def test_facts_that_cross_are_cut_at_each_end() -> None:
    crossing = [span(0, 6), span(3, 10, "errata"), span(4, 5, "citations")]
    pieces = markup.cut("abcdefghijk", crossing)
    assert [piece.text for piece in pieces] == ["abc", "d", "e", "f", "ghij", "k"]
    assert [[one.table for one in piece.spans] for piece in pieces] == [
        ["mentions"],
        ["mentions", "errata"],
        ["citations", "mentions", "errata"],
        ["mentions", "errata"],
        ["errata"],
        [],
    ]
    assert [(line.table, line.lane) for line in pieces[2].lines] == [("citations", 0), ("mentions", 1), ("errata", 2)]
    assert [line.table for line in pieces[1].lines if line.begins] == ["errata"]


def test_rows_with_the_same_words_share_a_line() -> None:
    same = [markup.Span(0, 3, "instrument_subjects", f"dec-19.{number}/1") for number in range(5)]
    [piece] = markup.cut("CMS", same)
    assert len(piece.spans) == 5
    assert len(piece.lines) == 1


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from("ab")), max_size=8)
)
def test_no_character_is_lost_and_no_two_lines_lie_upon_each_other(
    text: str, extents: list[tuple[int, int, str]]
) -> None:
    spans = {
        span(start, min(start + length, len(text)), table) for start, length, table in extents if start < len(text)
    }
    pieces = markup.cut(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    for one in spans:
        own = [piece for piece in pieces if one in piece.spans]
        assert "".join(piece.text for piece in own) == text[one.start : one.end]
        assert [one in piece.begins for piece in own] == [True] + [False] * (len(own) - 1)
    for piece in pieces:
        lanes = [line.lane for line in piece.lines]
        assert len(lanes) == len(set(lanes)) == len({(one.table, one.start, one.end) for one in piece.spans})


def test_every_kind_of_fact_has_a_letter_and_a_colour(content: published.Published) -> None:
    tables = {name for name, table in content.tables.items() if table.states_facts}
    assert set(markup.LETTERS) == tables
    assert len(set(markup.LETTERS.values())) == len(tables)
    sheet = (pages.HERE / "assets/site.css").read_text("utf-8")
    for name in tables:
        assert f".k-{name} {{ --k: var(--{name}); }}" in sheet
        assert len(re.findall(rf"  --{name}: #|(?<=; )--{name}: #", sheet)) == 2, f"{name} in light and in dark"


def test_a_kind_without_a_letter_is_a_fault() -> None:
    with pytest.raises(Faults, match="the facts of votes have no letter; add one to LETTERS"):
        markup.letter("votes")


# --- pictures -----------------------------------------------------------------------------------------------


def places(content: published.Published) -> dict[str, list[str]]:
    """Return where on the board each partner is, as cluster, theme and group."""
    found: dict[str, list[str]] = {}

    def put(body: board.Body, *path: str) -> None:
        found.setdefault(body.row.row_id, []).append("/".join(path))
        for member in body.members:
            put(member, *path, body.row.row_id)

    drawn = board.board(content)
    for cluster in drawn.clusters:
        for body in cluster.bodies:
            put(body, cluster.row.row_id)
        for theme in cluster.themes:
            for body in theme.bodies:
                put(body, cluster.row.row_id, theme.row.row_id)
    for body in drawn.others:
        put(body, "others")
    return found


def test_every_partner_is_on_the_board_where_the_page_puts_it(content: published.Published) -> None:
    found = places(content)
    assert set(found) == set(content.tables["partners"].rows)
    assert found["interpol"] == ["enforcement/iccwc", "thematic/illegal-wildlife-trade"]
    assert found["wco"] == found["interpol"]
    assert found["ccamlr"] == ["others"]
    assert found["cms"] == ["biodiversity/blg"], "a tie of its own too, but in the same cluster"
    assert found["iucn"] == ["biodiversity"]
    assert {place for places in found.values() for place in places if len(places) > 1} == set(found["wco"])


@pytest.mark.parametrize(
    ("table", "row_id", "names"),
    [
        ("memberships", "blg/ippc", ["IPPC", "CIPF", "Liaison Group of Biodiversity-related Conventions"]),
        ("cooperation_ties", "safety-and-welfare-standards.woah", ["OMSA", "World Organization for Animal Health"]),
        ("tie_subjects", "trade.unctad/1", ["CNUCED", "BioTrade Initiative"]),
        ("instruments", "conf-16.5", ["CDB", "Global Strategy for Plant Conservation"]),
        ("citations", "other-resolutions-and-decisions.conf-16.5", ["CDB"]),
        ("organizations", "ippc", ["CIPF", "FAO"]),
    ],
)
def test_a_row_is_found_by_each_name_of_what_it_is_about(
    content: published.Published, table: str, row_id: str, names: list[str]
) -> None:
    words = search.words(content, content.tables[table].rows[row_id])
    assert [name for name in names if name not in words] == []
    assert "Lusaka" not in words


def test_the_board_counts_mandates_and_names_agreements(content: published.Published) -> None:
    [group] = [body for body in board.board(content).clusters[0].bodies if body.members]
    [cms] = [member for member in group.members if member.row.row_id == "cms"]
    assert cms.mandates == "1 Resolution, 5 Decisions"
    assert cms.agreements == ["joint programme"]
    assert (group.mandates, group.agreements) == ("", ["modus operandi"])


def test_no_text_of_the_figure_meets_another(content: published.Published) -> None:
    drawn = figure.draw(board.board(content))
    lines: dict[int, list[float]] = {}
    for node in drawn.root.all():
        count = len(node.lines) + (len(node.notes) if node.children else 0)
        lines.setdefault(node.x, []).extend(node.y + 16 * (number - (count - 1) / 2) for number in range(count))
    for heights in lines.values():
        heights.sort()
        assert all(after - before >= 15 for before, after in pairwise(heights))
        assert heights[0] > 100
        assert heights[-1] < drawn.height - 60
    assert all(node.right + 50 <= child.x for node, child in drawn.edges)


# --- questions ----------------------------------------------------------------------------------------------


def test_every_question_has_an_answer(read: dict[str, Page], connection: database.Connection) -> None:
    asked = questions.ask(connection)
    assert len(asked) >= 12
    text = read["questions.html"].having(tag="main")[0].text
    for question in asked:
        assert question.answer, question.asks
        assert question.errata == sorted(set(question.errata)), question.asks
        assert "ORDER BY" in question.sql, "the answer would not be the same each time"
        assert question.sql in text
        for value in question.answer[-1]:
            assert value is None or str(value) in text
    assert len({question.slug for question in asked}) == len(asked)


@pytest.mark.slow
def test_python_gives_the_same_answer(output: Path, connection: database.Connection) -> None:
    asked = questions.ask(connection)
    code = "\nprint('=' * 9)\n".join(question.python for question in asked)
    done = subprocess.run([sys.executable, "-c", code], cwd=output, capture_output=True, text=True, check=True)
    answers = done.stdout.split("=" * 9 + "\n")
    for question, answer in zip(asked, answers, strict=True):
        assert answer.rstrip() == str(connection.sql(question.sql)).rstrip(), question.asks
        assert ')"' not in question.sql, "it would end R's raw string"


@pytest.mark.slow
def test_a_question_without_a_row_is_shown_all_the_same(
    content: published.Published, connection: database.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "questions.toml"
    file.write_text('[[question]]\nasks = "Who?"\nsql = "SELECT name, kind FROM partners WHERE name = \'\'"\n')
    monkeypatch.setattr(questions, "QUESTIONS", file)
    page = Page(pages.render(content, connection, NOTES, USE)["questions.html"])
    assert [cell.text for cell in page.having(tag="th")] == ["name", "kind"]
    assert [cell.text for cell in page.having(tag="td")] == ["no row"]


@pytest.mark.parametrize("asked", ['sql = "FROM nowhere"', 'sql = "SELECT 1"\nerrata = "FROM nowhere"'])
def test_a_question_that_cannot_be_asked_is_one_line(
    connection: database.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    file = tmp_path / "questions.toml"
    file.write_text(f'[[question]]\nasks = "What?"\n{asked}\n')
    monkeypatch.setattr(questions, "QUESTIONS", file)
    with pytest.raises(Faults) as faults:
        questions.ask(connection)
    assert str(faults.value).startswith("pipeline/site/questions.toml: «What?»: Catalog Error: ")
    assert "\n" not in str(faults.value)


# --- make ---------------------------------------------------------------------------------------------------


def same_files(one: Path, other: Path) -> bool:
    files = sorted(file.relative_to(one) for file in one.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(other) for file in other.rglob("*") if file.is_file())
    return all(filecmp.cmp(one / file, other / file, shallow=False) for file in files)


@pytest.fixture(scope="module")
def project_with_site(built_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built project with its site; not to be changed."""
    folder = tmp_path_factory.mktemp("with-site") / "another place"
    shutil.copytree(built_project, folder, symlinks=True)
    make(folder, "site")
    return folder


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(project_with_site: Path, site: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    shutil.copytree(project_with_site / "output", output, ignore=shutil.ignore_patterns("site"))
    build.run(project_with_site, output, tmp_path / "build")
    assert same_files(project_with_site / "output/site", output / "site")


@pytest.mark.slow
def test_a_second_make_site_does_nothing(project_with_site: Path) -> None:
    assert make(project_with_site, "site") == "make: Nothing to be done for 'site'.\n"


@pytest.mark.slow
def test_every_part_of_the_site_remakes_it_and_nothing_else(project_with_site: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(project_with_site, tmp_path / "project", symlinks=True))
    later = time.time() + 10
    parts = [file for file in (folder / "pipeline/site").rglob("*") if file.is_file() and file.suffix != ".pyc"]
    assert len(parts) >= 15
    for file in parts:
        before = file.stat().st_mtime
        os.utime(file, (later, later))
        planned = make(folder, "site", "--dry-run").split("\n")
        assert [line.split("-m ")[1] for line in planned if "-m " in line] == ["pipeline site"], file.name
        os.utime(file, (before, before))


@pytest.mark.slow
def test_the_site_never_outlives_its_data(project_with_site: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(project_with_site, tmp_path / "project", symlinks=True))
    make(folder, "build")
    assert (folder / "output/site/index.html").exists(), "a build with nothing to do leaves it"
    assert "site/" not in (folder / "output/SHA256SUMS").read_text()
    assert "all that was checked is in order" in make(folder, "verify")

    # What the page says is ignored, so that the build takes it; it is shown all the same.
    words_of_attack = "a <script>window.struck=true</script><img src=x onerror=struck()> number of"
    edit(folder / "raw/curated/ignored.csv", ("a wide number of", words_of_attack))
    edit_page(folder, ("a wide number of", words_of_attack))
    planned = make(folder, "site", "--dry-run")
    assert "pipeline build" in planned
    assert "pipeline site" in planned
    make(folder, "build")
    assert not (folder / "output/site").exists()
    make(folder, "site")
    text = (folder / "output/site/source.html").read_text("utf-8")
    assert "&lt;script&gt;window.struck=true&lt;/script&gt;&lt;img src=x" in text
    for file in (folder / "output/site").rglob("*.html"):
        assert "<script>" not in file.read_text("utf-8")


# --- serve --------------------------------------------------------------------------------------------------


def test_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Faults, match="output/SHA256SUMS: is not there; run `make build`"):
        published.read(tmp_path)
    with pytest.raises(Faults, match=r"index\.html: is not there; run `make site`"):
        serve.run(tmp_path, "8000")


@pytest.mark.parametrize("port", ["x", "-1", "70000", ""])
def test_what_is_no_port_is_one_line(port: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    with pytest.raises(Faults) as faults:
        serve.run(tmp_path, port)
    assert str(faults.value) == f"serve: «{port}» is not a port; give a number: make serve PORT=8000"


@pytest.mark.slow
def test_a_port_that_is_taken_is_one_line(project_with_site: Path) -> None:
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_make(project_with_site, "serve", f"PORT={port}")
    assert done.returncode == 2
    assert done.stderr.splitlines()[
        0
    ] == f"serve: port {port} of 127.0.0.1 is not available: Address already in use; " + (
        "give another: make serve PORT=8001, or with HOST=address one of this machine"
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/%00", "/a%00b.html", "/%ff", "/" + "x" * 5000])
def test_a_request_for_what_no_path_can_be_is_answered(
    site: Path, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    handler = partial(serve.Handler, directory=str(site))
    with ThreadingHTTPServer((serve.HOST, 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        connection = HTTPConnection(serve.HOST, server.server_port)
        connection.request("GET", path)
        assert connection.getresponse().status == 404
        connection.close()
        server.shutdown()
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.slow
def test_a_browser_may_leave_before_the_end_of_an_answer(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with serve.Server((serve.HOST, 0), partial(serve.Handler, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for part in ("", "Range: bytes=0-9000000\r\n"):
            with socket.create_connection(server.server_address[:2]) as browser:
                # It is closed as by a browser that stops, without a farewell.
                browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                browser.sendall(f"GET /downloads/{database.FILE} HTTP/1.1\r\n{part}\r\n".encode())
                browser.recv(10)
        server.shutdown()
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(("file", "kind"), [("site.css", "text/css"), ("downloads/csv/README.md", "text/markdown")])
def test_a_text_is_served_as_utf_8(site: Path, file: str, kind: str) -> None:
    with serve.Server((serve.HOST, 0), partial(serve.Handler, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        connection = HTTPConnection(serve.HOST, server.server_port)
        connection.request("HEAD", f"/{file}")
        assert connection.getresponse().headers["Content-Type"] == f"{kind}; charset=utf-8"
        connection.close()
        server.shutdown()


def test_the_script_has_nothing_at_which_browsers_of_some_years_ago_stop() -> None:
    """Safari before 16.4, which some tablets cannot update, runs no line of a script with a lookbehind."""
    assert not re.search(r"\(\?<[=!]", (ROOT / "pipeline/site/assets/site.js").read_text("utf-8"))
