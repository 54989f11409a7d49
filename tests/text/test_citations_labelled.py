"""Citations against those in citations/: sentences labelled by hand from the specification, not from the code.

The forms that begin with "unseen" are texts as they really come, written or found by people who had not seen the
grammar; `note` says what a text shows, `source` where its citations and its layout are from.
"""

from __future__ import annotations

import json
from collections import Counter
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


def counted(chosen: list[Case]) -> Counter[str]:
    """Hits, misses and false finds; a citation counts as often as it is found."""
    tally: Counter[str] = Counter()
    for case in chosen:
        want, have = Counter(k for k, _ in expected(case)), Counter(k for k, _ in got(case))
        hits = sum((want & have).values())
        tally.update(hits=hits, missed=sum(want.values()) - hits, wrong=sum(have.values()) - hits)
    return tally


def precision(tally: Counter[str]) -> float:
    return tally["hits"] / (tally["hits"] + tally["wrong"]) if tally["hits"] + tally["wrong"] else 1.0


def recall(tally: Counter[str]) -> float:
    return tally["hits"] / (tally["hits"] + tally["missed"]) if tally["hits"] + tally["missed"] else 1.0


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


def test_precision_and_recall(capsys: pytest.CaptureFixture[str]):
    rows = [(language, form, [c for c in cases(language) if c["form"] == form]) for language, form in forms()]
    lead = counted([c for language in LANGUAGES for c in cases(language) if not c.get("inferred")])
    inferred = counted([c for language in LANGUAGES for c in cases(language) if c.get("inferred")])
    with capsys.disabled():
        print(
            f"\n\n{'language form':28}{'cases':>6}{'found':>7}{'missed':>8}{'wrong':>7}{'precision':>11}{'recall':>8}"
        )
        for language, form, chosen in rows:
            tally = counted(chosen)
            numbers = f"{len(chosen):>6}{tally['hits']:>7}{tally['missed']:>8}{tally['wrong']:>7}"
            print(f"{f'{language} {form}':28}{numbers}{precision(tally):>11.3f}{recall(tally):>8.3f}")
        for name, tally in (("with a lead word", lead), ("standing alone", inferred)):
            numbers = f"{'':>6}{tally['hits']:>7}{tally['missed']:>8}{tally['wrong']:>7}"
            print(f"{name:28}{numbers}{precision(tally):>11.3f}{recall(tally):>8.3f}")
    assert precision(lead) >= 0.99
    assert recall(lead) >= 0.99
    assert precision(inferred) >= 0.98
    assert recall(inferred) >= 0.95


def test_the_set_is_large_enough_and_balanced():
    assert sum(len(cases(language)) for language in LANGUAGES) >= 450
    for language in LANGUAGES:
        chosen = [c for c in cases(language) if not c["form"].startswith("unseen")]
        lookalikes = [c for c in chosen if c["form"].startswith("lookalike")]
        assert len(chosen) >= 140, language
        assert len(lookalikes) >= len(chosen) - len(lookalikes), language
        assert len({c["text"] for c in chosen}) == len(chosen), language


def test_the_labels_are_sound():
    for language in LANGUAGES:
        for case in cases(language):
            assert case["found"] or "lookalike" in case["form"], case["text"]
            for found in case["found"]:
                if "start" in found:
                    assert case["text"].startswith(found["text"], found["start"]), case["text"]
                else:
                    assert case["text"].count(found["text"]) == 1, case["text"]
