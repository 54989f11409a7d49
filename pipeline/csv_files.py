"""CSV: its rows, with the lines in which they begin, and what spreadsheet programs do to it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator

from pipeline.faults import Fault, Faults


def numbered_rows(file: str, text: str, remedy: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV text with the number of the line in which it starts.

    Raises Faults, at the line of the row, for what is not CSV, such as an open quote, and for what a spreadsheet
    program saved in a different form.
    """
    if odd := saved_by_spreadsheet(text):
        raise Faults([Fault(file, 1, odd, "save it as CSV with commas, in UTF-8 without a byte-order mark")])
    csv.field_size_limit(sys.maxsize)  # notes and lines of the page may be long
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Faults([Fault(file, line, f"is not CSV ({error})", remedy)]) from error


def saved_by_spreadsheet(text: str) -> str | None:
    """Return what a spreadsheet program did to a text that should be CSV with commas; None if nothing."""
    if text.startswith("\ufeff"):
        return "starts with a byte-order mark, as Excel's “CSV UTF-8” does"
    header = text.partition("\n")[0]
    if "," not in header and ";" in header:
        return "has semicolons between its cells, as Excel writes them where the comma is the decimal mark"
    if "," not in header and "\t" in header:
        return "has tabs between its cells"
    return None
