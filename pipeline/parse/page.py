"""Divides the page into sections and passages, each passage masked and ready for the forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from pipeline.faults import Fault
from pipeline.parse.corrected import Corrected, correct
from pipeline.parse.errata import Erratum, locate
from pipeline.parse.forms import LANGUAGE
from pipeline.parse.forms.clusters import CLUSTER, cluster_id
from pipeline.parse.ignored import check_ignored, ignored_spans
from pipeline.parse.patterns import BODY, CITATION, FRAMEWORK, IGNORED, TAXON, TERM, mask, whole_words
from pipeline.parse.reading import Passage, Section
from pipeline.parse.wording import denials_of_heading, qualifiers
from pipeline.raw.curated import Curated
from pipeline.raw.files import Record
from pipeline.text import citations
from pipeline.text.citations import Citation
from pipeline.text.lines import Line
from pipeline.text.names import Mention, Names
from pipeline.text.words import slug
from schemas.values import PassageKind


def open_page(
    file: str, lines: Sequence[Line], curated: Curated, names: Names
) -> tuple[list[Section], list[Fault], list[str]]:
    """Return the sections of the page with their passages, which tile it, faults, and notes.

    `file` is the name of its file.

    It is a fault if an erratum does not fit the page, or if ignored words contain what must not be ignored; the page is
    still read, so that everything wrong with it is reported in the same run. Raises Faults if errata overlap.
    """
    errata, faults = locate(file, curated.errata, lines, names)
    faults += check_ignored(curated.ignored, names)
    faults += _denying_headings(curated.headings)
    of_page = [record for record in curated.names if record["language"] == LANGUAGE]
    faults += _qualified_names("name", of_page)
    faults += _qualified_names("acronym", [*curated.organizations, *curated.frameworks])
    by_line: dict[int, list[Erratum]] = {line.number: [] for line in lines}
    for erratum in errata:
        by_line[erratum.line.number].append(erratum)
    taxa = whole_words(record.need("taxon") for record in curated.taxa)
    outline = _Outline(file, {record.need("heading"): record.need("kind") for record in curated.headings})
    for line in lines:
        corrected = correct(line, by_line[line.number])
        found = _find(line, corrected, names, taxa, curated.ignored)
        for erratum in by_line[line.number]:
            if erratum.lost_heading:
                outline.begin_lost(erratum, erratum.lost_heading, names)
        section, kind = outline.place(line, corrected.text, found)
        passage_id = f"{section.section_id}.{len(section.passages) + 1}"
        before = section.passages[-1] if section.passages else None
        section.passages.append(
            Passage(line, corrected, by_line[line.number], *found, passage_id, kind, section, before)
        )
    return outline.sections, faults + outline.faults, outline.notes


class _Found(NamedTuple):
    """A corrected line with its masks, and what they hide."""

    masked: str
    mentions: dict[int, Mention]
    citations: list[Citation]
    ignored: list[tuple[int, int, str]]


def _find(line: Line, corrected: Corrected, names: Names, taxa: re.Pattern[str], ignored: Sequence[Record]) -> _Found:
    """Find names, citations, taxa and ignored words in a line as it should read."""
    mentions = [one for one in names.find(corrected.text) if not _is_of_others(corrected.text, one)]
    cited = [_whole(citation, corrected.text) for citation in citations.scan(corrected.text, of_cites=True)]
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


_PREFIX = re.compile(r"\w[a-z]-\Z")
# "an ITTO-free trade", but "CITES-listed species"
_AFTER_OTHERS = re.compile(r"-(?:free|less)(?!\w)")


def _is_of_others(text: str, mention: Mention) -> bool:
    """Return whether a name is only in a word for those whom it does not name: after any prefix, as in "non-FAO"."""
    has_prefix = _PREFIX.search(text, max(0, mention.start - 3), mention.start) is not None
    return has_prefix or _AFTER_OTHERS.match(text, mention.end) is not None


def _whole(citation: Citation, text: str) -> Citation:
    """Return a citation with its whole number, if the last digit was taken for a footnote mark."""
    last = text[citation.end : citation.end + 1]
    if not last.isdecimal():  # a superscript is a digit too
        return citation
    number = citation.instrument.number + last
    return citation._replace(end=citation.end + 1, instrument=citation.instrument._replace(number=number))


def _denying_headings(headings: Sequence[Record]) -> Iterator[Fault]:
    """Yield a fault for each heading that says of all that is below it that it does not hold."""
    for record in headings:
        denied = denials_of_heading(record.need("heading"))
        if denied and record["kind"] != "text":
            problem = f"«{denied[0]}» in «{record['heading']}» says of what is below it that it does not hold"
            remedy = "give text as its kind, and ignore what is below it, each line as a «sentence»"
            yield record.fault(problem, remedy)


def _qualified_names(column: str, records: Iterable[Record]) -> Iterator[Fault]:
    """Yield a fault for each name or acronym that holds more than that: words that say more of whom it names."""
    for record in records:
        name = record[column] or ""
        for one in qualifiers(name):
            problem = f"«{name[slice(*one.span)]}» in «{name}» {one.problem}"
            remedy = f"give the {column} alone"
            if column == "name":
                remedy += "; an official name with such words belongs to organizations.csv or frameworks.csv"
            yield record.fault(problem, remedy)
            break


def _letters(heading: str) -> str:
    """Return what does not depend on the capitals and punctuation of a heading."""
    return " ".join(re.findall(r"\w+", heading.casefold()))


class _Outline:
    """The sections, to which lines are added one after the other; the page begins with the lead."""

    def __init__(self, file: str, kinds: Mapping[str, str]) -> None:
        """Start with the name of the file, and the kind of section that each curated heading begins."""
        self._file, self._kinds = file, kinds
        self._in_other_letters = {_letters(heading): heading for heading in kinds}
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self._clusters: set[str] = set()  # those that the lead lists
        self._in_capitals: dict[str, tuple[str, str]] = {}  # the names of clusters in lists, and their keys
        self.sections = [Section("lead", "lead", None)]

    def place(self, line: Line, text: str, found: _Found) -> tuple[Section, PassageKind]:
        """Return the section of the next line, a new one if the line is a heading, and the kind of the line.

        `text` is the line as it should read.
        """
        if line.body:
            self._note_cluster(line, text, found.masked)
            return self.sections[-1], "list_item"
        section = self._begun_by(text, found.masked, found.mentions.values())
        if section is None:
            return self.sections[-1], "paragraph"
        section.heading = line.text
        if section.title != text:
            section.is_heading_refused = True
            problem = f"«{line.text}» differs from the heading «{section.title}» in capitals or punctuation"
            where = ", or in raw/curated/headings.csv" if section.title in self._kinds else ""
            self.faults.append(Fault(self._file, line.number, problem, f"correct it by an erratum{where}"))
        self._begin(section, line)
        return section, "heading"

    def begin_lost(self, erratum: Erratum, heading: str, names: Names) -> None:
        """Begin the section whose heading is lost before the next line."""
        mentions = names.find(heading)
        masked = mask(heading, [(one.start, one.end, BODY if one.organization_id else FRAMEWORK) for one in mentions])
        section = self._begun_by(heading, masked, mentions)
        if section is None:
            problem = f"«{heading}» is neither in raw/curated/headings.csv nor a cluster of the lead"
            self.faults.append(erratum.record.fault(problem, "add it there, or write it as it is there"))
        else:
            self._begin(section, erratum.line)

    def _begin(self, section: Section, line: Line) -> None:
        taken, stem = {before.section_id for before in self.sections}, section.section_id
        if section.kind != "cluster" and stem in taken:
            section.section_id = next(key for number in count(2) if (key := f"{stem}-{number}") not in taken)
            place = f"{self._file}:{line.number}: the heading «{section.title}»"
            self.notes.append(f"{place} occurs again: the key of its section is {section.section_id}, by their order")
        self.sections.append(section)

    def _begun_by(self, text: str, masked: str, mentions: Iterable[Mention]) -> Section | None:
        """Return the section that begins after words; None if they are not a known heading.

        Its title is the known heading, perhaps with different capitals.
        """
        framework_id = next((mention.framework_id for mention in mentions if mention.framework_id), None)
        if heading := self._in_other_letters.get(_letters(text)):
            return Section(slug(heading), self._kinds[heading], None, heading, framework_id)
        cluster = CLUSTER.fullmatch(masked)
        title, key = text, cluster_id(cluster) if cluster else ""
        if text.isupper():
            title, key = self._in_capitals.get(text, (title, key))
        if key not in self._clusters:
            return None
        return Section(key, "cluster", None, title, framework_id, cluster_id=key)

    def _note_cluster(self, line: Line, text: str, masked: str) -> None:
        """Remember the cluster that an item of the lead or the contents names, so that its heading is recognized."""
        cluster = CLUSTER.fullmatch(masked, line.body)
        if cluster and self.sections[-1].kind in ("lead", "contents"):
            words = text[line.body :]
            self._in_capitals[words.upper()] = words, cluster_id(cluster)
            if self.sections[-1].kind == "lead":
                self._clusters.add(cluster_id(cluster))
