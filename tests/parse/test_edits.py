"""A short edit of the real page changes exactly the rows that a reader would expect."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EDITION, edit, edit_page

from pipeline.parse.rows import parse
from schemas.tables import TABLES, primary_key

ADDRESS = {"passage_id", "start_char", "end_char", "line_number"}


def facts(root: Path) -> dict[tuple[str, str], dict]:
    """Return the rows of all tables by table and key, without their addresses."""
    return {
        (name, "/".join(str(row[column]) for column in primary_key(TABLES[name]))): {
            column: value for column, value in row.items() if column not in ADDRESS
        }
        for name, rows in parse(root).rows.items()
        for row in rows
        if row.get("table_name") != "mentions"  # whose keys are numbers
    }


@pytest.fixture
def difference(project: Path):
    """A function that parses the edited project; returns rows added, removed, and columns changed by row.

    The document and the passages, which hold the edited words themselves, are left out, and so are mentions,
    which are numbered, and what row_errata says of these.
    """
    before = facts(EDITION)

    def compare() -> tuple[set, set, dict]:
        after = facts(project)
        kept = [key for key in before if key in after and before[key] != after[key]]
        changed = {key: {column for column in before[key] if before[key][column] != after[key][column]} for key in kept}

        def is_of_the_words(key: tuple[str, str]) -> bool:
            return key[0] in ("documents", "passages", "coverage", "mentions") or key[1].startswith("mentions/")

        return (
            {key for key in after if key not in before and not is_of_the_words(key)},
            {key for key in before if key not in after and not is_of_the_words(key)},
            {key: columns for key, columns in changed.items() if not is_of_the_words(key)},
        )

    return compare


def test_a_member_is_dropped(project: Path, difference) -> None:
    edit_page(project, ("the International Whaling Commission (IWC), ", ""), ("the eight biodiv", "the seven biodiv"))
    assert difference() == (
        set(),
        {("memberships", "blg/iwc")},
        {("memberships", "blg/ramsar"): {"position"}, ("memberships", "blg/whc"): {"position"}},
    )


def test_a_decision_is_added_to_a_list(project: Path, difference) -> None:
    edit_page(project, ("19.26 & 19.27 on", "19.26, 19.27 & 19.30 on"))
    assert difference() == (
        {
            ("instruments", "dec-19.30"),
            ("citations", "other-resolutions-and-decisions.dec-19.30"),
            ("instrument_subjects", "dec-19.30/1"),
        },
        set(),
        {},
    )


def test_a_date_is_changed_with_its_erratum(project: Path, difference) -> None:
    edit_page(project, ("signed on 1 March 2024", "signed on 12 May 2025"))
    edit(
        project / "raw/curated/errata.csv",
        ("WOAH - signed on 1 March 2024", "WOAH - signed on 12 May 2025"),
        ("understanding, signed on 1 March 2024", "understanding, signed on 12 May 2025"),
    )
    assert difference() == (
        {
            ("errata", "woah-signed-on-12-may-2025.1"),
            ("row_errata", "agreements/memorandum-of-understanding.woah/woah-signed-on-12-may-2025.1"),
        },
        {
            ("errata", "woah-signed-on-1-march-2024.1"),
            ("row_errata", "agreements/memorandum-of-understanding.woah/woah-signed-on-1-march-2024.1"),
        },
        {("agreements", "memorandum-of-understanding.woah"): {"signed_date", "as_written"}},
    )
    assert facts(project)["agreements", "memorandum-of-understanding.woah"]["signed_date"] == "2025-05-12"


def test_a_partner_is_added(project: Path, difference) -> None:
    edit_page(project, ("(ICCAT) and the Sec", "(ICCAT), the International Whaling Commission and the Sec"))
    assert difference() == ({("cooperation_ties", "marine-species.iwc")}, set(), {})


def test_a_line_moves(project: Path, difference) -> None:
    line = "- Decision 18.55 on Cooperation on the Black Sea bottlenose dolphin (Tursiops truncatus ponticus)\n"
    edit_page(project, (line, ""), ("- Resolution Conf. 18.5 on", line + "- Resolution Conf. 18.5 on"))
    assert difference() == (set(), set(), {})


def test_a_sentence_is_inserted_and_moves_no_key(project: Path, difference) -> None:
    words = "Nothing else is said of it."
    edit_page(project, ("The Environment Management Group (EMG)", words + "\nThe Environment Management Group (EMG)"))
    with (project / "raw/curated/ignored.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"words,{words},,Says nothing,,verified,\n")
    assert difference() == (set(), set(), {})
