"""Zips are unpacked with care, and what programs leave in a folder is known."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from pipeline import zips
from pipeline.faults import Faults

GIVE = "give another"


def unpacked(file: Path, tmp_path: Path) -> tuple[str, dict[str, bytes]]:
    """Return the name of the folder with the files of a zip, and these."""
    folder = zips.unpack(file, tmp_path / "target", "x.zip", GIVE)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return folder.name, files


def zip_of(tmp_path: Path, *files: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return tmp_path / "x.zip"


def problem(file: Path, tmp_path: Path) -> str:
    with pytest.raises(Faults) as raised:
        zips.unpack(file, tmp_path / "target", "x.zip", GIVE)
    [fault] = raised.value.faults
    return str(fault)


@pytest.mark.parametrize(
    ("names", "folder"),
    [
        (["a.csv", "b.csv"], "target"),
        (["in/a.csv", "in/b.csv"], "in"),
        (["much/deeper/a.csv", "much/deeper/b.csv"], "deeper"),
        (["in/a.csv", "in/b.csv", "__MACOSX/in/._a.csv", "__MACOSX/._in", ".DS_Store"], "in"),
    ],
)
def test_the_folder_with_the_files_is_found(tmp_path: Path, names: list[str], folder: str) -> None:
    file = zip_of(tmp_path, *((name, b"data") for name in names))
    assert unpacked(file, tmp_path) == (folder, {"a.csv": b"data", "b.csv": b"data"})


def test_a_small_zip_that_would_fill_the_disk_is_refused_before_it_does(tmp_path: Path) -> None:
    data = b" " * (zips.MOST_BYTES // 2 + 1)
    file = zip_of(tmp_path, ("a", data), ("b", data), compression=zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 100_000
    assert problem(file, tmp_path) == (
        "x.zip: would unpack to 2 files of 50 MB, far more than is published; give another"
    )
    assert list((tmp_path / "target").iterdir()) == []


def test_so_is_one_of_many_files(tmp_path: Path) -> None:
    file = zip_of(tmp_path, *((str(number), b"") for number in range(zips.MOST_FILES + 1)))
    assert problem(file, tmp_path).startswith("x.zip: would unpack to 1,001 files of 0 MB")


def test_so_is_one_that_says_that_it_is_small(tmp_path: Path) -> None:
    """The sizes that a zip states are not what it holds."""
    size = 30_000_000
    file = zip_of(tmp_path, ("a", b" " * size), compression=zipfile.ZIP_DEFLATED)
    stated = struct.pack("<L", size)
    data = file.read_bytes()
    assert data.count(stated) == 2
    file.write_bytes(data.replace(stated, struct.pack("<L", 10)))
    assert problem(file, tmp_path).startswith("x.zip: is not a zip that can be read: Bad CRC-32 for file 'a'")


@pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "in/../../a.csv", "..\\a.csv", "c:a.csv"])
def test_a_file_outside_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    file = zip_of(tmp_path, (name, b"data"))
    assert problem(file, tmp_path) == f"x.zip: contains a file outside its folder: «{name}»; give another"
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["a.csv", "./a.csv", "x/../a.csv"])
def test_a_file_twice_is_refused(tmp_path: Path, name: str) -> None:
    file = zip_of(tmp_path, ("a.csv", b"one"), (name, b"other"))
    assert problem(file, tmp_path) == f"x.zip: contains a file twice: «{name}»; give another"


@pytest.mark.parametrize(
    ("name", "is_left"),
    {
        ".DS_Store": True,
        "csv/.DS_Store": True,
        "__MACOSX/csv/._partners.csv": True,
        "csv/._partners.csv": True,
        "Thumbs.db": True,
        "Desktop.ini": True,
        ".directory": True,
        "csv/.~lock.partners.csv#": True,
        "~$cites-cooperation.xlsx": True,
        "csv/partners.csv~": True,
        "csv/.partners.csv.swp": True,
        "cites-cooperation.duckdb.wal": True,
        "cites-cooperation.duckdb": False,
        "csv/partners.csv": False,
        "csv/partners (1).csv": False,
        "README.md": False,
    }.items(),
)
def test_what_programs_leave_behind_is_known(name: str, is_left: bool) -> None:
    assert zips.is_left_behind(name) == is_left
