"""The notes of a build on a page that has changed, against the last build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import edit

from pipeline.diff.load import load
from pipeline.diff.notes import notes, since

# What a file of the last build had that the new one has not, and what is noted of that.
CHANGES = {
    "a purpose is gone": (
        "purposes.csv",
        lambda text: text + "emg,9,builds bridges,environment.2,0,5\n",
        ["“builds bridges” is no longer a purpose of United Nations Environment Management Group."],
    ),
    "a purpose between others is gone": (
        "purposes.csv",
        lambda text: text.replace("emg,3,", "emg,4,").replace("emg,2,", "emg,2,finds funds,environment.2,0,5\nemg,3,"),
        ["“finds funds” is no longer a purpose of United Nations Environment Management Group."],
    ),
    "a body that a Resolution is on, before a framework": (
        "instrument_subjects.csv",
        lambda text: text.replace("conf-18.3,1,,", "conf-18.3,1,itto,,,lead.1,0,5\nconf-18.3,2,,"),
        ["Resolution Conf. 18.3 no longer concerns International Tropical Timber Organization."],
    ),
    "a task before one that begins alike is gone": (
        "actions.csv",
        lambda text: text.replace("explore-options-consistent-with,2,", "explore-options-consistent-with.2,3,").replace(
            "kunming-montreal-global-biodiversity-framework.make",
            "kunming-montreal-global-biodiversity-framework.explore-options-consistent-with,2,explore options with "
            "funds,Standing Committee,kunming-montreal-gbf,,topics.1,0,5\n"
            "kunming-montreal-global-biodiversity-framework.make",
            1,
        ),
        ["The task “explore options with funds” of the Standing Committee is gone."],
    ),
    "a link is gone": (
        "hyperlinks.csv",
        lambda text: text + "environment.www-example-org,www.example.org,https://www.example.org,environment.3,0,5\n",
        ["The link “www.example.org” to https://www.example.org is gone."],
    ),
    "another addressee": (
        "actions.csv",
        lambda text: text.replace("Standing Committee", "Plants Committee", 1),
        ["addressee changed from “Plants Committee” to “Standing Committee”."],
    ),
    "a Resolution in another list": (
        "citations.csv",
        lambda text: text.replace(
            "other-resolutions-and-decisions.conf-18.5,", "resolutions-and-decisions.conf-18.5,", 1
        ),
        [
            "is now cited as “Resolution Conf. 18.5” (other-resolutions-and-decisions.conf-18.5).",
            "is no longer cited as “Resolution Conf. 18.5” (resolutions-and-decisions.conf-18.5).",
        ],
    ),
    "a partner has less": (
        "partners.csv",
        lambda text: text.replace(",thematic,", ",environment; thematic,", 1),
        ["clusters changed from “environment; thematic” to “thematic”.", "clusters no longer has environment."],
    ),
    "an entry of the table of contents": (
        "passages.csv",
        lambda text: text + "topics.9,cites-cooperation-en,topics,99,list_item,0,5,- Timber\n",
        ["The entry “- Timber” of the table of contents is gone."],
    ),
    "words that an erratum takes out": (
        "errata.csv",
        lambda text: re.sub(r"conventions-blg.1,[^\n]*\n", "", re.sub(r"world-organization-for[^\n]*\n", "", text)),
        ["an erratum takes «Organization» out of «World Organization for Animal Health»: does the rest hold without?"],
    ),
    "words that are ignored": (
        "coverage.csv",
        lambda text: re.sub(r"(lead.1,0,140,)ignored,[^\n]*", r"\1fact,another", text),
        [
            "«The strategic positioning of the Convention with other organizations, instruments and processes is "
            "critical to its successful implementation» is ignored, and so in no table: does what is stated beside it "
            "still hold?",
        ],
    ),
    "words that the page did not have": (
        "passages.csv",
        lambda text: text.replace("sustainability", "sustenance"),
        ["words that the page did not have: «sustainability»; are they written right?"],
    ),
}


@pytest.fixture
def noted(output: Path, tmp_path: Path) -> Callable[..., list[str]]:
    """A function that returns the notes on a package, where a file of the last one had another text."""

    def compare(name: str, change: Callable[[str], str]) -> list[str]:
        last = tmp_path / "last"
        shutil.copytree(output / "csv", last)
        text = (last / name).read_text("utf-8")
        assert change(text) != text
        (last / name).write_text(change(text), "utf-8")
        return list(since(load(last), load(output / "csv")))

    return compare


@pytest.mark.parametrize("case", CHANGES)
def test_what_has_changed_is_noted(noted: Callable[..., list[str]], case: str) -> None:
    name, change, told = CHANGES[case]
    found = noted(name, change)
    assert len(found) == len(told), found
    assert all(note.endswith(one) for note, one in zip(found, told, strict=True)), found


def test_what_the_curators_have_changed_is_noted(noted: Callable[..., list[str]]) -> None:
    [note] = noted("frameworks.csv", lambda text: text.replace("gspc,", "gspc,", 1).replace(",cbd,", ",fao,", 1))
    assert note.endswith("organization_id changed from “fao” to “cbd”.")


def test_nothing_is_noted_of_the_same_tables_and_little_without_a_last_build(output: Path, tmp_path: Path) -> None:
    assert list(notes(output / "csv", output / "csv")) == []
    assert list(notes(tmp_path, output / "csv")) == [
        "there is no last build in output/csv: what has changed since is not told"
    ]


def test_what_is_curated_otherwise_is_noted_of_the_same_page(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output / "csv", tmp_path / "last")
    edit(tmp_path / "last/memberships.csv", ("iccwc,interpol,", "iccwc,itto,"))
    assert list(notes(tmp_path / "last", output / "csv")) == [
        "International Criminal Police Organization is now a member of International Consortium on Combating Wildlife "
        "Crime.",
        "International Tropical Timber Organization is no longer a member of International Consortium on Combating "
        "Wildlife Crime.",
    ]


def test_a_page_that_has_changed_needs_another_edition_and_version(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output / "csv", tmp_path / "last")
    [row] = load(output / "csv").tables["documents"].rows.values()
    edit(tmp_path / "last/documents.csv", (row["sha256"], "0" * 64))
    edition, version = notes(tmp_path / "last", output / "csv")
    assert edition.startswith("the page has changed, and edition in raw/source/sources.toml is still «after CoP19")
    assert version == "the page has changed, and version in pyproject.toml has not: a release needs another"


def test_a_last_build_that_is_damaged_is_told(output: Path, tmp_path: Path) -> None:
    shutil.copytree(output / "csv", tmp_path / "last")
    edit(tmp_path / "last/themes.csv", ("theme_id", "them"))
    [note] = notes(tmp_path / "last", output / "csv")
    assert note.startswith("what has changed since the last build cannot be told: ")


def test_all_words_that_an_erratum_takes_out_are_noted(output: Path, tmp_path: Path) -> None:
    """Its correction is a full stop alone."""
    new = tmp_path / "new"
    shutil.copytree(output / "csv", new)
    row = 'signed-on-a-day.1,left out,", signed on a day.",.,Of the test,,verified,,topics.1,0,5\n'
    (new / "errata.csv").write_text((new / "errata.csv").read_text("utf-8") + row, "utf-8")
    *_, found = since(load(output / "csv"), load(new))
    assert found.startswith("an erratum takes «signed» and «on» and «a» and «day» out of «, signed on a day.»")


def test_a_resolution_under_a_new_heading_is_not_told_as_gone(output: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    shutil.copytree(output / "csv", new)
    edit(new / "citations.csv", ("other-resolutions-and-decisions.conf-18.5,", "others.conf-18.5,"))
    row = "others,cites-cooperation-en,99,Others,instruments\n"
    (new / "sections.csv").write_text((new / "sections.csv").read_text("utf-8") + row, "utf-8")
    found = list(since(load(output / "csv"), load(new)))
    assert found == ["The heading “Others” is new."]


@pytest.mark.parametrize(
    ("was", "now", "note"),
    [
        (
            "Affairs of the United Kingdom (DEFRA)",
            "Affairs (DEFRA) of the United Kingdom",
            "«of the United Kingdom» is ignored, and so in no table: does what is stated beside it still hold?",
        ),
        (
            "welfare with the World Organization",
            "welfare standards with the World Organization",
            "an erratum takes «Organization» out of «World Organization for Animal Health»: does the rest hold "
            "without?",
        ),
    ],
)
def test_what_is_passed_over_at_another_place_is_noted_again(
    noted: Callable[..., list[str]], was: str, now: str, note: str
) -> None:
    """A build of the first page has told of it; that a second one has it elsewhere is news."""
    found = noted("passages.csv", lambda text: text.replace(now, was))
    assert [one for one in found if "is ignored" in one or "an erratum takes" in one] == [note]


def test_what_a_new_body_is_in_is_noted(output: Path, tmp_path: Path) -> None:
    """As the curators add the body itself, nothing else would tell of its members."""
    last = tmp_path / "last"
    shutil.copytree(output / "csv", last)
    for name, column in (("organizations", 0), ("memberships", 0), ("purposes", 0)):
        text = (last / f"{name}.csv").read_text("utf-8")
        kept = [line for line in text.splitlines() if line.split(",")[column] != "iccwc"]
        (last / f"{name}.csv").write_text("\n".join(kept) + "\n", "utf-8")
    found = list(since(load(last), load(output / "csv")))
    told = [note.removesuffix(" International Consortium on Combating Wildlife Crime.") for note in found]
    assert sum(note.endswith("is now a member of") for note in told) == 5
    assert sum(note.endswith("is now a purpose of") for note in told) == 1


def test_another_revision_is_no_loss_of_a_partner(output: Path, tmp_path: Path) -> None:
    last = tmp_path / "last"
    shutil.copytree(output / "csv", last)
    for name in ("instruments", "instrument_subjects", "citations", "mandates", "partners", "row_errata"):
        text = (last / f"{name}.csv").read_text("utf-8")
        older = text.replace("conf-16.5", "conf-16.5-rev-cop17")
        older = older.replace("Resolution Conf. 16.5", "Resolution Conf. 16.5 (Rev. CoP17)")
        (last / f"{name}.csv").write_text(older, "utf-8")
    found = list(since(load(last), load(output / "csv")))
    assert "Resolution Conf. 16.5 (Rev. CoP17) is now Resolution Conf. 16.5." in found
    assert [note for note in found if "mandates no longer has" in note] == []
