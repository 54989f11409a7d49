"""Names of organizations and frameworks, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from pipeline.faults import Fault, Faults


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
