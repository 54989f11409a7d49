"""Citations against those in citations/: sentences labelled by hand from the specification, not from the code.

The forms that begin with "unseen" are texts as they really come, written or found by people who had not seen the
grammar; `note` says what a text shows, `source` where its citations and its layout are from.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.text.citations import find

FOLDER = Path(__file__).parent / "citations"
LANGUAGES = ("en", "fr", "es")

Case = dict[str, Any]
Key = tuple[int, int, str, str, str | None]


@cache
def cases(language: str) -> list[Case]:
    """The labelled cases of a language, each with its line, from 1."""
    lines = (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [{"line": number, **json.loads(line)} for number, line in enumerate(lines, start=1)]


def expected(case: Case) -> list[tuple[Key, str | None]]:
    """What is to be found: the key that counts, and the pinpoint."""
    out = []
    for found in case["found"]:
        start = found.get("start", case["text"].find(found["text"]))
        end = start + len(found["text"])
        key = (start, end, found["kind"], found["number"], found["revision"])
        out.append((key, found["pinpoint"]))
    return out


def got(case: Case) -> list[tuple[Key, str | None]]:
    found = find(case["text"], inferred=case.get("inferred", False))
    return [((c.start, c.end, *c.instrument), c.pinpoint) for c in found]


def show(case: Case, items: list[tuple[Key, str | None]]) -> str:
    words = [
        f"{case['text'][k[0] : k[1]]!r} {k[2]} {k[3]} {k[4]}" + (f" [{p}]" if p else "")
        for k, p in sorted(items, key=str)
    ]
    return "; ".join(words) or "nothing"


def forms() -> list[tuple[str, str]]:
    return [(language, form) for language in LANGUAGES for form in sorted({c["form"] for c in cases(language)})]


@pytest.mark.parametrize(("language", "form"), forms(), ids=lambda value: str(value))
def test_every_case_of_a_form(language: str, form: str):
    failing = []
    for case in (c for c in cases(language) if c["form"] == form and not c.get("open")):
        want, have = expected(case), got(case)
        if sorted(want, key=str) != sorted(have, key=str):
            line = f"{language}:{case['line']} {case['text']!r}"
            failing.append(f"{line}\n    expected {show(case, want)}\n    got      {show(case, have)}")
    assert not failing, "\n" + "\n".join(failing)


def test_inferred_is_marked_only_where_it_was_asked_for():
    for language in LANGUAGES:
        for case in cases(language):
            with_them, without = find(case["text"], inferred=True), find(case["text"])
            assert not any(c.inferred for c in without), case["text"]
            assert [c for c in with_them if not c.inferred] == without, case["text"]
            if case["form"].endswith("inferred"):
                assert without == [], case["text"]


def test_the_labels_are_sound():
    for language in LANGUAGES:
        texts = [case["text"] for case in cases(language) if not case["form"].startswith("unseen")]
        assert len(set(texts)) == len(texts), language
        for case in cases(language):
            assert case["found"] or "lookalike" in case["form"], case["text"]
            for found in case["found"]:
                if "start" in found:
                    assert case["text"].startswith(found["text"], found["start"]), case["text"]
                else:
                    assert case["text"].count(found["text"]) == 1, case["text"]
