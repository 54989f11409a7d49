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
import subprocess
import sys
import time
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from conftest import EDITION, ROOT, edit, edit_page, make, run_make
from hypothesis import given
from hypothesis import strategies as st
from pages_of import Page, read_site, target

from pipeline import database
from pipeline.faults import Faults
from pipeline.publish import croissant
from pipeline.site import board, build, figure, markup, network, pages, published, questions, serve, words

MAIN = ["index.html", "page.html", "partners.html", "instruments.html", "tables.html", "query.html"]


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
    assert sorted(read) == sorted([*MAIN, *(f"tables/{name}.html" for name in content.tables)])


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
    assert followed > 2000


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
                elif name not in ("content", "data-sha256", "data-rows", "title"):
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
        assert len(current) == 1, path
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
    page = read["page.html"]
    marked: dict[str, str] = {}
    for piece in page.having(tag="a", class_="piece"):
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
        assert f"../page.html#{table}/{row_id}" in back


@pytest.mark.parametrize(
    ("table", "href"),
    [
        ("partners", "../partners.html#partners/iucn"),
        ("organizations", "../partners.html#partners/iucn"),
        ("instruments", "../instruments.html#instruments/conf-18.3"),
        ("mandates", "../instruments.html#instruments/conf-18.5"),
        ("passages", "../page.html#passages/lead.1"),
        ("coverage", "../page.html#passages/lead.1"),
    ],
)
def test_what_is_no_fact_leads_to_where_it_is_shown(read: dict[str, Page], table: str, href: str) -> None:
    assert href in [link.get("href") for link in read[f"tables/{table}.html"].having(tag="a", class_="source")]


def test_the_lines_are_those_of_the_page(read: dict[str, Page]) -> None:
    lines = [element.text for element in read["page.html"].having(class_="text")]
    assert "\n".join(lines) == (EDITION / "raw/source/cites-cooperation.txt").read_text("utf-8").rstrip("\n")


def test_every_erratum_says_what_should_stand_there(read: dict[str, Page], connection: database.Connection) -> None:
    notes = [element.text for element in read["page.html"].having(class_="erratum")]
    errata = connection.execute(
        "SELECT as_written, correction, reason FROM errata JOIN passages USING (passage_id)"
        " ORDER BY line_number, errata.start_char, errata.end_char DESC"
    ).fetchall()
    assert len(notes) == len(errata)
    for note, said in zip(notes, errata, strict=True):
        for value in filter(None, said):
            assert value in note


def test_the_figures_are_those_of_the_data(read: dict[str, Page], connection: database.Connection) -> None:
    figures = [element.text for element in read["index.html"].having(tag="strong")]
    asked = ["partners", "clusters", "themes", "instruments WHERE kind = 'resolution'"]
    asked += ["instruments WHERE kind = 'decision'", "agreements", "row_sources", "errata"]
    assert figures == [str(count(connection, what)) for what in asked]


def test_every_partner_has_a_card_with_its_sentences(read: dict[str, Page], connection: database.Connection) -> None:
    page = read["partners.html"]
    cards = page.having(tag="article")
    partners = connection.execute("SELECT organization_id, name, mandates FROM partners").fetchall()
    assert len(cards) == len(partners)
    for card, (organization_id, name, mandates) in zip(cards, partners, strict=True):
        assert card.get("id") == f"partners/{organization_id}"
        assert name in card.text
        for label in (mandates or "").split("; "):
            assert label in card.text
        assert re.search(r"line\s\d", card.text)


def test_the_timeline_has_every_adoption_and_revision(read: dict[str, Page], connection: database.Connection) -> None:
    chips = read["instruments.html"].having(tag="a", class_="chip")
    revised = count(connection, "instruments WHERE revised_meeting_id IS NOT NULL")
    assert len(chips) == count(connection, "instruments") + revised


def test_the_network_and_its_table_say_the_same(read: dict[str, Page], connection: database.Connection) -> None:
    page = read["index.html"]
    lines = [(line.get("data-from"), line.get("data-to")) for line in page.having(tag="line")]
    assert lines == connection.execute("SELECT source_id, target_id FROM network_edges").fetchall()
    nodes = [node.get("data-node") for node in page.having(tag="a", class_="node")]
    assert nodes == [row[0] for row in connection.execute("SELECT node_id FROM network_nodes").fetchall()]
    rows = page.having(tag="table")[0].text.split("\n")
    for source, target_name, kind, label in connection.execute(
        "SELECT s.label, t.label, e.kind, e.label FROM network_edges e"
        " JOIN network_nodes s ON s.node_id = source_id JOIN network_nodes t ON t.node_id = target_id"
    ).fetchall():
        assert f"{source}{target_name}{kind}{label or ''}" in rows


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
    for link in read["index.html"].elements:
        if link.get("data-sha256"):
            file, _ = target(site, "index.html", link.get("href"))
            assert hashlib.sha256(file.read_bytes()).hexdigest() == link.get("data-sha256")
            offered[link.get("href").removeprefix("downloads/")] = link.get("data-sha256")
    tables = {name for name in listed if name.endswith((".csv", ".parquet"))}
    top = {name for name in listed if "/" not in name}
    assert set(offered) == tables | top | {"SHA256SUMS"}
    assert {name: offered[name] for name in tables | top} == {name: listed[name] for name in tables | top}


