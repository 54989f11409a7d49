"""`raw/` becomes rows. It uses the standard library only, so that a fault of the page is told at once.

Everything on the page is read by a form, or named in `raw/curated/ignored.csv`; what is left stops the build,
all of it in one run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pipeline.faults import Fault, Faults
from pipeline.parse import tables
from pipeline.parse.forms import FORMS
from pipeline.parse.forms.clusters import CLUSTER, read_cluster_words
from pipeline.parse.forms.form import Form
from pipeline.parse.page import find_ignored, open_page
from pipeline.parse.patterns import ACRONYM, SENTENCE_END
from pipeline.parse.reading import FACT, FIXED_WORDS, Passage, Reading, Row, Section, Span
from pipeline.parse.sentence import Sentence
from pipeline.raw import names
from pipeline.raw.curated import Curated, read_curated
from pipeline.raw.files import Record, decode, read_bytes
from pipeline.raw.source import SOURCES, Source, check_hash, read_source
from pipeline.text.lines import Line, split_lines
from pipeline.text.names import Names


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
    return Parsed(rows, list(_notes(curated, rows)), places)


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
        _read_section(reading, section)
    passages = [passage for section in sections for passage in section.passages]
    _check_contents(reading, sections)
    _check_numbers(reading)
    for passage in passages:
        for span in list(passage.unclaimed()):
            reading.unread(passage, span)
    if reading.faults:
        raise Faults(reading.faults)
    reading.rows["instruments"] = tables.with_addresses(reading.rows["instruments"], curated.instruments)
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


def _read_section(reading: Reading, section: Section) -> None:
    """Read the sentences of a section: those first that others refer back to."""
    recognised: list[tuple[Form, Sentence]] = []
    for passage in section.passages:
        passage.claim((0, passage.line.body), FIXED_WORDS, "list marker")
        _check_acronyms(reading, passage)
        if passage.kind == "heading":
            _read_heading(reading, passage)
        elif not _is_contents_entry(passage):
            spans = _sentences(passage)
            for (_, end), (start, _) in pairwise(spans):
                passage.claim((end, start), FIXED_WORDS, "blank between sentences")
            for span in spans:
                if found := _recognise(reading, passage, span):
                    recognised.append(found)
                else:
                    reading.unread(passage, span)
    for form, sentence in sorted(recognised, key=lambda found: not found[0].first):
        form.read(sentence)


def _check_acronyms(reading: Reading, passage: Passage) -> None:
    """Check that an acronym behind a name, in parentheses, means the same."""
    for match in ACRONYM.finditer(passage.masked):
        if passage.mentions[match.start()].entity != passage.mentions[match.start(1)].entity:
            problem = f"«{passage.written(match.span())}»: the acronym is not that of the name"
            reading.fault(passage, problem, "add an erratum, or mend the acronym in raw/curated/")


def _sentences(passage: Passage) -> list[Span]:
    """Return the spans of the sentences of a passage; a list item is one."""
    ends = [] if passage.kind == "list_item" else list(SENTENCE_END.finditer(passage.masked))
    starts = [passage.line.body, *(end.end() for end in ends)]
    stops = [*(end.start() for end in ends), len(passage.masked)]
    return list(zip(starts, stops, strict=True))


def _recognise(reading: Reading, passage: Passage, span: Span) -> tuple[Form, Sentence] | None:
    """Return the form of a sentence, and the sentence; None if there is no form for it."""
    for form in FORMS:
        if match := form.match(passage, span):
            return form, Sentence(reading, passage, match, form.name)
    return None


def _read_heading(reading: Reading, passage: Passage) -> None:
    match = CLUSTER.fullmatch(passage.masked)
    if passage.section.kind == "cluster" and match:
        read_cluster_words(Sentence(reading, passage, match, "cluster heading"))
    else:
        passage.claim((0, len(passage.text)), FACT, "heading")


def _is_contents_entry(passage: Passage) -> bool:
    return passage.section.kind == "contents" and passage.kind == "list_item"


def _check_contents(reading: Reading, sections: Sequence[Section]) -> None:
    """Check that each entry of a table of contents is a later heading; it states no fact of its own."""
    for number, section in enumerate(sections):
        later = {other.passages[0].text for other in sections[number + 1 :]}
        for passage in filter(_is_contents_entry, section.passages):
            span = (passage.line.body, len(passage.text))
            if passage.text[passage.line.body :] not in later:
                problem = f"the entry «{passage.written(span)}» is no later heading"
                reading.fault(passage, problem, "add an erratum, or the heading to raw/curated/headings.csv")
            passage.claim(span, FACT, "contents")


def _check_numbers(reading: Reading) -> None:
    """Check each number that the page states against what was read."""
    for passage, span, stated, count in reading.stated:
        if count() != stated:
            problem = f"the page says «{passage.written(span)}», but {count()} were read"
            reading.fault(passage, problem, "look for what is missing, or add an erratum")


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


def _notes(curated: Curated, rows: dict[str, list[Row]]) -> Iterator[str]:
    """Yield a note for each curated row that the page does not need: it does no harm, and no good."""
    for record, words in _unneeded(curated, rows):
        yield f"{record.file}:{record.line}: «{words}» is not needed any more"


def _unneeded(curated: Curated, rows: dict[str, list[Row]]) -> Iterator[tuple[Record, str]]:
    texts = [row["text"] for row in rows["passages"]]
    for record in curated.headings:
        if record["heading"] not in texts:
            yield record, record.need("heading")
    for record in curated.ignored:
        if not any(list(find_ignored(record, text)) for text in texts):
            yield record, record.need("text")
    cited = {row["instrument_id"] for row in rows.get("instruments", [])}
    for record in curated.instruments:
        if record["instrument_id"] not in cited:
            yield record, record.need("instrument_id")
