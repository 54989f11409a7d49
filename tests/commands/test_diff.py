"""The comparison of two packages: each kind of difference, what is no difference, and what cannot be compared."""

from __future__ import annotations

import errno
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import EDITION, ROOT, edit, run_make

from pipeline import __main__
from pipeline.commands import diff
from pipeline.diff.compare import Change, Comparison, Declaration, LoneRow, TableDifference, compare
from pipeline.diff.load import Package, load
from pipeline.diff.retired import RETIRED, Retirement, mistaken, read_retired
from pipeline.diff.sentences import text as as_text
from pipeline.diff.show import show, unexplained
from pipeline.faults import Faults

THEMES = """\
theme_id,name,position,passage_id,start_char
trade,trade,1,thematic.2,10
tree-species,tree species,2,thematic.3,10
"""
MEMBERSHIPS = """\
group_id,member_id,role
blg,cbd,member
blg,cms,member
iccwc,interpol,
"""
PASSAGES = """\
passage_id,line_number,section_id,kind,text
lead.1,1,lead,paragraph,Four clusters:
lead.2,2,lead,list_item,- trade
lead.3,3,lead,list_item,- trade
"""
MENTIONS = """\
mention_id,text,organization_id,passage_id
lead.1.1,CITES,cites,lead.1
lead.1.2,CITES,cites,lead.1
"""
COVERAGE = """\
passage_id,start_char,end_char,kind,rule
lead.1,0,4,fact,clusters
lead.1,4,14,fixed words,clusters
"""
KEYS = {
    "instrument_subjects": ["instrument_id", "position"],
    "row_errata": ["table_name", "row_id", "erratum_id"],
    "memberships": ["group_id", "member_id"],
    "coverage": ["passage_id", "start_char"],
}


def write_package(folder: Path, version: str = "1.0.0", **tables: str) -> Path:
    """Write a package of CSV texts by table; a key is that of KEYS, or else the first column. Return the folder."""
    folder.mkdir(parents=True)
    resources = []
    for name, text in tables.items():
        columns = text.splitlines()[0].split(",")
        schema = {"fields": [{"name": column} for column in columns], "primaryKey": KEYS.get(name, [columns[0]])}
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema})
        (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"version": version, "resources": resources}), "utf-8")
    return folder


def write_zip(folder: Path, target: Path, under: str = "a package/") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, under + file.name)
    return target


def changed(text: str, *replacements: tuple[str, str]) -> str:
    for old, new in replacements:
        assert text.count(old) == 1, f"«{old}» is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


@pytest.fixture
def difference(tmp_path: Path):
    """A function that compares two packages of one table: its name, the old and the new text, what is retired."""

    def compare_texts(name: str, old: str, new: str, *retired: Retirement) -> Comparison:
        packages = [load(write_package(tmp_path / age, **{name: text})) for age, text in (("old", old), ("new", new))]
        return compare(*packages, list(retired))

    return compare_texts


@pytest.fixture
def shown(tmp_path: Path):
    """A function that shows a comparison of the packages that `difference` has written, or a test like it."""
    return lambda comparison: show(comparison, load(tmp_path / "old"), load(tmp_path / "new"))


# --- each kind of difference --------------------------------------------------------------------------------


def test_equal_packages(difference, shown) -> None:
    comparison = difference("themes", THEMES, THEMES)
    assert comparison == Comparison("1.0.0", "1.0.0", {}, {}, [], [])
    assert comparison.is_equal
    assert shown(comparison) == "# Changes within version 1.0.0\n\nNo fact is added, removed or changed.\n"


def test_a_full_temporary_folder_is_not_the_fault_of_the_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path))

    zipped = write_zip(write_package(tmp_path / "old"), tmp_path / "old.zip")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Faults) as faults:
        load(zipped)
    assert str(faults.value).startswith(f"{tempfile.gettempdir()}: the input cannot be unpacked: No space left")


def test_a_row_added(difference, shown) -> None:
    comparison = difference("themes", THEMES, THEMES + "marine,marine species,3,thematic.4,10\n")
    [table] = comparison.tables
    assert table == TableDifference(
        "themes",
        ("theme_id",),
        ("theme_id",),
        [],
        [],
        added=[LoneRow("marine", {"name": "marine species", "position": "3"})],
    )
    assert shown(comparison) == (
        "# Changes within version 1.0.0\n\n## The page\n\n- The theme “marine species” is new.\n"
    )


def test_a_row_removed_under_its_composite_key(difference, shown) -> None:
    comparison = difference("memberships", MEMBERSHIPS, changed(MEMBERSHIPS, ("blg,cms,member\n", "")))
    [table] = comparison.tables
    assert table.removed == [LoneRow("blg/cms", {"role": "member"})]
    assert (table.added, table.renamed, table.changes) == ([], [], [])
    assert shown(comparison).endswith("## Groups\n\n- `memberships`: `blg/cms` is gone.\n")


def test_a_changed_cell_shows_the_old_and_the_new_value(difference, shown) -> None:
    new = changed(MEMBERSHIPS, ("blg,cbd,member", "blg,cbd,chair"), ("interpol,\n", "interpol,member\n"))
    comparison = difference("memberships", MEMBERSHIPS, new)
    [table] = comparison.tables
    assert table.changes == [
        Change("blg/cbd", "role", "member", "chair"),
        Change("iccwc/interpol", "role", "", "member"),
    ]
    assert (table.added, table.removed, table.renamed) == ([], [], [])
    assert shown(comparison) == (
        "# Changes within version 1.0.0\n\n"
        "## Groups\n\n"
        "- `memberships`, `blg/cbd`: `role` changed from “member” to “chair”.\n"
        "- `memberships`, `iccwc/interpol`: `role` changed from empty to “member”.\n"
    )


def test_a_place_in_an_order_is_counted(difference, shown) -> None:
    new = changed(THEMES, ("trade,trade,1", "trade,Trade,2"), ("species,2", "species,1")) + "marine,marine,3,t.4,1\n"
    assert shown(difference("themes", THEMES, new)).endswith("## What follows from that\n\n- `themes`: 2 changed\n")


