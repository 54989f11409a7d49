"""A sentence that a form has matched: what its parts say, and who accounts for them.

What only returns something changes nothing. The parts are accounted for by what is called `add…` or `claim…`: a name or
a value that no row holds, and no check has looked at, is left over and reported.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.parse.errata import Erratum
from pipeline.parse.patterns import AGREEMENTS, MONTHS, NUMBERS, proper_names
from pipeline.parse.reading import FACT, FIXED_WORDS, IGNORED, Passage, Reading, Section, Span
from pipeline.text.citations import Citation
from pipeline.text.names import Mention
from pipeline.text.words import slug
from schemas.values import Row


@dataclass
class Sentence:
    """A sentence, list item or part of one that a form has matched: its named parts, and what they mean."""

    reading: Reading
    passage: Passage
    match: re.Match[str]
    form: str

    def __post_init__(self) -> None:
        """Claim what the form knows by itself: its fixed words, and what is ignored."""
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
        """Tell whether a part is there: it may be missing from the sentence, or from the form."""
        return part in self.match.re.groupindex and self.match[part] is not None

    def span(self, part: str) -> Span:
        """Return where a part is."""
        return self.match.span(part)

    def words(self, part: str) -> str:
        """Return a part as it should read."""
        start, end = self.span(part)
        return self.passage.text[start:end]

    def claim(self, *parts: str) -> None:
        """Account for parts, each of which is the value of a fact that a row holds."""
        for part in parts:
            self.passage.claim(self.span(part), FACT, self.form)

    def claim_text(self, part: str, *, initial: bool = False) -> None:
        """Account for a part that is free text; report names, numbers and citations in it that nobody knows.

        With `initial`, an ordinary word may begin the text, or what follows a colon, with a capital letter. Words
        that only an official title has are the curator's, not the page's.
        """
        start, end = self.span(part)
        for name in proper_names(self.passage.masked, start, end):
            if self.passage.is_of_official_title(name):
                continue
            begins = name[0] == start or self.passage.masked[: name[0]].endswith(": ")
            is_ordinary = re.fullmatch("[A-Z][a-z]+(?:-[a-z]+)*", self.passage.masked[slice(*name)])
            if not (initial and begins and is_ordinary) and not self.passage.is_claimed(name):
                self.reading.unread(self.passage, name)
        for citation in self.citations(part):
            self.reading.unread(self.passage, (citation.start, citation.end))
        self.claim(part)

    def organization(self, part: str) -> str:
        """Return the organization that a part names."""
        organization_id = self._mention(part).organization_id
        assert organization_id is not None, "the pattern of a body matches organizations only"
        return organization_id

    def is_ours(self, organization_id: str | None) -> bool:
        """Tell whether an organization is CITES itself, or its Secretariat."""
        return organization_id in (self.reading.convention_id, self.reading.secretariat_id)

    def claim_ours(self, part: str) -> bool:
        """Account for a part that must name CITES or its Secretariat: a tie is one of theirs; report what does not."""
        self.claim(part)
        if self.is_ours(self.organization(part)):
            return True
        problem = f"«{self.passage.written(self.span(part))}» is not the Convention or its Secretariat"
        self.reading.fault(self.passage, problem, "add a form for cooperation among others")
        return False

    def framework(self, part: str) -> str:
        """Return the framework that a part names."""
        framework_id = self._mention(part).framework_id
        assert framework_id is not None, "the pattern of a framework matches frameworks only"
        return framework_id

    def _mention(self, part: str) -> Mention:
        """Return the name that a part begins with."""
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
        """Account for a part that lists Resolutions and Decisions, and for what separates them."""
        at, _ = self.span(part)
        for citation in self.citations(part):
            self.passage.claim((at, citation.start), FIXED_WORDS, self.form)
            self.passage.claim((citation.start, citation.end), FACT, self.form)
            at = citation.end

    def agreement(self, part: str) -> str:
        """Return the kind of agreement that a part names."""
        return AGREEMENTS[self.words(part).lower()]

    def date(self, part: str) -> str | None:
        """Return a part such as `1 March 2024` as an ISO date; None, and a fault, if there is no such day."""
        day, month, year = self.words(part).split()
        try:
            return datetime.date(int(year), MONTHS[month.lower()], int(day)).isoformat()
        except (KeyError, ValueError):
            problem = f"«{self.passage.written(self.span(part))}» is no date"
            self.reading.fault(self.passage, problem, "mend the page's erratum, or add one")
            return None

    def add(
        self, table: str, row: Row, span: Span, *, holds: Iterable[str] = (), errata: Iterable[Erratum] = ()
    ) -> None:
        """Add a row that states a fact, with the passage and the span that state it.

        That accounts for the parts that the row holds. The row rests on the errata of its span and of these parts,
        and on those that are given.
        """
        holds = list(holds)
        start, end = self.passage.corrected.to_written(*span)
        address = {"passage_id": self.passage.passage_id, "start_char": start, "end_char": end}
        rests_on = [*errata, *(e for one in (span, *map(self.span, holds)) for e in self.passage.errata_in(one))]
        self.reading.add(table, row | address, rests_on)
        self.passage.facts.append((*span, FACT, self.form))
        self.claim(*holds)

    def claim_number(self, part: str, counted: Callable[[], int]) -> None:
        """Account for a part that states a number: when everything is read, it must be that of what was read."""
        words = self.words(part).lower()
        number = int(words) if words.isdecimal() else NUMBERS.get(words)
        if number is None:
            self.reading.unread(self.passage, self.span(part))
            return
        # The rows that it counts hold the fact, not the number; but digits are never passed over.
        self.passage.claim(self.span(part), FACT if words.isdecimal() else FIXED_WORDS, self.form)
        self.reading.stated.append((self.passage, self.span(part), number, counted))

    def add_link(self, part: str) -> str:
        """Add the hyperlink that a part is; return its id."""
        words = self.words(part)
        address = words if "://" in words else f"https://{words}"
        hyperlink_id = self.reading.new_id("hyperlinks", "hyperlink_id", f"{self.section.section_id}.{slug(words)}")
        row = {
            "hyperlink_id": hyperlink_id,
            "text": self.passage.written(self.span(part)),
            "url": address if "." in words else None,
        }
        self.add("hyperlinks", row, self.span(part), holds=[part])
        return hyperlink_id
