"""The page as sections and passages, each passage masked and ready for the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.faults import Fault
from pipeline.parse.errata import WRONG_NAME, Corrected, Erratum, correct, locate
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
    errata, faults = locate(file, curated.errata, lines)
    faults += check_ignored(curated.ignored, names)
    faults += _check_wrong_names(curated.errata, names)
    by_line: dict[int, list[Erratum]] = {line.number: [] for line in lines}
    for erratum in errata:
        by_line[erratum.line.number].append(erratum)
    taxa = whole_words(record.need("taxon") for record in curated.taxa)
    outline = _Outline(file, {record.need("heading"): record.need("kind") for record in curated.headings})
    for line in lines:
        corrected = correct(line, by_line[line.number])
        found = _find(line, corrected, names, taxa, curated.ignored)
        section, kind = outline.place(line, found.masked)
        passage_id = f"{section.section_id}.{len(section.passages) + 1}"
        section.passages.append(
            Passage(line, corrected, by_line[line.number], *found, passage_id=passage_id, kind=kind, section=section)
        )
    return outline.sections, faults + outline.faults


def _check_wrong_names(errata: Sequence[Record], names: Names) -> Iterator[Fault]:
    """Yield a fault for each erratum that puts another body for a name alone: it would follow the name anywhere."""
    for record in errata:
        words = record.need("as_written")
        named, meant = (names.find(text) for text in (words, record["correction"] or ""))
        if record["kind"] == WRONG_NAME and named and {one.entity for one in named} != {one.entity for one in meant}:
            around = words[: named[0].start] + words[named[-1].end :]
            if not re.search(r"\w", around):
                problem = f"«{words}» is the name of a body, which may be right at another place of the page"
                yield record.fault(problem, "quote what is before and after it too, such as «, the … and»")


class _Found(NamedTuple):
    """What the masks of a corrected line hide, and the line with them."""

    masked: str
    mentions: dict[int, Mention]
    citations: list[Citation]
    ignored: list[tuple[int, int, str]]


def _find(line: Line, corrected: Corrected, names: Names, taxa: re.Pattern[str], ignored: Sequence[Record]) -> _Found:
    """Find names, citations, taxa and ignored words in a line as it should read."""
    mentions, cited = names.find(corrected.text), citations.scan(corrected.text)
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


class _Outline:
    """The sections, as lines are placed in them one after the other; the page begins with the lead."""

    def __init__(self, file: str, kinds: Mapping[str, str]) -> None:
        """Take the name of the page's file, and the kind of section that each curated heading begins."""
        self._file, self._kinds = file, kinds
        self._in_other_letters = {heading.casefold(): heading for heading in kinds}
        self.faults: list[Fault] = []
        self._clusters: set[str] = set()  # those that the lead lists
        self.sections = [Section("lead", "lead", None)]

    def place(self, line: Line, masked: str) -> tuple[Section, PassageKind]:
        """Return the section of the next line, which is a new one if the line is a heading, and its kind."""
        if line.body:
            self._note_cluster(line, masked)
            return self.sections[-1], "list_item"
        cluster = CLUSTER.fullmatch(masked)
        if heading := self._in_other_letters.get(line.text.casefold()):
            self.sections.append(Section(slug(heading), self._kinds[heading], line.text))
            if heading != line.text:
                problem = f"«{line.text}» is the heading «{heading}» in other letters"
                self.faults.append(Fault(self._file, line.number, problem, "correct it in raw/curated/headings.csv"))
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
