"""The published folder is replaced whole, in one step where the system can and in two where it cannot."""

from __future__ import annotations

import ctypes
import errno
import os
import re
from pathlib import Path

import pytest

from pipeline import swap
from pipeline.faults import Faults


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


def test_what_a_swap_in_two_steps_left_when_it_was_killed_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    folder(tmp_path / "new.old", "older")
    swap.swap(folder(tmp_path / "new", "new"), folder(tmp_path / "published", "old"))
    assert (tmp_path / "published/file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["published"]


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "renameat2"), reason="the system has no renameat2")
def test_two_folders_are_exchanged_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, published = folder(tmp_path / "new", "new"), folder(tmp_path / "published", "old")
    monkeypatch.setattr(Path, "rename", None)
    swap.swap(new, published)
    assert (published / "file").read_text() == "new"


def test_a_system_that_cannot_exchange_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap.ctypes, "CDLL", lambda *_, **__: object())
    new, published = folder(tmp_path / "new", "new"), folder(tmp_path / "published", "old")
    swap.swap(new, published)
    assert (published / "file").read_text() == "new"


def test_a_file_system_that_cannot_exchange_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "_RENAME_EXCHANGE", 1 << 16)  # no flag of renameat2: EINVAL, as such a file system says
    new, published = folder(tmp_path / "new", "new"), folder(tmp_path / "published", "old")
    swap.swap(new, published)
    assert (published / "file").read_text() == "new"


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EXDEV])
def test_what_is_mounted_cannot_be_replaced(tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a container has a volume as `output/`."""
    new, published = folder(tmp_path / "new", "new"), folder(tmp_path / "published", "old")

    def refuse(one: Path, other: Path) -> bool:
        raise OSError(code, os.strerror(code), str(other))

    monkeypatch.setattr(swap, "_exchange", refuse)
    with pytest.raises(Faults) as raised:
        swap.swap(new, published)
    assert str(raised.value) == f"{published}: cannot be replaced as a whole: {os.strerror(code)}; " + (
        "mount the folder of the project as a whole, and nothing inside it"
    )
    assert (published / "file").read_text() == "old"


def test_first_publication(tmp_path: Path) -> None:
    swap.swap(folder(tmp_path / "new", "new"), tmp_path / "published")
    assert (tmp_path / "published/file").read_text() == "new"


def test_a_folder_that_is_gone_is_no_success(tmp_path: Path) -> None:
    published = folder(tmp_path / "published", "old")
    with pytest.raises(FileNotFoundError, match=re.escape(f"No such file or directory: '{published}'")):
        swap.swap(tmp_path / "new", published)
    assert (published / "file").read_text() == "old"
