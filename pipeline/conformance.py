"""Whether frictionless finds what is to be published valid."""

from __future__ import annotations

import json
from pathlib import Path

# Frictionless would import these when it needs them: too late to be shared.
import jsonschema  # type: ignore[import-untyped]  # noqa: F401
import pandas  # noqa: F401
import pyarrow.dataset
import pyarrow.parquet  # noqa: F401
from frictionless import FrictionlessException, Package, formats, resources, schemes, system  # noqa: F401

from pipeline.faults import Fault
from pipeline.release import DESCRIPTOR


def check_package(folder: Path, tables: slice) -> list[Fault]:
    """Return what frictionless finds wrong with a package of which it sees some tables, their foreign keys aside.

    These are left to DuckDB: frictionless would read every table again for each of them.
    """
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    descriptor["resources"] = descriptor["resources"][tables]
    for resource in descriptor["resources"]:
        resource["schema"].pop("foreignKeys", None)
    with system.use_context(trusted=True):
        try:
            report = Package.from_descriptor(descriptor, basepath=str(folder)).validate()
        except FrictionlessException as error:
            problem = f"frictionless cannot read it: {error}"
            return [Fault(f"{folder}/{DESCRIPTOR}", None, problem, "look in pyproject.toml and pipeline/package.py")]
    found = [(str(folder), error.message) for error in report.errors]
    found += [(f"{folder}/{task.place}", error.message) for task in report.tasks for error in task.errors]
    return [Fault(place, None, f"frictionless: {problem}", "look in pipeline/package.py") for place, problem in found]
