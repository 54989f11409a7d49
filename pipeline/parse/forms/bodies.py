"""Lists of bodies, as groups, clusters and themes have them, and what is said of a body: ties, roles, agreements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.parse.patterns import LIST_SEPARATOR, ROLES, compile_pattern, list_separators
from pipeline.parse.reading import FIXED_WORDS, Span
from pipeline.parse.sentence import Sentence
from pipeline.text.words import slug

_WORDS_OF_ITEM = compile_pattern(
    "[with ][the ][{office} ]{named}[ {parenthesis}]"
    "[, working with [the ]{other:body} on a {agreement}][ on ({frameworks}|{subject:phrase})][ {ignored}]"
)
# The longest item that ends where a separator stands: an item may hold a comma itself.
_ITEM = re.compile(rf"{_WORDS_OF_ITEM.pattern}(?={LIST_SEPARATOR}|\Z)", re.IGNORECASE)
_PARENTHESES = {
    "see agreement": compile_pattern("see {agreement} {link}"),
    "signed agreement": compile_pattern("[a |an ]{agreement}[,] signed on {date}"),
}


@dataclass(frozen=True)
class Item:
    """A body in a list, named by the part `named` of a sentence of its own, and what is said of it."""

    sentence: Sentence
    joined: bool  # to the body before it, by "and" without a comma

    @property
    def organization_id(self) -> str:
        """The body."""
        return self.sentence.organization("named")

    @property
    def span(self) -> Span:
        """Where it is named, with its acronym, and with "Secretariat of the" if that is before the name."""
        s = self.sentence
        return s.span("office" if s.has("office") else "named")[0], s.span("named")[1]


def read_list(s: Sentence, part: str) -> Iterator[Item]:
    """Yield the bodies that a part lists; report those that nobody knows, and go on after them."""
    masked, (at, end) = s.passage.masked, s.span(part)
    stops = iter([*list_separators(masked, at, end), (end, end)])
    joined = False
    while at < end:
        match = _ITEM.match(masked, at, end)
        stop = next(stop for stop in stops if stop[0] >= (match.end() if match else at))
        if match:
            item = Sentence(s.reading, s.passage, match, s.form)
            if item.has("office"):
                item.claim("office")
            if item.has("other"):
                item.claim_ours("other")
            yield Item(item, joined)
        else:
            s.reading.unread(s.passage, (at, stop[0]))
        s.passage.claim(stop, FIXED_WORDS, s.form)
        joined = masked[slice(*stop)] == " and "
        at = stop[1]


def add_tie(
    s: Sentence,
    partner: str,
    *,
    span: Span | None = None,
    theme_id: str | None = None,
) -> None:
    """Add a tie with a partner in the cluster of the section, and what they work on, if the sentence says so.

    `partner` is the part that names it; `span` is that of the tie, if it is more than the name.
    """
    organization_id, span = s.organization(partner), span or s.span(partner)
    if s.is_ours(organization_id):
        problem = f"«{s.passage.written(span)}» would be its own partner"
        s.reading.fault(s.passage, problem, "add an erratum")
    row = {
        "tie_id": f"{theme_id or s.section.cluster_id}.{organization_id}",
        "organization_id": organization_id,
        "cluster_id": s.section.cluster_id,
        "theme_id": theme_id,
        "as_written": s.passage.written(span),
    }
    s.add("cooperation_ties", row, span, holds=[partner])
    for position, (framework_id, subject) in enumerate(_subjects(s), 1):
        words = None if framework_id else s.passage.written(subject)
        key = {"tie_id": row["tie_id"], "position": position}
        s.add("tie_subjects", key | {"framework_id": framework_id, "words": words}, subject)


def _subjects(s: Sentence) -> Iterator[tuple[str | None, Span]]:
    """Yield what CITES and a partner work on: a framework or other words, and their span; account for them all."""
    if s.has("subject"):
        s.claim("subject")
        yield None, s.span("subject")
    if s.has("frameworks"):
        s.claim("frameworks")
        for mention in s.mentions("frameworks"):
            yield mention.framework_id, (mention.start, mention.end)


def is_member(s: Sentence, group_id: str, member_id: str) -> bool:
    """Tell whether the page has said that a body is a member of a group."""
    keys = {"group_organization_id": group_id, "member_organization_id": member_id}
    return s.reading.count("memberships", **keys) > 0


def add_role(s: Sentence, organization_id: str, holder: str, last: str) -> None:
    """Add the role of a holder in a body; the parts from `role` to `last` say so."""
    holder_id, role = s.organization(holder), ROLES[s.words("role").lower()]
    span = (s.span("role")[0], s.span(last)[1])
    row = {
        "role_id": f"{organization_id}.{role}.{holder_id}",
        "organization_id": organization_id,
        "holder_organization_id": holder_id,
        "role": role,
        "as_written": s.passage.written(span),
    }
    s.add("roles", row, span, holds=[holder, "role", last])


def add_purposes(s: Sentence, organization_id: str) -> None:
    """Add what the sentence says that a body is for."""
    for part in filter(s.has, ("purpose", "second")):
        s.claim_text(part)
        row = {
            "organization_id": organization_id,
            "position": s.reading.count("purposes", organization_id=organization_id) + 1,
            "text": s.passage.written(s.span(part)),
        }
        s.add("purposes", row, s.span(part))


def add_agreement(
    s: Sentence,
    span: Span,
    *,
    organization_id: str | None,
    signed_date: str | None = None,
    hyperlink_id: str | None = None,
    holds: Iterable[str] = ("agreement",),
) -> None:
    """Add the agreement that the sentence names; without an organization, it is one of the section."""
    kind = s.agreement("agreement")
    row = {
        "agreement_id": f"{slug(kind)}.{organization_id or s.section.section_id}",
        "kind": kind,
        "organization_id": organization_id,
        "signed_date": signed_date,
        "hyperlink_id": hyperlink_id,
        "as_written": s.passage.written(span),
    }
    s.add("agreements", row, span, holds=holds)


def read_agreements(item: Item) -> None:
    """Read what is said of agreements behind a body in a list."""
    s = item.sentence
    if s.has("agreement"):
        add_agreement(s, s.span("agreement"), organization_id=item.organization_id)
    if not s.has("parenthesis"):
        return
    start, end = s.span("parenthesis")
    inside = (start + 1, end - 1)
    s.passage.claim((start, inside[0]), FIXED_WORDS, s.form)
    s.passage.claim((inside[1], end), FIXED_WORDS, s.form)
    for form, pattern in _PARENTHESES.items():
        if match := pattern.fullmatch(s.passage.masked, *inside):
            p = Sentence(s.reading, s.passage, match, form)
            if form == "see agreement":
                # Behind "A and B", the page leaves open whether it speaks of both or of the last.
                organization_id = None if item.joined else item.organization_id
                add_agreement(
                    p,
                    p.span("agreement"),
                    organization_id=organization_id,
                    hyperlink_id=p.add_link("link"),
                )
            else:
                add_agreement(
                    p,
                    inside,
                    organization_id=item.organization_id,
                    signed_date=p.date("date"),
                    holds=["agreement", "date"],
                )
            return
    s.reading.unread(s.passage, (start, end))
