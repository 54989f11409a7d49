"""A CSV package as rows by their keys, from a folder or a zip."""

from __future__ import annotations

import json
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.faults import Fault, Faults
from pipeline.raw.files import numbered_rows
from pipeline.release import DESCRIPTOR

REMEDY = "give the folder or the zip of a CSV package"
DAMAGED = "download the package again from its release, or build it again"

Cells = dict[str, str]
ReadFile = Callable[[str], bytes]


@dataclass(frozen=True)
class Table:
    """A table of a package: its rows by their key, whose parts are joined by `/`."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: dict[str, Cells]


@dataclass(frozen=True)
class Package:
    """What is compared of a data package; the version is empty where the descriptor gives none."""

    version: str
    tables: dict[str, Table]


def load(path: Path) -> Package:
    """Return the CSV package in a folder, or in a zip of one.

    Raises Faults if it cannot be read, has no descriptor or a broken one, or if a table is not what the descriptor
    says: other columns, a row with more or fewer cells, a key that comes twice.
    """
    read = _open(path)
    place = f"{path}/{DESCRIPTOR}"
    try:
        descriptor = json.loads(read(DESCRIPTOR).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Faults([Fault(place, None, f"is no JSON ({error})", DAMAGED)]) from error
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not resources:
        raise Faults([Fault(place, None, "describes no tables", REMEDY)])
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for number, resource in enumerate(resources, 1):
        try:
            table = _load_table(path, read, resource, number)
        except Faults as error:
            faults.extend(error.faults)
            continue
        if table.name in tables:
            faults.append(Fault(place, None, f"describes the table {table.name} twice", DAMAGED))
        tables[table.name] = table
    if faults:
        raise Faults(faults)
    version = descriptor.get("version")
    return Package(version if isinstance(version, str) else "", tables)


def _open(path: Path) -> ReadFile:
    """Return the function that reads a file of the package by its path in the package.

    Raises Faults if there is no package at `path`; what is returned raises Faults if it cannot read a file.
    """
    with _reading(path, REMEDY):
        if is_folder := path.is_dir():
            found = [DESCRIPTOR] if (path / DESCRIPTOR).is_file() else []
        else:
            with zipfile.ZipFile(path) as archive:
                found = [name for name in archive.namelist() if name.split("/")[-1] == DESCRIPTOR]
    if len(found) != 1:
        raise Faults([Fault(str(path), None, f"holds {len(found) or 'no'} {DESCRIPTOR}", REMEDY)])
    inner_folder = found[0].removesuffix(DESCRIPTOR)

    def read(name: str) -> bytes:
        with _reading(path / name, DAMAGED):
            if is_folder:
                return (path / name).read_bytes()
            with zipfile.ZipFile(path) as archive:
                return archive.read(inner_folder + name)

    return read


@contextmanager
def _reading(place: Path, remedy: str) -> Iterator[None]:
    """Raise Faults for what can go wrong while a file, or one within a zip, is read."""
    try:
        yield
    except (FileNotFoundError, KeyError) as error:
        raise Faults([Fault(str(place), None, "is not there", remedy)]) from error
    except OSError as error:
        raise Faults([Fault(str(place), None, f"cannot be read ({error.strerror})", remedy)]) from error
    except ValueError as error:  # a path with NUL, or with half a character
        raise Faults([Fault(str(place), None, f"cannot be read ({error})", remedy)]) from error
    # A zip may be damaged, cut short, encrypted, or packed in a way that is not known.
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError) as error:
        raise Faults([Fault(str(place), None, f"is no whole zip ({error})", remedy)]) from error


def _load_table(path: Path, read: ReadFile, resource: Any, number: int) -> Table:
    """Return the table that a resource describes, the `number`th of the descriptor."""
    try:
        name, file, schema = resource["name"], resource["path"], resource["schema"]
        columns = tuple(column["name"] for column in schema["fields"])
        key = schema["primaryKey"]
        key = (key,) if isinstance(key, str) else tuple(key)
    except (KeyError, TypeError, IndexError) as error:
        problem = f"resource {number} lacks its name, path, schema, fields or primaryKey"
        raise Faults([Fault(f"{path}/{DESCRIPTOR}", None, problem, DAMAGED)]) from error
    are_words = all(isinstance(word, str) for word in (name, file, *columns, *key))
    if not are_words or not key or not set(key) <= set(columns):
        problem = f"resource {number} has a name, path, field or primaryKey that is none"
        raise Faults([Fault(f"{path}/{DESCRIPTOR}", None, problem, DAMAGED)])
    if not file.endswith(".csv"):
        raise Faults([Fault(f"{path}/{file}", None, "is no CSV file", REMEDY)])
    return Table(name, key, columns, _read_rows(f"{path}/{file}", read(file), columns, key))


def _read_rows(place: str, data: bytes, columns: tuple[str, ...], key: tuple[str, ...]) -> dict[str, Cells]:
    """Return the rows of a CSV file by their key; raises Faults if it does not hold these columns and this key."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Faults([Fault(place, None, f"byte {error.start} is not UTF-8", DAMAGED)]) from error
    header, *lines = list(numbered_rows(place, text, DAMAGED)) or [(1, [])]
    if lacking := Counter(columns) - Counter(header[1]):
        raise Faults([Fault(place, 1, f"lacks the column {', '.join(lacking)}", DAMAGED)])
    if more := Counter(header[1]) - Counter(columns):
        problem = f"has the column {', '.join(more)} beside those that {DESCRIPTOR} describes"
        raise Faults([Fault(place, 1, problem, DAMAGED)])
    rows: dict[str, Cells] = {}
    faults = []
    for line, values in lines:
        if len(values) != len(columns):
            problem = f"has {len(values)} cells, the header has {len(columns)}"
            faults.append(Fault(place, line, problem, DAMAGED))
            continue
        cells = dict(zip(header[1], values, strict=True))
        joined = "/".join(cells[column] for column in key)
        if joined in rows:
            faults.append(Fault(place, line, f"the key «{joined}» comes twice", DAMAGED))
        rows[joined] = cells
    if faults:
        raise Faults(faults)
    return rows
