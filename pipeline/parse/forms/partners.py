"""Partners in clusters: who they are, the roles of CITES in them, and their purposes."""

from __future__ import annotations

from pipeline.parse.forms.agreements import read_agreements
from pipeline.parse.forms.bodies import (
    add_membership,
    add_role,
    add_tie,
    check_named,
    read_list,
)
from pipeline.parse.forms.form import form
from pipeline.parse.forms.purposes import add_purposes
from pipeline.parse.sentence import Sentence


def _read_purposes_of_described(s: Sentence) -> None:
    """Read the purposes of "it", the body that the section has just described."""
    body_id, passage_id, end = s.section.described or ("", "", 0)
    start = s.match.start()
    if passage_id != s.passage.passage_id or s.passage.text[end:start].strip() or start < end:
        s.fault_of_reference(
            "the sentence before it does not say what «it» is",
            "write it by an erratum as «X’s aims are to …», X being what «it» is; or say right before it that it is a "
            "body of its parent, as «X is a United Nations body.»",
        )
        return
    add_purposes(s, body_id)
    s.section.described = body_id, passage_id, s.match.end()


def _read_role(s: Sentence) -> None:
    """Read the role of CITES or its Secretariat in a partner, either a group named before or a new partner."""
    s.claim("partner", *filter(s.has, ("role", "standing")))
    if not s.claim_ours("secretariat"):
        return
    partner_id = s.organization("partner")
    if s.has("standing") and s.words("standing").lower() == "member":
        add_membership(s, partner_id, "secretariat", s.span("secretariat"))
    if not s.reading.count("cooperation_ties", organization_id=partner_id, cluster_id=s.section.cluster_id):
        add_tie(s, "partner")
    if s.has("role"):
        add_role(s, partner_id, "secretariat", "partner")
    add_purposes(s, partner_id)


def _read_description(s: Sentence) -> None:
    """Read the description of a body; it is a partner if the heading of the section names it, or a sentence says so."""
    body_id, parent_id = s.organization("partner"), s.organization("parent")
    s.claim("partner", "parent")
    known = s.reading.organizations[body_id]["parent_organization_id"]
    if parent_id != known:
        problem = (
            f"{s.passage.quoted(s.span('parent'))} is not the parent_organization_id of {body_id}, «{known or ''}»"
        )
        remedy = "correct raw/curated/organizations.csv, or the page by an erratum"
        s.reading.fault(s.passage, problem, remedy)
    if body_id in [named_id for _, _, named_id in s.reading.named.get(s.section.section_id, [])]:
        add_tie(s, "partner")
    s.section.described = body_id, s.passage.passage_id, s.match.end()
    add_purposes(s, body_id)


def _read_collaboration(s: Sentence) -> None:
    if s.has("group"):
        s.claim("group")
        check_named(s, s.organization("group"))
    s.claim_ours("secretariat")
    for item in read_list(s, "partners"):
        add_tie(item.sentence, "named", span=item.span)
        read_agreements(item)


def _read_link(s: Sentence) -> None:
    s.add_link("link")


FORMS = [
    form(
        "description of a partner",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{partner:named} is (a|an) {parent:body} [system-wide ][coordination ]"
        "(body|group|mechanism|programme)[ that {purpose}].",
        read=_read_description,
        example="The Environment Management Group (EMG) is a United Nations system-wide coordination body that "
        "furthers inter-agency cooperation […].",
    ),
    form(
        "purposes of a partner",
        sections="cluster",
        passage="paragraph",
        pattern="It {purpose}.",
        read=_read_purposes_of_described,
        example="It identifies issues on the agenda that warrant joint efforts, and finds ways of engaging its "
        "collective capacity in coherent management responses to those issues.",
    ),
    form(
        "role in a partner",
        sections="cluster",
        passage="paragraph",
        pattern="[At a technical level, ][the ]{secretariat:body} ([also ]{role}|is [also ]a {standing} of) "
        "[the ]{partner:named}[ that {purpose}].",
        read=_read_role,
        example="At a technical level, the CITES Secretariat co-chairs the MEA Information and Knowledge Management "
        "Initiative that develops knowledge and information tools […].",
    ),
    form(
        "collaboration",
        sections="cluster",
        passage="paragraph",
        pattern="[Beyond [the ]{group:body}, ][the ]{secretariat:body} [also ](collaborates|cooperates|works) "
        "{partners:list}.",
        read=_read_collaboration,
        example="Beyond the BLG, the CITES Secretariat also collaborates with the Secretariat of the Basel "
        "Convention […].",
    ),
    form(
        "link",
        sections="cluster lead text",
        passage="paragraph",
        pattern="(See|Visit) {link}[.]",
        read=_read_link,
        example="See www.informea.org",
    ),
]
