"""The coverage: what accounts for each character of the page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from conftest import EDITION
from parsing import parse_edited

from pipeline.parse.rows import parse
from schemas.tables import TABLES, states_facts
from schemas.values import NAME_IN_IGNORED


@pytest.fixture(scope="module")
def rows() -> dict:
    return parse(EDITION).rows


def spans(rows: dict, passage_id: str) -> list[tuple[str, str, str]]:
    """Return the coverage of a passage as words, kind and rule."""
    [text] = [row["text"] for row in rows["passages"] if row["passage_id"] == passage_id]
    return [
        (text[row["start_char"] : row["end_char"]], row["kind"], row["rule"])
        for row in rows["coverage"]
        if row["passage_id"] == passage_id
    ]


def test_a_sentence_with_all_three_kinds(rows: dict) -> None:
    remark = (
        "The strategic positioning of the Convention with other organizations, instruments and processes is critical "
        "to its successful implementation"
    )
    assert spans(rows, "lead.1")[:6] == [
        (remark, "ignored", "Why the Convention cooperates: names no partner"),
        (", as reflected in ", "fixed words", "goal of cooperation"),
        ("Goal 5", "fact", "goal of cooperation"),
        (" of the ", "fixed words", "goal of cooperation"),
        ("CITES Strategic Vision", "fact", "goal of cooperation"),
        (".", "fixed words", "goal of cooperation"),
    ]


def test_the_outermost_of_facts_counts(rows: dict) -> None:
    """What is signed holds the words of its erratum; the body and its role are one fact."""
    assert ("WOAH - signed on 1 March 2024", "fact", "signed agreement") in spans(rows, "thematic.7")
    role = "co-chairs the MEA Information and Knowledge Management Initiative"
    assert (role, "fact", "role in a partner") in spans(rows, "environment.3")


def test_words_that_an_erratum_replaces(rows: dict) -> None:
    assert ("ICCWC and ", "fact", "erratum") in spans(rows, "enforcement.2")  # and what is kept between is fixed words
    assert ("CITES Secretariat", "fact", "erratum") in spans(rows, "enforcement.2")
    assert (
        "Intergovernmental Panel on Climate Change (IPCC)",
        "fact",
        "members of a group",
    ) in spans(rows, "biodiversity.2")


def test_words_that_an_erratum_replaces_in_an_ignored_item(tmp_path: Path) -> None:
    item = "Draft decisions 20.AA & 20.BB on IPBES assessment on the sustainable use of wild species"
    ignored = {"kind": "sentence apart", "text": item, "reason": "Not adopted"}
    page = {"Decisions 19.28 & 19.29 on IPBES assessment": "Draft decisions 20.AA & 20.BB on IPBES assessment"}
    rows = parse_edited(tmp_path, page, add={"ignored": [ignored]})
    [passage] = [row["passage_id"] for row in rows["passages"] if row["text"] == f"- {item}"]
    kinds = [(kind, rule) for _, kind, rule in spans(rows, passage)]
    assert set(kinds[1:]) == {("ignored", "Not adopted"), ("fact", NAME_IN_IGNORED)}


def test_headings_and_contents_are_accounted_for(rows: dict) -> None:
    assert spans(rows, "topics.1") == [("Topics", "fact", "heading")]
    assert spans(rows, "topics.5") == [
        ("- ", "fixed words", "list marker"),
        ("Thematic cooperation at a technical level", "fact", "contents"),
    ]


def test_every_fact_lies_in_spans_of_facts(rows: dict) -> None:
    facts = {
        (row["passage_id"], at)
        for row in rows["coverage"]
        if row["kind"] == "fact"
        for at in range(row["start_char"], row["end_char"])
    }
    # An erratum may quote the words around the fault.
    for name in (name for name, model in TABLES.items() if states_facts(model) and name != "errata"):
        for row in rows[name]:
            for at in range(row["start_char"], row["end_char"]):
                assert (row["passage_id"], at) in facts, (name, row)


def test_spans_beside_each_other_differ(rows: dict) -> None:
    for one, other in zip(rows["coverage"], rows["coverage"][1:], strict=False):
        if one["passage_id"] == other["passage_id"]:
            assert (one["kind"], one["rule"]) != (other["kind"], other["rule"])


def test_all_of_the_page_is_accounted_for(rows: dict) -> None:
    count: Counter[str] = Counter()
    for row in rows["coverage"]:
        count[row["kind"]] += row["end_char"] - row["start_char"]
    page = (EDITION / "raw/source/cites-cooperation.txt").read_text("utf-8")
    assert count.total() == len(page.replace("\n", ""))
    assert count["fact"] > count["fixed words"]
