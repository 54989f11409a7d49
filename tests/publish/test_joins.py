"""The joins with other datasets that the documents show, on made-up rows of the shape of those."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT

# The first columns of the file that the IEADB lets one download, and some of that of the COW.
IEADB = [
    *("IEA# (click for add'l info)", "Inclusion", "Signature Year", "Signature Date", "Date IEA entered into force"),
    *("Treaty Name", "Treaty Text", "Members", "Agreement Type (level 2)", "Lineage"),
]
COW = ["ioname", "orgname", "year", "afghanistan", "albania", "longorgname", "ionum"]


def query_of(dataset: str) -> str:
    """Return the query of docs/use.md that reads a dataset of others."""
    [found] = re.findall(
        rf"```sql\n(-- with {re.escape(dataset)} .*?)```", (ROOT / "docs/use.md").read_text("utf-8"), re.DOTALL
    )
    return str(found)


@pytest.fixture
def ask(output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the query of a dataset, of which it gets the header and rows."""

    def run(name: str, header: list[str], rows: list[list[object]]) -> list[tuple[Any, ...]]:
        with (tmp_path / name).open("w", encoding="latin-1", newline="") as stream:
            csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([header, *rows])
        monkeypatch.chdir(tmp_path)
        with duckdb.connect(str(output / "cites-cooperation.duckdb"), read_only=True) as connection:
            return connection.execute(query_of(name)).fetchall()

    return run


def test_join_with_the_ieadb(ask: Any) -> None:
    rows = [
        ["2814", "MEA", "1973", "1973-03-03", "1975-07-01", "A Convention", "", "", "Agreement", "CITES"],
        ["2621", "MEA", "1946", "1946-12-02", "1948-11-10", "Another Convention", "", "", "Agreement", "Whaling"],
        ["1", "BEA", "1900", "1900-01-01", "", "Trait\xe9 of nobody here", "", "", "Agreement", ""],
    ]
    cites = "Convention on International Trade in Endangered Species of Wild Fauna and Flora"
    assert ask("treaties.csv", IEADB, rows) == [
        (cites, "same", "A Convention", "1973-03-03", "1975-07-01"),
        ("International Whaling Commission", "constitutive treaty", "Another Convention", "1946-12-02", "1948-11-10"),
    ]


def test_join_with_the_cow(ask: Any) -> None:
    rows: list[list[object]] = [
        ["WCO", "World Customs", year, 0, 1, "World Customs Organization", 1650] for year in (1950, 1951, 2014)
    ]
    rows.append(["X", "Nobody here", 1900, 1, 1, "Nobody here", 9999])
    assert ask("igo_year_format_3.csv", COW, rows) == [("World Customs Organization", "same", 1950, 1950, 2014)]
