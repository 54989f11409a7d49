"""Reads a CSV package, a folder or a zip, as rows by their keys."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.csv_files import numbered_rows
from pipeline.faults import Fault, Faults, in_words, no_room_to_unpack
from pipeline.release import DESCRIPTOR
from pipeline.zips import unpack

# The address of a fact on the page: not compared, except as part of a key.
ADDRESSES = ("passage_id", "start_char", "end_char", "line_number")
_GIVE = "give the folder or the zip of a CSV package"
_AGAIN = "download the package again from its release, or build it again"

Cells = dict[str, str]
Declared = dict[tuple[str, str, str], str]  # what a descriptor says, by table, column (perhaps empty) and property


@dataclass(frozen=True)
class Table:
    """A table: its rows, without key and address, by their key, whose parts are joined by `/`.

    `refers` says to the key of which table a column refers.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: dict[str, Cells]
    refers: Mapping[str, str] = field(default_factory=dict)

    def named(self, key: str) -> Cells:
        """Return the parts of a key by their columns; only the first may contain a `/`."""
        return dict(zip(self.key, key.rsplit("/", len(self.key) - 1), strict=False))


@dataclass(frozen=True)
class Package:
    """The parts of a data package that are compared; the version is empty if the descriptor has none."""

    version: str
    tables: dict[str, Table]
    declared: Declared = field(default_factory=dict)


def load(path: Path) -> Package:
    """Return the CSV package in a folder, or in the zip of one.

    Raises Faults if it cannot be read, if its descriptor is missing or broken, or if a table differs from its
    descriptor: by its columns, the number of cells in a row, or a key that occurs twice.
    """
    with tempfile.TemporaryDirectory() as scratch:
        with _reading(str(path), _GIVE):
            path.stat()  # says why it cannot be read, unlike `exists` from Python 3.14 on
            folder = path if path.is_dir() else unpack(path, Path(scratch) / "given", str(path), _GIVE)
        return _load(path, folder)


def _load(path: Path, folder: Path) -> Package:
    """Return the package in a folder, which is the given path or the unpacked zip there."""
    place = f"{path}/{DESCRIPTOR}"
    if not (folder / DESCRIPTOR).is_file():
        raise Faults([Fault(str(path), None, f"contains no {DESCRIPTOR}", _GIVE)])
    with _reading(place, _AGAIN):
        data = (folder / DESCRIPTOR).read_bytes()
    try:
        descriptor = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Faults([Fault(place, None, f"is not JSON ({in_words(error)})", _AGAIN)]) from error
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not resources:
        raise Faults([Fault(place, None, "describes no tables", _GIVE)])
    files = [resource.get("path") for resource in resources if isinstance(resource, dict)]
    if files and all(isinstance(file, str) and file.endswith(".parquet") for file in files):
        raise Faults([Fault(str(path), None, "is a package in Parquet", _GIVE)])
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for number, resource in enumerate(resources, 1):
        try:
            table = _table(path, folder, resource, number)
            if table.name in tables:
                raise Faults([Fault(place, None, f"describes the table {table.name} twice", _AGAIN)])
            tables[table.name] = table
        except Faults as error:
            faults.extend(error.faults)
    if faults:
        raise Faults(faults)
    version = descriptor.get("version")
    return Package(version if isinstance(version, str) else "", tables, _declared(descriptor))


def _declared(descriptor: dict[str, Any]) -> Declared:
    """Return the licence, and the meanings, types, values and rules of tables and columns, in words."""
    declared = {("", "", "licence"): _in_words(descriptor.get("licenses", ""))}
    for resource in descriptor["resources"]:
        table, schema = resource["name"], resource["schema"]
        declared[table, "", "meaning"] = _in_words(resource.get("description", ""))
        declared[table, "", "foreign keys"] = _in_words(schema.get("foreignKeys", ""))
        for column in schema["fields"]:
            rules = column.get("constraints", {})
            values = rules.pop("enum", "") if isinstance(rules, dict) else ""
            said = {"meaning": "description", "type": "type"}
            found = {what: column.get(name, "") for what, name in said.items()} | {"values": values, "rules": rules}
            declared |= {(table, column["name"], what): _in_words(value) for what, value in found.items()}
    return declared


