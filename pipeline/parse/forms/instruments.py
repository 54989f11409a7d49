"""Resolutions and Decisions, and whom or what they concern."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from pipeline.parse.errata import WRONG_TITLE
from pipeline.parse.forms.form import form
from pipeline.parse.patterns import REST, TAXON
from pipeline.parse.reading import FACT, Reading, Span
from pipeline.parse.sentence import Sentence
from pipeline.raw.source import SOURCES
from pipeline.text.citations import Citation, find
from pipeline.text.citations.known_numbers import has_footnote, is_known, is_possible
from pipeline.text.instruments import FIRST_WITH_DECISIONS, Instrument, meeting_id
from schemas.values import Row

_TAXON = re.compile(f"{TAXON}{REST}*")


def _read_instruments(s: Sentence) -> None:
    """Read a list of Resolutions or Decisions with their common title, and whom that concerns."""
    title = s.passage.written(s.span("title"))
    subjects = _subjects(s, s.span("title"))
    s.claim_text("title", is_title=True)
    s.claim_citations("citations")
    _check_ranges(s)
    _check_once(s)
    for citation in s.citations("citations"):
        _add_citation(s, citation)
        known = [row for row in s.reading.rows["instruments"] if row["instrument_id"] == citation.instrument.id]
        if not known:
            _add_instrument(s, citation, title, subjects)
        elif known[0]["title"] != title:
            before = f"the title that {citation.instrument.label} has before: «{known[0]['title']}»"
            s.reading.fault(s.passage, f"«{title}» is not {before}", "correct one of them by an erratum")


def _check_ranges(s: Sentence) -> None:
    """Check that a range is within one meeting and ascending; its members share its span."""
    for span, members in groupby(s.citations("citations"), key=lambda citation: (citation.start, citation.end)):
        numbers = [tuple(map(int, member.instrument.number.split("."))) for member in members]
        if any(after != (meeting, item + 1) for (meeting, item), after in pairwise(numbers)):
            problem = f"{s.passage.quoted(span)} is a range across meetings, or backwards"
            s.reading.fault(s.passage, problem, "list each of its Decisions by an erratum")


def _check_once(s: Sentence) -> None:
    """Check that a list has each Resolution or Decision once."""
    seen = set()
    for citation in s.citations("citations"):
        if citation.instrument.id in seen:
            problem = f"{s.passage.quoted((citation.start, citation.end))} is already in this list"
            s.reading.fault(s.passage, problem, "remove one of them by an erratum, or correct its number")
        seen.add(citation.instrument.id)


def _read_reference(s: Sentence) -> None:
    """Read Resolutions or Decisions that a sentence points to, and whose titles are in a list of the page."""
    s.claim_citations("citations")
    _check_ranges(s)
    for citation in s.citations("citations"):
        _add_citation(s, citation)
        s.reading.referred.append((s.passage, (citation.start, citation.end), citation.instrument.id))


def check_references(reading: Reading) -> None:
    """Check that a list of the page has the title of each Resolution or Decision that a sentence points to."""
    for passage, span, instrument_id in reading.referred:
        if not reading.count("instruments", instrument_id=instrument_id):
            problem = f"no list of the page has the title of {passage.quoted(span)}"
            reading.fault(
                passage, problem, "correct it by an erratum, or ignore the sentence in raw/curated/ignored.csv"
            )


def _add_citation(s: Sentence, citation: Citation) -> None:
    span = (citation.start, citation.end)
    _check_citation(s, citation)
    stem = f"{s.section.section_id}.{citation.instrument.id}"
    if s.section.kind == "instruments" and s.reading.count("citations", citation_id=stem):
        s.say_again(span)
        return
    row = {
        "citation_id": s.reading.new_id("citations", "citation_id", stem),
        "instrument_id": citation.instrument.id,
        "text": s.passage.written(span),
    }
    s.add("citations", row, span)


def _add_instrument(s: Sentence, citation: Citation, title: str, subjects: list[tuple[Row, Span]]) -> None:
    instrument = citation.instrument
    errata = [*s.passage.errata_in((citation.start, citation.end)), *s.passage.errata_in(s.span("title"))]
    corrections = [erratum for erratum in errata if erratum.record["kind"] == WRONG_TITLE]
    for erratum in corrections:
        if s.passage.corrected.correction_of(erratum) != s.span("title"):
            quoted = erratum.record.need("as_written")
            problem = f"quotes «{quoted}», but the title of {instrument.label} is «{title}»"
            s.reading.faults.append(
                erratum.record.fault(problem, "quote the whole title, if the correction is still right")
            )
        elif (
            is_possible(instrument)
            and _is_number(instrument)
            and instrument not in _named(erratum.record.need("reason"))
        ):
            problem = f"gives {instrument.label} another title, but the reason does not name it"
            s.reading.faults.append(erratum.record.fault(problem, "name it there, if the evidence is also about it"))
    row = {
        "instrument_id": instrument.id,
        "kind": instrument.kind,
        "number": instrument.number,
        "label": instrument.label,
        "title": title,
        "official_title": s.words("title") if corrections else None,
        "adopted_meeting_id": instrument.adopted_meeting_id,
        "revised_meeting_id": instrument.revised_meeting_id,
    }
    s.reading.add("instruments", row, errata)
    for position, (subject, span) in enumerate(subjects, 1):
        key = {"instrument_id": instrument.id, "position": position}
        s.add("instrument_subjects", key | subject, span)


def _is_number(instrument: Instrument) -> bool:
    """Tell whether there may be a Resolution or Decision of a number."""
    return not has_footnote(instrument.kind, instrument.number) and is_known(instrument) is not False


def _named(reason: str) -> list[Instrument]:
    """Return the Resolutions and Decisions that the reason of an erratum names."""
    return [citation.instrument for citation in find(reason)]


def _check_citation(s: Sentence, citation: Citation) -> None:
    """Check that the number is possible, that the page can know its meetings, and that the revising one is later."""
    span, instrument = (citation.start, citation.end), citation.instrument
    quoted = s.passage.quoted(span)
    if re.search(r"[0-9] ?[,;./] ?[^0-9 ]", s.passage.text[slice(*span)]):
        problem = f"{quoted}: a revision belongs to the number right before it, but here a mark is between the two"
        s.reading.fault(s.passage, problem, "add the lost number by an erratum, or remove the mark")
    if re.search(r"(?:^|\.)0", instrument.number):
        s.reading.fault(s.passage, f"{quoted} has a number that begins with a zero", "correct it by an erratum")
    check_meeting(s, span, instrument.adopted)
    if instrument.revised is not None:
        check_meeting(s, span, instrument.revised)
        if instrument.revised <= instrument.adopted:
            s.reading.fault(s.passage, f"{quoted} is revised before it is adopted", "correct it by an erratum")
    if instrument.kind == "decision" and instrument.adopted < FIRST_WITH_DECISIONS:
        problem = f"{quoted}: the meetings before {meeting_id(FIRST_WITH_DECISIONS)} did not number Decisions like this"
        s.reading.fault(s.passage, problem, "correct it by an erratum")
    if has_footnote(instrument.kind, instrument.number):
        problem = f"{quoted}: no meeting has adopted so many"
        s.reading.fault(s.passage, problem, "correct it by an erratum: its last digit may be the mark of a footnote")
    elif not _is_number(instrument):
        problem = f"there is no {instrument.label}: at_most in raw/curated/numbers.csv is lower"
        s.reading.fault(s.passage, problem, "correct it by an erratum, or correct at_most")
    if max(instrument.adopted, instrument.revised or 0) > s.reading.last_meeting:
        problem = f"{quoted} is later than {meeting_id(s.reading.last_meeting)}"
        s.reading.fault(
            s.passage,
            problem,
            f"if the page now includes a later meeting, say so in as_of of {SOURCES}; otherwise correct it by an "
            "erratum",
        )


def check_meeting(s: Sentence, span: Span, number: int) -> None:
    """Check that the meeting which a span names exists."""
    if all(row["number"] != number for row in s.reading.rows["meetings"]):
        problem = f"{s.passage.quoted(span)}: there is no meeting {meeting_id(number)}"
        remedy = "correct it by an erratum, or add the meeting to raw/curated/meetings.csv: its number will do"
        s.reading.fault(s.passage, problem, remedy)


def _subjects(s: Sentence, title: Span) -> list[tuple[Row, Span]]:
    """Return whom or what a title concerns, each once, in the order of the title; never CITES itself."""
    found: dict[tuple[str | None, str | None, str | None], Span] = {}
    for start, mention in s.passage.mentions.items():
        if title[0] <= start < title[1] and not s.is_ours(mention.organization_id):
            found.setdefault((*mention.entity, None), (start, mention.end))
    for taxon in _TAXON.finditer(s.passage.masked, *title):
        found.setdefault((None, None, s.passage.text[slice(*taxon.span())]), taxon.span())
        s.passage.claim(taxon.span(), FACT, "taxon")
    columns = ("organization_id", "framework_id", "taxon")
    by_place = sorted(found.items(), key=lambda item: item[1])
    return [(dict(zip(columns, subject, strict=True)), span) for subject, span in by_place]


FORMS = [
    form(
        "instruments",
        sections="instruments",
        passage="list_item",
        pattern="[and ]{citations} on {title:text}[; and|;|.]",
        read=_read_instruments,
        example="Decisions 19.22 & 19.23 on Cooperation with the Global Strategy for Plant Conservation",
    ),
    form(
        "reference to instruments",
        sections="lead cluster actions text",
        passage="paragraph",
        pattern="See [also ]{citations}[.]",
        read=_read_reference,
        example="See also Resolution Conf. 16.4.",
    ),
]
