"""What is known from elsewhere: addresses of Resolutions and Decisions, and names in other languages.

The counts are those of the rows that were read off their sources, one by one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
from conftest import EDITION, edit
from parsing import Rows, faults_in_edited, parse_edited, pick, read_table, rows_of, write_edited, write_table

from pipeline.check import models
from pipeline.faults import Faults
from pipeline.parse import rows as parse
from pipeline.raw.curated import Curated, read_curated


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(EDITION)


def last_line(table: str) -> int:
    return len((EDITION / f"raw/curated/{table}.csv").read_text("utf-8").splitlines())


# --- addresses of Resolutions and Decisions -----------------------------------------------------------------

# By page of the CITES website: the Decisions of one title share a page.
ADDRESSES = {
    "http://cites.org/eng/res/11/11-04.php": ["conf-11.4-rev-cop12"],
    "https://cites.org/eng/res/12/12-04.php": ["conf-12.4-rev-cop18"],
    "https://www.cites.org/eng/res/13/13-03.php": ["conf-13.3"],
    "http://cites.org/eng/res/16/16-05.php": ["conf-16.5"],
    "https://cites.org/eng/dec/index.php/44344": [
        "dec-17.55-rev-cop19",
        "dec-17.56-rev-cop19",
        "dec-19.20",
        "dec-19.21",
    ],
    "https://cites.org/eng/dec/index.php/44416": ["dec-19.22", "dec-19.23"],
    "https://cites.org/eng/dec/index.php/42034": ["dec-18.55"],
    "https://cites.org/eng/dec/index.php/44424": ["dec-19.28", "dec-19.29"],
}


def test_13_of_27_instruments_have_an_address(rows: Rows) -> None:
    found = {row["instrument_id"]: row["url"] for row in rows["instruments"] if row["url"] is not None}
    assert found == {key: url for url, keys in ADDRESSES.items() for key in keys}
    assert (len(found), len(rows["instruments"])) == (13, 27)


def test_an_address_of_what_the_page_does_not_cite_waits(tmp_path: Path) -> None:
    url = "https://cites.org/eng/res/12/12-05.php"
    row = {"instrument_id": "conf-12.5", "url": url, "evidence": "https://example.org/"}
    write_edited(tmp_path, {}, add={"instruments": [row]})
    parsed = parse.parse(tmp_path)
    place = f"raw/curated/instruments.csv:{last_line('instruments') + 1}"
    assert parsed.notes == [f"{place}: «conf-12.5» is not cited by the page, and may stay"]
    assert parsed.rows == rows_of(EDITION)


def test_an_address_of_another_revision_is_told(tmp_path: Path) -> None:
    write_edited(tmp_path, {"17.56 (Rev. CoP19)": "17.56 (Rev. CoP18)"})
    [note] = [note for note in parse.parse(tmp_path).notes if "instruments.csv" in note]
    assert (
        "«dec-17.56-rev-cop19» is not cited by the page, but dec-17.56-rev-cop18, for which there is no row: add one"
        in note
    )


def test_an_address_is_found_when_the_page_cites_its_instrument(tmp_path: Path) -> None:
    row = {"instrument_id": "dec-19.30", "url": "https://example.org/19.30", "evidence": "https://example.org/"}
    edits = {"Decisions 19.26 & 19.27": "Decisions 19.26, 19.27 & 19.30"}
    instruments = parse_edited(tmp_path, edits, add={"instruments": [row]})["instruments"]
    assert [one["url"] for one in instruments if one["instrument_id"] == "dec-19.30"] == ["https://example.org/19.30"]


GOOD = {
    "instrument_id": "conf-12.5",
    "url": "https://cites.org/eng/res/12/12-05.php",
    "evidence": "https://example.org/",
}


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"url": "ftp://cites.org/12-05"}, "url is «ftp://cites.org/12-05»; write it as https://cites.org/"),
        ({"url": "cites.org/12-05"}, "url is «cites.org/12-05»; write it as https://cites.org/"),
        ({"url": "https://cites.org/ 12-05"}, "url is «https://cites.org/ 12-05»; write it as https://cites.org/"),
        ({"url": ""}, "url is «»; write it as https://cites.org/"),
        ({"instrument_id": "Conf. 12.5"}, "instrument_id is «Conf. 12.5»; write it as conf-12.4-rev-cop18"),
        ({"instrument_id": "conf-12.5-rev-19"}, "instrument_id is «conf-12.5-rev-19»; write it as conf-12"),
        ({"evidence": ""}, "evidence is «»; name the source that gives the url"),
        ({"confidence": "sure"}, "confidence is «sure»; it must be one of verified, probable"),
        ({"instrument_id": "conf-13.3"}, "«conf-13.3» is already in line 4; keep one of the two"),
    ],
)
def test_a_faulty_address_is_refused(tmp_path: Path, cells: dict[str, str], fault: str) -> None:
    """Also of an instrument that the page does not cite, such as this one."""
    (found,) = faults_in_edited(tmp_path, {}, add={"instruments": [GOOD | cells]})
    assert found.startswith(f"raw/curated/instruments.csv:{last_line('instruments') + 1}: {fault}"), found


@pytest.mark.parametrize("column", ["instrument_id", "url", "evidence", "confidence", "note"])
def test_a_column_of_addresses_is_missing(tmp_path: Path, column: str) -> None:
    write_edited(tmp_path, {})
    file = tmp_path / "raw/curated/instruments.csv"
    file.write_text(file.read_text("utf-8").replace(column, "other", 1), "utf-8")
    with pytest.raises(Faults) as raised:
        parse.parse(tmp_path)
    assert str(raised.value) == (
        f"raw/curated/instruments.csv:1: lacks the column {column}; add it to the header and each row"
    )


@pytest.mark.parametrize("table", [field.name for field in fields(Curated)])
def test_of_a_column_that_parsing_needs_it_is_said_that_it_is_missing(tmp_path: Path, table: str) -> None:
    write_edited(tmp_path, {})
    file = tmp_path / f"raw/curated/{table}.csv"
    text = file.read_text("utf-8")
    header = text.partition("\n")[0].split(",")
    for column in header:
        names = ",".join("other" if name == column else name for name in header)
        file.write_text(text.replace(",".join(header), names, 1), "utf-8")
        said = ""
        try:
            parse.parse(tmp_path)
        except Faults as faults:
            said = str(faults)
        assert not said or f"raw/curated/{table}.csv:1: lacks the column {column};" in said


def test_a_fault_of_an_instrument_is_not_blamed_on_its_address() -> None:
    """The rest of its row comes from the page."""
    rows, _, places = parse.parse(EDITION)
    (faulty,) = (row for row in rows["instruments"] if row["instrument_id"] == "conf-13.3")
    faulty["kind"] = "treaty"
    [fault] = models.check(rows, places)
    assert str(fault).startswith("table instruments, row conf-13.3, column kind: «treaty» is not allowed here")


# --- names in other languages -------------------------------------------------------------------------------


def test_names_by_language_and_kind(rows: Rows) -> None:
    counts = Counter((row["language"], row["kind"]) for row in rows["names"] if row["language"] != "en")
    assert counts == {
        ("es", "official"): 32,
        ("es", "acronym"): 18,
        ("es", "variant"): 6,
        ("fr", "official"): 38,
        ("fr", "acronym"): 18,
        ("fr", "variant"): 11,
    }


CLUSTERS = [
    (
        "biodiversity",
        "Coopération en matière de biodiversité – Groupe de liaison des conventions relatives à la biodiversité",
        "Cooperación en materia de diversidad biológica –Grupo de Enlace de los Convenios Relacionados con la "
        "Diversidad Biológica",
    ),
    (
        "enforcement",
        "Coopération en matière de lutte contre la fraude – Consortium international de lutte contre la criminalité "
        "liée aux espèces sauvages",
        "Cooperación en cuanto al cumplimiento – el Consorcio Internacional para Combatir los Delitos contra la Vida "
        "Silvestre",
    ),
    (
        "environment",
        "Coopération en matière d’environnement – Groupe de gestion de l'environnement des Nations Unies",
        "Cooperación en materia medioambiental – Grupo de Gestión del Medio Ambiente de las Naciones Unidas",
    ),
    ("thematic", "Coopération thématique au niveau technique", "Cooperación temática a nivel técnico"),
]


def test_clusters_have_french_and_spanish_names(rows: Rows) -> None:
    """As the lists of https://cites.org/fra/disc/coop.php and https://cites.org/esp/disc/coop.php have them."""
    named = [row for row in rows["names"] if row["cluster_id"] is not None]
    found = {(row["cluster_id"], row["language"]): row["name"] for row in named}
    assert [(cluster, found[cluster, "fr"], found[cluster, "es"]) for cluster, *_ in CLUSTERS] == CLUSTERS
    assert len(named) == 8
    assert set(pick(named, "kind")) == {"official"}


