"""All names of organizations, frameworks and clusters in the curated tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.faults import Fault, Faults
from pipeline.raw.curated import Curated
from pipeline.raw.files import Record
from pipeline.text.names import Name
from schemas.values import OFFICIAL_NAME_KINDS


def collect(curated: Curated, language: str) -> dict[Name, Record]:
    """Return every known name, each with its row in `names` or, if it is official, in a table of bodies.

    `language` is that of the page, and of the tables of organizations and frameworks. Raises Faults for a name that two
    bodies share, and for a curated name that belongs in another file.
    """
    found: dict[tuple[str, str], tuple[Name, Record]] = {}
    faults = []
    for record, name in _names(curated, language):
        other, _ = found.setdefault((name.name, name.language), (name, record))
        if other is not name:
            faults.append(
                record.fault(f"«{name.name}» is already a name of {other.owner}", "delete it from one of the two")
            )
    faults.extend(_misplaced(curated.names, language))
    if faults:
        raise Faults(faults)
    return dict(found[key] for key in sorted(found))


def _names(curated: Curated, language: str) -> Iterator[tuple[Record, Name]]:
    """Yield each name with its row."""
    for record in (*curated.organizations, *curated.frameworks):
        organization_id, framework_id = record.cells.get("organization_id"), record.cells.get("framework_id")
        owner = (None, framework_id) if framework_id else (organization_id, None)
        # A body without a source has no official name: this one is the page's.
        kind = "variant" if record["confidence"] == "unverified" else "official"
        yield record, Name(record.need("name"), language, kind, *owner)
        if record["acronym"] not in (None, record["name"]):
            yield record, Name(record.need("acronym"), language, "acronym", *owner)
    for record in curated.names:
        words = (record.need("name"), record.need("language"), record.need("kind"))
        yield record, Name(*words, record["organization_id"], record["framework_id"], record["cluster_id"])


def _misplaced(records: Iterable[Record], language: str) -> Iterator[Fault]:
    """Yield the faults of curated names that depend on `language`, that of the page.

    In that language, the page names its clusters, and the tables of bodies have the official names and acronyms. In any
    other, a name needs evidence, and a body has at most one official name and one acronym.
    """
    lines: dict[tuple[str | None, ...], int] = {}
    for record in records:
        name, kind = f"«{record['name']}»", record["kind"]
        if record["language"] == language:
            if record["cluster_id"]:
                yield record.fault(f"{name} names a cluster in the language of the page", "delete the row")
            elif kind in OFFICIAL_NAME_KINDS:
                remedy = "move it to organizations.csv or frameworks.csv, or make it a variant"
                yield record.fault(f"the kind of {name} is {kind}, in the language of the page", remedy)
            continue
        if record["evidence"] is None:
            yield record.fault(f"{name} is in another language than the page, without evidence", "name its source")
        if kind in OFFICIAL_NAME_KINDS:
            columns = ("organization_id", "framework_id", "cluster_id", "language", "kind")
            line = lines.setdefault(tuple(record[column] for column in columns), record.line)
            if line != record.line:
                problem = f"the kind of {name} is {kind}, and so is that of the name in line {line}"
                yield record.fault(problem, "make one a variant")
