"""The sentence forms: what the page can say, and what each sentence of it yields.

A form is a pattern (see `pipeline.patterns`), the kinds of section and passage where it may stand, the function
that turns a match into rows, and the sentence of the page that it was made for. A new kind of sentence is one
more entry in FORMS, and one test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.patterns import LIST_SEPARATOR, MEETING, ROLES, compile_pattern
from pipeline.reading import Row, Sentence, Span
from pipeline.text import slug

# --- clusters -----------------------------------------------------------------------------------------------

# A cluster as it is written in the lead's list, in the contents and in its heading: the word that tells which.
CLUSTER = compile_pattern(
    "(Cooperation on [the ]{topic:text}[ – [the ]{named}[ {ignored}]]|{quality:text} cooperation[ {rest:text}])"
)


def cluster_id(match: re.Match[str]) -> str:
    """Return the key of the cluster that CLUSTER has matched: the same wherever it is written."""
    return slug(match["topic"] or match["quality"])


def read_cluster_words(s: Sentence) -> None:
    """Account for the words of a cluster, wherever it is written."""
    for part in ("topic", "quality", "rest"):
        if s.has(part):
            s.text(part, initial=part == "quality")
    if s.has("named"):
        s.organization("named")


def _read_goal(s: Sentence) -> None:
    s.reading.goal = s.value("goal")
    s.reading.framework_id = s.framework("framework")


def _read_clusters(s: Sentence) -> None:
    s.expect("number", lambda: s.reading.count("clusters"))
    if s.value("goal") != s.reading.goal:
        problem = f"the clusters serve «{s.words('goal')}», the sentence before says «{s.reading.goal}»"
        s.reading.fault(s.passage, problem, "add an erratum")


def _read_cluster(s: Sentence) -> None:
    read_cluster_words(s)
    key = cluster_id(s.match)
    row = {
        "cluster_id": key,
        "position": s.reading.count("clusters") + 1,
        "name": s.passage.written(s.match.span()),
        "section_id": key,
        "framework_id": s.reading.framework_id,
        "goal": s.reading.goal,
    }
    s.reading.add("clusters", row, s.passage, s.match.span())


# --- lists of bodies ----------------------------------------------------------------------------------------

_ITEM = compile_pattern(
    "[with ][the ][Secretariat of the ]{named}[ {parenthesis}]"
    "[, working with {other:body} on a {agreement}][ on ({frameworks}|{subject:phrase})][ {ignored}]"
)
_PARENTHESES = {
    "see agreement": compile_pattern("see {agreement} {link}"),
    "signed agreement": compile_pattern("[a |an ]{agreement}, signed on {date}"),
}


@dataclass(frozen=True)
class _Item:
    """A body in a list: who it is, the span of its name with the parentheses behind, and what is said of it."""

    sentence: Sentence
    organization_id: str
    span: Span
    subject: str | None
    joined: bool  # to the body before it, by "and" without a comma


def _items(s: Sentence, part: str) -> Iterator[_Item]:
    """Yield the bodies that a part lists; report those that nobody knows, and go on behind them."""
    masked, (at, end) = s.passage.masked, s.span(part)
    joined = False
    while at < end:
        stops = [(m.start(), m.end()) for m in LIST_SEPARATOR.finditer(masked, at, end)] + [(end, end)]
        # The longest item that ends where a separator stands: an item may hold a comma itself.
        matches = [(m, stop) for stop in reversed(stops) if (m := _ITEM.fullmatch(masked, at, stop[0]))]
        stop = matches[0][1] if matches else stops[0]
        if matches:
            item = Sentence(s.reading, s.passage, matches[0][0], s.form)
            subject = None
            if item.has("frameworks"):
                subject = item.value("frameworks")
            elif item.has("subject"):
                subject = item.text("subject")
            span_end = item.span("parenthesis" if item.has("parenthesis") else "named")[1]
            span = (item.span("named")[0], span_end)
            yield _Item(item, item.organization("named"), span, subject, joined)
        else:
            s.reading.unread(s.passage, (at, stop[0]))
        s.passage.claim(stop, "fixed words", s.form)
        joined = masked[slice(*stop)] == " and "
        at = stop[1]


def _add_tie(
    s: Sentence,
    organization_id: str,
    span: Span,
    *,
    role: str = "partner",
    theme_id: str | None = None,
    subject: str | None = None,
) -> None:
    row = {
        "tie_id": f"{theme_id or s.section.cluster_id}.{organization_id}",
        "organization_id": organization_id,
        "cluster_id": s.section.cluster_id,
        "theme_id": theme_id,
        "role": role,
        "subject": subject,
        "as_written": s.passage.written(span),
    }
    s.reading.add("cooperation_ties", row, s.passage, span)


def _add_agreement(
    s: Sentence,
    span: Span,
    *,
    organization_id: str | None,
    signed_date: str | None = None,
    hyperlink_id: str | None = None,
    kind: str,
) -> None:
    row = {
        "agreement_id": f"{slug(kind)}.{organization_id or s.section.section_id}",
        "kind": kind,
        "organization_id": organization_id,
        "signed_date": signed_date,
        "hyperlink_id": hyperlink_id,
        "as_written": s.passage.written(span),
    }
    s.reading.add("agreements", row, s.passage, span)


def _read_agreements(item: _Item) -> None:
    """Read what is said of agreements behind a body in a list."""
    s = item.sentence
    if s.has("agreement"):
        _add_agreement(s, s.span("agreement"), organization_id=item.organization_id, kind=s.agreement("agreement"))
    if not s.has("parenthesis"):
        return
    start, end = s.span("parenthesis")
    inside = (start + 1, end - 1)
    s.passage.claim((start, inside[0]), "fixed words", s.form)
    s.passage.claim((inside[1], end), "fixed words", s.form)
    for form, pattern in _PARENTHESES.items():
        if match := pattern.fullmatch(s.passage.masked, *inside):
            p = Sentence(s.reading, s.passage, match, form)
            kind = p.agreement("agreement")
            if form == "see agreement":
                # Behind "A and B", the page leaves open whether it speaks of both or of the last.
                organization_id = None if item.joined else item.organization_id
                _add_agreement(
                    p,
                    p.span("agreement"),
                    organization_id=organization_id,
                    hyperlink_id=p.link("link"),
                    kind=kind,
                )
            else:
                _add_agreement(p, inside, organization_id=item.organization_id, signed_date=p.date("date"), kind=kind)
            return
    s.reading.unread(s.passage, (start, end))


# --- groups and partners ------------------------------------------------------------------------------------


def _read_group(s: Sentence) -> None:
    """A group and its members: a tie if CITES or its Secretariat is one of them."""
    group_id = s.organization("group")
    s.section.group_id = group_id
    members = []
    for position, item in enumerate(_items(s, "members"), 1):
        row = {
            "group_organization_id": group_id,
            "member_organization_id": item.organization_id,
            "position": position,
            "role": "member",
            "as_written": s.passage.written(item.span),
        }
        s.reading.add("memberships", row, s.passage, item.span)
        members.append(item.organization_id)
        if item.sentence.has("other") and item.sentence.ours("other"):
            _add_tie(s, item.organization_id, item.span)
        _read_agreements(item)
    if s.has("number"):
        s.expect("number", lambda: s.reading.count("memberships", group_organization_id=group_id))
    if any(map(s.is_ours, members)):
        _add_tie(s, group_id, s.span("group"), role="member")


def _read_chair(s: Sentence) -> None:
    """Who chairs the group of the section."""
    if s.section.group_id is None:
        problem = f"«{s.passage.written(s.match.span())}»: no sentence of the section says which group"
        s.reading.fault(s.passage, problem, "add an erratum")
    else:
        _set_role(s, s.section.group_id, s.organization("chair"), "chair")


def _set_role(s: Sentence, group_id: str, member_id: str, role: str) -> bool:
    """Give a member of a group another role than member; False if it is not known as one."""
    found = []
    for row in s.reading.rows["memberships"]:
        if (row["group_organization_id"], row["member_organization_id"]) == (group_id, member_id):
            found.append(row)
    if found and s.is_ours(member_id):
        for row in s.reading.rows["cooperation_ties"]:
            if (row["organization_id"], row["cluster_id"]) == (group_id, s.section.cluster_id):
                found.append(row)
    for row in found:
        row["role"] = role
    return bool(found)


def _read_role(s: Sentence) -> None:
    if s.ours("secretariat"):
        role = ROLES[s.value("role").lower()]
        partner_id = s.organization("partner")
        if not _set_role(s, partner_id, s.reading.secretariat_id, role):
            _add_tie(s, partner_id, s.span("partner"), role=role)


def _read_description(s: Sentence) -> None:
    s.organization("parent")
    _add_tie(s, s.organization("partner"), s.span("partner"))


def _read_collaboration(s: Sentence) -> None:
    s.ours("secretariat")
    for item in _items(s, "partners"):
        _add_tie(s, item.organization_id, item.span, subject=item.subject)
        _read_agreements(item)


def _read_theme(s: Sentence) -> None:
    theme_id = slug(s.text("theme"))
    row = {
        "theme_id": theme_id,
        "cluster_id": s.section.cluster_id,
        "position": s.reading.count("themes", cluster_id=s.section.cluster_id) + 1,
        "name": s.passage.written(s.span("theme")),
    }
    s.reading.add("themes", row, s.passage, s.span("theme"))
    for item in _items(s, "partners"):
        _add_tie(s, item.organization_id, item.span, theme_id=theme_id, subject=item.subject)
        _read_agreements(item)


# --- agreements and links -----------------------------------------------------------------------------------


def _read_agreed(s: Sentence) -> None:
    """An agreement within the group of the section."""
    if s.section.group_id is None:
        problem = f"«{s.words('agreement')}»: no sentence of the section says whose it is"
        s.reading.fault(s.passage, problem, "add an erratum")
    _add_agreement(s, s.span("agreement"), organization_id=s.section.group_id, kind=s.agreement("agreement"))


def _read_linked_agreement(s: Sentence) -> None:
    if s.has("number"):
        organization_id = s.organization("group")
        s.expect("number", lambda: s.reading.count("memberships", group_organization_id=organization_id))
    else:
        parties = [s.organization("one"), s.organization("two")]
        others = [party for party in parties if not s.is_ours(party)]
        if len(others) != 1:
            s.reading.unread(s.passage, (s.span("one")[0], s.span("two")[1]))
            return
        organization_id = others[0]
    _add_agreement(
        s,
        s.span("agreement"),
        organization_id=organization_id,
        hyperlink_id=s.link("link"),
        kind=s.agreement("agreement"),
    )


def _read_link(s: Sentence) -> None:
    s.link("link")


# --- Resolutions and Decisions ------------------------------------------------------------------------------

# The scientific name of a species or subspecies, as it stands behind its common name.
_TAXON = re.compile(r"\((?P<taxon>[A-Z][a-z]+(?: [a-z]+){1,2})\)")


def _read_instruments(s: Sentence) -> None:
    title = s.span("title")
    subjects = _subjects(s, title)
    s.text("title", initial=True)
    official = any(
        e.record["kind"] == "wrong title" and e.line == s.passage.line and e.correction for e in s.passage.errata
    )
    for citation in s.citations("citations"):
        instrument_id = citation.instrument_id
        _check_meetings(s, citation.adopted, citation.revised, s.passage.text[citation.start : citation.end])
        if not s.reading.count("instruments", instrument_id=instrument_id):
            s.reading.rows["instruments"].append(
                {
                    "instrument_id": instrument_id,
                    "kind": citation.kind,
                    "number": citation.number,
                    "label": citation.label,
                    "title": s.passage.written(title),
                    "official_title": s.words("title") if official else None,
                    "adopted_meeting_id": f"CoP{citation.adopted}",
                    "revised_meeting_id": citation.revised and f"CoP{citation.revised}",
                }
            )
            for position, (subject, span) in enumerate(subjects, 1):
                row = {"instrument_id": instrument_id, "position": position} | subject
                s.reading.add("instrument_subjects", row, s.passage, span)
        span = (citation.start, citation.end)
        stem = f"{s.section.section_id}.{instrument_id}"
        row = {
            "citation_id": s.reading.new_id("citations", "citation_id", stem),
            "instrument_id": instrument_id,
            "text": s.passage.written(span),
        }
        s.reading.add("citations", row, s.passage, span)


def _check_meetings(s: Sentence, adopted: int, revised: int | None, words: str) -> None:
    known = {row["number"] for row in s.reading.rows["meetings"]}
    for number in {adopted, revised or adopted} - known:
        s.reading.fault(s.passage, f"«{words}»: there is no meeting CoP{number}", "add an erratum, or the meeting")
    if revised is not None and revised <= adopted:
        s.reading.fault(s.passage, f"«{words}» is revised before it is adopted", "add an erratum")


def _subjects(s: Sentence, title: Span) -> list[tuple[Row, Span]]:
    """Return whom or what a title concerns, each once, in the order of the title; never CITES itself."""
    found: dict[tuple[str | None, str | None, str | None], Span] = {}
    for start, mention in s.passage.mentions.items():
        if title[0] <= start < title[1] and not s.is_ours(mention.organization_id):
            found.setdefault((*mention.entity, None), (start, mention.end))
    for taxon in _TAXON.finditer(s.passage.masked, *title):
        found.setdefault((None, None, taxon["taxon"]), taxon.span("taxon"))
        s.passage.claim(taxon.span("taxon"), "fact", "taxon")
    columns = ("organization_id", "framework_id", "taxon")
    by_place = sorted(found.items(), key=lambda item: item[1])
    return [(dict(zip(columns, subject, strict=True)), span) for subject, span in by_place]


# --- actions ------------------------------------------------------------------------------------------------


def _read_addressee(s: Sentence) -> None:
    s.section.addressee = s.value("addressee")


def _read_action(s: Sentence) -> None:
    if s.has("addressee"):
        _read_addressee(s)
    if s.section.addressee is None:
        problem = f"no sentence says who is to «{s.words('action')}»"
        s.reading.fault(s.passage, problem, "add the lost words to raw/curated/errata.csv")
    due = re.compile(MEETING).search(s.passage.masked, *s.span("action"))
    if due:
        _check_meetings(s, int(due[1]), None, due[0])
        s.passage.claim(due.span(), "fact", "meeting")
    words = s.text("action")
    row = {
        "action_id": f"{s.section.section_id}.{slug(' '.join(words.split()[:4]))}",
        "position": s.reading.count("actions") + 1,
        "text": s.passage.written(s.span("action")),
        "addressee": s.section.addressee,
        "framework_id": s.section.framework_id,
        "due_meeting_id": f"CoP{due[1]}" if due else None,
    }
    s.reading.add("actions", row, s.passage, s.span("action"))


# --- sentences without a fact of their own ------------------------------------------------------------------


def _read_remark(s: Sentence) -> None:
    if s.has("body"):
        s.organization("body")


def _read_theme_list(s: Sentence) -> None:
    s.ours("secretariat")


# --- the forms ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A kind of sentence.

    `sections` and `passage` say where it may stand. A form that is `first` is read before the other sentences
    of its section, because they refer back to it. `example` is the sentence of the page it was made for.
    """

    name: str
    pattern: re.Pattern[str]
    sections: frozenset[str]
    passage: str
    read: Callable[[Sentence], None]
    example: str
    first: bool = False


