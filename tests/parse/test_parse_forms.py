"""Each sentence form by itself, on texts of one or two sentences; and what holds for all forms.

The test of a form bears its name: a form without a test is a failed test.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from conftest import EDITION, ROOT
from parsing import Rows, faults_in_text, forms_of, parse_text, pick, read_table, sentences, words_of, write_edited

from pipeline.check import models
from pipeline.parse import sections as parse
from pipeline.parse.forms import FORMS
from pipeline.parse.forms.form import Form, form
from pipeline.parse.patterns import NUMBERS
from pipeline.parse.reading import Passage
from schemas.tables import TABLES

# A cluster in the list of the lead, and its heading: what follows is in the section of that cluster.
CLUSTER = "- Cooperation on whales\nCooperation on whales\n"
THEMES = "The CITES Secretariat has a working relationship with several bodies:\n"
ACTIONS = {"headings": {"Our tasks": "actions"}}
INSTRUMENTS = {"headings": {"Our Decisions": "instruments"}}


def parse_cluster(root: Path, text: str, **tables: object) -> Rows:
    """Return what a text yields in the section of a cluster."""
    return parse_text(root, CLUSTER + text, **tables)


def faults_in_cluster(root: Path, text: str, **tables: object) -> list[str]:
    """Return what is wrong with a text in the section of a cluster."""
    return faults_in_text(root, CLUSTER + text, **tables)


# --- clusters -----------------------------------------------------------------------------------------------


def test_goal_of_cooperation(tmp_path: Path) -> None:
    page = "Nobody can do it alone, as reflected in Goal 3 of the CITES Strategic Vision. "
    page += "Efforts to implement Goal 3 form 1 clusters:\n" + CLUSTER
    rows = parse_text(tmp_path, page, ignored=["Nobody can do it alone"])
    assert pick(rows["clusters"], "goal", "framework_id") == [("Goal 3", "cites-strategic-vision-2021-2030")]


def test_goal_of_cooperation_must_be_of_a_known_framework(tmp_path: Path) -> None:
    page = "As reflected in Goal 3 of the Quxian Vision.\n" + CLUSTER
    (fault,) = faults_in_text(tmp_path, page)
    assert "cites-cooperation.txt:1: " in fault
    assert "«As reflected in Goal 3 of the Quxian Vision.»" in fault


TWO_CLUSTERS = "- Cooperation on whales\n- Practical cooperation\nCooperation on whales\nPractical cooperation\n"


def test_number_of_clusters(tmp_path: Path) -> None:
    page = "As reflected in Goal 3 of the CITES Strategic Vision. Efforts to implement Goal 3 form two clusters:\n"
    rows = parse_text(tmp_path, page + TWO_CLUSTERS)
    assert pick(rows["clusters"], "cluster_id", "position") == [("whales", 1), ("practical", 2)]


def test_number_of_clusters_must_be_that_of_the_list(tmp_path: Path) -> None:
    page = "As reflected in Goal 3 of the CITES Strategic Vision. Efforts to implement Goal 3 form three clusters:\n"
    (fault,) = faults_in_text(tmp_path, page + TWO_CLUSTERS)
    assert ":1: the number is «three», but 2 were read" in fault


def test_number_of_clusters_must_name_the_goal_named_before(tmp_path: Path) -> None:
    page = "As reflected in Goal 3 of the CITES Strategic Vision. Efforts to implement Goal 4 form two clusters:\n"
    (fault,) = faults_in_text(tmp_path, page + TWO_CLUSTERS)
    assert ":1: " in fault
    assert "«Goal 4»" in fault
    assert "«Goal 3»" in fault


def test_cluster(tmp_path: Path) -> None:
    page = (
        "- Cooperation on forest fires – the Collaborative Partnership on Forests (CPF) and a few others\n"
        "- Practical cooperation among neighbours\n"
        "Cooperation on forest fires\n"
        "Practical cooperation among neighbours\n"
    )
    rows = parse_text(tmp_path, page, ignored=[("(CPF)", "and a few others")])
    assert pick(rows["clusters"], "cluster_id", "position") == [("forest-fires", 1), ("practical", 2)]
    assert pick(rows["clusters"], "name") == [line[2:] for line in page.split("\n")[:2]]
    assert pick(rows["sections"], "section_id", "kind") == [
        ("lead", "lead"),
        ("forest-fires", "cluster"),
        ("practical", "cluster"),
    ]


def test_cluster_must_name_a_known_body(tmp_path: Path) -> None:
    page = "- Cooperation on whales – the Quxian Institute\nCooperation on whales – the Quxian Institute\n"
    assert any(":1: " in fault and "Quxian Institute" in fault for fault in faults_in_text(tmp_path, page))


@pytest.mark.parametrize("cluster", ["Cooperation on whales – FAO and ITTO", "Cooperation on the FAO"])
def test_cluster_must_not_name_a_body_in_its_words(tmp_path: Path, cluster: str) -> None:
    assert any("FAO" in fault for fault in faults_in_text(tmp_path, f"- {cluster}\n{cluster}"))


def test_cluster_must_have_one_section(tmp_path: Path) -> None:
    (fault,) = faults_in_text(tmp_path, "- Cooperation on whales\n- Cooperation on fires\nCooperation on whales\n")
    assert ":2: the cluster «Cooperation on fires» has 0 headings" in fault


# --- groups and partners ------------------------------------------------------------------------------------


def test_members_of_a_group(tmp_path: Path) -> None:
    text = "The Collaborative Partnership on Forests (CPF) consists of the three organizations: FAO, CITES and ITTO."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["memberships"], "group_organization_id", "member_organization_id", "position") == [
        ("cpf", "fao", 1),
        ("cpf", "cites", 2),
        ("cpf", "itto", 3),
    ]
    (tie,) = rows["cooperation_ties"]
    assert tie["tie_id"] == "whales.cpf"
    assert words_of(rows, tie) == "Collaborative Partnership on Forests (CPF)"


def test_members_of_a_group_without_us_are_no_tie(tmp_path: Path) -> None:
    rows = parse_cluster(tmp_path, "The CPF comprises the two organizations: FAO and ITTO.")
    assert pick(rows["memberships"], "member_organization_id") == ["fao", "itto"]
    assert rows["cooperation_ties"] == []


def test_members_of_a_group_must_be_as_many_as_stated(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(tmp_path, "The CPF comprises the 4 organizations: FAO and ITTO.")
    assert ":3: the number is «4», but 2 were read" in fault


def test_members_of_a_group_may_have_a_joint_programme_with_us(tmp_path: Path) -> None:
    text = "The CPF comprises the two bodies: FAO, working with CITES on a joint programme, and ITTO."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["memberships"], "member_organization_id") == ["fao", "itto"]
    assert pick(rows["agreements"], "agreement_id", "kind") == [("joint-programme.fao", "joint programme")]
    assert pick(rows["cooperation_ties"], "tie_id") == ["whales.fao"]


def test_collaborative_effort(tmp_path: Path) -> None:
    text = "The CPF is a joint effort of FAO, the CITES Secretariat, and the World Bank speaking as one."
    rows = parse_cluster(tmp_path, text, ignored=[("World Bank", "speaking as one")])
    assert pick(rows["memberships"], "member_organization_id") == ["fao", "cites-secretariat", "world-bank"]
    assert pick(rows["cooperation_ties"], "tie_id") == ["whales.cpf"]
    assert rows["purposes"] == []


def test_collaborative_effort_with_a_purpose(tmp_path: Path) -> None:
    text = "The CPF is the collaborative effort by FAO and ITTO working to bring trees, and birds, to the land."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["memberships"], "member_organization_id") == ["fao", "itto"]
    assert pick(rows["purposes"], "organization_id", "position", "text") == [
        ("cpf", 1, "bring trees, and birds, to the land"),
    ]
    assert words_of(rows, rows["purposes"][0]) == "bring trees, and birds, to the land"


@pytest.mark.parametrize("purpose", ["no longer bring trees", "bring trees to Xanadu", "bringing trees"])
def test_a_purpose_is_what_a_known_verb_says(tmp_path: Path, purpose: str) -> None:
    assert faults_in_cluster(tmp_path, f"The CPF is the joint effort by FAO and ITTO working to {purpose}.")


def test_description_of_a_partner(tmp_path: Path) -> None:
    """Whom the name of the cluster has is a partner in it."""
    cluster = "Cooperation on whales – UNODC"
    text = "UNODC is a United Nations body that shares news. It finds ways, and improves others."
    rows = parse_text(tmp_path, f"- {cluster}\n{cluster}\n{text}")
    assert pick(rows["cooperation_ties"], "tie_id") == ["whales.unodc"]
    assert pick(rows["purposes"], "organization_id", "position", "text") == [
        ("unodc", 1, "shares news"),
        ("unodc", 2, "finds ways"),
        ("unodc", 3, "improves others"),
    ]
    assert pick(rows["mentions"], "organization_id") == ["unodc", "unodc", "unodc", "un"]


def test_description_of_a_partner_makes_none_by_itself(tmp_path: Path) -> None:
    rows = parse_cluster(tmp_path, "UNODC is a United Nations body that shares news.")
    assert rows["cooperation_ties"] == []
    assert pick(rows["purposes"], "organization_id", "text") == [("unodc", "shares news")]


def test_description_of_a_partner_must_name_its_parent(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(tmp_path, "UNODC is a World Bank body that shares news.")
    assert ":3: «World Bank» is not the parent_organization_id of unodc, «un»" in fault


def test_chair_of_the_group(tmp_path: Path) -> None:
    text = "The CPF is a joint effort of FAO and the CITES Secretariat. The CITES Secretariat chairs the partnership."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["memberships"], "member_organization_id") == ["fao", "cites-secretariat"]
    assert pick(rows["roles"], "role_id", "role", "as_written") == [
        ("cpf.chair.cites-secretariat", "chair", "chairs the partnership"),
    ]
    assert words_of(rows, rows["roles"][0]) == "chairs the partnership"


def test_chair_of_the_group_may_be_another_member(tmp_path: Path) -> None:
    text = "The CPF is a joint effort of FAO and the CITES Secretariat. FAO currently chairs the group."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["roles"], "organization_id", "role", "holder_organization_id") == [("cpf", "chair", "fao")]


def test_two_chairs_of_a_group(tmp_path: Path) -> None:
    text = "The CPF is a joint effort of FAO and ITTO. FAO co-chairs the group. ITTO co-chairs the group."
    assert pick(parse_cluster(tmp_path, text)["roles"], "role_id") == ["cpf.co-chair.fao", "cpf.co-chair.itto"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("FAO chairs the group.", "no sentence of the section says which single group it means"),
        (
            "The CPF is a joint effort of FAO and ITTO. The World Bank chairs the group.",
            "no sentence of the section says that world-bank is a member of cpf",
        ),
    ],
)
def test_chair_of_the_group_must_be_a_member_of_it(tmp_path: Path, text: str, problem: str) -> None:
    (fault,) = faults_in_cluster(tmp_path, text)
    assert ":3: " in fault
    assert f"chairs the group.»: {problem}" in fault


def test_chair_of_the_group_may_be_one_in_each_section(tmp_path: Path) -> None:
    page = (
        "- Cooperation on whales\n- Practical cooperation\n"
        "Cooperation on whales\nThe CPF is a joint effort of FAO and ITTO. FAO chairs the group.\n"
        "Practical cooperation\nICCWC is a joint effort of INTERPOL and WCO. WCO chairs the group.\n"
    )
    assert pick(parse_text(tmp_path, page)["roles"], "role_id") == ["cpf.chair.fao", "iccwc.chair.wco"]


@pytest.mark.parametrize(("words", "role"), [("chairs", "chair"), ("co-chairs", "co-chair")])
def test_role_in_a_partner(tmp_path: Path, words: str, role: str) -> None:
    text = f"The CITES Secretariat also {words} the Collaborative Partnership on Forests (CPF)."
    rows = parse_cluster(tmp_path, text)
    assert words_of(rows, rows["cooperation_ties"][0]) == "Collaborative Partnership on Forests (CPF)"
    assert pick(rows["roles"], "role_id", "role") == [(f"cpf.{role}.cites-secretariat", role)]
    assert words_of(rows, rows["roles"][0]) == f"{words} the Collaborative Partnership on Forests (CPF)"


def test_role_in_a_partner_with_its_purpose(tmp_path: Path) -> None:
    rows = parse_cluster(tmp_path, "The CITES Secretariat co-chairs the CPF that develops tools.")
    assert pick(rows["purposes"], "organization_id", "text") == [("cpf", "develops tools")]


@pytest.mark.parametrize(
    ("words", "members"), [("is a member of", ["cites-secretariat"]), ("is also a partner of", [])]
)
def test_member_or_partner(tmp_path: Path, words: str, members: list[str]) -> None:
    rows = parse_cluster(tmp_path, f"The CITES Secretariat {words} the CPF.")
    assert pick(rows["cooperation_ties"], "tie_id") == ["whales.cpf"]
    assert pick(rows["memberships"], "member_organization_id") == members
    assert rows["roles"] == []


@pytest.mark.parametrize("words", ["chairs", "co-chairs", "is a member of"])
def test_role_in_a_group_that_was_named_before(tmp_path: Path, words: str) -> None:
    """It is one tie and one membership, whatever a second sentence adds."""
    text = f"The CPF is a joint effort of FAO and the CITES Secretariat. The CITES Secretariat {words} the CPF."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["cooperation_ties"], "tie_id") == ["whales.cpf"]
    assert pick(rows["memberships"], "member_organization_id") == ["fao", "cites-secretariat"]
    assert len(rows["roles"]) == (0 if words == "is a member of" else 1)


def test_role_in_a_partner_must_be_ours(tmp_path: Path) -> None:
    faults = faults_in_cluster(tmp_path, "The World Bank co-chairs the CPF.")
    assert any(":3: " in fault and "«World Bank»" in fault for fault in faults)


def test_collaboration(tmp_path: Path) -> None:
    text = (
        "The CPF is a joint effort of FAO and ITTO. Beyond the CPF, the CITES Secretariat cooperates with FAO on trees "
        "and shrubs, the Secretariat of the Basel Convention (see Letter of Understanding here) and with ITTO."
    )
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["cooperation_ties"], "tie_id") == ["whales.fao", "whales.basel-convention", "whales.itto"]
    assert pick(rows["tie_subjects"], "tie_id", "framework_id", "words") == [("whales.fao", None, "trees and shrubs")]
    assert words_of(rows, rows["cooperation_ties"][1]) == "Secretariat of the Basel Convention"
    (agreement,) = rows["agreements"]
    assert agreement["agreement_id"] == "letter-of-understanding.basel-convention"
    assert agreement["hyperlink_id"] == "whales.here"


def test_collaboration_beyond_a_body_that_the_section_does_not_name(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(tmp_path, "Beyond the CPF, the CITES Secretariat cooperates with FAO.")
    assert ":3: " in fault
    assert "no sentence of the section says what cpf is to CITES" in fault


def test_collaboration_must_be_ours(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(tmp_path, "The World Bank collaborates with FAO.")
    assert ":3: " in fault
    assert "«World Bank»" in fault


# --- agreements and links -----------------------------------------------------------------------------------


def test_aims_of_the_group(tmp_path: Path) -> None:
    text = (
        "The CPF is a joint effort of FAO and ITTO. The Partnership’s aims are to explore woods, and to share "
        "wood within a Letter of Understanding."
    )
    rows = parse_cluster(tmp_path, text)
    (agreement,) = rows["agreements"]
    assert agreement["agreement_id"] == "letter-of-understanding.cpf"
    assert agreement["organization_id"] == "cpf"
    assert words_of(rows, agreement) == "Letter of Understanding"
    assert pick(rows["purposes"], "organization_id", "text") == [("cpf", "explore woods"), ("cpf", "share wood")]


def test_aims_of_the_group_need_a_group(tmp_path: Path) -> None:
    faults = faults_in_cluster(tmp_path, "The Group’s aims are to share wood within a Letter of Understanding.")
    assert any(":3: " in fault and "no sentence of the section says which single group" in fault for fault in faults)


def test_purposes_of_a_partner(tmp_path: Path) -> None:
    rows = parse_cluster(tmp_path, "UNODC is a United Nations programme. It supports customs.")
    assert pick(rows["purposes"], "organization_id", "text") == [("unodc", "supports customs")]


def test_purposes_of_a_partner_need_a_description(tmp_path: Path) -> None:
    faults = faults_in_cluster(tmp_path, "It identifies issues.")
    assert any(":3: " in fault and "the sentence before it does not say what «it» is" in fault for fault in faults)


def test_linked_agreement(tmp_path: Path) -> None:
    text = "See www.example.org/memo for the Memorandum of Understanding between INTERPOL and the CITES Secretariat."
    rows = parse_cluster(tmp_path, text)
    (agreement,), (link,) = rows["agreements"], rows["hyperlinks"]
    assert agreement["agreement_id"] == "memorandum-of-understanding.interpol"
    assert agreement["hyperlink_id"] == link["hyperlink_id"] == "whales.www-example-org-memo"
    assert link["url"] == "https://www.example.org/memo"


def test_linked_agreement_of_the_partners_of_a_group(tmp_path: Path) -> None:
    text = "The CPF is a joint effort of FAO and ITTO. Click here for the LoU between the two members of the CPF."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["agreements"], "agreement_id", "hyperlink_id") == [
        ("letter-of-understanding.cpf", "whales.here"),
    ]
    assert pick(rows["hyperlinks"], "url") == [None]


@pytest.mark.parametrize(
    ("parties", "words"),
    [
        ("FAO and INTERPOL", "«FAO and INTERPOL»"),  # none of them ours
        ("CITES and the CITES Secretariat", "«CITES and the CITES Secretariat»"),  # nobody else
        ("the two members of the CPF", "«two», but 0"),
    ],
)
def test_linked_agreement_must_be_between_us_and_one_other(tmp_path: Path, parties: str, words: str) -> None:
    faults = faults_in_cluster(tmp_path, f"Click here for the MoU between {parties}.")
    assert any(":3: " in fault and words in fault for fault in faults)


def test_link(tmp_path: Path) -> None:
    text = "Visit www.example.org.\nSee https://example.org/a?b=1\nSee here."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["hyperlinks"], "text", "url") == [
        ("www.example.org", "https://www.example.org"),
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("here", None),
    ]


def test_link_with_the_same_words_again_has_a_number(tmp_path: Path) -> None:
    rows = parse_cluster(tmp_path, "See here.\nSee here.")
    assert pick(rows["hyperlinks"], "hyperlink_id") == ["whales.here", "whales.here.2"]


# --- themes -------------------------------------------------------------------------------------------------


def test_themes(tmp_path: Path) -> None:
    rows = parse_cluster(tmp_path, "CITES has a working relationship with many bodies, namely:\n- honey with FAO.")
    assert pick(rows["themes"], "theme_id") == ["honey"]


def test_themes_must_be_ours(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(
        tmp_path, "The World Bank has a working relationship with many bodies:\n- wax with FAO."
    )
    assert ":3: " in fault
    assert "«World Bank»" in fault


def test_theme(tmp_path: Path) -> None:
    text = THEMES + "- bees and honey with FAO on BioTrade, and with ITTO;\n- wax with the World Bank."
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["themes"], "theme_id", "name", "cluster_id", "position") == [
        ("bees-and-honey", "bees and honey", "whales", 1),
        ("wax", "wax", "whales", 2),
    ]
    assert pick(rows["cooperation_ties"], "tie_id", "theme_id") == [
        ("bees-and-honey.fao", "bees-and-honey"),
        ("bees-and-honey.itto", "bees-and-honey"),
        ("wax.world-bank", "wax"),
    ]
    assert pick(rows["tie_subjects"], "tie_id", "framework_id") == [("bees-and-honey.fao", "biotrade")]


def test_theme_after_the_lost_sentence(tmp_path: Path) -> None:
    errata = [{"as_written": "wax", "correction": THEMES.replace("\n", " wax"), "kind": "lost text"}]
    rows = parse_cluster(tmp_path, "- wax with FAO;\n- honey with ITTO.", errata=errata)
    assert pick(rows["cooperation_ties"], "tie_id") == ["wax.fao", "honey.itto"]
    assert pick(rows["themes"], "name") == ["wax", "honey"]


def test_theme_with_an_agreement_behind_a_name(tmp_path: Path) -> None:
    text = THEMES + (
        "- honey with FAO (MoU, signed on 30 November 2021), ITTO (a Letter of Understanding, signed on 2 May 1999)."
    )
    rows = parse_cluster(tmp_path, text)
    assert pick(rows["agreements"], "agreement_id", "signed_date") == [
        ("memorandum-of-understanding.fao", "2021-11-30"),
        ("letter-of-understanding.itto", "1999-05-02"),
    ]
    assert pick(rows["cooperation_ties"], "as_written") == ["FAO", "ITTO"]
    assert pick(rows["agreements"], "as_written")[0] == "MoU, signed on 30 November 2021"


def test_theme_with_a_day_that_never_was(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(tmp_path, THEMES + "- honey with FAO (MoU, signed on 31 June 2021).")
    assert ":4: «31 June 2021» is not a date" in fault


# --- actions ------------------------------------------------------------------------------------------------


def test_addressee_of_actions(tmp_path: Path) -> None:
    page = "Our tasks\nAmong others, the Standing Committee is to:\n- review; and\n- submit."
    rows = parse_text(tmp_path, page, **ACTIONS)
    assert pick(rows["actions"], "text", "addressee") == [
        ("review", "Standing Committee"),
        ("submit", "Standing Committee"),
    ]


def test_action(tmp_path: Path) -> None:
    page = "Work on the Kunming-Montreal GBF\n- the Plants Committee is to: report to the 20th meeting of the "
    page += "Conference of the Parties;\n- report to FAO; and\n- respond"
    rows = parse_text(tmp_path, page, headings={"Work on the Kunming-Montreal GBF": "actions"})
    assert pick(rows["actions"], "text", "due_meeting_id") == [
        ("report to the 20th meeting of the Conference of the Parties", "CoP20"),
        ("report to FAO", None),
        ("respond", None),
    ]
    assert pick(rows["actions"], "addressee", "framework_id") == [("Plants Committee", "kunming-montreal-gbf")] * 3
    assert pick(rows["actions"], "action_id")[1] == "work-on-the-kunming-montreal-gbf.report-to-fao"


def test_action_needs_somebody_to_do_it(tmp_path: Path) -> None:
    (fault,) = faults_in_text(tmp_path, "Our tasks\n- issue a letter;", **ACTIONS)
    assert ":2: " in fault
    assert "«issue a letter»" in fault


def test_action_must_be_due_at_a_known_meeting(tmp_path: Path) -> None:
    page = "Our tasks\n- the Plants Committee is to: report to the 77th meeting of the Conference of the Parties"
    (fault,) = faults_in_text(tmp_path, page, **ACTIONS)
    assert ":2: " in fault
    assert "«77th meeting of the Conference of the Parties»: there is no meeting CoP77" in fault


# --- Resolutions and Decisions ------------------------------------------------------------------------------


def test_instruments(tmp_path: Path) -> None:
    page = "Our Decisions\n- Decisions 17.1 (Rev. CoP19) and 18.2 on Work with ITTO and FAO on bears (Ursus arctos)"
    rows = parse_text(tmp_path, page, taxa=["Ursus arctos"], **INSTRUMENTS)
    title = "Work with ITTO and FAO on bears (Ursus arctos)"
    assert pick(rows["instruments"], "instrument_id", "title") == [
        ("dec-17.1-rev-cop19", title),
        ("dec-18.2", title),
    ]
    assert pick(rows["citations"], "citation_id", "text") == [
        ("our-decisions.dec-17.1-rev-cop19", "Decisions 17.1 (Rev. CoP19)"),
        ("our-decisions.dec-18.2", "18.2"),
    ]
    subjects = [
        (row["instrument_id"], row["position"], row["organization_id"], row["taxon"])
        for row in rows["instrument_subjects"]
    ]
    assert sorted(subjects) == [
        ("dec-17.1-rev-cop19", 1, "itto", None),
        ("dec-17.1-rev-cop19", 2, "fao", None),
        ("dec-17.1-rev-cop19", 3, None, "Ursus arctos"),
        ("dec-18.2", 1, "itto", None),
        ("dec-18.2", 2, "fao", None),
        ("dec-18.2", 3, None, "Ursus arctos"),
    ]


@pytest.mark.parametrize("taxon", ["Panthera", "Panthera leo", "Panthera leo leo"])
def test_the_table_takes_each_taxon_that_may_be_curated(tmp_path: Path, taxon: str) -> None:
    rows = parse_text(
        tmp_path, f"Our Decisions\n- Decision 18.2 on Work on cats ({taxon})", taxa=[taxon], **INSTRUMENTS
    )
    [subject] = rows["instrument_subjects"]
    assert subject["taxon"] == taxon
    model = TABLES["instrument_subjects"]
    frame, of_types = models.typed("instrument_subjects", model, [subject])
    assert [*of_types, *models.check_model("instrument_subjects", model, frame)] == []


def test_instruments_with_a_bare_revision(tmp_path: Path) -> None:
    rows = parse_text(tmp_path, "Our Decisions\n- Resolution Conf. 2.6 (Rev.) on Trade", **INSTRUMENTS)
    columns = ("instrument_id", "label", "adopted_meeting_id", "revised_meeting_id")
    assert pick(rows["instruments"], *columns) == [("conf-2.6-rev", "Resolution Conf. 2.6 (Rev.)", "CoP2", None)]


def test_instruments_cited_again_are_one_instrument(tmp_path: Path) -> None:
    page = "Our Decisions\n- Decision 18.2 on Work with FAO\n- Decisions 18.2 & 18.3 on Work with FAO"
    rows = parse_text(tmp_path, page, **INSTRUMENTS)
    assert pick(rows["instruments"], "instrument_id") == ["dec-18.2", "dec-18.3"]
    assert pick(rows["citations"], "citation_id") == [
        "our-decisions.dec-18.2",
        "our-decisions.dec-18.3",
    ]
    assert pick(rows["instrument_subjects"], "instrument_id") == ["dec-18.2", "dec-18.3"]


def test_instruments_have_one_title(tmp_path: Path) -> None:
    page = "Our Decisions\n- Decision 18.2 on Work with FAO\n- Decision 18.2 on Work with ITTO"
    (fault,) = faults_in_text(tmp_path, page, **INSTRUMENTS)
    assert ":3: " in fault
    assert "«Work with ITTO»" in fault


@pytest.mark.parametrize(
    ("citation", "problems"),
    [
        ("Decision 18.2 (Rev. CoP17)", [" is revised before it is adopted"]),
        ("Decision 18.2 (Rev. CoP18)", [" is revised before it is adopted"]),
        ("Decision 20.2", [" is later than CoP19"]),
        ("Decision 18.2 (Rev. CoP20)", [" is later than CoP19"]),
        ("Decision 77.2", [" is later than CoP19", ": there is no meeting CoP77"]),
        ("Decision 18.2 (Rev. CoP77)", [" is later than CoP19", ": there is no meeting CoP77"]),
    ],
)
def test_instruments_are_of_meetings_that_the_page_can_know(tmp_path: Path, citation: str, problems: list[str]) -> None:
    faults = faults_in_text(tmp_path, f"Our Decisions\n- {citation} on Trade", **INSTRUMENTS)
    assert len(faults) == len(problems)
    for fault, problem in zip(faults, problems, strict=True):
        assert fault.startswith("raw/source/cites-cooperation.txt:2: ")
        assert f"«{citation}»{problem}; " in fault


# --- sentences without a fact -------------------------------------------------------------------------------


def test_remark(tmp_path: Path) -> None:
    text = "Nothing is easy.\nThe CITES Secretariat knows that well."
    rows = parse_cluster(tmp_path, text, ignored=["Nothing is easy.", ("The CITES Secretariat", "knows that well")])
    assert pick(rows["mentions"], "organization_id") == ["cites-secretariat"]
    assert rows["cooperation_ties"] == []


def test_remark_must_be_ours(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(tmp_path, "FAO knows that well.", ignored=[("FAO", "knows that well")])
    assert ":3: «FAO» is not the Convention or its Secretariat" in fault


def test_remark_is_bound_to_its_words(tmp_path: Path) -> None:
    (fault,) = faults_in_cluster(tmp_path, "Nothing is very easy.", ignored=["Nothing is easy."])
    assert ":3: " in fault
    assert "«Nothing is very easy.»" in fault


# --- all forms ----------------------------------------------------------------------------------------------


def test_group_that_is_chaired(tmp_path: Path) -> None:
    rows = parse_cluster(
        tmp_path, "ICCWC is a joint effort by CITES and FAO. The alliance is currently chaired by FAO."
    )
    assert pick(rows["roles"], "role_id", "as_written") == [("iccwc.chair.fao", "chaired by FAO")]


def test_signing_of_an_agreement(tmp_path: Path) -> None:
    rows = parse_cluster(tmp_path, "CITES signed an MoU with the World Bank on 5 May 2006.")
    [agreement] = rows["agreements"]
    assert words_of(rows, agreement) == "MoU with the World Bank on 5 May 2006"
    assert pick([agreement], "organization_id", "signed_date") == [("world-bank", "2006-05-05")]
    assert rows["cooperation_ties"] == []


def test_reference_to_instruments(tmp_path: Path) -> None:
    text = f"{CLUSTER}See Decisions 19.1 & 19.2.\nOur Decisions\n- Decisions 19.1 & 19.2 on Cooperation"
    rows = parse_text(tmp_path, text, **INSTRUMENTS)
    assert pick(rows["citations"], "citation_id") == [
        "whales.dec-19.1",
        "whales.dec-19.2",
        "our-decisions.dec-19.1",
        "our-decisions.dec-19.2",
    ]
    assert len(rows["instruments"]) == 2


def test_every_form_has_a_test() -> None:
    lacking = [form.name for form in FORMS if f"test_{form.name.replace(' ', '_')}" not in globals()]
    assert not lacking


def test_form_names_are_unique() -> None:
    assert len({form.name for form in FORMS}) == len(FORMS)


def test_each_sentence_of_the_page_is_of_one_form() -> None:
    found = [(passage.text[slice(*span)], forms_of(passage, span)) for passage, span in sentences()]
    assert [pair for pair in found if len(pair[1]) != 1] == []
    # Two sentences in line 1, two in 22, three in 25, two in 27 and 28, and one in each other line that is no
    # heading and no entry of the table of contents.
    assert len(found) == 51 - 8 - 5 + 6


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_example_of_a_form_is_of_that_form_alone(tmp_path: Path, form: Form) -> None:
    """[…] in an example is for words left out. An example that the page does not have is put into a section of it."""
    words = re.compile(".+".join(re.escape(part.rstrip()) for part in form.example.split("[…]")))

    def quoted(root: Path) -> list[tuple[Passage, tuple[int, int]]]:
        return [(passage, span) for passage, span in sentences(root) if words.fullmatch(passage.text[slice(*span)])]

    found = quoted(EDITION)
    if not found:
        marker = "- " if form.passage == "list_item" else ""
        before = {"actions": "\n- consider areas", "cluster": "\nThe CITES Secretariat has a working relationship"}
        place = next(words for kind, words in before.items() if kind in form.sections)
        write_edited(tmp_path, {place: f"\n{marker}{form.example}{place}"})
        found = quoted(tmp_path)
    assert found
    for passage, span in found:
        assert forms_of(passage, span) == [form.name]


def test_words_that_a_form_matches_and_does_not_account_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A careless form cannot lose words: what its reader leaves unclaimed stops the build."""
    careless = form(
        "careless",
        sections="cluster",
        passage="paragraph",
        pattern="Take {what:text} to {body}.",
        read=lambda sentence: None,
        example="Take it to FAO.",
    )
    monkeypatch.setattr(parse, "FORMS", [*FORMS, careless])
    first, second = faults_in_cluster(tmp_path, "Take a good map to FAO.")
    assert ":3: no rule reads: «FAO»" in first
    assert ":3: no rule reads: «a good map»" in second


