"""What a reader of the real page finds on it: each fact by value, with the words that state it.

A fact is written here as its line and some words of that line, with the fact itself between ⟦ and ⟧. So each
test says not only what the dataset must hold, but where a reader can look it up.
"""

from __future__ import annotations

import hashlib
import re

import pytest
from conftest import EDITION
from parsing import PAGE, Row, Rows, pick, rows_of, words_of

LINES = (EDITION / PAGE).read_text("utf-8").split("\n")


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(EDITION)


def place(line: int, marked: str) -> tuple[int, int, int, str]:
    """Return the line, start, end and words of what is between ⟦ and ⟧, which occur once in that line."""
    before, fact, after = re.split("[⟦⟧]", marked)
    found = [match.start() for match in re.finditer(re.escape(before + fact + after), LINES[line - 1])]
    assert len(found) == 1, f"«{marked}» is {len(found)} times in line {line}"
    start = found[0] + len(before)
    return line, start, start + len(fact), fact


def places(facts: list[tuple]) -> list[tuple[int, int, int, str]]:
    """Return the place of each fact, whose last two items are the line and the marked words."""
    return [place(*fact[-2:]) for fact in facts]


def address(rows: Rows, row: Row) -> tuple[int, int, int, str]:
    """Return the address of a row, and the words at that address."""
    (line,) = (p["line_number"] for p in rows["passages"] if p["passage_id"] == row["passage_id"])
    return line, row["start_char"], row["end_char"], words_of(rows, row)


def addresses(rows: Rows, table: str) -> list[tuple[int, int, int, str]]:
    return [address(rows, row) for row in rows[table]]


# --- the page itself ----------------------------------------------------------------------------------------


def test_document(rows: Rows) -> None:
    (document,) = rows["documents"]
    assert document["document_id"] == "cites-cooperation-en"
    assert document["publisher"] == "CITES Secretariat"
    assert document["language"] == "en"
    assert document["as_of_meeting_id"] == "CoP19"
    assert document["line_count"] == 51
    # As `wc -c -m` counts them.
    assert (document["byte_count"], document["character_count"]) == (7254, 7234)
    assert document["sha256"] == hashlib.sha256((EDITION / PAGE).read_bytes()).hexdigest()


SECTIONS = [
    ("lead", "lead", None, 6),
    ("resolutions-and-decisions", "instruments", "Resolutions and Decisions", 4),
    ("topics", "contents", "Topics", 6),
    (
        "kunming-montreal-global-biodiversity-framework",
        "actions",
        "Kunming-Montreal global biodiversity framework",
        4,
    ),
    (
        "biodiversity",
        "cluster",
        "Cooperation on biodiversity –the Biodiversity Liaison Group and other MEAs",
        3,
    ),
    (
        "enforcement",
        "cluster",
        "Cooperation on enforcement – International Consortium on Combating Wildlife Crime (ICCWC)",
        2,
    ),
    (
        "environment",
        "cluster",
        "Cooperation on the environment – the United Nations Environment Management Group",
        3,
    ),
    ("thematic", "cluster", "Thematic cooperation at a technical level", 8),
    ("other-resolutions-and-decisions", "instruments", "Other Resolutions and Decisions", 15),
]


def test_nine_sections(rows: Rows) -> None:
    assert pick(rows["sections"], "section_id", "kind", "heading") == [section[:3] for section in SECTIONS]
    assert pick(rows["sections"], "position") == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_51_passages_by_section(rows: Rows) -> None:
    expected = [(section, f"{section}.{n}") for section, _, _, count in SECTIONS for n in range(1, count + 1)]
    assert pick(rows["passages"], "section_id", "passage_id") == expected
    assert len(rows["passages"]) == 51


def test_passages_are_headings_list_items_and_paragraphs(rows: Rows) -> None:
    headings = {7, 11, 17, 21, 24, 26, 29, 37}
    paragraphs = {1, 6, 22, 23, 25, 27, 28, 30}
    for passage in rows["passages"]:
        number = passage["line_number"]
        kind = "heading" if number in headings else "paragraph" if number in paragraphs else "list_item"
        assert passage["kind"] == kind, number


def test_passages_tile_the_page(rows: Rows) -> None:
    page = (EDITION / PAGE).read_bytes().decode("utf-8")
    assert "\n".join(pick(rows["passages"], "text")) == page
    assert pick(rows["passages"], "line_number") == list(range(1, 52))
    end = -1
    for passage in rows["passages"]:
        assert passage["start_char"] == end + 1
        end = passage["end_char"]
        assert page[passage["start_char"] : end] == passage["text"]
    assert end == len(page)


# --- clusters and themes ------------------------------------------------------------------------------------

CLUSTERS = [
    (
        "biodiversity",
        2,
        "- ⟦Cooperation on biodiversity –the Biodiversity Liaison Group and other Multilateral Environmental "
        "Agreements⟧",
    ),
    (
        "enforcement",
        3,
        "- ⟦Cooperation on enforcement – the International Consortium on Combating Wildlife Crime⟧",
    ),
    (
        "environment",
        4,
        "- ⟦Cooperation on the environment – the United Nations Environment Management Group⟧",
    ),
    ("thematic", 5, "- ⟦Thematic cooperation at a technical level⟧"),
]


def test_four_clusters(rows: Rows) -> None:
    """Cooperation efforts undertaken to implement Goal 5 fall into four clusters, namely: …"""
    assert pick(rows["clusters"], "cluster_id") == [cluster for cluster, *_ in CLUSTERS]
    assert pick(rows["clusters"], "section_id") == [cluster for cluster, *_ in CLUSTERS]
    assert pick(rows["clusters"], "position") == [1, 2, 3, 4]
    assert addresses(rows, "clusters") == places(CLUSTERS)
    assert pick(rows["clusters"], "name") == [words for *_, words in places(CLUSTERS)]


def test_the_clusters_serve_goal_5_of_the_strategic_vision(rows: Rows) -> None:
    assert "as reflected in Goal 5 of the CITES Strategic Vision." in LINES[0]
    assert pick(rows["clusters"], "goal", "framework_id") == [("Goal 5", "cites-strategic-vision-2021-2030")] * 4


