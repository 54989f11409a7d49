"""Resolutions and Decisions, and whom or what they concern."""

from __future__ import annotations

import re

from pipeline.parse.errata import WRONG_TITLE
from pipeline.parse.forms.form import form
from pipeline.parse.reading import FACT, Span
from pipeline.parse.sentence import Sentence
from pipeline.raw.source import SOURCES
from pipeline.text.citations import Citation
from pipeline.text.instruments import meeting_id
from schemas.values import Row

# The scientific name of a species or subspecies, as it stands behind its common name.
_TAXON = re.compile(r"\((?P<taxon>[A-Z][a-z]+(?: [a-z]+){1,2})\)")


def _read_instruments(s: Sentence) -> None:
    """Read a list of Resolutions or Decisions with the one title of all, and whom that concerns."""
    title = s.passage.written(s.span("title"))
    subjects = _subjects(s, s.span("title"))
    s.claim_text("title", initial=True)
    s.claim_citations("citations")
    for citation in s.citations("citations"):
        _add_citation(s, citation)
        known = [row for row in s.reading.rows["instruments"] if row["instrument_id"] == citation.instrument.id]
        if not known:
            _add_instrument(s, citation, title, subjects)
        elif known[0]["title"] != title:
            problem = f"«{title}» is not the title that {citation.instrument.label} has before: «{known[0]['title']}»"
            s.reading.fault(s.passage, problem, "add an erratum")


def _add_citation(s: Sentence, citation: Citation) -> None:
    span = (citation.start, citation.end)
    _check_citation(s, citation)
    stem = f"{s.section.section_id}.{citation.instrument.id}"
    row = {
        "citation_id": s.reading.new_id("citations", "citation_id", stem),
        "instrument_id": citation.instrument.id,
        "text": s.passage.written(span),
    }
    s.add("citations", row, span)


def _add_instrument(s: Sentence, citation: Citation, title: str, subjects: list[tuple[Row, Span]]) -> None:
    instrument = citation.instrument
    errata = [*s.passage.errata_in((citation.start, citation.end)), *s.passage.errata_in(s.span("title"))]
    is_corrected = any(erratum.record["kind"] == WRONG_TITLE for erratum in errata)
    row = {
        "instrument_id": instrument.id,
        "kind": instrument.kind,
        "number": instrument.number,
        "label": instrument.label,
        "title": title,
        "official_title": s.words("title") if is_corrected else None,
        "adopted_meeting_id": instrument.adopted_meeting_id,
        "revised_meeting_id": instrument.revised_meeting_id,
    }
    s.reading.add("instruments", row, errata)
    for position, (subject, span) in enumerate(subjects, 1):
        key = {"instrument_id": instrument.id, "position": position}
        s.add("instrument_subjects", key | subject, span)


def _check_citation(s: Sentence, citation: Citation) -> None:
    """Check that the meetings exist and that the page can know them, and that a revision follows the adoption."""
    span, instrument = (citation.start, citation.end), citation.instrument
    check_meeting(s, span, instrument.adopted)
    if instrument.revised is not None:
        check_meeting(s, span, instrument.revised)
        if instrument.revised <= instrument.adopted:
            problem = f"«{s.passage.written(span)}» is revised before it is adopted"
            s.reading.fault(s.passage, problem, "add an erratum")
    if max(instrument.adopted, instrument.revised or 0) > s.reading.last_meeting:
        problem = f"«{s.passage.written(span)}» is later than {meeting_id(s.reading.last_meeting)}"
        s.reading.fault(s.passage, problem, f"if the page knows a later meeting now, mend as_of in {SOURCES}")


def check_meeting(s: Sentence, span: Span, number: int) -> None:
    """Check that the meeting which a span names exists."""
    if all(row["number"] != number for row in s.reading.rows["meetings"]):
        problem = f"«{s.passage.written(span)}»: there is no meeting {meeting_id(number)}"
        s.reading.fault(s.passage, problem, "add an erratum, or the meeting to raw/curated/meetings.csv")


def _subjects(s: Sentence, title: Span) -> list[tuple[Row, Span]]:
    """Return whom or what a title concerns, each once, in the order of the title; never CITES itself."""
    found: dict[tuple[str | None, str | None, str | None], Span] = {}
    for start, mention in s.passage.mentions.items():
        if title[0] <= start < title[1] and not s.is_ours(mention.organization_id):
            found.setdefault((*mention.entity, None), (start, mention.end))
    for taxon in _TAXON.finditer(s.passage.masked, *title):
        found.setdefault((None, None, taxon["taxon"]), taxon.span("taxon"))
        s.passage.claim(taxon.span("taxon"), FACT, "taxon")
    columns = ("organization_id", "framework_id", "taxon")
    by_place = sorted(found.items(), key=lambda item: item[1])
    return [(dict(zip(columns, subject, strict=True)), span) for subject, span in by_place]


FORMS = [
    form(
        "instruments",
        sections="instruments",
        passage="list_item",
        pattern="{citations} on {title:text}",
        read=_read_instruments,
        example="Decisions 19.22 & 19.23 on Cooperation with the Global Strategy for Plant Conservation",
    ),
]
