"""The tasks that the page sets."""

from __future__ import annotations

import re

from pipeline.parse.errata import LOST_TEXT
from pipeline.parse.forms.form import form
from pipeline.parse.forms.instruments import check_meeting
from pipeline.parse.patterns import BODY, MEETING, REST, TERM, number_of_meeting
from pipeline.parse.reading import FACT, FIXED_WORDS, Addressee, Span
from pipeline.parse.sentence import Sentence
from pipeline.parse.vocabulary import OWN, VERBS
from pipeline.parse.wording import qualifiers
from pipeline.raw.source import SOURCES
from pipeline.text.instruments import meeting_id
from pipeline.text.words import slug

_MEETING = rf"(?:(?:the|its) )?(?P<meeting>{MEETING})(?: (?:to|of) (?:the )?(?P<body>{BODY}){REST}*)?"
_ITS = "(?:(?:a|an|the|its|their|any) )"
_WHAT = rf"{_ITS}?(?:[a-z-]+ )?(?:reports?|recommendations?|proposals|findings|conclusions|results|advice|information)"
# When a task is due: at a meeting to which it reports or submits something; or by a meeting, after a comma or in
# unambiguous words. "by" and "before" alone may say who did something, or what is before a meeting.
_DUE = [
    re.compile(f"{pattern} {_MEETING}", re.IGNORECASE)
    for pattern in (
        rf"(?:.* and |continue to |[a-z]+ (?:the )?{TERM}{REST}* to )?"
        rf"(?:report(?: {_WHAT})?|(?:make|provide|transmit|convey|(?P<at>submit|present)) {_WHAT}(?: and {_WHAT})?)"
        rf"(?: on (?:(?:the|its|their|this|these) )?[a-z-]+)? (?:to|for|by|before|(?(at)at|(?!)))",
        "(?P<before>.*?),? (?P<by>no later than|prior to|in time for|ahead of)",
        ".*, (?:by|before)",
        f"(?P<before>.*) for {_ITS}?consideration (?:at|by)",
    )
]
_WHO = re.compile(rf"(?:the )?(?:{TERM}{REST}*|{'|'.join(OWN)})(?!\w)", re.IGNORECASE)
# "Decisions directed to the Animals Committee"
_IN_HEADING = re.compile(
    rf"(?:to|for|by|of) (?:the )?(?P<addressee>{TERM}{REST}*|{'|'.join(OWN)})(?!\w)", re.IGNORECASE
)
# Before a meeting, what was done there: "the recommendations adopted prior to".
_DONE = re.compile(
    r"\b(?:(?!need|feed|seed|breed|\w*ceed)\w+ed|made|given|sent|held|done|taken)\b(?:(?! and )[^,;])*\Z", re.IGNORECASE
)


def _read_addressee(s: Sentence) -> None:
    """Read who is to do the tasks that follow a colon."""
    errata = s.passage.errata_in(s.span("addressee"))
    if before := s.section.addressee:
        for erratum in (one for one in errata if one.record["kind"] == LOST_TEXT):
            problem = f"adds that the «{s.words('addressee')}» is to do it, but line {before.line} says who is"
            s.reading.faults.append(erratum.record.fault(problem, "delete the erratum"))
    _check_heading(s)
    s.claim("addressee")
    s.section.addressee = Addressee(s.words("addressee"), errata, s.passage.line.number)


def _check_heading(s: Sentence) -> None:
    """Check that the heading of the section, if it says who is to do the tasks below it, names the addressee too."""
    heading, addressee = s.section.passages[0], s.words("addressee")
    for named in _IN_HEADING.finditer(heading.masked) if heading.kind == "heading" else ():
        other = heading.text[slice(*named.span("addressee"))]
        if other.casefold() != addressee.casefold():
            problem = f"the {addressee} is to do the tasks, but the heading «{heading.text}» names the {other}"
            remedy = "correct one of the two, or delete the erratum that has added one"
            s.reading.fault(s.passage, problem, remedy)


def _read_action(s: Sentence) -> None:
    addressee = _addressee_of_task(s)
    due = _due(s)
    if not _read_task(s):
        return
    if addressee is None:
        _refuse_without_addressee(s)
    else:
        _add_action(s, addressee, due)


def _addressee_of_task(s: Sentence) -> Addressee | None:
    """Return who is to do a task: whom it names itself, or the list that it is in; account for the words."""
    if s.section.addressee and s.section.addressee.line < s.passage.first_of_list.line.number - 1:
        s.section.addressee = None  # it belonged to another list
    if not s.has("addressee"):
        return s.section.addressee
    if ":" in s.passage.text[s.span("addressee")[1] : s.span("action")[0]]:
        _read_addressee(s)
        return s.section.addressee
    s.claim("addressee")  # of this task only
    return Addressee(s.words("addressee"), s.passage.errata_in(s.span("addressee")), s.passage.line.number)


