"""Writes what is derived from the models to a folder: `python -m schemas FOLDER`.

Code that loads and publishes reads these files, so that it need not import the models. Make writes them again when a
model changes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import duckdb

from schemas.arrow import arrow_schema
from schemas.ddl import ddl
from schemas.diagram import er_diagram
from schemas.dictionary import dictionary
from schemas.table_schema import resource
from schemas.tables import PUBLISHED


def write(folder: Path) -> None:
    """Write an empty database, data dictionary, diagram, an Arrow schema for each table, and `resources.json`.

    Raises OSError if a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    resources = [resource(name, model) for name, model in PUBLISHED.items()]
    _replace(folder / "empty.duckdb", _database(ddl()))
    _replace(folder / "dictionary.md", dictionary(resources).encode())
    _replace(folder / "diagram.mermaid", er_diagram().encode())
    for name, model in PUBLISHED.items():
        _replace(folder / f"{name}.arrow", arrow_schema(model).serialize().to_pybytes())
    # Last, because Make takes it as a sign that all files are there.
    _replace(folder / "resources.json", (json.dumps(resources, ensure_ascii=False, indent=2) + "\n").encode())


def _database(statements: str) -> bytes:
    """Return a database after some statements: it takes a tenth of a second less to copy than to make."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.duckdb"
        with duckdb.connect(str(file)) as connection:
            connection.execute(statements)
        return file.read_bytes()


def _replace(file: Path, content: bytes) -> None:
    """Write a file in one step, so that nobody reads half of it even if two processes write it at once."""
    partial = file.with_name(f"{file.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    if sys.flags.optimize:  # the descriptions of the tables are docstrings
        sys.exit("schemas: Python was told to leave out docstrings; run it without PYTHONOPTIMIZE or -O")
    match sys.argv[1:]:
        case [folder]:
            try:
                write(Path(folder))
            except OSError as error:  # a full disk, a folder that may not be written to
                sys.exit(f"{error.filename or folder}: {error.strerror}; make room, or allow writing there")
        case _:
            sys.exit("usage: python -m schemas FOLDER")
