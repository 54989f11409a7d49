"""Names, and where they are in a text."""

from __future__ import annotations

import pytest

from pipeline.faults import Faults
from pipeline.text.names import Name, Names

KNOWN = Names(
    [
        Name("CITES", "en", "acronym", "cites", None),
        Name("CITES Secretariat", "en", "official", "cites-secretariat", None),
        Name("CITES Strategic Vision", "en", "variant", None, "vision"),
        Name("Liaison Group of Conventions", "en", "official", "group", None),
        Name("BLG", "en", "acronym", "group", None),
        Name("WCO", "en", "acronym", "wco", None),
        Name("Force on Trade, Food and Drugs (Europe)", "en", "official", "force", None),
        Name("Trade", "en", "official", "trade", None),
        Name("École Supérieure", "en", "official", "ecole", None),
        Name("Organización de las Naciones Unidas", "es", "official", "un", None),
    ]
)


def test_a_name_that_names_another_body_in_another_language_is_refused() -> None:
    of_two = [Name("CBI", "en", "acronym", "cbi", None), Name("CBI", "es", "acronym", "iwc", None)]
    with pytest.raises(Faults, match=r"names\.csv: «CBI» names cbi in en, but iwc in es; leave it to one of the two"):
        Names(of_two)
    assert Names(of_two[:1] + of_two[:1]).organization_id("CBI") == "cbi"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # The longest name at a place, and none inside another.
        ("the CITES Secretariat of CITES", ["CITES Secretariat", "CITES"]),
        ("the CITES Strategic Vision", ["CITES Strategic Vision"]),
        ("Force on Trade, Food and Drugs (Europe), Trade", ["Force on Trade, Food and Drugs (Europe)", "Trade"]),
        # A longer name that breaks off leaves the shorter one.
        ("the CITES Secretary", ["CITES"]),
        ("CITES Secretariats", ["CITES"]),
        # Words run together with other signs.
        ("Liaison Group of Conventions(BLG)", ["Liaison Group of Conventions", "BLG"]),
        ("(WCO)working", ["WCO"]),
        ("CITES-WCO", ["CITES", "WCO"]),
        ("WCO,CITES", ["WCO", "CITES"]),
        ("–WCO’s", ["WCO"]),
        ("École Supérieure.", ["École Supérieure"]),
        # Borders of words, in letters, digits and the case of letters.
        ("eCITES CITES2 XWCO WCOx _WCO", []),
        ("ÉWCO WCOé", []),
        ("cites wco trade", []),
        ("CITES  Secretariat", ["CITES  Secretariat"]),
        # The beginning of a longer name, even if that continues on the next line.
        ("la Organización de las Naciones Unidas para el Desarrollo Industrial", []),
        ("la Organización de las Naciones Unidas\npara el Desarrollo Industrial", []),
        ("la Organización de las Naciones Unidas\n\npara todos", ["Organización de las Naciones Unidas"]),
        # The mark of a footnote is no digit of a name.
        ("WCO¹ and BLG²³, ⁴CITES", ["WCO", "BLG", "CITES"]),
        ("", []),
    ],
)
def test_names_are_found(text: str, names: list[str]) -> None:
    assert [text[mention.start : mention.end] for mention in KNOWN.find(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Ecole Superieure, ECOLE SUPÉRIEURE, École superieure",
            ["Ecole Superieure", "ECOLE SUPÉRIEURE", "École superieure"],
        ),
        ("the Cote and the Côte", ["Côte"]),
        ("Trade Centre, Trade Center, TRADE CENTER", ["Trade Centre", "Trade Center", "TRADE CENTER"]),
        ("Trade Centres, Trade Centering", []),
        ("the Programme, the Program", ["Program"]),
    ],
)
def test_names_of_several_words_are_found_in_either_spelling_and_without_accents(text: str, names: list[str]) -> None:
    words = {"École Supérieure": "fr", "Côte": "fr", "Trade Centre": "en", "Program": "en"}
    known = Names([Name(name, language, "official", name, None) for name, language in words.items()], as_set=True)
    assert [text[mention.start : mention.end] for mention in known.find(text)] == names
    assert all(mention.organization_id in words for mention in known.find(text))


def test_a_spelling_of_one_body_that_is_the_name_of_another_is_refused() -> None:
    with pytest.raises(Faults, match="«Customs Organization» names two in en, but one in en"):
        Names([Name(f"Customs Organi{z}ation", "en", "official", one, None) for z, one in (("s", "two"), ("z", "one"))])


def test_a_name_tells_whom_or_what_it_names() -> None:
    found = KNOWN.find("(BLG) CITES Strategic Vision")
    assert [(mention.organization_id, mention.framework_id) for mention in found] == [("group", None), (None, "vision")]
    assert KNOWN.organization_id("BLG") == "group"
    assert KNOWN.organization_id("CITES Strategic Vision") is None
    assert KNOWN.organization_id("BL") is None
