"""The tasks that the page sets out."""

from __future__ import annotations

import re

from pipeline.parse.forms.form import form
from pipeline.parse.forms.instruments import check_meeting
from pipeline.parse.patterns import BODY, MEETING, REST, number_of_meeting
from pipeline.parse.reading import FACT, Addressee
from pipeline.parse.sentence import Sentence
from pipeline.parse.vocabulary import VERBS
from pipeline.raw.source import SOURCES
from pipeline.text.instruments import meeting_id
from pipeline.text.words import slug

_DUE = re.compile(
    rf"(?:(?P<at>at)|(?P<to>to|for)|by|before|no later than|prior to|in time for|ahead of) (?:(?:the|its) )?"
    rf"(?P<meeting>{MEETING})"
    rf"(?: (?:to|of) (?:the )?(?P<body>{BODY}){REST}*)?\Z",
    re.IGNORECASE,
)
# "to" a meeting says when a task is due if something is reported to it, and so does "at" it with some of these verbs.
_REPORT = re.compile(
    r"(?:\A|\band )(?P<verb>report|make|provide|propose|transmit|convey|respond|(?P<at>submit|present))\b"
    r"(?:(?! and ).)*\Z",
    re.IGNORECASE,
)
# Before a meeting, what was done there: "the report made to", "in the light of its report to".
_DONE = re.compile(
    r"\b(?:(?!need|feed|seed|breed|\w*ceed)\w+ed|made|given|sent|held|done|taken"
    r"|(?:light|basis) of|(?:accordance|line) with|following|pursuant to)\b"
    r"(?:(?! and )[^,;])*\Z",
    re.IGNORECASE,
)


def _read_addressee(s: Sentence) -> None:
    """Read who is to do the tasks that follow, which a colon announces."""
    errata = s.passage.errata_in(s.span("addressee"))
    if before := s.section.addressee:
        for erratum in errata:
            problem = f"adds that the «{s.words('addressee')}» is to do it, but line {before.line} says who is"
            s.reading.faults.append(erratum.record.fault(problem, "delete the erratum"))
    s.claim("addressee")
    s.section.addressee = Addressee(s.words("addressee"), errata, s.passage.line.number)


def _read_action(s: Sentence) -> None:
    addressee = s.section.addressee
    if s.has("addressee") and ":" in s.passage.text[s.span("addressee")[1] : s.span("action")[0]]:
        _read_addressee(s)
        addressee = s.section.addressee
    elif s.has("addressee"):  # of this task only
        s.claim("addressee")
        addressee = Addressee(s.words("addressee"), s.passage.errata_in(s.span("addressee")), s.passage.line.number)
    due = _due(s)
    start, end = s.span("action")
    verb = re.match(r"([\w-]*)( of\b)?", s.passage.masked[start:end])
    assert verb is not None
    is_verb = verb[1].lower() in VERBS and not verb[2]
    if not is_verb and not s.reading.wording.is_ordinary(verb[1]):
        problem = f"«{verb[0]}» is not a known verb, and {s.passage.quoted((start, end))} is a task"
        remedy = "correct it by an erratum, or, if it is a verb, add it to raw/curated/ignored.csv as an ordinary word"
        s.reading.fault(s.passage, problem, remedy)
    after = verb.end(1) + start if is_verb else start
    s.passage.claim((start, after), FACT, s.form)  # "draft" is a verb here
    s.claim_words((min(after + is_verb, end), end))
    if addressee is None and s.section.has_unread:
        return
    if addressee is None:
        problem = f"no sentence says who is to «{s.words('action')}»"
        s.reading.fault(s.passage, problem, "add the lost words to raw/curated/errata.csv")
        return
    stem = f"{s.section.section_id}.{slug(' '.join(s.words('action').split()[:4]))}"
    row = {
        "action_id": s.reading.new_id("actions", "action_id", stem),
        "position": s.reading.count("actions") + 1,
        "text": s.passage.written(s.span("action")),
        "addressee": addressee.words,
        "framework_id": s.section.framework_id,
        "due_meeting_id": meeting_id(due) if due else None,
    }
    s.add("actions", row, s.span("action"), errata=addressee.errata)


def _due(s: Sentence) -> int | None:
    """Return the number of the meeting that a task is due at, with which it ends; account for it.

    Report a meeting that is not known, is of another body, or is over: it is named for another reason.
    """
    start, end = s.span("action")
    due = _DUE.search(s.passage.masked, start, end)
    number = None
    for meeting in re.finditer(MEETING, s.passage.masked[start:end]):
        span = (start + meeting.start(), start + meeting.end())
        s.passage.claim(span, FACT, "meeting")
        quoted = s.passage.quoted(span)
        if due is None or due.span("meeting") != span or not _is_when(due, s.passage.masked[start : due.start()]):
            problem = f"{quoted} may not be when the task is due: what says so ends it, as «by CoP20»"
            remedy = "write by an erratum when it is due, or without the meeting"
            s.reading.fault(s.passage, problem, remedy)
        elif not _is_to_come(s, due):
            problem = f"{quoted} is not a meeting that a task can be due at"
            s.reading.fault(s.passage, problem, f"leave it out by an erratum, or correct as_of in {SOURCES}")
        else:
            number = number_of_meeting(due["meeting"])
            check_meeting(s, span, number)
    return number


def _is_when(due: re.Match[str], before: str) -> bool:
    """Tell whether a meeting is when a task is due, by the preposition and the words `before` it."""
    if not due["at"] and not due["to"]:
        return True
    report = _REPORT.search(before)
    return bool(report and (due["to"] or report["at"]) and not _DONE.search(before))


def _is_to_come(s: Sentence, due: re.Match[str]) -> bool:
    """Return whether a meeting is one of ours, and not before the last one that the page knows.

    A page may still have a task that was due at that one; but "at" it may be what was agreed there.
    """
    body = s.passage.mentions[due.start("body")] if due["body"] else None
    if body is not None and not s.is_ours(body.organization_id):
        return False
    return number_of_meeting(due["meeting"]) >= s.reading.last_meeting + (1 if due["at"] else 0)


_LEAD = "[Among other(s| things), ]the {addressee} (is to|are to|shall|will)"

FORMS = [
    form(
        "addressee of actions",
        sections="actions",
        passage="paragraph",
        pattern=f"{_LEAD}:",
        read=_read_addressee,
        example="Among others, the Standing Committee is to:",
    ),
    form(
        "action",
        sections="actions",
        passage="list_item",
        pattern=f"[{_LEAD}[:] ][and ]{{action:text}}[; and|;|.]",
        read=_read_action,
        example="make recommendations to the 20th meeting of the Conference of the Parties.",
    ),
]
