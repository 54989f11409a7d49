"""Reads the sentences of each section by their forms, and checks what sections say of each other."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.faults import short
from pipeline.parse.corrected import shared
from pipeline.parse.errata import LOST_HEADING_REMEDY
from pipeline.parse.forms import FORMS
from pipeline.parse.forms.clusters import CLUSTER, read_cluster_words
from pipeline.parse.forms.form import Form
from pipeline.parse.ignored import bare
from pipeline.parse.patterns import ACRONYM, BODY, REST, SENTENCE_AFTER_ITEM, SENTENCE_END
from pipeline.parse.reading import (
    ACRONYM_REMEDY,
    ADD_NAME,
    FACT,
    FAULT,
    FIXED_WORDS,
    HEADING_LINE_REMEDY,
    HEADING_REMEDY,
    IGNORED,
    ITEM_REMEDY,
    SENTENCE_REMEDY,
    STOP_REMEDY,
    Passage,
    Reading,
    Section,
    Span,
)
from pipeline.parse.sentence import Sentence
from pipeline.parse.wording import proper_names
from schemas.values import NAME_IN_IGNORED

# A sentence is like those of a form if it begins with this many of the same characters, or is this similar to the
# example.
_ALIKE = 12
_RATIO = 0.6
_GOES_ON = r"(?:and|or|but|with|by|for|on|to|of|in)\b"  # what begins like this belongs to the line before
_NEAR = 5  # characters before a name: "the ", ": "
_SHOWN = 80  # characters of what is quoted


def read_section(reading: Reading, section: Section) -> None:
    """Read the sentences of a section, starting with those to which others refer back."""
    recognised: list[tuple[Form, Sentence]] = []
    for passage in section.passages:
        passage.claim((0, passage.line.body), FIXED_WORDS, "list marker")
        _check_acronyms(reading, passage)
        if passage.kind == "heading":
            _read_heading(reading, passage)
        elif section.has_unknown_heading and passage.kind == "list_item":
            passage.claim((0, len(passage.text)), FACT, FAULT)  # which section it is in is unknown
        elif _is_contents_entry(passage):
            _is_ignored(reading, passage, (passage.line.body, len(passage.text)))
        else:
            recognised += _recognise_all(reading, passage)
    for form, sentence in sorted(recognised, key=lambda found: not found[0].first):
        form.read(sentence)
    _check_ignored_leads(reading, [passage for passage in section.passages if passage.kind != "heading"])
    _check_lists(reading, section.passages)


def _recognise_all(reading: Reading, passage: Passage) -> Iterator[tuple[Form, Sentence]]:
    """Yield the sentences of a passage, each with its form; report those that no form reads."""
    spans = sentences(passage)
    for (_, end), (start, _) in pairwise(spans):
        passage.claim((end, start), FIXED_WORDS, "blank between sentences")
    for span in spans:
        if _is_ignored(reading, passage, span):
            continue
        if found := _recognise(reading, passage, span):
            yield found
        else:
            passage.section.has_unread = True
            is_misplaced = any(form.is_misplaced(passage, span) for form in FORMS)
            ends = passage.text[-1] in ".:;!?"
            if span[1] == len(passage.text) and any(form.lacks_stop(passage, span) for form in FORMS):
                problem = f"no rule reads: {passage.quoted(span)}, which has lost the full stop at its end"
                reading.refuse(passage, span, problem, STOP_REMEDY)
            elif passage.kind == "paragraph" and len(spans) == 1 and not ends and not is_misplaced:
                passage.section.has_unknown_heading = True
                reading.unread(passage, span, HEADING_REMEDY)
            elif passage.text[slice(*span)] in reading.headings or CLUSTER.fullmatch(passage.masked, *span):
                reading.unread(passage, span, f"{HEADING_LINE_REMEDY}; otherwise {SENTENCE_REMEDY}")
            else:
                _report(reading, passage, span)


def _check_acronyms(reading: Reading, passage: Passage) -> None:
    """Check that an acronym in parentheses after a name belongs to the same body."""
    for match in ACRONYM.finditer(passage.masked):
        if passage.mentions[match.start()].entity != passage.mentions[match.start(1)].entity:
            problem = f"{passage.quoted(match.span())}: the acronym is not that of the name"
            reading.fault(passage, problem, ACRONYM_REMEDY)


def sentences(passage: Passage) -> list[Span]:
    """Return the spans of the sentences of a passage; in a list item, only the first is an item."""
    pattern = SENTENCE_AFTER_ITEM if passage.kind == "list_item" else SENTENCE_END
    text = passage.masked
    ends = [end for end in pattern.finditer(text) if text.count("(", 0, end.start()) == text.count(")", 0, end.start())]
    starts = [passage.line.body, *(end.end() for end in ends)]
    stops = [*(end.start() for end in ends), len(passage.masked)]
    return list(zip(starts, stops, strict=True))


def _recognise(reading: Reading, passage: Passage, span: Span) -> tuple[Form, Sentence] | None:
    """Return the form of a sentence, and the sentence; None if there is no form for it."""
    for form in FORMS:
        if match := form.match(passage, span):
            return form, Sentence(reading, passage, match, form.name)
    return None


def _is_ignored(reading: Reading, passage: Passage, span: Span) -> bool:
    """Return whether a sentence is ignored as a whole, and account for it; names in it are still mentions."""
    sentence = bare(passage.written(span))
    reason = reading.ignored.get(sentence)
    if reason is None:
        return False
    reading.ignored_here.add(sentence)
    passage.claim(span, IGNORED, reason)
    for start, mention in passage.mentions.items():
        if span[0] <= start < span[1]:
            passage.claim((start, mention.end), FACT, NAME_IN_IGNORED)
    return True


def _check_ignored_leads(reading: Reading, passages: Sequence[Passage]) -> None:
    """Check that no list is read whose lead is ignored, which may say what the items are; report its first item."""
    reported = {fault.line for fault in reading.faults if fault.place == reading.file}
    for item in passages:
        lead = item.first_of_list.before
        if item.kind != "list_item" or lead is None or lead.kind != "paragraph" or item.line.number in reported:
            continue
        *_, last = sentences(lead)
        is_read = not item.is_claimed((item.line.body, len(item.text)), [IGNORED])
        if is_read and lead.text.endswith(":") and bare(lead.written(last)) in reading.ignored_beside:
            problem = f"{lead.quoted(last)}, before the list, is ignored, but this item is read"
            remedy = (
                "if it says anything of the items, ignore each of them too, or have it read, by a form or an erratum; "
                "if not, give «sentence apart» as its kind"
            )
            reading.fault(item, problem, remedy)
            reported |= {one.line.number for one in passages if one.first_of_list is item.first_of_list}


def _check_lists(reading: Reading, passages: Sequence[Passage]) -> None:
    """Check that a list comes after each sentence that announces one, and an item after each "; and"."""
    for passage, after in pairwise([*passages, None]):
        if passage is None or passage.kind == "heading" or (after and after.kind == "list_item"):
            continue
        *_, last = sentences(passage)
        if passage.text.endswith(":") and not passage.is_claimed(last, [IGNORED]):
            remedy = "put back the items, if your text has lost them; otherwise ignore the sentence"
            reading.fault(passage, f"no list comes after {passage.quoted(last)}", remedy)
        if passage.kind == "list_item" and after is None and re.search(r"\band\Z", passage.text):
            remedy = "put it back, if your text has lost it; otherwise take the «and» out by an erratum"
            reading.fault(passage, f"no item comes after {passage.quoted(last)}", remedy)


_COMPARED = 400  # characters of a sentence that are compared with the example of a form


def _report(reading: Reading, passage: Passage, span: Span) -> None:
    """Report a sentence that no form reads and, if it is like those of a form, where they diverge."""
    misplaced = (form for form in FORMS if form.is_misplaced(passage, span))
    elsewhere = min(misplaced, key=lambda form: passage.section.kind not in form.sections, default=None)
    if elsewhere and passage.section.kind not in elsewhere.sections:
        if elsewhere.name in passage.section.misplaced:
            passage.claim(span, FACT, FAULT)
            return
        passage.section.misplaced.add(elsewhere.name)
    # Its beginning is enough: a sentence may be as long as the page, and comparing takes more than linear time.
    words, problem = passage.text[slice(*span)][:_COMPARED], f"no rule reads: {passage.quoted(span)}"

    def likeness(form: Form) -> tuple[int, float]:
        if form is elsewhere:
            return span[1], 1
        return form.parts_at(passage, span), difflib.SequenceMatcher(None, words, form.example).ratio()

    nearest = max(FORMS, key=likeness)
    at, ratio = likeness(nearest)
    alike = max((_common(words, known) for known in reading.passed_over), default=0)
    remedy = SENTENCE_REMEDY
    if alike >= max(_ALIKE, at - span[0]):
        rest = short(passage.written((span[0] + alike, span[1])).lstrip(), _SHOWN)
        problem += f"; it is like words in raw/curated/ignored.csv up to «{rest}»"
        remedy = f"if it states no fact for our tables, quote it there as it is now; otherwise {SENTENCE_REMEDY}"
    elif at - span[0] >= _ALIKE or ratio >= _RATIO:
        is_within = at < span[1] and passage.masked[at] not in " .,;"
        at = max(span[0], passage.masked.rfind(" ", span[0], at) + 1) if is_within else at
        rest = short(passage.written((at, span[1])).lstrip(), _SHOWN) or "nothing more"
        problem += f"; it is like «{short(nearest.example, _SHOWN)}» (form {nearest.name})"
        where = f"a {nearest.passage.replace('_', ' ')} in a section of kind {' or '.join(sorted(nearest.sections))}"
        if nearest.may_be_in(passage, span):
            problem += f" up to «{rest}»"
        else:
            problem += f", which must be {where}"
            is_marked_wrong = passage.section.kind in nearest.sections
            missing = ITEM_REMEDY if is_marked_wrong else f"if a heading is missing before it, {LOST_HEADING_REMEDY}"
            remedy = f"{missing}; otherwise {SENTENCE_REMEDY}"
    if name := _unknown_name(passage, (at, span[1])):
        remedy = f"if «{name}» is a name, or part of one, {ADD_NAME}; otherwise {remedy}"
    goes_on = _GOES_ON if passage.kind == "list_item" else r"[a-z]"
    if span[0] == passage.line.body and re.match(goes_on, passage.text[span[0] :]):
        item = 'if it is an item of the list, put "- " before it; ' if '"- "' not in remedy else ""
        remedy = f"if it continues the line before, join the two; {item}otherwise {remedy}"
    reading.refuse(passage, span, problem, remedy)


def _unknown_name(passage: Passage, span: Span) -> str | None:
    """Return the words that may be an unknown name where a sentence parts from a form; None if there are none."""
    masked = passage.masked[slice(*span)]
    start, end = next(proper_names(masked), (len(masked), 0))
    before = re.sub(rf"[{BODY}-{REST}]", "", masked[:start])
    words = passage.written((span[0] + (start if len(before) == start else 0), span[0] + end))
    begins = not start and span[0] == passage.line.body
    is_no_name = words[:1].isdigit() or (begins and re.fullmatch(r"\w[^\W\d_A-Z]*", words))  # a date, or any word
    return words if len(before) <= _NEAR and not is_no_name else None


def _common(words: str, known: str) -> int:
    """Return how many characters of words, up to the end of a word, are the beginning of known ones."""
    return words.rfind(" ", 0, shared(words, known)) + 1


def _read_heading(reading: Reading, passage: Passage) -> None:
    match = CLUSTER.fullmatch(passage.masked)
    if passage.section.kind == "cluster" and match and not passage.section.is_heading_refused:
        read_cluster_words(Sentence(reading, passage, match, "cluster heading"))
    else:
        passage.claim((0, len(passage.text)), FACT, "heading")


def _is_contents_entry(passage: Passage) -> bool:
    return passage.section.kind == "contents" and passage.kind == "list_item"


def check_contents(reading: Reading, sections: Sequence[Section]) -> None:
    """Check that each entry of a table of contents is a later heading, perhaps in capitals; it is not a fact."""
    for number, section in enumerate(sections):
        later = {(other.title or "").casefold() for other in sections[number + 1 :]}
        for passage in filter(_is_contents_entry, section.passages):
            span = (passage.line.body, len(passage.text))
            if passage.text[passage.line.body :].casefold() not in later and not passage.is_claimed(span):
                problem = f"the entry «{passage.written(span)}» is not a later heading"
                remedy = (
                    "write it by an erratum as its heading is, or add the heading to raw/curated/headings.csv; if the "
                    "page has no such section, ignore the entry as a sentence"
                )
                reading.fault(passage, problem, remedy)
            passage.claim(span, FACT, "contents")


def check_clusters(reading: Reading) -> None:
    """Check that a cluster names the same body, in the same words, wherever it is written."""
    for named in [*reading.named.values(), *reading.cluster_words.values()]:
        first, first_span, organization_id = named[0]
        for passage, span, other_id in named[1:]:
            if other_id != organization_id:
                problem = (
                    f"{passage.quoted(span)} is not {first.quoted(first_span)}, which line {first.line.number} names"
                )
                reading.fault(passage, problem, "correct one of them by an erratum")


def check_numbers(reading: Reading) -> None:
    """Check each number that the page states against what was read."""
    for passage, span, stated, count in reading.stated:
        if count() != stated and not passage.section.has_unread:
            problem = f"the number is {passage.quoted(span)}, but {count()} were read"
            reading.fault(passage, problem, "look for what is missing, or correct the number by an erratum")
