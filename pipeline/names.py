"""Names of organizations and frameworks, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.raw import Curated


@dataclass(frozen=True)
class Name:
    """A way to write an organization or a framework (one of the two ids is None)."""

    name: str
    language: str
    kind: str
    organization_id: str | None
    framework_id: str | None


@dataclass(frozen=True)
class Mention:
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

    `language` is that of the tables of organizations and frameworks.
    """
    names = []
    for rows, key in ((curated.organizations, "organization_id"), (curated.frameworks, "framework_id")):
        for row in rows:
            organization_id = row[key] if key == "organization_id" else None
            framework_id = row[key] if key == "framework_id" else None
            for column, kind in (("name", "official"), ("acronym", "acronym")):
                if (words := row[column]) is not None and (kind == "official" or words != row["name"]):
                    names.append(Name(words, language, kind, organization_id, framework_id))
    for row in curated.names:
        names.append(
            Name(
                row.need("name"),
                row.need("language"),
                row.need("kind"),
                row["organization_id"],
                row["framework_id"],
            )
        )
    return sorted(names, key=lambda n: (n.name, n.language))


class Names:
    """The names of one language, ready to be found."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_words = {name.name: name for name in names}
        longest_first = sorted(self._by_words, key=lambda words: (-len(words), words))
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")

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
