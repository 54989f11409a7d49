"""What a release says of itself, read from `pyproject.toml`, the only place with its version and date."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.faults import Fault, Faults

FILE = "pyproject.toml"
DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
FORMATS = ("csv", "parquet")

# What has no registered media type is named by the address of its format.
MEDIA_TYPES: Mapping[str, str | list[str]] = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".parquet": ["application/vnd.apache.parquet", "application/x-parquet"],  # readers of Croissant know the second
    ".duckdb": "https://duckdb.org",
    ".graphml": "http://graphml.graphdrawing.org",
    "croissant.json": "application/json",
}


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
    homepage: str  # empty until there is one


def citation(contributors: Iterable[str], year: int | str, title: str, version: str, homepage: str) -> str:
    """Return how to cite a release in a text."""
    return f"{'; '.join(contributors)} ({year}): {title}, version {version}. {homepage}".rstrip()


def citation_of(package: Mapping[str, Any]) -> str:
    """Return how to cite the release of a package in a text, from its descriptor."""
    authors = [person["title"] for person in package["contributors"]]
    return citation(authors, package["created"][:4], package["title"], package["version"], package.get("homepage", ""))


def media_type(file: str) -> str | list[str] | None:
    """Return the media type of a published file with data, by its name; None of another file."""
    return next((type_ for end, type_ in MEDIA_TYPES.items() if file.endswith(end)), None)


def as_dataset(package: Mapping[str, Any]) -> dict[str, Any]:
    """Return what schema.org has words for of the descriptor of a package."""
    described = {
        "name": package["title"],
        "description": package["description"],
        "version": package["version"],
        "datePublished": package["created"][:10],
        "license": [licence["path"] for licence in package["licenses"]],
        "creator": [{"@type": "Organization", "name": person["title"]} for person in package["contributors"]],
        "keywords": package["keywords"],
        "isBasedOn": [
            {"@type": "WebPage", "name": source["title"], "url": source["path"]} for source in package["sources"]
        ],
    }
    return described | ({"url": package["homepage"]} if "homepage" in package else {})


def read_release(root: Path) -> Release:
    """Return what `pyproject.toml` says; raises Faults if it is not TOML, or if a value is missing or wrong."""
    try:
        release = _release(tomllib.loads((root / FILE).read_text("utf-8")))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise Faults([Fault(FILE, None, f"cannot be read: {error}", "write it as in the last release")]) from None
    except KeyError as missing:
        problem = f"has no {missing.args[0]} in [project] or [tool.dataset]"
        raise Faults([Fault(FILE, None, problem, "write it as in the last release")]) from None
    for name in ("name", "title", "description", "version"):
        if not isinstance(value := getattr(release, name), str) or not value.strip():
            raise Faults([Fault(FILE, None, f"{name} is «{value}», which is not text", f'write it as {name} = "…"')])
    if release.homepage and not re.fullmatch(r"https?://[^\s/]\S*", str(release.homepage)):
        remedy = "write its address, or nothing until there is one"
        raise Faults([Fault(FILE, None, f"homepage is «{release.homepage}», which is not an address", remedy)])
    if not isinstance(release.released, datetime.date):
        problem = f"released is «{release.released}», which is not a TOML date"
        raise Faults([Fault(FILE, None, problem, "write it without quotes: released = 2026-11-25")])
    return release


def _release(content: dict[str, Any]) -> Release:
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
        homepage=dataset["homepage"],
    )
