"""The purposes of bodies: a sentence may give several aims, each of which is a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from pipeline.parse.patterns import third_person
from pipeline.parse.reading import FIXED_WORDS, Span
from pipeline.parse.sentence import Sentence
from pipeline.parse.vocabulary import AUXILIARIES, DETERMINERS, PREPOSITIONS, VERBS

_THIRD_PERSON = frozenset(map(third_person, VERBS))
# What may separate two aims, and the words after it, which decide whether it does.
_JOINT = re.compile(
    r"(?:[,;] | (?=and|or|as))(?:(?P<or>or|and/or) |(?:and|as well as) )?(?P<to>to )?"
    r"(?=(?P<word>[a-z-]+)(?P<next>[^\s,;]*(?: [^\s,;]+)?))"
)


class _After(Enum):
    """What comes after a joint: another aim, the rest of the one before it, or one that only a person can tell."""

    AIM = auto()
    REST = auto()
    OPEN = auto()


def add_purposes(s: Sentence, organization_id: str) -> None:
    """Add the purposes of a body from the part `purpose` of a sentence, if it is there."""
    if not s.has("purpose"):
        return
    for span in _aims(s, s.span("purpose")):
        s.claim_words(span)
        s.check_names(span, f"what {organization_id} is for", organization_id)
        row = {
            "organization_id": organization_id,
            "position": s.reading.count("purposes", organization_id=organization_id) + 1,
            "text": s.passage.written(span),
        }
        s.add_once("purposes", ["organization_id", "text"], row, span)


def _aims(s: Sentence, span: Span) -> Iterator[Span]:
    """Yield the span of each aim in words that begin with a verb; report what may begin another.

    Another aim begins with a verb in the same form as the first: "to exchange … and to avoid …", "identifies …, and
    finds …". A word that may be a verb or a noun ("… data and reports from …") is left to the curator, and so is "or".
    Verbs that share an object ("identifies and reviews issues") are one aim.
    """
    (start, end), masked, verb_at = span, s.passage.masked, span[0]
    begins = re.match(r"[a-z-]+", masked[start:end].lower())
    is_infinitive = begins is not None and begins[0] in VERBS
    for joint in _JOINT.finditer(masked, start, end):
        known = VERBS if is_infinitive else _THIRD_PERSON
        is_verb = joint["word"] in known or s.reading.wording.is_ordinary(joint["word"])
        after = (_after_infinitive if is_infinitive else _after_third_person)(joint, is_verb=is_verb)
        if not joint["to"] and " " not in masked[verb_at : joint.start()]:  # right after a verb
            if is_verb:
                verb_at = joint.end()
                continue
            after = _After.OPEN
        words = (joint.start() + len(joint[0]) - len(joint[0].lstrip(" ,;")), joint.end("word"))
        if after is _After.AIM and joint["or"]:
            problem = f"{s.passage.quoted(words)} leaves open which of two aims is meant"
            s.reading.fault(
                s.passage, problem, "write «and» by an erratum if both are; otherwise reword it by an erratum"
            )
        if after is _After.AIM:
            yield start, joint.start()
            s.passage.claim(joint.span(), FIXED_WORDS, s.form)
            start = verb_at = joint.end()
        elif after is _After.OPEN:
            problem = f"{s.passage.quoted(words)} may begin another aim, or belong to the one before it"
            verb = (
                ("find" if is_infinitive else "finds") if joint["word"] in DETERMINERS | AUXILIARIES else joint["word"]
            )
            as_aim = f"and to {verb} …" if is_infinitive else f"and {verb} the …"
            remedy = (
                f"if it is another aim, write it by an erratum as «{as_aim}», and if the verb is not known, add it to "
                "raw/curated/ignored.csv as an ordinary word; otherwise reword it, or add the words there as a term"
            )
            s.reading.fault(s.passage, problem, remedy)
    yield start, end


def _after_infinitive(joint: re.Match[str], *, is_verb: bool) -> _After:
    """Return what comes after a joint, if the aim before it is in the infinitive."""
    if joint["to"]:
        return _After.AIM if is_verb else _After.REST if joint["word"] in DETERMINERS else _After.OPEN
    return _After.OPEN if is_verb or joint["word"] in AUXILIARIES else _After.REST


def _after_third_person(joint: re.Match[str], *, is_verb: bool) -> _After:
    """Return what comes after a joint, if the aim before it is in the third person."""
    has_object = joint["next"].startswith(" ") and joint["next"].split()[0] not in PREPOSITIONS
    if is_verb and not joint["to"]:
        return _After.AIM if has_object else _After.OPEN
    may_be_a_verb = re.search("(?<![sui])s$", joint["word"]) and (has_object or joint["next"].startswith(" to"))
    # A comma with "and" ends what was said, whatever verb comes next: "…, and found".
    ends_it = joint["word"] in AUXILIARIES or (joint[0] == ", and " and joint["word"] not in DETERMINERS)
    return _After.OPEN if not joint["to"] and (may_be_a_verb or ends_it) else _After.REST
