"""What a release says of itself: read from `pyproject.toml`, the one place where version and date stand."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DESCRIPTOR = "datapackage.json"
FORMATS = ("csv", "parquet")


@dataclass(frozen=True)
class Release:
    """The name, version and terms of the dataset."""

    name: str
    title: str
    description: str
    version: str
    released: datetime.date
    keywords: list[str]
    contributors: list[str]
    licenses: list[dict[str, str]]


def read_release(root: Path) -> Release:
    """Return what `pyproject.toml` says."""
    content: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    project, dataset = content["project"], content["tool"]["dataset"]
    return Release(
        name=project["name"],
        title=dataset["title"],
        description=project["description"],
        version=project["version"],
        released=dataset["released"],
        keywords=project["keywords"],
        contributors=[author["name"] for author in project["authors"]],
        licenses=dataset["licenses"],
    )
