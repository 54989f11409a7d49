"""Groups: their members, chairs, aims and agreements."""

from __future__ import annotations

from pipeline.parse.forms.agreements import add_agreement, read_agreements
from pipeline.parse.forms.bodies import (
    add_membership,
    add_role,
    add_tie,
    check_named,
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
        s.claim_number("number", lambda: len(members))
    if any(map(s.is_ours, members)):
        add_tie(s, "group")
    add_purposes(s, group_id)


def _read_chair(s: Sentence) -> None:
    """Read who chairs the group of the section: exactly one of its members."""
    s.claim("chair", "role", *filter(s.has, ("group_word", "group")))
    chair_id = s.organization("chair")
    chair = s.words("chair")
    the_chair = f"The {chair}" if " " in chair else chair
    named = f"{the_chair} chairs the {{group}}." if s.is_ours(chair_id) else f"The {{group}} is chaired by {chair}."
    group_id = _group(s, named)
    if group_id is None:
        return
    if group_id not in s.section.group_ids or not is_member(s, group_id, chair_id):
        problem = f"no sentence of the section says that {chair_id} is a member of {group_id}"
        as_partner = f"write it by an erratum as «{_with_name(s, named, group_id)}»"
        s.fault_of_reference(problem, as_partner if s.is_ours(chair_id) else "correct it by an erratum")
    elif s.words("role").lower() in ("chairs", "chaired") and not _may_chair(s, group_id, chair_id):
        s.fault_of_reference("the group already has another chair", "correct one of the two by an erratum")
    else:
        add_role(s, group_id, "chair", "chair" if s.form == _BY else "group_word")


def _with_name(s: Sentence, named: str, group_id: str | None) -> str:
    """Return a sentence with the acronym or name of a group; if it is not known, with a mark in its place."""
    group = s.reading.organizations[group_id] if group_id else {"acronym": "…"}
    return named.replace("{group}", group["acronym"] or group["name"])


def _group(s: Sentence, named: str) -> str | None:
    """Return the group that a sentence names, or means by a word such as "alliance"; report one that is not clear.

    `named` is how the sentence may be written with a name, in place of which it has `{group}`.
    """
    if s.has("group"):
        return s.organization("group")
    group_id, word = s.section.group_id, s.words("group_word")
    remedy = f"name the group by an erratum, as «{_with_name(s, named, group_id)}»"
    if group_id is None:
        problem = "no sentence of the section says which single group it means"
    elif not (word.lower() == "group" or _may_be_called(s, group_id, word)):
        problem = f"{group_id}, the group of the section, cannot be meant by «{word}»"
        remedy = "write «group» by an erratum, if that is meant"
    elif other := _named_since(s, group_id, word):
        problem = f"«{other}» is named before it, and may be meant by «{word}» as {group_id} may"
    else:
        return group_id
    s.fault_of_reference(problem, remedy)
    return None


def _may_be_called(s: Sentence, organization_id: str, word: str) -> bool:
    """Return whether a word may mean a body, by its name or kind: only a partnership is an alliance or a consortium."""
    body, word = s.reading.organizations[organization_id], word.lower()
    is_called_so = word in body["name"].lower().split()
    return is_called_so or body["kind"] == "partnership" or (word == "group" and body["kind"] == "inter-agency group")


def _named_since(s: Sentence, group_id: str, word: str) -> str | None:
    """Return the last name before a sentence that may be meant by a word, if it is not that of the group."""
    here = s.passage.line.number, s.match.start()
    before = [
        (passage, start, mention)
        for passage in s.section.passages
        for start, mention in sorted(passage.mentions.items())
        if (passage.line.number, start) < here and mention.organization_id
    ]
    for passage, start, mention in reversed(before):
        if mention.organization_id == group_id:
            break
        if mention.organization_id and _may_be_called(s, mention.organization_id, word):
            return passage.written((start, mention.end))
    return None


def _may_chair(s: Sentence, group_id: str, chair_id: str) -> bool:
    """Return whether nobody else is the chair of a group."""
    chairs = [row for row in s.reading.rows["roles"] if (row["organization_id"], row["role"]) == (group_id, "chair")]
    return all(row["holder_organization_id"] == chair_id for row in chairs)


def _read_aims(s: Sentence) -> None:
    """Read the aims of the group of the section, and an agreement within it."""
    group_id = _group(s, "The {group}’s aims are to …")
    if s.has("group"):
        s.claim("group")
        check_named(s, s.organization("group"))
    else:
        s.passage.claim(s.span("group_word"), FIXED_WORDS, s.form)
    if group_id is not None:
        add_purposes(s, group_id)
    if s.has("agreement"):
        add_agreement(s, s.span("agreement"), organization_id=group_id)


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
        pattern="([The ]{group:body}|The {group_word})’s aims are to {purpose}[ within (an agreed|a) {agreement}].",
        read=_read_aims,
        example="The Group’s aims are to explore opportunities for collaboration and increased coordination, and to "
        "exchange information within an agreed Modus Operandi.",
    ),
]