def test_the_order_of_rows_and_columns_is_no_difference(difference) -> None:
    assert difference("pairs", "id,a,b\n1,x,y\n2,v,w\n", "id,b,a\n2,w,v\n1,y,x\n").is_equal


def test_tables_that_only_one_package_has(tmp_path: Path, shown) -> None:
    old = load(write_package(tmp_path / "old", memberships=MEMBERSHIPS, themes=THEMES))
    new = load(write_package(tmp_path / "new", themes=THEMES, countries="country_id\nch\n"))
    comparison = compare(old, new, [])
    assert comparison == Comparison("1.0.0", "1.0.0", {"memberships": 3}, {"countries": 1}, [])
    assert not comparison.is_equal
    assert shown(comparison).splitlines()[4:] == [
        "- `countries` is a new table (1 row).",
        "- The table `memberships` is gone (3 rows).",
    ]


def test_columns_that_only_one_package_has(difference, shown) -> None:
    comparison = difference("themes", "theme_id,name,old\ntrade,trade,x\n", "theme_id,name,new\ntrade,trade,y\n")
    [table] = comparison.tables
    assert (table.only_old_columns, table.only_new_columns) == (["old"], ["new"])
    assert (table.added, table.removed, table.changes) == ([], [], [])
    assert shown(comparison).splitlines()[2:] == [
        "## Tables, columns and terms",
        "",
        "- The column `themes.new` is new.",
        "- The column `themes.old` is gone.",
    ]


def test_a_table_whose_key_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown) -> None:
    old = load(write_package(tmp_path / "old", memberships=MEMBERSHIPS))
    monkeypatch.setitem(KEYS, "memberships", ["member_id"])
    new = load(write_package(tmp_path / "new", memberships=MEMBERSHIPS))
    comparison = compare(old, new, [])
    [table] = comparison.tables
    assert (table.old_key, table.new_key) == (("group_id", "member_id"), ("member_id",))
    assert shown(comparison).splitlines()[4:] == [
        "- The key of `memberships` changed from `group_id`, `member_id` to `member_id`, so its rows are not compared."
    ]


def test_a_table_without_a_difference_is_not_shown(tmp_path: Path, shown) -> None:
    old = load(write_package(tmp_path / "old", "1.0.0", themes=THEMES, memberships=MEMBERSHIPS))
    new = load(write_package(tmp_path / "new", "1.1.0", themes=THEMES, memberships=MEMBERSHIPS + "blg,iwc,member\n"))
    printed = shown(compare(old, new, []))
    assert printed.startswith("# Changes from version 1.0.0 to version 1.1.0\n")
    assert "iwc" in printed
    assert "theme" not in printed


def test_a_package_without_a_version(tmp_path: Path) -> None:
    old = write_package(tmp_path / "old", themes=THEMES)
    edit(old / "datapackage.json", ('"version": "1.0.0"', '"version": null'))
    new = load(write_package(tmp_path / "new", themes=THEMES))
    assert load(old).version == ""
    for packages, title in (
        ((load(old), new), "# Changes from a package without a version to version 1.0.0\n"),
        ((new, load(old)), "# Changes from version 1.0.0 to a package without a version\n"),
    ):
        assert show(compare(*packages, []), *packages).startswith(title)


# --- addresses, and rows that are compared by their words ---------------------------------------------------


def test_addresses_are_not_facts(difference) -> None:
    assert difference("themes", THEMES, changed(THEMES, ("thematic.2,10", "thematic.7,99"))).is_equal


@pytest.mark.parametrize("column", ["passage_id", "start_char", "end_char", "line_number"])
def test_each_address_is_ignored(difference, column: str) -> None:
    assert difference("themes", f"theme_id,{column}\ntrade,1\n", f"theme_id,{column}\ntrade,2\n").is_equal


def test_an_address_in_a_key_is_a_key(difference) -> None:
    [table] = difference("lines", "line_number,text\n1,a\n", "line_number,text\n2,a\n").tables
    assert (table.removed, table.added) == ([LoneRow("1", {"text": "a"})], [LoneRow("2", {"text": "a"})])


def test_passages_that_move_are_the_same(difference) -> None:
    new = "passage_id,line_number,section_id,kind,text\nlead.1,1,lead,list_item,- trade\n"
    new += "topics.1,2,topics,paragraph,Four clusters:\ntopics.2,3,topics,list_item,- trade\n"
    assert difference("passages", PASSAGES, new).is_equal


def test_passages_are_compared_by_their_words(difference, tmp_path: Path, shown) -> None:
    new = changed(PASSAGES, ("Four clusters:", "Five clusters:")).replace("- trade", "- *trade*")
    comparison = difference("passages", PASSAGES, new)
    [table] = comparison.tables
    assert table.removed == [
        LoneRow("", {"kind": "paragraph", "text": "Four clusters:"}),
        LoneRow("", {"kind": "list_item", "text": "- trade"}, times=2),
    ]
    assert shown(comparison).endswith("## What follows from that\n\n- `passages`: 3 added, 3 removed\n")
    assert unexplained(comparison, load(tmp_path / "old")) == [], "a passage's number is not a key that anyone keeps"


def test_one_of_two_equal_passages_removed(difference) -> None:
    [table] = difference("passages", PASSAGES, changed(PASSAGES, ("lead.3,3,lead,list_item,- trade\n", ""))).tables
    assert table.removed == [LoneRow("", {"kind": "list_item", "text": "- trade"})]
    assert table.added == []


def test_mentions_are_counted(difference) -> None:
    new = changed(MENTIONS, ("lead.1.2,CITES,cites,lead.1", "lead.1.7,CITES,cites,lead.4"))
    new += "lead.1.8,CITES,cites-secretariat,lead.4\n"
    [table] = difference("mentions", MENTIONS, new).tables
    assert table.added == [LoneRow("", {"text": "CITES", "organization_id": "cites-secretariat"})]
    assert table.removed == []


