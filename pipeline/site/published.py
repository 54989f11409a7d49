"""Reads what the site shows from what was published: the database, a package's descriptor, the list of files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline import database
from pipeline.faults import Fault, Faults
from pipeline.release import CHECKSUMS, DESCRIPTOR

Values = dict[str, Any]  # a row of the database, by the names of its columns


@dataclass(frozen=True)
class Place:
    """Where the page states a fact; offsets in code points of the passage."""

    passage_id: str
    line_number: int
    start: int
    end: int
    sentence: str

    @property
    def words(self) -> str:
        """The words that state it."""
        return self.sentence[self.start : self.end]


@dataclass(frozen=True)
class Column:
    """A column of the descriptor, with its rules in words; `refers` is the table to which it holds a key."""

    name: str
    type: str
    description: str
    rules: str
    refers: str | None


@dataclass(frozen=True)
class PublishedRow:
    """A row of a published table; `row_id` joins the parts of its key by `/`."""

    table: str
    row_id: str
    values: Values
    place: Place | None  # None where the table states no facts of the page

    @property
    def anchor(self) -> str:
        """The id of the row, the same on every page and in every edition that has the row."""
        return anchor(self.table, self.row_id)


@dataclass(frozen=True)
class Table:
    """A published table with its rows by `row_id`, in the order of publication."""

    name: str
    title: str
    description: str
    key: list[str]
    columns: list[Column]
    rules: list[str]  # across columns, in words
    rows: dict[str, PublishedRow]

    @property
    def states_facts(self) -> bool:
        """Whether its rows have an address on the page."""
        return any(row.place for row in self.rows.values())


@dataclass(frozen=True)
class File:
    """A file to download: its path in `output/`, its bytes and their SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Published:
    """Everything published that the site shows."""

    descriptor: dict[str, Any]
    tables: dict[str, Table]
    errata: dict[tuple[str, str], list[PublishedRow]]  # the errata that affect a row, by its table and `row_id`
    files: list[File]

    @property
    def home(self) -> str | None:
        """The address of the site, always ending in `/`; None while it has none."""
        home = self.descriptor.get("homepage")
        return home and re.sub(r"/?(index\.html)?$", "/", home, count=1)

    def where(self, table: str, **values: Any) -> list[PublishedRow]:
        """Return the rows of a table that have these values, in its order."""
        return [
            row
            for row in self.tables[table].rows.values()
            if all(row.values[column] == value for column, value in values.items())
        ]

    def errata_of(self, *rows: PublishedRow) -> list[PublishedRow]:
        """Return the errata that affect any of these rows, each once."""
        found = [erratum for row in rows for erratum in self.errata.get((row.table, row.row_id), [])]
        return list({erratum.row_id: erratum for erratum in found}.values())


def file_of(path: str, data: bytes) -> File:
    """Return the description of a file with these bytes."""
    return File(path, len(data), hashlib.sha256(data).hexdigest())


def anchor(table: str, row_id: str) -> str:
    """Return the id of a row; HTML allows no blanks in it."""
    slug = re.sub(r"\s", "_", row_id)
    return f"{table}/{slug}"


def link(page: str, fragment: str = "") -> str:
    """Return the address of a place on a page, relative to the top of the site."""
    return f"{page}#{quote(fragment, safe='/')}" if fragment else page


def read(output: Path) -> Published:
    """Return what was published. Raises Faults if a file is missing or differs from what was published."""
    files = list(_files(output))
    descriptor = json.loads((output / "csv" / DESCRIPTOR).read_text("utf-8"))
    connection = database.open_read_only(output / database.FILE)
    places = {
        (row["table_name"], row["row_id"]): Place(
            row["passage_id"], row["line_number"], row["start_char"], row["end_char"], row["sentence"]
        )
        for row in database.rows(connection, "FROM row_sources")
    }
    tables = {
        resource["name"]: _table(resource, database.rows(connection, f"FROM {resource['name']}"), places)
        for resource in descriptor["resources"]
    }
    errata: dict[tuple[str, str], list[PublishedRow]] = {}
    for row in database.rows(connection, "FROM row_errata ORDER BY ALL"):
        found = tables["errata"].rows[row["erratum_id"]]
        errata.setdefault((row["table_name"], row["row_id"]), []).append(found)
    connection.close()
    return Published(descriptor, tables, errata, files)


def _files(output: Path) -> Iterator[File]:
    """Yield each published file, the list of checksums last."""
    if not (output / CHECKSUMS).is_file():
        raise Faults([Fault(f"output/{CHECKSUMS}", None, "is not there", "run `make build`")])
    faults = []
    for line in (output / CHECKSUMS).read_text("utf-8").splitlines():
        sha256, path = line.split("  ", 1)
        data = (output / path).read_bytes() if (output / path).is_file() else b""
        file = file_of(path, data)
        if file.sha256 != sha256:
            problem = f"does not match its checksum in {CHECKSUMS}"
            faults.append(Fault(f"output/{path}", None, problem, "run `make site`, which makes it again"))
        yield file
    if faults:
        raise Faults(faults)
    yield file_of(CHECKSUMS, (output / CHECKSUMS).read_bytes())


def _table(resource: Values, rows: list[Values], places: dict[tuple[str, str], Place]) -> Table:
    name, schema = resource["name"], resource["schema"]
    refers = {
        key["fields"][0]: key["reference"]["resource"] or name  # "" is the table itself
        for key in schema.get("foreignKeys", [])
    }
    columns = [
        Column(
            field["name"],
            field["type"],
            field["description"],
            "; ".join(field.get("rules", [])),
            refers.get(field["name"]),
        )
        for field in schema["fields"]
    ]
    by_id = {}
    for values in rows:
        row_id = "/".join(str(values[part]) for part in schema["primaryKey"])
        by_id[row_id] = PublishedRow(name, row_id, values, places.get((name, row_id)))
    rules = schema.get("rules", [])
    return Table(name, resource["title"], resource["description"], schema["primaryKey"], columns, rules, by_id)
