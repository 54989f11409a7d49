"""Names of organizations and frameworks, and where they are in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from pipeline.faults import Fault, Faults
from pipeline.text.reading_copy import ReadingCopy


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


def _key(words: str) -> str:
    """Return what is the same of a name wherever line ends have divided it: words of a copy without hyphens."""
    return " ".join(words.split()).replace("-", "")


def _beginning_with(letter: str, names: Iterable[str]) -> str:
    """Return a pattern of names that begin with one letter, and no letter before it, the longest first.

    As the letter comes first in it, the search looks only where one of the letters is. A
    blank may be a line end; a hyphen before a small letter may be missing, as a word divided there is whole in a copy.
    """
    longest_first = sorted((words.removeprefix(letter) for words in names), key=lambda rest: (-len(rest), rest))
    escaped = (re.sub(r"\\-(?=[a-zà-ÿ])", "-?", re.escape(rest)) for rest in longest_first)
    patterns = (rest.replace("\\ ", r"(?:\ |\n\n?)") for rest in escaped)
    return rf"{re.escape(letter)}(?<!\w{re.escape(letter)})(?:{'|'.join(patterns)})"


class Names:
    """Names, ready to be found."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Take names of one language or of many; raises Faults for one that has two owners."""
        self._by_words: dict[str, Name] = {}
        self._by_key: dict[str, Name] = {}
        read: set[str] = set()
        for name in names:
            words = ReadingCopy(name.name).text
            other = self._by_key.setdefault(_key(words), name)
            if other.owner != name.owner:
                problem = f"«{name.name}» names {other.owner} in {other.language}, but {name.owner} in {name.language}"
                remedy = "leave it to one of the two: which is meant is not known"
                raise Faults([Fault("raw/curated/names.csv", None, problem, remedy)])
            self._by_words[name.name] = name
            read.add(words)
        by_letter = groupby(sorted(read), key=lambda words: words[0])
        self._pattern = re.compile(f"(?:{'|'.join(_beginning_with(*group) for group in by_letter)})(?!\\w)")

    def find(self, text: str) -> list[Mention]:
        """Return the names in a text, from left to right, the longest at each place, none inside another."""
        return list(self.iter_in(ReadingCopy(text)))

    def iter_in(self, copy: ReadingCopy) -> Iterator[Mention]:
        """Yield the names in the text of a reading copy, as `find` does; offsets are those of the text as it came."""
        for match in self._pattern.finditer(copy.text):
            name = self._by_key[_key(match[0])]
            yield Mention(*copy.span(*match.span()), name.organization_id, name.framework_id)

    def organization_id(self, words: str) -> str | None:
        """Return the organization of that name, if there is one."""
        name = self._by_words.get(words)
        return name.organization_id if name else None
