"""What a stranger can check: what was published holds, and each way to spoil it is caught and named.

A fault is made in a copy; where it says that the checksums are made right again, the hashes of the descriptors, the
zips and SHA256SUMS are made to fit what was spoilt.
"""

from __future__ import annotations

import csv as standard_csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
from conftest import ROOT, edit, make, only
from spoil import AGAIN, GIVE, edit_descriptor, edit_line, edit_parquet, fix_checksums, fix_package, problems, resource

from pipeline.check.conformance import check_published
from pipeline.database import FILE
from pipeline.publish import package
from pipeline.verify import output as verify

pytestmark = pytest.mark.slow


def run_command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "verify", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


# --- faults under checksums that were made right again ----------------------------------------------------------------


def test_a_lost_cell(copy: Path) -> None:
    edit_line(copy / "csv/organizations.csv", "cites-secretariat,", "administered by UNEP", "")
    fix_package(copy / "csv")
    assert problems(only(copy, "csv", FILE)) == [
        "output/csv/organizations.csv: row «cites-secretariat», column note: "
        f"has nothing, but output/{FILE} has «administered by UNEP»" + AGAIN
    ]


def test_a_lost_row(copy: Path) -> None:
    edit_parquet(copy / "parquet/actions.parquet", lambda rows: rows[1:])
    fix_package(copy / "parquet")
    gap, dangling, lost = problems(only(copy, "csv", "parquet"))
    assert gap.endswith(": is number 2, but there is no number 1" + AGAIN)
    assert "is not a row of actions" in dangling
    assert lost.startswith("output/parquet/actions.parquet: lacks the row «")
    assert lost.endswith("» of output/csv" + AGAIN)


def test_a_row_too_many(copy: Path) -> None:
    with (copy / "csv/meetings.csv").open("a") as file:
        file.write("CoP99,99,Bern,Switzerland,CH,,2099-01-01,2099-04-01,,unverified,\n")
    fix_package(copy / "csv")
    assert problems(only(copy, "csv", FILE)) == [
        f"output/csv/meetings.csv: has the row «CoP99», which is not in output/{FILE}" + AGAIN
    ]


def test_other_order_of_rows_in_csv(copy: Path) -> None:
    file = copy / "csv/themes.csv"
    header, *lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text(header + "".join(reversed(lines)), "utf-8")
    fix_checksums(copy)
    assert problems(copy) == [
        f"output/csv/themes.csv: has the rows of output/{FILE} in a different order: "
        "«illegal-wildlife-trade» is where «trade» should be" + AGAIN
    ]


def test_other_order_of_rows_in_parquet(copy: Path) -> None:
    edit_parquet(copy / "parquet/actions.parquet", lambda rows: rows[::-1])
    fix_package(copy / "parquet")
    [found] = problems(only(copy, "csv", "parquet"))
    assert found.startswith("output/parquet/actions.parquet: has the rows of output/csv in a different order: «")


def test_other_order_of_rows_in_the_database(copy: Path) -> None:
    with duckdb.connect(str(copy / FILE)) as connection:
        connection.execute(
            "CREATE TEMP TABLE kept AS FROM actions; DELETE FROM actions; "
            "INSERT INTO actions FROM kept ORDER BY position DESC"
        )
    [found] = problems(only(copy, "csv", FILE))
    assert found.startswith(f"output/csv/actions.csv: has the rows of output/{FILE} in a different order: «")


def test_other_order_of_rows_in_a_table_that_repeats_others(csv: Path) -> None:
    file = csv / "mandates.csv"
    header, *lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text(header + "".join(reversed(lines)), "utf-8")
    fix_package(csv)
    [found] = problems(csv)
    assert found.startswith("output/csv/mandates.csv: has the rows of the view of its tables in a different order: «")


def test_a_row_twice_in_a_table_that_repeats_others(csv: Path) -> None:
    with (csv / "mandates.csv").open("r+", encoding="utf-8") as file:
        file.write(file.read().split("\n")[1] + "\n")
    fix_package(csv)
    assert set(problems(csv)) == {
        "output/csv/mandates.csv: row «conf-10.4-rev-cop14/cbd»: the key «conf-10.4-rev-cop14/cbd» occurs twice" + AGAIN
    }


