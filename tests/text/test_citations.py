"""What `find` finds, and what holds for it on any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.citations import Citation, find, scan
from pipeline.text.instruments import Instrument
from pipeline.text.reading_copy import ReadingCopy

BESIDE = ["", " ", "–", "’", "é ", "🐘", "\n\n", "\u00a0", "(", "«"]


@pytest.mark.parametrize("before", BESIDE)
@pytest.mark.parametrize("after", ["", " ", "–", "’ ", " é", "🐘", "\n\n", "\u00a0", ")", "»"])
def test_offsets_slice_to_the_words_beside_any_character(before: str, after: str) -> None:
    words = "Resolution Conf. 12.4 (Rev. CoP18)"
    text = f"🐘 été {before}{words}{after}"
    assert [text[c.start : c.end] for c in find(text)] == [words]


LIST = "Decisions 19.85, paragraphs a) and b), 19.86 (Rev. CoP20) to 19.88 & 18.90 (Rev. CoP19)"


def test_order_overlap_and_spans_of_a_list() -> None:
    found = find(f"{LIST}; {LIST}")
    spans = [(c.start, c.end) for c in found]
    assert spans == sorted(spans)
    assert len(found) == 2 * 5
    assert {LIST[start:end] for start, end in spans[:5]} == {
        *("Decisions 19.85", "19.86 (Rev. CoP20) to 19.88", "18.90 (Rev. CoP19)"),
    }


def test_a_text_cut_anywhere_cites_only_what_is_there() -> None:
    """A cut may shorten the last number, but it moves and invents nothing before it."""
    whole = find(LIST)
    for end in range(len(LIST)):
        for citation in find(LIST[:end]):
            assert citation.end <= end
            if citation.end < end - 12:
                assert citation.start in {c.start for c in whole}


def test_meetings_that_are_not_known_and_revisions_before_the_adoption_are_no_citations() -> None:
    assert find("Decision 99.1, Decision 0.4, Decision 19.5 (Rev. CoP19), Decision 19.6 (Rev. CoP99)") == []
    assert [c.instrument.number for c in find("Decisions 99.1, 19.2 and 19.3 (Rev. CoP18)")] == ["19.2"]


def test_a_citation_is_a_plain_value() -> None:
    assert find("RC 9.24 (Rev. CoP17)") == [
        Citation(0, 20, Instrument("resolution", "9.24", "CoP17"), None, inferred=False)
    ]


MEGABYTE = 300_000
LONG = {
    "a list": "Decisions " + "19.1, " * (MEGABYTE // 6),
    "brackets": "(" * MEGABYTE,
    "spaces": " " * MEGABYTE,
    "line ends": "\n" * MEGABYTE,
    "revisions": "Rev. CoP" * (MEGABYTE // 8),
    "open revisions": "Decision 19.1 (Rev. " * (MEGABYTE // 20),
    "numbers": "19.1 " * (MEGABYTE // 5),
    "points": "." * MEGABYTE,
    "digits": "1" * MEGABYTE,
    "points and digits": "1." * (MEGABYTE // 2),
    "words before no number": "Resolution Conf. " * (MEGABYTE // 17),
    "words far from their number": ("Decision" + " " * 60 + "19.1 ") * (MEGABYTE // 73),
    "pinpoints": "Decision 19.1 " + "a) and " * (MEGABYTE // 7),
    "lines": "19.1 to 19.3\n" * (MEGABYTE // 13),
    "headings": "Decisions of the Conference of the Parties\n" * (MEGABYTE // 43),
    "directions": "1.1 Directed to " * (MEGABYTE // 16),
    "capitals": "A" * MEGABYTE,
    "open tags": "<a href=" * (MEGABYTE // 8),
    "open comments": "<!-- " * (MEGABYTE // 5),
    "open links": "[" * MEGABYTE,
    "links without an end": "[a](http://" * (MEGABYTE // 11),
    "entities": "&amp" * (MEGABYTE // 4),
    "emphasis": "_a*" * (MEGABYTE // 3),
    "divided words": "a-\n" * (MEGABYTE // 3),
    "accents": "e" + "\u0301" * MEGABYTE,
    "other bodies": "CMS COP13 adopted " * (MEGABYTE // 18) + "Decision 13.4",
    "bodies and numbers": "the Basel Convention's Decision 13.4 " * (MEGABYTE // 37),
    "titles": "Decisions 13.4 on the trade in eels " * (MEGABYTE // 36),
    "crumbs": "Decisions > 17.4 " * (MEGABYTE // 17),
    "addresses": "/res/16/16-" * (MEGABYTE // 11),
    "contents": "Decisions in effect\n" + "Title 18.1, 18.2 x\n" * (MEGABYTE // 19),
    "a line of contents": "Decisions in effect\nTitle " + "18.1, " * (MEGABYTE // 6),
    "a list after a heading": "Decisions in effect: " + "18.1 Birds; " * (MEGABYTE // 12),
    "headings with lists": "Decisions in effect: 18.1 Birds 18.2 Eels\n" * (MEGABYTE // 43),
    "a list of lines": "19.1,\n" * (MEGABYTE // 6),
    "sentences": "Directed to Parties 18.1 The. " + "18.2. " * (MEGABYTE // 6),
    "announced": "Decision 18.1: " * (MEGABYTE // 15),
    "capitals before": "A" * 40 + "ING Decision 18.1 " * (MEGABYTE // 18),
    "long words": ("x" * 70 + " 19.1 ") * (30 * MEGABYTE // 76),
    "long lines": ("x" * 300 + " Directed to Parties, see 19.1. ") * (30 * MEGABYTE // 332),
    "long words before each": ("x" * 50 + " Decision 18.1 ") * (10 * MEGABYTE // 65),
    "prose": "Species are traded as plants. " * (MEGABYTE // 30),
    "prose between numbers": ("Species are traded as plants. " * 40 + "19.1 ") * (MEGABYTE // 1205),
    "prose between open tags": ("Species are traded as plants. " * 40 + "19.1 <a ") * (MEGABYTE // 1208),
    "blanks between points": ("." + " " * 99) * (MEGABYTE // 100),
    "quoted lines": "\n> Decision 19.1" * (MEGABYTE // 15),
    "marks of quoted lines": "\n>" * (MEGABYTE // 2),
    "a long quoted line": "\n> " + "Decision 19.1 > " * (MEGABYTE // 16),
    "conventions": "Under CMS, Resolution 12.8 (Rev.COP13) " * (MEGABYTE // 39),
    "revised Resolutions": "Resolution 12.8 (Rev. CoP13) " * (MEGABYTE // 29),
    "bare Resolutions": "Conf. 12.8, Resolution 12.9 " * (MEGABYTE // 28),
    "short words": "dec 18.141 " * (MEGABYTE // 11),
    "owners": "the mayor's Decision 12.3 of the Last " * (MEGABYTE // 38),
    "a long owner": "Decision 12.3 of the " + "a-" * (MEGABYTE // 2),
    "long owners": ("Decision 12.3 of the " + "a-" * 300) * (MEGABYTE // 621),
    "who acts": "The Board of the Bank of the Fund of the Sea closed it by Decision 12.3 " * (MEGABYTE // 74),
    "who acts in it": "In Decision 12.3, the Board of the Bank of the Fund of the Sea was in it. " * (MEGABYTE // 74),
    "a long name": "In Decision 12.3, the Board" + " of Bank" * (MEGABYTE // 8),
    "marks of code": "Decision 12.3 " + "`" * MEGABYTE,
    "code": "Decision 12.3 of a " + "`a " * (MEGABYTE // 3),
    "dates": "Decision 12.45 of 3 May 2011 the " * (MEGABYTE // 33),
    "revised in one line": "Title 18.1 (Rev. CoP19) " * (MEGABYTE // 24),
    "titles above tasks": "Decision 17.1.\nTitle 17.2\n\nThe Secretariat and others " * (MEGABYTE // 54),
    "a long word below a title": "Decision 17.1.\nTitle 17.2\n\n" + "A" * MEGABYTE,
    "ties": "a~" * (MEGABYTE // 2),
    "cells": "Decisions 18.1 | x |\n| | and 18.2 " * (MEGABYTE // 36),
    "open cells": "Decisions 18.1 | " + "x | " * (MEGABYTE // 4),
    "lists of numbers": "Decisions for deletion\n- 18.1, 18.2\n" * (MEGABYTE // 37),
    "numbers that count on": "Decisions 18.1, 2, 3, 4, 5, 6 and 7, " * (MEGABYTE // 37),
    "numbers that count on and on": "Decisions 18.1" + ", 2" * (MEGABYTE // 3),
    "parts": "paragraph 2 of Resolution Conf. 9.4 " * (MEGABYTE // 36),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    """Linear in processor time: a quadratic pattern would take a thousand times the time for 32 times the text."""
    text = LONG[name]

    def seconds(part: str) -> float:
        started = time.process_time()
        find(part)
        find(part, inferred=True)
        return time.process_time() - started

    part = min(seconds(text[: len(text) // 32]) for _ in range(3))
    assert seconds(text) < 32 * 8 * part + 0.2


PROSE = "Many species are traded as timber or as plants. "
PIECES = [
    *("See Decision 19.20 (Rev. CoP20). ", "Resolution 12.8 is old. ", "In Decisions 17.5 and ", "18.6, agreed. "),
    *("The CITES Secretariat has projects. ", "The CBD adopted others. ", "Trade fell by 2.5 per cent. "),
    *("\n\n", "\n", "  ", "\u00a0", "-\n", "&#46;", "19․20"),
    *("<p>", "<a title='", "'>", "<!--", "-->", "_", "[see ", "](/a)"),
    *(PROSE * times for times in (1, 9, 20)),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example(PROSE * 30 + "The CITES Secretariat has projects. Resolution 12.8")
@example("\n" * 1200 + PROSE * 2 + "\n" * 600 + "CITES. " + PROSE * 30 + "Resolution 12.8")
@example(PROSE * 30 + "In CITES Art. Two and Art. Six, Resolution 12.8")
@example(PROSE * 30 + "Decision 19․20. " + PROSE * 30 + "Decision 19.20")
@example(PROSE * 30 + "Decision <!-- " + PROSE * 30 + "19.20 <b> " + PROSE * 30 + "--> 19.20")
@example(PROSE * 30 + "Decision <a title='19.20. " + PROSE * 30 + "19.20. " + PROSE * 30 + "'> 19.20")
@example(PROSE * 30 + "\n\nDecision\n19.20 Trade in plants. " + PROSE * 20 + "\n19.21 Timber")
def test_what_is_far_from_numbers_changes_nothing(text: str) -> None:
    assert find(text) == find(text, copy=ReadingCopy(text))


def test_a_citation_begins_at_the_word_next_to_its_number() -> None:
    [citation] = find("This Decision is Decision 17.5.")
    assert (citation.start, citation.end) == (17, 30)


def test_each_heading_says_what_the_numbers_below_it_are() -> None:
    text = "Decisions of the Conference of the Parties\n17.5 on trade\n19.7 on fish\n"
    text += "Resolutions of the Conference of the Parties\n10.4 on birds\n"
    text += "Decisions of the Conference of the Parties\n18.6 on trees\n"
    labels = [citation.instrument.label for citation in find(text, inferred=True)]
    assert labels == ["Decision 17.5", "Decision 19.7", "Resolution Conf. 10.4", "Decision 18.6"]
    assert scan(text) == [], "such numbers are read only where somebody asks for them"


@pytest.mark.parametrize(
    ("before", "is_heading"),
    [("", True), ("tasks ", True), (f"{'x' * 59} ", True), (f"{'x' * 60} ", False), ("un", False), ("¿", True)],
)
def test_a_direction_is_a_heading_near_the_start_of_its_line_and_as_a_word(before: str, is_heading: bool) -> None:
    text = f"Report of the meeting\n{before}Directed to the Secretariat\n19.20 to report\n"
    assert [citation.instrument.number for citation in find(text, inferred=True)] == (["19.20"] if is_heading else [])


def cited(text: str) -> list[tuple[str, str]]:
    """Return the words and the key of each citation."""
    return [(text[c.start : c.end], c.instrument.id) for c in find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Resolution Conf. 18.3 on", [("Resolution Conf. 18.3", "conf-18.3")]),
        ("Decision 19.20", [("Decision 19.20", "dec-19.20")]),
        # A list shares the word before it, which belongs to the first of it.
        ("Decisions 19.20 & 19.21", [("Decisions 19.20", "dec-19.20"), ("19.21", "dec-19.21")]),
        ("Decisions 11.2, 11.3 and 11.4", [("Decisions 11.2", "dec-11.2"), ("11.3", "dec-11.3"), ("11.4", "dec-11.4")]),
        (
            "Decisions 11.2, 11.3, and 11.4",
            [("Decisions 11.2", "dec-11.2"), ("11.3", "dec-11.3"), ("11.4", "dec-11.4")],
        ),
        (
            "Resolutions Conf. 1.2 and Conf. 3.4",
            [("Resolutions Conf. 1.2", "conf-1.2"), ("Conf. 3.4", "conf-3.4")],
        ),
        ("Resolutions Conf. 1.2 & 3.4", [("Resolutions Conf. 1.2", "conf-1.2"), ("3.4", "conf-3.4")]),
        # A revision belongs to the one number before it.
        (
            "Decisions 18.59, 18.60 (Rev. CoP19), 18.61",
            [
                ("Decisions 18.59", "dec-18.59"),
                ("18.60 (Rev. CoP19)", "dec-18.60-rev-cop19"),
                ("18.61", "dec-18.61"),
            ],
        ),
        (
            "Decisions 17.55 (Rev. CoP19) & 17.56 (Rev. CoP19)",
            [("Decisions 17.55 (Rev. CoP19)", "dec-17.55-rev-cop19"), ("17.56 (Rev. CoP19)", "dec-17.56-rev-cop19")],
        ),
        ("Resolution Conf. 2.6 (Rev.) on", [("Resolution Conf. 2.6 (Rev.)", "conf-2.6-rev")]),
        # Two lists in a text.
        (
            "Decision 11.2 and Resolution Conf. 3.4",
            [("Decision 11.2", "dec-11.2"), ("Resolution Conf. 3.4", "conf-3.4")],
        ),
        # Beside other signs, dashes of more than one byte among them.
        ("–Decision 19.20–the next", [("Decision 19.20", "dec-19.20")]),
        ("(Decision 19.20).", [("Decision 19.20", "dec-19.20")]),
        ("see Decision 19.20; it", [("Decision 19.20", "dec-19.20")]),
        # A parenthesis of another kind, and the words after a list, are not part of it.
        ("Decision 19.20 (here)", [("Decision 19.20", "dec-19.20")]),
        ("Decisions 11.2 and others", [("Decisions 11.2", "dec-11.2")]),
        # What is no citation.
        ("Decisions on 19.20", []),
        ("Resolutions and Decisions", []),
        ("19.20 and Conf. 18.3", [("Conf. 18.3", "conf-18.3")]),
        ("Resolution 18.3", []),
        ("Decision 1920", []),
        ("Indecision 19.20", []),
        ("decision 19.20", [("decision 19.20", "dec-19.20")]),
        ("", []),
    ],
)
def test_citations_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert cited(text) == found


@pytest.mark.parametrize("text", ["Decision 14.12.3", "Decision 17.5556", "Decision 19.20a", "Decision 18.2-01"])
def test_a_piece_of_a_number_is_no_citation(text: str) -> None:
    assert cited(text) == []


def test_a_number_that_goes_over_a_line_end_is_one() -> None:
    [citation] = find("Amend Resolution Conf. 13.\n7 (Rev. CoP17)")
    assert citation.instrument.id == "conf-13.7-rev-cop17"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("funding of the Convention for sharks, by Decisions 18.219 and 18.222", ["18.219", "18.222"]),
        ("la Convention pour les requins, y compris la décision 18.219", ["18.219"]),
        ("la Convención para los tiburones, y la Decisión 18.219", ["18.219"]),
        ("the Convention for the Protection of the Ozone Layer, Decision 14.58", []),
        ("la Convention pour la protection de la mer, décision 14.58", []),
    ],
)
def test_what_is_done_for_the_convention_is_not_its_name(text: str, numbers: list[str]) -> None:
    assert [citation.instrument.number for citation in find(text)] == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("CITES Decisions 18.14, 15, 16 and 17 apply.", ["18.14", "18.15", "18.16", "18.17"]),
        ("Decisions 18.98, 99 and 100.", ["18.98", "18.99", "18.100"]),
        ("Decisions 17.5, 18.14,\n15 & 16 and 19.20", ["17.5", "18.14", "18.15", "18.16", "19.20"]),
        ("les décisions 18.14, 15, 16 et 17", ["18.14", "18.15", "18.16", "18.17"]),
        ("las Decisiones 18.14, 15 y 16", ["18.14", "18.15", "18.16"]),
        ("Decisions 18.14, 15 and 16\n\nThe Secretariat", ["18.14", "18.15", "18.16"]),
        # Where they may be anything else.
        ("Decision 18.14, 15 and 16", ["18.14"]),
        ("Decisions 18.14 and 15 others", ["18.14"]),
        ("Decisions 18.14, 15 and 20", ["18.14"]),
        ("Decisions 18.14, 13 and 12", ["18.14"]),
        ("Decisions 18.14, 15, 16 and 18", ["18.14"]),
        ("Decisions 18.14, 15, 16 and 17 May", ["18.14"]),
        ("Decisiones 18.14, 15 y 16 de mayo de 2019", ["18.14"]),
        ("Decisions 18.14, 15 and 16 per cent", ["18.14"]),
        ("Decisions 18.14, 15 and 16%", ["18.14"]),
        ("Decisions 18.14, 15, 16-17", ["18.14"]),
        ("Decisions 18.14 (Rev. CoP19), 15, 16 and 17", ["18.14"]),
        ("Decisions 18.14, paragraph 14, 15 and 16", ["18.14"]),
        ("Resolutions Conf. 10.4, 5, 6 and 7", ["10.4"]),
    ],
)
def test_numbers_without_their_meeting_are_read_where_they_count_on(text: str, numbers: list[str]) -> None:
    assert [citation.instrument.number for citation in find(text)] == numbers


def test_numbers_without_their_meeting_need_a_word_before_the_first() -> None:
    text = "Decisions in effect\n18.13 Birds, 14, 15 and 16 eels\n18.20, 21, 22 and 23 fish"
    assert [citation.instrument.number for citation in find(text, inferred=True)] == ["18.13"]


FISHERIES = "General Fisheries Commission for the Mediterranean"


@pytest.mark.parametrize(
    "text",
    [
        f"In Decision 14.2, the {FISHERIES} closed the beds.",
        f"In Decision 14.2, the {FISHERIES} protected the species.",
        f"The {FISHERIES} closed the beds of red coral, a species of the deep, by Decision 14.2.",
        f"By Decision 14.2 the {FISHERIES} closed Area 48.",
        "Under Decision 13.5, the International Whaling Commission protected the species.",
        "In Decision 12.3, the Committee on the Rights of the Child approved the text.",
        "In Decision 12.3, the Board of Governors of the Bank raised rates.",
        "In Decision 12.3, the Food and Agriculture Organization of the United Nations raised its fees.",
        "Decision 12.3 (Executive Committee of the Multilateral Fund) stands.",
        "Decision 12.3, handed down by the Constitutional Court, stands.",
        "La décision 12.3 rendue par le Conseil constitutionnel est définitive.",
        "Par la décision 14.2, la Commission générale des pêches pour la Méditerranée a protégé les espèces.",
        "Decision 12.3 was taken by the Governing Council of the Fund.",
        "Dans sa décision 12.3, le Comité des droits de l'enfant a conclu que le texte protège les espèces.",
        "Aux termes de la décision 12.3, le Conseil d'État a rejeté le recours.",
        "In its Decision 12.3, adopted in May, the International Whaling Commission protected the species.",
        "The International Whaling Commission,\nmeeting in Bled, protected\nthe species by Decision 12.3.",
        "Mediante la Decisión 14.2, la Comisión General de Pesca del Mediterráneo protegió la especie.",
    ],
)
def test_a_decision_in_which_a_body_with_a_name_acts_is_its_own(text: str) -> None:
    assert find(text) == []
    [citation] = find(f"CITES\n\n{text}")
    assert citation.instrument.kind == "decision", "where the text names CITES, who acts does so as it was asked to"


@pytest.mark.parametrize(
    "text",
    [
        *(
            f"In Decision 14.2, the {body} reviewed the species."
            for body in ("Standing Committee", "Animals Committee", "Secretariat", "Conference of the Parties")
        ),
        "In Decision 14.2, the Commission closed the market, as CITES had asked.",
        "By Decision 14.2 the Standing Committee of the Convention agreed on the species.",
        "The Animals Committee reviewed the species under Decision 14.2.",
        "The Standing Committee for the Convention agreed on the species by Decision 14.2.",
        f"In Decision 14.2, the {FISHERIES} was asked to report on the species.",
        f"The {FISHERIES} reported on the species, as requested by Decision 14.2.",
        "Decision 14.2 (Standing Committee) is about species.",
        "Decision 14.2, addressed by the Plants Committee, is about species.",
        "Dans la décision 14.2, le Comité permanent a examiné les espèces.",
        "Dans la décision 14.2, le Comité pour les animaux a examiné les espèces.",
        "En la Decisión 14.2, el Comité de Fauna examinó la especie.",
    ],
)
def test_a_decision_in_which_a_body_of_cites_acts_is_one_of_cites(text: str) -> None:
    assert [citation.instrument.number for citation in find(text)] == ["14.2"]


@pytest.mark.parametrize("text", ["(decision 16.002 F0)", "Decision 18.02", "Resolution Conf. 9.06"])
def test_meetings_number_from_one(text: str) -> None:
    assert find(text) == []


def test_contents_under_a_heading_are_of_it() -> None:
    heading = "Decisions in effect after the 19th meeting of the Conference of the Parties"
    contents = "Contents\n\n19.1 to 19.3 Rules of Procedure ..... 5\n19.4 Credentials ..... 6"
    found = find(f"{heading}\n\n{contents}", inferred=True)
    assert [citation.instrument.number for citation in found] == ["19.1", "19.2", "19.3", "19.4"]
    assert find("Contents\n\n19.1 Introduction\n19.2 Methods", inferred=True) == []
