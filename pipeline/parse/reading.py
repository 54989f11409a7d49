"""The passages of the page while they are read, and the rows read so far.

Every character of a passage must be claimed: as a fact, as fixed words of a form, or as ignored. Whatever is not
claimed after all forms have been tried is a fault.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.faults import Fault
from pipeline.parse.corrected import Corrected
from pipeline.parse.errata import WRONG_TITLE, Erratum
from pipeline.parse.wording import Wording
from pipeline.text.citations import Citation
from pipeline.text.lines import Line
from pipeline.text.names import Mention
from schemas.values import COVERAGE_KINDS, CoverageKind, PassageKind, Row

# What can account for a character.
FACT: CoverageKind = "fact"
FIXED_WORDS: CoverageKind = "fixed words"
IGNORED: CoverageKind = "ignored"
FAULT = "fault"  # the rule of what cannot be read: somebody has reported it, or will

Span = tuple[int, int]

ADD_NAME = "add the name to raw/curated/organizations.csv, frameworks.csv or names.csv"
ACRONYM_REMEDY = (
    "if the name is only part of a longer one, add that to raw/curated/names.csv; otherwise correct it by an erratum, "
    "or the acronym in raw/curated/organizations.csv"
)
NAME_REMEDY = f"{ADD_NAME}, or correct it by an erratum"
BESIDE_NAME_REMEDY = (
    "if it is one name, add it to raw/curated/organizations.csv, frameworks.csv or names.csv; if it says that bodies "
    "are not as the others in the list, such as observers, take them out with it by an erratum of the kind wrong name; "
    "if it says more of the body that it names, correct it by an erratum, add what it says to the items of a list in "
    "pipeline/parse/forms/bodies.py, or, if it states no fact for our tables, to raw/curated/ignored.csv as words "
    "after the name (without a number, a name, or a word such as «no longer»)"
)
SENTENCE_REMEDY = (
    "correct it by an erratum, or add a form to pipeline/parse/forms/, or, if it states no fact for our tables, the "
    "whole sentence to raw/curated/ignored.csv"
)
PARENTHESIS_REMEDY = (
    "if it is an acronym of the name, add it to raw/curated/names.csv; if it says no more, write it by an erratum as "
    "an acronym that is known, as «MoU», as «MoU signed on 1 March 2024» or as «MoU signed in March 2024»; if it says "
    "that an agreement does not hold, take it out by an erratum, and if it says that the body is not as the others in "
    "the list, the body too; or add a form to pipeline/parse/forms/agreements.py"
)
STOP_REMEDY = (
    "if it continues on the next line, join the two; otherwise add it by an erratum that quotes the last words of the "
    "line"
)
HEADING_LINE_REMEDY = 'if it is a heading, put it in a line of its own, without "- "; if it is an item, with it'
ITEM_REMEDY = 'if it is an item of a list, put it in a line of its own with "- " before it; if it is none, without that'
HEADING_REMEDY = (
    "add a heading to raw/curated/headings.csv; for a sentence, add a form to pipeline/parse/forms/, or, if it "
    "states no fact for our tables, the whole sentence to ignored.csv; if it continues on the next line, join the two; "
    'if it is an item of a list, put "- " before it'
)


class Addressee(NamedTuple):
    """Who is to do the tasks that follow: the words, the errata that affect them, and their line."""

    words: str
    errata: list[Erratum]
    line: int


@dataclass
class Section:
    """The part of the page under one heading, and that to which its sentences may refer back."""

    section_id: str
    kind: str
    heading: str | None  # as the page has it
    title: str | None = None  # the heading as it should read, also if the page has lost it
    framework_id: str | None = None  # that the heading names first
    passages: list[Passage] = field(default_factory=list)
    cluster_id: str | None = None
    group_ids: list[str] = field(default_factory=list)
    # The body that "it" means in the sentence after its description, and the passage and end of that description.
    described: tuple[str, str, int] | None = None
    addressee: Addressee | None = None
    judged_list: Passage | None = None  # the first item of the list that is being read, if that had to be announced
    is_list_announced: bool = False  # by the sentence before it
    is_heading_refused: bool = False  # which was reported when the page was divided
    has_unknown_heading: bool = False  # or what looks like one, so that the items after it cannot be read either
    has_unread: bool = False  # a sentence that no form has read, to which others may refer back
    misplaced: set[str] = field(default_factory=set)  # the forms of sentences that are of sections of another kind

    @property
    def group_id(self) -> str | None:
        """The only group of the section, which "the alliance" means; None if there is none, or several."""
        return self.group_ids[0] if len(self.group_ids) == 1 else None


@dataclass
class Passage:
    """A line of the page, ready to be read.

    Forms see the corrected text, masked (see `pipeline.parse.patterns`). All spans here refer to the corrected text;
    they are converted to spans of the line as written only when a row is added.
    """

    line: Line
    corrected: Corrected
    errata: list[Erratum]
    masked: str
    mentions: dict[int, Mention]
    citations: list[Citation]
    ignored: list[tuple[int, int, str]]  # spans, each with its reason
    passage_id: str
    kind: PassageKind
    section: Section
    before: Passage | None  # the line before it in the section
    # What accounts for which span: kind and rule. The facts are the spans of rows, which hold fixed words too.
    claims: list[tuple[int, int, CoverageKind, str]] = field(default_factory=list)
    facts: list[tuple[int, int, CoverageKind, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The line as it should read."""
        return self.corrected.text

    def written(self, span: Span) -> str:
        """Return the words of a span as the page has them, with plain blanks and letters."""
        start, end = self.corrected.to_read(*span)
        return self.line.text[start:end]

    def quoted(self, span: Span) -> str:
        """Return the words of a span in quotation marks, for a message, which mentions errata that changed them."""
        written, corrected = self.written(span), self.text[slice(*span)]
        if corrected == written:
            return f"«{written}»"
        errata = (erratum for erratum in self.errata_in(span) if erratum.correction is not None)
        places = ", ".join(f"{erratum.record.file}:{erratum.record.line}" for erratum in errata)
        return (
            f"«{written}» (corrected by {places})"
            if len(written) > 80
            else f"«{corrected}» ({places}, for «{written}»)"
        )

    def errata_in(self, span: Span) -> list[Erratum]:
        """Return the errata that change words of a span, or say what is wrong with them."""
        start, end = self.corrected.to_read(*span)
        if start < end:
            return [one for one in self.errata if one.start < end and start < one.end]
        # Words that the page has lost have a place, but no length: it may be the end of what the erratum quotes.
        beside = [one for one in self.errata if one.start <= start <= one.end]
        return [one for one in beside if start < one.end] or beside

    @property
    def first_of_list(self) -> Passage:
        """The first item of the list that this item is in."""
        if self.before is None or self.before.kind != "list_item":
            return self
        return self.before.first_of_list

    def claim(self, span: Span, kind: CoverageKind, rule: str) -> None:
        """Account for a span; `rule` is the form or the reason."""
        if span[0] < span[1]:
            self.claims.append((*span, kind, rule))

    def is_of_official_title(self, span: Span) -> bool:
        """Return whether a span is part of an official title that the page does not have."""
        for erratum in self.errata:
            start, end = self.corrected.correction_of(erratum)
            is_within = erratum.record["kind"] == WRONG_TITLE and start <= span[0] and span[1] <= end
            if is_within and self.text[slice(*span)] not in erratum.record.need("as_written"):
                return True
        return False

    def is_claimed(self, span: Span, kinds: Collection[CoverageKind] = COVERAGE_KINDS) -> bool:
        """Return whether a single claim, of one of some kinds, covers a whole span."""
        return any(start <= span[0] and span[1] <= end and kind in kinds for start, end, kind, _ in self.claims)

    def unclaimed(self) -> Iterator[Span]:
        """Yield each longest unclaimed span, without blanks at its ends."""
        left = list(self.text)
        for start, end, _, _ in self.claims:
            left[start:end] = "\0" * (end - start)
        for words in re.finditer(r"[^\0\s](?:[^\0]*[^\0\s])?", "".join(left)):
            yield words.span()


