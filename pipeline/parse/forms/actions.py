"""The tasks that the page sets out."""

from __future__ import annotations

import re

from pipeline.parse.forms.form import form
from pipeline.parse.forms.instruments import check_meeting
from pipeline.parse.patterns import MEETING
from pipeline.parse.reading import FACT, Found
from pipeline.parse.sentence import Sentence
from pipeline.text.instruments import meeting_id
from pipeline.text.words import slug


def _read_addressee(s: Sentence) -> None:
    s.claim("addressee")
    s.section.addressee = Found(s.words("addressee"), s.passage.errata_in(s.span("addressee")))


def _read_action(s: Sentence) -> None:
    if s.has("addressee"):
        _read_addressee(s)
    due = re.compile(MEETING).search(s.passage.masked, *s.span("action"))
    if due:
        check_meeting(s, due.span(), int(due[1]))
        s.passage.claim(due.span(), FACT, "meeting")
    s.claim_text("action")
    addressee = s.section.addressee
    if addressee is None:
        problem = f"no sentence says who is to «{s.words('action')}»"
        s.reading.fault(s.passage, problem, "add the lost words to raw/curated/errata.csv")
        return
    row = {
        "action_id": f"{s.section.section_id}.{slug(' '.join(s.words('action').split()[:4]))}",
        "position": s.reading.count("actions") + 1,
        "text": s.passage.written(s.span("action")),
        "addressee": addressee.words,
        "framework_id": s.section.framework_id,
        "due_meeting_id": meeting_id(int(due[1])) if due else None,
    }
    s.add("actions", row, s.span("action"), errata=addressee.errata)


FORMS = [
    form(
        "addressee of actions",
        sections="actions",
        passage="paragraph",
        pattern="[Among others, ]the {addressee} is to:",
        read=_read_addressee,
        example="Among others, the Standing Committee is to:",
    ),
    form(
        "action",
        sections="actions",
        passage="list_item",
        pattern="[[Among others, ]the {addressee} is to: ]{action:text}[; and|;|.]",
        read=_read_action,
        example="make recommendations to the 20th meeting of the Conference of the Parties.",
    ),
]