THEMES = [
    ("trade", 31, "- ⟦trade⟧ with the International Trade Centre"),
    ("sustainability", 32, "- ⟦sustainability⟧ with the"),
    ("marine-species", 33, "- ⟦marine species⟧ with the"),
    ("tree-species", 34, "- ⟦tree species⟧ with the"),
    ("safety-and-welfare-standards", 35, "- ⟦safety and welfare standards⟧ with the"),
    ("illegal-wildlife-trade", 36, "- ⟦illegal wildlife trade⟧ with INTERPOL"),
]


def test_six_themes(rows: Rows) -> None:
    assert pick(rows["themes"], "theme_id") == [theme for theme, *_ in THEMES]
    assert pick(rows["themes"], "position") == [1, 2, 3, 4, 5, 6]
    assert set(pick(rows["themes"], "cluster_id")) == {"thematic"}
    assert addresses(rows, "themes") == places(THEMES)
    assert pick(rows["themes"], "name") == [words for *_, words in places(THEMES)]


# --- groups and partners ------------------------------------------------------------------------------------

# Group and member; and where it is stated.
MEMBERSHIPS = [
    ("blg", "cbd", 22, "conventions: the ⟦Convention on Biological Diversity (CBD)⟧, CITES"),
    ("blg", "cites", 22, "(CBD), ⟦CITES⟧, the Convention on Migratory Species"),
    ("blg", "cms", 22, "the ⟦Convention on Migratory Species (CMS)⟧, working with CITES"),
    # The page writes IPCC for IPPC; members are in alphabetical order, and a panel is no convention.
    ("blg", "ippc", 22, "the ⟦Intergovernmental Panel on Climate Change (IPCC)⟧, the International Treaty"),
    (
        "blg",
        "itpgrfa",
        22,
        "the ⟦International Treaty on Plant Genetic Resources for Food and Agriculture (ITPGR)⟧, the",
    ),
    ("blg", "iwc", 22, "the ⟦International Whaling Commission (IWC)⟧, the Ramsar"),
    ("blg", "ramsar", 22, "the ⟦Ramsar Convention on Wetlands⟧ and the World"),
    ("blg", "whc", 22, "and the ⟦World Heritage Convention (WHC)⟧. The Group’s aims"),
    ("iccwc", "cites-secretariat", 25, "effort by the ⟦CITES Secretariat⟧, INTERPOL"),
    ("iccwc", "interpol", 25, "⟦INTERPOL⟧, the United Nations Office"),
    ("iccwc", "unodc", 25, "the ⟦United Nations Office on Drugs and Crime (UNODC)⟧, the World Bank"),
    ("iccwc", "world-bank", 25, "the ⟦World Bank⟧ and the World Customs"),
    ("iccwc", "wco", 25, "and the ⟦World Customs Organization (WCO)⟧working to bring"),
]


def test_thirteen_memberships(rows: Rows) -> None:
    keys = ("group_organization_id", "member_organization_id")
    assert pick(rows["memberships"], *keys) == [membership[:2] for membership in MEMBERSHIPS]
    assert pick(rows["memberships"], "position") == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5]
    assert addresses(rows, "memberships") == places(MEMBERSHIPS)
    assert pick(rows["memberships"], "as_written") == [words for *_, words in places(MEMBERSHIPS)]


def test_the_page_says_how_many_members_the_groups_have(rows: Rows) -> None:
    groups = pick(rows["memberships"], "group_organization_id")
    assert "the eight biodiversity-related conventions" in LINES[21]
    assert groups.count("blg") == 8
    assert groups.count("iccwc") == 5


# Tie; and where the partner is named.
TIES = [
    ("biodiversity.blg", 22, "The ⟦Liaison Group of Biodiversity-related Conventions(BLG)⟧ currently"),
    ("biodiversity.cms", 22, "the ⟦Convention on Migratory Species (CMS)⟧, working with CITES on a"),
    ("biodiversity.basel-convention", 23, "with the ⟦Secretariat of the Basel Convention⟧ and with"),
    ("biodiversity.ozone-secretariat", 23, "with the ⟦Ozone Secretariat⟧ (see MoU here), with the"),
    (
        "biodiversity.ipbes",
        23,
        "with the ⟦Intergovernmental Platform on Biodiversity and Ecosystem Services (IPBES)⟧ and the",
    ),
    ("biodiversity.iucn", 23, "and the ⟦International Union for Conservation of Nature (IUCN)⟧."),
    ("enforcement.iccwc", 25, "⟦ICCWC⟧ is the collaborative effort by the CITES Secretariat"),
    ("environment.emg", 27, "The ⟦Environment Management Group (EMG)⟧ is a United Nations"),
    (
        "environment.mea-ikm",
        28,
        "co-chairs the ⟦MEA Information and Knowledge Management Initiative⟧ that",
    ),
    ("trade.itc", 31, "trade with the ⟦International Trade Centre (ITC)⟧, the"),
    (
        "trade.unctad",
        31,
        "the ⟦United Nations Conference on Trade and Development (UNCTAD)⟧ on BioTrade and ASYCUDA",
    ),
    ("trade.green-customs", 31, "and with the ⟦Green Customs Initiative⟧;"),
    (
        "sustainability.cpw",
        32,
        "with the ⟦Collaborative Partnership on Sustainable Wildlife Management (CPW)⟧;",
    ),
    ("marine-species.fao", 33, "with the ⟦Food and Agriculture Organization (FAO)⟧, the"),
    (
        "marine-species.iccat",
        33,
        "the ⟦International Commission for the Conservation of Atlantic Tunas (ICCAT)⟧ and",
    ),
    (
        "marine-species.sprep",
        33,
        "and the ⟦Secretariat of the Pacific Regional Environment Programme (SPREP)⟧;",
    ),
    ("tree-species.itto", 34, "with the ⟦International Tropical Timber Organization (ITTO)⟧ and"),
    ("tree-species.cpf", 34, "and the ⟦Collaborative Partnership on Forests (CPF)⟧;"),
    (
        "safety-and-welfare-standards.woah",
        35,
        "with the ⟦World Organization for Animal Health⟧ (WOAH - signed on 1 March 2024), the",
    ),
    (
        "safety-and-welfare-standards.iata",
        35,
        "the ⟦International Air Transport Association (IATA)⟧ and",
    ),
    (
        "safety-and-welfare-standards.waza",
        35,
        "and the ⟦World Association of Zoos and Aquariums (WAZA)⟧; and",
    ),
    ("illegal-wildlife-trade.interpol", 36, "with ⟦INTERPOL⟧, the"),
    ("illegal-wildlife-trade.wco", 36, "the ⟦World Customs Organization⟧, the"),
    ("illegal-wildlife-trade.latf", 36, "the ⟦Lusaka Agreement Task Force⟧,the"),
    (
        "illegal-wildlife-trade.un-task-force-wildlife-forest",
        36,
        ",the ⟦UN Task force on Illicit Wildlife Trade and Forest Products⟧, the",
    ),
    (
        "illegal-wildlife-trade.defra",
        36,
        "the ⟦Department for Environment and Rural Affairs (DEFRA)⟧ of the United Kingdom and",
    ),
    ("illegal-wildlife-trade.usfws", 36, "and the ⟦United States Fish and Wildlife Service⟧."),
]
SECTION_OF_LINE = {22: "biodiversity", 23: "biodiversity", 25: "enforcement", 27: "environment", 28: "environment"}


