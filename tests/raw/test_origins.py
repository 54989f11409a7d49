"""Sources that take what they say from the same place do not verify a row, however many they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from parsing import write_edited

from pipeline.faults import Faults
from pipeline.raw.curated import read_curated

ORIGINS = [
    {"address": "https://copy.example/", "origin": "Wikidata"},
    {"address": "https://list.example/", "origin": "Wikidata"},
    {"address": "https://register.example/", "origin": "a register"},
]
NAME = {
    "name": "WAZA-Verband",
    "language": "de",
    "kind": "variant",
    "organization_id": "waza",
    "confidence": "verified",
}
IDENTIFIER = {"organization_id": "waza", "scheme": "wikidata", "identifier": "Q1", "relation": "same"}
ONE_ORIGIN = "https://copy.example/1 (its labels); https://list.example/2"


@pytest.mark.parametrize("evidence", ["https://copy.example/1", ONE_ORIGIN])
def test_sources_of_one_origin_do_not_verify_a_row(tmp_path: Path, evidence: str) -> None:
    write_edited(tmp_path, {}, add={"origins": ORIGINS, "names": [NAME | {"evidence": evidence}]})
    with pytest.raises(Faults) as raised:
        read_curated(tmp_path)
    (fault,) = raised.value.faults
    assert str(fault).endswith(
        "is verified, but all of its evidence comes from Wikidata; add a source of another origin, or write probable"
    )


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param("names", NAME | {"evidence": f"{ONE_ORIGIN}; https://register.example/3"}, id="another origin"),
        pytest.param("names", NAME | {"evidence": f"{ONE_ORIGIN}; https://www.waza.org/"}, id="a source of its own"),
        pytest.param("names", NAME | {"evidence": ""}, id="plain on the page"),
        pytest.param("names", NAME | {"evidence": ONE_ORIGIN, "confidence": "probable"}, id="probable"),
        pytest.param(
            "identifiers",
            IDENTIFIER | {"evidence": ONE_ORIGIN, "confidence": "verified"},
            id="an identifier, which its scheme assigns",
        ),
    ],
)
def test_other_rows_are_left_alone(tmp_path: Path, table: str, row: dict[str, str]) -> None:
    write_edited(tmp_path, {}, add={"origins": ORIGINS, table: [row]})
    assert read_curated(tmp_path).origins[0]["origin"] == "Wikidata"
