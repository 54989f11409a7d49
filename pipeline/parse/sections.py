"""The sentences of a section, each read by its form; and what the sections say of each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.parse.forms import FORMS
from pipeline.parse.forms.clusters import CLUSTER, read_cluster_words
from pipeline.parse.forms.form import Form
from pipeline.parse.patterns import ACRONYM, SENTENCE_END
from pipeline.parse.reading import FACT, FIXED_WORDS, Passage, Reading, Section, Span
from pipeline.parse.sentence import Sentence


def read_section(reading: Reading, section: Section) -> None:
    """Read the sentences of a section: those first that others refer back to."""
    recognised: list[tuple[Form, Sentence]] = []
    for passage in section.passages:
        passage.claim((0, passage.line.body), FIXED_WORDS, "list marker")
        _check_acronyms(reading, passage)
        if passage.kind == "heading":
            _read_heading(reading, passage)
        elif not _is_contents_entry(passage):
            spans = sentences(passage)
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


def sentences(passage: Passage) -> list[Span]:
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


def check_contents(reading: Reading, sections: Sequence[Section]) -> None:
    """Check that each entry of a table of contents is a later heading; it states no fact of its own."""
    for number, section in enumerate(sections):
        later = {other.passages[0].text for other in sections[number + 1 :]}
        for passage in filter(_is_contents_entry, section.passages):
            span = (passage.line.body, len(passage.text))
            if passage.text[passage.line.body :] not in later:
                problem = f"the entry «{passage.written(span)}» is no later heading"
                reading.fault(passage, problem, "add an erratum, or the heading to raw/curated/headings.csv")
            passage.claim(span, FACT, "contents")


def check_numbers(reading: Reading) -> None:
    """Check each number that the page states against what was read."""
    for passage, span, stated, count in reading.stated:
        if count() != stated:
            problem = f"the page says «{passage.written(span)}», but {count()} were read"
            reading.fault(passage, problem, "look for what is missing, or add an erratum")
