"""The workbook: each table as a sheet, for people who have only a spreadsheet program.

Everything comes from the descriptor of the Parquet package and its files.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from pipeline.faults import Fault, Faults
from pipeline.publish.package import zipped
from pipeline.release import DESCRIPTOR, citation_of

FILE = "cites-cooperation.xlsx"
ABOUT = "about"
FIRST = ("partners", "mandates")  # what most people need

_WIDEST = 60  # of a column, in characters
_LONGEST_ADDRESS = 2079  # characters that Excel accepts in a link
# A note, in its font: its width, how many characters fit in a line at least, and the height of a line.
_NOTE_FONT = {"font": "Tahoma", "font_size": 10}
_NOTE_WIDTH, _NOTE_LINE, _NOTE_HEIGHT = 320, 42, 18  # the first and the last in pixels


def content(output: Path) -> bytes:
    """Return the workbook of the Parquet package in a folder; the same package gives the same bytes.

    Raises Faults if a cell is too long for a spreadsheet.
    """
    folder = output / "parquet"
    package: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    resources = sorted(package["resources"], key=lambda one: FIRST.index(one["name"]) if one["name"] in FIRST else 2)
    tables = [(one, pyarrow.parquet.ParquetFile(folder / one["path"]).read()) for one in resources]
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    workbook.set_properties(
        {
            "title": package["title"],
            "author": "; ".join(person["title"] for person in package["contributors"]),
            "comments": package["description"],
            "created": datetime.datetime.fromisoformat(package["created"]).replace(tzinfo=None),
        }
    )
    bold, wrapped, day = (
        workbook.add_format({"align": "left", "valign": "top"} | more)
        for more in ({"bold": True}, {"text_wrap": True}, {"num_format": "yyyy-mm-dd"})
    )
    _write_about(workbook.add_worksheet(ABOUT), package, tables, bold, wrapped)
    for resource, table in tables:
        _write_table(workbook.add_worksheet(resource["name"]), resource, table, bold, day)
    workbook.close()
    with zipfile.ZipFile(file) as compressed:
        return zipped({name: compressed.read(name) for name in compressed.namelist()})


def _write_about(
    sheet: Worksheet,
    package: dict[str, Any],
    tables: list[tuple[dict[str, Any], pyarrow.Table]],
    bold: Format,
    wrapped: Format,
) -> None:
    """Write the first sheet: what this is, how to cite it, and what the other sheets contain."""
    _set_paper(sheet)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 110)
    said = [
        ("What this is", f"{package['title']}. {package['description']}.", None),
        ("Version", f"{package['version']} of {package['created'][:10]}", None),
        ("Home page", package.get("homepage"), package.get("homepage")),
        ("To cite", citation_of(package), None),
        *(("Licence of the data", f"{one['title']}: {one['path']}", one["path"]) for one in package["licenses"]),
        *(("Source", f"{one['title']}: {one['path']}", one["path"]) for one in package["sources"]),
        (
            "How to read it",
            "A row is one fact or thing; the name of each column has a note that says what it holds. Lists in one cell "
            "are joined by “; ”. passage_id, start_char and end_char say which words of the page state a fact.",
            None,
        ),
        (
            "How certain it is",
            "confidence is that of the least certain fact of a row; the note on its name explains its words. errata "
            "names the errors of the page that affect a row: the sheet errata has the words, the correction and the "
            "reason of each, and the sheet row_errata the affected rows of all tables.",
            None,
        ),
        ("Changes", "This file is made from other files: changes made here are lost with the next version.", None),
    ]
    row = 0
    for label, words, address in said:
        if words:
            sheet.write_string(row, 0, label, bold)
            if address:
                sheet.write_url(row, 2, address, string=words)
            else:
                sheet.write_string(row, 2, words, wrapped)
            row += 1
    row += 1
    for column, label in enumerate(("Sheet", "Rows", "One row is")):
        sheet.write_string(row, column, label, bold)
    for number, (resource, table) in enumerate(tables, row + 1):
        sheet.write_url(number, 0, f"internal:{resource['name']}!A1", string=resource["name"])
        sheet.write_number(number, 1, table.num_rows)
        sheet.write_string(number, 2, _plain(resource["description"]), wrapped)


def _write_table(sheet: Worksheet, resource: dict[str, Any], table: pyarrow.Table, bold: Format, day: Format) -> None:
    """Write a table: a header that stays in view, with filters and notes, and each value with its type."""
    _set_paper(sheet)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.num_rows, table.num_columns - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # on purpose: 18.60 is not a number
    for column, field in enumerate(resource["schema"]["fields"]):
        name, values = field["name"], table.column(field["name"]).to_pylist()
        sheet.write_string(0, column, name, bold)
        sheet.write_comment(0, column, note := _plain(field["description"]), _note(note))
        for row, value in enumerate(values, 1):
            if value is not None and _write(sheet, row, column, value, day) != 0:
                where = f"{FILE}, sheet {resource['name']}, row {row + 1}, column {name}"
                raise Faults([Fault(where, None, "the text is too long for a spreadsheet", "shorten it to 32,767")])
        longest = max(len(str(value)) for value in (name + "   ", *values) if value is not None)  # filters need space
        sheet.set_column(column, column, min(longest + 1, _WIDEST))


def _plain(words: str) -> str:
    """Return a description without Markdown's marks for code."""
    return words.replace("`", "")


def _note(words: str) -> dict[str, Any]:
    """Return the options of a note: large enough for its words, with one line to spare."""
    lines = len(textwrap.wrap(words, _NOTE_LINE)) + 1
    return {**_NOTE_FONT, "width": _NOTE_WIDTH, "height": lines * _NOTE_HEIGHT}


def _set_paper(sheet: Worksheet) -> None:
    """Make all columns fit on the width of the paper."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _write(sheet: Worksheet, row: int, column: int, value: object, day: Format) -> int:
    """Write a value with its type: text is never a formula or a number; return 0 if it could be written."""
    match value:
        case bool():
            return int(sheet.write_boolean(row, column, value))
        case int():
            return int(sheet.write_number(row, column, value))
        case datetime.date():
            return int(sheet.write_datetime(row, column, value, day))
    text = str(value)
    if re.fullmatch(r"https?://\S+", text) and len(text) <= _LONGEST_ADDRESS:
        return int(sheet.write_url(row, column, text, string=text))
    return int(sheet.write_string(row, column, text))
