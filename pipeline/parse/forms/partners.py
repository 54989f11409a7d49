"""Groups, their members and chairs, partners in clusters and themes, and the agreements with them."""

from __future__ import annotations

from pipeline.parse.forms.bodies import add_agreement, add_tie, read_agreements, read_list
from pipeline.parse.forms.form import form
from pipeline.parse.patterns import ROLES
from pipeline.parse.sentence import Sentence
from pipeline.text.words import slug


def _read_group(s: Sentence) -> None:
    """A group and its members: a tie if CITES or its Secretariat is one of them."""
    group_id = s.organization("group")
    s.section.group_ids.append(group_id)
    s.claim("group")  # which the rows of its members hold
    members = []
    for position, item in enumerate(read_list(s, "members"), 1):
        row = {
            "group_organization_id": group_id,
            "member_organization_id": item.organization_id,
            "position": position,
            "role": "member",
            "as_written": s.passage.written(item.span),
        }
        item.sentence.add("memberships", row, item.span, holds=["named"])
        members.append(item.organization_id)
        if item.sentence.has("other"):
            add_tie(item.sentence, "named", span=item.span)
        read_agreements(item)
    if s.has("number"):
        s.claim_number("number", lambda: s.reading.count("memberships", group_organization_id=group_id))
    if any(map(s.is_ours, members)):
        add_tie(s, "group", role="member")


def _read_chair(s: Sentence) -> None:
    """Read who chairs the group of the section: one of its members, and one only."""
    s.claim("chair")
    chair_id, group_id = s.organization("chair"), s.section.group_id
    if group_id is None or not _set_role(s, group_id, chair_id, "chair"):
        problem = "no sentence of the section says of which one group it is a member"
    elif s.reading.count("memberships", group_organization_id=group_id, role="chair") > 1:
        problem = "the group has another chair already"
    else:
        return
    s.reading.fault(s.passage, f"«{s.passage.written(s.match.span())}»: {problem}", "add an erratum")


def _set_role(s: Sentence, group_id: str, member_id: str, role: str) -> bool:
    """Give a member of a group its role, in the tie with the group too if it is ours; False if it is no member."""
    rows = s.reading.rows
    memberships = [
        row
        for row in rows["memberships"]
        if (row["group_organization_id"], row["member_organization_id"]) == (group_id, member_id)
    ]
    ties = [row for row in rows["cooperation_ties"] if row["organization_id"] == group_id and s.is_ours(member_id)]
    if memberships and role != "member":  # which it is in any case
        for row in ties:
            row["role"] = role
        if role == "chair":  # a membership knows no other
            for row in memberships:
                row["role"] = role
    return bool(memberships)


def _read_role(s: Sentence) -> None:
    """Read what CITES or its Secretariat is to a partner: one named before as its group, or a new one."""
    s.claim("role", "partner")  # the tie holds both, or is told its role
    if s.claim_ours("secretariat"):
        role = ROLES[s.words("role").lower()]
        partner_id = s.organization("partner")
        known = [_set_role(s, partner_id, own, role) for own in (s.reading.convention_id, s.reading.secretariat_id)]
        if not any(known):
            add_tie(s, "partner", role=role)


def _read_description(s: Sentence) -> None:
    s.claim("parent")
    add_tie(s, "partner")


def _read_collaboration(s: Sentence) -> None:
    if s.has("group"):
        s.claim("group")
    s.claim_ours("secretariat")
    for item in read_list(s, "partners"):
        add_tie(item.sentence, "named", span=item.span, subject=item.subject)
        read_agreements(item)


def _read_theme(s: Sentence) -> None:
    s.claim_text("theme", initial=True)
    theme_id = slug(s.words("theme"))
    row = {
        "theme_id": theme_id,
        "cluster_id": s.section.cluster_id,
        "position": s.reading.count("themes", cluster_id=s.section.cluster_id) + 1,
        "name": s.passage.written(s.span("theme")),
    }
    s.add("themes", row, s.span("theme"))
    for item in read_list(s, "partners"):
        add_tie(item.sentence, "named", span=item.span, theme_id=theme_id, subject=item.subject)
        read_agreements(item)


def _read_agreed(s: Sentence) -> None:
    """An agreement within the group of the section."""
    if s.section.group_id is None:
        problem = f"«{s.words('agreement')}»: no sentence of the section says whose it is"
        s.reading.fault(s.passage, problem, "add an erratum")
    add_agreement(s, s.span("agreement"), organization_id=s.section.group_id)


