"""The views of the database: questions that people ask. The query of each is `schemas/views/NAME.sql`.

Those of FLAT are published in both packages too, as tables that answer most questions by themselves.
"""

from __future__ import annotations

from schemas.base import NUMBERED, FilledTable, Integer, String, Table, integer, string
from schemas.values import INSTRUMENT, SLUG

TABLE_NAME = "[a-z_]+"


class Partners(FilledTable):
    """An organization that CITES cooperates with: by a tie, in a group, by an agreement, or under an instrument.

    Lists in one cell are joined by `; `, and no item contains it. The clusters of a partner, here and wherever
    partners are counted, are those of its own ties and of the ties of its groups.
    """

    organization_id: String = string("Key of the organization", pattern=SLUG, refers="organizations.organization_id")
    name: String = string("Official name")
    acronym: String = string("Official acronym", nullable=True)
    kind: String = string("What kind of body it is")
    country_code: String = string("The country of its headquarters (ISO 3166-1 alpha-2)", nullable=True)
    start_year: Integer = integer("The year it began", nullable=True)
    start_event: String = string("What happened in that year, such as `founded` or `signed`", nullable=True)
    website: String = string("Its website", nullable=True)
    wikidata_id: String = string("Its identifier in Wikidata", nullable=True)
    ror_id: String = string("Its identifier in the Research Organization Registry", nullable=True)
    clusters: String = string("Keys of the clusters of its ties, and of the ties of its groups", nullable=True)
    themes: String = string("Names of the themes of its ties", nullable=True)
    groups: String = string("Keys of the groups that it and CITES or its Secretariat are members of", nullable=True)
    roles: String = string("What CITES or its Secretariat is in it: member, chair, co-chair", nullable=True)
    agreements: String = string(
        "Kinds of the agreements with it that the page names; there may be others. Of a group, those among its "
        "members, which are not repeated for each of them",
        nullable=True,
    )
    mandates: String = string(
        "Labels of the Resolutions and Decisions whose titles name it or a framework of it; their texts may concern "
        "others too",
        nullable=True,
    )
    lines: String = string(
        "Numbers of the lines of the page that name it, or a framework of it, as corrected, in its ties, groups, "
        "roles, agreements, mandates and purposes; their texts are in `passages`"
    )

    class Config:
        title = "Partners"
        unique = ["organization_id"]


class Mandates(Table):
    """An instrument that concerns an organization: its title names it, or a framework that it owns.

    Only titles are read: the text of an instrument may concern other organizations too.
    """

    instrument_id: String = string(
        "Key of the Resolution or Decision", pattern=INSTRUMENT, refers="instruments.instrument_id"
    )
    label: String = string("How it is written")
    title: String = string("Its title; the official one, where that of the page is wrong")
    organization_id: String = string(
        "The organization it concerns", pattern=SLUG, refers="organizations.organization_id"
    )
    name: String = string("Official name of the organization")
    framework_id: String = string(
        "The framework of the organization that the title names; empty where it names the organization itself",
        pattern=SLUG,
        nullable=True,
        refers="frameworks.framework_id",
    )

    class Config:
        title = "Mandates"
        unique = ["instrument_id", "organization_id"]


class NetworkNodes(Table):
    """A node of the network of cooperation: a cluster, or an organization with an edge."""

    node_id: String = string("Key of the cluster or organization", pattern=SLUG)
    label: String = string("Its name")
    kind: String = string("`cluster`, or the kind of the organization")

    class Config:
        title = "Nodes of the network"
        unique = ["node_id"]


class NetworkEdges(Table):
    """An edge of the network: cluster to partner, member to group, or the Secretariat to CITES."""

    source_id: String = string("The node it comes from", pattern=SLUG)
    target_id: String = string("The node it goes to", pattern=SLUG)
    kind: String = string("What the edge stands for", values=["tie", "membership", "secretariat"])
    label: String = string("Themes of a tie and roles of CITES in the partner, or the role of a member", nullable=True)

    class Config:
        title = "Edges of the network"
        unique = ["source_id", "target_id", "kind"]


class RowSources(Table):
    """Where the page states the fact of a row: one for each row of each table that has a span."""

    table_name: String = string("The table", pattern=TABLE_NAME)
    row_id: String = string("Key of the row; parts of a key are joined by `/`")
    document_id: String = string("The document", pattern=SLUG)
    passage_id: String = string("The passage", pattern=NUMBERED)
    line_number: Integer = integer("Line of the document, from 1", minimum=1)
    start_char: Integer = integer("Where the span begins in the passage", minimum=0)
    end_char: Integer = integer("Where the span ends in the passage", minimum=1)
    document_start_char: Integer = integer("Where the span begins in the document", minimum=0)
    document_end_char: Integer = integer("Where the span ends in the document", minimum=1)
    sentence: String = string("The text of the passage")

    class Config:
        title = "Sources of rows"
        unique = ["table_name", "row_id"]


FLAT = ["partners", "mandates"]