@dataclass
class Reading:
    """The rows read so far, by table, and the faults found on the way."""

    file: str
    convention_id: str
    secretariat_id: str
    last_meeting: int  # the number of the last meeting that the page knows
    first_day: datetime.date  # of the time in which something can have been signed
    last_day: datetime.date
    wording: Wording
    ignored: Mapping[str, str]  # sentences that state no fact, without what ends them, and the reason
    ignored_beside: frozenset[str] = frozenset()  # those of them that are not said to be apart from what is read
    ignored_here: set[str] = field(default_factory=set)  # those of them that are on the page
    headings: frozenset[str] = frozenset()  # as they are curated
    passed_over: list[str] = field(default_factory=list)  # words and sentences that are ignored, as they are curated
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    # The rows that errata affect: table, row and erratum.
    row_errata: list[tuple[str, Row, Erratum]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    has_lost_section: bool = False  # so that what refers to it is not known
    # What the lead says of all clusters.
    goal: str | None = None
    framework_id: str | None = None
    # The bodies that each cluster names where it is written, by its key; and its other words, by its key and part.
    named: dict[str, list[tuple[Passage, Span, str]]] = field(default_factory=lambda: defaultdict(list))
    cluster_words: dict[tuple[str, str], list[tuple[Passage, Span, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    # What the page says more than once, as one row.
    notes: list[str] = field(default_factory=list)
    # The sections by key, and how often each is there.
    section_ids: Counter[str] = field(default_factory=Counter)
    # Resolutions and Decisions that sentences point to: checked after everything has been read.
    referred: list[tuple[Passage, Span, str]] = field(default_factory=list)
    # Numbers that the page states: checked after everything has been read.
    stated: list[tuple[Passage, Span, int, Callable[[], int]]] = field(default_factory=list)

    @property
    def organizations(self) -> dict[str, Row]:
        """The rows of organizations, by key."""
        return {row["organization_id"]: row for row in self.rows["organizations"]}

    def fault(self, passage: Passage, problem: str, remedy: str) -> None:
        """Record a fault of the page."""
        self.faults.append(Fault(self.file, passage.line.number, problem, remedy))

    def refuse(self, passage: Passage, span: Span, problem: str, remedy: str) -> None:
        """Record a fault of words, and claim them so that they are reported only once."""
        self.fault(passage, problem, remedy)
        passage.claim(span, FACT, FAULT)

    def unread(self, passage: Passage, span: Span, remedy: str = SENTENCE_REMEDY) -> None:
        """Record words that no rule reads."""
        self.refuse(passage, span, f"no rule reads: {passage.quoted(span)}", remedy)

    def add(self, table: str, row: Row, errata: Iterable[Erratum]) -> None:
        """Add a row, and record which errata affect it."""
        self.rows[table].append(row)
        self.row_errata += [(table, row, erratum) for erratum in errata]

    def count(self, table: str, **values: object) -> int:
        """Return the number of rows of a table that have these values."""
        return sum(all(row[k] == v for k, v in values.items()) for row in self.rows[table])

    def new_id(self, table: str, column: str, stem: str) -> str:
        """Return `stem`, or `stem.2` and so on if rows of the table have it already."""
        taken = sum(row[column] == stem or row[column].startswith(stem + ".") for row in self.rows[table])
        return stem if not taken else f"{stem}.{taken + 1}"
