"""Make output/ from raw/: parse the page, load the rows, write both packages, check all of it, and swap output/.

A build that fails or is killed leaves the last good output/ as it was.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import ROOT
from pipeline.commands.common import BUILD, OUTPUT, write_output
from pipeline.faults import Fault, Faults

if TYPE_CHECKING:
    from pipeline.parse.rows import Parsed

# The columns with words or numbers that nothing but a reader can check.
_FREE_TEXT = [
    ("sections", "heading"),
    ("clusters", "name"),
    ("themes", "name"),
    ("purposes", "text"),
    ("actions", "text"),
    ("agreements", "signed_date"),
    ("hyperlinks", "url"),
]
# What says which fact a row states. A known body in another list, or a title at another number, has no new words.
_FACTS = [
    ("cooperation_ties", ("tie_id",)),
    ("tie_subjects", ("tie_id", "framework_id", "words")),
    ("memberships", ("group_organization_id", "member_organization_id")),
    ("roles", ("role_id",)),
    ("agreements", ("agreement_id",)),
    ("instruments", ("instrument_id", "title")),
]
_ACCOUNTS = "SELECT kind, sum(end_char - start_char)::BIGINT FROM coverage GROUP BY kind ORDER BY kind"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(options: argparse.Namespace) -> int:
    """Build, and print what was done and where to look; raises Faults."""
    code = write_output("build", _build)
    print("The result is in output/: start with output/csv/partners.csv, or see all of it with `make serve`.")
    return code


def _build() -> str:
    from pipeline.check import processes  # which needs Unix

    processes.get_ready()  # before all else: it takes longest
    from pipeline.parse.rows import parse

    parsed = parse(ROOT)
    for note in [*parsed.notes, *_since_last_build(OUTPUT, parsed)]:
        print(f"note: {note}")
    rows = parsed.rows
    counts = f"{len(rows['passages'])} passages, {sum(map(len, rows.values()))} rows in {len(rows)} tables"
    print(f"parse: {counts}", flush=True)
    return publish(ROOT, parsed, BUILD, OUTPUT)


def _since_last_build(output: Path, parsed: Parsed) -> Iterator[str]:
    """Yield notes if the page is not that of the last build: what is said of it as then, what is new, what is gone.

    Words that the tables take as they are may hold a misprint, and half a line that was pasted elsewhere may be read as
    what nobody meant: no rule can tell.
    """
    from pipeline.raw.source import SOURCES
    from pipeline.release import DESCRIPTOR, read_release

    try:
        with (output / "csv/documents.csv").open(encoding="utf-8", newline="") as stream:
            [before] = csv.DictReader(stream)
        version = json.loads((output / "csv" / DESCRIPTOR).read_text("utf-8"))["version"]
        tables = {
            table: list(_rows(file))
            for table in sorted({table for table, _ in [*_FREE_TEXT, *_FACTS]})
            if (file := output / f"csv/{table}.csv").is_file()  # an earlier version has not all of them
        }
        words = {
            (table, column): {row[column] for row in tables[table]} for table, column in _FREE_TEXT if table in tables
        }
        facts = {(table, key): _facts(tables[table], key) for table, key in _FACTS if table in tables}
    except (OSError, ValueError, KeyError):  # there is no last build, or it is damaged: it will be made again
        return
    [now] = parsed.rows["documents"]
    if before.get("sha256") != now["sha256"]:
        if before.get("edition") == now["edition"]:
            yield f"the page has changed, and edition in {SOURCES} is still «{now['edition']}»"
        if version == read_release(ROOT).version:
            yield "the page has changed, and version in pyproject.toml has not: a release needs another"
        for (table, column), known in words.items():
            for row in parsed.rows.get(table, []):
                if row[column] and row[column] not in known:
                    known.add(row[column])
                    yield f"«{row[column]}» is new in {table}.{column}, whose words are the page's own: are they right?"
        for (table, key), then in facts.items():
            found = _facts(parsed.rows.get(table, []), key)
            yield from (f"«{one}» is new in {table}: does the page say so?" for one in found if one not in then)
            yield from (
                f"«{one}» is gone from {table}: does the page say so no more?" for one in then if one not in found
            )


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _facts(rows: Iterable[Mapping[str, str | None]], key: Iterable[str]) -> dict[str, None]:
    """Return what some columns of rows hold, in words, in the order of the rows."""
    return dict.fromkeys(", ".join(filter(None, (row[column] for column in key))) for row in rows)


def publish(root: Path, parsed: Parsed, build: Path, output: Path) -> str:
    """Publish what was parsed as the folder `output`; return what was done.

    `build` is the folder for work in progress, with what is derived from the models in its folder `schemas`. Raises
    Faults, and leaves `output` as it was, if a rule does not hold for the rows, if frictionless finds a package
    invalid, or if CSV, Parquet and database do not hold the same rows.
    """
    # After parsing, so that a fault of the page need not wait for DuckDB.
    from pipeline.check import processes
    from pipeline.check.equality import different_files
    from pipeline.database import FILE, open_read_only
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
    except Faults as refused:  # a broken rule says more than what DuckDB says of it
        raise Faults(processes.of_rows(rows, places).faults() or refused.faults) from refused
    with open_read_only(new / FILE) as connection:
        tables = read_tables(connection, schemas)
        views = {name: table.to_pylist() for name, table in tables.items() if name not in rows}
        of_rows = processes.of_rows({**rows, **views}, places)
        for name in (name for name, table in tables.items() if not table.num_rows):
            print(f"note: {name} is empty: this edition of the page has nothing for it")
        for file_format in FORMATS:
            write_package(connection, tables, new / file_format, release, schemas)
        of_csv = processes.of_csv(new / "csv")
        for file_format in FORMATS:
            write_zip(new / file_format, new / f"{release.name}-{release.version}-{file_format}.zip")
        (new / graphml.FILE).write_bytes(graphml.content(connection))
        accounts = connection.execute(_ACCOUNTS).fetchall()
    from pipeline.publish import workbook  # while the checks are at work: it takes as long as to write the workbook

    (new / workbook.FILE).write_bytes(workbook.content(new))
    (new / croissant.FILE).write_bytes(croissant.content(new))  # it describes all files that are there by now
    different = list(different_files(tables, new))
    if faults := of_rows.faults() or different + of_csv.faults():
        raise Faults(faults)
    (new / CHECKSUMS).write_text(checksums(new), "utf-8")
    files = sum(1 for file in new.rglob("*") if file.is_file())
    swap(new, output)
    summary = ", ".join(f"{count:,} {kind}" for kind, count in accounts)
    return (
        f"{sum(map(len, rows.values()))} rows hold every rule; {files} files, version {release.version}; "
        f"of the page's characters, {summary}"
    )