def _read_linked_agreement(s: Sentence) -> None:
    if s.has("number"):
        parties = ["group"]
        organization_id = s.organization("group")
        s.claim_number("number", lambda: s.reading.count("memberships", group_organization_id=organization_id))
    else:
        parties = ["one", "two"]
        others = [party for party in map(s.organization, parties) if not s.is_ours(party)]
        if len(others) != 1:
            s.reading.unread(s.passage, (s.span("one")[0], s.span("two")[1]))
            return
        organization_id = others[0]
    add_agreement(
        s,
        s.span("agreement"),
        organization_id=organization_id,
        hyperlink_id=s.add_link("link"),
        holds=["agreement", *parties],
    )


def _read_link(s: Sentence) -> None:
    s.add_link("link")


def _read_theme_list(s: Sentence) -> None:
    s.claim_ours("secretariat")


FORMS = [
    form(
        "members of a group",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{group:named} [currently ](comprises|consists of) [the (heads|representatives) of ]"
        "[the secretariats of ]the {number} [biodiversity-related |environmental ]"
        "(conventions|organizations|members|bodies): {members:list}.",
        read=_read_group,
        example="The Liaison Group of Biodiversity-related Conventions (BLG) currently comprises the heads of the "
        "secretariats of the eight biodiversity-related conventions: the Convention on Biological Diversity […].",
        first=True,
    ),
    form(
        "collaborative effort",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{group:named} is (the|a) (collaborative|joint) effort (by|of) {members:list}.",
        read=_read_group,
        example="ICCWC is the collaborative effort by the CITES Secretariat, INTERPOL […].",
        first=True,
    ),
    form(
        "description of a partner",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{partner:named} is (a|an) {parent:body} {ignored}.",
        read=_read_description,
        example="The Environment Management Group (EMG) is a United Nations system-wide coordination body […].",
    ),
    form(
        "chair of the group",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{chair:body} [currently ]chairs the (alliance|consortium|group|partnership).",
        read=_read_chair,
        example="The CITES Secretariat chairs the alliance.",
    ),
    form(
        "role in a partner",
        sections="cluster",
        passage="paragraph",
        pattern="[At a technical level, ][the ]{secretariat:body} [also ]{role} [the ]{partner:named}[ {ignored}].",
        read=_read_role,
        example="At a technical level, the CITES Secretariat co-chairs the MEA Information and Knowledge Management "
        "Initiative […].",
    ),
    form(
        "collaboration",
        sections="cluster",
        passage="paragraph",
        pattern="[Beyond the {group:body}, ][the ]{secretariat:body} [also ](collaborates|cooperates|works) "
        "{partners:list}.",
        read=_read_collaboration,
        example="Beyond the BLG, the CITES Secretariat also collaborates with the Secretariat of the Basel "
        "Convention […].",
    ),
    form(
        "agreement of the group",
        sections="cluster",
        passage="paragraph",
        pattern="[{ignored} ]within (an agreed|a) {agreement}.",
        read=_read_agreed,
        example="The Group’s aims are […], and to exchange information within an agreed Modus Operandi.",
    ),
    form(
        "linked agreement",
        sections="cluster",
        passage="paragraph",
        pattern="(Click|See) {link} for the {agreement} between "
        "(the {number} (partners|members) of [the ]{group:named}|[the ]{one:named} and [the ]{two:named}).",
        read=_read_linked_agreement,
        example="Click here for the Letter of Understanding between the five partners of ICCWC.",
    ),
    form(
        "link",
        sections="cluster lead",
        passage="paragraph",
        pattern="(See|Visit) {link}[.]",
        read=_read_link,
        example="See www.informea.org",
    ),
    form(
        "themes",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{secretariat:body} has a working relationship with (several|many|a number of) "
        "(organizations|bodies)[ on areas of common interest][, for instance|, namely]:",
        read=_read_theme_list,
        example="The CITES Secretariat has a working relationship with several organizations on areas of common "
        "interest, for instance:",
    ),
    form(
        "theme",
        sections="cluster",
        passage="list_item",
        pattern="{theme:plain} with {partners:list}[; and|;|.]",
        read=_read_theme,
        example="sustainability with the Collaborative Partnership on Sustainable Wildlife Management (CPW);",
    ),
]