def test_27_ties(rows: Rows) -> None:
    assert pick(rows["cooperation_ties"], "tie_id") == [tie for tie, *_ in TIES]
    assert addresses(rows, "cooperation_ties") == places(TIES)
    assert pick(rows["cooperation_ties"], "as_written") == [words for *_, words in places(TIES)]


def test_ties_by_cluster_and_theme(rows: Rows) -> None:
    """What the key of a tie says, its columns say too: the theme or cluster, and the partner."""
    for row, (tie_id, line, _) in zip(rows["cooperation_ties"], TIES, strict=True):
        where, partner = tie_id.split(".")
        assert row["organization_id"] == partner
        assert row["cluster_id"] == SECTION_OF_LINE.get(line, "thematic")
        assert row["theme_id"] == (None if line in SECTION_OF_LINE else where)
    clusters = pick(rows["cooperation_ties"], "cluster_id")
    assert [clusters.count(cluster) for cluster, *_ in CLUSTERS] == [6, 1, 2, 18]
    themes = pick(rows["cooperation_ties"], "theme_id")
    assert [themes.count(theme) for theme, *_ in THEMES] == [3, 1, 3, 2, 3, 6]


# Tie, framework; and where it is named.
TIE_SUBJECTS = [
    ("trade.unctad", "biotrade", 31, "(UNCTAD) on ⟦BioTrade⟧ and"),
    ("trade.unctad", "asycuda", 31, "and ⟦ASYCUDA⟧, and with"),
]


def test_two_subjects_of_one_tie(rows: Rows) -> None:
    assert pick(rows["tie_subjects"], "tie_id", "framework_id") == [subject[:2] for subject in TIE_SUBJECTS]
    assert pick(rows["tie_subjects"], "position", "words") == [(1, None), (2, None)]
    assert addresses(rows, "tie_subjects") == places(TIE_SUBJECTS)


# Role; and the words that say so.
ROLES = [
    ("iccwc.chair.cites-secretariat", 25, "The CITES Secretariat ⟦chairs the alliance⟧."),
    (
        "mea-ikm.co-chair.cites-secretariat",
        28,
        "the CITES Secretariat ⟦co-chairs the MEA Information and Knowledge Management Initiative⟧ that",
    ),
]


def test_two_roles(rows: Rows) -> None:
    assert pick(rows["roles"], "role_id") == [role for role, *_ in ROLES]
    columns = ("organization_id", "role", "holder_organization_id")
    assert [".".join(row) for row in pick(rows["roles"], *columns)] == [role for role, *_ in ROLES]
    assert addresses(rows, "roles") == places(ROLES)
    assert pick(rows["roles"], "as_written") == [words for *_, words in places(ROLES)]


# Body; and what it is for.
PURPOSES = [
    (
        "blg",
        22,
        "The Group’s aims are to ⟦explore opportunities for collaboration and increased coordination⟧, and to",
    ),
    ("blg", 22, "and to ⟦exchange information⟧ within an agreed"),
    (
        "iccwc",
        25,
        "working to ⟦bring coordinated support to the national wildlife law enforcement agencies and to the "
        "sub-regional and regional networks that, on a daily basis, act in defence of natural resources⟧. The",
    ),
    (
        "emg",
        27,
        "system-wide coordination that ⟦furthers inter-agency cooperation in support of the implementation of the "
        "international environmental and human settlement agenda⟧. It",
    ),
    ("emg", 27, "It ⟦identifies issues on the agenda that warrant joint efforts⟧, and"),
    (
        "emg",
        27,
        "and ⟦finds ways of engaging its collective capacity in coherent management responses to those issues⟧.",
    ),
    (
        "mea-ikm",
        28,
        "that ⟦develops knowledge and information tools for MEA Parties and the environmental community⟧.",
    ),
]


def test_seven_purposes_of_four_bodies(rows: Rows) -> None:
    assert pick(rows["purposes"], "organization_id") == [body for body, *_ in PURPOSES]
    assert pick(rows["purposes"], "position") == [1, 2, 1, 1, 2, 3, 1]
    assert addresses(rows, "purposes") == places(PURPOSES)
    assert pick(rows["purposes"], "text") == [words for *_, words in places(PURPOSES)]


# --- agreements and links -----------------------------------------------------------------------------------

# Agreement, kind, with whom, when it was signed, its link; and where it is named.
AGREEMENTS = [
    ("joint-programme.cms", "joint programme", "cms", None, None, 22, "with CITES on a ⟦joint programme⟧, the"),
    ("modus-operandi.blg", "modus operandi", "blg", None, None, 22, "within an agreed ⟦Modus Operandi⟧."),
    # Behind "the Basel Convention and with the Ozone Secretariat": the page leaves open with whom.
    (
        "memorandum-of-understanding.biodiversity",
        "memorandum of understanding",
        None,
        None,
        "biodiversity.here",
        23,
        "(see ⟦MoU⟧ here)",
    ),
    (
        "letter-of-understanding.iccwc",
        "letter of understanding",
        "iccwc",
        None,
        "enforcement.here",
        25,
        "Click here for the ⟦Letter of Understanding⟧ between",
    ),
    (
        "memorandum-of-understanding.woah",
        "memorandum of understanding",
        "woah",
        "2024-03-01",
        None,
        35,
        "(⟦WOAH - signed on 1 March 2024⟧)",
    ),
]


