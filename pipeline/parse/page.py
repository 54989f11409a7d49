"""The page as sections and passages, each passage masked and ready for the forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.faults import Fault
from pipeline.parse.errata import Corrected, Erratum, correct, locate
from pipeline.parse.forms.clusters import CLUSTER, cluster_id
from pipeline.parse.ignored import check_ignored, ignored_spans
from pipeline.parse.patterns import BODY, CITATION, FRAMEWORK, IGNORED, TAXON, TERM, mask, whole_words
from pipeline.parse.reading import Passage, Section
from pipeline.raw.curated import Curated
from pipeline.raw.files import Record
from pipeline.text import citations
from pipeline.text.citations import Citation
from pipeline.text.lines import Line
from pipeline.text.names import Mention, Names
from pipeline.text.words import slug
from schemas.values import PassageKind


def open_page(file: str, lines: Sequence[Line], curated: Curated, names: Names) -> tuple[list[Section], list[Fault]]:
    """Return the sections of the page with their passages, which tile it, and faults; `file` is its name, for these.

    It is a fault if an erratum does not fit the page, or if ignored words hold what may not be ignored; the page can
    be read all the same, so that what is wrong with it is reported in the same run. Raises Faults if errata overlap.
    """
    errata, faults = locate(file, curated.errata, lines, names)
    faults += check_ignored(curated.ignored, names)
    by_line: dict[int, list[Erratum]] = {line.number: [] for line in lines}
    for erratum in errata:
        by_line[erratum.line.number].append(erratum)
    taxa = whole_words(record.need("taxon") for record in curated.taxa)
    outline = _Outline(file, {record.need("heading"): record.need("kind") for record in curated.headings})
    for line in lines:
        corrected = correct(line, by_line[line.number])
        found = _find(line, corrected, names, taxa, curated.ignored)
        section, kind = outline.place(line, corrected.text, found.masked)
        passage_id = f"{section.section_id}.{len(section.passages) + 1}"
        section.passages.append(
            Passage(line, corrected, by_line[line.number], *found, passage_id=passage_id, kind=kind, section=section)
        )
    return outline.sections, faults + outline.faults


class _Found(NamedTuple):
    """What the masks of a corrected line hide, and the line with them."""

    masked: str
    mentions: dict[int, Mention]
    citations: list[Citation]
    ignored: list[tuple[int, int, str]]


def _find(line: Line, corrected: Corrected, names: Names, taxa: re.Pattern[str], ignored: Sequence[Record]) -> _Found:
    """Find names, citations, taxa and ignored words in a line as it should read."""
    mentions, cited = names.find(corrected.text), citations.scan(corrected.text, of_cites=True)
    words = list(ignored_spans("words", line, corrected, ignored))
    terms = ignored_spans("term", line, corrected, ignored)
    spans = [
        *((citation.start, citation.end, CITATION) for citation in cited),
        *((name.start, name.end, BODY if name.organization_id else FRAMEWORK) for name in mentions),
        *((*taxon.span(), TAXON) for taxon in taxa.finditer(corrected.text)),
        *((start, end, IGNORED) for start, end, _ in words),
        *((start, end, TERM) for start, end, _ in terms),
    ]
    return _Found(mask(corrected.text, spans), {mention.start: mention for mention in mentions}, cited, words)


def _letters(heading: str) -> str:
    """Return what is the same of a heading in other letters or marks."""
    return " ".join(re.findall(r"\w+", heading.casefold()))


class _Outline:
    """The sections, as lines are placed in them one after the other; the page begins with the lead."""

    def __init__(self, file: str, kinds: Mapping[str, str]) -> None:
        """Take the name of the page's file, and the kind of section that each curated heading begins."""
        self._file, self._kinds = file, kinds
        self._in_other_letters = {_letters(heading): heading for heading in kinds}
        self.faults: list[Fault] = []
        self._clusters: set[str] = set()  # those that the lead lists
        self.sections = [Section("lead", "lead", None)]

    def place(self, line: Line, text: str, masked: str) -> tuple[Section, PassageKind]:
        """Return the section of the next line, which is a new one if the line is a heading, and its kind.

        `text` is the line as it should read.
        """
        if line.body:
            self._note_cluster(line, masked)
            return self.sections[-1], "list_item"
        cluster = CLUSTER.fullmatch(masked)
        if heading := self._in_other_letters.get(_letters(text)):
            key = slug(heading)
            if key in (section.section_id for section in self.sections):
                problem = f"the heading «{line.text}» is there before, and its section cannot be that of two"
                remedy = "tell the two apart by an erratum, and by rows in raw/curated/headings.csv"
                self.faults.append(Fault(self._file, line.number, problem, remedy))
            self.sections.append(Section(key, self._kinds[heading], line.text))
            if heading != text:
                problem = f"«{line.text}» is the heading «{heading}» in other letters or marks"
                remedy = "correct it by an erratum, or in raw/curated/headings.csv"
                self.faults.append(Fault(self._file, line.number, problem, remedy))
        elif cluster and (key := cluster_id(cluster)) in self._clusters:
            self.sections.append(Section(key, "cluster", line.text, cluster_id=key))
        else:
            return self.sections[-1], "paragraph"
        return self.sections[-1], "heading"

    def _note_cluster(self, line: Line, masked: str) -> None:
        """Note the cluster that an item of the lead's list names, so that its heading is known."""
        cluster = CLUSTER.fullmatch(masked, line.body)
        if cluster and self.sections[-1].kind == "lead":
            self._clusters.add(cluster_id(cluster))