def test_a_body_without_a_source_has_no_official_name(rows: Rows) -> None:
    kinds = {row["name"]: row["kind"] for row in rows["names"] if row["language"] == "en"}
    assert kinds["UN Task force on Illicit Wildlife Trade and Forest Products"] == "variant"
    assert kinds["Ozone Secretariat"] == "official"


@pytest.mark.parametrize(
    ("owner", "language", "kind", "name"),
    [
        ("cbd", "fr", "official", "Convention sur la diversité biologique"),
        ("cbd", "es", "acronym", "CDB"),
        ("itto", "fr", "acronym", "OIBT"),
        ("itto", "es", "official", "Organización Internacional de las Maderas Tropicales"),
        ("wco", "fr", "official", "Organisation mondiale des douanes"),
        ("cpf", "es", "acronym", "ACB"),
        ("unodc", "es", "variant", "ONUDD"),
        ("cites-strategic-vision-2021-2030", "es", "official", "Visión Estratégica de la CITES: 2021-2030"),
    ],
)
def test_a_name_in_another_language(rows: Rows, owner: str, language: str, kind: str, name: str) -> None:
    (row,) = (row for row in rows["names"] if (row["name"], row["language"]) == (name, language))
    assert (row["kind"], row["organization_id"] or row["framework_id"], row["cluster_id"]) == (kind, owner, None)


