"""A sentence that a form has matched: what its parts say, and how they are accounted for.

Methods that only return something change nothing. Those called `add…` or `claim…` account for parts: a name or a value
that is in no row, and that no check has looked at, is left over and reported.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.faults import short
from pipeline.parse.errata import Erratum
from pipeline.parse.patterns import AGREEMENTS, MONTHS, NUMBERS
from pipeline.parse.reading import FACT, FAULT, FIXED_WORDS, IGNORED, SENTENCE_REMEDY, Passage, Reading, Section, Span
from pipeline.raw.source import SOURCES
from pipeline.text.citations import Citation
from pipeline.text.names import Mention
from pipeline.text.words import slug
from schemas.values import Row


@dataclass
class Sentence:
    """A sentence, a list item or a part of one that a form has matched: its named parts, and what they mean."""

    reading: Reading
    passage: Passage
    match: re.Match[str]
    form: str

    def __post_init__(self) -> None:
        """Claim what needs no reading: the fixed words of the form, and ignored words."""
        at = self.match.start()
        for name, (start, end) in self._parts():
            self.passage.claim((at, start), FIXED_WORDS, self.form)
            at = end
            for ignored_start, ignored_end, reason in self.passage.ignored if name == "ignored" else []:
                if start <= ignored_start and ignored_end <= end:
                    self.passage.claim((ignored_start, ignored_end), IGNORED, reason)
        self.passage.claim((at, self.match.end()), FIXED_WORDS, self.form)

    def _parts(self) -> list[tuple[str, Span]]:
        names = [name for name in self.match.re.groupindex if self.match[name] is not None]
        return sorted(((name, self.match.span(name)) for name in names), key=lambda part: part[1])

    @property
    def section(self) -> Section:
        """The section that the sentence is in."""
        return self.passage.section

    def has(self, part: str) -> bool:
        """Return whether a part is there: it may be missing from the sentence, or from the form."""
        return part in self.match.re.groupindex and self.match[part] is not None

    def span(self, part: str) -> Span:
        """Return the span of a part."""
        return self.match.span(part)

    def words(self, part: str) -> str:
        """Return a part as it should read."""
        start, end = self.span(part)
        return self.passage.text[start:end]

    def claim(self, *parts: str) -> None:
        """Account for parts, each of which is a value in a row."""
        for part in parts:
            self.passage.claim(self.span(part), FACT, self.form)

    def claim_text(self, part: str, *, is_name: bool = False, is_title: bool = False) -> None:
        """Account for a part that is free text, as `claim_words` does."""
        self.claim_words(self.span(part), is_name=is_name, is_title=is_title)

    def claim_words(self, span: Span, *, is_name: bool = False, is_title: bool = False) -> None:
        """Account for a span that is free text; report what may not be in it.

        `is_name` is for the few words of a theme, a subject or a cluster, `is_title` for the title of a Resolution or
        Decision. Words that only an official title has are the curator's, not the page's.
        """
        passage = self.passage
        for one in self.reading.wording.misplaced(passage.masked, span, is_name=is_name, is_title=is_title):
            if not passage.is_claimed(one.span) and not passage.is_of_official_title(one.span):
                problem = f"{passage.quoted(one.span)} {one.problem}, in words that are taken as they are"
                self.reading.refuse(passage, one.span, f"{problem}: «{passage.written(span)}»", one.remedy)
        for citation in passage.citations:
            if span[0] <= citation.start < span[1]:
                self.reading.unread(passage, (citation.start, citation.end))
        passage.claim(span, FACT, self.form)

    def organization(self, part: str) -> str:
        """Return the organization that a part names."""
        organization_id = self._mention(part).organization_id
        assert organization_id is not None, "the pattern of a body matches organizations only"
        return organization_id

    def is_ours(self, organization_id: str | None) -> bool:
        """Return whether an organization is CITES or its Secretariat."""
        return organization_id in (self.reading.convention_id, self.reading.secretariat_id)

    def claim_ours(self, part: str) -> bool:
        """Account for a part that must name CITES or its Secretariat, since ties are theirs; report any other name."""
        self.claim(part)
        if self.is_ours(self.organization(part)):
            return True
        problem = f"«{self.passage.written(self.span(part))}» is not the Convention or its Secretariat"
        self.reading.fault(self.passage, problem, SENTENCE_REMEDY)
        return False

    def framework(self, part: str) -> str:
        """Return the framework that a part names."""
        framework_id = self._mention(part).framework_id
        assert framework_id is not None, "the pattern of a framework matches frameworks only"
        return framework_id

    def check_names(self, span: Span, where: str, own_id: str | None = None) -> None:
        """Check that free text names nobody but CITES and its own body, since no row would record that."""
        for at, mention in self.passage.mentions.items():
            is_own = mention.organization_id is not None and mention.organization_id == own_id
            if span[0] <= at < span[1] and not is_own and not self.is_ours(mention.organization_id):
                problem = f"{self.passage.quoted((at, mention.end))} is named in {where}, where no row holds it"
                self.reading.fault(self.passage, problem, SENTENCE_REMEDY)

    def _mention(self, part: str) -> Mention:
        """Return the name at the beginning of a part."""
        return self.passage.mentions[self.match.start(part)]

    def mentions(self, part: str) -> list[Mention]:
        """Return the names in a part, in order."""
        start, end = self.span(part)
        return [mention for at, mention in sorted(self.passage.mentions.items()) if start <= at < end]

    def citations(self, part: str) -> list[Citation]:
        """Return the Resolutions and Decisions in a part."""
        start, end = self.span(part)
        return [citation for citation in self.passage.citations if start <= citation.start < end]

    def claim_citations(self, part: str) -> None:
        """Account for a part that lists Resolutions and Decisions, including the separators."""
        at, _ = self.span(part)
        for citation in self.citations(part):
            self.passage.claim((at, citation.start), FIXED_WORDS, self.form)
            self.passage.claim((citation.start, citation.end), FACT, self.form)
            at = citation.end

    def agreement(self, part: str) -> str:
        """Return the kind of agreement that a part names."""
        return AGREEMENTS[self.words(part).lower()]

    def date(self, part: str) -> str | None:
        """Return a part such as `1 March 2024` as an ISO date.

        Return None for `March 2024` or `2024`, which have no day, and report a day that is impossible.
        """
        *day_and_month, year = self.words(part).split()
        *day, month = day_and_month or ["January"]
        quoted = self.passage.quoted(self.span(part))
        try:
            date = datetime.date(int(year), MONTHS[month.lower().rstrip(".")], int(day[0] if day else 1))
        except (KeyError, ValueError):
            self.reading.fault(self.passage, f"{quoted} is not a date", "correct it by an erratum")
            return None
        if not self.reading.first_day <= date <= self.reading.last_day:
            days = f"{self.reading.first_day} to {self.reading.last_day}"
            problem = f"{quoted} is not a day that the page can know of ({days})"
            self.reading.fault(self.passage, problem, f"correct it by an erratum, or as_of in {SOURCES}")
            return None
        return date.isoformat() if day else None

    def add(
        self, table: str, row: Row, span: Span, *, holds: Iterable[str] = (), errata: Iterable[Erratum] = ()
    ) -> None:
        """Add a row that states a fact, with the passage and the span that state it.

        This accounts for the parts that are in the row. The row is affected by the errata of its span and of these
        parts, and by those that are given.
        """
        holds = list(holds)
        start, end = self.passage.corrected.to_written(*span)
        if start == end:  # words that an erratum has added are at the place of those that it quotes
            added = self.passage.errata_in(span)[0]
            start, end = self.passage.line.edits.span(added.start, added.end)
            if "" in row.values():
                problem = (
                    f"adds «{self.passage.text[slice(*span)]}», which the page does not say: no row could quote it"
                )
                self.reading.faults.append(added.record.fault(problem, "take it out of the correction"))
        address = {"passage_id": self.passage.passage_id, "start_char": start, "end_char": end}
        rests_on = [*errata, *(e for one in (span, *map(self.span, holds)) for e in self.passage.errata_in(one))]
        self.reading.add(table, row | address, rests_on)
        self.passage.facts.append((*span, FACT, self.form))
        self.claim(*holds)

    def add_once(self, table: str, key: Iterable[str], row: Row, span: Span, *, holds: Iterable[str] = ()) -> None:
        """Add a row or, if there is one with the same values in the columns `key`, account for its words here.

        What the page says twice is one row, with the first place; a note names the second, which may mean something
        else.
        """
        if self.reading.count(table, **{column: row[column] for column in key}):
            self.say_again(span)
            self.claim(*holds)
        else:
            self.add(table, row, span, holds=holds)

    def is_announced(self, form: str, problem: str, lost: str) -> bool:
        """Tell whether a sentence of a form announces the list that this item is in; report it once if none does.

        It is in the line before the list, or begins the first item, where the page has lost it; `lost` says where an
        erratum may put it back, and as what.
        """
        first = self.passage.first_of_list
        if self.section.judged_list is not first:
            claims = first.before.claims if first.before else []
            self.section.judged_list = first
            self.section.is_list_announced = self.has("secretariat") or any(rule == form for *_, rule in claims)
            if not self.section.is_list_announced and not self.section.has_unread:
                remedy = (
                    f"if the page has lost it, or if it goes on from the list before, say so by an erratum of the kind "
                    f"lost text {lost}; if it is so no more, ignore each item as a sentence"
                )
                self.reading.fault(self.passage, f"no sentence before the list {problem}", remedy)
        return self.section.is_list_announced

    def say_again(self, span: Span) -> None:
        """Account for words that repeat what is in a row already, and add a note."""
        self.passage.facts.append((*span, FACT, self.form))
        place, words = (
            f"{self.reading.file}:{self.passage.line.number}",
            short(self.passage.written(span) or self.passage.text[slice(*span)], 80),
        )
        self.reading.notes.append(f"{place}: «{words}» says what the page has said before: is something else meant?")

    def fault_of_reference(self, problem: str, remedy: str) -> None:
        """Report that the sentence refers to what no other has said, unless part of the section could not be read.

        The sentence itself is accounted for: what is missing is what it refers to.
        """
        self.passage.claim(self.match.span(), FACT, FAULT)
        if not self.section.has_unread and not self.reading.has_lost_section:
            quoted = self.passage.quoted(self.match.span())
            remedy = f"{remedy}, or ignore the sentence in raw/curated/ignored.csv"
            self.reading.fault(self.passage, f"{quoted}: {problem}", remedy)

    def claim_number(self, part: str, counted: Callable[[], int]) -> None:
        """Account for a part that states a number: after everything is read, it must match what was read."""
        words = self.words(part).lower()
        number = int(words) if words.isdecimal() else NUMBERS.get(words)
        if number is None:
            self.reading.unread(self.passage, self.span(part))
            return
        # The fact is in the rows that it counts, so a number in words is fixed words; but digits never are.
        self.passage.claim(self.span(part), FACT if words.isdecimal() else FIXED_WORDS, self.form)
        self.reading.stated.append((self.passage, self.span(part), number, counted))

    def add_link(self, part: str) -> str:
        """Add the part as a hyperlink; return its id."""
        words = self.words(part)
        if "." not in words and words != self.passage.written(self.span(part)):
            [erratum, *_] = self.passage.errata_in(self.span(part))
            problem = f"adds the link «{words}», but only the page can have links"
            self.reading.faults.append(erratum.record.fault(problem, "write the words without it"))
        address = words if "://" in words else f"https://{words}"
        hyperlink_id = self.reading.new_id("hyperlinks", "hyperlink_id", f"{self.section.section_id}.{slug(words)}")
        row = {
            "hyperlink_id": hyperlink_id,
            "text": self.passage.written(self.span(part)),
            "url": address if "." in words else None,
        }
        self.add("hyperlinks", row, self.span(part), holds=[part])
        return hyperlink_id
