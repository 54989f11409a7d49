"""What the next edition of the page may say, and what must come of it: the table is `edits.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import EDITION, edit
from parsing import write_edited

from pipeline.check import models
from pipeline.faults import Faults
from pipeline.parse.rows import Parsed, parse
from schemas.tables import TABLES, primary_key

CASES = tomllib.loads((Path(__file__).parent / "edits.toml").read_text("utf-8"))["case"]
ADDRESS = {"passage_id", "start_char", "end_char", "line_number"}
# They hold the words themselves, or are numbered by their place.
OF_THE_WORDS = {"documents", "passages", "coverage", "mentions"}

TABLES_ADDED = ("organizations", "names", "headings", "ignored", "errata", "taxa")

Facts = dict[str, dict[str, Any]]


def facts(parsed: Parsed) -> Facts:
    """Return the rows that state facts, by table and key, without their addresses."""
    return {
        f"{name} {'/'.join(str(row[column]) for column in primary_key(TABLES[name]))}": {
            column: value for column, value in row.items() if column not in ADDRESS
        }
        for name, rows in parsed.rows.items()
        for row in rows
        if name not in OF_THE_WORDS and row.get("table_name") not in OF_THE_WORDS
    }


@cache
def facts_of_the_edition() -> Facts:
    return facts(parse(EDITION))


def outcome(root: Path, case: dict[str, Any], then: dict[str, Any]) -> Parsed | list[str]:
    """Return what a case yields, or the faults that stop it; `then` is what is done about these."""
    added = {
        table: [*case.get("add", {}).get(table, []), *then.get("add", {}).get(table, [])] for table in TABLES_ADDED
    }
    write_edited(root, dict(case["page"]), retire=case.get("retire", []), add={k: v for k, v in added.items() if v})
    for old, new in case.get("sources", []):
        edit(root / "raw/source/sources.toml", (old, new))
    try:
        return parse(root)
    except Faults as faults:
        return list(map(str, faults.faults))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_edit(tmp_path: Path, case: dict[str, Any]) -> None:
    found = outcome(tmp_path / "edited", case, {})
    if "stops" not in case:
        check_read(found, case)
        return
    assert isinstance(found, list), "it is read"
    assert [words for words in case["stops"] if not any(words in fault for fault in found)] == [], found
    assert len(found) == case.get("count", len(found)), found
    if "then" in case:
        check_read(outcome(tmp_path / "settled", case, case["then"]), case["then"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", [case for case in CASES if "stops" not in case or "then" in case], ids=lambda case: case["name"]
)
def test_what_is_read_holds_every_rule(tmp_path: Path, case: dict[str, Any]) -> None:
    found = outcome(tmp_path / "edited", case, case.get("then", {}))
    assert isinstance(found, Parsed), found
    assert list(map(str, models.check(found.rows, found.places))) == []


def check_read(found: Parsed | list[str], case: dict[str, Any]) -> None:
    """Check that a page is read, and what comes of it."""
    assert isinstance(found, Parsed), found
    assert case.keys() & {"same", "rows", "gone", "notes"}, "the case asks for nothing"
    before, after = facts_of_the_edition(), facts(found)
    if "same" in case:
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert changed == set(case["same"])
    for key, cells in case.get("rows", {}).items():
        assert key in after
        assert after[key] | cells == after[key]
    assert [key for key in case.get("gone", []) if key in after] == []
    assert [note for note in case.get("unnoted", []) if any(note in one for one in found.notes)] == [], found.notes
    assert [note for note in case.get("notes", []) if not any(note in one for one in found.notes)] == [], found.notes


def test_names_of_cases_are_unique() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)