def test_a_file_that_was_not_published_makes_no_site(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output, tmp_path / "output")
    build.run(ROOT, tmp_path / "output", tmp_path / "build")
    before = (tmp_path / "output/site/index.html").read_bytes()
    (tmp_path / "output/csv/themes.csv").write_text("changed")
    with pytest.raises(Faults) as faults:
        build.run(ROOT, tmp_path / "output", tmp_path / "build")
    assert str(faults.value).startswith("output/csv/themes.csv: is not the file that SHA256SUMS lists; ")
    assert (tmp_path / "output/site/index.html").read_bytes() == before


# --- escaping -----------------------------------------------------------------------------------------------

ATTACK = "</script><script>window.struck=true</script><img src=x onerror=struck()>\"'`&amp;"


def attacked(content: published.Published) -> published.Published:
    """Return what would be published if every text that no key or closed list binds held an attack."""

    def row_of(table: published.Table, row: published.Row) -> published.Row:
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
    nodes = [node | {"label": node["label"] + ATTACK} for node in content.nodes]
    descriptor = content.descriptor | {"title": ATTACK, "description": ATTACK}
    return dataclasses.replace(
        content, tables=tables, nodes=nodes, descriptor=descriptor, json_ld={"name": ATTACK, "a": ["<!--", "]]>"]}
    )


def test_no_text_is_taken_for_markup(content: published.Published, connection: database.Connection) -> None:
    notes = f"# Changes\n\n## 1.0 {ATTACK}\n\n{ATTACK}\n"
    use = f"# Use\n\n{ATTACK}\n\n```sql\n{ATTACK}\n```\n"
    rendered = pages.render(attacked(content), connection, notes, use)
    escaped = 0
    for path, text in rendered.items():
        assert "<script>" not in text, path
        assert "<img" not in text, path
        page = Page(text)
        for element in page.elements:
            assert not [name for name in element.attributes if name.startswith("on")], path
        escaped += text.count("&lt;script&gt;window.struck")
    assert escaped > 1000


def test_json_ld_is_embedded_as_it_was_published(content: published.Published, connection: database.Connection) -> None:
    value = {"@type": "Dataset", "name": "</script><b>", "n": [1, None, "–"]}
    with_it = dataclasses.replace(content, json_ld=value)
    [script] = Page(pages.render(with_it, connection, "## 1.0\n", "# Use\n")["index.html"]).having(
        type="application/ld+json"
    )
    assert json.loads(script.text) == value
    without = dataclasses.replace(content, json_ld=None)
    assert not Page(pages.render(without, connection, "## 1.0\n", "# Use\n")["index.html"]).having(
        type="application/ld+json"
    )


