"""`raw/` becomes rows. It uses the standard library only, so that a fault of the page is reported at once.

Everything on the page is read by a form, or named in `raw/curated/ignored.csv`; what is left stops the build,
all of it in one run.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.faults import Fault, Faults
from pipeline.parse import tables
from pipeline.parse.notes import notes
from pipeline.parse.page import open_page
from pipeline.parse.reading import Passage, Reading
from pipeline.parse.sections import check_contents, check_numbers, read_section
from pipeline.raw import names
from pipeline.raw.curated import Curated, read_curated
from pipeline.raw.files import decode, read_bytes
from pipeline.raw.source import SOURCES, Source, check_hash, read_source
from pipeline.text.lines import Line, split_lines
from pipeline.text.names import Names
from schemas.values import Row


class Parsed(NamedTuple):
    """What the files in `raw/` yield.

    `rows` are those of every table, by table. `notes` are what the curator should know of, though nothing is wrong.
    `places` say where a row comes from: file and line, by table and key, whose parts are joined by `/`. They hold the
    rows that are curated, and the passages; any other row has the place of its passage.
    """

    rows: dict[str, list[Row]]
    notes: list[str]
    places: dict[tuple[str, str], tuple[str, int]]


def parse(root: Path) -> Parsed:
    """Return what the files in `root/raw` yield.

    Raises Faults, with all that was found, for input that cannot be read and for words that no rule accounts for.
    """
    source = read_source(root)
    data = read_bytes(root, source.path)
    check_hash(source, data)
    text = decode(source.path, data)
    lines = split_lines(source.path, text)
    curated = read_curated(root)
    rows = read_page(source, lines, curated)
    rows["documents"] = [tables.document_row(source, data, text, len(lines))]
    places = tables.curated_places(curated)
    places |= {("passages", row["passage_id"]): (source.path, row["line_number"]) for row in rows["passages"]}
    return Parsed(rows, list(notes(curated, rows)), places)


def read_page(source: Source, lines: Sequence[Line], curated: Curated) -> dict[str, list[Row]]:
    """Return the rows that the lines of a page and the curated tables yield, all but that of the document.

    The facts are in the order of the page. Raises Faults.
    """
    all_names = names.collect(curated, source.language)
    finder = Names(name for name in all_names if name.language == source.language)
    reading = _start(source, curated, finder)
    reading.rows.update(tables.curated_rows(curated, all_names))
    sections, faults = open_page(source.path, lines, curated, finder)
    reading.faults += faults
    reading.section_ids.update(section.section_id for section in sections)
    for section in sections:
        read_section(reading, section)
    passages = [passage for section in sections for passage in section.passages]
    check_contents(reading, sections)
    check_numbers(reading)
    for passage in passages:
        for span in list(passage.unclaimed()):
            reading.unread(passage, span)
    if reading.faults:
        raise Faults(reading.faults)
    reading.rows["instruments"] = tables.with_curated(reading.rows["instruments"], curated.instruments)
    reading.rows["row_errata"] = tables.row_errata(reading.row_errata)
    reading.rows.update(tables.page_rows(source.id, sections, finder))
    return _in_order(reading.rows, passages)


def _start(source: Source, curated: Curated, finder: Names) -> Reading:
    """Return a reading without rows that knows whose page it is."""
    bodies = {record["organization_id"]: record for record in curated.organizations}
    secretariat = bodies.get(finder.organization_id(source.publisher))
    convention = bodies.get(secretariat["parent_organization_id"]) if secretariat else None
    if secretariat is None or convention is None or convention["kind"] != "convention":
        problem = f"the publisher «{source.publisher}» is not the known secretariat of a known convention"
        remedy = "add both to raw/curated/organizations.csv, the convention as its parent_organization_id"
        raise Faults([Fault(SOURCES, None, problem, remedy)])
    secretariat_id, convention_id = secretariat.need("organization_id"), convention.need("organization_id")
    return Reading(source.path, convention_id, secretariat_id, source.last_meeting)


def _in_order(rows: dict[str, list[Row]], passages: Sequence[Passage]) -> dict[str, list[Row]]:
    """Return the tables that have rows, those with an address on the page in its order."""
    line = {passage.passage_id: passage.line.number for passage in passages}

    def place(row: Row) -> tuple[int, int, int]:
        return line[row["passage_id"]], row["start_char"], row["end_char"]

    return {
        table: sorted(table_rows, key=place) if "start_char" in table_rows[0] else table_rows
        for table, table_rows in rows.items()
        if table_rows
    }
