"""Checks a package with frictionless."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Frictionless would import these only when it needs them, too late for the forks to share them.
import jsonschema  # type: ignore[import-untyped]  # noqa: F401
import pandas
from frictionless import FrictionlessException, Package, formats, resources, schemes, system  # noqa: F401

from pipeline.faults import Fault
from pipeline.release import DESCRIPTOR

# Frictionless reads a Parquet file cell by cell, for which the default strings of pandas, those of Arrow, are slow.
pandas.options.mode.string_storage = "python"
system.methods  # noqa: B018 (it looks for plugins once: here, where what it finds is shared)


def check_csv(folder: Path) -> list[Fault]:
    """Return what frictionless finds wrong with a CSV package that a build has written.

    The Parquet package, which takes twice as long, is not checked: it has the same schemas, and
    `pipeline.check.equality` makes sure that it has the same rows. `check_published` checks a package of either format.
    """
    with system.use_context(trusted=True):
        found = list(problems(_described(folder), folder, str(folder)))
    return [Fault(place, None, problem, "look in pipeline/publish/package.py") for place, problem in found]


def check_published(folder: Path, place: str, remedy: str) -> list[Fault]:
    """Return what frictionless finds wrong with a package that was published.

    Call it only after the descriptor has been checked: frictionless would download whatever else a descriptor names.
    """
    parts = ("name", "path", "format", "schema")
    described = _described(folder)["resources"]
    tables = [{"type": "table"} | {part: resource[part] for part in parts} for resource in described]
    return [Fault(where, None, problem, remedy) for where, problem in problems({"resources": tables}, folder, place)]


def _described(folder: Path) -> dict[str, Any]:
    """Return the descriptor of a package without its foreign keys.

    These are left to DuckDB and to our rules, because frictionless would read every table again for each of them.
    """
    descriptor: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_bytes())
    for resource in descriptor["resources"]:
        resource["schema"].pop("foreignKeys", None)
    return descriptor


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
