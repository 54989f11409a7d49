"""Describes what is published for dataset catalogues: `croissant.json`, a schema.org Dataset in Croissant 1.0.

Everything comes from the descriptors of the packages and from the files. Version 1.0 is used because readers of 1.1
also read it, and nothing new in 1.1 is needed (docs.mlcommons.org/croissant/docs/croissant-spec.html).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.release import DESCRIPTOR, FORMATS, as_dataset, media_type

FILE = "croissant.json"

Json = dict[str, Any]

# The context required by the specification, word for word.
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_DATA_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "date": "sc:Date"}


def describe(output: Path) -> Json:
    """Return the description of a folder that is to be published; all other files in it must be finished.

    The records are those of the Parquet files, because readers guess the types of a CSV file, and 18.60 would become
    18.6. The CSV files and the others are described as downloads.
    """
    package = _read(output / "csv")
    tables = _read(output / "parquet")["resources"]
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "url": "./",  # Croissant requires one: without a home page, the folder of this file
        **as_dataset(package),
        "citeAs": _bibtex(package),
        "distribution": list(_files(output)),
        "recordSet": [_record_set(table) for table in tables],
    }


def content(output: Path) -> bytes:
    """Return the content of `croissant.json`: the description of a folder, as JSON."""
    return (json.dumps(describe(output), ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _read(folder: Path) -> Json:
    descriptor: Json = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    return descriptor


def _bibtex(package: Json) -> str:
    parts = {
        "author": " and ".join(f"{{{person['title']}}}" for person in package["contributors"]),
        "title": package["title"],
        "year": package["created"][:4],
        "version": package["version"],
    } | ({"url": package["homepage"]} if "homepage" in package else {})
    return "@misc{cites-cooperation, " + ", ".join(f"{name} = {{{value}}}" for name, value in parts.items()) + "}"


def _files(output: Path) -> Iterator[Json]:
    """Yield the description of each file with data; the site, if it is there, only has copies.

    The tables are described as files in the zips, so that the description is right wherever it is next to these, as in
    a release, which has no folders.
    """
    yield from (_file(output, file) for file in _with_data(output))
    for file_format in FORMATS:
        [zipped] = output.glob(f"*-{file_format}.zip")
        for file in _with_data(output / file_format):
            yield _file(output, file) | {"contentUrl": file.name, "containedIn": {"@id": zipped.name}}


def _with_data(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.name != FILE and media_type(file.name))


def _file(output: Path, file: Path) -> Json:
    data = file.read_bytes()
    path = file.relative_to(output).as_posix()
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": file.name,
        "contentUrl": path,
        "contentSize": f"{len(data)} B",
        "encodingFormat": media_type(file.name),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _record_set(table: Json) -> Json:
    schema = table["schema"]
    refers = {key["fields"][0]: key["reference"] for key in schema.get("foreignKeys", [])}
    return {
        "@type": "cr:RecordSet",
        "@id": table["name"],
        "name": table["name"],
        "description": table["description"],
        "key": [{"@id": f"{table['name']}/{column}"} for column in schema["primaryKey"]],
        "field": [_field(table["name"], column, refers.get(column["name"])) for column in schema["fields"]],
    }


def _field(table: str, column: Json, reference: Json | None) -> Json:
    """Return the description of a column, and of what it refers to.

    It refers to a column of a file rather than to a field, because mlcroissant cannot use fields to join a table with
    itself, or to read a table twice.
    """
    values = column.get("constraints", {}).get("enum")
    field = {
        "@type": "cr:Field",
        "@id": f"{table}/{column['name']}",
        "name": column["name"],
        "description": column["description"] + (f"; one of: {', '.join(values)}" if values else ""),
        "dataType": _DATA_TYPES[column["type"]],
        "source": _column(table, column["name"]),
    }
    return field | ({"references": _column(reference["resource"] or table, *reference["fields"])} if reference else {})


def _column(table: str, name: str) -> Json:
    return {"fileObject": {"@id": f"parquet/{table}.parquet"}, "extract": {"column": name}}