def test_coverage_is_counted(difference) -> None:
    new = changed(COVERAGE, ("lead.1,0,4,fact,clusters", "lead.1,1,4,fact,partners")).replace("lead.1", "lead.3")
    [table] = difference("coverage", COVERAGE, new).tables
    assert table.added == [LoneRow("", {"kind": "fact", "rule": "partners"})]
    assert table.removed == [LoneRow("", {"kind": "fact", "rule": "clusters"})]


def test_mentions_are_compared_by_the_columns_that_both_have(difference) -> None:
    older = "mention_id,text,passage_id\nlead.1.1,CITES,lead.1\nlead.1.2,CITES,lead.1\n"
    [table] = difference("mentions", older, MENTIONS).tables
    assert table.only_new_columns == ["organization_id"]
    assert (table.added, table.removed) == ([], [])


# --- keys that are gone -------------------------------------------------------------------------------------


def test_a_renamed_key_is_one_row_and_its_cells_are_compared(difference, shown) -> None:
    new = changed(THEMES, ("tree-species,tree species,2", "trees,trees | shrubs,2"))
    retired = Retirement("themes", "tree-species", "trees", "The page is shorter")
    comparison = difference("themes", THEMES, new, retired)
    [table] = comparison.tables
    assert table.renamed == [retired]
    assert table.changes == [Change("trees", "name", "tree species", "trees | shrubs")]
    assert (table.added, table.removed) == ([], [])
    assert shown(comparison) == (
        "# Changes within version 1.0.0\n\n"
        "## The page\n\n"
        "- tree species (`themes`, `tree-species`) is now trees | shrubs (`themes`, `trees`): The page is shorter.\n"
    )


def test_a_key_renamed_twice_since(difference) -> None:
    steps = [Retirement("themes", "trade", "b", "first"), Retirement("themes", "b", "c", "second")]
    [table] = difference("themes", THEMES, changed(THEMES, ("trade,trade", "c,trade")), *steps).tables
    assert table.renamed == [Retirement("themes", "trade", "c", "first; second")]
    assert (table.added, table.removed, table.changes) == ([], [], [])


def test_a_key_that_is_retired_without_a_new_one(difference, shown) -> None:
    new = changed(THEMES, ("trade,trade,1,thematic.2,10\n", ""))
    comparison = difference("themes", THEMES, new, Retirement("themes", "trade", "", "Never a theme"))
    [table] = comparison.tables
    assert [(row.key, row.retired) for row in table.removed] == [
        ("trade", Retirement("themes", "trade", "", "Never a theme"))
    ]
    assert "- The theme “trade” is gone: Never a theme.\n" in shown(comparison)


def test_a_key_merged_into_one_that_was_there_is_removed(difference, shown) -> None:
    new = changed(THEMES, ("trade,trade,1,thematic.2,10\n", ""))
    comparison = difference("themes", THEMES, new, Retirement("themes", "trade", "tree-species", "Twice"))
    [table] = comparison.tables
    assert (table.renamed, table.changes) == ([], [])
    assert [row.key for row in table.removed] == ["trade"]
    assert "- The theme “trade” is gone, replaced by tree species (`themes`, `tree-species`): Twice.\n" in shown(
        comparison
    )


def test_a_retirement_holds_for_its_table_and_for_keys_that_are_gone(difference) -> None:
    new = changed(THEMES, ("trade,trade,1,thematic.2,10\n", ""))
    retired = [Retirement("clusters", "trade", "", "x"), Retirement("themes", "tree-species", "trade", "x")]
    [table] = difference("themes", THEMES, new, *retired).tables
    assert table.removed == [LoneRow("trade", {"name": "trade", "position": "1"}, retired=None)]
    assert table.renamed == []


def test_retirements_in_a_circle_end(difference) -> None:
    circle = [Retirement("themes", "trade", "b", "x"), Retirement("themes", "b", "trade", "y")]
    [table] = difference("themes", THEMES, changed(THEMES, ("trade,trade,1,thematic.2,10\n", "")), *circle).tables
    assert [row.key for row in table.removed] == ["trade"]


CITED = {
    "sections": "section_id,heading\n{0},Others\n",
    "passages": "passage_id,section_id,kind,text\n{0}.1,{0},heading,Others\n",
    "instruments": "instrument_id,kind,number,label,title\nconf-1.1,resolution,1.1,Resolution Conf. 1.1,Seals\n",
    "citations": "citation_id,instrument_id,text,passage_id\n{0}.conf-1.1,conf-1.1,Conf. 1.1,{0}.1\n",
    "clusters": "cluster_id,name,section_id\nseals,Seals,{0}\n",
    "row_errata": "table_name,row_id,erratum_id\ncitations,{0}.conf-1.1,conf.1\n",
}
REFERS = {
    "passages": {"section_id": "sections"},
    "citations": {"instrument_id": "instruments", "passage_id": "passages"},
    "instrument_subjects": {"instrument_id": "instruments"},
    "clusters": {"section_id": "sections"},
}


def write_cited(folder: Path, section: str, **others: str) -> Path:
    """Write a package with one citation in a section of this key."""
    write_package(folder, **{name: text.format(section) for name, text in (CITED | others).items()})
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        refers = REFERS.get(resource["name"], {})
        resource["schema"]["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": table, "fields": ["x"]}} for column, table in refers.items()
        ]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder


def test_one_row_explains_all_that_hangs_on_its_key(tmp_path: Path, shown) -> None:
    old, new = load(write_cited(tmp_path / "old", "others")), load(write_cited(tmp_path / "new", "further"))
    comparison = compare(old, new, [Retirement("sections", "others", "further", "Reworded")])
    assert shown(comparison).split("\n\n", 1)[1] == (
        "## The page\n\n"
        "- Others (`sections`, `others`) is now Others (`sections`, `further`): Reworded; with it 2 rows of other "
        "tables.\n\n"
        "## What follows from that\n\n"
        "- `citations`: 1 renamed\n"
        "- `row_errata`: 1 renamed\n"
    )
    assert unexplained(comparison, old) == []


