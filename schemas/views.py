"""The views of the database: questions that people ask. The query of each is `schemas/views/NAME.sql`.

Those of FLAT are published in both packages too, as tables that answer most questions by themselves.
"""

from __future__ import annotations

from schemas.columns import NUMBERED, Integer, String, Table, integer, string
from schemas.values import INSTRUMENT, SLUG

TABLE_NAME = "[a-z_]+"


class Partners(Table):
    """An organization that CITES cooperates with: by a tie, in a group both belong to, or under an instrument.

    Lists in one cell are joined by `; `.
    """

    organization_id: String = string("Key of the organization", pattern=SLUG, refers="organizations.organization_id")
    name: String = string("Official name")
    kind: String = string("What kind of body it is")
    clusters: String = string("Keys of the clusters of its ties, and of the ties of its groups", nullable=True)
    themes: String = string("Names of the themes of its ties", nullable=True)
    roles: String = string("What CITES is to it, in its ties", nullable=True)
    agreements: String = string("Kinds of the agreements with it", nullable=True)
    mandates: String = string("Labels of the Resolutions and Decisions that concern it", nullable=True)
    sentences: String = string("The passages of the page that say so, in the order of the page")

    class Config:
        title = "Partners"
        unique = ["organization_id"]


class Mandates(Table):
    """An instrument that concerns an organization."""

    instrument_id: String = string(
        "Key of the Resolution or Decision", pattern=INSTRUMENT, refers="instruments.instrument_id"
    )
    label: String = string("How it is written")
    title: String = string("Its title, as the page has it")
    organization_id: String = string(
        "The organization it concerns", pattern=SLUG, refers="organizations.organization_id"
    )
    name: String = string("Official name of the organization")

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
    label: String = string("Themes and roles of a tie, or the role of a member", nullable=True)

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


class RowErrata(Table):
    """A row whose span overlaps that of an erratum: the page is wrong there, and the row is corrected."""

    table_name: String = string("The table", pattern=TABLE_NAME)
    row_id: String = string("Key of the row; parts of a key are joined by `/`")
    erratum_id: String = string("The erratum", pattern=NUMBERED)

    class Config:
        title = "Errata of rows"
        unique = ["table_name", "row_id", "erratum_id"]


FLAT = ["partners", "mandates"]
