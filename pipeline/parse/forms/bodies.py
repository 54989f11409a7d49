"""Lists of bodies in groups, clusters and themes, and what they say of a body: ties, memberships, roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.parse.patterns import BODY, LIST_SEPARATOR, ROLES, ROLES_OF_BY, compile_pattern, list_separators
from pipeline.parse.reading import BESIDE_NAME_REMEDY, FIXED_WORDS, ITEM_REMEDY, NAME_REMEDY, Span
from pipeline.parse.sentence import Sentence
from pipeline.parse.taken_out import LEFT_OUT
from pipeline.parse.wording import looks_like_a_name, qualifiers

_WORDS_OF_ITEM = compile_pattern(
    "[with ][the ][{office} ]{named}[ {parenthesis}]"
    "[, working with [the ]{other:body} on a {agreement:programme}][ on ({frameworks}|{subject:phrase})][[,] {ignored}]"
)
# The longest item that ends at a separator, since an item may itself contain a comma.
_ITEM = re.compile(rf"{_WORDS_OF_ITEM.pattern}(?={LIST_SEPARATOR}|\Z)", re.IGNORECASE)
_BEGINS_ITEM = re.compile(f"(?:with )?(?:the )?(?:Secretariat of the )?(?:{BODY}|(?<=the )[A-Z])")


@dataclass(frozen=True)
class Item:
    """A body in a list, with what is said of it; the part `named` of its own sentence names it."""

    sentence: Sentence
    joined: bool  # to the body before it, by "and"

    @property
    def organization_id(self) -> str:
        """The body."""
        return self.sentence.organization("named")

    @property
    def span(self) -> Span:
        """The span of its name, with the acronym, and with "Secretariat of the" if that is before the name."""
        s = self.sentence
        return s.span("office" if s.has("office") else "named")[0], s.span("named")[1]


def read_list(s: Sentence, part: str) -> Iterator[Item]:
    """Yield the bodies that a part lists; report unknown ones, and continue after them.

    What is said beside a known body may be said of that before "and" too, or, with an "and", of all that follow.
    """
    masked, (at, end) = s.passage.masked, s.span(part)
    stops = iter([*list_separators(masked, at, end), (end, end)])
    joined = has_subject = names_frameworks = False
    while at < end:
        is_beside = part == "members" and masked.startswith("with ", at)  # who is with the members is none of them
        match = None if is_beside else _ITEM.match(masked, at, end)
        stop = next(stop for stop in stops if stop[0] >= (match.end() if match else at))
        if match:
            item = Sentence(s.reading, s.passage, match, s.form)
            if item.has("office"):
                item.claim("office")
            if item.has("other"):
                item.claim_ours("other")
            if item.has("ignored"):
                _check_ignored(item)
            had_subject, has_subject = has_subject, item.has("subject") or item.has("frameworks")
            if joined and (item.has("other") or (has_subject and not had_subject)):
                _report_open(item)
            if joined and names_frameworks and not has_subject and not masked.startswith("with ", at):
                _report_subject_or_partner(item)
            names_frameworks = item.has("frameworks") and " and " not in item.words("frameworks")
            yield Item(item, joined)
        else:
            # An unknown name may contain commas and "and": it extends to something that begins like an item.
            while stop[1] < end and not _BEGINS_ITEM.match(masked, stop[1]):
                stop = next(stops)
            is_name = looks_like_a_name(masked[at : stop[0]])
            known = _WORDS_OF_ITEM.match(masked, at, stop[0])
            if is_beside or (known and re.search(r"\band\b", masked[known.end() : stop[0]])):
                stop = end, end
            of_both = ", which may be said of the body before it too" if joined and known else ""
            problem = f"no rule reads: {s.passage.quoted((at, stop[0]))}{of_both}"
            remedy = NAME_REMEDY if is_name else BESIDE_NAME_REMEDY
            if masked.endswith("; ", 0, at):
                remedy = f"{ITEM_REMEDY}; else {remedy}"
            s.reading.refuse(s.passage, (at, stop[0]), problem, remedy)
            s.section.has_unread = True
        s.passage.claim(stop, FIXED_WORDS, s.form)
        joined = bool(re.search("and|&", masked[slice(*stop)]))
        at = stop[1]


def _check_ignored(item: Sentence) -> None:
    """Check that words which are ignored beside a body do not say what it is, or how far it is."""
    start, end = item.span("ignored")
    for said in qualifiers(item.passage.text[start:end]):
        words = item.passage.quoted((start + said.span[0], start + said.span[1]))
        problem = f"{words} is ignored after the name of a body, of which it {said.problem}"
        remedy = f"take it out by an erratum, of the kind {LEFT_OUT} if it is right, but no table holds it"
        item.reading.fault(item.passage, problem, remedy)
        return


def _report_open(item: Sentence) -> None:
    """Report what follows "A and B …": it may refer to both, or only to the last."""
    span = next(item.span(part) for part in ("subject", "frameworks", "agreement") if item.has(part))
    problem = f"«{item.passage.written(span)}» may refer to all the bodies before it, or only to the last"
    remedy = "repeat it by an erratum after each body to which it refers, with a comma instead of «and» before the last"
    item.reading.fault(item.passage, problem, remedy)


def _report_subject_or_partner(item: Sentence) -> None:
    """Report a body after "A on X and …": it may be a partner, or something that CITES and A work on."""
    name = item.passage.written(item.span("named"))
    problem = f"«{name}» may be another subject of the body before it, or a partner"
    item.reading.fault(item.passage, problem, "if it is a partner, write «and with» before it by an erratum")


def add_tie(
    s: Sentence,
    partner: str,
    *,
    span: Span | None = None,
    theme_id: str | None = None,
) -> None:
    """Add a tie with a partner in the cluster of the section, and what they work on, if the sentence says so.

    `partner` is the part that names it; `span` is the span of the tie, if it is more than the name.
    """
    organization_id, span = s.organization(partner), span or s.span(partner)
    if s.is_ours(organization_id):
        problem = f"{s.passage.quoted(span)} would be its own partner"
        s.reading.fault(s.passage, problem, "correct it by an erratum")
    # A theme may have the key of a cluster: then the keys of its ties are longer.
    is_of_both = s.reading.count("clusters", cluster_id=theme_id) > 0
    stem = f"{s.section.cluster_id}.{theme_id}" if is_of_both else theme_id or s.section.cluster_id
    row = {
        "tie_id": f"{stem}.{organization_id}",
        "organization_id": organization_id,
        "cluster_id": s.section.cluster_id,
        "theme_id": theme_id,
        "as_written": s.passage.written(span),
    }
    s.add_once("cooperation_ties", ["tie_id"], row, span, holds=[partner])
    for subject in _subjects(s):
        framework_id, words, place = subject
        key = {"tie_id": row["tie_id"], "position": s.reading.count("tie_subjects", tie_id=row["tie_id"]) + 1}
        told = {"framework_id": framework_id, "words": words}
        s.add_once("tie_subjects", ["tie_id", *told], key | told, place)


def _subjects(s: Sentence) -> Iterator[tuple[str | None, str | None, Span]]:
    """Yield what CITES and a partner work on, frameworks or other words, with their spans; account for them."""
    if s.has("subject"):
        s.claim_text("subject", is_name=True)
        yield None, s.passage.written(s.span("subject")) or s.words("subject"), s.span("subject")
    if s.has("frameworks"):
        s.claim("frameworks")
        for mention in s.mentions("frameworks"):
            yield mention.framework_id, None, (mention.start, mention.end)


def add_membership(s: Sentence, group_id: str, member: str, span: Span) -> None:
    """Add the membership in a group of a body that the part `member` names."""
    if s.organization(member) == group_id:
        s.reading.fault(s.passage, f"{s.passage.quoted(span)} would be a member of itself", "correct it by an erratum")
    row = {
        "group_organization_id": group_id,
        "member_organization_id": s.organization(member),
        "position": s.reading.count("memberships", group_organization_id=group_id) + 1,
        "as_written": s.passage.written(span),
    }
    if is_member(s, group_id, s.organization(member)):
        s.say_again(span)
        s.claim(member)
    else:
        s.add("memberships", row, span, holds=[member])


def is_member(s: Sentence, group_id: str, member_id: str) -> bool:
    """Return whether the page has said that a body is a member of a group; CITES and its Secretariat count as one."""
    members = (
        row["member_organization_id"]
        for row in s.reading.rows["memberships"]
        if row["group_organization_id"] == group_id
    )
    return any(one == member_id or (s.is_ours(one) and s.is_ours(member_id)) for one in members)


def check_named(s: Sentence, group_id: str) -> None:
    """Check that a body to which the sentence only refers is a group or partner that the section has named."""
    if group_id not in s.section.group_ids and not s.reading.count(
        "cooperation_ties", cluster_id=s.section.cluster_id, organization_id=group_id
    ):
        s.fault_of_reference(
            f"no sentence of the section says what {group_id} is to CITES", "take this reference out by an erratum"
        )


def add_role(s: Sentence, organization_id: str, holder: str, last: str) -> None:
    """Add the role of a holder in a body; the parts from `role` to `last` say so."""
    holder_id, role = s.organization(holder), (ROLES | ROLES_OF_BY)[s.words("role").lower()]
    span = (s.span("role")[0], s.span(last)[1])
    row = {
        "role_id": f"{organization_id}.{role}.{holder_id}",
        "organization_id": organization_id,
        "holder_organization_id": holder_id,
        "role": role,
        "as_written": s.passage.written(span),
    }
    for other in s.reading.rows["roles"]:
        is_of_both = (other["organization_id"], other["holder_organization_id"]) == (organization_id, holder_id)
        if is_of_both and other["role"] != role:
            problem = f"{s.passage.quoted(span)}: the page has already said that {holder_id} is {other['role']}"
            s.reading.fault(s.passage, problem, "correct one of the sentences by an erratum")
    s.add_once("roles", ["role_id"], row, span, holds=[holder, "role", last])