def test_one_row_without_a_new_key_explains_all_that_hangs_on_it(tmp_path: Path) -> None:
    nothing = {name: text.split("\n")[0] + "\n" for name, text in CITED.items() if name != "instruments"}
    old, new = load(write_cited(tmp_path / "old", "others")), load(write_cited(tmp_path / "new", "x", **nothing))
    comparison = compare(old, new, [Retirement("sections", "others", "", "Of no use")])
    removed = {table.table: table.removed for table in comparison.tables}
    assert [row.retired for row in removed["citations"]] == [
        Retirement("citations", "others.conf-1.1", "", "Of no use", ("sections", "others"))
    ]
    assert "- The heading “Others” is gone: Of no use; with it 2 rows of other tables.\n" in show(comparison, old, new)
    assert unexplained(comparison, old) == ["clusters seals"], "its key does not hold that of the section"


@pytest.mark.parametrize("key", ["others", "another-others.conf-1.1", "others-2.conf-1.1"])
def test_a_key_is_part_of_another_as_a_whole(tmp_path: Path, key: str) -> None:
    citations = "citation_id,instrument_id,text,passage_id\n{},conf-1.1,Conf. 1.1,others.1\n"
    old = load(write_cited(tmp_path / "old", "others", citations=citations.format(key)))
    new = load(write_cited(tmp_path / "new", "further", citations=citations.format("further.conf-1.1")))
    comparison = compare(old, new, [Retirement("sections", "others", "further", "Reworded")])
    [citations] = [table for table in comparison.tables if table.table == "citations"]
    assert citations.renamed == []


def test_a_decision_is_gone_and_what_it_says_with_it(tmp_path: Path, shown) -> None:
    gone = {"instruments": "instrument_id,kind,number,label,title\n", "citations": "citation_id,instrument_id,text\n"}
    write_cited(tmp_path / "old", "others")
    write_cited(tmp_path / "new", "others", **gone)
    comparison = compare(load(tmp_path / "old"), load(tmp_path / "new"), [])
    assert "\n- Resolution Conf. 1.1, “Seals”, is gone.\n" in shown(comparison)
    assert "cited" not in shown(comparison)
    assert "- `citations`: 1 removed\n" in shown(comparison)
    assert unexplained(comparison, load(tmp_path / "old")) == ["instruments conf-1.1"]


def test_another_revision_is_told_as_one(tmp_path: Path, shown) -> None:
    revised = (
        CITED["instruments"]
        .replace("\nconf-1.1", "\nconf-1.1-rev-cop2")
        .replace(",Resolution Conf. 1.1", ",Resolution Conf. 1.1 (Rev. CoP2)")
    )
    write_cited(tmp_path / "old", "others")
    write_cited(tmp_path / "new", "others", instruments=revised)
    comparison = compare(load(tmp_path / "old"), load(tmp_path / "new"), [])
    assert "\n- Resolution Conf. 1.1 is now Resolution Conf. 1.1 (Rev. CoP2).\n" in shown(comparison)
    assert "is gone" not in shown(comparison)


def test_what_another_revision_says_otherwise_is_told(tmp_path: Path, shown) -> None:
    subjects = "instrument_id,position,taxon\n{}"
    rows = ("conf-1.1,1,Phoca\nconf-1.1,2,Monachus\n", "conf-1.1-rev-cop2,1,Monachus\nconf-1.1-rev-cop2,2,Lutra\n")
    revised = changed(CITED["instruments"], ("\nconf-1.1", "\nconf-1.1-rev-cop2"), (",Seals", ",Seals and otters"))
    cited = changed(CITED["citations"], ("conf-1.1,conf-1.1", "conf-1.1-rev-cop2,conf-1.1-rev-cop2"))
    write_cited(tmp_path / "old", "others", instrument_subjects=subjects.format(rows[0]))
    write_cited(
        *(tmp_path / "new", "others"),
        instruments=revised,
        citations=cited,
        instrument_subjects=subjects.format(rows[1]),
    )
    comparison = compare(load(tmp_path / "old"), load(tmp_path / "new"), [])
    told = shown(comparison)
    assert "`title` changed from “Seals” to “Seals and otters”" in told
    assert "now concerns Lutra." in told
    assert "no longer concerns Phoca." in told
    assert "Monachus" not in told, "it is only at another place"
    assert "- `citations`: 1 renamed\n" in told


def test_whom_a_new_decision_concerns_is_told(tmp_path: Path, shown) -> None:
    subjects = "instrument_id,position,taxon\n"
    new = CITED["instruments"] + "dec-20.1,decision,20.1,Decision 20.1,Otters\n"
    write_cited(tmp_path / "old", "others", instrument_subjects=subjects)
    write_cited(tmp_path / "new", "others", instruments=new, instrument_subjects=subjects + "dec-20.1,1,Lutra\n")
    told = shown(compare(load(tmp_path / "old"), load(tmp_path / "new"), []))
    assert "- Decision 20.1, “Otters”, is new.\n" in told
    assert "- Decision 20.1 now concerns Lutra.\n" in told


TIES = {
    "themes": "theme_id,name\n{0},Trees\n",
    "organizations": "organization_id,name\nitto,ITTO\ncpf,CPF\n",
    "cooperation_ties": "tie_id,organization_id,theme_id\n",
}
TIES_REFER = {"organization_id": "organizations", "theme_id": "themes"}


def write_ties(folder: Path, theme: str, *partners: str) -> Package:
    ties = "".join(f"{theme}.{partner},{partner},{theme}\n" for partner in partners)
    tables = TIES | {"themes": TIES["themes"].format(theme), "cooperation_ties": TIES["cooperation_ties"] + ties}
    write_package(folder, **tables)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    descriptor["resources"][-1]["schema"]["foreignKeys"] = [
        {"fields": [column], "reference": {"resource": table, "fields": ["x"]}} for column, table in TIES_REFER.items()
    ]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return load(folder)


def test_a_partner_who_is_gone_is_told_although_the_theme_has_another_name(tmp_path: Path) -> None:
    old, new = write_ties(tmp_path / "old", "trees", "itto", "cpf"), write_ties(tmp_path / "new", "timber", "cpf")
    comparison = compare(old, new, [Retirement("themes", "trees", "timber", "Another name")])
    assert "- `cooperation_ties`: `trees.itto` is gone.\n" in show(comparison, old, new)
    assert unexplained(comparison, old) == ["cooperation_ties trees.itto"]