def test_names_of_other_languages_do_not_change_how_the_page_is_read(tmp_path: Path, rows: Rows) -> None:
    """Neither those that are there, nor words of the page that would name somebody else in another language."""
    write_edited(tmp_path, {})
    english = [row for row in read_table(tmp_path, "names") if row["language"] == "en"]
    strange = [
        {
            "name": name,
            "language": "fr",
            "kind": "variant",
            "organization_id": "iata",
            "evidence": "https://example.org/",
        }
        for name in ("CITES", "ICCWC", "trade", "Environment Management Group", "Decisions", "Goal 5")
    ]
    write_table(tmp_path, "names", english + strange)
    others = rows_of(tmp_path)
    assert len(others["names"]) == len(rows["names"]) - 123 + 6
    assert {table: found for table, found in others.items() if table != "names"} == {
        table: found for table, found in rows.items() if table != "names"
    }


IN_FRENCH = {"name": "Ozone", "language": "fr", "kind": "variant", "organization_id": "ozone-secretariat"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            {"name": "OS", "language": "en", "kind": "acronym", "organization_id": "ozone-secretariat"},
            "the kind of «OS» is acronym, in the language of the page; move it to organizations.csv or frameworks.csv",
        ),
        (
            {"name": "Ozone Office", "language": "en", "kind": "official", "organization_id": "ozone-secretariat"},
            "the kind of «Ozone Office» is official, in the language of the page; move it to organizations.csv",
        ),
        (
            {"name": "Technical", "language": "en", "kind": "variant", "cluster_id": "thematic"},
            "«Technical» names a cluster in the language of the page; delete the row",
        ),
        (IN_FRENCH, "«Ozone» is in another language than the page, without evidence; name its source"),
        (IN_FRENCH | {"kind": "short"}, "kind is «short»; it must be one of official, acronym, variant, former"),
        (
            {
                "name": "CNU",
                "language": "fr",
                "kind": "acronym",
                "organization_id": "wco",
                "evidence": "https://example.org/",
            },
            "the kind of «CNU» is acronym, and so is that of the name in line ",
        ),
        (
            {
                "name": "Tema",
                "language": "es",
                "kind": "official",
                "cluster_id": "thematic",
                "evidence": "https://example.org/",
            },
            "the kind of «Tema» is official, and so is that of the name in line ",
        ),
        (
            IN_FRENCH | {"name": "Banque mondiale", "evidence": "https://example.org/"},
            "«Banque mondiale / fr» is already in line ",
        ),
    ],
)
def test_a_misplaced_name_is_refused(tmp_path: Path, row: dict[str, str], fault: str) -> None:
    (found,) = faults_in_edited(tmp_path, {}, add={"names": [row]})
    assert found.startswith(f"raw/curated/names.csv:{last_line('names') + 1}: {fault}"), found


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"cluster_id": "trade"}, "column cluster_id: «trade» is not in clusters.cluster_id; fix the row"),
        (
            {"organization_id": "itto", "language": "french"},
            "column language: «french» is not allowed here: it must match ",
        ),
    ],
)
def test_a_name_that_breaks_a_rule_of_its_table(tmp_path: Path, cells: dict[str, str], fault: str) -> None:
    row = {"name": "Commerce", "language": "fr", "kind": "variant", "evidence": "https://example.org/"}
    write_edited(tmp_path, {}, add={"names": [row | cells]})
    rows, _, places = parse.parse(tmp_path)
    (found,) = map(str, models.check(rows, places))
    assert found.startswith(f"raw/curated/names.csv:{last_line('names') + 1}: table names, row Commerce/"), found
    assert fault in found


