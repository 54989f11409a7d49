"""Write CITATION.cff and the citation in the README from pyproject.toml and sources.toml.

This keeps the version and the date of a release in one place. The format is Citation File Format 1.2.0
(citation-file-format.github.io).
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from pipeline import ROOT
from pipeline.faults import Fault, Faults
from pipeline.raw.source import Source, read_source
from pipeline.release import Release, citation, read_release

FILE = "CITATION.cff"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(options: argparse.Namespace) -> int:
    """Write both files of the project, and print what was done; raises Faults."""
    print(write(ROOT))
    return 0


def write(root: Path) -> str:
    """Update both; return what was done. Raises Faults unless the README has exactly one such sentence."""
    release = read_release(root)
    readme = root / "README.md"
    cited = r"(?m)^> .*, version \S+\.( https?://\S+)?$"
    said, count = re.subn(cited, lambda _: f"> {_sentence(release)}", readme.read_text("utf-8"))
    if count != 1:
        problem = f"has {count} lines that cite a version"
        raise Faults([Fault(readme.name, None, problem, "write one: > Authors (year): Title, version 1.0.0.")])
    (root / FILE).write_text(citation_file(release, read_source(root)), "utf-8", newline="\n")
    readme.write_text(said, "utf-8", newline="\n")
    return f"{FILE} and {readme.name} cite version {release.version} of {release.released}"


def _sentence(release: Release) -> str:
    return citation(release.contributors, release.released.year, release.title, release.version, release.homepage)


def citation_file(release: Release, page: Source) -> str:
    """Return `CITATION.cff`: YAML, in which each text is written as in JSON."""
    licences = [licence["name"] for licence in release.licenses]
    lines = [
        "# Made by `make citation`: do not edit it.",
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite it as below.",
        "type: dataset",
        f"title: {_text(release.title)}",
        f"abstract: {_text(release.description)}",
        "authors:",
        *(f"  - name: {_text(name)}" for name in release.contributors),
        f"version: {_text(release.version)}",
        *_identified(release),
        f"date-released: {_text(release.released.isoformat())}",
        # A list of licences means any one of them, and not every reader supports it.
        f"license: {_text(licences[0]) if len(licences) == 1 else json.dumps(licences)}",
        "keywords:",
        *(f"  - {_text(word)}" for word in release.keywords),
        "references:",
        "  - type: website",
        f"    title: {_text(page.title)}",
        "    authors:",
        f"      - name: {_text(page.publisher)}",
        f"    url: {_text(page.url)}",
    ]
    return "\n".join(lines) + "\n"


def _identified(release: Release) -> list[str]:
    """Return where the dataset is or, until it has a home page, another identifier."""
    if release.homepage:
        return [f"url: {_text(release.homepage)}"]
    return [
        "identifiers:",
        "  - type: other",
        f"    value: {_text(f'{release.name} {release.version}')}",
        '    description: "Name and version; there is no home page yet."',
    ]


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
