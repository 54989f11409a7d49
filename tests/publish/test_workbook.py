"""The workbook: what LibreOffice sees in it is what was published."""

from __future__ import annotations

import csv
import datetime
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from xml.etree import ElementTree

import pyarrow
import pyarrow.parquet
import pytest
from peer_tools import program

from pipeline.faults import Faults
from pipeline.publish import workbook
from schemas.tables import PUBLISHED, columns

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEETS = ["about", "partners", "mandates", *(name for name in PUBLISHED if name not in ("partners", "mandates"))]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def data(output: Path) -> bytes:
    return (output / workbook.FILE).read_bytes()


def test_it_is_made_again_byte_by_byte_and_by_no_compressor(output: Path, data: bytes) -> None:
    assert workbook.content(output) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_its_sheets_are_in_the_order_in_which_people_come_for_them(data: bytes) -> None:
    assert re.findall(rb'<sheet name="([a-z_]+)"', parts(data)["xl/workbook.xml"]) == [name.encode() for name in SHEETS]


def test_the_header_of_each_table_stays_in_view_and_has_filters_and_notes(data: bytes) -> None:
    found = parts(data)
    for number, name in enumerate(SHEETS[1:], 2):
        sheet = found[f"xl/worksheets/sheet{number}.xml"]
        assert b'<pane ySplit="1"' in sheet, name
        assert b"<autoFilter ref=" in sheet, name
        notes = found[f"xl/comments{number - 1}.xml"].decode("utf-8")
        for column in columns(PUBLISHED[name]).values():
            said = column.description.replace("&", "&amp;").replace("`", "")
            assert said in notes, f"{name}.{column.name}"


def test_the_box_of_each_note_holds_all_of_it(data: bytes) -> None:
    """By the size of the box, with letters of Tahoma, which are half as wide as they are high."""
    found = parts(data)
    for number in range(1, len(SHEETS)):
        comments = ElementTree.fromstring(found[f"xl/comments{number}.xml"])
        notes = ["".join(one.itertext()) for one in comments.iter(f"{{{SPREADSHEET}}}comment")]
        drawing = found[f"xl/drawings/vmlDrawing{number}.vml"].decode("utf-8")
        boxes = re.findall(r"width:([\d.]+)pt;height:([\d.]+)pt", drawing)
        assert len(boxes) == len(notes) > 0
        for note, (width, height) in zip(notes, boxes, strict=True):
            letters, lines = int(float(width) / 5.4), int(float(height) / 13)
            assert len(wrap(note, letters)) <= lines, note


def test_the_first_sheet_leads_to_licence_and_source_and_has_no_markup(data: bytes) -> None:
    found = parts(data)
    relations = found["xl/worksheets/_rels/sheet1.xml.rels"].decode("utf-8")
    for address in ("https://creativecommons.org/licenses/by/4.0/", "https://cites.org/eng/disc/coop.php"):
        assert f'Target="{address}"' in relations
    assert "`" not in found["xl/sharedStrings.xml"].decode("utf-8").partition("organization_id")[0]


# --- what a spreadsheet program sees ------------------------------------------------------------------------

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}


