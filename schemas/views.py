"""The views of the database: questions that people ask. The query of each is `schemas/views/NAME.sql`.

Those of FLAT are published in both packages too, as tables that answer most questions by themselves.
"""

from __future__ import annotations

from schemas.base import NUMBERED, Date, FilledTable, Integer, String, Table, date, integer, string
from schemas.values import CONFIDENCE_MEANS, CONFIDENCES, INSTRUMENT, MEETING, SLUG, URL

TABLE_NAME = "[a-z_]+"
IN_ORDER = f"From sure to unsure, {CONFIDENCE_MEANS}"


class Partners(FilledTable):
    """An organization that CITES cooperates with, by the page: by a tie, in a group, by an agreement or a mandate.

    Lists in one cell are joined by `; `, and no item contains it. The clusters of a partner, here and wherever
    partners are counted, are those of its own ties and of the ties of its groups. An empty cell means that the page,
    or the sources of the other columns, do not say it; not that there is nothing.
    """

    organization_id: String = string("Key of the organization", pattern=SLUG, refers="organizations.organization_id")
    name: String = string("Official name; of a body that no source names, the name on the page")
    acronym: String = string("Official acronym", nullable=True)
    kind: String = string("What kind of body it is")
    country_code: String = string("The country of its headquarters (ISO 3166-1 alpha-2)", nullable=True)
    start_year: Integer = integer("The year of `start_event`; not since when it cooperates with CITES", nullable=True)
    start_event: String = string(
        "How the body itself began, such as `founded`, `adopted` or `signed`; years of different events are not to be "
        "compared",
        nullable=True,
    )
    website: String = string("Its website", nullable=True)
    wikidata_id: String = string("Its identifier in Wikidata, if one was found", nullable=True)
    ror_id: String = string("Its identifier in the Research Organization Registry, if one was found", nullable=True)
    clusters: String = string("Keys of the clusters of its ties, and of the ties of its groups", nullable=True)
    themes: String = string("Names of the themes of its ties; of some, `tie_subjects` says more", nullable=True)
    groups: String = string(
        "Keys of the groups in which the page says that it is with CITES or its Secretariat; they may be together in "
        "others",
        nullable=True,
    )
    roles: String = string(
        "What the page says that CITES or its Secretariat is in it: member, chair, co-chair; they may be so in other "
        "bodies too",
        nullable=True,
    )
    agreements: String = string(
        "Kinds of the agreements with it that the page names; there may be others. Of a group, those among its "
        "members, which are not repeated for each of them",
        nullable=True,
    )
    mandates: String = string(
        "Labels of the Resolutions and Decisions on the page whose titles name it or a framework of it; their texts "
        "may concern others too",
        nullable=True,
    )
    lines: String = string(
        "Numbers of the lines of the page that name it, or a framework of it, as corrected, in its ties, groups, "
        "roles, agreements, mandates and purposes; their texts are in `passages`. Tasks are not among them: see "
        "`actions`"
    )
    confidence: String = string(
        f"That of the least sure of its row in `organizations`, its two identifiers here, and its errata. {IN_ORDER}",
        values=CONFIDENCES,
    )
    errata: String = string(
        "Keys of the faults in the words of the page that the row comes from; `errata` has the corrections",
        nullable=True,
    )

    class Config:
        title = "Partners"
        unique = ["organization_id"]


class Mandates(Table):
    """A Resolution or Decision that concerns a partner: its title names the partner, or a framework that it owns.

    Only titles are read: the text of an instrument may concern other organizations too. One whose title names no
    partner, but CITES, a framework of CITES or a species, is not here.
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
    adopted_meeting_id: String = string(
        "The meeting that adopted the first version", pattern=MEETING, refers="meetings.meeting_id"
    )
    revised_meeting_id: String = string(
        "The meeting that adopted the revision that the page cites, if it is one",
        pattern=MEETING,
        nullable=True,
        refers="meetings.meeting_id",
    )
    effective_date: Date = date(
        "When the version that the page cites took effect, by `meetings`, unless it says otherwise; whether it still "
        "is in effect, the dataset does not say",
        nullable=True,
    )
    addressee: String = string("To whom a Decision is directed, where a source says so", nullable=True)
    url: String = string(
        "Where its text is published, where a source gives the address; a later version may be there today",
        pattern=URL,
        nullable=True,
    )
    lines: String = string("Numbers of the lines of the page that cite it, joined by `; `")
    confidence: String = string(
        "That of the least sure of the rows that it is made of: of the instrument, the meeting, the organization, the "
        f"framework, and its errata. {IN_ORDER}",
        values=CONFIDENCES,
    )
    errata: String = string(
        "Keys of the faults in its title on the page, joined by `; `; `errata` has the corrections", nullable=True
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
    """An edge of the network: cluster to partner, member to group, holder of a role to body, Secretariat to CITES."""

    source_id: String = string("The node it comes from", pattern=SLUG)
    target_id: String = string("The node it goes to", pattern=SLUG)
    kind: String = string("What the edge stands for", values=["tie", "membership", "role", "secretariat"])
    label: String = string("Themes of a tie, `member`, or the role; lists are joined by `; `", nullable=True)

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