def test_the_column_of_clusters_is_missing(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    file = tmp_path / "raw/curated/names.csv"
    file.write_text(file.read_text("utf-8").replace("cluster_id", "cluster", 1), "utf-8")
    with pytest.raises(Faults) as raised:
        parse.parse(tmp_path)
    assert str(raised.value).startswith("raw/curated/names.csv:1: lacks the column cluster_id; ")


# --- what is refused when the files are read -----------------------------------------------------------------

ONE_LINE = "write it in one line, without blanks at its ends"
ROWS = {
    "organizations": {"organization_id": "x", "name": "X Body", "evidence": "https://example.org/"},
    "frameworks": {"framework_id": "x", "name": "X Frame", "evidence": "https://example.org/"},
    "names": {"name": "X", "language": "en", "kind": "variant", "organization_id": "itto"},
    "meetings": {"number": "21", "end_date": "2199-12-31"},
    "instruments": {"instrument_id": "conf-12.5", "url": "https://example.org/", "evidence": "https://example.org/"},
    "headings": {"heading": "X", "kind": "contents"},
    "ignored": {"kind": "words", "text": "and so on", "reason": "of the test"},
    "errata": {"kind": "typography", "as_written": "X", "occurrence": "1", "correction": "Y", "reason": "of the test"},
}
KEYS = [
    *[("organizations", "organization_id"), ("frameworks", "framework_id"), ("names", "name"), ("names", "language")],
    *[("meetings", "number"), ("instruments", "instrument_id"), ("headings", "heading"), ("ignored", "text")],
    *[("errata", "as_written"), ("errata", "occurrence")],
]
NAMES = [
    *[(table, "name") for table in ("organizations", "frameworks", "names")],
    *[(table, "acronym") for table in ("organizations", "frameworks")],
]


def faults_when_read(root: Path, table: str, cells: dict[str, str]) -> list[str]:
    """Return what the reader of curated files says of a good row with other cells, which must be of its line."""
    write_edited(root, {}, add={table: [ROWS[table] | cells]})
    with pytest.raises(Faults) as raised:
        read_curated(root)
    place = f"raw/curated/{table}.csv:{last_line(table) + 1}: "
    assert all(str(fault).startswith(place) for fault in raised.value.faults), raised.value
    return [str(fault).removeprefix(place) for fault in raised.value.faults]


@pytest.mark.parametrize("table", ROWS)
def test_a_good_row_is_read(tmp_path: Path, table: str) -> None:
    write_edited(tmp_path, {}, add={table: [ROWS[table]]})
    read_curated(tmp_path)


@pytest.mark.parametrize(("table", "column"), KEYS)
def test_a_key_is_not_empty(tmp_path: Path, table: str, column: str) -> None:
    assert faults_when_read(tmp_path, table, {column: ""}) == [f"{column} is empty; fill it in"]


@pytest.mark.parametrize(("table", "column"), NAMES)
@pytest.mark.parametrize(
    ("name", "shown"), [("A\nB", r"A\nB"), (" A", " A"), ("A ", "A "), ("A\n", r"A\n"), (" ", " "), ("\xa0A", "\xa0A")]
)
def test_a_name_is_one_line_without_blanks_at_its_ends(
    tmp_path: Path, table: str, column: str, name: str, shown: str
) -> None:
    assert faults_when_read(tmp_path, table, {column: name}) == [f"{column} is «{shown}»; {ONE_LINE}"]


@pytest.mark.parametrize(
    ("table", "cells", "fault"),
    [
        ("names", {"organization_id": ""}, "has no organization_id, framework_id or cluster_id; give one of them"),
        ("names", {"framework_id": "gspc"}, "has organization_id and framework_id; keep only one of them"),
        ("names", {"cluster_id": "thematic"}, "has organization_id and cluster_id; keep only one of them"),
        (
            "names",
            {"framework_id": "gspc", "cluster_id": "thematic"},
            "has organization_id and framework_id and cluster_id; keep only one of them",
        ),
        ("organizations", {"name": ""}, f"name is «»; {ONE_LINE}"),
        ("organizations", {"organization_id": "X Y"}, "organization_id is «X Y»; write it in lower case, as wildlife-"),
        ("organizations", {"organization_id": " "}, "organization_id is « »; write it in lower case, as wildlife-"),
        ("frameworks", {"framework_id": "gspc "}, "framework_id is «gspc »; write it in lower case, as wildlife-"),
        *[
            ("errata", {"occurrence": number}, f"occurrence is «{number}»; write it as 1, without a zero before it")
            for number in ("01", "0", "+1", "1.0", "first", "1 ", "\u0661")
        ],
        *[
            ("meetings", {"number": number}, f"number is «{number}»; write it as 19, without a zero before it")
            for number in ("019", "0", "100", "CoP21", "21 ")
        ],
        *[
            ("meetings", {"end_date": day}, f"end_date is «{day}»; write it as 2022-11-25, from 1900 to 2199")
            for day in ("9999-12-31", "2200-01-01", "0001-01-01", "5 May 2025")
        ],
    ],
)
def test_a_faulty_cell(tmp_path: Path, table: str, cells: dict[str, str], fault: str) -> None:
    (found,) = faults_when_read(tmp_path, table, cells)
    assert found.startswith(fault)


def test_a_meeting_to_come_has_no_days_yet(tmp_path: Path) -> None:
    meeting = {"number": "21", "city": "Panama City", "country": "Panama", "country_code": "PA"}
    rows = parse_edited(tmp_path, {}, add={"meetings": [meeting | {"evidence": "https://example.org/"}]})
    (row,) = (row for row in rows["meetings"] if row["meeting_id"] == "CoP21")
    assert (row["start_date"], row["end_date"], row["effective_date"]) == (None, None, None)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"scheme": "viaf"}, "scheme is «viaf»; it must be one of wikidata, ror"),
        (
            {"relation": "kin"},
            "relation is «kin»; it must be one of same, whole, part, constitutive treaty, successor treaty",
        ),
        ({"organization_id": ""}, "has no organization_id, framework_id or meeting_id; give one of them"),
        ({"identifier": ""}, "identifier is empty; fill it in"),
    ],
)
def test_a_faulty_identifier(tmp_path: Path, cells: dict[str, str], fault: str) -> None:
    good = {"organization_id": "waza", "scheme": "wikidata", "identifier": "Q1", "relation": "same"}
    write_edited(tmp_path, {}, add={"identifiers": [good | cells]})
    with pytest.raises(Faults) as raised:
        read_curated(tmp_path)
    assert any(fault in str(one) for one in raised.value.faults)


