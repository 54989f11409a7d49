"""Whether CSV, Parquet and database hold the same rows, in the same order."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet

from pipeline.database import Connection
from pipeline.package import Resource, read_schema
from pipeline.release import DESCRIPTOR, FORMATS


def different_tables(connection: Connection, output: Path, schemas: Path) -> list[str]:
    """Return the files below `output` whose rows are not those of the database, a line each.

    `schemas` is the folder of what is derived from the models.
    """
    differ = []
    for file_format in FORMATS:
        descriptor = json.loads((output / file_format / DESCRIPTOR).read_text("utf-8"))
        for resource in descriptor["resources"]:
            schema = read_schema(schemas, resource["name"])
            published = _read(resource, output / file_format, schema)
            expected = connection.sql(f"FROM {resource['name']}").to_arrow_table().cast(schema)
            if not published.equals(expected):
                rows = f"{published.num_rows} rows, the database {expected.num_rows}"
                differ.append(f"{file_format}/{resource['path']} does not hold the rows of the database: it has {rows}")
    return differ


def _read(resource: Resource, folder: Path, schema: pyarrow.Schema) -> pyarrow.Table:
    """Return the rows of a file, of the types of its schema."""
    file = folder / resource["path"]
    if resource["format"] == "parquet":
        return pyarrow.parquet.ParquetFile(file).read()
    options = pyarrow.csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return pyarrow.csv.read_csv(file, parse_options=parsing, convert_options=options).cast(schema)