def test_five_agreements(rows: Rows) -> None:
    columns = ("agreement_id", "kind", "organization_id", "signed_date", "hyperlink_id")
    assert pick(rows["agreements"], *columns) == [agreement[:5] for agreement in AGREEMENTS]
    assert addresses(rows, "agreements") == places(AGREEMENTS)
    assert pick(rows["agreements"], "as_written") == [words for *_, words in places(AGREEMENTS)]


HYPERLINKS = [
    ("biodiversity.here", None, 23, "(see MoU ⟦here⟧)"),
    ("enforcement.here", None, 25, "Click ⟦here⟧ for the Letter"),
    ("environment.www-informea-org", "https://www.informea.org", 28, "See ⟦www.informea.org⟧"),
]


def test_three_hyperlinks_two_of_them_lost(rows: Rows) -> None:
    assert pick(rows["hyperlinks"], "hyperlink_id", "url") == [link[:2] for link in HYPERLINKS]
    assert addresses(rows, "hyperlinks") == places(HYPERLINKS)
    assert pick(rows["hyperlinks"], "text") == ["here", "here", "www.informea.org"]


# --- Resolutions and Decisions ------------------------------------------------------------------------------

# Instrument, its label, the meetings that adopted and last revised it; and where it is cited.
INSTRUMENTS = [
    ("conf-18.3", "Resolution Conf. 18.3", 18, None, 8, "- ⟦Resolution Conf. 18.3⟧ on"),
    ("conf-16.4", "Resolution Conf. 16.4", 16, None, 9, "- ⟦Resolution Conf. 16.4⟧ on"),
    ("dec-19.20", "Decision 19.20", 19, None, 10, "- ⟦Decisions 19.20⟧, 19.21"),
    ("dec-19.21", "Decision 19.21", 19, None, 10, "19.20, ⟦19.21⟧, 17.55"),
    ("dec-17.55-rev-cop19", "Decision 17.55 (Rev. CoP19)", 17, 19, 10, "19.21, ⟦17.55 (Rev. CoP19)⟧ &"),
    ("dec-17.56-rev-cop19", "Decision 17.56 (Rev. CoP19)", 17, 19, 10, "& ⟦17.56 (Rev. CoP19)⟧ on"),
    ("conf-18.5", "Resolution Conf. 18.5", 18, None, 38, "- ⟦Resolution Conf. 18.5⟧ on"),
    ("conf-18.4", "Resolution Conf. 18.4", 18, None, 39, "- ⟦Resolution Conf. 18.4⟧ on"),
    ("conf-16.5", "Resolution Conf. 16.5", 16, None, 40, "- ⟦Resolution Conf. 16.5⟧ on"),
    ("conf-14.4", "Resolution Conf. 14.4", 14, None, 41, "- ⟦Resolution Conf. 14.4⟧ on"),
    ("conf-13.3", "Resolution Conf. 13.3", 13, None, 42, "- ⟦Resolution Conf. 13.3⟧ on"),
    (
        "conf-13.2-rev-cop14",
        "Resolution Conf. 13.2 (Rev. CoP14)",
        13,
        14,
        43,
        "⟦Resolution Conf. 13.2 (Rev. CoP14)⟧ on",
    ),
    (
        "conf-12.4-rev-cop18",
        "Resolution Conf. 12.4 (Rev. CoP18)",
        12,
        18,
        44,
        "⟦Resolution Conf. 12.4 (Rev. CoP18)⟧ on",
    ),
    (
        "conf-11.4-rev-cop12",
        "Resolution Conf. 11.4 (Rev. CoP12)",
        11,
        12,
        45,
        "⟦Resolution Conf. 11.4 (Rev. CoP12)⟧ on",
    ),
    (
        "conf-10.4-rev-cop14",
        "Resolution Conf. 10.4 (Rev. CoP14)",
        10,
        14,
        46,
        "⟦Resolution Conf. 10.4 (Rev. CoP14)⟧ on",
    ),
    ("dec-19.22", "Decision 19.22", 19, None, 47, "- ⟦Decisions 19.22⟧ &"),
    ("dec-19.23", "Decision 19.23", 19, None, 47, "& ⟦19.23⟧ on"),
    ("dec-18.55", "Decision 18.55", 18, None, 48, "- ⟦Decision 18.55⟧ on"),
    ("dec-18.59", "Decision 18.59", 18, None, 49, "- ⟦Decisions 18.59⟧, 18.60"),
    ("dec-18.60-rev-cop19", "Decision 18.60 (Rev. CoP19)", 18, 19, 49, "18.59, ⟦18.60 (Rev. CoP19)⟧, 18.61"),
    ("dec-18.61", "Decision 18.61", 18, None, 49, "(Rev. CoP19), ⟦18.61⟧, 19.24"),
    ("dec-19.24", "Decision 19.24", 19, None, 49, "18.61, ⟦19.24⟧ &"),
    ("dec-19.25", "Decision 19.25", 19, None, 49, "& ⟦19.25⟧ on"),
    ("dec-19.26", "Decision 19.26", 19, None, 50, "- ⟦Decisions 19.26⟧ &"),
    ("dec-19.27", "Decision 19.27", 19, None, 50, "& ⟦19.27⟧ on"),
    ("dec-19.28", "Decision 19.28", 19, None, 51, "- ⟦Decisions 19.28⟧ &"),
    ("dec-19.29", "Decision 19.29", 19, None, 51, "& ⟦19.29⟧ on"),
]


def test_27_instruments(rows: Rows) -> None:
    expected = [
        (key, label, f"CoP{adopted}", revised and f"CoP{revised}") for key, label, adopted, revised, _, _ in INSTRUMENTS
    ]
    columns = ("instrument_id", "label", "adopted_meeting_id", "revised_meeting_id")
    assert pick(rows["instruments"], *columns) == expected
    kinds = pick(rows["instruments"], "kind")
    assert (kinds.count("resolution"), kinds.count("decision")) == (11, 16)
    assert pick(rows["instruments"], "number")[4:7] == ["17.55", "17.56", "18.5"]


def test_each_instrument_is_cited_once(rows: Rows) -> None:
    assert pick(rows["citations"], "instrument_id") == [key for key, *_ in INSTRUMENTS]
    assert addresses(rows, "citations") == places(INSTRUMENTS)
    assert pick(rows["citations"], "text") == [words for *_, words in places(INSTRUMENTS)]
    sections = ["resolutions-and-decisions"] * 6 + ["other-resolutions-and-decisions"] * 21
    keys = [f"{section}.{key}" for section, (key, *_) in zip(sections, INSTRUMENTS, strict=True)]
    assert pick(rows["citations"], "citation_id") == keys