def test_a_changed_cell_of_the_database(copy: Path) -> None:
    with duckdb.connect(str(copy / FILE)) as connection:
        connection.execute("UPDATE meetings SET city = 'Heredia' WHERE meeting_id = 'CoP2'")
    assert problems(only(copy, "csv", FILE)) == [
        f"output/csv/meetings.csv: row «CoP2», column city: has «San José», but output/{FILE} has «Heredia»" + AGAIN
    ]


CELLS = {
    "orphan_key": (
        ("memberships", "blg,cbd,", "blg,cbd,", "blg,nobody,"),
        "memberships.csv: row «blg/nobody», column member_organization_id: «nobody» is not in "
        "organizations.organization_id",
    ),
    "orphan_key_to_its_own_table": (
        ("organizations", "cites-secretariat,", ",cites,", ",nobody,"),
        "organizations.csv: row «cites-secretariat», column parent_organization_id: «nobody» is not in "
        "organizations.organization_id",
    ),
    "key_twice": (
        ("themes", "sustainability,", "sustainability,thematic,2,", "trade,thematic,2,"),
        "themes.csv: row «trade»: the key «trade» occurs twice",
    ),
    "word_outside_its_list": (
        ("roles", "iccwc.chair", ",chair,", ",friend,"),
        "roles.csv: row «iccwc.chair.cites-secretariat», column role: «friend» is not allowed here: it must be one of "
        "chair, co-chair",
    ),
    "required_cell_empty": (
        ("roles", "iccwc.chair", ",chair,", ",,"),
        "roles.csv: row «iccwc.chair.cites-secretariat», column role: is empty, but must not be",
    ),
    "text_for_a_number": (
        ("memberships", "blg,cbd,", ",1,Convention", ",first,Convention"),
        "memberships.csv: row «blg/cbd», column position: «first» is not a whole number",
    ),
    "number_beyond_64_bits": (
        ("memberships", "blg,cbd,", ",1,Convention", ",99999999999999999999,Convention"),
        "memberships.csv: row «blg/cbd», column position: «99999999999999999999» is not a whole number",
    ),
    "no_date": (
        ("meetings", "CoP2,", ",1979-03-30,", ",1979-02-30,"),
        "meetings.csv: row «CoP2», column end_date: «1979-02-30» is not a date such as 2022-11-25",
    ),
    "columns_that_contradict_each_other": (
        ("mentions", "lead.2.1,", ",blg,,", ",blg,cites-strategic-vision-2021-2030,"),
        "mentions.csv: row «lead.2.1»: the row is not allowed: exactly one of organization_id, framework_id "
        "must have a value",
    ),
    "span_behind_the_end_of_its_passage": (
        ("clusters", "enforcement,", ",2,87", ",2,870"),
        "clusters.csv: row «enforcement», column end_char: «870» is past the end of lead.3 (87 characters)",
    ),
    "words_that_the_passage_does_not_have": (
        ("citations", "resolutions-and-decisions.conf-18.3,", ",Resolution Conf. 18.3,", ",Resolution Conf. 18.4,"),
        "citations.csv: row «resolutions-and-decisions.conf-18.3», column text: «Resolution Conf. 18.4» is not what "
        "the passage says there: «Resolution Conf. 18.3»",
    ),
    "passage_in_another_place": (
        ("passages", "lead.3,", ",390,477,", ",391,478,"),
        "passages.csv: row «lead.3», column start_char: «391-478» is not 390-477",
    ),
    "passage_with_other_words": (
        ("passages", "lead.1,", "strategic positioning", "tactical* positioning"),
        "passages.csv: joined, the texts are not the document «cites-cooperation-en»: the SHA-256 or the size differs",
    ),
    "another_document": (
        ("documents", "cites-cooperation-en,", "7c90e9c8", "00000000"),
        "passages.csv: joined, the texts are not the document «cites-cooperation-en»: the SHA-256 or the size differs",
    ),
    "repeated_table_that_says_something_else": (
        ("mandates", "conf-10.4-rev-cop14,", ",cbd,Convention on Biological Diversity", ",cbd,Ramsar"),
        "mandates.csv: row «conf-10.4-rev-cop14/cbd», column name: has «Ramsar», but the view of its tables has "
        "«Convention on Biological Diversity»",
    ),
    "control_characters": (
        ("roles", "iccwc.chair", ",chair,", ",\x1b[2Jchair,"),
        "row «iccwc.chair.cites-secretariat», column role: «\\x1b[2Jchair» is not allowed here: it must be one of "
        "chair, co-chair",
    ),
    # Python reads it as a date; it is none of Table Schema.
    "date_in_another_form": (
        ("meetings", "CoP2,", ",1979-03-30,", ",19790330,"),
        "meetings.csv: row «CoP2», column end_date: «19790330» is not a date such as 2022-11-25",
    ),
}


