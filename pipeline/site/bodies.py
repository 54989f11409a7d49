"""The partners, as shown in their list and on their pages: names, identifiers, what the page says, mandates."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.site.published import Published, PublishedRow
from pipeline.site.words import listed

# Tables of facts whose rows are shown elsewhere on a partner's page, or say nothing about the partner.
_ELSEWHERE = {"mentions", "errata", "instrument_subjects", "citations", "purposes"}
LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish"}


@dataclass(frozen=True)
class Mandate:
    """A Resolution or Decision that concerns a partner, perhaps through its framework, and the row that says so."""

    instrument: PublishedRow
    framework: PublishedRow | None
    fact: PublishedRow


@dataclass(frozen=True)
class Partner:
    """A partner: its rows of `partners` and `organizations`, what it belongs to, its names, and what the page says."""

    row: PublishedRow
    organization: PublishedRow
    parent: PublishedRow | None
    names: list[PublishedRow]
    identifiers: list[PublishedRow]
    purposes: list[PublishedRow]
    facts: list[PublishedRow]
    mandates: list[Mandate]

    def cell(self, name: str) -> list[str]:
        """Return the values in a cell that holds a list."""
        return listed(self.row.values[name])

    @property
    def path(self) -> str:
        """Its page on the site."""
        return f"partners/{self.row.row_id}.html"

    @property
    def words(self) -> str:
        """Words for the search that its card does not show: names in all languages, its parent, its mandates."""
        words = [row.values["name"] for row in self.names]
        words += [one.instrument.values[name] for one in self.mandates for name in ("label", "title", "official_title")]
        if self.parent:
            words += [self.parent.values["name"], self.parent.values["acronym"]]
        return " ".join(word for word in words if word)

    def named(self, *kinds: str) -> list[tuple[str, str]]:
        """Return its names of these kinds, each with its language, without those in its own row."""
        own = (self.organization.values["name"], self.organization.values["acronym"])
        return [
            (row.values["language"], row.values["name"])
            for row in self.names
            if row.values["kind"] in kinds and row.values["name"] not in own
        ]


def partners(published: Published) -> list[Partner]:
    """Return the partners, sorted by name."""
    tables = published.tables
    found = []
    for row_id, row in tables["partners"].rows.items():
        of_it = [
            fact
            for name, table in tables.items()
            if table.states_facts and name not in _ELSEWHERE
            for fact in table.rows.values()
            if row_id in (fact.values[column.name] for column in table.columns if column.refers == "organizations")
        ]
        of_it += [fact for fact in tables["tie_subjects"].rows.values() if _tie(published, fact) in of_it]
        organization = tables["organizations"].rows[row_id]
        parent = organization.values["parent_organization_id"]
        found.append(
            Partner(
                row,
                organization,
                tables["organizations"].rows[parent] if parent else None,
                published.where("names", organization_id=row_id),
                published.where("identifiers", organization_id=row_id),
                published.where("purposes", organization_id=row_id),
                of_it,
                _mandates(published, row_id),
            )
        )
    return sorted(found, key=lambda partner: str(partner.organization.values["name"]).casefold())


def _tie(published: Published, subject: PublishedRow) -> PublishedRow:
    return published.tables["cooperation_ties"].rows[subject.values["tie_id"]]


def _mandates(published: Published, organization_id: str) -> list[Mandate]:
    tables = published.tables
    found = []
    for row in published.where("mandates", organization_id=organization_id):
        instrument_id, framework_id = row.values["instrument_id"], row.values["framework_id"]
        named = {"framework_id": framework_id} if framework_id else {"organization_id": organization_id}
        fact, *_ = published.where("instrument_subjects", instrument_id=instrument_id, **named)
        framework = tables["frameworks"].rows[framework_id] if framework_id else None
        found.append(Mandate(tables["instruments"].rows[instrument_id], framework, fact))
    return found
