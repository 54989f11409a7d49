"""Checks that CSV, Parquet and database have the same rows, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet

from pipeline.faults import Fault
from pipeline.release import FORMATS


def different_files(tables: Mapping[str, pyarrow.Table], output: Path) -> Iterator[Fault]:
    """Yield each file of the packages in `output` whose rows differ from `tables`, those of the database."""
    for file_format in FORMATS:
        for name, table in tables.items():
            file = output / file_format / f"{name}.{file_format}"
            published = _read(file, table.schema)
            if not published.equals(table):
                counts = f"it has {published.num_rows} rows, the database {table.num_rows}"
                problem = f"does not have the rows of the database: {counts}"
                yield Fault(str(file), None, problem, "look in pipeline/publish/package.py")


def _read(file: Path, schema: pyarrow.Schema) -> pyarrow.Table:
    """Return the rows of a file, with the types of its schema."""
    if file.suffix == ".parquet":
        return pyarrow.parquet.ParquetFile(file).read()
    options = pyarrow.csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
    # A row may not be longer than one block, which is a megabyte by default.
    reading = pyarrow.csv.ReadOptions(block_size=file.stat().st_size)
    columns = pyarrow.csv.read_csv(file, reading, parsing, options).select(schema.names).columns
    return pyarrow.Table.from_arrays(columns, schema=schema)