TITLES = {
    8: "CITES Strategic Vision: 2021-2030",
    9: "Cooperation with other biodiversity-related conventions",
    10: "Cooperation with Multilateral Environmental Agreements and other international organizations",
    38: "Cooperation and synergy with the World Heritage Convention",
    39: "Cooperation with the Intergovernmental Science-Policy Platform on Biodiversity and Ecosystem Services",
    40: "Cooperation with the Global Strategy for Plant Conservation of the Convention on Biological Diversity",
    41: "Cooperation between CITES and ITTO regarding trade in tropical timber",
    42: "Cooperation and synergy with the Convention on the Conservation of Migratory Species of Wild Animals (CMS)",
    43: "Sustainable use of biodiversity: Addis Ababa Principles and Guidelines",
    44: "Cooperation between CITES and the Commission for the Conservation of Antarctic Marine Living Resources "
    "regarding trade in toothfish",
    45: "Conservation of cetaceans, trade in cetacean specimens and the relationship with the International "
    "Whaling Commission",
    46: "Cooperation and synergy with the Convention on Biological Diversity",
    47: "Cooperation with the Global Strategy for Plant Conservation",
    48: "Cooperation on the Black Sea bottlenose dolphin (Tursiops truncatus ponticus)",
    49: "Joint CITES-CMS African Carnivores Initiative",
    50: "International Consortium on Combating Wildlife Crime (ICCWC)",
    51: "IPBES assessment on the sustainable use of wild species",
}


def test_titles_are_those_of_the_page(rows: Rows) -> None:
    assert pick(rows["instruments"], "title") == [TITLES[line] for *_, line, _ in INSTRUMENTS]


def test_four_titles_are_corrected(rows: Rows) -> None:
    corrected = [row for row in rows["instruments"] if row["official_title"] is not None]
    of_ipbes = "IPBES Assessment report on the sustainable use of wild species"
    assert pick(corrected, "instrument_id", "official_title") == [
        ("conf-16.4", "Cooperation of CITES with other biodiversity-related conventions"),
        ("dec-18.55", "Cooperation on the Black sea bottlenose dolphins (Tursiops truncatus ponticus)"),
        ("dec-19.28", of_ipbes),
        ("dec-19.29", of_ipbes),
    ]


def test_to_whom_decisions_are_directed(rows: Rows) -> None:
    """As the pages of the Decisions say; those of seven Decisions were not found, and Resolutions have no addressee."""
    addressees = {row["instrument_id"]: row["addressee"] for row in rows["instruments"] if row["addressee"]}
    assert addressees == {
        "dec-17.55-rev-cop19": "Parties",
        "dec-17.56-rev-cop19": "Standing Committee, with support of the Secretariat",
        "dec-18.55": "Secretariat",
        "dec-19.20": "Secretariat",
        "dec-19.21": "Standing Committee",
        "dec-19.22": "Plants Committee, in collaboration with the Secretariat",
        "dec-19.23": "Standing Committee, in coordination with the Plants Committee and the Secretariat",
        "dec-19.28": "Animals and Plants Committees",
        "dec-19.29": "Standing Committee",
    }


def test_where_the_address_of_an_instrument_comes_from(rows: Rows) -> None:
    """Its row says so, and how sure that is; of one without address and addressee there is nothing to say."""
    found = {row[0]: row[1:] for row in pick(rows["instruments"], "instrument_id", "url", "evidence", "confidence")}
    assert found["conf-16.5"] == ("http://cites.org/eng/res/16/16-05.php",) * 2 + ("probable",)
    assert found["conf-18.3"] == (None, None, None)


# What each title concerns. Three concern nobody by name: those of lines 9 and 10; CITES itself never counts.
SUBJECTS = {
    8: [("cites-strategic-vision-2021-2030", "on ⟦CITES Strategic Vision: 2021-2030⟧")],
    9: [],
    10: [],
    38: [("whc", "the ⟦World Heritage Convention⟧")],
    39: [("ipbes", "the ⟦Intergovernmental Science-Policy Platform on Biodiversity and Ecosystem Services⟧")],
    40: [
        ("gspc", "the ⟦Global Strategy for Plant Conservation⟧ of"),
        ("cbd", "of the ⟦Convention on Biological Diversity⟧"),
    ],
    41: [("itto", "and ⟦ITTO⟧ regarding")],
    42: [("cms", "the ⟦Convention on the Conservation of Migratory Species of Wild Animals⟧ (CMS)")],
    43: [("addis-ababa-principles", ": ⟦Addis Ababa Principles and Guidelines⟧")],
    44: [("ccamlr", "the ⟦Commission for the Conservation of Antarctic Marine Living Resources⟧ regarding")],
    45: [("iwc", "the ⟦International Whaling Commission⟧")],
    46: [("cbd", "the ⟦Convention on Biological Diversity⟧")],
    47: [("gspc", "the ⟦Global Strategy for Plant Conservation⟧")],
    48: [("Tursiops truncatus ponticus", "(⟦Tursiops truncatus ponticus⟧)")],
    49: [
        ("cms", "CITES-⟦CMS⟧ African"),
        ("african-carnivores-initiative", "CMS ⟦African Carnivores Initiative⟧"),
    ],
    50: [("iccwc", "on ⟦International Consortium on Combating Wildlife Crime⟧ (ICCWC)")],
    51: [("ipbes", "on ⟦IPBES⟧ assessment")],
}


def test_28_subjects_of_instruments(rows: Rows) -> None:
    expected = {
        (key, position, subject, place(line, marked))
        for key, *_, line, _ in INSTRUMENTS
        for position, (subject, marked) in enumerate(SUBJECTS[line], 1)
    }
    found = [
        (
            row["instrument_id"],
            row["position"],
            row["organization_id"] or row["framework_id"] or row["taxon"],
            address(rows, row),
        )
        for row in rows["instrument_subjects"]
    ]
    assert len(found) == 28
    assert set(found) == expected


