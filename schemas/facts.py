"""The models of what the page says: with whom CITES cooperates, on what, and under which mandate."""

from __future__ import annotations

from schemas.base import SECTION_KEY, Date, Integer, String, Table, date, integer, states_a_fact, string
from schemas.values import AGREEMENT_KINDS, BODY_ROLES, INSTRUMENT, KEYS, MEETING, SLUG, TAXON

TIE = rf"{SLUG}(?:\.{SLUG}){{1,2}}"


@states_a_fact
class Clusters(Table):
    """A cluster of cooperation; its name and span are those of its item in the list in the lead.

    The page states the goal once for all clusters, in the sentence before the list.
    """

    cluster_id: String = string("Key of the cluster", pattern=SLUG)
    position: Integer = integer("Place in the list, from 1", minimum=1, unique=True)
    name: String = string("Its item in the list, as the page has it", quotes=True)
    section_id: String = string("The section about it", pattern=SLUG, refers="sections.section_id")
    framework_id: String = string("The strategy whose goal it serves", pattern=SLUG, refers="frameworks.framework_id")
    goal: String = string("The goal of the strategy that it serves")

    class Config:
        title = "Clusters"
        unique = ["cluster_id"]


@states_a_fact
class Themes(Table):
    """A theme of the thematic cluster."""

    theme_id: String = string("Key of the theme", pattern=SLUG)
    cluster_id: String = string("The cluster it belongs to", pattern=SLUG, refers="clusters.cluster_id")
    position: Integer = integer("Place among the themes of the cluster, from 1", minimum=1)
    name: String = string("Its name, as the page has it", quotes=True)

    class Config:
        title = "Themes"
        unique = ["theme_id"]


@states_a_fact
class CooperationTies(Table):
    """CITES or its Secretariat and one partner, in a cluster and, if any, a theme of that cluster.

    The page calls the relationship with all partners formal, and with those of the themes also a working one; it does
    not always distinguish CITES from its Secretariat.
    """

    tie_id: String = string(
        "Theme or cluster, and partner; cluster, theme and partner if the theme has the key of a cluster", pattern=TIE
    )
    organization_id: String = string("The partner", pattern=SLUG, refers="organizations.organization_id")
    cluster_id: String = string("The cluster", pattern=SLUG, refers="clusters.cluster_id")
    theme_id: String = string("The theme", pattern=SLUG, nullable=True, refers="themes.theme_id")
    as_written: String = string("The partner, as the page has it, with its acronym", quotes=True)

    class Config:
        title = "Cooperation ties"
        unique = ["tie_id"]


@states_a_fact
class TieSubjects(Table):
    """What CITES and a partner work on, where the page says more than the theme."""

    tie_id: String = string("The tie", pattern=TIE, refers="cooperation_ties.tie_id")
    position: Integer = integer("Place among the subjects of the tie, from 1", minimum=1)
    framework_id: String = string(
        "The framework or programme they work on", pattern=SLUG, nullable=True, refers="frameworks.framework_id"
    )
    words: String = string(
        "What they work on, as the page has it, where it is not a framework", nullable=True, quotes=True
    )

    class Config:
        title = "Tie subjects"
        unique = KEYS["tie_subjects"]
        exactly_one_of = ["framework_id", "words"]


@states_a_fact
class Memberships(Table):
    """An organization that the page says is in a group; it may be in others, and the group may have other members."""

    group_organization_id: String = string("The group", pattern=SLUG, refers="organizations.organization_id")
    member_organization_id: String = string("The member", pattern=SLUG, refers="organizations.organization_id")
    position: Integer = integer("Place in the page's list of members, from 1", minimum=1)
    as_written: String = string("The member, as the page has it, with its acronym", quotes=True)

    class Config:
        title = "Memberships"
        unique = KEYS["memberships"]


