"""Turns `raw/` into rows, with the standard library only, so that an error of the page is reported at once.

Everything on the page must be read by a form or listed in `raw/curated/ignored.csv`; everything left over is reported
in one run, and stops the build.
"""

from __future__ import annotations

import datetime
from collections.abc import Container, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.faults import Fault, Faults
from pipeline.parse import tables
from pipeline.parse.errata import LOST_HEADING_REMEDY
from pipeline.parse.forms import LANGUAGE
from pipeline.parse.forms.instruments import check_references
from pipeline.parse.ignored import SENTENCES, ignored_sentences
from pipeline.parse.notes import ignored_in_part, notes, reasons_of_others
from pipeline.parse.page import open_page
from pipeline.parse.reading import FAULT, Passage, Reading
from pipeline.parse.sections import check_clusters, check_contents, check_numbers, read_section
from pipeline.parse.wording import Wording
from pipeline.raw import names
from pipeline.raw.curated import Curated, read_curated
from pipeline.raw.files import decode, read_bytes
from pipeline.raw.source import SOURCES, Source, check_hash, read_source
from pipeline.raw.surface import check_surface, read_plainly
from pipeline.text.lines import Line, split_lines
from pipeline.text.names import Names
from pipeline.text.words import iso_date, slug
from schemas.values import Row


class Parsed(NamedTuple):
    """What the files in `raw/` yield.

    `rows` has the rows of each table. `notes` is what the curator should know, although nothing is wrong. `places` has
    the file and line of a row, by table and key, whose parts are joined by `/`. It has curated rows and passages; any
    other row has the place of its passage.
    """

    rows: dict[str, list[Row]]
    notes: list[str]
    places: dict[tuple[str, str], tuple[str, int]]


def parse(root: Path) -> Parsed:
    """Return what the files in `root/raw` yield.

    Raises Faults, with everything that was found, for input that cannot be read and words that no rule accounts for.
    """
    source = read_source(root)
    if source.language != LANGUAGE:
        problem = f"language is «{source.language}», but the sentence forms are for «{LANGUAGE}»"
        raise Faults([Fault(SOURCES, None, problem, "use the page in that language, or write forms for the other")])
    data = read_bytes(root, source.path)
    check_hash(source, data)
    text = decode(source.path, data)
    lines = split_lines(source.path, text)
    if faults := check_surface(source.path, lines):
        raise Faults(faults)
    curated = read_curated(root)
    rows, again = read_page(source, [read_plainly(line) for line in lines], curated)
    rows["documents"] = [tables.document_row(source, data, text, len(lines))]
    places = tables.curated_places(curated)
    places |= {("passages", row["passage_id"]): (source.path, row["line_number"]) for row in rows["passages"]}
    return Parsed(rows, [*again, *notes(source, curated, rows)], places)


def read_page(source: Source, lines: Sequence[Line], curated: Curated) -> tuple[dict[str, list[Row]], list[str]]:
    """Return the rows from the lines of a page and the curated tables, except that of the document, and notes.

    The facts are in the order of the page; the notes are about what it says twice. Raises Faults.
    """
    all_names = names.collect(curated, source.language)
    of_page = [name for name in all_names if name.language == source.language]
    finder = Names(of_page)
    ordinary = (record.need("text") for record in curated.ignored if record["kind"] == "ordinary word")
    reading = _start(source, curated, finder, Wording((name.name for name in of_page), ordinary))
    reading.rows.update(tables.curated_rows(curated, all_names))
    sections, faults, notes_of_page = open_page(source.path, lines, curated, finder)
    reading.faults += faults
    reading.notes += notes_of_page
    reading.section_ids.update(section.section_id for section in sections)
    for section in sections:
        read_section(reading, section)
    passages = [passage for section in sections for passage in section.passages]
    check_contents(reading, sections)
    check_numbers(reading)
    check_references(reading)
    check_clusters(reading)
    for passage in passages:
        for span in list(passage.unclaimed()):
            reading.unread(passage, span)
        if not reading.faults and any(rule == FAULT for *_, rule in passage.claims):
            problem = f"«{passage.line.text}» was not read, and nobody has said why"
            reading.fault(passage, problem, "this is an error in pipeline/parse/forms/: report it")
    if reading.faults:
        raise Faults([*_lost_headings(curated, reading.section_ids), *reading.faults])
    reading.notes += ignored_in_part(curated, reading.ignored_here, passages)
    reading.notes += reasons_of_others(passages, finder)
    reading.rows["instruments"] = tables.with_curated(reading.rows["instruments"], curated.instruments)
    reading.rows.update(tables.page_rows(source.id, sections, finder))
    mentions = reading.rows["mentions"]
    reading.rows["row_errata"] = tables.row_errata(reading.row_errata, passages, mentions)
    return _in_order(reading.rows, passages), reading.notes