def test_a_subject_is_an_organization_a_framework_or_a_taxon(rows: Rows) -> None:
    frameworks = {"cites-strategic-vision-2021-2030", "gspc", "addis-ababa-principles", "african-carnivores-initiative"}
    assert {row["framework_id"] for row in rows["instrument_subjects"] if row["framework_id"]} == frameworks
    assert {row["taxon"] for row in rows["instrument_subjects"] if row["taxon"]} == {"Tursiops truncatus ponticus"}
    columns = ("organization_id", "framework_id", "taxon")
    for values in pick(rows["instrument_subjects"], *columns):
        assert sum(value is not None for value in values) == 1, values


# --- actions ------------------------------------------------------------------------------------------------

ACTIONS = [
    (
        "consider-areas-of-alignment",
        None,
        18,
        "- ⟦consider areas of alignment between the CITES Strategic Vision 2021-2030 and the Kunming-Montreal GBF "
        "and its monitoring framework⟧;",
    ),
    (
        "explore-options-consistent-with",
        None,
        19,
        "- ⟦explore options consistent with the CITES Strategic Vision to strengthen cooperation, collaboration and "
        "synergies at all relevant levels between CITES and the GBF, taking into account the 2030 Agenda for "
        "Sustainable Development and its Sustainable Development Goals⟧; and",
    ),
    ("make-recommendations-to-the", "CoP20", 20, "- ⟦make recommendations to the 20th meeting of the Conference⟧."),
]


def test_three_actions(rows: Rows) -> None:
    section = "kunming-montreal-global-biodiversity-framework"
    assert pick(rows["actions"], "action_id", "due_meeting_id") == [
        (f"{section}.{key}", due) for key, due, *_ in ACTIONS
    ]
    assert pick(rows["actions"], "position") == [1, 2, 3]
    assert addresses(rows, "actions") == places(ACTIONS)
    assert pick(rows["actions"], "text") == [words for *_, words in places(ACTIONS)]


def test_the_standing_committee_is_to_act_on_the_framework_of_the_heading(rows: Rows) -> None:
    """The page has lost the sentence that says so: it is an erratum."""
    assert pick(rows["actions"], "addressee", "framework_id") == [("Standing Committee", "kunming-montreal-gbf")] * 3


# --- mentions -----------------------------------------------------------------------------------------------

# Who and what each line names, from left to right; lines that are left out name nobody.
MENTIONS = {
    1: "cites-strategic-vision-2021-2030",
    2: "blg",
    3: "iccwc",
    4: "emg",
    6: "cites-secretariat",
    8: "cites-strategic-vision-2021-2030",
    12: "blg",
    13: "iccwc iccwc",
    14: "emg",
    17: "kunming-montreal-gbf",
    18: "cites-strategic-vision-2021-2030 kunming-montreal-gbf",
    19: "cites-strategic-vision-2021-2030 cites kunming-montreal-gbf agenda-2030 sdgs",
    21: "blg",
    22: "blg blg cbd cbd cites cms cms cites ipcc ipcc itpgrfa itpgrfa iwc iwc ramsar whc whc",
    23: "blg cites-secretariat basel-convention ozone-secretariat ipbes ipbes iucn iucn",
    24: "iccwc iccwc",
    25: "iccwc cites-secretariat interpol unodc unodc world-bank wco wco cites-secretariat iccwc cites-secretariat",
    26: "emg",
    27: "emg emg un",
    28: "cites-secretariat mea-ikm",
    30: "cites-secretariat",
    31: "itc itc unctad unctad biotrade asycuda green-customs",
    32: "cpw cpw",
    33: "fao fao iccat iccat sprep sprep",
    34: "itto itto cpf cpf",
    35: "woah woah iata iata waza waza",
    36: "interpol wco latf un-task-force-wildlife-forest defra defra usfws",
    38: "whc",
    39: "ipbes",
    40: "gspc cbd",
    41: "cites itto",
    42: "cms cms",
    43: "addis-ababa-principles",
    44: "cites ccamlr",
    45: "iwc",
    46: "cbd",
    47: "gspc",
    49: "cites cms african-carnivores-initiative",
    50: "iccwc iccwc",
    51: "ipbes",
}


def test_116_mentions_line_by_line(rows: Rows) -> None:
    found: dict[int, list[str]] = {}
    for row in rows["mentions"]:
        line = address(rows, row)[0]
        found.setdefault(line, []).append(row["organization_id"] or row["framework_id"])
    assert {line: " ".join(entities) for line, entities in found.items()} == MENTIONS
    assert len(rows["mentions"]) == 116


@pytest.mark.parametrize(
    ("entity", "line", "marked"),
    [
        ("cites", 49, "Joint ⟦CITES⟧-CMS African"),
        ("cms", 49, "CITES-⟦CMS⟧ African"),
        # Mentions keep what the words name, whatever the erratum says.
        ("ipcc", 22, "the ⟦Intergovernmental Panel on Climate Change⟧ (IPCC)"),
        ("ipcc", 22, "(⟦IPCC⟧)"),
        ("itpgrfa", 22, "(⟦ITPGR⟧)"),
        # Two names of one body.
        ("ipbes", 23, "the ⟦Intergovernmental Platform on Biodiversity and Ecosystem Services⟧ (IPBES)"),
        ("ipbes", 39, "the ⟦Intergovernmental Science-Policy Platform on Biodiversity and Ecosystem Services⟧"),
        # A name without its two last words, and the acronym in capitals that the body does not use.
        ("defra", 36, "the ⟦Department for Environment and Rural Affairs⟧ (DEFRA)"),
        ("defra", 36, "(⟦DEFRA⟧)"),
        # An acronym in parentheses is a mention of its own, also where words run together.
        ("blg", 22, "⟦Liaison Group of Biodiversity-related Conventions⟧(BLG)"),
        ("blg", 22, "Conventions(⟦BLG⟧)"),
        ("wco", 25, "(⟦WCO⟧)working"),
        ("woah", 35, "(⟦WOAH⟧ - signed"),
        ("latf", 36, "the ⟦Lusaka Agreement Task Force⟧,the"),
        # The longest name counts: no "CITES", "United Nations", "FAO" or "Convention" inside another.
        ("cites-secretariat", 6, "The ⟦CITES Secretariat⟧ has"),
        ("unctad", 31, "the ⟦United Nations Conference on Trade and Development⟧"),
        ("un", 27, "is a ⟦United Nations⟧ system-wide"),
        ("cites-strategic-vision-2021-2030", 8, "on ⟦CITES Strategic Vision: 2021-2030⟧"),
        ("blg", 2, "–the ⟦Biodiversity Liaison Group⟧ and"),
        ("kunming-montreal-gbf", 17, "⟦Kunming-Montreal global biodiversity framework⟧"),
        ("kunming-montreal-gbf", 19, "the ⟦GBF⟧, taking"),
    ],
)
def test_mention(rows: Rows, entity: str, line: int, marked: str) -> None:
    (row,) = (row for row in rows["mentions"] if address(rows, row) == place(line, marked))
    assert (row["organization_id"] or row["framework_id"]) == entity
    assert (row["organization_id"] is None) != (row["framework_id"] is None)


