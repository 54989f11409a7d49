"""What is given to be checked may have been in other hands: desktops, spreadsheets, zips made again, open elsewhere."""

from __future__ import annotations

import errno
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from pipeline.database import FILE
from pipeline.verify import output as verify
from pipeline.verify.files import files_of, wrong_checksums
from pipeline.zips import MOST_BYTES

pytestmark = pytest.mark.slow
IN_ORDER = "all that was checked is in order"


def test_what_desktops_and_spreadsheets_leave_is_named_and_passed_over(copy: Path) -> None:
    left = [".DS_Store", "cites-cooperation.duckdb.wal", "csv/.~lock.partners.csv#", "csv/Thumbs.db", "parquet/._x"]
    for name in left:
        (copy / name).write_bytes(b"\0\5\x16\7")
    (copy / "._cites-cooperation-csv.zip").write_bytes(b"\0\5\x16\7")
    checked, faults = verify.run(copy)
    assert faults == []
    assert checked[-2:] == [
        f"ignored, not part of the release: {', '.join(sorted([*left, '._cites-cooperation-csv.zip']))}",
        IN_ORDER,
    ]


def test_what_does_not_belong_there_is_not_passed_over(copy: Path) -> None:
    (copy / "partners.ods").touch()
    assert [str(fault) for fault in verify.run(copy)[1]] == [
        "output/partners.ods: is not listed in SHA256SUMS; move it away: it was not published"
    ]


def test_a_package_that_macos_zipped_again_is_in_order(copy: Path) -> None:
    with zipfile.ZipFile("again.zip", "w") as archive:
        for file in sorted((copy / "csv").iterdir()):
            archive.write(file, f"csv/{file.name}")
            archive.writestr(f"__MACOSX/csv/._{file.name}", b"\0\5\x16\7")
    checked, faults = verify.run(Path("again.zip"))
    assert (faults, checked[-1]) == ([], IN_ORDER)


def test_a_folder_that_is_far_larger_is_not_copied(tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    [fault] = verify.run(tmp_path)[1]
    assert fault.problem == "contains more than 50 MB, far more than is published"


def test_a_database_that_is_open_elsewhere_is_checked_all_the_same(copy: Path) -> None:
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, copy / FILE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"open\n"
        checked, faults = verify.run(copy)
        holder.kill()
    assert (faults, checked[-1]) == ([], IN_ORDER)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, "it starts with a byte-order mark, as Excel's “CSV UTF-8” does"),
        (lambda data: data.replace(b",", b";"), "it has semicolons between its cells, as Excel writes them"),
    ],
)
def test_a_csv_file_that_excel_saved_is_said_to_be_one(copy: Path, change, problem: str) -> None:
    file = copy / "csv/themes.csv"
    file.write_bytes(change(file.read_bytes()))
    found = [str(fault) for fault in verify.run(copy / "csv")[1]]
    assert any(f"output/csv/themes.csv: cannot be read: {problem}" in line for line in found), found


@pytest.mark.parametrize(
    "spelling",
    [
        lambda digest, name: f"{digest.upper()}  {name}",
        lambda digest, name: f"{digest} *{name}",
        lambda digest, name: f"{digest}  ./{name}",
        lambda digest, name: f"{digest}  {name}\r",
        lambda digest, name: f"SHA256 ({name}) = {digest}",
        lambda digest, name: f"# written again\n{digest}  {name}\n",
    ],
    ids=["capitals", "binary", "./", "CR LF", "--tag", "comments"],
)
def test_checksums_may_be_spelt_in_every_way_that_sha256sum_takes(copy: Path, spelling) -> None:
    sums = copy / "SHA256SUMS"
    lines = [spelling(line[:64], line[66:]) for line in sums.read_text("utf-8").splitlines()]
    sums.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--status", "SHA256SUMS"], cwd=copy, check=True)
    assert list(wrong_checksums(copy, "output", set(files_of(copy)))) == []
    (copy / "csv/themes.csv").write_bytes(b"")
    [wrong] = wrong_checksums(copy, "output", set(files_of(copy)))
    assert wrong.place == "output/csv/themes.csv"


def test_a_line_that_is_no_checksum_is_told_and_a_byte_order_mark_is_none(copy: Path) -> None:
    sums = copy / "SHA256SUMS"
    text = sums.read_text("utf-8")
    sums.write_text("\ufeff" + text, "utf-8")
    assert list(wrong_checksums(copy, "output", set(files_of(copy)))) == []
    sums.write_text(text + "0123  x\n", "utf-8")
    [wrong] = wrong_checksums(copy, "output", set(files_of(copy)))
    assert wrong.problem == "«0123  x» is not a SHA-256 and a file"


def test_a_full_temporary_folder_is_not_the_fault_of_what_is_given(copy: Path, monkeypatch) -> None:
    def full(source: Path, *_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(source))

    monkeypatch.setattr(shutil, "copyfile", full)
    [wrong] = verify.run(copy)[1]
    assert str(wrong) == (
        f"{tempfile.gettempdir()}: the input cannot be unpacked: No space left on device; "
        "make room there, or set TMPDIR to a folder that has some"
    )


def test_an_address_is_told_as_one() -> None:
    [wrong] = verify.run(Path("https://a.example/x.zip"))[1]
    assert str(wrong) == "https://a.example/x.zip: is a web address; download it, and give the file"


def test_packages_that_are_there_as_zips_only_are_named(copy: Path) -> None:
    for name in ("csv", "parquet"):
        shutil.rmtree(copy / name)
    checked, faults = verify.run(copy)
    assert (faults, checked[-1]) == ([], IN_ORDER)
    assert "not there as folders, but read from the zips: csv, parquet" in checked


def test_a_workbook_that_was_edited_is_found(copy: Path) -> None:
    file = copy / "cites-cooperation.xlsx"
    data = file.read_bytes()
    changed = data.replace(b"tree species", b"free species")
    assert changed != data
    file.write_bytes(changed)
    sums = copy / "SHA256SUMS"
    old, new = hashlib.sha256(data).hexdigest(), hashlib.sha256(changed).hexdigest()
    sums.write_text(sums.read_text("utf-8").replace(old, new), "utf-8")
    found = [str(fault) for fault in verify.run(copy)[1]]
    assert [line.split("; ")[0] for line in found] == [
        "output/croissant.json: differs from what the files next to it yield",
        "output/cites-cooperation.xlsx: differs from what the files next to it yield",
    ]
