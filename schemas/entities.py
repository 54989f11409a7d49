"""The models of those that the page speaks of: bodies, frameworks, their names and identifiers."""

from __future__ import annotations

from schemas.base import (
    COUNTRIES,
    COUNTRY,
    FilledTable,
    Integer,
    String,
    Table,
    confidence_of_row,
    evidence_of_row,
    integer,
    note_of_row,
    string,
)
from schemas.values import (
    CONFIDENCE_MEANS,
    CONFIDENCES,
    EVIDENCE,
    IDENTIFIER_RELATIONS,
    LANGUAGE,
    MEETING,
    NAME_KINDS,
    SCHEMES,
    SLUG,
    START_EVENTS,
    URL,
)


class Organizations(FilledTable):
    """A body: CITES and its Secretariat, the partners, and other bodies that the page or a row of this table names.

    For whom CITES cooperates with, see `partners`.
    """

    organization_id: String = string("Key of the organization", pattern=SLUG)
    name: String = string("Official name; for a body that is `unverified`, the name on the page", unique=True)
    acronym: String = string("Official acronym", nullable=True)
    kind: String = string(
        "What kind of body it is; a `government agency` is any body of a national government, including a ministry, "
        "and a `United Nations body` is one of the United Nations, alone or with others",
        values=[
            "convention",
            "intergovernmental organization",
            "United Nations body",
            "secretariat",
            "inter-agency group",
            "partnership",
            "government agency",
            "association",
        ],
    )
    parent_organization_id: String = string(
        "The body in this table that it is a part or an organ of or, failing that, the one that provides its "
        "secretariat; specialized agencies of the United Nations and joint bodies of several others have no parent; "
        "empty if there is none, or none in this table",
        pattern=SLUG,
        nullable=True,
        refers="organizations.organization_id",
    )
    website: String = string("Its website", pattern=URL, nullable=True)
    headquarters_city: String = string("The city of its headquarters", nullable=True)
    country_code: String = string(
        "The country of its headquarters (ISO 3166-1 alpha-2)",
        pattern=COUNTRY,
        nullable=True,
        country_exists=COUNTRIES,
    )
    start_year: Integer = integer("The year of `start_event`", minimum=1800, maximum=2100, nullable=True)
    start_event: String = string(
        "How it began. A convention was adopted, signed or opened for signature. Any other body was founded or, if "
        "official sources (without them, all sources) give no year for the body itself or differ, its founding treaty "
        "was signed or entered into force; if sources differ on a body without such a treaty, the body's own statement "
        "counts. Do not compare years of different events",
        values=START_EVENTS,
        nullable=True,
    )
    evidence: String = evidence_of_row()
    confidence: String = confidence_of_row()
    note: String = note_of_row()

    class Config:
        title = "Organizations"
        unique = ["organization_id"]
        given_with = [("start_event", "start_year"), ("start_year", "start_event")]
        evidence_unless_unverified = ["evidence", "confidence"]


class Frameworks(Table):
    """A framework (a strategy, an agenda, goals, principles) or a programme."""

    framework_id: String = string("Key of the framework", pattern=SLUG)
    name: String = string("Official name", unique=True)
    acronym: String = string("Official acronym", nullable=True)
    kind: String = string("Framework or programme", values=["framework", "programme"])
    organization_id: String = string(
        "The body that owns it; empty if several do",
        pattern=SLUG,
        nullable=True,
        refers="organizations.organization_id",
    )
    start_year: Integer = integer(
        "The year in which it began or was adopted", minimum=1800, maximum=2100, nullable=True
    )
    website: String = string("Its website", pattern=URL, nullable=True)
    evidence: String = evidence_of_row()
    confidence: String = confidence_of_row()
    note: String = note_of_row()

    class Config:
        title = "Frameworks"
        unique = ["framework_id"]
        evidence_unless_unverified = ["evidence", "confidence"]


class Identifiers(Table):
    """An identifier of an organization, a framework or a meeting in a scheme by which other data can be joined."""

    identifier_id: String = string(
        "The key of what it identifies and the scheme, such as `cites.wikidata`",
        pattern=rf"(?:{SLUG}|{MEETING})\.{SLUG}(?:\.[0-9]+)?",
    )
    organization_id: String = string(
        "The organization it identifies", pattern=SLUG, nullable=True, refers="organizations.organization_id"
    )
    framework_id: String = string(
        "The framework it identifies", pattern=SLUG, nullable=True, refers="frameworks.framework_id"
    )
    meeting_id: String = string(
        "The meeting it identifies", pattern=MEETING, nullable=True, refers="meetings.meeting_id"
    )
    scheme: String = string(
        f"The scheme that issues the identifier: {', '.join(scheme.name for scheme in SCHEMES.values())}",
        values=list(SCHEMES),
    )
    identifier: String = string("The identifier, without an address before it")
    relation: String = string(
        "What the identifier belongs to: the same thing, a larger body that contains it (`whole`), a part of it, the "
        "founding treaty of the body, a later treaty that replaced that one, or the amendments to the Appendices that "
        "the meeting adopted",
        values=IDENTIFIER_RELATIONS,
    )
    url: String = string("Its address, where the scheme or the evidence gives one", pattern=URL, nullable=True)
    evidence: String = evidence_of_row()
    confidence: String = confidence_of_row()
    note: String = note_of_row()

    class Config:
        title = "Identifiers"
        unique = ["identifier_id"]
        exactly_one_of = ["organization_id", "framework_id", "meeting_id"]
        evidence_unless_unverified = ["evidence", "confidence"]


class Names(FilledTable):
    """A name of an organization or a framework in any language, or of a cluster in a language other than the page's.

    The name that the page gives a cluster is in `clusters`.
    """

    name: String = string("The name")
    language: String = string("Its language (BCP 47)", pattern=LANGUAGE)
    kind: String = string(
        "What kind of name it is; a `former` name is no longer used, a `variant` is used alongside the official one, "
        "such as the name in a treaty alongside the name under which the body works",
        values=NAME_KINDS,
    )
    organization_id: String = string(
        "The organization it names", pattern=SLUG, nullable=True, refers="organizations.organization_id"
    )
    framework_id: String = string(
        "The framework it names", pattern=SLUG, nullable=True, refers="frameworks.framework_id"
    )
    cluster_id: String = string("The cluster it names", pattern=SLUG, nullable=True, refers="clusters.cluster_id")
    evidence: String = string(
        "Sources of the name: addresses, joined by `; `; for an official name or acronym in the language of the page, "
        "those of the body or framework; empty if the page itself has the name, or if it is unverified",
        pattern=EVIDENCE,
        nullable=True,
    )
    confidence: String = string(f"How certain the name is. {CONFIDENCE_MEANS}", values=CONFIDENCES)

    class Config:
        title = "Names"
        unique = ["name", "language"]
        exactly_one_of = ["organization_id", "framework_id", "cluster_id"]
