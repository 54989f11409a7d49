"""The notes of a build: what the curator should know, although nothing is wrong."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.parse.errata import places_of
from pipeline.parse.ignored import SENTENCES, bare, find_ignored
from pipeline.parse.reading import Passage
from pipeline.raw.curated import Curated
from pipeline.raw.files import Record
from pipeline.raw.source import SOURCES, Source
from pipeline.text.instruments import Instrument
from pipeline.text.names import Names
from pipeline.text.odd_characters import odd_characters, plain
from pipeline.text.words import slug
from schemas.values import Row


def notes(source: Source, curated: Curated, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """Yield the notes on a page that was parsed."""
    for row in rows["passages"]:
        for odd in odd_characters(row["text"]):
            yield f"{source.path}:{row['line_number']}: {odd.problem}"
    for record, words, what in _unneeded(curated, rows):
        yield f"{record.file}:{record.line}: «{words}» is {what}"
    instruments = [Instrument.parse(row["instrument_id"]) for row in rows.get("instruments", [])]
    yield from _several_revisions(instruments)
    if all(source.last_meeting not in (one.adopted, one.revised) for one in instruments):
        yield f"{SOURCES}: as_of is {source.as_of}, but the page cites nothing of that meeting"
    yield from _bodies_without_ties(rows)
    yield from _links(source, rows)
    for passage, after in pairwise([*rows["passages"], None]):
        if passage and passage["kind"] == "heading" and (after is None or after["kind"] == "heading"):
            yield f"{source.path}:{passage['line_number']}: nothing comes after the heading «{passage['text']}»"
    for action in rows.get("actions", []):
        if action["due_meeting_id"] == source.as_of:
            yield f"«{action['text']}» was due at {source.as_of}, which is over"


def ignored_in_part(curated: Curated, ignored: Collection[str], passages: Sequence[Passage]) -> Iterator[str]:
    """Yield a note for each sentence to be ignored that is only a part of one, and so is not among those `ignored`."""
    for record in curated.ignored:
        is_whole = record["kind"] not in SENTENCES or bare(record.need("text")) in ignored
        if not is_whole and any(list(find_ignored(record, passage.line.text)) for passage in passages):
            yield f"{record.file}:{record.line}: «{record['text']}» is only a part of a sentence: quote all of it"


def reasons_of_others(passages: Sequence[Passage], finder: Names) -> Iterator[str]:
    """Yield a note for each erratum whose reason names a body that is not in its line, before or after."""
    for passage in passages:
        here = {one.entity for text in (passage.line.text, passage.text) for one in finder.find(text)}
        for record in (erratum.record for erratum in passage.errata):
            for one in finder.find(record.need("reason")):
                if one.entity not in here:
                    named = f"«{record.need('reason')[one.start : one.end]}»"
                    place = f"{record.file}:{record.line}"
                    yield f"{place}: the reason names {named}, which its line does not: is it still right?"


def _unneeded(curated: Curated, rows: Mapping[str, list[Row]]) -> Iterator[tuple[Record, str, str]]:
    """Yield each curated row that the page does not need, with its words and what to do about it."""
    gone = "no longer on the page: delete the row"
    texts = [plain(row["text"]) for row in rows["passages"]]
    sections = {row["section_id"] for row in rows["sections"]}
    for record in curated.headings:
        if slug(record.need("heading")) not in sections:
            yield record, record.need("heading"), gone
    for record in curated.ignored:
        if record["kind"] in ("words", *SENTENCES) and not any(list(find_ignored(record, text)) for text in texts):
            yield record, record.need("text"), gone
    quoted = Counter(record.need("as_written") for record in curated.errata)
    for record in curated.errata:
        words = record.need("as_written")
        lines = [str(number) for number, text in enumerate(texts, 1) for _ in places_of(words, text)]
        if len(lines) > quoted[words]:
            yield record, words, f"in lines {' and '.join(lines)}, and {quoted[words]} corrected: are the others right?"
    cited = {row["instrument_id"] for row in rows.get("instruments", [])}
    known = {(record["kind"], record["meeting"]): record for record in curated.numbers}
    for row in rows.get("instruments", []):
        meeting, _, item = row["number"].partition(".")
        bounds = known.get((row["kind"], meeting))
        if bounds and int(item) > bounds.need_number("known_to"):
            yield bounds, row["label"], f"on the page: known_to is at least {item}"
    by_number = {(row["kind"], row["number"]): row["instrument_id"] for row in rows.get("instruments", [])}
    curated_ids = {record.need("instrument_id") for record in curated.instruments}
    for instrument_id, record in ((record.need("instrument_id"), record) for record in curated.instruments):
        if instrument_id not in cited:
            one = Instrument.parse(instrument_id)
            instead = by_number.get((one.kind, one.number))
            is_revised = instead is not None and instead not in curated_ids
            what = f"but {instead}, for which there is no row: add one" if is_revised else "and may stay"
            yield record, instrument_id, f"not cited by the page, {what}"


def _bodies_without_ties(rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """Yield a note for each body in the name of a cluster that no sentence makes a partner in it."""
    ties = {(row["cluster_id"], row["organization_id"]) for row in rows.get("cooperation_ties", [])}
    for cluster in rows.get("clusters", []):
        for mention in rows.get("mentions", []):
            body = mention["organization_id"]
            is_in_it = mention["passage_id"] == cluster["passage_id"] and body is not None
            if is_in_it and (cluster["cluster_id"], body) not in ties:
                yield f"«{cluster['name']}» names {body}, but no sentence of its section says what it is to CITES"


def _links(source: Source, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """Yield a note for each link without an address, or whose key is numbered."""
    lines = {row["passage_id"]: row["line_number"] for row in rows["passages"]}
    known = {row["row_id"] for row in rows.get("row_errata", []) if row["table_name"] == "hyperlinks"}
    for link in rows.get("hyperlinks", []):
        key, the_link = link["hyperlink_id"], f"{source.path}:{lines[link['passage_id']]}: the link «{link['text']}»"
        if link["url"] is None and key not in known:
            yield f"{the_link} has no address: if it is lost, add an erratum of the kind lost link"
        if re.search(r"\.[0-9]+\Z", key):
            yield f"{the_link} has the key {key}: links with the same words are told apart by their order"


def _several_revisions(instruments: list[Instrument]) -> Iterator[str]:
    """Yield a note for each Resolution or Decision that the page cites in several revisions."""
    by_number: dict[tuple[str, str], list[Instrument]] = defaultdict(list)
    for instrument in instruments:
        by_number[instrument.kind, instrument.number].append(instrument)
    for revisions in by_number.values():
        if len(revisions) > 1:
            yield f"the page cites {' and '.join(one.label for one in revisions)}, one of which is a later revision"