def _lost_headings(curated: Curated, section_ids: Container[str]) -> list[Fault]:
    """Return a fault for each heading that the page has lost: what follows it is read as part of the section before."""
    return [
        record.fault(
            f"«{record['heading']}» is not on the page, part of which cannot be read",
            f"if the section is gone, delete the row, else {LOST_HEADING_REMEDY}",
        )
        for record in curated.headings
        if slug(record.need("heading")) not in section_ids
    ]


def _start(source: Source, curated: Curated, finder: Names, wording: Wording) -> Reading:
    """Return a reading without rows, for the publisher of the page."""
    bodies = {record["organization_id"]: record for record in curated.organizations}
    secretariat = bodies.get(finder.organization_id(source.publisher))
    convention = bodies.get(secretariat["parent_organization_id"]) if secretariat else None
    if secretariat is None or convention is None or convention["kind"] != "convention":
        problem = f"the publisher «{source.publisher}» is not the known secretariat of a known convention"
        remedy = (
            "correct it, or add both to raw/curated/organizations.csv, the convention as its parent_organization_id"
        )
        raise Faults([Fault(SOURCES, None, problem, remedy)])
    return Reading(
        file=source.path,
        convention_id=convention.need("organization_id"),
        secretariat_id=secretariat.need("organization_id"),
        last_meeting=source.last_meeting,
        first_day=datetime.date(convention.need_number("start_year"), 1, 1),
        last_day=_last_day(source, curated),
        wording=wording,
        ignored=ignored_sentences(curated.ignored),
        ignored_beside=frozenset(ignored_sentences(curated.ignored, SENTENCES[:1])),
        headings=frozenset(record.need("heading") for record in curated.headings),
        passed_over=[record.need("text") for record in curated.ignored if record["kind"] in ("words", *SENTENCES)],
    )


def _last_day(source: Source, curated: Curated) -> datetime.date:
    """Return the last day that the page can know of: that before the first meeting which it does not include.

    If the dates of that meeting are not known, it is assumed to be within five years: no two were further apart.
    """
    ends = {record.need_number("number"): record["end_date"] for record in curated.meetings}
    if after := ends.get(source.last_meeting + 1):
        return iso_date(after)
    last = ends.get(source.last_meeting)
    if last is None:
        problem = f"as_of is «{source.as_of}», whose end_date is not known"
        raise Faults([Fault(SOURCES, None, problem, "give it in raw/curated/meetings.csv, or correct as_of")])
    return iso_date(last) + datetime.timedelta(days=5 * 365)


def _in_order(rows: dict[str, list[Row]], passages: Sequence[Passage]) -> dict[str, list[Row]]:
    """Return the tables that have rows; rows with an address on the page are in its order."""
    line = {passage.passage_id: passage.line.number for passage in passages}

    def place(row: Row) -> tuple[int, int, int]:
        return line[row["passage_id"]], row["start_char"], row["end_char"]

    return {
        table: sorted(table_rows, key=place) if "start_char" in table_rows[0] else table_rows
        for table, table_rows in rows.items()
        if table_rows
    }