@pytest.mark.parametrize(("change", "problem"), CELLS.values(), ids=CELLS)
def test_a_cell_that_cannot_be_so(csv: Path, change: tuple[str, str, str, str], problem: str) -> None:
    table, *words = change
    edit_line(csv / f"{table}.csv", *words)
    fix_package(csv)
    found = problems(csv)
    assert any(problem in line for line in found), found
    assert all(line.startswith("output/csv") and line.endswith(AGAIN) for line in found)


def test_frictionless_finds_by_itself_a_wrong_type_and_a_key_that_is_there_twice(csv: Path) -> None:
    """It is asked last, so our own rules find most faults before it does."""
    edit_line(csv / "meetings.csv", "CoP2,", ",1979-03-30,", ",19790330,")
    edit_line(csv / "themes.csv", "sustainability,", "sustainability,thematic,", "trade,thematic,")
    found = [str(fault) for fault in check_published(csv, "output/csv", "fix it")]
    assert any(line.startswith("output/csv/meetings.csv: frictionless: ") and "19790330" in line for line in found)
    assert any(line.startswith("output/csv/themes.csv: frictionless: ") and "primary key" in line for line in found)


# --- tables that cannot be read -----------------------------------------------------------------------------


def swap(one: Path, other: Path) -> None:
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "swapped_files": (
        lambda csv: swap(csv / "themes.csv", csv / "clusters.csv"),
        "themes.csv: cannot be read: it has the columns cluster_id, position, name, section_id, framework_id, "
        "goal, passage_id, start_char, end_char, not theme_id, cluster_id, position, name, passage_id, "
        "start_char, end_char",
    ),
    "no_utf8": (
        lambda csv: (csv / "themes.csv").write_bytes((csv / "themes.csv").read_bytes() + b"\xff\n"),
        "themes.csv: cannot be read: 'utf-8' codec can't decode byte 0xff",
    ),
    "row_with_a_cell_too_few": (
        lambda csv: edit_line(csv / "themes.csv", "trade,", ",2,7", ",7"),
        "themes.csv: cannot be read: its row 1 has 6 cells, not 7",
    ),
    "open_quotation_mark": (
        lambda csv: edit_line(csv / "themes.csv", "trade,", ",trade,", ',"trade,'),
        "themes.csv: cannot be read: unexpected end of data",
    ),
    "empty_file": (
        lambda csv: (csv / "themes.csv").write_bytes(b""),
        "themes.csv: cannot be read: it has the columns , not theme_id,",
    ),
}