def _form(
    name: str,
    sections: str,
    passage: str,
    pattern: str,
    read: Callable[[Sentence], None],
    example: str,
    *,
    first: bool = False,
) -> Form:
    return Form(name, compile_pattern(pattern), frozenset(sections.split()), passage, read, example, first)


FORMS = [
    _form(
        "goal of cooperation",
        "lead",
        "paragraph",
        "[{ignored}, ]as reflected in {goal} of the {framework}.",
        _read_goal,
        "The strategic positioning of the Convention […], as reflected in Goal 5 of the CITES Strategic Vision.",
        first=True,
    ),
    _form(
        "number of clusters",
        "lead",
        "paragraph",
        "[Cooperation ]efforts [undertaken ]to implement {goal} (fall into|form) {number} clusters[, namely]:",
        _read_clusters,
        "Cooperation efforts undertaken to implement Goal 5 fall into four clusters, namely:",
    ),
    Form(
        "cluster",
        CLUSTER,
        frozenset(["lead"]),
        "list_item",
        _read_cluster,
        "Cooperation on the environment – the United Nations Environment Management Group",
    ),
    _form(
        "members of a group",
        "cluster",
        "paragraph",
        "[The ]{group:named} [currently ](comprises|consists of) [the (heads|representatives) of ]"
        "[the secretariats of ]the {number} [biodiversity-related |environmental ]"
        "(conventions|organizations|members|bodies): {members:list}.",
        _read_group,
        "The Liaison Group of Biodiversity-related Conventions (BLG) currently comprises the heads of the "
        "secretariats of the eight biodiversity-related conventions: the Convention on Biological Diversity […].",
        first=True,
    ),
    _form(
        "collaborative effort",
        "cluster",
        "paragraph",
        "[The ]{group:named} is (the|a) (collaborative|joint) effort (by|of) {members:list}.",
        _read_group,
        "ICCWC is the collaborative effort by the CITES Secretariat, INTERPOL […].",
        first=True,
    ),
    _form(
        "description of a partner",
        "cluster",
        "paragraph",
        "[The ]{partner:named} is (a|an) {parent:body} {ignored}.",
        _read_description,
        "The Environment Management Group (EMG) is a United Nations system-wide coordination body […].",
    ),
    _form(
        "chair of the group",
        "cluster",
        "paragraph",
        "[The ]{chair:body} [currently ]chairs the (alliance|consortium|group|partnership).",
        _read_chair,
        "The CITES Secretariat chairs the alliance.",
    ),
    _form(
        "role in a partner",
        "cluster",
        "paragraph",
        "[At a technical level, ][the ]{secretariat:body} [also ]{role} [the ]{partner:named}[ {ignored}].",
        _read_role,
        "At a technical level, the CITES Secretariat co-chairs the MEA Information and Knowledge Management "
        "Initiative […].",
    ),
    _form(
        "collaboration",
        "cluster",
        "paragraph",
        "[Beyond the {group:body}, ][the ]{secretariat:body} [also ](collaborates|cooperates|works) {partners:list}.",
        _read_collaboration,
        "Beyond the BLG, the CITES Secretariat also collaborates with the Secretariat of the Basel Convention […].",
    ),
    _form(
        "agreement of the group",
        "cluster",
        "paragraph",
        "[{ignored} ]within (an agreed|a) {agreement}.",
        _read_agreed,
        "The Group’s aims are […], and to exchange information within an agreed Modus Operandi.",
    ),
    _form(
        "linked agreement",
        "cluster",
        "paragraph",
        "(Click|See) {link} for the {agreement} between "
        "(the {number} (partners|members) of [the ]{group:named}|[the ]{one:named} and [the ]{two:named}).",
        _read_linked_agreement,
        "Click here for the Letter of Understanding between the five partners of ICCWC.",
    ),
    _form("link", "cluster lead", "paragraph", "(See|Visit) {link}[.]", _read_link, "See www.informea.org"),
    _form(
        "themes",
        "cluster",
        "paragraph",
        "[The ]{secretariat:body} has a working relationship with (several|many|a number of) (organizations|bodies)"
        "[ on areas of common interest][, for instance|, namely]:",
        _read_theme_list,
        "The CITES Secretariat has a working relationship with several organizations on areas of common "
        "interest, for instance:",
    ),
    _form(
        "theme",
        "cluster",
        "list_item",
        "{theme:text} with {partners:list}[; and|;|.]",
        _read_theme,
        "sustainability with the Collaborative Partnership on Sustainable Wildlife Management (CPW);",
    ),
    _form(
        "addressee of actions",
        "actions",
        "paragraph",
        "[Among others, ]the {addressee} is to:",
        _read_addressee,
        "Among others, the Standing Committee is to:",
        first=True,
    ),
    _form(
        "action",
        "actions",
        "list_item",
        "[[Among others, ]the {addressee} is to: ]{action:text}[; and|;|.]",
        _read_action,
        "make recommendations to the 20th meeting of the Conference of the Parties.",
    ),
    _form(
        "instruments",
        "instruments",
        "list_item",
        "{citations} on {title:text}",
        _read_instruments,
        "Decisions 19.22 & 19.23 on Cooperation with the Global Strategy for Plant Conservation",
    ),
    _form(
        "remark",
        "lead cluster actions instruments contents",
        "paragraph",
        "[[The ]{body} ]{ignored}[.]",
        _read_remark,
        "The CITES Secretariat has a formal relationship with the organizations listed below […].",
    ),
]
