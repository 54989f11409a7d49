"""Measures blanks on justified lines, which have wide ones, all of the same width.

Without it, each word of such a line would be taken for a cell if the program that wrote the PDF shows it by a separate
command.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from pipeline.documents.layout import (
    GAP_OF_CELLS,
    GAP_OF_WORDS,
    GAP_WITHOUT_BLANK,
    SAME_LINE,
    STEP_BACK,
    Word,
    is_raised,
)

ALIKE = 0.15  # the largest share by which the blanks of one line may differ
APART = 1.5  # times the width of a blank: a wider gap divides columns
FEWEST_BESIDE_OTHERS = 4  # blanks that must be alike if the line also has others
SAME_PLACE = 2.0  # points


class _Run(NamedTuple):
    """Words on one line from left to right, and the gaps between them that may be blanks, in points."""

    words: list[Word]
    gaps: list[float]

    @property
    def edges(self) -> tuple[float, float]:
        return self.words[0].box.left, self.words[-1].box.right


def widest_blanks(words: Sequence[Word]) -> list[float]:
    """Return, for each word, how wide a gap before it can be and still be a blank, in points; 0 if that is unknown."""
    runs = _runs(words)
    widest = [_widest(run) for run in runs]
    for at, run in enumerate(runs):
        if _are_cells(run, runs[max(0, at - 1) : at] + runs[at + 1 : at + 2]):
            widest[at] = 0.0
    found: list[float] = []
    for at, run in enumerate(runs):
        if len(run.gaps) == 1 and any(
            widest[other] > GAP_WITHOUT_BLANK * run.words[0].box.height and _have_the_same_edges(run, runs[other])
            for other in (at - 1, at + 1)
            if 0 <= other < len(runs) and len(runs[other].gaps) > 1
        ):
            widest[at] = run.gaps[0]
        found += [widest[at]] * len(run.words)
    return found


def _runs(words: Sequence[Word]) -> list[_Run]:
    """Return words as runs; a footnote mark is in the run of the word before it."""
    runs: list[_Run] = []
    last: Word | None = None
    for word in words:
        if last is not None and is_raised(word.box, above=last.box):
            runs[-1].words.append(word)
            continue
        if last is None or not _follows(last, word):
            runs.append(_Run([word], []))
        else:
            runs[-1].words.append(word)
            gap = word.box.left - last.box.right
            if gap > GAP_OF_WORDS * word.box.height:
                runs[-1].gaps.append(gap)
        last = word
    return runs


def _follows(last: Word, word: Word) -> bool:
    height = max(last.box.height, word.box.height)
    is_level = abs(word.box.bottom - last.box.bottom) <= SAME_LINE * height
    return is_level and -STEP_BACK * height < word.box.left - last.box.right < GAP_OF_CELLS * height


def _widest(run: _Run) -> float:
    """Return the widest blank of a line if its blanks are alike; 0 if they are not, or too few to tell."""
    if len(run.gaps) < 2:
        return 0.0
    usual = median(run.gaps)
    alike = [gap for gap in run.gaps if abs(gap - usual) <= ALIKE * usual]
    others = [gap for gap in run.gaps if gap not in alike]
    if others and (len(alike) < FEWEST_BESIDE_OTHERS or min(others) < APART * usual):
        return 0.0
    return max(alike) if alike else 0.0


def _are_cells(run: _Run, others: Sequence[_Run]) -> bool:
    """Return whether the words of a line begin at the same places as those of the line above or below it."""
    return len(run.words) > 1 and any(
        len(run.words) == len(other.words)
        and all(abs(one.box.left - two.box.left) < SAME_PLACE for one, two in zip(run.words, other.words, strict=True))
        for other in others
    )


def _have_the_same_edges(one: _Run, other: _Run) -> bool:
    return all(abs(a - b) < SAME_PLACE for a, b in zip(one.edges, other.edges, strict=True))
