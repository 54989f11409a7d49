"""The page as sections and passages, each passage masked and ready for the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.faults import Fault
from pipeline.parse.errata import Corrected, Erratum, correct, locate
from pipeline.parse.forms.clusters import CLUSTER, cluster_id
from pipeline.parse.patterns import BODY, CITATION, FRAMEWORK, IGNORED, NUMBERS, TERM, mask
from pipeline.parse.reading import Passage, Section
from pipeline.raw.curated import Curated
from pipeline.raw.files import Record
from pipeline.text import citations
from pipeline.text.lines import MARKER, Line
from pipeline.text.names import Names
from pipeline.text.words import slug


def open_page(file: str, lines: Sequence[Line], curated: Curated, names: Names) -> tuple[list[Section], list[Fault]]:
    """Return the sections of the page with their passages, which tile it, and faults; `file` is its name, for these.

    It is a fault if an erratum does not fit the page, or an ignored span holds what may not be ignored; the page can
    be read all the same, so that what is wrong with it is told in the same run. Raises Faults if errata overlap.
    """
    errata, faults = locate(file, curated.errata, lines)
    faults += _check_ignored(curated.ignored, names)
    by_line: dict[int, list[Erratum]] = {line.number: [] for line in lines}
    for erratum in errata:
        by_line[erratum.line.number].append(erratum)
    sections = [Section("lead", "lead", None)]
    kinds = {record.need("heading"): record.need("kind") for record in curated.headings}
    clusters: set[str] = set()
    for line in lines:
        corrected = correct(line, by_line[line.number])
        mentions, cited = names.find(corrected.text), citations.scan(corrected.text)
        ignored = list(_ignored_spans("words", line, corrected, curated.ignored))
        terms = _ignored_spans("term", line, corrected, curated.ignored)
        masked = mask(
            corrected.text,
            [
                *((citation.start, citation.end, CITATION) for citation in cited),
                *((name.start, name.end, BODY if name.organization_id else FRAMEWORK) for name in mentions),
                *((start, end, IGNORED) for start, end, _ in ignored),
                *((start, end, TERM) for start, end, _ in terms),
            ],
        )
        cluster = CLUSTER.fullmatch(masked, line.body)
        is_heading = False
        if not line.body and line.text in kinds:
            is_heading = True
            sections.append(Section(slug(line.text), kinds[line.text], line.text))
        elif cluster and line.body and sections[-1].kind == "lead":
            clusters.add(cluster_id(cluster))
        elif cluster and not line.body and cluster_id(cluster) in clusters:
            is_heading = True
            key = cluster_id(cluster)
            sections.append(Section(key, "cluster", line.text, cluster_id=key))
        section = sections[-1]
        passage = Passage(
            passage_id=f"{section.section_id}.{len(section.passages) + 1}",
            kind="heading" if is_heading else "list_item" if line.body else "paragraph",
            line=line,
            section=section,
            corrected=corrected,
            errata=by_line[line.number],
            masked=masked,
            mentions={mention.start: mention for mention in mentions},
            citations=cited,
            ignored=ignored,
        )
        section.passages.append(passage)
        if is_heading:
            frameworks = [m.framework_id for m in passage.mentions.values() if m.framework_id]
            section.framework_id = frameworks[0] if frameworks else None
    return sections, faults


def _ignored_spans(
    kind: str, line: Line, corrected: Corrected, ignored: Sequence[Record]
) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of the corrected line that entries of a kind name, with the reason; they quote it as written."""
    for record in ignored:
        if record["kind"] == kind:
            for start, end in find_ignored(record, line.text):
                yield *corrected.to_corrected(start, end), record.need("reason")


def find_ignored(record: Record, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of an entry of `ignored.csv` stand; the full stop behind them is the form's."""
    words = record.need("text").removesuffix(".")
    if not re.search(r"\w", words):  # a fault by itself
        return
    for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
        yield match.span()


def _check_ignored(ignored: Sequence[Record], names: Names) -> list[Fault]:
    """Return a fault for each ignored span that holds a name, a number or an acronym, which are never ignored.

    An acronym that names no body is a term, listed with its own reason.
    """
    terms = {record.need("text") for record in ignored if record["kind"] == "term"}
    faults = []
    for record in ignored:
        words = record.need("text")
        found = [words[mention.start : mention.end] for mention in names.find(words)]
        found += re.findall(r"\w*\d\w*", words)
        found += [word for word in re.findall(r"\w+", words) if word.lower() in NUMBERS]
        if record["kind"] == "words":
            found += [word for word in re.findall(r"\w*[A-Z]\w*[A-Z]\w*", words) if word not in terms]
        for bad in found:
            faults.append(record.fault(f"may not ignore «{bad}»", "quote the words around it only"))
        if record["reason"] is None:
            faults.append(record.fault("gives no reason", "say why these words state no fact"))
        if not re.search(r"\w", words):
            faults.append(record.fault("holds no word", "quote the words that state no fact"))
        if words.startswith(MARKER):
            faults.append(record.fault("begins with a list marker", "quote the words behind it"))
    return faults
