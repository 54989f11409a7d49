"""Agreements that the page names: in a sentence of their own, or after a body in a list."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.parse.forms.bodies import Item
from pipeline.parse.forms.form import form
from pipeline.parse.patterns import compile_pattern
from pipeline.parse.reading import ACRONYM_REMEDY, FIXED_WORDS, PARENTHESIS_REMEDY, SENTENCE_REMEDY, Span
from pipeline.parse.sentence import Sentence
from pipeline.text.words import slug

_PARENTHESES = {
    "see agreement": compile_pattern("[{acronym:body}(,| -| –) ]see {agreement} {link}"),
    "signed agreement": compile_pattern(
        "[{acronym:body}(,| -| –) ][a |an ]{agreement}[,] signed (on {date}|in {month})"
    ),
    "named agreement": compile_pattern("[{acronym:body}(,| -| –) ][see ][the |a |an ]{agreement}"),
}


def add_agreement(
    s: Sentence,
    span: Span,
    *,
    organization_id: str | None,
    signed_date: str | None = None,
    hyperlink_id: str | None = None,
    holds: Iterable[str] = ("agreement",),
) -> None:
    """Add the agreement that the sentence names; without an organization, it belongs to the section.

    A second agreement of the same kind with the same body is a different one if both have dates, and these differ;
    otherwise that is unclear, and reported. The first to be signed has the shortest key, wherever it is on the page.
    """
    kind = s.agreement("agreement")
    if s.is_ours(organization_id):
        problem = f"{s.passage.quoted(span)} would be an agreement of the Secretariat with itself"
        s.reading.fault(s.passage, problem, "correct it by an erratum")
    stem = f"{slug(kind)}.{organization_id or s.section.section_id}"
    alike = [
        other
        for other in s.reading.rows["agreements"]
        if organization_id and (other["kind"], other["organization_id"]) == (kind, organization_id)
    ]
    for other in alike:
        if None in (signed_date, other["signed_date"]) or signed_date == other["signed_date"]:
            problem = f"{s.passage.quoted(span)}: the page has already named a {kind} with {organization_id}"
            remedy = (
                "take it out, or ignore the sentence; if it is another one, say by errata after both when each was "
                "signed, as «(WAZA - MoU signed on 1 March 2024)»"
            )
            s.reading.fault(s.passage, problem, remedy)
    row = {
        "agreement_id": s.reading.new_id("agreements", "agreement_id", stem),
        "kind": kind,
        "organization_id": organization_id,
        "signed_date": signed_date,
        "hyperlink_id": hyperlink_id,
        "as_written": s.passage.written(span),
    }
    by_date = sorted([*alike, row], key=lambda one: one["signed_date"] or "")
    keys = sorted((one["agreement_id"] for one in by_date), key=len)
    for one, key in zip(by_date, keys, strict=True):
        one["agreement_id"] = key
    s.add("agreements", row, span, holds=holds)


def read_agreements(item: Item) -> None:
    """Read what a list says of agreements after a body."""
    s = item.sentence
    if s.has("agreement"):
        add_agreement(s, s.span("agreement"), organization_id=item.organization_id)
    if not s.has("parenthesis"):
        return
    start, end = s.span("parenthesis")
    inside = (start + 1, end - 1)
    s.passage.claim((start, inside[0]), FIXED_WORDS, s.form)
    s.passage.claim((inside[1], end), FIXED_WORDS, s.form)
    for name, pattern in _PARENTHESES.items():
        if match := pattern.fullmatch(s.passage.masked, *inside):
            p = Sentence(s.reading, s.passage, match, name)
            _check_acronym(item, p)
            organization_id = _party(item, p, (start, end))
            if name == "see agreement":
                hyperlink_id = p.add_link("link")
                add_agreement(p, p.span("agreement"), organization_id=organization_id, hyperlink_id=hyperlink_id)
            elif name == "named agreement":
                add_agreement(p, p.span("agreement"), organization_id=organization_id)
            else:
                when = "date" if p.has("date") else "month"
                holds = ["agreement", when]
                add_agreement(p, inside, organization_id=organization_id, signed_date=p.date(when), holds=holds)
            return
    s.reading.unread(s.passage, (start, end), PARENTHESIS_REMEDY)


def _party(item: Item, p: Sentence, parenthesis: Span) -> str | None:
    """Return the party of an agreement that is named in parentheses.

    After "A and B", it may belong to both or only to the last: the parentheses must name the party, or an erratum must
    say that this is open.
    """
    if not item.joined or p.has("acronym"):
        return item.organization_id
    if not p.passage.errata_in(parenthesis):
        problem = f"{p.passage.quoted(parenthesis)} may refer to all the bodies before it, or only to the last"
        remedy = (
            "name the party in it by an erratum, as in «(WAZA - MoU signed on 1 March 2024)»; if that is open, say "
            "so by an erratum of the kind incomplete, without a correction"
        )
        p.reading.fault(p.passage, problem, remedy)
    return None


def _check_acronym(item: Item, p: Sentence) -> None:
    """Check that an acronym before an agreement is that of the body."""
    if p.has("acronym"):
        p.claim("acronym")
        if p.organization("acronym") != item.organization_id:
            problem = f"{p.passage.quoted(p.span('acronym'))} is not the acronym of {item.organization_id}"
            p.reading.fault(p.passage, problem, ACRONYM_REMEDY)


def _read_linked_agreement(s: Sentence) -> None:
    if s.has("group"):
        parties = ["group"]
        organization_id = s.organization("group")
        if s.has("number"):
            s.claim_number("number", lambda: s.reading.count("memberships", group_organization_id=organization_id))
    else:
        parties = ["one", "two"]
        others = [party for party in map(s.organization, parties) if not s.is_ours(party)]
        if len(others) != 1:
            quoted = s.passage.quoted((s.span("one")[0], s.span("two")[1]))
            problem = f"{quoted}: {'neither' if others else 'each'} of them is the Convention or its Secretariat"
            s.reading.refuse(s.passage, s.match.span(), problem, SENTENCE_REMEDY)
            return
        organization_id = others[0]
    add_agreement(
        s,
        s.span("agreement"),
        organization_id=organization_id,
        hyperlink_id=s.add_link("link"),
        holds=["agreement", *parties],
    )


def _read_signing(s: Sentence) -> None:
    s.claim_ours("secretariat")
    span = (s.span("agreement")[0], s.span("date")[1])
    organization_id, signed = s.organization("partner"), s.date("date")
    add_agreement(s, span, organization_id=organization_id, signed_date=signed, holds=["agreement", "partner", "date"])


FORMS = [
    form(
        "linked agreement",
        sections="cluster",
        passage="paragraph",
        pattern="(Click|See) {link} for the {agreement} between "
        "(the [{number} ](partners|members) of [the ]{group:named}|[the ]{one:named} and [the ]{two:named}).",
        read=_read_linked_agreement,
        example="Click here for the Letter of Understanding between the partners of ICCWC.",
    ),
    form(
        "signing of an agreement",
        sections="cluster",
        passage="paragraph",
        pattern="[The ]{secretariat:body} [has ]signed (a|an|the) {agreement} with [the ]{partner:named} on {date}.",
        read=_read_signing,
        example="The CITES Secretariat has signed a memorandum of understanding with FAO on 5 May 2006.",
    ),
]