def test_a_reason_for_a_key_that_is_not_gone_explains_nothing(tmp_path: Path) -> None:
    old, new = write_ties(tmp_path / "old", "trees", "itto", "cpf"), write_ties(tmp_path / "new", "trees", "cpf")
    comparison = compare(old, new, [Retirement("organizations", "itto", "cpf", "Mistaken")])
    assert unexplained(comparison, old) == ["cooperation_ties trees.itto"]


def test_what_is_wrong_with_the_reasons_is_told() -> None:
    retired = [
        Retirement("theme", "trees", "timber", "No such table"),
        Retirement("themes", "peat", "", "It is still there"),
        Retirement("themes", "trees", "timber", "There is none of the new key"),
        Retirement("themes", "seals", "otters", "In two steps"),
        Retirement("themes", "otters", "peat", "In two steps"),
    ]
    assert list(mistaken(retired, {"themes": ["peat"]}, ["themes", "clusters"])) == [
        f"{RETIRED}: theme, trees: there is no table «theme»",
        f"{RETIRED}: themes, peat: this key is not gone, so the row explains nothing",
        f"{RETIRED}: themes, trees: there is no row with the key «timber», which it is said to have now",
    ]


HEADER = "table,old_key,new_key,reason,evidence,confidence,note\n"


def write_retired(root: Path, text: str) -> Path:
    (root / "raw/curated").mkdir(parents=True)
    (root / RETIRED).write_text(text, "utf-8")
    return root


def test_retired_keys_are_read(tmp_path: Path) -> None:
    root = write_retired(tmp_path, HEADER + "themes,a,b,why,,verified,\nthemes,c,,gone,,probable,\n")
    assert read_retired(root) == [Retirement("themes", "a", "b", "why"), Retirement("themes", "c", "", "gone")]


def test_the_edition_has_a_file_of_retired_keys_and_none_in_it() -> None:
    assert (EDITION / RETIRED).read_text("utf-8").startswith(HEADER)
    assert read_retired(EDITION) == []


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "table,old_key\n": f"{RETIRED}:1: lacks the column new_key",
        HEADER + "themes,a,b,,,verified,\n": f"{RETIRED}:2: reason is empty",
        HEADER + "themes,,b,x,,verified,\n": f"{RETIRED}:2: old_key is empty",
        HEADER + ",a,b,x,,verified,\n": f"{RETIRED}:2: table is empty",
        HEADER + "themes,a,b,x,,sure,\n": f"{RETIRED}:2: confidence is «sure»",
        HEADER + "themes,a,b,x,,verified,\n" * 2: f"{RETIRED}:3: «themes / a» is already in line 2",
    }.items(),
)
def test_a_fault_of_the_retired_keys(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(Faults) as raised:
        read_retired(write_retired(tmp_path, text))
    assert len(raised.value.faults) == 1
    assert str(raised.value).startswith(message)


# --- Markdown and JSON --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    {
        "*a* `b` <c> [d] \\e": r"\*a\* \`b\` \<c\> \[d\] \\e",
        "_a_ cites_id https://x.org/a_b?c=1&d": r"\_a\_ cites_id https://x.org/a_b?c=1&d",
        "R&amp;D": r"R\&amp;D",
        "a\nb": "a<br>b",
        "": "*empty*",
    }.items(),
)
def test_a_cell_is_shown_as_it_is(value: str, shown: str) -> None:
    assert as_text(value) == shown


@pytest.mark.parametrize(("key", "expected"), [("a`b", "``a`b``"), ("a\nb", "`a b`")])
def test_a_key_is_shown_as_code_on_one_line(difference, shown, key: str, expected: str) -> None:
    new = changed(THEMES, ("trade,trade,1", f'"{key}",trade,1'))
    assert f", {expected}): x.\n" in shown(difference("themes", THEMES, new, Retirement("themes", "trade", key, "x")))


# --- what is declared ---------------------------------------------------------------------------------------

