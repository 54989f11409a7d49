"""A data package: a folder with one file for each table, their descriptor, and a README.

The descriptor follows Data Package version 2 (datapackage.org), using only what it shares with version 1.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from typing import Any

import pyarrow
import pyarrow.parquet

from pipeline.database import Connection
from pipeline.release import DESCRIPTOR, Release, citation_of

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

Resource = dict[str, Any]


def read_tables(connection: Connection, schemas: Path) -> dict[str, pyarrow.Table]:
    """Return the tables to be published, from the database, with the Arrow schemas of their models.

    `schemas` is the folder with what is derived from the models.
    """
    tables = {}
    for resource in _resources(schemas):
        name = resource["name"]
        schema = pyarrow.ipc.read_schema(pyarrow.py_buffer((schemas / f"{name}.arrow").read_bytes()))
        columns = connection.sql(f"FROM {name}").to_arrow_table().select(schema.names).columns
        # A cast would load another library for nothing.
        tables[name] = pyarrow.Table.from_arrays(columns, schema=schema)
    return tables


def _resources(schemas: Path) -> list[Resource]:
    """Return what a package of any format says of each table."""
    resources: list[Resource] = json.loads((schemas / "resources.json").read_text("utf-8"))
    return resources


def write_package(
    connection: Connection, tables: dict[str, pyarrow.Table], folder: Path, release: Release, schemas: Path
) -> None:
    """Write a package to a new folder, which has the name of its format.

    `connection` is to the database with the `tables`; `schemas` is the folder with what is derived from the models.
    """
    folder.mkdir(parents=True)
    file_format, resources = folder.name, _resources(schemas)
    described = []
    for resource in resources:
        file = folder / f"{resource['name']}.{file_format}"
        if file_format == "csv":
            _write_csv(connection, tables[resource["name"]], file)
        else:
            pyarrow.parquet.write_table(tables[resource["name"]], file)
        described.append(describe(resource, file.read_bytes(), file_format))
    query = "SELECT title, publisher, url FROM documents ORDER BY document_id"
    package = describe_package(release, connection.execute(query).fetchall(), file_format) | {"resources": described}
    (folder / DESCRIPTOR).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", "utf-8")
    (folder / "README.md").write_text(_readme(package, schemas, file_format, tables), "utf-8")


def _write_csv(connection: Connection, table: pyarrow.Table, file: Path) -> None:
    connection.from_arrow(table).to_csv(str(file), sep=",", na_rep="", header=True)


def describe(resource: Resource, data: bytes, file_format: str) -> Resource:
    """Return the descriptor of the file of one table, which contains `data`."""
    described: Resource = {
        "name": resource["name"],
        "type": "table",
        "profile": "tabular-data-resource",  # the name for a table in version 1: some readers require it
        "title": resource["title"],
        "description": resource["description"],
        "path": f"{resource['name']}.{file_format}",
        "format": file_format,
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
    }
    if file_format == "csv":
        # For Parquet, frictionless counts other bytes than those of the file, and would find the package invalid.
        described |= {"mediatype": "text/csv", "encoding": "utf-8", "bytes": len(data)}
    else:
        described |= {"mediatype": "application/vnd.apache.parquet"}
    return described | {"schema": resource["schema"]}


def describe_package(release: Release, documents: Iterable[tuple[str, str, str]], file_format: str) -> Resource:
    """Return the descriptor of a package, without its resources; `documents` are titles, publishers and URLs."""
    name, home, documents = f"{release.name}-{file_format}", release.homepage, list(documents)
    owners = " and ".join(dict.fromkeys(publisher for _, publisher, _ in documents))
    return {
        "$schema": PROFILE,
        "name": name,
        **({"id": f"{home}#{name}-{release.version}", "homepage": home} if home else {}),
        "title": release.title,
        "description": f"{release.description}. The words quoted from the page are © {owners}: the licence of the data "
        "does not cover them",
        "version": release.version,
        "created": f"{release.released.isoformat()}T00:00:00Z",
        "keywords": release.keywords,
        "licenses": release.licenses,
        "sources": [
            {"title": f"{title} (the words of the page: © {publisher})", "path": url}
            for title, publisher, url in documents
        ],
        "contributors": [{"title": name, "roles": ["creator"]} for name in release.contributors],
    }


def _readme(descriptor: Resource, schemas: Path, file_format: str, tables: Mapping[str, pyarrow.Table]) -> str:
    template = Template((Path(__file__).parent / "package-readme.md").read_text("utf-8"))
    return template.substitute(
        title=descriptor["title"],
        description=descriptor["description"],
        version=descriptor["version"],
        created=descriptor["created"][:10],
        citation=citation_of(descriptor),
        sources="\n".join(f"- {source['title']}: <{source['path']}>" for source in descriptor["sources"]),
        licenses="; ".join(f"[{item['title']}]({item['path']})" for item in descriptor["licenses"]),
        format={"csv": "CSV", "parquet": "Parquet"}[file_format],
        extension=file_format,
        confidence=_confidence(descriptor["resources"], tables),
        tables="\n".join(f"- `{item['path']}`: {item['description']}" for item in descriptor["resources"]),
        diagram=(schemas / "diagram.mermaid").read_text("utf-8").rstrip(),
        dictionary=(schemas / "dictionary.md").read_text("utf-8").rstrip(),
    )


def _confidence(resources: Iterable[Resource], tables: Mapping[str, pyarrow.Table]) -> str:
    """Return how certain the rows are, for each table that says so, as a table in Markdown."""
    lines = []
    for resource in resources:
        for field in resource["schema"]["fields"]:
            if field["name"] == "confidence":
                values = field["constraints"]["enum"]
                # Without Arrow's own `drop_null`, for which it would load a library.
                found = [value for value in tables[resource["name"]]["confidence"].to_pylist() if value is not None]
                share = f"{found.count('verified') / len(found):.0%}" if found else "–"
                lines.append([f"`{resource['name']}`", len(found), *map(found.count, values), share])
    header = [["table", "rows", *values, "share verified"], ["---", *["---:"] * (len(values) + 2)]]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in header + lines)


def write_zip(folder: Path, target: Path) -> None:
    """Write the files of a folder to the root of a zip, where readers of Data Packages look for `datapackage.json`."""
    target.write_bytes(zipped({file.name: file.read_bytes() for file in sorted(folder.iterdir())}))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip; the same files in the same order give the same bytes.

    They are not compressed, because the result would depend on the version of the library.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as from Unix, on any system
            archive.writestr(entry, data)
    return content.getvalue()
