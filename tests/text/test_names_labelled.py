"""Names against those in names/: texts in the layouts that texts come in, labelled by people who had not seen the code.

A text is `open` where only its meaning tells that a name is not meant: that counts as wrong in precision, but fails
no test.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from pipeline.raw.curated import read_curated
from pipeline.raw.names import collect
from pipeline.text.names import Names

FOLDER = Path(__file__).parent / "names"
LANGUAGES = ("en", "fr", "es")

Case = dict[str, Any]
Key = tuple[int, int, str | None]


@cache
def known() -> Names:
    """Return the names of the frozen edition, as a corpus finds them."""
    curated = read_curated(ROOT / "tests/edition")
    return Names((name for name in collect(curated, "en") if name.cluster_id is None), as_set=True)


@cache
def cases() -> list[Case]:
    """Return the labelled texts of all languages."""
    return [
        {"language": language, **json.loads(line)}
        for language in LANGUAGES
        for line in (FOLDER / f"{language}.jsonl").read_text("utf-8").splitlines()
    ]


def expected(case: Case) -> list[Key]:
    """Return what is to be found: the span and the key of each name."""
    starts = [(found.get("start", case["text"].find(found["text"])), found) for found in case["found"]]
    return [(start, start + len(found["text"]), found["entity"]) for start, found in starts]


def got(case: Case) -> list[Key]:
    return [(m.start, m.end, m.organization_id or m.framework_id) for m in known().find(case["text"])]


def layouts() -> list[str]:
    return sorted({case["layout"] for case in cases()})


@pytest.mark.parametrize("layout", layouts())
def test_every_text_of_a_layout(layout: str) -> None:
    failing = []
    for case in (c for c in cases() if c["layout"] == layout and "open" not in c):
        if expected(case) != got(case):
            names = [(case["text"][start:end], entity) for start, end, entity in got(case)]
            failing.append(f"{case['text']!r}\n    expected {case['found']}\n    got      {names}")
    assert not failing, "\n" + "\n".join(failing)


def test_precision_and_recall(capsys: pytest.CaptureFixture[str]) -> None:
    tally: dict[str, Counter[str]] = {layout: Counter() for layout in [*layouts(), "all", "longer names"]}
    for case in cases():
        want, have = Counter(expected(case)), Counter(got(case))
        hits = sum((want & have).values())
        counts = Counter(cases=1, hits=hits, missed=sum(want.values()) - hits, wrong=sum(have.values()) - hits)
        for kind in [case["layout"], "all", *(["longer names"] if case.get("longer") else [])]:
            tally[kind].update(counts)
    with capsys.disabled():
        print(f"\n\n{'layout':20}{'cases':>6}{'found':>7}{'missed':>8}{'wrong':>7}{'precision':>11}{'recall':>8}")
        for kind, counts in tally.items():
            precision, recall = of(counts, "wrong"), of(counts, "missed")
            numbers = "".join(f"{counts[what]:>{width}}" for what, width in zip(COLUMNS, (6, 7, 8, 7), strict=True))
            print(f"{kind:20}{numbers}{precision:>11.3f}{recall:>8.3f}")
    assert of(tally["all"], "wrong") >= 0.97
    assert of(tally["all"], "missed") >= 0.99


COLUMNS = ("cases", "hits", "missed", "wrong")


def of(counts: Counter[str], others: str) -> float:
    return counts["hits"] / (counts["hits"] + counts[others]) if counts["hits"] + counts[others] else 1.0


def test_the_texts_are_enough_and_their_labels_sound() -> None:
    assert len(cases()) >= 150
    assert sum(case.get("longer", False) for case in cases()) >= 20
    for language in LANGUAGES:
        assert sum(case["language"] == language for case in cases()) >= 40, language
    for case in cases():
        for found in case["found"]:
            if "start" in found:
                assert case["text"].startswith(found["text"], found["start"]), case["text"]
            else:
                assert case["text"].count(found["text"]) == 1, case["text"]
