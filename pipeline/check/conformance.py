"""Checks a package with frictionless."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Frictionless would import these only when it needs them, too late for the forks to share them.
import jsonschema  # type: ignore[import-untyped]  # noqa: F401
import pandas
import pyarrow.parquet
from frictionless import FrictionlessException, Package, formats, resources, schemes, system  # noqa: F401

from pipeline.csv_files import read_rows
from pipeline.faults import Fault
from pipeline.release import DESCRIPTOR

# Frictionless reads a Parquet file cell by cell, for which the default strings of pandas, those of Arrow, are slow.
pandas.options.mode.string_storage = "python"
system.methods  # noqa: B018 (it looks for plugins once: here, where what it finds is shared)


def check_csv(folder: Path) -> list[Fault]:
    """Return what frictionless finds wrong with a CSV package, apart from its foreign keys.

    These are left to DuckDB, because frictionless would read every table again for each of them. The Parquet package,
    which takes twice as long, is not checked: it has the same schemas, and `pipeline.check.equality` makes sure that it
    has the same rows. `check_published` checks a package of either format, including its keys.
    """
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    for resource in descriptor["resources"]:
        resource["schema"].pop("foreignKeys", None)
    with system.use_context(trusted=True):
        found = list(problems(descriptor, folder, str(folder)))
    return [Fault(place, None, problem, "look in pipeline/publish/package.py") for place, problem in found]


def check_published(folder: Path, place: str, remedy: str) -> list[Fault]:
    """Return what frictionless finds wrong with a package that was published.

    Call it only after the descriptor has been checked: frictionless would download whatever else a descriptor names.
    """
    parts = ("name", "path", "format", "schema")
    described = json.loads((folder / DESCRIPTOR).read_bytes())["resources"]
    tables = [{"type": "table"} | {part: resource[part] for part in parts} for resource in described]
    keys = list(_referred_to(tables, folder))
    found = problems({"resources": tables + keys}, folder, place)
    return [Fault(where, None, problem, remedy) for where, problem in found]


def _referred_to(tables: list[dict[str, Any]], folder: Path) -> Iterator[dict[str, Any]]:
    """Make foreign keys refer to tables that have only that column, as text, and yield these tables.

    Otherwise, for each foreign key, frictionless would read the table that it refers to again, with all its columns.
    """
    files = {table["name"]: folder / table["path"] for table in tables}
    made = set()
    for table in tables:
        for key in table["schema"].get("foreignKeys", []):
            target, [column] = key["reference"]["resource"] or table["name"], key["reference"]["fields"]
            key["reference"]["resource"] = name = f"{target}.{column}"
            if name not in made:
                made.add(name)
                data = [[column], *([value] for value in _column(files[target], column))]
                schema = {"fields": [{"name": column, "type": "string"}]}
                yield {"name": name, "type": "table", "data": data, "schema": schema}


def _column(file: Path, column: str) -> list[str | None]:
    """Return the values in a column of a CSV or Parquet file, one for each row."""
    if file.suffix == ".csv":
        return [row[column] for row in read_rows(file)]
    values: list[str | None] = pyarrow.parquet.read_table(file, columns=[column])[column].to_pylist()
    return values


def problems(descriptor: dict[str, Any], folder: Path, place: str) -> Iterator[tuple[str, str]]:
    """Yield what frictionless finds wrong with the package of a descriptor, each with its place in `place`."""
    try:
        report = Package.from_descriptor(descriptor, basepath=str(folder)).validate()
    except FrictionlessException as unreadable:
        yield place, f"frictionless cannot read it: {unreadable}"
        return
    for error in report.errors:
        yield place, f"frictionless: {error.message}"
    for task in report.tasks:
        for error in task.errors:
            yield f"{place}/{task.place}", f"frictionless: {error.message}"
