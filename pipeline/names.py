"""Names of organizations and frameworks, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from pipeline.curated import Curated
from pipeline.faults import Fault, Faults
from pipeline.raw import Record
from schemas.values import OFFICIAL_NAME_KINDS


@dataclass(frozen=True)
class Name:
    """A way to write an organization, a framework or a cluster (one of the three ids is not None)."""

    name: str
    language: str
    kind: str
    organization_id: str | None
    framework_id: str | None
    cluster_id: str | None = None

    @property
    def owner(self) -> str | None:
        """The key of what it names."""
        return self.organization_id or self.framework_id or self.cluster_id


class Mention(NamedTuple):
    """A name in a text: its code points `start` to `end`, and whom or what it names."""

    start: int
    end: int
    organization_id: str | None
    framework_id: str | None

    @property
    def entity(self) -> tuple[str | None, str | None]:
        """Whom or what it names, as something to compare."""
        return self.organization_id, self.framework_id


def collect(curated: Curated, language: str) -> list[Name]:
    """Return every known name: official names and acronyms from the tables of bodies, the rest from `names`.

    `language` is that of the page, and of the tables of organizations and frameworks. Raises Faults for a name of
    two bodies, and for a curated name that belongs elsewhere.
    """
    found: dict[tuple[str, str], Name] = {}
    faults = []
    for record, name in _names(curated, language):
        other = found.setdefault((name.name, name.language), name)
        if other is not name:
            faults.append(record.fault(f"«{name.name}» names {other.owner} already", "leave it to one of the two"))
    faults.extend(_misplaced(curated.names, language))
    if faults:
        raise Faults(faults)
    return [found[key] for key in sorted(found)]


def _names(curated: Curated, language: str) -> Iterator[tuple[Record, Name]]:
    """Yield each name with the row it stands in."""
    for record in (*curated.organizations, *curated.frameworks):
        organization_id, framework_id = record.cells.get("organization_id"), record.cells.get("framework_id")
        owner = (None, framework_id) if framework_id else (organization_id, None)
        yield record, Name(record.need("name"), language, "official", *owner)
        if record["acronym"] not in (None, record["name"]):
            yield record, Name(record.need("acronym"), language, "acronym", *owner)
    for record in curated.names:
        words = (record.need("name"), record.need("language"), record.need("kind"))
        yield record, Name(*words, record["organization_id"], record["framework_id"], record["cluster_id"])


def _misplaced(records: Iterable[Record], language: str) -> Iterator[Fault]:
    """Yield the faults of curated names that depend on `language`, that of the page.

    In that language the page names its clusters, and the tables of bodies hold official names and acronyms. In any
    other, nothing but the evidence speaks for a name, and a body has one official name and one acronym at most.
    """
    lines: dict[tuple[str | None, ...], int] = {}
    for record in records:
        name, kind = f"«{record['name']}»", record["kind"]
        if record["language"] == language:
            if record["cluster_id"]:
                yield record.fault(f"{name} names a cluster in the language of the page", "delete the row")
            elif kind in OFFICIAL_NAME_KINDS:
                remedy = "move it to organizations.csv or frameworks.csv, or make it a variant"
                yield record.fault(f"{name} is {kind} in the language of the page", remedy)
            continue
        if record["evidence"] is None:
            yield record.fault(f"{name} is in another language than the page, without evidence", "name its source")
        if kind in OFFICIAL_NAME_KINDS:
            columns = ("organization_id", "framework_id", "cluster_id", "language", "kind")
            line = lines.setdefault(tuple(record[column] for column in columns), record.line)
            if line != record.line:
                yield record.fault(f"{name} is {kind}, and so is the name in line {line}", "make one a variant")


def _beginning_with(letter: str, names: Iterable[str]) -> str:
    """Return a pattern of names that begin with one letter, behind no other letter, the longest first.

    As the letter comes first in it, the search looks only where one of the letters is, which is six times as fast.
    """
    longest_first = sorted((words.removeprefix(letter) for words in names), key=lambda rest: (-len(rest), rest))
    return rf"{re.escape(letter)}(?<!\w{re.escape(letter)})(?:{'|'.join(map(re.escape, longest_first))})"


class Names:
    """Names, ready to be found."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Take names of one language or of many; raises Faults for one that has two owners."""
        self._by_words: dict[str, Name] = {}
        for name in names:
            other = self._by_words.setdefault(name.name, name)
            if other.owner != name.owner:
                problem = f"«{name.name}» names {other.owner} in {other.language}, but {name.owner} in {name.language}"
                remedy = "leave it to one of the two: which is meant is not known"
                raise Faults([Fault("raw/curated/names.csv", None, problem, remedy)])
        by_letter = groupby(sorted(self._by_words), key=lambda words: words[0])
        self._pattern = re.compile(f"(?:{'|'.join(_beginning_with(*group) for group in by_letter)})(?!\\w)")

    def find(self, text: str) -> list[Mention]:
        """Return the names in a text, from left to right, the longest at each place, none inside another."""
        mentions = []
        for match in self._pattern.finditer(text):
            name = self._by_words[match[0]]
            mentions.append(Mention(match.start(), match.end(), name.organization_id, name.framework_id))
        return mentions

    def organization_id(self, words: str) -> str | None:
        """Return the organization of that name, if there is one."""
        name = self._by_words.get(words)
        return name.organization_id if name else None