def test_mentions_are_numbered_in_their_passage(rows: Rows) -> None:
    assert [row["mention_id"] for row in rows["mentions"] if row["passage_id"] == "biodiversity.3"] == [
        f"biodiversity.3.{number}" for number in range(1, 9)
    ]
    for row in rows["mentions"]:
        assert words_of(rows, row) == row["text"]


# --- errata -------------------------------------------------------------------------------------------------

# The kind, the correction (None if there is none), and the faulty words.
ERRATA = [
    ("typography", "– the Biodiversity", 2, "⟦–the Biodiversity⟧ Liaison"),
    (
        "wrong title",
        "Cooperation of CITES with other biodiversity-related conventions",
        9,
        "on ⟦Cooperation with other biodiversity-related conventions⟧",
    ),
    ("typography", "– the Biodiversity", 12, "⟦–the Biodiversity⟧ Liaison"),
    (
        "lost text",
        "Among others, the Standing Committee is to: consider areas of alignment",
        18,
        "- ⟦consider areas of alignment⟧ between",
    ),
    (
        "incomplete",
        "20th meeting of the Conference of the Parties.",
        20,
        "the ⟦20th meeting of the Conference.⟧",
    ),
    ("typography", "– the Biodiversity", 21, "⟦–the Biodiversity⟧ Liaison"),
    ("typography", "Conventions (BLG)", 22, "Biodiversity-related ⟦Conventions(BLG)⟧"),
    (
        "wrong name",
        ", the International Plant Protection Convention (IPPC), the",
        22,
        "⟦, the Intergovernmental Panel on Climate Change (IPCC), the⟧ International Treaty",
    ),
    ("lost link", None, 23, "Secretariat ⟦(see MoU here)⟧"),
    (
        "wrong name",
        "Intergovernmental Science-Policy Platform on Biodiversity and Ecosystem Services (IPBES)",
        23,
        "the ⟦Intergovernmental Platform on Biodiversity and Ecosystem Services (IPBES)⟧",
    ),
    ("typography", "(WCO) working", 25, "Organization ⟦(WCO)working⟧"),
    ("lost link", None, 25, "⟦Click here for the Letter of Understanding⟧ between"),
    (
        "wrong party",
        "Letter of Understanding between the partners of ICCWC",
        25,
        "the ⟦Letter of Understanding between ICCWC and the CITES Secretariat⟧.",
    ),
    (
        "typography",
        "is a United Nations system-wide coordination body that",
        27,
        "(EMG) ⟦is a United Nations system-wide coordination that⟧ furthers",
    ),
    (
        "wrong name",
        "World Organisation for Animal Health",
        35,
        "the ⟦World Organization for Animal Health⟧ (WOAH",
    ),
    (
        "incomplete",
        "WOAH - a memorandum of understanding, signed on 1 March 2024",
        35,
        "(⟦WOAH - signed on 1 March 2024⟧)",
    ),
    ("typography", "Force, the", 36, "Task ⟦Force,the⟧ UN"),
    (
        "wrong name",
        "Department for Environment, Food and Rural Affairs (Defra)",
        36,
        "the ⟦Department for Environment and Rural Affairs (DEFRA)⟧",
    ),
    (
        "wrong title",
        "Cooperation on the Black sea bottlenose dolphins (Tursiops truncatus ponticus)",
        48,
        "on ⟦Cooperation on the Black Sea bottlenose dolphin (Tursiops truncatus ponticus)⟧",
    ),
    (
        "wrong title",
        "IPBES Assessment report on the sustainable use of wild species",
        51,
        "on ⟦IPBES assessment on the sustainable use of wild species⟧",
    ),
]


def test_20_errata(rows: Rows) -> None:
    assert pick(rows["errata"], "kind", "correction") == [erratum[:2] for erratum in ERRATA]
    assert addresses(rows, "errata") == places(ERRATA)
    assert pick(rows["errata"], "as_written") == [words for *_, words in places(ERRATA)]
    assert len(rows["errata"]) == 20


# Rows that say what should be there: table and key, and the words of the erratum.
ROW_ERRATA = [
    # The sentence that says who is to do it is lost: each of the three tasks rests on that.
    ("actions", "consider-areas-of-alignment", "consider areas of alignment"),
    ("actions", "explore-options-consistent-with", "consider areas of alignment"),
    ("actions", "make-recommendations-to-the", "20th meeting of the Conference."),
    ("actions", "make-recommendations-to-the", "consider areas of alignment"),
    ("agreements", "letter-of-understanding.iccwc", "Click here for the Letter of Understanding"),
    (
        "agreements",
        "letter-of-understanding.iccwc",
        "Letter of Understanding between ICCWC and the CITES Secretariat",
    ),
    ("agreements", "memorandum-of-understanding.biodiversity", "(see MoU here)"),
    ("agreements", "memorandum-of-understanding.woah", "WOAH - signed on 1 March 2024"),
    ("clusters", "biodiversity", "–the Biodiversity"),
    ("cooperation_ties", "biodiversity.blg", "Conventions(BLG)"),
    (
        "cooperation_ties",
        "biodiversity.ipbes",
        "Intergovernmental Platform on Biodiversity and Ecosystem Services (IPBES)",
    ),
    ("cooperation_ties", "illegal-wildlife-trade.defra", "Department for Environment and Rural Affairs (DEFRA)"),
    ("cooperation_ties", "illegal-wildlife-trade.latf", "Force,the"),
    ("cooperation_ties", "safety-and-welfare-standards.woah", "World Organization for Animal Health"),
    ("hyperlinks", "biodiversity.here", "(see MoU here)"),
    ("hyperlinks", "enforcement.here", "Click here for the Letter of Understanding"),
    (
        "instrument_subjects",
        "dec-18.55/1",
        "Cooperation on the Black Sea bottlenose dolphin (Tursiops truncatus ponticus)",
    ),
    ("instrument_subjects", "dec-19.28/1", "IPBES assessment on the sustainable use of wild species"),
    ("instrument_subjects", "dec-19.29/1", "IPBES assessment on the sustainable use of wild species"),
    ("instruments", "conf-16.4", "Cooperation with other biodiversity-related conventions"),
    ("instruments", "dec-18.55", "Cooperation on the Black Sea bottlenose dolphin (Tursiops truncatus ponticus)"),
    ("instruments", "dec-19.28", "IPBES assessment on the sustainable use of wild species"),
    ("instruments", "dec-19.29", "IPBES assessment on the sustainable use of wild species"),
    ("memberships", "blg/ippc", ", the Intergovernmental Panel on Climate Change (IPCC), the"),
    ("memberships", "iccwc/wco", "(WCO)working"),
    ("sections", "biodiversity", "–the Biodiversity"),
]


