"""Make output/ from raw/: parse the page, load the rows, write both packages, check everything, and replace output/.

A build that fails or is killed leaves the last good output/ as it was.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import ROOT
from pipeline.commands.common import BUILD, OUTPUT, write_output
from pipeline.faults import Fault, Faults

if TYPE_CHECKING:
    from pipeline.parse.rows import Parsed

_ACCOUNTS = "SELECT kind, sum(end_char - start_char)::BIGINT FROM coverage GROUP BY kind ORDER BY kind"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(options: argparse.Namespace) -> int:
    """Build, and print what was done and where to look; raises Faults."""
    code = write_output("build", _build)
    print("The result is in output/: start with output/csv/partners.csv, or see all of it with `make serve`.")
    return code


def _build() -> str:
    from pipeline.check import processes  # needs Unix

    processes.get_ready()  # first of all, because it takes longest
    from pipeline.parse.rows import parse
    from pipeline.publish.checksums import not_listed

    if own := not_listed(OUTPUT):
        remedy = f"move it elsewhere: a build replaces {OUTPUT}/ as a whole"
        raise Faults(Fault(f"{OUTPUT}/{name}", None, "is not from a build", remedy) for name in own)

    parsed = parse(ROOT)
    for note in parsed.notes:
        print(f"note: {note}")
    rows = parsed.rows
    counts = f"{len(rows['passages'])} passages, {sum(map(len, rows.values()))} rows in {len(rows)} tables"
    print(f"parse: {counts}", flush=True)
    return publish(ROOT, parsed, BUILD, OUTPUT)


def publish(root: Path, parsed: Parsed, build: Path, output: Path) -> str:
    """Publish what was parsed as the folder `output`; return what was done.

    `build` is the folder for work in progress; its folder `schemas` has what is derived from the models. Raises Faults,
    and leaves `output` as it was, if the rows break a rule, if frictionless finds a package invalid, or if CSV, Parquet
    and database do not have the same rows.
    """
    # Imported after parsing, so that an error of the page is reported without waiting for DuckDB.
    from pipeline.check import processes
    from pipeline.check.equality import different_files
    from pipeline.database import FILE, open_read_only
    from pipeline.diff.notes import notes
    from pipeline.publish import croissant, graphml
    from pipeline.publish.checksums import checksums
    from pipeline.publish.load import load
    from pipeline.publish.package import read_tables, write_package, write_zip
    from pipeline.release import CHECKSUMS, FORMATS, read_release
    from pipeline.swap import swap

    if output.is_symlink() or (output.exists() and not output.is_dir()):
        problem, remedy = "is not a folder of its own", "move it away: output/ is replaced as a whole"
        raise Faults([Fault(str(output), None, problem, remedy)])
    rows, places = parsed.rows, parsed.places
    release = read_release(root)
    schemas, new = build / "schemas", build / "output.partial"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        load(rows, schemas / "empty.duckdb", new / FILE)
    except Faults as refused:  # the message of a broken rule is better than DuckDB's
        raise Faults(processes.of_rows(rows, places).faults() or refused.faults) from refused
    with open_read_only(new / FILE) as connection:
        tables = read_tables(connection, schemas)
        views = {name: table.to_pylist() for name, table in tables.items() if name not in rows}
        of_rows = processes.of_rows({**rows, **views}, places)
        for name in (name for name, table in tables.items() if not table.num_rows):
            print(f"note: {name} is empty: this edition of the page has no facts for it")
        for file_format in FORMATS:
            write_package(connection, tables, new / file_format, release, schemas)
        of_csv = processes.of_csv(new / "csv")
        for file_format in FORMATS:
            write_zip(new / file_format, new / f"{release.name}-{release.version}-{file_format}.zip")
        (new / graphml.FILE).write_bytes(graphml.content(connection))
        accounts = connection.execute(_ACCOUNTS).fetchall()
    from pipeline.publish import workbook  # while the checks run: the import takes as long as writing the workbook

    (new / workbook.FILE).write_bytes(workbook.content(new))
    (new / croissant.FILE).write_bytes(croissant.content(new))  # it describes all files written so far
    different = list(different_files(tables, new))
    if faults := of_rows.faults() or different + of_csv.faults():
        raise Faults(faults)
    for note in notes(output / "csv", new / "csv"):
        print(f"note: {note}")
    (new / CHECKSUMS).write_text(checksums(new), "utf-8")
    files = sum(1 for file in new.rglob("*") if file.is_file())
    swap(new, output)
    summary = ", ".join(f"{count:,} {kind}" for kind, count in accounts)
    return (
        f"{sum(map(len, rows.values()))} rows pass every rule; {files} files, version {release.version}; "
        f"of the page's characters, {summary}"
    )