def _read_task(s: Sentence) -> bool:
    """Account for the words of a task, which begins with a verb; return False if it begins with a name."""
    start, end = s.span("action")
    verb = re.match(r"([\w-]*)( of\b)?", s.passage.masked[start:end])
    assert verb is not None
    if s.passage.masked[start] >= BODY:  # a name, or a Resolution
        s.reading.unread(s.passage, (start, end))
        return False
    if who := _WHO.match(s.passage.masked, start, end):
        _refuse_who(s, who.span())
        return False
    is_qualifier = any(
        one.span[0] == 0 and one.span[1] > verb.end(1) for one in qualifiers(s.passage.masked[start:end])
    )
    is_verb = verb[1].lower() in VERBS and not verb[2] and not is_qualifier  # as "save for" is
    faults = len(s.reading.faults)
    if is_verb:
        s.passage.claim((start, start + verb.end(1)), FACT, s.form)  # "draft" is a verb here
    s.claim_words((start, end))
    if not is_verb and len(s.reading.faults) == faults and not s.reading.wording.is_ordinary(verb[1]):
        problem = f"«{verb[0]}» is not a known verb, and {s.passage.quoted((start, end))} is a task"
        remedy = (
            "correct it by an erratum; if it is a verb, add it to raw/curated/ignored.csv as an ordinary word; if the "
            "task is done, or is not to be done, ignore it as a «sentence apart»"
        )
        s.reading.fault(s.passage, problem, remedy)
    return True


def _refuse_who(s: Sentence, who: Span) -> None:
    """Report that a task says who is to do it, such as "the Secretariat should", in a way that no form reads."""
    problem = f"{s.passage.quoted(s.span('action'))} says who is to do it in a way that no form reads"
    named = re.sub(r"\A[Tt]he ", "", s.passage.text[slice(*who)])
    verb = "are" if named.endswith("s") else "is"
    remedy = (
        f"write it by an erratum as «the {named} {verb} to» and the verb; if it says only what may or should be done, "
        "ignore it as a sentence"
    )
    s.reading.refuse(s.passage, s.span("action"), problem, remedy)


def _refuse_without_addressee(s: Sentence) -> None:
    """Report that no sentence says who is to do a task; of the other tasks of the section, it is not said again."""
    if s.section.has_unread:
        return
    problem = f"no sentence says who is to «{s.words('action')}»"
    first = s.passage.first_of_list
    errata = (one.record for passage in s.section.passages if passage.first_of_list is first for one in passage.errata)
    lost = next((record for record in errata if record["kind"] == LOST_TEXT), None)
    words = " ".join(s.words("action").split()[:3])
    remedy = (
        "say it by an erratum of the kind lost text, before the first task of the list: «the Standing Committee is "
        f"to: {words} …»; if nobody is to do it, ignore each task as a sentence"
    )
    if lost:
        remedy = f"quote its first words in {lost.file}:{lost.line}, in place of those of another task"
    s.reading.fault(s.passage, problem, remedy)
    s.section.has_unread = True


def _add_action(s: Sentence, addressee: Addressee, due: int | None) -> None:
    """Add the row of a task, unless it is there."""
    stem = f"{s.section.section_id}.{slug(' '.join(s.words('action').split()[:4]))}"
    told = {"text": s.passage.written(s.span("action")), "addressee": addressee.words}
    if s.reading.count("actions", **told, framework_id=s.section.framework_id):
        s.say_again(s.span("action"))
        return
    row = {
        "action_id": s.reading.new_id("actions", "action_id", stem),
        "position": s.reading.count("actions") + 1,
        **told,
        "framework_id": s.section.framework_id,
        "due_meeting_id": meeting_id(due) if due else None,
    }
    s.add("actions", row, s.span("action"), errata=addressee.errata)


def _due(s: Sentence) -> int | None:
    """Return the number of the meeting at which a task is due, if the task ends with it; account for it.

    Report a meeting that is unknown, belongs to another body, or is over: it must be named for another reason.
    """
    start, end = s.span("action")
    found = (pattern.fullmatch(s.passage.masked, start, end) for pattern in _DUE)
    due = next((match for match in found if match and not _DONE.search(match.groupdict().get("before") or "")), None)
    if due and due.groupdict().get("by"):
        s.passage.claim((due.start("by"), due.start("meeting")), FIXED_WORDS, s.form)  # "no later than" denies nothing
    number = None
    for meeting in re.finditer(MEETING, s.passage.masked[start:end]):
        span = (start + meeting.start(), start + meeting.end())
        s.passage.claim(span, FACT, "meeting")
        quoted = s.passage.quoted(span)
        if due is None or due.span("meeting") != span:
            problem = f"{quoted} may not be when the task is due: a due date is at its end, such as «, by CoP20»"
            remedy = "write the due date like that by an erratum, with the comma, or leave out the meeting"
            s.reading.fault(s.passage, problem, remedy)
        elif not _is_to_come(s, due):
            problem = f"{quoted} is not a meeting at which a task can be due"
            s.reading.fault(s.passage, problem, f"leave it out by an erratum, or correct as_of in {SOURCES}")
        else:
            number = number_of_meeting(due["meeting"])
            check_meeting(s, span, number)
    return number


def _is_to_come(s: Sentence, due: re.Match[str]) -> bool:
    """Return whether a meeting is one of CITES, and not before the last one that the page includes.

    A page may still have a task that was due at that one; but "at" it may refer to what was agreed there.
    """
    body = s.passage.mentions[due.start("body")] if due["body"] else None
    if body is not None and not s.is_ours(body.organization_id):
        return False
    return number_of_meeting(due["meeting"]) >= s.reading.last_meeting + bool(due.groupdict().get("at"))


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
