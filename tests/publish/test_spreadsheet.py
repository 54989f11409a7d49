"""What docs/use.md says of spreadsheets, seen in LibreOffice Calc: import as UTF-8, with every column as text."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytestmark = [
    pytest.mark.skipif(not shutil.which("soffice"), reason="there is no LibreOffice (soffice) here"),
    pytest.mark.slow,
]

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def imported(file: Path, folder: Path, *options: str) -> list[list[str]]:
    """Return the cells that a spreadsheet shows after the import of a CSV file."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", *options, "--outdir", str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = ElementTree.parse(folder / f"{file.stem}.fods").getroot().iter(f"{TABLE}table-row")
    return [[shown for cell in row.iter(f"{TABLE}table-cell") for shown in cells_of(cell)] for row in rows]


def cells_of(cell: ElementTree.Element) -> list[str]:
    """Return the text of a cell, as often as it is repeated."""
    text = "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))
    return [text] * int(cell.get(f"{TABLE}number-columns-repeated", "1"))


def as_text(columns: int) -> str:
    """Return the options of an import with every column as text: comma, quotation mark, UTF-8, from line 1."""
    return "--infilter=CSV:44,34,76,1," + "/".join(f"{column}/2" for column in range(1, columns + 1))


@pytest.mark.parametrize("name", ["instruments", "clusters", "agreements"])
def test_with_every_column_as_text_each_cell_is_that_of_the_file(output: Path, tmp_path: Path, name: str) -> None:
    file = output / "csv" / f"{name}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        expected = list(csv.reader(stream))
    rows = imported(file, tmp_path, as_text(len(expected[0])))
    assert [row[: len(expected[0])] for row in rows[: len(expected)]] == expected


def test_as_it_comes_a_number_loses_its_zero(output: Path, tmp_path: Path) -> None:
    """Why docs/use.md warns of it."""
    numbers = [row[2] for row in imported(output / "csv/instruments.csv", tmp_path)]
    assert "18.6" in numbers
    assert "18.60" not in numbers