def test_a_second_identifier_in_a_scheme_has_a_number(tmp_path: Path) -> None:
    second = {"organization_id": "cites", "scheme": "ieadb", "identifier": "9", "relation": "same"}
    rows = parse_edited(tmp_path, {}, add={"identifiers": [second | {"evidence": "https://example.org/"}]})
    keys = [row["identifier_id"] for row in rows["identifiers"] if row["organization_id"] == "cites"]
    assert keys == [
        "cites.ecolex",
        "cites.ieadb",
        "cites.informea",
        "cites.oecd-channel",
        "cites.wikidata",
        "cites.ieadb.2",
    ]


@pytest.mark.parametrize(
    ("evidence", "url"),
    [
        ("https://example.org/a; https://example.org/9/; https://example.org/b", "https://example.org/9/"),
        ("https://example.org/?title=9", "https://example.org/?title=9"),
        ("https://example.org/19", None),  # another number
        ("https://example.org/9/members", None),  # something else about it
    ],
)
def test_an_address_that_the_scheme_does_not_give_is_that_in_the_evidence(
    tmp_path: Path, evidence: str, url: str | None
) -> None:
    added = {"organization_id": "waza", "scheme": "ieadb", "identifier": "9", "relation": "same", "evidence": evidence}
    rows = parse_edited(tmp_path, {}, add={"identifiers": [added]})
    assert [row["url"] for row in rows["identifiers"] if row["identifier_id"] == "waza.ieadb"] == [url]