def _in_words(value: object) -> str:
    """Return part of a descriptor in words: values without JSON punctuation, as `name: value` if they have names."""
    match value:
        case dict():
            return ", ".join(f"{name}: {_in_words(one)}" for name, one in sorted(value.items()))
        case list():
            return "; ".join(map(_in_words, value))
    return value if isinstance(value, str) else json.dumps(value)


@contextmanager
def _reading(place: str, remedy: str) -> Iterator[None]:
    """Turn errors in reading a file into Faults."""
    try:
        yield
    except FileNotFoundError as error:
        raise Faults([Fault(place, None, "is not there", remedy)]) from error
    except OSError as error:
        unreadable = Fault(place, None, f"cannot be read ({error.strerror or error})", remedy)
        raise Faults([no_room_to_unpack(error) or unreadable]) from error
    except ValueError as error:  # a path with NUL, or with an incomplete character
        raise Faults([Fault(place, None, f"cannot be read ({error})", remedy)]) from error


def _table(path: Path, folder: Path, resource: Any, number: int) -> Table:
    """Return the table that a resource describes, which is number `number` in the descriptor."""
    try:
        name, file, schema = resource["name"], resource["path"], resource["schema"]
        columns, key = tuple(column["name"] for column in schema["fields"]), schema["primaryKey"]
        key = (key,) if isinstance(key, str) else tuple(key)
        is_table = key and set(key) <= set(columns) and all(isinstance(word, str) for word in (name, file, *columns))
    except (KeyError, TypeError, IndexError):
        is_table = False
    if not is_table:
        problem = f"resource {number} lacks a name, a path, fields, or a primaryKey that is among the fields"
        raise Faults([Fault(f"{path}/{DESCRIPTOR}", None, problem, _AGAIN)])
    place = f"{path}/{file}"
    if not file.endswith(".csv"):
        raise Faults([Fault(place, None, "is not a CSV file", _GIVE)])
    with _reading(place, _AGAIN):
        data = (folder / file).read_bytes()
    return Table(name, key, columns, _rows(place, data, columns, key), _refers(schema, name))


def _refers(schema: dict[str, Any], name: str) -> dict[str, str]:
    """Return the table to which each foreign key of a single column refers; anything else is ignored."""
    refers = {}
    for key in schema["foreignKeys"] if isinstance(schema.get("foreignKeys"), list) else []:
        match key:
            case {"fields": [str(column)] | str(column), "reference": {"resource": str(table)}}:
                refers[column] = table or name
    return refers


def _rows(place: str, data: bytes, columns: tuple[str, ...], key: tuple[str, ...]) -> dict[str, Cells]:
    """Return the rows of a CSV file by their key; raises Faults if it does not have these columns and this key."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Faults([Fault(place, None, f"byte {error.start} is not UTF-8", _AGAIN)]) from error
    (_, header), *lines = list(numbered_rows(place, text, _AGAIN)) or [(1, [])]
    if Counter(header) != Counter(columns):
        odd = sorted((Counter(header) - Counter(columns)) + (Counter(columns) - Counter(header)))
        problem = f"differs from {DESCRIPTOR} in its columns: {', '.join(odd)}"
        raise Faults([Fault(place, 1, problem, _AGAIN)])
    rows: dict[str, Cells] = {}
    faults = []
    for line, values in lines:
        if len(values) != len(columns):
            faults.append(Fault(place, line, f"has {len(values)} cells, but the header has {len(columns)}", _AGAIN))
            continue
        cells = dict(zip(header, values, strict=True))
        joined = "/".join(cells[column] for column in key)
        if joined in rows:
            faults.append(Fault(place, line, f"the key «{joined}» occurs twice", _AGAIN))
        rows[joined] = {column: cells[column] for column in columns if column not in (*key, *ADDRESSES)}
    if faults:
        raise Faults(faults)
    return rows