def named(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


@dataclass(frozen=True)
class Cell:
    """A cell as LibreOffice has it: what it shows, and what it is."""

    shown: str = ""
    kind: str | None = None
    formula: str | None = None
    link: str | None = None
    day: str | None = None


def cells_of(row: ElementTree.Element) -> Iterator[Cell]:
    for element in row.iter(named("table:table-cell")):
        lines = element.findall("text:p", NAMESPACES)  # not those of a note
        link = element.find(".//text:a", NAMESPACES)
        cell = Cell(
            "\n".join("".join(line.itertext()) for line in lines),
            element.get(named("office:value-type")),
            element.get(named("table:formula")),
            None if link is None else link.get(named("xlink:href")),
            element.get(named("office:date-value")),
        )
        repeated = int(element.get(named("table:number-columns-repeated"), "1"))
        yield from [cell] * min(repeated, 100)


def opened(file: Path, folder: Path) -> dict[str, list[list[Cell]]]:
    """Return the cells of each sheet as LibreOffice opens it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    office = program("soffice", "libreoffice-calc")
    command = [office, profile, "--headless", "--convert-to", "fods", "--outdir", str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    root = ElementTree.parse(folder / f"{file.stem}.fods").getroot()
    return {
        sheet.get(named("table:name"), ""): [list(cells_of(row)) for row in sheet.iter(named("table:table-row"))]
        for sheet in root.iter(named("table:table"))
    }


@pytest.fixture(scope="module")
def sheets(output: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Cell]]]:
    return opened(output / workbook.FILE, tmp_path_factory.mktemp("calc"))


@pytest.mark.slow
def test_libreoffice_sees_the_cells_of_every_table_and_no_formula(
    sheets: dict[str, list[list[Cell]]], output: Path
) -> None:
    assert list(sheets) == SHEETS
    for name in PUBLISHED:
        with (output / f"csv/{name}.csv").open(encoding="utf-8", newline="") as stream:
            expected = list(csv.reader(stream))
        width = len(expected[0])
        shown = [[cell.shown for cell in row[:width]] for row in sheets[name][: len(expected)]]
        assert [row + [""] * (width - len(row)) for row in shown] == expected, name
        assert not [cell for row in sheets[name] for cell in row if cell.formula], name


@pytest.mark.slow
def test_libreoffice_sees_each_value_as_what_it_is(sheets: dict[str, list[list[Cell]]]) -> None:
    def cell(table: str, key: str, column: str) -> Cell:
        header, *rows = sheets[table]
        [row] = [row for row in rows if row[0].shown == key]
        return row[[one.shown for one in header].index(column)]

    assert cell("instruments", "dec-18.60-rev-cop19", "number") == Cell("18.60", "string")
    assert cell("meetings", "CoP19", "start_date").day == "2022-11-14"
    assert cell("meetings", "CoP19", "number") == Cell("19", "float")
    assert cell("organizations", "cites", "website").link == cell("organizations", "cites", "website").shown


@pytest.mark.slow
def test_libreoffice_sees_what_this_is_first(sheets: dict[str, list[list[Cell]]]) -> None:
    said = {row[0].shown: row[2].shown for row in sheets["about"] if len(row) > 2}
    assert said["What this is"].startswith("Cooperation of CITES with other organizations. ")
    assert re.fullmatch(r"[0-9.]+ of \d{4}-\d\d-\d\d", said["Version"])
    assert said["To cite"].startswith("the cites-cooperation contributors (")
    assert "https://creativecommons.org/licenses/by/4.0/" in said["Licence of the data"]
    for name in SHEETS[1:]:
        assert said[name], name


# --- any values ---------------------------------------------------------------------------------------------


@pytest.fixture
def package(output: Path, tmp_path: Path) -> Path:
    """A folder with the Parquet package alone, to be changed."""
    shutil.copytree(output / "parquet", tmp_path / "parquet")
    return tmp_path


def with_notes(package: Path, notes: list[str]) -> Path:
    """Write notes into the first rows of the organizations."""
    file = package / "parquet/organizations.parquet"
    table = pyarrow.parquet.read_table(file)
    written = pyarrow.array([*notes, *table.column("note").to_pylist()[len(notes) :]], pyarrow.string())
    position = table.column_names.index("note")
    pyarrow.parquet.write_table(table.set_column(position, table.schema.field("note"), written), file)
    return package


ANY = ["=1+1", "{=SUM(A1:A2)}", "+1", "-1", "@x", "18.60", "0017", "TRUE", "2024-03-01", "http:// x", "_x0041_", "«é»"]


@pytest.mark.slow
def test_text_stays_text_whatever_it_holds(package: Path, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(workbook.content(with_notes(package, ANY)))
    header, *rows = opened(tmp_path / "x.xlsx", tmp_path)["organizations"]
    column = [cell.shown for cell in header].index("note")
    assert [row[column] for row in rows[: len(ANY)]] == [Cell(note, "string") for note in ANY]


def test_text_that_is_too_long_for_a_cell_is_a_fault(package: Path) -> None:
    with pytest.raises(Faults, match=r"sheet organizations, row 2, column note: the text is too long for a spread"):
        workbook.content(with_notes(package, ["x" * 32_768]))


def test_a_date_is_that_of_the_release(data: bytes, output: Path) -> None:
    created = re.search(rb"<dcterms:created[^>]*>([^<]+)<", parts(data)["docProps/core.xml"])
    assert created
    assert datetime.datetime.fromisoformat(created[1].decode()).date().isoformat() in (
        (output / "csv/datapackage.json").read_text("utf-8")
    )
