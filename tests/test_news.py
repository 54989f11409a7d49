"""What is new since the last build."""

from __future__ import annotations

from pathlib import Path

from parsing import parse_edited

from pipeline.news import since_last_build


def test_a_new_subject_is_noted_once(output: Path, tmp_path: Path) -> None:
    """Its words are in its row."""
    rows = parse_edited(tmp_path, {"(FAO), the International": "(FAO) on sharks, the International"})
    notes = [note for note in since_last_build(output, rows, "9.9.9") if "sharks" in note]
    assert notes == ["«marine-species.fao, sharks» is new in tie_subjects: does the page say so?"]