DESCRIBED = {"name": "position", "type": "integer", "description": "Where it is", "constraints": {"minimum": 1}}
CLOSED = {"name": "name", "type": "string", "description": "Its name", "constraints": {"enum": ["trade", "trees"]}}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    {
        "licence": (["licenses"], [{"name": "CC0-1.0"}], ("", "", "licence", "name: CC-BY-4.0", "name: CC0-1.0")),
        "meaning of a table": (
            ["resources", 0, "description"],
            "A theme.",
            ("themes", "", "meaning", "What is worked on.", "A theme."),
        ),
        "foreign keys": (
            ["resources", 0, "schema", "foreignKeys"],
            [],
            ("themes", "", "foreign keys", "fields: passage_id, reference: fields: passage_id, resource: passages", ""),
        ),
        "type": (
            ["resources", 0, "schema", "fields", 2, "type"],
            "string",
            ("themes", "position", "type", "integer", "string"),
        ),
        "rules": (
            ["resources", 0, "schema", "fields", 2, "constraints", "minimum"],
            0,
            ("themes", "position", "rules", "minimum: 1", "minimum: 0"),
        ),
        "values": (
            ["resources", 0, "schema", "fields", 1, "constraints", "enum"],
            ["trade"],
            ("themes", "name", "values", "trade; trees", "trade"),
        ),
        "meaning of a column": (
            ["resources", 0, "schema", "fields", 1, "description"],
            "What it is called",
            ("themes", "name", "meaning", "Its name", "What it is called"),
        ),
    }.values(),
)
def test_what_is_declared_otherwise_is_told(
    tmp_path: Path, path: list[Any], value: Any, expected: tuple[str], shown
) -> None:
    folders = [write_package(tmp_path / age, themes=THEMES) for age in ("old", "new")]
    for folder in folders:
        descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
        resource = descriptor["resources"][0]
        descriptor["licenses"], resource["description"] = [{"name": "CC-BY-4.0"}], "What is worked on."
        resource["schema"]["fields"][1:3] = [CLOSED, DESCRIBED]
        reference = {"resource": "passages", "fields": ["passage_id"]}
        resource["schema"]["foreignKeys"] = [{"fields": ["passage_id"], "reference": reference}]
        if folder.name == "new":
            *steps, last = path
            functools.reduce(lambda part, step: part[step], steps, descriptor)[last] = value
        (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    comparison = compare(load(folders[0]), load(folders[1]), [])
    assert comparison.declarations == [Declaration(*expected)]
    assert (comparison.tables, comparison.is_equal) == ([], False)
    place = f" of `{'.'.join(filter(None, expected[:2]))}`" if expected[0] else ""
    was, now = (f"“{words}”" if words else "empty" for words in expected[3:])
    assert shown(comparison).endswith(f"- The {expected[2]}{place} changed from {was} to {now}.\n")


@pytest.mark.parametrize("odd", [None, 3, "x", [], {}, [[{"a": 1}]]])
def test_a_descriptor_may_declare_anything(tmp_path: Path, odd: Any) -> None:
    folder = write_package(tmp_path / "package", themes=THEMES)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    resource = descriptor["resources"][0]
    descriptor["licenses"] = resource["description"] = resource["schema"]["foreignKeys"] = odd
    resource["schema"]["fields"][1] |= {"type": odd, "constraints": odd, "description": odd}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert compare(load(folder), load(folder), []).is_equal


# --- folder and zip -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("under", ["", "a package/"])
def test_a_zip_is_read_like_its_folder(tmp_path: Path, under: str) -> None:
    folder = write_package(tmp_path / "folder", themes=THEMES, memberships=MEMBERSHIPS)
    package = load(write_zip(folder, tmp_path / "package.zip", under))
    assert package == load(folder)
    assert list(package.tables) == ["themes", "memberships"]
    assert package.tables["memberships"].rows["blg/cms"]["role"] == "member"


def test_another_line_end_within_a_cell_is_a_change(difference) -> None:
    old, new = (changed(THEMES, ("tree species", f'"tree{end}species"')) for end in ("\n", "\r\n"))
    [table] = difference("themes", old, new).tables
    assert table.changes == [Change("tree-species", "name", "tree\nspecies", "tree\r\nspecies")]


def test_a_cell_may_be_long(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "folder", themes=f"theme_id,name\ntrade,{'x' * 1_000_000}\n")
    assert len(load(folder).tables["themes"].rows["trade"]["name"]) == 1_000_000


def test_a_short_file_does_not_shorten_the_cells_of_the_next(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "folder", a="a_id\nx\n", b=f"b_id,name\ny,{'x' * 1000}\n")
    load(folder)
    root = write_retired(tmp_path, HEADER + f"a,b,c,{'x' * 100_000},,verified,\n")
    assert len(read_retired(root)) == 1


# --- faults -------------------------------------------------------------------------------------------------


def descriptor(**resource: object) -> str:
    described = {"name": "t", "path": "themes.csv", "schema": {"fields": [{"name": "a"}], "primaryKey": "a"}}
    return json.dumps({"resources": [described | resource]})


FOLDER_FAULTS = {
    "no descriptor": ("datapackage.json", None, ": contains no datapackage.json; give the folder or the zip"),
    "broken JSON": ("datapackage.json", "{", "/datapackage.json: is not JSON (Expecting property name"),
    "not UTF-8": ("datapackage.json", b'"\xff"', "/datapackage.json: is not JSON ('utf-8' codec"),
    "a list": ("datapackage.json", "[]", "/datapackage.json: describes no tables"),
    "no resources": ("datapackage.json", '{"resources": []}', "/datapackage.json: describes no tables"),
    "resources by name": ("datapackage.json", '{"resources": {"t": {}}}', "/datapackage.json: describes no tables"),
    "resources of no kind": ("datapackage.json", '{"resources": [1]}', "/datapackage.json: resource 1 lacks a name"),
    "a schema elsewhere": ("datapackage.json", descriptor(schema="s.json"), "/datapackage.json: resource 1 lacks"),
    "no key": ("datapackage.json", descriptor(schema={"fields": []}), "/datapackage.json: resource 1 lacks a name"),
    "an empty key": (
        "datapackage.json",
        descriptor(schema={"fields": [{"name": "a"}], "primaryKey": []}),
        "/datapackage.json: resource 1 lacks a name, a path, fields, or a primaryKey that is among the fields",
    ),
    "a key that is no column": (
        "datapackage.json",
        descriptor(schema={"fields": [{"name": "a"}], "primaryKey": ["b"]}),
        "/datapackage.json: resource 1 lacks a name, a path, fields, or a primaryKey that is among the fields",
    ),
    "a key of no word": (
        "datapackage.json",
        descriptor(schema={"fields": [{"name": "a"}], "primaryKey": [{}]}),
        "/datapackage.json: resource 1 lacks a name, a path, fields, or a primaryKey that is among the fields",
    ),
    "JSON too deep": ("datapackage.json", "[" * 100_000, "/datapackage.json: is not JSON (nested too deeply)"),
    "a number too long": ("datapackage.json", "9" * 5000, "/datapackage.json: is not JSON (Exceeds the limit"),
    "a path with NUL": ("datapackage.json", descriptor(path="a\0b.csv"), r"/a\x00b.csv: "),
    "a path of no character": ("datapackage.json", descriptor(path="\ud800.csv"), r"/\ud800.csv: "),
    "a path too long": ("datapackage.json", descriptor(path="x" * 5000 + ".csv"), "/xxx"),
    "two paths": (
        "datapackage.json",
        descriptor(path=["a.csv"]),
        "/datapackage.json: resource 1 lacks a name, a path,",
    ),
    "Parquet": ("datapackage.json", descriptor(path="t.parquet"), ": is a package in Parquet; give the folder"),
    "JSON": ("datapackage.json", descriptor(path="t.json"), "/t.json: is not a CSV file; give the folder"),
    "no table": ("themes.csv", None, "/themes.csv: is not there; download the package again"),
    "an empty table": (
        "themes.csv",
        "",
        "/themes.csv:1: differs from datapackage.json in its columns: name, passage_id, position,",
    ),
    "a column lost": (
        "themes.csv",
        "theme_id,name,passage_id,start_char\n",
        "/themes.csv:1: differs from datapackage.json in its columns: position;",
    ),
    "a column more": (
        "themes.csv",
        THEMES.replace("name,", "name,x,"),
        "/themes.csv:1: differs from datapackage.json in its columns: x;",
    ),
    "a cell lost": (
        "themes.csv",
        THEMES + "x,y\n",
        "/themes.csv:4: has 2 cells, but the header has 5; download the package again",
    ),
    "a key doubled": ("themes.csv", THEMES + "trade,,,,\n", "/themes.csv:4: the key «trade» occurs twice"),
    "a quote open": ("themes.csv", THEMES + '"trade\n', "/themes.csv:4: is not CSV (unexpected end of data)"),
    "no UTF-8": ("themes.csv", b"theme_id\n\xff", "/themes.csv: byte 9 is not UTF-8"),
}


@pytest.mark.parametrize(("name", "content", "message"), FOLDER_FAULTS.values(), ids=FOLDER_FAULTS)
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_a_damaged_package(
    tmp_path: Path,
    name: str,
    content: str | bytes | None,
    message: str,
    zipped: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = write_package(tmp_path / "good", themes=THEMES)
    bad = write_package(tmp_path / "bad", themes=THEMES)
    (bad / name).unlink()
    if content is not None:
        (bad / name).write_bytes(content.encode() if isinstance(content, str) else content)
    if zipped:
        bad = write_zip(bad, tmp_path / "bad.zip")
    for arguments in ([str(bad), str(good)], [str(good), str(bad)]):
        assert __main__.main(["diff", *arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(f"{bad}{message}")
        assert "; download the package again" in printed.err or "; give the folder" in printed.err
        assert printed.err.count("\n") == 1


def test_each_bad_row_of_a_table_is_named(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "bad", themes=THEMES + "x\ny\n")
    with pytest.raises(Faults) as caught:
        load(folder)
    assert [fault.line for fault in caught.value.faults] == [4, 5]


def test_a_key_of_one_column_may_be_a_string(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", themes=THEMES)
    edit(folder / "datapackage.json", ('["theme_id"]', '"theme_id"'))
    assert load(folder) == load(write_package(tmp_path / "other", themes=THEMES))


def test_a_folder_where_a_table_should_be(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "folder", themes=THEMES)
    (folder / "themes.csv").unlink()
    (folder / "themes.csv").mkdir()
    with pytest.raises(Faults, match=r"folder/themes\.csv: cannot be read \(Is a directory\)"):
        load(folder)


def test_a_table_described_twice(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "folder", themes=THEMES)
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    described["resources"] *= 2
    (folder / "datapackage.json").write_text(json.dumps(described), "utf-8")
    with pytest.raises(Faults, match="describes the table themes twice"):
        load(folder)


def test_the_faults_of_all_tables_are_named(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "folder", themes=THEMES, memberships=MEMBERSHIPS)
    (folder / "themes.csv").write_text("name\n")
    (folder / "memberships.csv").unlink()
    with pytest.raises(Faults) as raised:
        load(folder)
    assert [Path(fault.place).name for fault in raised.value.faults] == ["memberships.csv", "themes.csv"]


def test_no_path(tmp_path: Path) -> None:
    with pytest.raises(Faults) as raised:
        load(tmp_path / "nowhere.zip")
    assert str(raised.value) == f"{tmp_path}/nowhere.zip: is not there; give the folder or the zip of a CSV package"


def exit_code_and_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = __main__.main(["diff", *arguments])
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return code, printed.err


@pytest.mark.parametrize(
    ("path", "problem"),
    [("a\0b", r"a\x00b: cannot be read ("), ("x" * 300, "xxx: cannot be read (File name too long)")],
)
def test_a_path_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, problem: str) -> None:
    good = str(write_package(tmp_path / "good", themes=THEMES))
    for arguments in ([path, good], [good, path]):
        code, line = exit_code_and_line(capsys, *arguments)
        assert code == 2
        assert problem in line
        assert line.endswith("); give the folder or the zip of a CSV package\n")


def test_a_file_that_is_no_zip(tmp_path: Path) -> None:
    file = tmp_path / "package.zip"
    file.write_text("no zip")
    with pytest.raises(Faults, match=r"package\.zip: is not a zip that can be read: File is not a zip file"):
        load(file)


def test_a_zip_with_two_packages(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a/datapackage.json", "{}")
        archive.writestr("b/datapackage.json", "{}")
    with pytest.raises(Faults, match=r"two\.zip: contains no datapackage\.json"):
        load(tmp_path / "two.zip")


def test_a_zip_with_damaged_bytes(tmp_path: Path) -> None:
    file = write_zip(write_package(tmp_path / "folder", themes=THEMES), tmp_path / "bad.zip")
    data = file.read_bytes()
    assert data.count(b"tree species") == 1
    file.write_bytes(data.replace(b"tree species", b"free species"))
    with pytest.raises(Faults, match=r"bad\.zip: is not a zip that can be read: Bad CRC-32 for file .*themes\.csv"):
        load(file)


# --- the command --------------------------------------------------------------------------------------------


def run_diff(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pipeline", "diff", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def test_the_exit_code_says_whether_they_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = str(write_package(tmp_path / "old", themes=THEMES))
    new = str(write_package(tmp_path / "new", themes=changed(THEMES, ("tree species", "trees"))))
    assert __main__.main(["diff", old, old]) == 0
    assert __main__.main(["diff", old, new]) == 1
    assert (
        "- trees (`themes`, `tree-species`): `name` changed from “tree species” to “trees”." in capsys.readouterr().out
    )
    assert __main__.main(["diff", "--exit-zero", old, new]) == 0
    assert __main__.main(["diff", "--exit-zero", old, str(tmp_path / "nowhere")]) == 2


def test_no_error_says_that_they_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one that nobody thought of: its traceback is for those who can fix it."""
    old = str(write_package(tmp_path / "old", themes=THEMES))

    def fail(error: Exception):
        def compare(*_: object) -> Comparison:
            raise error

        return compare

    monkeypatch.setattr("pipeline.diff.compare.compare", fail(OSError(28, "No space left on device")))
    assert exit_code_and_line(capsys, old, old) == (
        2,
        "diff: No space left on device; make room, and run the command again\n",
    )
    monkeypatch.setattr("pipeline.diff.compare.compare", fail(AssertionError("of the test")))
    assert __main__.main(["diff", old, old]) == 2
    assert capsys.readouterr().err.endswith("AssertionError: of the test\n")


def test_a_reader_that_wants_no_more_changes_no_code(tmp_path: Path) -> None:
    old = write_package(tmp_path / "old", themes=THEMES)
    new = write_package(tmp_path / "new", themes=changed(THEMES, ("tree species", "trees")))
    for package, code in ((old, 0), (new, 1)):
        ours, theirs = os.pipe()
        os.close(ours)
        command = [sys.executable, "-m", "pipeline", "diff", str(old), str(package)]
        done = subprocess.run(command, cwd=ROOT, stdout=theirs, stderr=subprocess.PIPE, check=False)
        os.close(theirs)
        assert (done.returncode, done.stderr) == (code, b"")


def test_a_version_that_is_no_text_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, version in enumerate(("1.0", "[[[]]]", "{}")):
        old = write_package(tmp_path / str(number), themes=THEMES)
        edit(old / "datapackage.json", ('"version": "1.0.0"', f'"version": {version}'))
        assert load(old).version == ""
    edit(old / "datapackage.json", ('"version": {}', r'"version": "\ud800"'))
    assert __main__.main(["diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out.startswith("# Changes within version \\ud800\n")


def test_the_command_reads_the_retired_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = str(write_package(tmp_path / "old", themes=THEMES))
    new = str(write_package(tmp_path / "new", themes=changed(THEMES, ("tree-species,", "trees,"))))
    root = write_retired(tmp_path, HEADER + "themes,tree-species,trees,shorter,,verified,\n")
    monkeypatch.setattr(diff, "ROOT", root)
    assert __main__.main(["diff", old, new]) == 1
    assert (
        "- tree species (`themes`, `tree-species`) is now tree species (`themes`, `trees`): shorter.\n"
        in capsys.readouterr().out
    )
    (root / RETIRED).unlink()
    assert __main__.main(["diff", old, new]) == 2
    assert capsys.readouterr().err == f"{RETIRED}: cannot be read (No such file or directory); restore it\n"


def test_the_published_package_against_an_edited_copy(built_project: Path, tmp_path: Path) -> None:
    output = built_project / "output"
    older = tmp_path / "older"
    shutil.copytree(output / "csv", older)
    edit(older / "memberships.csv", ("blg,whc,8,World", "blg,whc-old,8,World"))
    edit(older / "organizations.csv", ("waza,World Association of Zoos", "waza,World Federation of Zoos"))
    edit(older / "passages.csv", ("lead.4,cites-cooperation-en,lead,4,", "lead.9,cites-cooperation-en,lead,9,"))
    edit(
        older / "citations.csv",
        ("Resolution Conf. 18.3,resolutions-and-decisions.2,2,23", "Resolution Conf. 18.3,lead.1,9,30"),
    )
    done = run_diff(built_project, older)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(b"note: these keys are gone: memberships blg/whc-old; if one of them was replaced")
    assert done.stdout.decode("utf-8").splitlines()[2:] == [
        "## Groups",
        "",
        "- Convention Concerning the Protection of the World Cultural and Natural Heritage is now a member of "
        "Liaison Group of Biodiversity-related Conventions.",
        "- whc-old is no longer a member of Liaison Group of Biodiversity-related Conventions.",
        "",
        "## What is known from elsewhere",
        "",
        "- World Association of Zoos and Aquariums (`organizations`, `waza`): `name` changed from “World Federation of "
        "Zoos and Aquariums” to “World Association of Zoos and Aquariums”.",
    ]
    [published] = output.glob("*-csv.zip")
    assert run_diff(built_project, published).returncode == 0


def test_a_change_in_a_table_made_from_others_is_told_if_nothing_else_has_changed(
    built_project: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    shutil.copytree(built_project / "output/csv", older)
    edit(older / "partners.csv", ("CH,1989,adopted", "CH,1988,adopted"))
    done = run_diff(built_project, older)
    assert "`start_year` changed from “1988” to “1989”." in done.stdout.decode("utf-8")


def test_it_needs_the_standard_library_only(tmp_path: Path) -> None:
    """Without site-packages: a comparison must not wait for pandas."""
    folder = write_package(tmp_path / "package", themes=THEMES)
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"]
    command[-1] += f"from pipeline.__main__ import main\nsys.exit(main(['diff', {str(folder)!r}, {str(folder)!r}]))"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def compared(project: Path) -> Path:
    """A copy of the project with a package of one table as its output, and an older one beside it."""
    write_package(project / "output/csv", themes=THEMES)
    write_package(project / "an $older `one`", themes=changed(THEMES, ("tree species", "trees")))
    return project


def test_make_diff_succeeds_where_it_can_compare(compared: Path) -> None:
    for old, line in [
        (
            "an $older `one`",
            "- tree species (`themes`, `tree-species`): `name` changed from “trees” to “tree species”.",
        ),
        ("output/csv", "No fact is added, removed or changed."),
    ]:
        done = run_make(compared, "diff", f"OLD={old}")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[-1] == line


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "diff: there is no OLD; give one: make diff OLD=path/of/older.zip"),
        (["OLD=nowhere"], "nowhere: is not there; give the folder or the zip of a CSV package"),
    ],
)
def test_make_diff_fails_on_a_fault(compared: Path, arguments: list[str], line: str) -> None:
    done = run_make(compared, "diff", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == line
    assert len(done.stderr.splitlines()) == 2  # the other line is make's