# --- no knowledge in forms ----------------------------------------------------------------------------------


def fixed_words() -> dict[str, str]:
    """Return the fixed words of each pattern in the modules of forms, by file and line."""
    found = {}
    for file in sorted((ROOT / "pipeline/parse/forms").glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        patterns = [
            keyword.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            for keyword in node.keywords
            if keyword.arg == "pattern"
        ]
        patterns += [
            node.args[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "compile_pattern"
        ]
        # A pattern that has a name of its own.
        patterns += [
            node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        ]
        for node in patterns:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[f"{file.name}:{node.lineno}"] = re.sub(r"\{[^}]*\}", "…", node.value)
    return found


def test_all_patterns_are_found() -> None:
    """Else the tests below would pass by looking at nothing."""
    words = fixed_words()
    assert len(words) >= len(FORMS) + 3
    assert any("Cooperation on [the ]" in pattern for pattern in words.values())
    assert any("signed (on …" in pattern for pattern in words.values())


def test_no_pattern_holds_a_number() -> None:
    for place, pattern in fixed_words().items():
        assert not re.search(r"\d", pattern), place
        assert not NUMBERS.keys() & set(re.findall(r"\w+", pattern.lower())), place


def test_no_pattern_holds_a_known_name() -> None:
    known = {row["name"] for table in ("organizations", "frameworks", "names") for row in read_table(EDITION, table)}
    known |= {row["acronym"] for table in ("organizations", "frameworks") for row in read_table(EDITION, table)}
    for place, pattern in fixed_words().items():
        found = [name for name in known - {""} if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", pattern, re.IGNORECASE)]
        assert not found, place


def test_no_pattern_holds_an_acronym_that_is_no_term() -> None:
    terms = {row["text"] for row in read_table(EDITION, "ignored") if row["kind"] == "term"}
    for place, pattern in fixed_words().items():
        assert set(re.findall(r"\w*[A-Z]\w*[A-Z]\w*", pattern)) <= terms, place
