"""Groups: their members, chairs, aims and agreements."""

from __future__ import annotations

from pipeline.parse.forms.agreements import add_agreement, read_agreements
from pipeline.parse.forms.bodies import (
    add_membership,
    add_role,
    add_tie,
    is_member,
    read_list,
)
from pipeline.parse.forms.form import form
from pipeline.parse.forms.purposes import add_purposes
from pipeline.parse.reading import FIXED_WORDS
from pipeline.parse.sentence import Sentence

_BY = "group that is chaired"


def _read_group(s: Sentence) -> None:
    """A group and its members: a tie if CITES or its Secretariat is one of them."""
    group_id = s.organization("group")
    if group_id not in s.section.group_ids:
        s.section.group_ids.append(group_id)
    s.claim("group")  # it is in the rows of its members
    members: list[str] = []
    for item in read_list(s, "members"):
        if any(one == item.organization_id or (s.is_ours(one) and s.is_ours(item.organization_id)) for one in members):
            problem = f"{s.passage.quoted(item.span)} is already in this list"
            s.reading.fault(s.passage, problem, "remove one of them by an erratum")
        add_membership(item.sentence, group_id, "named", item.span)
        members.append(item.organization_id)
        if item.sentence.has("other"):
            add_tie(item.sentence, "named", span=item.span)
        read_agreements(item)
    if s.has("number"):
        s.claim_number("number", lambda: s.reading.count("memberships", group_organization_id=group_id))
    if any(map(s.is_ours, members)):
        add_tie(s, "group")
    add_purposes(s, group_id)


def _read_chair(s: Sentence) -> None:
    """Read who chairs the group of the section: exactly one of its members."""
    s.claim("chair", "role", *filter(s.has, ("group_word", "group")))
    chair_id = s.organization("chair")
    group_id = s.organization("group") if s.has("group") else s.section.group_id
    if s.has("group_word") and not _is_called(s, group_id, s.words("group_word")):
        problem = f"{group_id}, the group of the section, cannot be meant by «{s.words('group_word')}»"
        remedy = "write «group» by an erratum, if that is meant"
    elif group_id not in s.section.group_ids or not is_member(s, group_id, chair_id):
        problem = "no sentence of the section says of which single group it is a member"
        remedy = "name the group by an erratum, as «The CITES Secretariat chairs the CPF.»"
        if s.has("group") and not s.is_ours(chair_id):
            problem = f"no sentence of the section says that {chair_id} is a member of {group_id}"
            remedy = "correct it by an erratum"
    elif s.words("role").lower() in ("chairs", "chaired") and not _may_chair(s, group_id, chair_id):
        problem = "the group already has another chair"
        remedy = "correct one of the two by an erratum"
    else:
        add_role(s, group_id, "chair", "chair" if s.form == _BY else "group_word")
        return
    s.fault_of_reference(problem, remedy)


def _is_called(s: Sentence, group_id: str | None, word: str) -> bool:
    """Return whether a word may mean the group of the section: only a partnership is an alliance or a consortium."""
    return word.lower() == "group" or group_id is None or s.reading.organizations[group_id]["kind"] == "partnership"


def _may_chair(s: Sentence, group_id: str, chair_id: str) -> bool:
    """Return whether nobody else is the chair of a group."""
    chairs = [row for row in s.reading.rows["roles"] if (row["organization_id"], row["role"]) == (group_id, "chair")]
    return all(row["holder_organization_id"] == chair_id for row in chairs)


def _read_aims(s: Sentence) -> None:
    """Read the aims of the group of the section, and an agreement within it."""
    s.passage.claim(s.span("group_word"), FIXED_WORDS, s.form)
    if s.section.group_id is None:
        s.fault_of_reference(
            "no sentence of the section says which single group it means",
            "say so by correcting the sentence that names it",
        )
    elif not _is_called(s, s.section.group_id, s.words("group_word")):
        s.fault_of_reference(
            f"{s.section.group_id} cannot be meant by «{s.words('group_word')}»",
            "write «group» by an erratum, if that is meant",
        )
    else:
        add_purposes(s, s.section.group_id)
    if s.has("agreement"):
        add_agreement(s, s.span("agreement"), organization_id=s.section.group_id)


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
        pattern="[The ]{group:named} is (the|a) (collaborative|joint) effort (by|of) {members:list}"
        "[[,] working to {purpose}].",
        read=_read_group,
        example="ICCWC is the collaborative effort by the CITES Secretariat, INTERPOL […] working to bring "
        "coordinated support to the national wildlife law enforcement agencies […].",
        first=True,
    ),
    form(
        "chair of the group",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{chair:body} [currently ]{role} the {group_word}.",
        read=_read_chair,
        example="The CITES Secretariat chairs the alliance.",
    ),
    form(
        _BY,
        sections="cluster",
        passage="paragraph",
        pattern="([The ]{group:body}|The {group_word}) is [currently ]{role:role_of_by} by [the ]{chair:body}.",
        read=_read_chair,
        example="The alliance is chaired by the CITES Secretariat.",
    ),
    form(
        "aims of the group",
        sections="cluster",
        passage="paragraph",
        pattern="The {group_word}’s aims are to {purpose}[ within (an agreed|a) {agreement}].",
        read=_read_aims,
        example="The Group’s aims are to explore opportunities for collaboration and increased coordination, and to "
        "exchange information within an agreed Modus Operandi.",
    ),
]
