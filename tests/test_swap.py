"""The published folder is replaced whole, in one step where the system can and in two where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import swap


def folder(path: Path, words: str) -> Path:
    path.mkdir()
    (path / "file").write_text(words)
    return path


@pytest.mark.parametrize("one_step", [True, False])
def test_swap(tmp_path: Path, one_step: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not one_step:
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    new, published = folder(tmp_path / "new", "new"), folder(tmp_path / "published", "old")
    swap.swap(new, published)
    assert (published / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["published"]


def test_first_publication(tmp_path: Path) -> None:
    swap.swap(folder(tmp_path / "new", "new"), tmp_path / "published")
    assert (tmp_path / "published/file").read_text() == "new"


def test_a_folder_that_is_gone_is_no_success(tmp_path: Path) -> None:
    published = folder(tmp_path / "published", "old")
    with pytest.raises(FileNotFoundError):
        swap.swap(tmp_path / "new", published)
    assert (published / "file").read_text() == "old"