@pytest.mark.parametrize(("spoil", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_csv_file_that_cannot_be_read(csv: Path, spoil: Callable[[Path], object], problem: str) -> None:
    spoil(csv)
    fix_package(csv)
    found = problems(csv)
    assert found[-1].startswith(f"output/csv/{problem}"), found
    assert len({line.split(":")[0] for line in found}) == len(found)


def test_a_long_cell_can_be_read(csv: Path) -> None:
    standard_csv.field_size_limit(131_072)  # what it is before others set it
    edit_line(csv / "themes.csv", "trade,", ",trade,", f",{200_000 * 'x'},")
    fix_package(csv)
    found, *of_partners = problems(csv)
    assert all("partners.csv: row" in line for line in of_partners), "which have the theme"
    assert "is not what the passage says there: «trade»" in found


def test_a_swapped_parquet_file(parquet: Path) -> None:
    swap(parquet / "themes.parquet", parquet / "clusters.parquet")
    fix_package(parquet)
    assert [line.split(" not ")[0] for line in problems(parquet)] == [
        "output/parquet/clusters.parquet: cannot be read: it has the columns theme_id, cluster_id, position, name, "
        "passage_id, start_char, end_char,",
        "output/parquet/themes.parquet: cannot be read: it has the columns cluster_id, position, name, section_id, "
        "framework_id, goal, passage_id, start_char, end_char,",
    ]


def test_parquet_with_other_types(parquet: Path) -> None:
    file = parquet / "themes.parquet"
    table = pyarrow.parquet.read_table(file)
    at = table.column_names.index("position")
    position = table["position"].cast(pyarrow.string())
    pyarrow.parquet.write_table(table.set_column(at, "position", position), file)
    fix_package(parquet)
    assert problems(parquet) == [
        "output/parquet/themes.parquet: cannot be read: its columns are not of the types that the model declares"
        + AGAIN
    ]


def test_parquet_that_is_none(parquet: Path) -> None:
    (parquet / "themes.parquet").write_bytes(b"PAR1")
    fix_package(parquet)
    [found] = problems(parquet)
    assert found.startswith("output/parquet/themes.parquet: cannot be read: Parquet")


def test_a_database_that_is_none(copy: Path) -> None:
    (copy / FILE).write_bytes(b"no database")
    [found] = problems(only(copy, FILE))
    assert found.startswith(f"output/{FILE}: cannot be read: ")


def test_a_database_with_a_damaged_block(copy: Path) -> None:
    data = bytearray((copy / FILE).read_bytes())
    data[data.rindex("San José".encode())] ^= 255
    (copy / FILE).write_bytes(data)
    [found] = problems(only(copy, FILE))
    assert found.startswith(f"output/{FILE}: cannot be read: ")


# --- what the database declares -----------------------------------------------------------------------------

DECLARATIONS: dict[str, tuple[str, list[str]]] = {
    "table_dropped": ("DROP TABLE row_errata", ["row_errata: the table is not there"]),
    "table_too_many": ("CREATE TABLE rumours (words VARCHAR)", ["rumours: the table is in no model"]),
    "table_in_another_schema": (
        "CREATE SCHEMA other; CREATE TABLE other.themes AS FROM themes",
        ["other.themes: the table is in no model"],
    ),
    "column_too_many": (
        "ALTER TABLE actions ADD COLUMN mood VARCHAR",
        [
            "actions: the column mood is in no model",
            "actions: the table differs from its model in columns, types, keys or checks",
        ],
    ),
    "cell_that_may_be_empty": (
        "ALTER TABLE actions ALTER addressee DROP NOT NULL",
        ["actions: the table differs from its model in columns, types, keys or checks"],
    ),
    "comment_of_a_table": (
        "COMMENT ON TABLE actions IS 'A task that was done.'",
        ["actions: the table has the comment «A task that was done.», not «A task that the page sets; if only an "],
    ),
    "comment_of_a_column": (
        "COMMENT ON COLUMN actions.addressee IS 'Who did it'",
        ["actions: the column addressee has the comment «Who did it», not «Who is to do it»"],
    ),
    "comment_of_a_view": (
        "COMMENT ON VIEW network_edges IS NULL",
        ["network_edges: the view has the comment nothing, not «"],
    ),
    "view_dropped": ("DROP VIEW row_sources", ["row_sources: the view is not there"]),
    "view_too_many": (
        "CREATE VIEW secrets AS FROM read_text('/etc/hostname')",
        ["secrets: the view is in no model"],
    ),
    "view_that_asks_for_something_else": (
        "CREATE OR REPLACE VIEW network_nodes AS SELECT 1 AS one",
        [
            "network_nodes: the column kind is not there",
            "network_nodes: the column label is not there",
            "network_nodes: the column node_id is not there",
            "network_nodes: the column one is in no model",
            "network_nodes: the view has a different query than in the models: "
            "«CREATE VIEW network_nodes AS SELECT 1 AS one;»",
        ],
    ),
    "table_in_place_of_a_view": (
        "CREATE TABLE t AS FROM network_nodes; DROP VIEW network_nodes; ALTER TABLE t RENAME TO network_nodes",
        ["network_nodes: the table is in no model", "network_nodes: the view is not there"],
    ),
    # Each would answer in place of the function of DuckDB that has its name.
    "macros": (
        "CREATE MACRO concat_ws(a, b) AS 'x'; CREATE MACRO duckdb_functions() AS TABLE SELECT 1 AS one",
        ["concat_ws: the macro is in no model", "duckdb_functions: the macro is in no model"],
    ),
    "index": ("CREATE INDEX by_name ON themes (name)", ["by_name: the index is in no model"]),
    "sequence": ("CREATE SEQUENCE numbers", ["numbers: the sequence is in no model"]),
    "type": ("CREATE TYPE mood AS ENUM ('good')", ["mood: the type is in no model"]),
}


@pytest.mark.parametrize(("sql", "found"), DECLARATIONS.values(), ids=DECLARATIONS)
def test_a_database_that_declares_something_else(copy: Path, sql: str, found: list[str]) -> None:
    with duckdb.connect(str(copy / FILE)) as connection:
        connection.execute(sql)
    lines = sorted(problems(only(copy, FILE)))
    assert len(lines) == len(found), lines
    for line, problem in zip(lines, found, strict=True):
        assert line.startswith(f"output/{FILE}/{problem}")
        assert line.endswith(AGAIN + ", or verify it with the code of its version")


def test_a_table_made_again_from_its_rows(copy: Path) -> None:
    with duckdb.connect(str(copy / FILE)) as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE actions AS SELECT * REPLACE (position::VARCHAR AS position) FROM actions"
        )
    found = [line.removeprefix(f"output/{FILE}/actions: ").split(";")[0] for line in problems(only(copy, FILE))]
    assert found[:2] == [
        "the table differs from its model in columns, types, keys or checks",
        "the column action_id has the comment nothing, not «Section and first words of the task»",
    ]
    assert "the column position is of the type VARCHAR, not BIGINT" in found
    assert len(found) == 10  # the table, and each of its columns


# --- descriptors --------------------------------------------------------------------------------------------


def test_a_missing_descriptor(csv: Path) -> None:
    (csv / "datapackage.json").unlink()
    assert problems(csv) == ["output/csv/datapackage.json: is not there" + AGAIN]


NO_DESCRIPTORS = {
    "broken_json": (b"{", "is not JSON (Expecting property name"),
    "no_utf8": (b"\xff", "is not JSON ('utf-8' codec can't decode"),
    "utf16": ('{"resources": []}'.encode("utf-16"), "is not JSON ('utf-8' codec can't decode"),
    "byte_order_mark": (b"\xef\xbb\xbf{}", "is not JSON (Unexpected UTF-8 BOM"),
    "key_twice": (b'{"resources": [{"name": "a", "name": "b"}]}', "has the key «name» twice in one object"),
    "nested_too_deep": (b"[" * 100_000, "is not JSON (nested too deeply)"),
    "no_object": (b"[]", "breaks Data Package v2 at $: [] is not of type 'object'"),
    "no_resources": (b"{}", "breaks Data Package v2 at $: 'resources' is a required property"),
}


@pytest.mark.parametrize(("data", "problem"), NO_DESCRIPTORS.values(), ids=NO_DESCRIPTORS)
def test_a_descriptor_that_is_none(csv: Path, data: bytes, problem: str) -> None:
    (csv / "datapackage.json").write_bytes(data)
    [found] = problems(csv)
    assert found.startswith(f"output/csv/datapackage.json: {problem}")


def test_a_folder_in_place_of_the_descriptor(csv: Path) -> None:
    (csv / "datapackage.json").unlink()
    (csv / "datapackage.json").mkdir()
    assert problems(csv) == ["output/csv/datapackage.json: is not there" + AGAIN]


DESCRIPTORS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no_licences": (lambda d: d.update(licenses=[]), "breaks Data Package v2 at $.licenses: [] should be non-empty"),
    "wrong_roles": (
        lambda d: d["contributors"][0].update(roles="creator"),
        "breaks Data Package v2 at $.contributors[0].roles: 'creator' is not of type 'array'",
    ),
    "no_date_and_time": (
        lambda d: d.update(created="2026-11-23"),
        "breaks Data Package v2 at $.created: '2026-11-23' is not a 'date-time'",
    ),
    "unknown_type": (
        lambda d: resource(d, "themes")["schema"]["fields"][0].update(type="words"),
        "breaks Data Package v2 at $.resources[",
    ),
    "key_taken_away": (
        lambda d: resource(d, "themes")["schema"].pop("foreignKeys"),
        "the schema of themes is not what the model declares; ",
    ),
    "table_taken_away": (
        lambda d: d["resources"].remove(resource(d, "themes")),
        "has the table «themes» 0 times, not 1; ",
    ),
    "table_twice": (
        lambda d: d["resources"].append(resource(d, "themes")),
        "has the table «themes» 2 times, not 1; ",
    ),
    "unknown_table": (
        lambda d: d["resources"].append({"name": "rumours", "path": "rumours.csv", "format": "csv"}),
        "has the table «rumours» 1 times, not 0; ",
    ),
    "file_on_the_network": (
        lambda d: resource(d, "themes").update(path="https://example.org/themes.csv"),
        "the path of themes is «https://example.org/themes.csv», not «themes.csv»; ",
    ),
    "other_delimiter": (
        lambda d: resource(d, "themes").update(dialect={"delimiter": ";"}),
        "the dialect of themes should not be there; ",
    ),
    "other_encoding": (
        lambda d: resource(d, "themes").update(encoding="utf-16"),
        "the encoding of themes is «utf-16», not «utf-8»; ",
    ),
    "other_media_type": (
        lambda d: resource(d, "themes").update(mediatype="text/plain"),
        "the mediatype of themes is «text/plain», not «text/csv»; ",
    ),
    "other_title": (
        lambda d: resource(d, "themes").update(title="Rumours"),
        "the title of themes is «Rumours», not «Themes»; ",
    ),
    "other_description": (
        lambda d: resource(d, "themes").update(description="A rumour."),
        "the description of themes is «A rumour.», not «",
    ),
    "schema_taken_away": (
        lambda d: resource(d, "themes").pop("schema"),
        "the schema of themes is not there; ",
    ),
    "hash_taken_away": (lambda d: resource(d, "themes").pop("hash"), "the hash of themes is not there; "),
    "size_taken_away": (lambda d: resource(d, "themes").pop("bytes"), "the bytes of themes is not there; "),
    "format_of_one_table": (
        lambda d: resource(d, "themes").update(format="parquet"),
        "the format of themes is «parquet», not «csv»; ",
    ),
    "licences_taken_away": (
        lambda d: d.pop("licenses"),
        "differs in form from our packages at $: 'licenses' is a required property; ",
    ),
    "licence_without_path": (
        lambda d: d["licenses"][0].pop("path"),
        "differs in form from our packages at $.licenses[0]: 'path' is a required property; ",
    ),
    "licence_without_name": (
        lambda d: d["licenses"][0].pop("name"),
        "differs in form from our packages at $.licenses[0]: 'name' is a required property; ",
    ),
    "contributors_taken_away": (
        lambda d: d.pop("contributors"),
        "differs in form from our packages at $: 'contributors' is a required property; ",
    ),
    "contributor_that_is_text": (
        lambda d: d.update(contributors=["nobody"]),
        "differs in form from our packages at $.contributors[0]: 'nobody' is not of type 'object'; ",
    ),
    "version_taken_away": (
        lambda d: d.pop("version"),
        "differs in form from our packages at $: 'version' is a required property; download the release again",
    ),
    "empty_title": (
        lambda d: d.update(title=""),
        "differs in form from our packages at $.title: '' should be non-empty; ",
    ),
    "no_sources": (
        lambda d: d.update(sources=[]),
        "differs in form from our packages at $.sources: [] should be non-empty; ",
    ),
    "unknown_property": (
        lambda d: d.update(profile="tabular-data-package"),
        "differs in form from our packages at $: Additional properties are not allowed ('profile' ",
    ),
    "unknown_format": (
        lambda d: [item.update(format="xlsx") for item in d["resources"]],
        "has the format «xlsx», not csv or parquet; ",
    ),
}


