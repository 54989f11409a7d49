"""Reads files in `raw/` as text, and CSV as records; whatever is wrong with them is a fault."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pipeline.csv_files import numbered_rows
from pipeline.faults import Fault, Faults
from pipeline.text import files
from pipeline.text.words import iso_date

# Controls other than the line feed; invisible characters, which would hide a name or an error; and the private-use
# characters that mark names while a text is read.
UNREADABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ue000-\uf8ff\ufeff]"
)
ONE_LINE = "write it in one line, without blanks at its ends"


def read_bytes(root: Path, file: str) -> bytes:
    """Return the bytes of a file of the project; raises Faults if it cannot be read."""
    try:
        return (root / file).read_bytes()
    except OSError as error:
        raise Faults([Fault(file, None, f"cannot be read ({error.strerror})", "restore it")]) from error


def decode(file: str, data: bytes) -> str:
    """Return the text of a file, with line ends as LF; offsets count the code points of this text.

    A byte-order mark is not part of it. Raises Faults for bytes that are not UTF-8, and for controls.
    """
    try:
        text = files.decode(data)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
        raise Faults([Fault(file, line, problem, "save the file as UTF-8")]) from error
    if not text.strip():
        raise Faults([Fault(file, None, "is empty", "restore the text")])
    if faults := [
        Fault(
            file,
            text[: bad.start()].count("\n") + 1,
            f"has the character U+{ord(bad[0]):04X}",
            "write a blank in its place" if bad[0] in "\t\v\f" else "delete it",
        )
        for bad in UNREADABLE.finditer(text)
    ]:
        raise Faults(faults)
    return text


@dataclass(frozen=True)
class Record:
    """A row of a CSV file: its cells by column (None if empty), and the line in which it begins."""

    file: str
    line: int
    cells: dict[str, str | None]

    def __getitem__(self, column: str) -> str | None:
        """Return a cell; raises Faults if the file has no such column."""
        if column not in self.cells:
            raise Faults([lacks(self.file, column)])
        return self.cells[column]

    def need(self, column: str) -> str:
        """Return a cell that must not be empty; raises Faults if it is."""
        value = self[column]
        if value is None:
            raise Faults([self.fault(f"{column} is empty", "fill it in")])
        return value

    def need_number(self, column: str) -> int:
        """Return a cell as a whole number; raises Faults if it is not one."""
        value = self.need(column)
        if not re.fullmatch("[0-9]{1,9}", value):
            raise Faults([self.fault(f"{column} «{value}» is not a whole number", "write it in digits")])
        return int(value)

    def need_date(self, column: str) -> datetime.date:
        """Return a cell as a date; raises Faults if it is not one."""
        value = self.need(column)
        try:
            return iso_date(value)
        except ValueError:
            raise Faults([self.fault(f"{column} «{value}» is not a date", "write it as 2022-11-25")]) from None

    def fault(self, problem: str, remedy: str) -> Fault:
        """Return a fault of this row."""
        return Fault(self.file, self.line, problem, remedy)


def lacks(file: str, *columns: str) -> Fault:
    """Return the fault that a CSV file lacks these columns."""
    return Fault(file, 1, f"lacks the column {', '.join(columns)}", "add it to the header and each row")


def read_records(root: Path, file: str, key: list[str], needed: list[str]) -> list[Record]:
    """Return the rows of a CSV file, such as a curated table, in the order of the file.

    Raises Faults as `read_table` does, and for everything that it finds wrong with rows.
    """
    records, faults = read_table(root, file, key, needed)
    if faults:
        raise Faults(faults)
    return records


def read_table(
    root: Path, file: str, key: list[str], needed: list[str], may_be_empty: Collection[str] = ()
) -> tuple[list[Record], list[Fault]]:
    """Return the rows of a CSV file that can be read, in the order of the file, and what is wrong with the others.

    A row is at fault if it has more or fewer cells than the header, if a part of its key is empty that must not be, or
    if its key has occurred before. Raises Faults if the file cannot be read, lacks a needed column or has one twice.
    """
    rows = list(numbered_rows(file, decode(file, read_bytes(root, file)), "correct its quotes"))
    records, faults = [], []
    columns = rows[0][1]
    if lacking := [column for column in needed if column not in columns]:
        raise Faults([lacks(file, *lacking)])
    if len(set(columns)) != len(columns):
        raise Faults([Fault(file, 1, "has a column twice", "name each column once")])
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            problem = f"has {len(cells)} cells, but the header has {len(columns)}"
            faults.append(Fault(file, line, problem, "correct the commas or quotes"))
            continue
        record = Record(file, line, {c: v or None for c, v in zip(columns, cells, strict=True)})
        try:
            value = tuple(record[column] or "" if column in may_be_empty else record.need(column) for column in key)
        except Faults as empty:
            faults.extend(empty.faults)
            continue
        if value in seen:
            faults.append(
                record.fault(f"«{' / '.join(value)}» is already in line {seen[value]}", "keep one of the two")
            )
        seen.setdefault(value, line)
        records.append(record)
    return records, faults
