"""What was published is in order, whole or in part; and its checksums find a file that is not as it was."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from conftest import only
from spoil import AGAIN, GIVE, edit_line, fix_checksums, problems

from pipeline.check.conformance import check_published
from pipeline.database import FILE
from pipeline.publish import package
from pipeline.verify import output as verify

WORKBOOK = "output/cites-cooperation.xlsx holds the tables of the Parquet package, with its descriptions"


def test_all_that_is_published_is_in_order(copy: Path) -> None:
    (copy / "site").mkdir()
    (copy / "site/index.html").write_text("is not listed, and need not be")
    checked, faults = verify.run(copy)
    assert faults == []
    [version] = {file.name.removeprefix("cites-cooperation-").rpartition("-")[0] for file in copy.glob("*.zip")}
    rules = "types, constraints, keys, spans, quotations, the document's SHA-256"
    described = f"descriptor by Data Package v2, hash and bytes of each file, {rules}"
    assert checked == [
        "checked: output/SHA256SUMS lists every file, as it is",
        f"checked: output/cites-cooperation-{version}-csv.zip has the files of output/csv",
        f"checked: output/cites-cooperation-{version}-parquet.zip has the files of output/parquet",
        f"checked: output/{FILE}: tables, views and comments by the models, {rules}",
        f"checked: output/csv: {described}",
        f"checked: output/parquet: {described}",
        f"checked: output/csv has the rows of output/{FILE}",
        f"checked: output/parquet has the rows of output/{FILE}",
        "checked: output/csv: types, constraints and primary keys, by frictionless",
        "checked: output/croissant.json describes what is there: tables, columns, keys, SHA-256, sizes",
        "checked: output/network.graphml is the network of the database",
        f"checked: {WORKBOOK}",
        "all that was checked is in order",
    ]


@pytest.mark.slow
def test_csv_alone_is_in_order_and_needs_no_network(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def refuse(one: socket.socket, address: Any) -> None:
        assert one.family == socket.AF_UNIX, "the network was asked"  # a process of ours may be
        connect(one, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("the network was asked"))
    checked, faults = verify.run(csv)
    assert faults == []
    assert check_published(csv, "output/csv", "fix it") == [], "what another process does"
    assert checked[-2:] == ["not there: SHA256SUMS, Parquet, database", "all that was checked is in order"]
    assert len(checked) == 4


@pytest.mark.slow
def test_parquet_alone_is_in_order(parquet: Path) -> None:
    checked, faults = verify.run(parquet)
    assert faults == []
    assert checked[-2:] == ["not there: SHA256SUMS, CSV, database", "all that was checked is in order"]


@pytest.mark.slow
def test_the_database_alone_is_in_order(copy: Path) -> None:
    checked, faults = verify.run(only(copy, FILE))
    assert faults == []
    assert len(checked) == 3
    assert checked[-2] == "not there: SHA256SUMS, CSV, Parquet"


@pytest.mark.slow
def test_zips_without_their_folders_are_checked_as_packages(copy: Path) -> None:
    [file] = copy.glob("*-csv.zip")
    checked, faults = verify.run(only(copy, file.name))
    assert faults == []
    assert checked[0].startswith(f"checked: output/{file.name}: descriptor by Data Package v2")


def release(copy: Path) -> Path:
    """What a release holds: the files of the published folder itself, the packages in their zips alone."""
    return only(copy, *(path.name for path in copy.iterdir() if path.is_file()))


@pytest.mark.slow
def test_a_release_that_was_downloaded_is_in_order(copy: Path) -> None:
    checked, faults = verify.run(release(copy))
    assert faults == []
    assert checked[0] == "checked: output/SHA256SUMS lists every file, as it is"
    assert checked[-5:] == [
        "checked: output/croissant.json describes what is there: tables, columns, keys, SHA-256, sizes",
        "checked: output/network.graphml is the network of the database",
        f"checked: {WORKBOOK}",
        "not there as folders, but read from the zips: csv, parquet",
        "all that was checked is in order",
    ]


@pytest.mark.slow
def test_so_it_is_with_the_checksums_of_what_it_attaches(copy: Path) -> None:
    lines = (copy / "SHA256SUMS").read_text("utf-8").splitlines(keepends=True)
    (release(copy) / "SHA256SUMS").write_text("".join(line for line in lines if "/" not in line), "utf-8")
    checked, faults = verify.run(copy)
    assert faults == []
    assert checked[0] == "checked: output/SHA256SUMS lists every file, as it is"


@pytest.mark.slow
def test_a_changed_file_in_the_zip_of_a_release(copy: Path) -> None:
    (copy / "csv/README.md").write_text("Read something else.")
    [file] = copy.glob("*-csv.zip")
    package.write_zip(copy / "csv", file)
    assert problems(release(copy)) == [
        f"output/{file.name}: does not have the SHA-256 in SHA256SUMS" + AGAIN,
        "output/csv/README.md: does not have the SHA-256 in SHA256SUMS" + AGAIN,
    ]


# --- SHA256SUMS ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_changed_file(copy: Path) -> None:
    only(copy, "csv", "SHA256SUMS")
    (copy / "csv/README.md").write_text("changed")
    found = problems(copy)
    assert "output/csv/README.md: does not have the SHA-256 in SHA256SUMS" + AGAIN in found


@pytest.mark.slow
def test_a_missing_file(copy: Path) -> None:
    (copy / "csv/themes.csv").unlink()
    [zipped] = copy.glob("*-csv.zip")
    found = problems(only(copy, "csv", "SHA256SUMS", zipped.name))
    assert "output/csv/themes.csv: is not there, but SHA256SUMS lists it" + AGAIN in found
    assert "output/csv/themes.csv: is not there" + AGAIN in found
    assert f"output/{zipped.name}/themes.csv: is not in output/csv" + AGAIN in found
    assert f"output/{FILE}: is not there, but SHA256SUMS lists it" + AGAIN in found


def test_a_file_that_is_not_listed(copy: Path) -> None:
    (copy / "notes.txt").write_text("mine")
    assert "output/notes.txt: is not listed in SHA256SUMS; move it away: it was not published" in problems(
        only(copy, "notes.txt", "SHA256SUMS")
    )


def test_checksums_without_form(copy: Path) -> None:
    (copy / "SHA256SUMS").write_text("everything is fine\n")
    assert problems(only(copy, "SHA256SUMS")) == [
        "output/SHA256SUMS:1: «everything is fine» is not a SHA-256 and a file" + AGAIN,
        "output: contains neither a package nor the database" + GIVE,
    ]


# --- a fault under checksums that were made right again


@pytest.mark.slow
def test_a_changed_cell(copy: Path) -> None:
    edit_line(copy / "csv/meetings.csv", "CoP2,", "San José", "Heredia")
    fix_checksums(copy)
    assert problems(copy) == [
        f"output/csv/meetings.csv: row «CoP2», column city: has «Heredia», but output/{FILE} has «San José»" + AGAIN
    ]