@pytest.mark.parametrize(("change", "problem"), DESCRIPTORS.values(), ids=DESCRIPTORS)
def test_a_wrong_descriptor(csv: Path, change: Callable[[dict[str, Any]], object], problem: str) -> None:
    edit_descriptor(csv, change)
    found = problems(csv)
    assert any(line.startswith(f"output/csv/datapackage.json: {problem}") for line in found), found


def test_the_whole_with_a_descriptor_that_lacks_what_catalogues_need(copy: Path) -> None:
    edit_descriptor(copy / "csv", lambda d: d.pop("contributors"))
    fix_checksums(copy)
    [found] = problems(copy)
    assert found.startswith(
        "output/csv/datapackage.json: differs in form from our packages at $: 'contributors' is a required property"
    )


def test_parquet_has_properties_of_its_own(parquet: Path) -> None:
    edit_descriptor(parquet, lambda d: resource(d, "themes").update(encoding="utf-8", mediatype="text/csv"))
    assert [line.split("; ")[0] for line in problems(parquet)] == [
        "output/parquet/datapackage.json: the encoding of themes should not be there",
        "output/parquet/datapackage.json: the mediatype of themes is «text/csv», not «application/vnd.apache.parquet»",
    ]


def test_a_descriptor_of_another_version_names_the_version(csv: Path) -> None:
    edit_descriptor(csv, lambda d: (d.update(version="0.0.7"), resource(d, "themes")["schema"].pop("primaryKey")))
    assert problems(csv) == [
        "output/csv/datapackage.json: the schema of themes is not what the model declares; "
        "download the release again, or build it again, or verify version 0.0.7 with its own code"
    ]


