"""The last stage: the database becomes two data packages, and all of it is published in one step."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from pipeline import conformance, croissant, graphml
from pipeline.database import FILE, open_read_only
from pipeline.equality import different_tables
from pipeline.faults import Fault, Faults
from pipeline.package import write_package, write_zip
from pipeline.release import FORMATS, read_release
from pipeline.swap import swap

CHECKSUMS = "SHA256SUMS"
_ACCOUNTS = "SELECT kind, sum(end_char - start_char)::BIGINT FROM coverage GROUP BY kind ORDER BY kind"


def run(root: Path, source: Path, schemas: Path, output: Path) -> str:
    """Publish the database `source` as the folder `output`; return what was done.

    Raises Faults, and leaves `output` as it was, if frictionless finds a package invalid or if CSV, Parquet and
    database do not hold the same rows.
    """
    checkers = {file_format: conformance.start(file_format) for file_format in FORMATS}  # they get ready meanwhile
    release = read_release(root)
    new = source.parent / "output.partial"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    shutil.copyfile(source, new / FILE)
    connection = open_read_only(source)
    for file_format, checker in checkers.items():
        write_package(connection, new / file_format, file_format, release, schemas)
        conformance.ask(checker, new / file_format)
    for file_format in FORMATS:
        write_zip(new / file_format, new / f"{release.name}-{release.version}-{file_format}.zip")
    (new / graphml.FILE).write_bytes(graphml.content(connection))
    (new / croissant.FILE).write_bytes(croissant.content(new))  # it describes all files that are there by now
    problems = different_tables(connection, new, schemas)
    accounts = connection.execute(_ACCOUNTS).fetchall()
    connection.close()
    for file_format, checker in checkers.items():
        problems += conformance.problems(checker, file_format)
    if problems:
        raise Faults(
            Fault("build/output.partial", None, problem, "look in pipeline/package.py") for problem in problems
        )
    (new / CHECKSUMS).write_text(checksums(new), "utf-8")
    files = sum(1 for file in new.rglob("*") if file.is_file())
    swap(new, output)
    summary = ", ".join(f"{count:,} {kind}" for kind, count in accounts)
    return f"{files} files, version {release.version}; of the page's characters, {summary}"


def checksums(folder: Path) -> str:
    """Return the SHA-256 of every file below a folder, in the format of `sha256sum`."""
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return "".join(f"{hashlib.sha256((folder / file).read_bytes()).hexdigest()}  {file}\n" for file in files)