@states_a_fact
class Roles(Table):
    """A role, other than membership, that the page says a body has in a group or partner; the body may have others.

    Its span is the words that say so.
    """

    role_id: String = string("Organization, role and holder", pattern=rf"{SLUG}\.{SLUG}\.{SLUG}")
    organization_id: String = string("The group or partner", pattern=SLUG, refers="organizations.organization_id")
    holder_organization_id: String = string(
        "The body that has the role", pattern=SLUG, refers="organizations.organization_id"
    )
    role: String = string("The role", values=BODY_ROLES)
    as_written: String = string("The words that say so, as the page has them", quotes=True)

    class Config:
        title = "Roles"
        unique = ["role_id"]


@states_a_fact
class Purposes(Table):
    """What the page says that a body is for or does."""

    organization_id: String = string("The body", pattern=SLUG, refers="organizations.organization_id")
    position: Integer = integer("Place among the purposes of the body, from 1", minimum=1)
    text: String = string("The purpose, as the page has it", quotes=True)

    class Config:
        title = "Purposes"
        unique = KEYS["purposes"]


@states_a_fact
class Agreements(Table):
    """An agreement that the page names; there may be others."""

    agreement_id: String = string("Kind and organization, or kind and section where that is open", pattern=SECTION_KEY)
    kind: String = string(
        "What kind of agreement it is; if the row is in `row_errata`, an erratum may say so instead of the page",
        values=AGREEMENT_KINDS,
    )
    organization_id: String = string(
        "The body with which it was made or, for an agreement among the members of a group, the group; empty if the "
        "page leaves it open",
        pattern=SLUG,
        nullable=True,
        refers="organizations.organization_id",
    )
    signed_date: Date = date("When it was signed, if the page says so", nullable=True)
    hyperlink_id: String = string(
        "The link to its text", pattern=SECTION_KEY, nullable=True, refers="hyperlinks.hyperlink_id"
    )
    as_written: String = string("The words that name the agreement, as the page has them", quotes=True)

    class Config:
        title = "Agreements"
        unique = ["agreement_id"]


@states_a_fact
class Citations(Table):
    """A Resolution or Decision cited in one place; the word before a list is part of the first citation."""

    citation_id: String = string("Section and instrument", pattern=rf"{SLUG}\.{INSTRUMENT}(?:\.[0-9]+)?")
    instrument_id: String = string("The instrument cited", pattern=INSTRUMENT, refers="instruments.instrument_id")
    text: String = string("The citation, as the page has it", quotes=True)

    class Config:
        title = "Citations"
        unique = ["citation_id"]


@states_a_fact
class InstrumentSubjects(Table):
    """Whom or what an instrument concerns, by its title: never CITES itself, but possibly a framework of CITES."""

    instrument_id: String = string("The instrument", pattern=INSTRUMENT, refers="instruments.instrument_id")
    position: Integer = integer("Place in the title, from 1", minimum=1)
    organization_id: String = string(
        "The organization it concerns", pattern=SLUG, nullable=True, refers="organizations.organization_id"
    )
    framework_id: String = string(
        "The framework it concerns", pattern=SLUG, nullable=True, refers="frameworks.framework_id"
    )
    taxon: String = string(
        "The family, genus, species or subspecies it concerns: its scientific name", pattern=TAXON, nullable=True
    )

    class Config:
        title = "Instrument subjects"
        unique = KEYS["instrument_subjects"]
        exactly_one_of = ["organization_id", "framework_id", "taxon"]


@states_a_fact
class Actions(Table):
    """A task that the page sets; if only an erratum says who is to do it, `row_errata` lists the task."""

    action_id: String = string("Section and first words of the task", pattern=SECTION_KEY)
    position: Integer = integer("Place in the list, from 1", minimum=1)
    text: String = string("The task, as the page has it, without final punctuation", quotes=True)
    addressee: String = string("Who is to do it")
    framework_id: String = string(
        "The framework it is about", pattern=SLUG, nullable=True, refers="frameworks.framework_id"
    )
    due_meeting_id: String = string(
        "The meeting it is due at", pattern=MEETING, nullable=True, refers="meetings.meeting_id"
    )

    class Config:
        title = "Actions"
        unique = ["action_id"]