def test_a_wrong_hash(csv: Path) -> None:
    edit_descriptor(csv, lambda d: resource(d, "themes").update(hash="sha256:" + 64 * "0"))
    assert problems(csv) == ["output/csv/themes.csv: does not have the hash that datapackage.json gives" + AGAIN]


def test_a_wrong_size(csv: Path) -> None:
    size = (csv / "themes.csv").stat().st_size
    edit_descriptor(csv, lambda d: resource(d, "themes").update(bytes=7))
    assert problems(csv) == [f"output/csv/themes.csv: has {size} bytes, not the 7 that datapackage.json gives" + AGAIN]


def test_a_file_that_is_not_described(csv: Path) -> None:
    (csv / "rumours.csv").write_text("a\n1\n")
    assert problems(csv) == ["output/csv/rumours.csv: is not described in datapackage.json" + AGAIN]


# --- paths and zips -----------------------------------------------------------------------------------------


def test_an_empty_folder(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path}: contains neither a package nor the database" + GIVE]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert problems(tmp_path / "x.zip") == [f"{tmp_path}/x.zip: is not there" + GIVE]


def test_a_zip_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("no zip")
    assert problems(tmp_path / "x.zip") == [
        f"{tmp_path}/x.zip: is not a zip that can be read: File is not a zip file" + GIVE
    ]


