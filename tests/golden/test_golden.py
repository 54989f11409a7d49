"""Golden facts of the project's own page: what a person has read on it and checked, and nobody else may change.

A new edition of the page changes them: `make examples` writes them again, and a person reviews the difference.
"""

from __future__ import annotations

import csv
import difflib
from pathlib import Path

import pytest
from conftest import ROOT
from facts import golden

from pipeline.diff.retired import read_retired

pytestmark = pytest.mark.golden
FOLDER = Path(__file__).parent
REVIEW = (
    "output/csv says something else than tests/golden/{name}, which a person has checked. Read each of these lines "
    "beside raw/source/. If they are right, run `make examples` and commit what it changes:"
)


@pytest.mark.parametrize("name", ["counts.txt", "page.txt"])
def test_what_is_published_is_what_a_person_has_checked(name: str) -> None:
    checked = (FOLDER / name).read_text("utf-8").splitlines()
    found = golden(ROOT / "output/csv")[name].splitlines()
    difference = list(difflib.unified_diff(checked, found, "checked", "output/csv", n=2, lineterm=""))
    if difference:
        pytest.fail("\n".join([REVIEW.format(name=name), *difference]), pytrace=False)


# One or two of each scheme, as a person knows them.
IDENTIFIERS = {
    "un.wikidata": "Q1065",
    "unesco.wikidata": "Q7809",
    "world-bank.wikidata": "Q7164",
    "cites.wikidata": "Q191836",
    "interpol.wikidata": "Q8475",
    "fao.ror": "00pe0tf51",
    "iucn.isni": "0000000084862070",
    "cites.ieadb": "2814",
    "cbd.ecolex": "TRE-001148",
    "itpgrfa.informea": "plant-treaty",
    "un.cow-igo": "4400",
    "unep.oecd-channel": "41116",
}


def test_identifiers_are_those_of_the_schemes() -> None:
    with (ROOT / "output/csv/identifiers.csv").open(encoding="utf-8", newline="") as stream:
        found = {row["identifier_id"]: row["identifier"] for row in csv.DictReader(stream)}
    assert {key: found.get(key) for key in IDENTIFIERS} == IDENTIFIERS


def test_output_csv_is_what_a_build_gives(current_project: Path) -> None:
    """Under version control, its diff is how a change of the data is reviewed: it must not lag behind."""
    committed, built = ROOT / "output/csv", current_project / "output/csv"
    assert sorted(file.name for file in committed.iterdir()) == sorted(file.name for file in built.iterdir())
    other = [file.name for file in built.iterdir() if (committed / file.name).read_bytes() != file.read_bytes()]
    assert not other, "run `make build`, and commit output/csv"


def test_the_retired_keys_can_be_read() -> None:
    read_retired(ROOT)
