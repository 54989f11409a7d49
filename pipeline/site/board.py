"""Whom CITES works with, as the page sorts them: clusters contain themes and groups, which contain bodies.

The overview on the first page and the figure are drawn from it. A body in two clusters appears in both; within a
cluster, a member of a group is not repeated outside the group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.site.published import Published, PublishedRow
from pipeline.site.words import counted, listed


@dataclass(frozen=True)
class Body:
    """A partner in one place of the board; `also` lists its other clusters.

    `errata` are the errors of the page that affect the fact that puts it there.
    """

    row: PublishedRow  # of `partners`
    acronym: str | None
    name: str
    agreements: list[str]
    resolutions: int
    decisions: int
    also: list[str]
    errata: list[PublishedRow]
    members: list[Body] = field(default_factory=list)

    @property
    def href(self) -> str:
        """The address of its page."""
        return f"partners/{self.row.row_id}.html"

    @property
    def mandates(self) -> str:
        """The Resolutions and Decisions that concern it, counted in words; empty if there are none."""
        found = ((self.resolutions, "Resolution"), (self.decisions, "Decision"))
        return ", ".join(counted(number, word) for number, word in found if number)


@dataclass(frozen=True)
class Theme:
    """A theme of a cluster, with its bodies."""

    row: PublishedRow
    bodies: list[Body]


@dataclass(frozen=True)
class Cluster:
    """A cluster with the bodies that have no theme, and its themes."""

    row: PublishedRow
    bodies: list[Body]
    themes: list[Theme]

    @property
    def count(self) -> int:
        """How many bodies are in it, members of its groups included."""
        placed = [*self.bodies, *(body for theme in self.themes for body in theme.bodies)]
        return len({body.row.row_id for one in placed for body in (one, *one.members)})


@dataclass(frozen=True)
class Board:
    """The clusters in the order of the page, and the partners that only Resolutions and Decisions name."""

    clusters: list[Cluster]
    others: list[Body]


def board(published: Published) -> Board:
    """Return the board, its bodies in the order in which the page names them."""
    tables = published.tables
    partners = tables["partners"].rows
    ties = _in_order(tables["cooperation_ties"].rows.values())
    memberships = _in_order(tables["memberships"].rows.values())
    kinds: dict[str, Counter[str]] = {}
    for row in tables["mandates"].rows.values():
        instrument = tables["instruments"].rows[row.values["instrument_id"]]
        kinds.setdefault(row.values["organization_id"], Counter())[instrument.values["kind"]] += 1

    def body(row_id: str, cluster_id: str | None, *facts: PublishedRow) -> Body:
        row, organization = partners[row_id], tables["organizations"].rows[row_id].values
        counts = kinds.get(row_id, Counter())
        return Body(
            row,
            organization["acronym"],
            organization["name"],
            listed(row.values["agreements"]),
            counts["resolution"],
            counts["decision"],
            [other for other in listed(row.values["clusters"]) if other != cluster_id],
            published.errata_of(*facts),
            [
                body(member.values["member_organization_id"], cluster_id, member)
                for member in memberships
                if member.values["group_organization_id"] == row_id
                and member.values["member_organization_id"] in partners
            ],
        )

    def bodies(cluster_id: str, theme_id: str | None) -> list[Body]:
        wanted = (cluster_id, theme_id)
        found = [tie for tie in ties if (tie.values["cluster_id"], tie.values["theme_id"]) == wanted]
        placed = [body(tie.values["organization_id"], cluster_id, tie) for tie in found]
        members = {member.row.row_id for group in placed for member in group.members}
        return [one for one in placed if one.row.row_id not in members]

    clusters = [
        Cluster(
            cluster,
            bodies(cluster_id, None),
            [
                Theme(theme, bodies(cluster_id, theme.row_id))
                for theme in published.where("themes", cluster_id=cluster_id)
            ],
        )
        for cluster_id, cluster in tables["clusters"].rows.items()
    ]
    others = [body(row_id, None) for row_id, row in partners.items() if not row.values["clusters"]]
    return Board(clusters, others)


def _in_order(facts: Iterable[PublishedRow]) -> list[PublishedRow]:
    """Return facts in the order in which the page states them."""
    return sorted(facts, key=lambda row: (row.place.line_number, row.place.start) if row.place else ())