def test_json_ld_comes_from_the_published_file(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output, tmp_path / "output")
    file = tmp_path / "output" / croissant.FILE
    file.write_text('{"name": "x"}', "utf-8")
    sums = tmp_path / "output/SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines(keepends=True) if not line.endswith(f"  {file.name}\n")]
    sums.write_text("".join([*lines, f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"]))
    found = published.read(tmp_path / "output")
    assert found.json_ld == {"name": "x"}
    assert croissant.FILE in [one.path for one in found.files]


@pytest.mark.parametrize("value", ["javascript:alert()", "http://a b", "data:text/html,x", "www.cites.org", None, 3])
def test_what_is_no_address_becomes_no_link(value: object) -> None:
    assert not words.is_address(value)
    assert words.is_address("https://cites.org/eng")


def test_the_notes_are_those_of_the_newest_version() -> None:
    notes = words.latest_notes(
        "# Changes\n\n## 2.0\n\n### Rows\n\nadded <b>one</b> [a](raw/x.csv) [b](https://b.org)\n\n## 1.0\n\nold\n"
    )
    assert "<h3>2.0</h3>" in notes
    assert "<h4>Rows</h4>" in notes
    assert '&lt;b&gt;one&lt;/b&gt; a <a href="https://b.org">b</a>' in notes
    assert "old" not in notes


def test_the_notes_stand_on_the_start_page(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output, tmp_path / "output")
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 0.2.0\n\nThe Green Customs Initiative was added.\n")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    build.run(tmp_path, tmp_path / "output", tmp_path / "build")
    [notes] = Page((tmp_path / "output/site/index.html").read_text("utf-8")).having(class_="notes")
    assert "The Green Customs Initiative was added." in notes.text


def test_the_document_on_use_is_shown(read: dict[str, Page]) -> None:
    [section] = read["query.html"].having(**{"aria-labelledby": "use"})
    text = " ".join(section.text.split())
    for words_of_it in (
        "pl.read_parquet(",
        "ATTACH 'https://",
        "nx.read_graphml(",
        "every column as text",
        "frictionless validate",
    ):
        assert words_of_it in text, words_of_it
    assert "How to use the files" not in text


def test_a_block_of_code_can_be_reached_and_copied_and_an_answer_only_reached() -> None:
    shown = words.document("# Use\n\n```sql\nFROM a < b\n```\n\n```text\nno\n```\n")
    assert (
        '<pre tabindex="0" role="region" aria-label="SQL" data-copy="SQL"><code>FROM a &lt; b\n</code></pre>' in shown
    )
    assert '<pre tabindex="0" role="region" aria-label="answer"><code>no\n</code></pre>' in shown


def test_a_block_in_a_language_that_the_site_cannot_name_is_a_fault() -> None:
    with pytest.raises(Faults, match=r"a block of code in «julia», .*; mark it as one of sh, sql, python, r, text$"):
        words.latest_notes("# Changes\n\n## 1.0\n\n```julia\n1\n```\n")


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


def test_no_label_of_the_network_meets_another(content: published.Published) -> None:
    drawn = network.draw(content)
    for node in drawn.nodes:
        left, top, right, bottom = node.box()
        assert 0 <= left < right <= network.WIDTH, node.name
        assert 0 <= top < bottom <= network.HEIGHT, node.name
    for one, other in combinations(drawn.nodes, 2):
        left, top, right, bottom = one.box()
        left2, top2, right2, bottom2 = other.box()
        apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
        assert apart, f"{one.name} and {other.name}"


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
    text = read["query.html"].having(tag="main")[0].text
    for question in asked:
        assert question.answer, question.asks
        assert question.sql in text
        for value in question.answer[-1]:
            assert value is None or str(value) in text
    assert len({question.slug for question in asked}) == len(asked)


def test_python_gives_the_same_answer(output: Path, connection: database.Connection) -> None:
    asked = questions.ask(connection)
    code = "\nprint('=' * 9)\n".join(question.python for question in asked)
    done = subprocess.run([sys.executable, "-c", code], cwd=output, capture_output=True, text=True, check=True)
    answers = done.stdout.split("=" * 9 + "\n")
    for question, answer in zip(asked, answers, strict=True):
        assert answer.rstrip() == str(connection.sql(question.sql)).rstrip(), question.asks
        assert ')"' not in question.sql, "it would end R's raw string"


def test_a_question_without_a_row_is_shown_all_the_same(
    content: published.Published, connection: database.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "questions.toml"
    file.write_text('[[question]]\nasks = "Who?"\nsql = "SELECT name, kind FROM partners WHERE name = \'\'"\n')
    monkeypatch.setattr(questions, "QUESTIONS", file)
    page = Page(pages.render(content, connection, "## 1.0\n", "# Use\n")["query.html"])
    assert [cell.text for cell in page.having(tag="th")] == ["name", "kind"]
    assert [cell.text for cell in page.having(tag="td")] == ["no row"]


def test_a_question_that_cannot_be_asked_is_one_line(
    connection: database.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "questions.toml"
    file.write_text('[[question]]\nasks = "What?"\nsql = "FROM nowhere"\n')
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


def test_the_same_input_gives_the_same_bytes(project_with_site: Path, site: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    shutil.copytree(project_with_site / "output", output, ignore=shutil.ignore_patterns("site"))
    build.run(project_with_site, output, tmp_path / "build")
    assert same_files(project_with_site / "output/site", output / "site")


def test_a_second_make_site_does_nothing(project_with_site: Path) -> None:
    assert make(project_with_site, "site") == "make: Nothing to be done for 'site'.\n"


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
    text = (folder / "output/site/page.html").read_text("utf-8")
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


def test_a_port_that_is_taken_is_one_line(project_with_site: Path) -> None:
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_make(project_with_site, "serve", f"PORT={port}")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == f"serve: port {port} of 127.0.0.1 cannot be had: Address already in use; " + (
        "give another: make serve PORT=8001, or with HOST=address one of this machine"
    )