def test_an_empty_zip(tmp_path: Path) -> None:
    zipfile.ZipFile(tmp_path / "x.zip", "w").close()
    assert problems(tmp_path / "x.zip") == [f"{tmp_path}/x.zip: contains neither a package nor the database" + GIVE]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["meetings.csv", "./meetings.csv"])
def test_a_zip_that_holds_a_file_twice(copy: Path, name: str) -> None:
    [file] = copy.glob("*-csv.zip")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, (copy / "csv/meetings.csv").read_bytes())
    expected = [f"output/{file.name}: contains a file twice: «{name}»" + GIVE]
    assert problems(only(copy, "csv", file.name)) == expected
    assert problems(file) == expected


def test_a_damaged_zip_beside_its_package(copy: Path) -> None:
    [file] = copy.glob("*-csv.zip")
    data = bytearray(file.read_bytes())
    data[100] ^= 255
    file.write_bytes(data)
    [found] = problems(only(copy, "csv", file.name))
    assert found.startswith(f"output/{file.name}: is not a zip that can be read: ")


def test_a_zip_with_another_file_than_its_package(copy: Path) -> None:
    [file] = copy.glob("*-csv.zip")
    (copy / "csv/README.md").write_text("changed")
    assert problems(only(copy, "csv", file.name)) == [
        f"output/{file.name}/README.md: differs from the file in output/csv" + AGAIN
    ]


