"""Makes the rows that need no reading: those of the curated tables, and those of the page itself."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.parse.coverage import coverage_rows
from pipeline.parse.errata import Erratum, erratum_id
from pipeline.parse.reading import Passage, Section
from pipeline.raw.curated import Curated
from pipeline.raw.files import Record
from pipeline.raw.source import Source
from pipeline.text.instruments import meeting_id
from pipeline.text.names import Name, Names
from pipeline.text.odd_characters import plain
from schemas.values import DAYS_UNTIL_EFFECT, FIRST_MEETING_WITH_DAYS, KEYS, SCHEMES, Row


def curated_rows(curated: Curated, names: Mapping[Name, Record]) -> dict[str, list[Row]]:
    """Return the rows of the curated tables; raises Faults."""
    return {
        "organizations": [dict(record.cells) for record in curated.organizations],
        "frameworks": [dict(record.cells) for record in curated.frameworks],
        "names": [
            vars(name) | {"evidence": record["evidence"], "confidence": record["confidence"]}
            for name, record in names.items()
        ],
        "identifiers": _identifiers(curated.identifiers),
        "meetings": [_meeting(record) for record in curated.meetings],
    }


def curated_places(curated: Curated) -> dict[tuple[str, str], tuple[str, int]]:
    """Return the file and line of each curated row, by table and key, whose parts are joined by `/`.

    Instruments are not included: what is curated of them is checked when it is read, and the rest comes from the page.
    """
    keys = {
        **{("organizations", record.need("organization_id")): record for record in curated.organizations},
        **{("frameworks", record.need("framework_id")): record for record in curated.frameworks},
        **{("names", f"{record['name']}/{record['language']}"): record for record in curated.names},
        **{
            ("identifiers", row["identifier_id"]): record
            for row, record in zip(_identifiers(curated.identifiers), curated.identifiers, strict=True)
        },
        **{("meetings", meeting_id(record.need_number("number"))): record for record in curated.meetings},
        **{("errata", erratum_id(record)): record for record in curated.errata},
    }
    return {key: (record.file, record.line) for key, record in keys.items()}


def with_curated(instruments: Iterable[Row], records: Iterable[Record]) -> list[Row]:
    """Return the rows of instruments with their curated columns, empty if nothing is curated."""
    known = {record["instrument_id"]: record.cells for record in records}
    return [
        instrument
        | {
            column: known.get(instrument["instrument_id"], {}).get(column)
            for column in ("addressee", "url", "evidence", "confidence")
        }
        for instrument in instruments
    ]


def row_errata(
    of_facts: Iterable[tuple[str, Row, Erratum]], passages: Sequence[Passage], mentions: Iterable[Row]
) -> list[Row]:
    """Return the rows that say which errata affect a row, in order, each once.

    `of_facts` are the rows that forms have added, by table. A section has the errata of its heading, and a mention,
    which no form reads, those with which it shares words.
    """
    keys = {(table, _key(table, row), erratum_id(e.record)) for table, row, e in of_facts}
    keys |= {
        ("sections", passage.section.section_id, erratum_id(e.record))
        for passage in passages
        for e in passage.errata
        if passage.kind == "heading" or e.lost_heading
    }
    errata = {passage.passage_id: [_erratum(passage, e) for e in passage.errata] for passage in passages}
    keys |= {
        ("mentions", mention["mention_id"], e["erratum_id"])
        for mention in mentions
        for e in errata[mention["passage_id"]]
        if e["start_char"] < mention["end_char"] and mention["start_char"] < e["end_char"]
    }
    return [dict(zip(("table_name", "row_id", "erratum_id"), key, strict=True)) for key in sorted(keys)]


def _key(table: str, row: Row) -> str:
    """Return the key of a row that a form has added."""
    return "/".join(str(row[column]) for column in KEYS.get(table, list(row)[:1]))


def _meeting(record: Record) -> Row:
    number = record.need_number("number")
    end = record.need_date("end_date") if record["end_date"] and number >= FIRST_MEETING_WITH_DAYS else None
    effective = (end + datetime.timedelta(days=DAYS_UNTIL_EFFECT)).isoformat() if end else None
    return record.cells | {"meeting_id": meeting_id(number), "number": number, "effective_date": effective}


def _identifiers(records: Iterable[Record]) -> list[Row]:
    """Return the rows of identifiers, each with its key and its address, if the scheme or the evidence gives one."""
    rows: list[Row] = []
    taken: Counter[str] = Counter()
    for record in records:
        owner = record["organization_id"] or record["framework_id"] or record["meeting_id"]
        scheme = record.need("scheme")
        stem = f"{owner}.{scheme}"
        taken[stem] += 1
        key = stem if taken[stem] == 1 else f"{stem}.{taken[stem]}"
        url = SCHEMES[scheme].address_of(record.need("identifier"), record["evidence"])
        rows.append(record.cells | {"identifier_id": key, "url": url})
    return rows


def document_row(source: Source, data: bytes, text: str, line_count: int) -> Row:
    """Return the row of the page; `text` is its text, with LF as line ends."""
    return {
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
        "line_count": line_count,
    }


def page_rows(document_id: str, sections: Sequence[Section], names: Names) -> dict[str, list[Row]]:
    """Return the sections, passages, their coverage, mentions and errata of a page."""
    passages = [passage for section in sections for passage in section.passages]
    return {
        "sections": [_section(document_id, position, section) for position, section in enumerate(sections, 1)],
        "passages": [_passage(document_id, passage) for passage in passages],
        "mentions": [row for passage in passages for row in _mentions(passage, names)],
        "coverage": [row for passage in passages for row in coverage_rows(passage)],
        "errata": [_erratum(passage, erratum) for passage in passages for erratum in passage.errata],
    }


def _section(document_id: str, position: int, section: Section) -> Row:
    return {
        "section_id": section.section_id,
        "document_id": document_id,
        "position": position,
        "heading": section.heading,
        "kind": section.kind,
    }


def _passage(document_id: str, passage: Passage) -> Row:
    return {
        "passage_id": passage.passage_id,
        "document_id": document_id,
        "section_id": passage.section.section_id,
        "line_number": passage.line.number,
        "kind": passage.kind,
        "start_char": passage.line.start,
        "end_char": passage.line.end,
        "text": passage.line.as_written,
    }


def _mentions(passage: Passage, names: Names) -> list[Row]:
    """Return the names in a passage as written: what the words name, regardless of errata."""
    return [
        {
            "mention_id": f"{passage.passage_id}.{number}",
            "text": plain(passage.line.as_written[mention.start : mention.end]),
            "organization_id": mention.organization_id,
            "framework_id": mention.framework_id,
            "passage_id": passage.passage_id,
            "start_char": mention.start,
            "end_char": mention.end,
        }
        for number, mention in enumerate(names.find(passage.line.as_written), 1)
    ]


def _erratum(passage: Passage, erratum: Erratum) -> Row:
    record = erratum.record
    start, end = erratum.line.edits.span(erratum.start, erratum.end)
    return {
        "erratum_id": erratum_id(record),
        "kind": record["kind"],
        "as_written": record["as_written"],
        "correction": record["correction"],
        "reason": record["reason"],
        "evidence": record["evidence"],
        "confidence": record["confidence"],
        "note": record["note"],
        "passage_id": passage.passage_id,
        "start_char": start,
        "end_char": end,
    }
