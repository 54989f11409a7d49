"""Names against those in names/: texts in the layouts that texts come in, labelled by people who had not seen the code.

A text is `open` where only its meaning tells that a name is not meant: that counts as wrong in the precision that
`make bench` prints, but fails no test.
"""

from __future__ import annotations

import json
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


def test_the_labels_are_sound() -> None:
    for case in cases():
        for found in case["found"]:
            if "start" in found:
                assert case["text"].startswith(found["text"], found["start"]), case["text"]
            else:
                assert case["text"].count(found["text"]) == 1, case["text"]
