"""The first stage: `raw/` becomes rows. It uses the standard library only, so it need not wait for pandas.

Everything on the page is read by a form, or named in `raw/curated/ignored.csv`; what is left stops the build,
all of it in one run.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

from pipeline import names
from pipeline.faults import Fault, Faults
from pipeline.forms import CLUSTER, FORMS, Form, read_cluster_words
from pipeline.names import Name, Names
from pipeline.page import open_page
from pipeline.patterns import SENTENCE_END
from pipeline.raw import (
    SOURCES,
    Curated,
    Record,
    Source,
    check_hash,
    decode,
    read_bytes,
    read_curated,
    read_source,
)
from pipeline.reading import Passage, Reading, Row, Section, Sentence, Span
from pipeline.text import Line, slug, split_lines

# Days after a meeting until its Resolutions and amendments take effect: paragraph 1 (c) of Article XV of the
# Convention.
DAYS_UNTIL_EFFECT = 90


def parse(root: Path) -> dict[str, list[Row]]:
    """Return the rows of every table, by table, from the files in `root/raw`.

    Raises Faults, with all that was found, for input that cannot be read and for words that no rule accounts for.
    """
    source = read_source(root)
    data = read_bytes(root, source.path)
    check_hash(source, data)
    text = decode(source.path, data)
    lines = split_lines(source.path, text)
    curated = read_curated(root)
    rows = read_page(source, lines, curated)
    rows["documents"] = [
        {
            "document_id": source.id,
            "title": source.title,
            "url": source.url,
            "publisher": source.publisher,
            "language": source.language,
            "edition": source.edition,
            "as_of_meeting_id": source.as_of,
            "sha256": source.sha256,
            "byte_count": len(data),
            "character_count": len(text),
            "line_count": len(lines),
        }
    ]
    return rows


def read_page(source: Source, lines: Sequence[Line], curated: Curated) -> dict[str, list[Row]]:
    """Return the rows that the lines of a page and the curated tables yield, all but that of the document."""
    all_names = names.collect(curated, source.language)
    finder = Names(name for name in all_names if name.language == source.language)
    reading = _start(source, curated, all_names, finder)
    sections = open_page(source.path, lines, curated, finder)
    for section in sections:
        _read_section(reading, section)
    passages = [passage for section in sections for passage in section.passages]
    _check_contents(reading, sections)
    _check_clusters(reading, sections)
    for passage, span, stated, counted in reading.stated:
        if counted() != stated:
            problem = f"the page says «{passage.written(span)}», but {counted()} were read"
            reading.fault(passage, problem, "look for what is missing, or add an erratum")
    for passage in passages:
        for span in list(passage.unclaimed()):
            reading.unread(passage, span)
    if reading.faults:
        raise Faults(reading.faults)
    _add_page_rows(reading, source, sections, finder)
    return _sorted(reading.rows, passages)


def _start(source: Source, curated: Curated, all_names: list[Name], finder: Names) -> Reading:
    """Return a reading that holds the curated rows, and knows whose page it is."""
    # The Secretariat publishes the page; the Convention is the body whose name its own begins with.
    secretariat_id = finder.organization_id(source.publisher)
    convention_id = finder.organization_id(source.publisher.removesuffix(" Secretariat"))
    if secretariat_id is None or convention_id is None or secretariat_id == convention_id:
        problem = f"the publisher «{source.publisher}» is not the known secretariat of a known convention"
        raise Faults([Fault(SOURCES, None, problem, "add both to raw/curated/organizations.csv")])
    reading = Reading(source.path, convention_id, secretariat_id)
    reading.rows["organizations"] = [dict(row.cells) for row in curated.organizations]
    reading.rows["frameworks"] = [dict(row.cells) for row in curated.frameworks]
    reading.rows["names"] = [vars(name) for name in all_names]
    reading.rows["meetings"] = [_meeting(row) for row in curated.meetings]
    return reading


def _meeting(record: Record) -> Row:
    try:
        number = int(record.need("number"))
        end = datetime.date.fromisoformat(record.need("end_date"))
    except ValueError as error:
        raise Faults([record.fault(str(error), "write numbers in digits, dates as 2022-11-25")]) from error
    own = dict(record.cells)
    trust = {column: own.pop(column) for column in ("evidence", "confidence", "note")}
    effective = end + datetime.timedelta(days=DAYS_UNTIL_EFFECT)
    return {"meeting_id": f"CoP{number}"} | own | {"number": number, "effective_date": effective.isoformat()} | trust


# --- reading ------------------------------------------------------------------------------------------------


def _read_section(reading: Reading, section: Section) -> None:
    """Read the sentences of a section: those first that others refer back to."""
    matched: list[tuple[Form, Sentence]] = []
    for passage in section.passages:
        passage.claim((0, passage.line.body), "fixed words", "list marker")
        if passage.kind == "heading":
            _read_heading(reading, passage)
        elif section.kind != "contents" or passage.kind != "list_item":
            for span in _sentences(passage):
                form, sentence = _recognise(reading, passage, span)
                if form and sentence:
                    matched.append((form, sentence))
    for form, sentence in sorted(matched, key=lambda pair: not pair[0].first):
        form.read(sentence)


def _sentences(passage: Passage) -> list[Span]:
    """Return the spans of the sentences of a passage; a list item is one."""
    ends = [] if passage.kind == "list_item" else list(SENTENCE_END.finditer(passage.masked))
    starts = [passage.line.body, *(end.end() for end in ends)]
    stops = [*(end.start() for end in ends), len(passage.masked)]
    return list(zip(starts, stops, strict=True))


def _recognise(reading: Reading, passage: Passage, span: Span) -> tuple[Form, Sentence] | tuple[None, None]:
    """Return the form of a sentence, and the sentence; report it if there is none."""
    for form in FORMS:
        if passage.section.kind in form.sections and passage.kind == form.passage:
            match = form.pattern.fullmatch(passage.masked, *span)
            if match:
                return form, Sentence(reading, passage, match, form.name)
    reading.unread(passage, span)
    return None, None


def _read_heading(reading: Reading, passage: Passage) -> None:
    match = CLUSTER.fullmatch(passage.masked)
    if passage.section.kind == "cluster" and match:
        read_cluster_words(Sentence(reading, passage, match, "cluster heading"))
    else:
        passage.claim((0, len(passage.text)), "fact", "heading")


def _check_contents(reading: Reading, sections: Sequence[Section]) -> None:
    """Check that each entry of a table of contents is a later heading; it states no fact of its own."""
    for number, section in enumerate(sections):
        later = {other.passages[0].text for other in sections[number + 1 :] if other.passages}
        for passage in section.passages:
            if section.kind == "contents" and passage.kind == "list_item":
                span = (passage.line.body, len(passage.text))
                if passage.text[span[0] :] in later:
                    passage.claim(span, "fact", "contents")
                else:
                    problem = f"the entry «{passage.written(span)}» is no later heading"
                    reading.fault(passage, problem, "add an erratum, or the heading to raw/curated/headings.csv")
                    passage.claim(span, "fault", "")


def _check_clusters(reading: Reading, sections: Sequence[Section]) -> None:
    """Check that each cluster of the lead has one section."""
    for section in sections:
        for passage in section.passages:
            for row in reading.rows["clusters"]:
                if row["passage_id"] == passage.passage_id:
                    count = sum(other.section_id == row["section_id"] for other in sections)
                    if count != 1:
                        problem = f"the cluster «{row['name']}» has {count} headings"
                        reading.fault(passage, problem, "each cluster must have one section")


# --- the rows of the page itself ----------------------------------------------------------------------------


def _add_page_rows(reading: Reading, source: Source, sections: Sequence[Section], finder: Names) -> None:
    rows = reading.rows
    for position, section in enumerate(sections, 1):
        rows["sections"].append(
            {
                "section_id": section.section_id,
                "document_id": source.id,
                "position": position,
                "heading": section.heading,
                "kind": section.kind,
            }
        )
        for passage in section.passages:
            line = passage.line
            rows["passages"].append(
                {
                    "passage_id": passage.passage_id,
                    "document_id": source.id,
                    "section_id": section.section_id,
                    "line_number": line.number,
                    "kind": passage.kind,
                    "start_char": line.start,
                    "end_char": line.end,
                    "text": line.text,
                }
            )
            for number, mention in enumerate(finder.find(line.text), 1):
                rows["mentions"].append(
                    {
                        "mention_id": f"{passage.passage_id}.{number}",
                        "text": line.text[mention.start : mention.end],
                        "organization_id": mention.organization_id,
                        "framework_id": mention.framework_id,
                        "passage_id": passage.passage_id,
                        "start_char": mention.start,
                        "end_char": mention.end,
                    }
                )
            for erratum in passage.errata:
                record = erratum.record
                words = record.need("as_written")
                rows["errata"].append(
                    {
                        "erratum_id": f"{slug(words)}.{record.need('occurrence')}",
                        "kind": record["kind"],
                        "as_written": words,
                        "correction": record["correction"],
                        "reason": record["reason"],
                        "evidence": record["evidence"],
                        "confidence": record["confidence"],
                        "note": record["note"],
                        "passage_id": passage.passage_id,
                        "start_char": erratum.start,
                        "end_char": erratum.end,
                    }
                )


def _sorted(rows: dict[str, list[Row]], passages: Sequence[Passage]) -> dict[str, list[Row]]:
    """Return the tables, the facts of the page in its order."""
    line = {passage.passage_id: passage.line.number for passage in passages}

    def place(row: Row) -> tuple[int, int, int]:
        return line[row["passage_id"]], row["start_char"], row["end_char"]

    return {
        table: sorted(table_rows, key=place) if "start_char" in table_rows[0] else table_rows
        for table, table_rows in rows.items()
        if table_rows
    }


def run(root: Path, target: Path) -> str:
    """Write the rows of all tables to `target` as JSON; return what was done, in one line."""
    rows = parse(root)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    partial.replace(target)
    return f"{len(rows['passages'])} passages, {sum(map(len, rows.values()))} rows in {len(rows)} tables"
