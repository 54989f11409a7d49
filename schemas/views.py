"""The models of the views of the database: answers to frequent questions. Each query is `schemas/views/NAME.sql`.

Those in FLAT are also published in both packages, as tables that answer most questions by themselves.
"""

from __future__ import annotations

from schemas.base import NUMBERED, Date, FilledTable, Integer, String, Table, date, integer, string
from schemas.values import CONFIDENCE_MEANS, CONFIDENCES, INSTRUMENT, MEETING, SLUG, URL

TABLE_NAME = "[a-z_]+"
IN_ORDER = f"From most to least certain, {CONFIDENCE_MEANS}"


class Partners(FilledTable):
    """An organization with which CITES cooperates according to the page: by a tie, group, agreement or mandate.

    Lists in one cell are joined by `; `, which no item contains. The clusters of a partner, here and wherever partners
    are counted, are those of its own ties and of the ties of its groups. An empty cell does not mean that there is
    nothing, only that the page or the sources of other columns do not say it.
    """

    organization_id: String = string("Key of the organization", pattern=SLUG, refers="organizations.organization_id")
    name: String = string("Official name; for a body without a source, the name on the page")
    acronym: String = string("Official acronym", nullable=True)
    kind: String = string("What kind of body it is")
    country_code: String = string("The country of its headquarters (ISO 3166-1 alpha-2)", nullable=True)
    start_year: Integer = integer(
        "The year of `start_event`, not the year in which cooperation with CITES began", nullable=True
    )
    start_event: String = string(
        "How the body itself began, such as `founded`, `adopted` or `signed`; do not compare years of different events",
        nullable=True,
    )
    website: String = string("Its website", nullable=True)
    wikidata_id: String = string("Its identifier in Wikidata, if one was found", nullable=True)
    ror_id: String = string("Its identifier in the Research Organization Registry, if one was found", nullable=True)
    clusters: String = string("Keys of the clusters of its ties, and of the ties of its groups", nullable=True)
    themes: String = string("Names of the themes of its ties; for some, `tie_subjects` says more", nullable=True)
    groups: String = string(
        "Keys of the groups to which it belongs together with CITES or its Secretariat according to the page; there "
        "may be others",
        nullable=True,
    )
    roles: String = string(
        "Roles that CITES or its Secretariat has in it according to the page: member, chair, co-chair; they may also "
        "have roles in other bodies",
        nullable=True,
    )
    agreements: String = string(
        "Kinds of the agreements with it that the page names; there may be others. For a group, those among its "
        "members, which are not repeated for each member",
        nullable=True,
    )
    mandates: String = string(
        "Labels of the Resolutions and Decisions on the page whose titles name it or one of its frameworks; their "
        "texts may also concern others",
        nullable=True,
    )
    lines: String = string(
        "Numbers of the lines of the page that name it or one of its frameworks, as corrected, in its ties, groups, "
        "roles, agreements, mandates and purposes; their texts are in `passages`. Tasks are not included: see `actions`"
    )
    confidence: String = string(
        "That of the least certain of its row in `organizations`, its two identifiers here, and its errata. "
        f"{IN_ORDER}",
        values=CONFIDENCES,
    )
    errata: String = string(
        "Keys of the errors in the words of the page from which the row comes; `errata` has the corrections",
        nullable=True,
    )

    class Config:
        title = "Partners"
        unique = ["organization_id"]


class Mandates(Table):
    """A Resolution or Decision that concerns a partner: its title names the partner, or a framework that it owns.

    Only titles are read: the text of an instrument may also concern other organizations. An instrument is not listed if
    its title names no partner, only CITES, a framework of CITES or a species.
    """

    instrument_id: String = string(
        "Key of the Resolution or Decision", pattern=INSTRUMENT, refers="instruments.instrument_id"
    )
    label: String = string("How it is written")
    title: String = string("Its title; the official one if that on the page is wrong")
    organization_id: String = string(
        "The organization it concerns", pattern=SLUG, refers="organizations.organization_id"
    )
    name: String = string("Official name of the organization")
    framework_id: String = string(
        "The framework of the organization that the title names; empty if it names the organization itself",
        pattern=SLUG,
        nullable=True,
        refers="frameworks.framework_id",
    )
    adopted_meeting_id: String = string(
        "The meeting that adopted the first version", pattern=MEETING, refers="meetings.meeting_id"
    )
    revised_meeting_id: String = string(
        "The meeting that adopted the revision that the page cites; empty if the page cites no revision",
        pattern=MEETING,
        nullable=True,
        refers="meetings.meeting_id",
    )
    effective_date: Date = date(
        "When the version that the page cites took effect, by `meetings`, unless it says otherwise; the dataset does "
        "not say whether it is still in effect",
        nullable=True,
    )
    addressee: String = string("To whom a Decision is directed, if a source says so", nullable=True)
    url: String = string(
        "Where its text is published, if a source gives the address; the address may have a later version by now",
        pattern=URL,
        nullable=True,
    )
    lines: String = string("Numbers of the lines of the page that cite it, joined by `; `")
    confidence: String = string(
        "That of the least certain row that it is made from: the instrument, the meeting, the organization, the "
        f"framework, and its errata. {IN_ORDER}",
        values=CONFIDENCES,
    )
    errata: String = string(
        "Keys of the errors in its title on the page, joined by `; `; `errata` has the corrections", nullable=True
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
    label: String = string("The themes of a tie, `member`, or the role; lists are joined by `; `", nullable=True)

    class Config:
        title = "Edges of the network"
        unique = ["source_id", "target_id", "kind"]


class RowSources(Table):
    """Where the page states the fact of a row: one row for each row of each table whose rows have a span."""

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