def test_a_row_is_reported_with_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    """And so are the rows of other kinds of faults, in the same file and in others."""
    errata = [
        {"kind": "tpyo", "as_written": "X", "occurrence": "01", "confidence": "sure"},
        {"kind": "typography", "as_written": "X", "occurrence": ""},
    ]
    names = [{"name": " X", "language": "en", "kind": "short"}]
    write_edited(tmp_path, {}, add={"errata": errata, "names": names})
    with pytest.raises(Faults) as raised:
        read_curated(tmp_path)
    assert [str(fault).split("; ")[0].removeprefix("raw/curated/") for fault in raised.value.faults] == [
        f"errata.csv:{last_line('errata') + 1}: confidence is «sure»",
        f"errata.csv:{last_line('errata') + 1}: kind is «tpyo»",
        f"errata.csv:{last_line('errata') + 1}: occurrence is «01»",
        f"errata.csv:{last_line('errata') + 2}: occurrence is empty",
        f"names.csv:{last_line('names') + 1}: has no organization_id, framework_id or cluster_id",
        f"names.csv:{last_line('names') + 1}: kind is «short»",
        f"names.csv:{last_line('names') + 1}: name is « X»",
    ]


def test_the_last_date_that_can_be_read_has_a_date_of_effect(tmp_path: Path) -> None:
    meetings = parse_edited(tmp_path, {}, add={"meetings": [ROWS["meetings"]]})["meetings"]
    assert meetings[-1]["effective_date"] == "2200-03-31"


def test_a_date_that_is_none(tmp_path: Path) -> None:
    (found,) = faults_in_edited(tmp_path, {}, add={"meetings": [ROWS["meetings"] | {"end_date": "2022-13-01"}]})
    place = f"raw/curated/meetings.csv:{last_line('meetings') + 1}: "
    assert found == f"{place}end_date is «2022-13-01»; write it as 2022-11-25, from 1900 to 2199"


# --- where a row comes from ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ("organizations", "blg", "blg,Liaison Group of Biodiversity-related Conventions,"),
        ("frameworks", "gspc", "gspc,Global Strategy for Plant Conservation,"),
        ("names", "OIBT/fr", "OIBT,fr,acronym,itto,"),
        ("meetings", "CoP12", "12,Santiago,"),
        ("errata", "the-biodiversity.2", "typography,–the Biodiversity,2,"),
        ("passages", "topics.1", "Topics"),
    ],
)
def test_the_place_of_a_row(table: str, key: str, words: str) -> None:
    file, line = parse.parse(EDITION).places[table, key]
    assert (EDITION / file).read_text("utf-8").splitlines()[line - 1].startswith(words)


def test_no_more_instruments_are_known_than_there_can_be(project: Path) -> None:
    numbers = project / "raw/curated/numbers.csv"
    [row] = [line for line in numbers.read_text("utf-8").splitlines() if line.startswith("resolution,14,")]
    edit(numbers, (row, row.replace("resolution,14,8,8,", "resolution,14,9,8,")))
    with pytest.raises(Faults, match="known_to 9 is more than at_most 8; correct one of them"):
        read_curated(project)
