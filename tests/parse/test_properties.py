"""What holds for any text: properties, tried on texts that nobody would think of."""

from __future__ import annotations

import re

from conftest import EDITION
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.faults import Faults
from pipeline.parse import rows as parse
from pipeline.parse.corrected import correct
from pipeline.parse.errata import Erratum
from pipeline.parse.patterns import AGREEMENTS
from pipeline.parse.vocabulary import QUALIFIERS
from pipeline.raw.curated import read_curated
from pipeline.raw.files import Record, decode
from pipeline.raw.names import collect
from pipeline.raw.source import read_source
from pipeline.text.citations import find
from pipeline.text.lines import Line, split_lines
from pipeline.text.names import Names
from schemas.tables import TABLES, primary_key

PAGE = (EDITION / "raw/source/cites-cooperation.txt").read_text("utf-8")
SOURCE, CURATED = read_source(EDITION), read_curated(EDITION)
NAMES = Names(collect(CURATED, "en"))


def read(text: str) -> dict:
    return parse.read_page(SOURCE, split_lines("page.txt", text), CURATED)[0]


@given(st.text())
def test_any_bytes_are_decoded_or_refused(text: str) -> None:
    try:
        decoded = decode("page.txt", text.encode("utf-8", "surrogatepass"))
    except Faults:
        return
    assert decoded == text.replace("\r\n", "\n")


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1), min_size=1))
@example(["- a", "é🐘"])
def test_lines_tile_the_text(words: list[str]) -> None:
    text = "\n".join(words)
    try:
        lines = split_lines("page.txt", text)
    except Faults:
        assert any(not word.removeprefix("- ").strip() for word in words) or words[-1] == ""
        return
    assert "\n".join(line.text for line in lines) == text.removesuffix("\n")
    for line in lines:
        assert text[line.start : line.end] == line.text


@given(st.text("ab –é", min_size=1, max_size=30), st.data())
def test_offsets_go_through_a_correction_and_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    correction = data.draw(st.text("ab –éc", min_size=1, max_size=12))
    line = Line(1, 0, len(text), text, text)
    record = Record("errata.csv", 2, {"correction": correction})
    corrected = correct(line, [Erratum(record, line, start, end)])
    assert corrected.text == text[:start] + correction + text[end:]
    # What is before and after the correction keeps its words.
    for at in range(start):
        a, b = corrected.to_written(at, at + 1)
        assert text[a:b] == corrected.text[at : at + 1]
    for at in range(end, len(text)):
        a, b = corrected.to_corrected(at, at + 1)
        assert corrected.text[a:b] == text[at : at + 1]


@given(st.text())
@example("– CITES’s é🐘 CITES-CMS(WCO)")
def test_names_are_where_they_say(text: str) -> None:
    at = 0
    for mention in NAMES.find(text):
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end


@given(st.text(), st.booleans())
@example("Decisions 19.1 to 19.3, 19.5\u00a0(Rev. CoP20)–é🐘 & 19.7", False)
def test_citations_of_any_text(text: str, inferred: bool) -> None:
    spans = [(citation.start, citation.end) for citation in find(text, inferred=inferred)]
    assert spans == sorted(spans)
    for start, end in spans:
        assert re.search(r"[0-9]\.\s?[0-9]", text[start:end])


MEMBERS = [
    "CITES",
    "the Convention on Biological Diversity (CBD)",
    "the International Whaling Commission (IWC)",
    "the Ramsar Convention on Wetlands",
    "the World Heritage Convention (WHC)",
    "INTERPOL",
]


@given(st.permutations(MEMBERS), st.integers(2, len(MEMBERS)), st.booleans())
@settings(deadline=None, max_examples=40)
def test_any_order_of_a_list_gives_the_same_facts(members: list[str], count: int, comma: bool) -> None:
    chosen = [*members[: count - 1], members[count - 1]]
    listed = ", ".join(chosen[:-1]) + (", and " if comma else " and ") + chosen[-1]
    numbers = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
    old = PAGE[PAGE.index("The Liaison Group of") : PAGE.index(" The Group’s aims")]
    new = f"The Biodiversity Liaison Group comprises the {numbers[count]} bodies: {listed}."
    curated = type(CURATED)(
        **{
            **vars(CURATED),
            "errata": [
                record
                for record in CURATED.errata
                if record["as_written"] not in old or record["as_written"] == "–the Biodiversity"
            ],
        }
    )
    rows, _ = parse.read_page(SOURCE, split_lines("page.txt", PAGE.replace(old, new)), curated)
    found = {row["member_organization_id"] for row in rows["memberships"] if row["group_organization_id"] == "blg"}
    keys = dict(zip(MEMBERS, ["cites", "cbd", "iwc", "ramsar", "whc", "interpol"], strict=True))
    assert found == {keys[member] for member in chosen}
    tied = any(row["organization_id"] == "blg" for row in rows["cooperation_ties"])
    assert tied == ("CITES" in chosen)


WORDS = [word for words in [*QUALIFIERS.values(), AGREEMENTS] for word in words]
BOUNDARIES = [
    *(match.start() for match in re.finditer(r"(?<!\S)(?=\S)(?!- )", PAGE)),
    *(match.start() for match in re.finditer(r"(?=\n)|\Z", PAGE)),
]
# What holds the words of the page, or is numbered by its place there.
OF_THE_WORDS = ("passages", "coverage", "mentions")


def keys(rows: dict) -> set[tuple]:
    """Return the table and the key of each row."""
    return {
        (name, *(row[column] for column in primary_key(TABLES[name])))
        for name, table in rows.items()
        if name not in OF_THE_WORDS
        for row in table
    }


@given(st.sampled_from(BOUNDARIES), st.sampled_from(WORDS))
@settings(deadline=None, max_examples=60)
def test_what_qualifies_a_fact_stops_the_build_or_changes_words_alone(at: int, word: str) -> None:
    """A word of the vocabulary, put before any word of the page or at the end of any line."""
    is_before = at < len(PAGE) and not PAGE[at].isspace()
    edited = f"{PAGE[:at]}{word} {PAGE[at:]}" if is_before else f"{PAGE[:at]} {word}{PAGE[at:]}"
    try:
        rows = read(edited)
    except Faults:
        return
    assert keys(rows) == keys(read(PAGE))


@given(st.integers(0, len(PAGE)), st.integers(0, 40), st.text(max_size=20))
@settings(deadline=None, max_examples=150)
def test_an_edit_anywhere_is_read_or_refused(at: int, length: int, words: str) -> None:
    """Whatever a person does to the page: rows whose coverage tiles it, or faults, and no other error."""
    edited = PAGE[:at] + words + PAGE[at + length :]
    try:
        text = decode("page.txt", edited.encode("utf-8", "surrogatepass"))
        rows = read(text)
    except Faults:
        return
    lengths = {row["passage_id"]: len(row["text"]) for row in rows["passages"]}
    covered = dict.fromkeys(lengths, 0)
    for row in rows["coverage"]:
        assert row["start_char"] == covered[row["passage_id"]]
        covered[row["passage_id"]] = row["end_char"]
    assert covered == lengths
