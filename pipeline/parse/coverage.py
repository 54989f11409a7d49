"""What accounts for each character of the page: a fact, the fixed words of a form, or a reason to ignore it."""

from __future__ import annotations

from itertools import groupby

from pipeline.parse.reading import FACT, FIXED_WORDS, IGNORED, Passage
from schemas.values import Row

Label = tuple[str, str]  # kind and rule

_BLANK: Label = (FIXED_WORDS, "blank")
_ERRATUM: Label = (FACT, "erratum")


def coverage_rows(passage: Passage) -> list[Row]:
    """Return the spans that tile a passage, with kind and rule; offsets refer to the line as written.

    `rule` is the form, or the reason to ignore a span. Where facts overlap, the outermost form counts.
    """
    line, as_read = passage.line, _as_read(passage, _corrected(passage))
    labels = [as_read[line.edits.copied(at, at + 1)[0]] for at in range(len(line.as_written))]
    rows, at = [], 0
    for (kind, rule), run in groupby(labels):
        end = at + len(list(run))
        rows.append({"passage_id": passage.passage_id, "start_char": at, "end_char": end, "kind": kind, "rule": rule})
        at = end
    return rows


def _corrected(passage: Passage) -> list[Label]:
    """Return the label of each character of the corrected line."""
    labels = [_BLANK] * len(passage.text)
    # Facts take precedence over ignored words, and these over fixed words; of one kind, the longest claim counts.
    order = [FIXED_WORDS, IGNORED, FACT]
    claims = sorted(passage.claims + passage.facts, key=lambda claim: (order.index(claim[2]), claim[1] - claim[0]))
    for start, end, kind, rule in claims:
        labels[start:end] = [(kind, rule)] * (end - start)
    return labels


def _as_read(passage: Passage, labels: list[Label]) -> list[Label]:
    """Return the label of each character of the line as it is read.

    Words that an erratum replaces have the label of their replacement, if all of it belongs to one fact, or is ignored.
    """
    found: list[Label] = []
    at = 0
    for edit in passage.corrected.edits:
        found += labels[at : edit.corrected[0]]
        instead = set(labels[slice(*edit.corrected)])
        replaced = edit.written[1] - edit.written[0]
        is_one = len(instead) == 1 and next(iter(instead))[0] in (FACT, IGNORED)
        found += [instead.pop() if is_one else _ERRATUM] * replaced
        at = edit.corrected[1]
    return found + labels[at:]
