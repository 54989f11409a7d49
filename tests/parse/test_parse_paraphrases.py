"""The real page in other words: what must still be read, and what must stop the build and say where.

Each test changes a few words of the page, as its next edition might. Errata whose words are gone are retired,
as the parser asks for.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path

import pytest
from conftest import EDITION, edit
from parsing import (
    PAGE,
    Rows,
    faults_in_edited,
    faults_of,
    parse_edited,
    pick,
    read_table,
    rows_of,
    words_of,
    write_edited,
    write_page,
    write_table,
)

from pipeline.check import models
from pipeline.commands import pin
from pipeline.faults import Faults
from pipeline.parse import rows as parse
from pipeline.parse import tables
from pipeline.raw import source
from pipeline.raw.curated import read_curated
from pipeline.raw.names import collect
from pipeline.raw.source import Source, read_source
from pipeline.text.lines import split_lines
from pipeline.text.names import Names
from schemas import page
from schemas.checks import anchored

TEXT = (EDITION / PAGE).read_text("utf-8")
LINES = TEXT.split("\n")
MEMBERS = LINES[21].split(": ", 1)[1].split(". The Group’s")[0]
WITH_MEMBERS = [", the Intergovernmental Panel on Climate Change (IPCC), the"]
CONSORTIUM = LINES[24].split("effort by ")[1].split("working to")[0]

WORKING = "(WCO)working"
OF_WHC = "- Resolution Conf. 18.5 on Cooperation and synergy with the World Heritage Convention"


def members(rows: Rows, group: str) -> list[str]:
    """Return the members of a group, in the order of the page."""
    found = [row for row in rows["memberships"] if row["group_organization_id"] == group]
    assert pick(found, "position") == list(range(1, len(found) + 1))
    return pick(found, "member_organization_id")


def ties(rows: Rows, where: str) -> list[str]:
    """Return the partners in a theme or cluster, in the order of the page."""
    return [key.split(".")[1] for key in pick(rows["cooperation_ties"], "tie_id") if key.startswith(where + ".")]


# --- what must be read --------------------------------------------------------------------------------------


def test_members_in_another_order(tmp_path: Path) -> None:
    other = (
        "the Ramsar Convention on Wetlands, the World Heritage Convention (WHC), the International Whaling "
        "Commission (IWC), CITES, the International Plant Protection Convention (IPPC), the Convention on "
        "Biological Diversity (CBD), the Convention on Migratory Species (CMS), working with CITES on a joint "
        "programme and the International Treaty on Plant Genetic Resources for Food and Agriculture (ITPGRFA)"
    )
    rows = parse_edited(tmp_path, {MEMBERS: other}, retire=WITH_MEMBERS)
    assert members(rows, "blg") == [
        *("ramsar", "whc", "iwc", "cites", "ippc", "cbd", "cms", "itpgrfa"),
    ]
    # The joint programme stays with the body before it.
    assert "joint-programme.cms" in pick(rows["agreements"], "agreement_id")
    assert {"biodiversity.blg", "biodiversity.cms"} <= set(pick(rows["cooperation_ties"], "tie_id"))


def test_another_number_of_members(tmp_path: Path) -> None:
    edits = {"the eight biodiversity": "the nine biodiversity", "(CBD), CITES": "(CBD), the Basel Convention, CITES"}
    rows = parse_edited(tmp_path, edits)
    assert members(rows, "blg") == [
        *("cbd", "basel-convention", "cites", "cms", "ippc", "itpgrfa", "iwc", "ramsar", "whc"),
    ]


@pytest.mark.parametrize("number", ["seven", "7"])
def test_number_in_words_or_digits(tmp_path: Path, number: str) -> None:
    edits = {"the eight biodiversity": f"the {number} biodiversity", "the Ramsar Convention on Wetlands and ": "and "}
    rows = parse_edited(tmp_path, edits)
    assert len(members(rows, "blg")) == 7
    assert "ramsar" not in members(rows, "blg")


def test_another_known_partner(tmp_path: Path) -> None:
    rows = parse_edited(tmp_path, {"(SPREP);": "(SPREP) and the Secretariat of the Basel Convention;"})
    assert ties(rows, "marine-species") == ["fao", "iccat", "sprep", "basel-convention"]
    (tie,) = (row for row in rows["cooperation_ties"] if row["tie_id"] == "marine-species.basel-convention")
    assert tie["theme_id"] == "marine-species"
    assert words_of(rows, tie) == tie["as_written"] == "Secretariat of the Basel Convention"


def test_acronyms_instead_of_names(tmp_path: Path) -> None:
    other = "the CITES Secretariat, INTERPOL, UNODC, the World Bank and the WCO "
    rows = parse_edited(tmp_path, {CONSORTIUM: other}, retire=[WORKING])
    assert members(rows, "iccwc") == ["cites-secretariat", "interpol", "unodc", "world-bank", "wco"]
    written = [row["as_written"] for row in rows["memberships"] if row["group_organization_id"] == "iccwc"]
    assert written == ["CITES Secretariat", "INTERPOL", "UNODC", "World Bank", "WCO"]


def test_names_instead_of_acronyms(tmp_path: Path) -> None:
    edits = {"ICCWC is the": "The International Consortium on Combating Wildlife Crime (ICCWC) is the"}
    rows = parse_edited(tmp_path, edits)
    (tie,) = (row for row in rows["cooperation_ties"] if row["cluster_id"] == "enforcement")
    assert tie["tie_id"] == "enforcement.iccwc"
    assert words_of(rows, tie) == "International Consortium on Combating Wildlife Crime (ICCWC)"


@pytest.mark.parametrize(
    ("edits", "where", "partners"),
    [
        ({"(ICCAT) and the": "(ICCAT), and the"}, "marine-species", ["fao", "iccat", "sprep"]),
        ({"(IATA) and the": "(IATA), the"}, "safety-and-welfare-standards", ["woah", "iata", "waza"]),
        ({"ASYCUDA, and with the": "ASYCUDA and with the"}, "trade", ["itc", "unctad", "green-customs"]),
        ({"ASYCUDA, and with the": "ASYCUDA and the"}, "trade", ["itc", "unctad", "green-customs"]),
        ({"(IPBES) and the": "(IPBES), and with the"}, "biodiversity", ["blg", "cms", "basel-convention"]),
    ],
)
def test_comma_before_and(tmp_path: Path, edits: dict[str, str], where: str, partners: list[str]) -> None:
    rows = parse_edited(tmp_path, edits)
    assert ties(rows, where)[: len(partners)] == partners
    assert len(rows["cooperation_ties"]) == 27


def test_sentences_of_a_paragraph_in_another_order(tmp_path: Path) -> None:
    chair = "The CITES Secretariat chairs the alliance. "
    group, link = LINES[24].split(chair)
    rows = parse_edited(tmp_path, {LINES[24]: f"{chair}{link} {group.rstrip()}"})
    before = rows_of(EDITION)
    for table in ("memberships", "agreements", "cooperation_ties"):
        kept = [column for column in before[table][0] if column not in ("start_char", "end_char")]
        assert sorted(map(str, pick(rows[table], *kept))) == sorted(map(str, pick(before[table], *kept)))
    assert members(rows, "iccwc")[0] == "cites-secretariat"
    assert pick(rows["roles"], "role_id")[0] == "iccwc.chair.cites-secretariat"


def test_what_other_sentences_refer_to_may_come_later(tmp_path: Path) -> None:
    """The clusters serve the goal of a sentence after their list."""
    goal = LINES[0].split("Cooperation efforts")[0]
    remark = "The CITES Secretariat has a formal"
    rows = parse_edited(tmp_path, {goal: "", remark: goal + remark})
    assert pick(rows["clusters"], "goal") == ["Goal 5"] * 4


def test_decisions_added_to_a_list(tmp_path: Path) -> None:
    rows = parse_edited(tmp_path, {"Decisions 19.22 & 19.23": "Decisions 16.9 (Rev. CoP19), 19.22, 19.23 and 19.99"})
    assert len(rows["instruments"]) == 29
    added = [row for row in rows["instruments"] if row["number"] in ("16.9", "19.99")]
    assert pick(added, "label") == ["Decision 16.9 (Rev. CoP19)", "Decision 19.99"]
    assert pick(added, "title") == ["Cooperation with the Global Strategy for Plant Conservation"] * 2
    subjects = [row["framework_id"] for row in rows["instrument_subjects"] if row["instrument_id"] == "dec-19.99"]
    assert subjects == ["gspc"]


def test_another_resolution(tmp_path: Path) -> None:
    line = "- Resolution Conf. 9.24 (Rev. CoP17) on Criteria and the Food and Agriculture Organization (FAO)\n"
    rows = parse_edited(tmp_path, {OF_WHC: line + OF_WHC})
    (row,) = (row for row in rows["instruments"] if row["instrument_id"] == "conf-9.24-rev-cop17")
    assert (row["adopted_meeting_id"], row["revised_meeting_id"]) == ("CoP9", "CoP17")
    assert "fao" in pick(rows["instrument_subjects"], "organization_id")


def test_a_title_with_a_colon(tmp_path: Path) -> None:
    line = "- Resolution Conf. 17.4 on Demand reduction: Strategies against illegal trade\n"
    rows = parse_edited(tmp_path, {OF_WHC: line + OF_WHC})
    assert "Demand reduction: Strategies against illegal trade" in pick(rows["instruments"], "title")


def test_another_theme(tmp_path: Path) -> None:
    rows = parse_edited(
        tmp_path, {"- tree species": "- rural livelihoods with UNEP and the World Bank;\n- tree species"}
    )
    assert pick(rows["themes"], "theme_id", "position")[2:5] == [
        ("marine-species", 3),
        ("rural-livelihoods", 4),
        ("tree-species", 5),
    ]
    assert ties(rows, "rural-livelihoods") == ["unep", "world-bank"]


def test_another_cluster(tmp_path: Path) -> None:
    edits = {
        "fall into four clusters": "fall into five clusters",
        "- Thematic cooperation at a technical level\nThe CITES Secretariat has a formal": "- Cooperation on health "
        "– the World Organisation for Animal Health (WOAH)\n- Thematic cooperation at a technical level\nThe CITES "
        "Secretariat has a formal",
        "See www.informea.org": "See www.informea.org\nCooperation on health – WOAH\nThe CITES Secretariat works with "
        "UNESCO.",
    }
    rows = parse_edited(tmp_path, edits)
    assert pick(rows["clusters"], "cluster_id") == ["biodiversity", "enforcement", "environment", "health", "thematic"]
    assert ties(rows, "health") == ["unesco"]


def test_another_chair(tmp_path: Path) -> None:
    rows = parse_edited(tmp_path, {"The CITES Secretariat chairs the alliance": "INTERPOL chairs the alliance"})
    assert pick(rows["roles"], "role_id")[0] == "iccwc.chair.interpol"


def test_memorandum_with_one_partner(tmp_path: Path) -> None:
    """Behind one name only, it is plain with whom the memorandum is."""
    edits = {"the Secretariat of the Basel Convention and with the Ozone": "the Ozone"}
    rows = parse_edited(tmp_path, edits, retire=["(see MoU here)"])
    assert "memorandum-of-understanding.ozone-secretariat" in pick(rows["agreements"], "agreement_id")
    assert "basel-convention" not in pick(rows["cooperation_ties"], "organization_id")


def test_what_was_signed_is_said(tmp_path: Path) -> None:
    edits = {"WOAH - signed on 1 March 2024": "a Letter of Understanding, signed on 29 February 2024"}
    rows = parse_edited(tmp_path, edits, retire=["WOAH - signed on 1 March 2024"])
    (agreement,) = (row for row in rows["agreements"] if row["organization_id"] == "woah")
    assert (agreement["kind"], agreement["signed_date"]) == ("letter of understanding", "2024-02-29")
    assert words_of(rows, agreement) == "a Letter of Understanding, signed on 29 February 2024"


def test_a_lost_link_is_found_again(tmp_path: Path) -> None:
    edits = {"Click here for the Letter": "See https://cites.org/eng/prog/iccwc.php for the Letter"}
    rows = parse_edited(tmp_path, edits, retire=["Click here for the Letter of Understanding"])
    (agreement,) = (row for row in rows["agreements"] if row["organization_id"] == "iccwc")
    urls = dict(pick(rows["hyperlinks"], "hyperlink_id", "url"))
    assert urls[agreement["hyperlink_id"]] == "https://cites.org/eng/prog/iccwc.php"


def test_mended_words_give_the_same_facts(tmp_path: Path) -> None:
    """The page corrects what errata say: only the words as written change, and the errata are gone."""
    edits = {
        "Force,the UN": "Force, the UN",
        "Department for Environment and Rural Affairs (DEFRA)": "Department for Environment, Food and Rural Affairs "
        "(DEFRA)",
        "(IPCC)": "(IPPC)",
        "Intergovernmental Panel on Climate Change": "International Plant Protection Convention",
    }
    retire = [
        "Force,the",
        "Department for Environment and Rural Affairs (DEFRA)",
        ", the Intergovernmental Panel on Climate Change (IPCC), the",
    ]
    rows, before = parse_edited(tmp_path, edits, retire=retire), rows_of(EDITION)
    assert pick(rows["cooperation_ties"], "tie_id") == pick(before["cooperation_ties"], "tie_id")
    columns = ("group_organization_id", "member_organization_id")
    assert pick(rows["memberships"], *columns) == pick(before["memberships"], *columns)
    assert "ipcc" not in pick(rows["mentions"], "organization_id")
    assert len(rows["errata"]) == 17


def test_line_ends_of_windows(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    page = TEXT.replace("\n", "\r\n").encode("utf-8")
    write_page(tmp_path, page)
    rows, before = rows_of(tmp_path), rows_of(EDITION)
    assert {table for table in rows if rows[table] != before[table]} == {"documents"}
    (document,), (document_before,) = rows["documents"], before["documents"]
    assert document["sha256"] == hashlib.sha256(page).hexdigest()
    assert document["byte_count"] == document_before["byte_count"] + 50
    assert document["character_count"] == document_before["character_count"]


def test_final_line_end_adds_no_passage(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    write_page(tmp_path, (TEXT + "\n").encode("utf-8"))
    assert rows_of(tmp_path)["passages"] == rows_of(EDITION)["passages"]


def test_actions_of_two_bodies(tmp_path: Path) -> None:
    rows = parse_edited(tmp_path, {"- make recommendations": "The Animals Committee is to:\n- make recommendations"})
    assert pick(rows["actions"], "addressee") == ["Standing Committee", "Standing Committee", "Animals Committee"]


def test_a_chair_is_a_member_too(tmp_path: Path) -> None:
    edits = {"chairs the alliance.": "chairs the alliance. The CITES Secretariat is a member of ICCWC."}
    rows = parse_edited(tmp_path, edits)
    assert members(rows, "iccwc")[0] == "cites-secretariat"
    assert pick(rows["roles"], "role_id")[0] == "iccwc.chair.cites-secretariat"


def test_a_range_of_decisions(tmp_path: Path) -> None:
    rows = parse_edited(tmp_path, {"19.26 & 19.27 on": "19.24 to 19.27 on", "18.61, 19.24 & 19.25": "18.61"})
    found = [row for row in rows["citations"] if row["text"] == "Decisions 19.24 to 19.27"]
    assert pick(found, "instrument_id") == ["dec-19.24", "dec-19.25", "dec-19.26", "dec-19.27"]


def test_a_title_that_begins_with_a_compound(tmp_path: Path) -> None:
    """Resolution Conf. 16.7 (Rev. CoP17) is on Non-detriment findings."""
    line = "- Resolution Conf. 16.7 (Rev. CoP17) on Non-detriment findings\n"
    rows = parse_edited(tmp_path, {OF_WHC: line + OF_WHC})
    assert "Non-detriment findings" in pick(rows["instruments"], "title")


# What a reader would take for the same: the words changed, and errata to retire.
ALIKE = {
    "a theme with a capital letter": ({"- trade with": "- Trade with"}, []),
    "what was signed, without a comma": (
        {"WOAH - signed on 1 March 2024": "MoU signed on 1 March 2024"},
        ["WOAH - signed on 1 March 2024"],
    ),
    "a joint programme with the Secretariat": (
        {"(CMS), working with CITES on": "(CMS), working with the CITES Secretariat on"},
        [],
    ),
    "a revision with a blank": ({"12.4 (Rev. CoP18)": "12.4 (Rev. CoP 18)"}, []),
}


@pytest.mark.parametrize("name", ALIKE)
def test_read_alike(tmp_path: Path, name: str) -> None:
    edits, retire = ALIKE[name]
    before, rows = rows_of(EDITION), parse_edited(tmp_path, edits, retire=retire)
    for table, key in (("themes", "theme_id"), ("agreements", "agreement_id"), ("instruments", "instrument_id")):
        assert pick(rows[table], key) == pick(before[table], key)


# --- what must stop the build -------------------------------------------------------------------------------

# The words changed; and for each fault to await its line and the words of the page that it must quote.
STOPS = {
    "an unknown organization in a list": (
        {"(ICCAT) and the Sec": "(ICCAT), the Quxian Tuna Commission and the Sec"},
        [(33, "«the Quxian Tuna Commission»")],
    ),
    "an unknown organization with an acronym, in a list": (
        {"the World Bank and the World Customs": "the World Bank, the Global Crime Office (GCO) and the World Customs"},
        [(25, "«the Global Crime Office (GCO)»")],
    ),
    "an unknown acronym after a known name": (
        {"(ITTO) and": "(ITTO) (QXZ) and"},
        [(34, "«(QXZ)»")],
    ),
    "an unknown organization in the place of the acronym": (
        {"Zoos and Aquariums (WAZA)": "Zoos and Aquariums (Quxian Zoo)"},
        [(35, "«(Quxian Zoo)»")],
    ),
    "an unknown organization in running text": (
        {"inter-agency cooperation in support": "inter-agency cooperation with the Quxian Institute in support"},
        [(27, "«Quxian Institute»")],
    ),
    "an unknown organization in a purpose": (
        {"human settlement agenda. It identifies issues": "human settlement agenda. It identifies Quxian issues"},
        [(27, "«Quxian»")],
    ),
    "an unknown organization in a sentence that is ignored": (
        {"but works closely with a wide number": "but works closely with Quxian and a wide number"},
        [(6, "but works closely with Quxian")],
    ),
    "an unknown organization in the title of a Resolution": (
        {"between CITES and ITTO regarding": "between CITES and the Quxian Institute regarding"},
        [(41, "«Quxian Institute»")],
    ),
    "an unknown acronym in the title of a Resolution": (
        {"between CITES and ITTO regarding": "between CITES and QXZ regarding"},
        [(41, "«QXZ»")],
    ),
    "an unknown organization in a theme": (
        {"- tree species with": "- tree species of the Quxian Forest with"},
        [(34, "Quxian Forest")],
    ),
    "an unknown organization in what an action says": (
        {"levels between CITES and the GBF,": "levels between CITES and the Quxian Fund,"},
        [(19, "«Quxian Fund»")],
    ),
    "an unknown framework in what partners work on": (
        {"on BioTrade and ASYCUDA": "on BioTrade and QuxTrade"},
        [(31, "«QuxTrade»")],
    ),
    "an unknown heading": (
        {"\nOther Resolutions and Decisions\n": "\nEven more Resolutions and Decisions\n"},
        [(37, "«Even more Resolutions and Decisions»"), (16, "«Other Resolutions and Decisions»")],
    ),
    "an unknown sentence in a known section": (
        {"chairs the alliance.": "chairs the alliance. It was founded with great joy."},
        [(25, "«It was founded with great joy.»")],
    ),
    "an unknown sentence in a list of Decisions": (
        {OF_WHC: "The list is long.\n" + OF_WHC},
        [(38, "«The list is long.»")],
    ),
    "a wrong number of members": (
        {"the eight biodiversity": "the nine biodiversity"},
        [(22, "«nine», but 8 were read")],
    ),
    "a member less than stated": (
        {"the Ramsar Convention on Wetlands and the": "and the"},
        [(22, "«eight», but 7 were read")],
    ),
    "a wrong number of clusters": (
        {"into four clusters": "into three clusters"},
        [(1, "«three», but 4 were read")],
    ),
    "a number that is none": (
        {"the eight biodiversity": "the zillion biodiversity"},
        [(22, "«zillion»")],
    ),
    "an acronym of another body": (
        {"Office on Drugs and Crime (UNODC)": "Office on Drugs and Crime (UNCTAD)"},
        [(25, "«United Nations Office on Drugs and Crime (UNCTAD)»")],
    ),
    "an acronym of another body in a heading": (
        {"Crime (ICCWC)\nICCWC is": "Crime (WCO)\nICCWC is"},
        [(24, "«International Consortium on Combating Wildlife Crime (WCO)»")],
    ),
    "a revision before the adoption": (
        {"12.4 (Rev. CoP18)": "12.4 (Rev. CoP11)"},
        [(44, "«Resolution Conf. 12.4 (Rev. CoP11)»")],
    ),
    "a revision at the meeting that adopted it": (
        {"18.60 (Rev. CoP19)": "18.60 (Rev. CoP18)"},
        [(49, "«18.60 (Rev. CoP18)»")],
    ),
    "a revision at a meeting that never was": (
        {"18.60 (Rev. CoP19)": "18.60 (Rev. CoP91)"},
        [(49, "«18.60 (Rev. CoP91)»: there is no meeting CoP91")],
    ),
    "an adoption at a meeting that never was": (
        {"Decision 18.55": "Decision 81.55"},
        [(48, "«Decision 81.55»: there is no meeting CoP81")],
    ),
    "an adoption at a meeting that the page cannot know": (
        {"Decision 18.55": "Decision 20.55"},
        [(48, "«Decision 20.55»")],
    ),
    "a revision at a meeting that the page cannot know": (
        {"18.60 (Rev. CoP19)": "18.60 (Rev. CoP20)"},
        [(49, "«18.60 (Rev. CoP20)»")],
    ),
    "an unknown name in the heading of a cluster": (
        {"technical level\nThe CITES Secretariat has a working": "Quxian level\nThe CITES Secretariat has a working"},
        [(29, "«Quxian»")],
    ),
    "an unknown name at the start of an action": (
        {"- make recommendations": "- Quxian recommendations"},
        [(20, "«Quxian»")],
    ),
    "a range that runs backwards and revises before the adoption": (
        {"19.28 & 19.29 on": "19.28 (Rev. CoP18) to 19.25 on"},
        [(51, "«Decisions 19.28 (Rev. CoP18) to 19.25» is revised before it is adopted")],
    ),
    "a partner in the list that is the Secretariat itself": (
        {"with INTERPOL, the World Customs": "with INTERPOL, the CITES Secretariat, the World Customs"},
        [(36, "«CITES Secretariat»")],
    ),
    "somebody else's cooperation": (
        {"Beyond the BLG, the CITES Secretariat also": "Beyond the BLG, the World Bank also"},
        [(23, "«World Bank»")],
    ),
    "an entry of the contents that is no heading": (
        {"- Other Resolutions and Decisions": "- Yet other Resolutions and Decisions"},
        [(16, "«Yet other Resolutions and Decisions»")],
    ),
    "a cluster without a section": (
        {"\nCooperation on the environment – the United Nations Environment Management Group\nThe": "\nThe"},
        [(4, "«Cooperation on the environment"), (14, "«Cooperation on the environment")],
    ),
    "a heading twice": (
        {"- trade with": "Thematic cooperation at a technical level\n- trade with"},
        [(5, "«Thematic cooperation at a technical level» has 2 headings")],
    ),
    "a date that never was": (
        {"(SPREP);": "(SPREP), ITTO (MoU, signed on 30 February 2024);"},
        [(33, "«30 February 2024»")],
    ),
    "an agreement of nobody knows which kind": (
        {"on a joint programme,": "on a joint picnic,"},
        [(22, "«working with CITES on a joint picnic»")],
    ),
    "an unknown acronym at the start of a title": (
        {"on IPBES assessment": "on QXZ assessment"},
        [(51, "«QXZ»")],
    ),
    "a number at the start of a title": (
        {"on IPBES assessment": "on 2030 assessment"},
        [(51, "«2030»")],
    ),
    "an unknown acronym after the colon of a title": (
        {": Addis Ababa Principles": ": QXZ Addis Ababa Principles"},
        [(43, "«QXZ»")],
    ),
    "an unknown name with an accent in a title": (
        {"between CITES and ITTO regarding": "between CITES and Évora regarding"},
        [(41, "«Évora»")],
    ),
    "an unknown name with a capital inside, in a title": (
        {"between CITES and ITTO regarding": "between CITES and eQUX regarding"},
        [(41, "«eQUX»")],
    ),
    "partners in the words of a theme": (
        {"- trade with the International Trade": "- trade through the International Trade"},
        [(31, "International Trade Centre")],
    ),
    "the linking words of a list taken for a theme": (
        {"- sustainability with the": "- sustainability, together with the"},
        [(32, "together")],
    ),
    "a joint programme with somebody else": (
        {"the Green Customs Initiative;": "the Green Customs Initiative, working with FAO on a joint programme;"},
        [(31, "«FAO»")],
    ),
    "what a member of a group works on": (
        {"INTERPOL, the United Nations Office": "INTERPOL on passports, the United Nations Office"},
        [(25, "passports")],
    ),
    "a remark on somebody else": (
        {"The CITES Secretariat has a formal": "INTERPOL has a formal"},
        [(6, "«INTERPOL")],
    ),
    "an acronym of another body in a title": (
        {"Migratory Species of Wild Animals (CMS)": "Migratory Species of Wild Animals (IWC)"},
        [(42, "(IWC)")],
    ),
    "the alliance, after two groups": (
        {
            "The CITES Secretariat chairs the alliance.": "The CPF is a joint effort by the CITES Secretariat and "
            "FAO. The CITES Secretariat chairs the alliance.",
        },
        [(25, "chairs the alliance")],
    ),
}


@pytest.mark.parametrize("name", STOPS)
def test_stop_at(tmp_path: Path, name: str) -> None:
    edits, awaited = STOPS[name]
    faults = faults_in_edited(tmp_path, edits)
    for line, words in awaited:
        assert any(fault.startswith(f"{PAGE}:{line}: ") and words in fault for fault in faults), faults


@pytest.mark.parametrize("name", ["an unknown organization in a list", "a wrong number of members"])
def test_nothing_else_is_reported(tmp_path: Path, name: str) -> None:
    edits, awaited = STOPS[name]
    assert len(faults_in_edited(tmp_path, edits)) == len(awaited)


def test_several_faults_in_one_run(tmp_path: Path) -> None:
    together = [
        "a wrong number of clusters",
        "a wrong number of members",
        "an unknown sentence in a known section",
        "an unknown organization in a list",
        "an unknown organization in a theme",
        "a revision before the adoption",
        "an adoption at a meeting that never was",
    ]
    edits = {old: new for name in together for old, new in STOPS[name][0].items()}
    faults = faults_in_edited(tmp_path, edits)
    lines = [int(fault.split(": ")[0].split(":")[1]) for fault in faults]
    assert sorted(lines) == lines
    assert sorted(set(lines)) == [1, 22, 25, 33, 34, 44, 48]


def test_two_faults_in_one_list(tmp_path: Path) -> None:
    edits = {"with INTERPOL, the World": "with the Quxian Police, INTERPOL, the Quxian Army, the World"}
    faults = faults_in_edited(tmp_path, edits)
    assert len(faults) == 2
    assert any("«the Quxian Police»" in fault for fault in faults)
    assert any("«the Quxian Army»" in fault for fault in faults)


def test_a_fault_names_file_line_words_and_remedy(tmp_path: Path) -> None:
    (fault,) = faults_in_edited(tmp_path, STOPS["an unknown organization in a list"][0])
    assert fault.startswith("raw/source/cites-cooperation.txt:33: ")
    problem, remedy = fault.split("; ", 1)
    assert problem.endswith("«the Quxian Tuna Commission»")
    assert "raw/curated/organizations.csv" in remedy


def test_nowhere_is_an_unknown_name_read() -> None:
    """An unknown name is put into each line at its middle, in turn: no line lets it pass."""
    source, curated = read_source(EDITION), read_curated(EDITION)
    passed = []
    for number, line in enumerate(LINES):
        words = line.split(" ")
        half = (len(words) + 1) // 2
        other = " ".join([*words[:half], "Quxian Institute", *words[half:]])
        page = "\n".join([*LINES[:number], other, *LINES[number + 1 :]])
        try:
            parse.read_page(source, split_lines(PAGE, page), curated)
        except Faults:
            continue
        passed.append(number + 1)
    assert passed == []


def test_a_body_that_is_no_longer_known(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    write_table(
        tmp_path,
        "organizations",
        [row for row in read_table(tmp_path, "organizations") if row["organization_id"] != "iata"],
    )
    (fault,) = faults_of(tmp_path)
    assert fault.startswith(f"{PAGE}:35: ")
    assert "«the International Air Transport Association (IATA)»" in fault


def test_another_publisher(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    sources = tmp_path / "raw/source/sources.toml"
    sources.write_text(sources.read_text("utf-8").replace('"CITES Secretariat"', '"World Bank"'), "utf-8")
    (fault,) = faults_of(tmp_path)
    assert fault.startswith("raw/source/sources.toml: ")
    assert "«World Bank»" in fault


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[source]]", "[[source]", "cannot be read"),
        ("[[source]]", "[[page]]", "one page"),
        ("[[source]]", '[[source]]\nid = "other"\n[[source]]', "one page"),
        ("[[source]]", "[source]", "one page"),
        ('as_of = "CoP19"\n', "", "lacks as_of"),
        ('language = "en"', "language = 1", "language is 1, which is not text"),
        ('as_of = "CoP19"', 'as_of = "2022"', "as_of is «2022»; write it as CoP19"),
        ('as_of = "CoP19"', 'as_of = "CoP019"', "as_of is «CoP019»; write it as CoP19"),
        ("[[source]]", "source = [1]\n[page]", "must describe one page; keep exactly one [[source]]"),
        ("[[source]]", 'source = ["a"]\n[page]', "must describe one page; keep exactly one [[source]]"),
        ("[[source]]", "deep = " + "[" * 100_000 + "\n[[source]]", "cannot be read (nested too deeply)"),
        ("[[source]]", f"number = {'9' * 5000}\n[[source]]", "cannot be read (Exceeds the limit"),
        (
            'file = "cites-cooperation.txt"',
            'file = "a\\u0000b"',
            r"file is «a\x00b»; write it as cites-cooperation.txt",
        ),
        ('file = "cites-cooperation.txt"', 'file = "a/b.txt"', "file is «a/b.txt»; write it as"),
        ('file = "cites-cooperation.txt"', 'file = "a b.txt"', "file is «a b.txt»; write it as"),
        ('id = "cites-cooperation-en"', 'id = "CITES"', "id is «CITES»; write it as cites-cooperation-en"),
        ('"Cooperation and partnerships"', '""', "title is «»; write it in one line"),
        ('"Cooperation and partnerships"', '"Cooperation "', "title is «Cooperation »; write it in one line"),
        ('"Cooperation and partnerships"', '"A\\nB"', r"title is «A\nB»; write it in one line"),
        ('"Cooperation and partnerships"', '"A\\u200bB"', "title has the character U+200B; delete it"),
        ("https://cites.org/eng/disc/coop.php", "ftp://x", "url is «ftp://x»; write it as https://cites.org/"),
        ("https://cites.org/eng/disc/coop.php", "https://x y", "url is «https://x y»; write it as https://cites.org/"),
        ('"CITES Secretariat"', '" "', "publisher is « »; write it in one line"),
        ('language = "en"', 'language = "english"', "language is «english»; write it as en"),
        ("after CoP19, not before 2024-03-01", "", "edition is «»; write it in one line"),
    ],
)
def test_a_faulty_description_of_the_page(tmp_path: Path, old: str, new: str, words: str) -> None:
    write_edited(tmp_path, {})
    sources = tmp_path / "raw/source/sources.toml"
    text = sources.read_text("utf-8")
    assert text.count(old) == 1
    sources.write_text(text.replace(old, new), "utf-8")
    (fault,) = faults_of(tmp_path)
    assert fault.startswith("raw/source/sources.toml: ")
    assert words in fault
    with pytest.raises(Faults) as raised:
        pin.pin(tmp_path)
    assert str(raised.value) == fault


def test_all_faults_of_the_description_are_named(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    edit(
        tmp_path / "raw/source/sources.toml",
        ("Cooperation and partnerships", ""),
        ("https://cites.org", "cites.org"),
        ('"CoP19"', '"CoP"'),
    )
    assert [fault.split(" is «")[0] for fault in faults_of(tmp_path)] == [
        "raw/source/sources.toml: as_of",
        "raw/source/sources.toml: title",
        "raw/source/sources.toml: url",
    ]


def test_a_description_that_is_not_utf_8(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    sources = tmp_path / "raw/source/sources.toml"
    sources.write_bytes(sources.read_bytes().replace(b"Cooperation and", b"Coop\xe9ration and"))
    (fault,) = faults_of(tmp_path)
    line = sources.read_bytes().split(b"\xe9")[0].count(b"\n") + 1
    assert fault.startswith(f"raw/source/sources.toml:{line}: byte ")
    assert fault.endswith("(0xe9) is not UTF-8; save the file as UTF-8")


def test_a_description_is_checked_by_the_rules_of_its_row() -> None:
    """All but the SHA-256, which tells a changed page, and which `make pin` mends."""
    rules = {column: anchored(pattern) for column, (pattern, _) in source._SOURCE_PATTERNS.items()}
    assert rules.pop("file")
    names = {field.name: field.name for field in fields(Source)}
    row = tables.document_row(Source(**names), b"", "", 0)
    declared = {
        row[name]: check.statistics["pattern"]
        for name, column in page.Documents.to_schema().columns.items()
        for check in column.checks
        if "pattern" in check.statistics
    }
    assert declared.pop("sha256")
    assert rules == declared


def test_a_page_that_is_missing(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    (tmp_path / PAGE).unlink()
    (fault,) = faults_of(tmp_path)
    assert fault.startswith(f"{PAGE}: cannot be read")


def test_a_page_that_is_not_pinned(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    (tmp_path / PAGE).write_bytes((TEXT + "\n").encode("utf-8"))
    (fault,) = faults_of(tmp_path)
    assert fault.startswith(f"{PAGE}: ")
    assert "make pin" in fault


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("on IPBES assessment", "on Decision 17.99 and the IPBES assessment"),
        ("- explore options", "- implement Decision 17.99 and explore options"),
        ("- tree species with", "- tree species under Decision 17.99 with"),
    ],
    ids=["title", "action", "theme"],
)
def test_a_citation_in_free_text_is_not_lost(tmp_path: Path, old: str, new: str) -> None:
    write_edited(tmp_path, {old: new})
    faults = faults_of(tmp_path)
    assert any("Decision 17.99" in fault for fault in faults) or "dec-17.99" in pick(
        rows_of(tmp_path)["citations"], "instrument_id"
    )


def test_a_second_chair(tmp_path: Path) -> None:
    faults = faults_in_edited(tmp_path, {"chairs the alliance.": "chairs the alliance. INTERPOL chairs the alliance."})
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"{PAGE}:25: «INTERPOL chairs the alliance.»: the group already has another chair; ")


def test_a_subject_that_is_a_name(tmp_path: Path) -> None:
    faults = faults_in_edited(tmp_path, {"on BioTrade and ASYCUDA": "on Quxtrade"})
    assert any(fault.startswith(f"{PAGE}:31: ") and "Quxtrade" in fault for fault in faults), faults


# --- errata -------------------------------------------------------------------------------------------------


def last_line(table: str) -> int:
    """Return the line of the last row of a curated table."""
    return len(read_table(EDITION, table)) + 1


def line_of_erratum(words: str) -> int:
    """Return the line of `errata.csv` that begins with a kind and these words."""
    lines = (EDITION / "raw/curated/errata.csv").read_text("utf-8").split("\n")
    (line,) = (number for number, line in enumerate(lines, 1) if f",{words}," in line or f',"{words}",' in line)
    return line


def test_an_erratum_that_the_page_has_mended(tmp_path: Path) -> None:
    (fault,) = faults_in_edited(tmp_path, {"Conventions(BLG)": "Conventions (BLG)"})
    assert fault.startswith(f"raw/curated/errata.csv:{line_of_erratum('Conventions(BLG)')}: ")
    assert "«Conventions(BLG)»" in fault
    assert "is not on the page" in fault


def test_one_of_three_occurrences_is_mended(tmp_path: Path) -> None:
    """The three errata differ in their occurrence: the last one has no words left."""
    edits = {"–the Biodiversity Liaison Group and other Multi": "– the Biodiversity Liaison Group and other Multi"}
    (fault,) = faults_in_edited(tmp_path, edits)
    assert fault.startswith("raw/curated/errata.csv:")
    assert "«–the Biodiversity» has the occurrence 3, but the page has only 2" in fault


def test_an_erratum_found_once_too_often(tmp_path: Path) -> None:
    faults = faults_in_edited(tmp_path, {"(IPBES) and the": "(IPBES), the Lusaka Agreement Task Force,the"})
    # It counts from the top: the second is that of line 36, which cannot be read without it.
    assert all(fault.startswith(f"{PAGE}:36: ") for fault in faults)
    assert any("«Force,the» occurs again (occurrence 2)" in fault for fault in faults)


def test_an_erratum_that_is_mended_and_a_body_nobody_knows_are_told_in_one_run(tmp_path: Path) -> None:
    edits = {"Conventions(BLG)": "Conventions (BLG)", "the World Bank and": "the Moon Bank and"}
    faults = faults_in_edited(tmp_path, edits)
    assert any("no rule reads: «the Moon Bank»" in fault for fault in faults)
    assert any("is not on the page" in fault for fault in faults)


def test_the_contents_may_name_the_section_right_after_them(tmp_path: Path) -> None:
    heading = "Kunming-Montreal global biodiversity framework"
    assert faults_in_edited(tmp_path, {f"\n{heading}\n": f"\n- {heading}\n{heading}\n"}) == []


def test_a_sentence_after_a_list_item_is_none_of_the_list(tmp_path: Path) -> None:
    (fault,) = faults_in_edited(tmp_path, {"Management (CPW);": "Management (CPW). INTERPOL chairs the alliance."})
    assert ":32: «INTERPOL chairs the alliance.»: no sentence of the section says which single group" in fault


def test_the_publisher_is_the_secretariat_of_a_known_convention(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    edit(tmp_path / "raw/source/sources.toml", ('publisher = "CITES Secretariat"', 'publisher = "Ozone Secretariat"'))
    (fault,) = faults_of(tmp_path)
    assert "«Ozone Secretariat» is not the known secretariat of a known convention" in fault


def test_ignored_words_may_be_quoted_with_their_full_stop_or_without(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    ignored = read_table(tmp_path, "ignored")
    [row] = [row for row in ignored if row["text"].startswith("has a formal relationship")]
    row["text"] += "."
    write_table(tmp_path, "ignored", ignored)
    assert rows_of(tmp_path) == rows_of(EDITION)


def test_a_blank_line_is_told_with_file_and_line(tmp_path: Path) -> None:
    (fault,) = faults_in_edited(tmp_path, {"Topics\n": "Topics\n\n"})
    assert fault.startswith(f"{PAGE}:12: is a blank line; ")


def test_a_number_in_digits_is_checked_like_a_word(tmp_path: Path) -> None:
    assert models.check(parse_edited(tmp_path / "right", {"four clusters": "4 clusters"}), {}) == []
    (fault,) = faults_in_edited(tmp_path / "wrong", {"four clusters": "5 clusters"})
    assert "the number is «5»" in fault


def test_a_list_of_any_length_is_read_in_a_time_that_grows_with_it(tmp_path: Path) -> None:
    """Twenty thousand items: each compared with each would take minutes."""
    (fault,) = faults_in_edited(tmp_path, {"Management (CPW);": f"Management (CPW){', FAO' * 20_000}, Foo Bar;"})
    assert "no rule reads: «Foo Bar»" in fault


def test_an_erratum_that_changes_nothing(tmp_path: Path) -> None:
    add = {
        "errata": [
            {"kind": "typography", "as_written": "tree species", "occurrence": "1", "correction": "tree species"}
        ]
    }
    (fault,) = faults_in_edited(tmp_path, {}, add=add)
    assert fault.startswith(f"raw/curated/errata.csv:{last_line('errata') + 1}: ")
    assert "the correction of «tree species» is the same" in fault


def test_errata_that_overlap(tmp_path: Path) -> None:
    add = {"errata": [{"kind": "wrong name", "as_written": "Panel on Climate", "occurrence": "1", "correction": "Pan"}]}
    (fault,) = faults_in_edited(tmp_path, {}, add=add)
    assert fault.startswith("raw/curated/errata.csv:")
    assert "overlaps" in fault


def test_several_faulty_errata_in_one_run(tmp_path: Path) -> None:
    faults = faults_in_edited(tmp_path, {"Conventions(BLG)": "Conventions (BLG)", WORKING: "(WCO) working"})
    assert len(faults) == 2
    assert all(fault.startswith("raw/curated/errata.csv:") for fault in faults)


# --- ignored words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "words", "text": "as the World Bank says", "reason": "of the test"}, "«World Bank»"),
        ({"kind": "words", "text": "in no less than 12 cases", "reason": "of the test"}, "«12»"),
        ({"kind": "words", "text": "in no less than twelve cases", "reason": "of the test"}, "«twelve»"),
        ({"kind": "words", "text": "as the QXZ says", "reason": "of the test"}, "«QXZ»"),
        ({"kind": "words", "text": "as everybody says"}, "gives no reason"),
        ({"kind": "words", "text": ".", "reason": "of the test"}, "contains no word"),
        ({"kind": "wrods", "text": "as everybody says", "reason": "of the test"}, "«wrods»"),
        ({"kind": "words", "text": "- as everybody says", "reason": "of the test"}, "list marker"),
    ],
)
def test_what_may_not_be_ignored(tmp_path: Path, row: dict[str, str], words: str) -> None:
    place = f"raw/curated/ignored.csv:{last_line('ignored') + 1}: "
    faults = faults_in_edited(tmp_path, {}, add={"ignored": [row]})
    assert any(fault.startswith(place) and words in fault for fault in faults), faults


def test_ignored_words_do_not_match_inside_others(tmp_path: Path) -> None:
    (fault,) = faults_in_edited(tmp_path, {"of the United Kingdom and": "of the United Kingdoms and"})
    assert fault.startswith(f"{PAGE}:36: ")
    assert "United Kingdoms" in fault


def test_faults_of_several_curated_tables_in_one_run(tmp_path: Path) -> None:
    write_edited(tmp_path, {})
    for table, words in (
        ("headings", "Topics,contents,,verified,"),
        ("names", "BioTrade,en,variant,,biotrade,,,verified,"),
    ):
        file = tmp_path / f"raw/curated/{table}.csv"
        text = file.read_text("utf-8")
        assert words in text
        file.write_text(text + words + "\n", "utf-8")
    first, second = faults_of(tmp_path)
    assert first.startswith(f"raw/curated/headings.csv:{last_line('headings') + 1}: «Topics»")
    assert second.startswith(f"raw/curated/names.csv:{last_line('names') + 1}: «BioTrade / en»")


@pytest.mark.parametrize(
    ("name", "owner", "known"),
    [("FAO", {"organization_id": "itto"}, "fao"), ("ASYCUDA", {"organization_id": "itto"}, "asycuda")],
)
def test_a_name_of_two_bodies(tmp_path: Path, name: str, owner: dict[str, str], known: str) -> None:
    row = {"name": name, "language": "en", "kind": "variant", **owner}
    (fault,) = faults_in_edited(tmp_path, {}, add={"names": [row]})
    assert fault.startswith(f"raw/curated/names.csv:{last_line('names') + 1}: ")
    assert f"«{name}»" in fault
    assert known in fault


def test_curated_rows_that_the_page_does_not_need_are_noted(tmp_path: Path) -> None:
    add = {
        "headings": [{"heading": "Our tasks", "kind": "actions"}],
        "ignored": [{"kind": "words", "text": "as everybody says", "reason": "of the test"}],
    }
    write_edited(tmp_path, {}, add=add)
    parsed = parse.parse(tmp_path)
    gone = "is no longer on the page: delete the row"
    assert parsed.notes == [
        f"raw/curated/headings.csv:{last_line('headings') + 1}: «Our tasks» {gone}",
        f"raw/curated/ignored.csv:{last_line('ignored') + 1}: «as everybody says» {gone}",
    ]
    assert parsed.rows == rows_of(EDITION)


def test_known_names_are_those_of_all_tables() -> None:
    names = collect(read_curated(EDITION), "en")
    found = {(name.name, name.kind, name.organization_id or name.framework_id) for name in names}
    assert {
        ("Convention on Biological Diversity", "official", "cbd"),
        ("CBD", "acronym", "cbd"),
        ("Global Strategy for Plant Conservation", "official", "gspc"),
        ("GSPC", "acronym", "gspc"),
        ("Basel Convention", "variant", "basel-convention"),
    } <= found
    finder = Names(names)
    assert finder.organization_id("CBD") == "cbd"
    assert finder.organization_id("GSPC") is None
    assert finder.organization_id("Quxian") is None