def test_a_zip_that_lacks_a_file_of_its_package(copy: Path) -> None:
    [file] = copy.glob("*-csv.zip")
    (copy / "csv/README.md").rename("README.md")
    package.write_zip(copy / "csv", file)
    Path("README.md").rename(copy / "csv/README.md")
    assert problems(only(copy, "csv", file.name)) == [
        f"output/{file.name}/README.md: is missing here, but is in output/csv" + AGAIN
    ]


def test_a_zip_packed_in_another_way_and_damaged(tmp_path: Path) -> None:
    file = tmp_path / "package.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("themes.csv", "theme_id,name\n" * 1000)
    data = bytearray(file.read_bytes())
    data[60:90] = b"\xff" * 30
    file.write_bytes(data)
    [found] = problems(file)
    assert found.startswith(f"{file}: is not a zip that can be read: ")


# --- the command --------------------------------------------------------------------------------------------


def test_a_description_for_catalogues_that_is_not_of_these_files(copy: Path) -> None:
    file = copy / "croissant.json"
    description = json.loads(file.read_text("utf-8"))
    description["distribution"][-1]["sha256"] = "0" * 64
    file.write_text(json.dumps(description, ensure_ascii=False, indent=2) + "\n", "utf-8")
    fix_checksums(copy)
    assert problems(copy) == ["output/croissant.json: differs from what the files next to it yield" + AGAIN]


def test_a_network_that_is_not_that_of_the_database(copy: Path) -> None:
    edit(copy / "network.graphml", ("Convention on Biological Diversity", "Convention on Nothing"))
    only(copy, "network.graphml", FILE)
    assert problems(copy) == ["output/network.graphml: differs from what the files next to it yield" + AGAIN]


def test_a_network_without_its_database(copy: Path) -> None:
    checked, faults = verify.run(only(copy, "network.graphml", "csv"))
    assert faults == []
    assert f"not checked: output/network.graphml, which needs {FILE} next to it" in checked


def test_the_command_takes_a_zip_with_any_name(project: Path, output: Path, tmp_path: Path) -> None:
    [file] = output.glob("*-csv.zip")
    shutil.copyfile(file, tmp_path / "it's a $HOME zip.zip")
    printed = make(project, "verify", f"PACKAGE={tmp_path}/it's a $HOME zip.zip")
    assert printed.splitlines()[0].startswith(f"checked: {tmp_path}/it's a $HOME zip.zip: descriptor")
    assert printed.splitlines()[-1] == "all that was checked is in order"
    assert not (project / "build").exists()
    assert not (project / "output").exists()


def test_the_command_names_each_problem_on_one_line_and_fails(csv: Path) -> None:
    (csv / "themes.csv").unlink()
    (csv / "rumours.csv").write_text("")
    done = run_command(str(csv.resolve()))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{csv.resolve()}/rumours.csv: is not described in datapackage.json" + AGAIN,
        f"{csv.resolve()}/themes.csv: is not there" + AGAIN,
    ]
    assert done.stdout.splitlines() == [
        "not there: SHA256SUMS, Parquet, database",
        "not checked: by frictionless, until the rest is in order",
        "something is wrong",
    ]


def test_the_official_schemas_are_those_named_in_their_readme() -> None:
    folder = ROOT / "pipeline/verify/profiles"
    rows = re.findall(
        r"^\| `(\S+\.json)` .*`([0-9a-f]{64})` \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.json")}
    assert dict(rows) == files
