"""Whether what is to be published holds: frictionless on both packages, and the same rows in every format.

Run as `python -m pipeline.conformance FOLDER`, it prints what frictionless finds wrong with one package.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.database import literal
from pipeline.package import DESCRIPTOR, FORMATS, Resource

_SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "date": "DATE"}


def invalid_packages(folders: Sequence[Path]) -> list[str]:
    """Return what frictionless finds wrong with packages, a line each; they are checked side by side.

    Foreign keys are left to DuckDB: frictionless would read every table again for each of them.
    """
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "pipeline.conformance", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for folder in folders
    ]
    problems = []
    for folder, process in zip(folders, running, strict=True):
        output, error = process.communicate()
        if process.returncode:
            problems += [f"{folder.name}: {line}" for line in (output or error).splitlines()]
    return problems


def _frictionless(folder: Path) -> list[str]:
    """Return what frictionless finds wrong with a package, its foreign keys aside."""
    from frictionless import Package, system

    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    for resource in descriptor["resources"]:
        resource["schema"].pop("foreignKeys", None)
    with system.use_context(trusted=True):
        report = Package.from_descriptor(descriptor, basepath=str(folder)).validate()
    problems = [error.message for error in report.errors]
    return problems + [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]


def different_rows(connection: duckdb.DuckDBPyConnection, output: Path) -> list[str]:
    """Return the tables whose rows in CSV or Parquet are not those of the database, a line each."""
    problems = []
    for file_format in FORMATS:
        descriptor = json.loads((output / file_format / DESCRIPTOR).read_text("utf-8"))
        for resource in descriptor["resources"]:
            table, published = resource["name"], _reader(resource, output / file_format)
            for one, other in ((table, published), (published, table)):
                query = f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})"
                [(count,)] = connection.execute(query).fetchall()
                if count:
                    what = "lacks" if one == table else "has surplus"
                    problems.append(f"{file_format}/{resource['path']} {what} rows of the database ({count})")
    return problems


def _reader(resource: Resource, folder: Path) -> str:
    """Return the table function that reads a resource with the types of its schema."""
    file = literal(folder / resource["path"])
    if resource["format"] == "parquet":
        return f"read_parquet({file})"
    types = ", ".join(f"'{f['name']}': '{_SQL_TYPES[f['type']]}'" for f in resource["schema"]["fields"])
    return f"read_csv({file}, header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{types}}})"


if __name__ == "__main__":
    found = _frictionless(Path(sys.argv[1]))
    print("\n".join(found))
    sys.exit(bool(found))