def test_rows_that_rest_on_errata(rows: Rows) -> None:
    words = {row["erratum_id"]: row["as_written"] for row in rows["errata"]}
    section = "kunming-montreal-global-biodiversity-framework."
    found = [
        (row["table_name"], row["row_id"].removeprefix(section), words[row["erratum_id"]])
        for row in rows["row_errata"]
        if row["table_name"] != "mentions"
    ]
    assert found == ROW_ERRATA


def test_mentions_rest_on_errata_that_have_words_of_theirs(rows: Rows) -> None:
    words = {row["erratum_id"]: row["as_written"] for row in rows["errata"]}
    named = {row["mention_id"]: row["text"] for row in rows["mentions"]}
    found = [
        (named[row["row_id"]], words[row["erratum_id"]])
        for row in rows["row_errata"]
        if row["table_name"] == "mentions" and row["row_id"].startswith(("biodiversity.2.", "thematic.8."))
    ]
    climate = ", the Intergovernmental Panel on Climate Change (IPCC), the"
    defra = "Department for Environment and Rural Affairs (DEFRA)"
    assert sorted(found) == [
        ("BLG", "Conventions(BLG)"),
        ("DEFRA", defra),
        ("Department for Environment and Rural Affairs", defra),
        ("IPCC", climate),
        ("Intergovernmental Panel on Climate Change", climate),
        ("Liaison Group of Biodiversity-related Conventions", "Conventions(BLG)"),
        ("Lusaka Agreement Task Force", "Force,the"),
    ]


def test_each_erratum_has_a_row_that_rests_on_it(rows: Rows) -> None:
    assert set(pick(rows["errata"], "erratum_id")) == set(pick(rows["row_errata"], "erratum_id"))


def test_errata_are_keyed_by_their_words_and_occurrence(rows: Rows) -> None:
    keys = pick(rows["errata"], "erratum_id")
    assert [key for key in keys if key.startswith("the-biodiversity")] == [
        "the-biodiversity.1",
        "the-biodiversity.2",
        "the-biodiversity.3",
    ]
    assert "the-intergovernmental-panel-on-climate-change-ipcc-the.1" in keys


# --- meetings -----------------------------------------------------------------------------------------------


def test_meetings_take_effect_90_days_after_their_end(rows: Rows) -> None:
    """The amendments of CoP18 and CoP19 took effect on 26 November 2019 and 23 February 2023."""
    dates = {row["meeting_id"]: (row["end_date"], row["effective_date"]) for row in rows["meetings"]}
    assert dates["CoP18"] == ("2019-08-28", "2019-11-26")
    assert dates["CoP19"] == ("2022-11-25", "2023-02-23")
    assert pick(rows["meetings"], "number") == list(range(1, 21))


def test_the_rule_of_90_days_came_with_the_fourth_meeting(rows: Rows) -> None:
    dates = {row["meeting_id"]: row["effective_date"] for row in rows["meetings"]}
    assert [dates[meeting] for meeting in ("CoP1", "CoP2", "CoP3", "CoP4")] == [None, None, None, "1983-07-29"]


# --- identifiers --------------------------------------------------------------------------------------------

# One of each scheme, as the source in its evidence has it.
IDENTIFIERS = [
    ("cites.ieadb", "2814", "same", None),
    ("cites.ecolex", "TRE-000483", "same", None),
    ("itpgrfa.informea", "plant-treaty", "same", "https://www.informea.org/en/treaties/plant-treaty"),
    ("iwc.ieadb", "2621", "constitutive treaty", None),
    ("CoP19.ieadb", None, None, None),  # the source ends with CoP17
    ("CoP17.ieadb", "8822", "amendments adopted", None),
    ("fao.ror", "00pe0tf51", "same", "https://ror.org/00pe0tf51"),
    ("fao.wikidata", "Q82151", "same", "https://www.wikidata.org/wiki/Q82151"),
    ("fao.isni", "0000000419370300", "same", "https://isni.org/isni/0000000419370300"),
    ("fao.cow-igo", "1840", "same", None),
    ("fao.oecd-channel", "41301", "same", None),
    ("unep.crossref-funder", "100020967", "same", "https://doi.org/10.13039/100020967"),
    ("wco.uia", "1100013409", "same", "https://uia.org/s/or/en/1100013409"),
]


@pytest.mark.parametrize(("key", "identifier", "relation", "url"), IDENTIFIERS)
def test_identifiers(rows: Rows, key: str, identifier: str | None, relation: str | None, url: str | None) -> None:
    found = [row for row in rows["identifiers"] if row["identifier_id"] == key]
    assert pick(found, "identifier", "relation", "url") == ([(identifier, relation, url)] if identifier else [])


def test_what_a_first_year_is_of(rows: Rows) -> None:
    events = {row["organization_id"]: (row["start_year"], row["start_event"]) for row in rows["organizations"]}
    assert events["cites"] == ("1973", "signed")
    assert events["cbd"] == ("1992", "opened for signature")
    assert events["wco"] == ("1950", "founding treaty signed")
    assert events["iccat"] == ("1969", "founding treaty in force")
    assert events["iucn"] == ("1948", "founded")
    assert events["latf"] == (None, None)  # 1994 is the year of the Agreement, not of the Task Force
