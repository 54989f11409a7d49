"""The models as Arrow schemas: those of the Parquet files."""

from __future__ import annotations

import json
from typing import Any

import pyarrow
from pandera.api.pandas.components import Column

from schemas.base import Table
from schemas.tables import columns, description


def arrow_type(column: Column) -> pyarrow.DataType:
    """Return the type of a column."""
    found: pyarrow.DataType = column.dtype.type.pyarrow_dtype
    return found


def arrow_schema(model: type[Table]) -> pyarrow.Schema:
    """Return the Arrow schema of a table's Parquet file, with descriptions.

    Its metadata for pandas keeps integers from becoming floats where some are missing.
    """
    fields = [
        pyarrow.field(name, arrow_type(column), column.nullable, {"description": column.description})
        for name, column in columns(model).items()
    ]
    return pyarrow.schema(fields, {"description": description(model), "pandas": json.dumps(_for_pandas(model))})


_PANDAS_TYPES = {
    pyarrow.string(): ("unicode", "object"),
    pyarrow.int64(): ("int64", "int64"),
    pyarrow.date32(): ("date", "object"),
    pyarrow.bool_(): ("bool", "bool"),
}


def _for_pandas(model: type[Table]) -> dict[str, Any]:
    """Return what pandas looks for in a Parquet file: the types of the columns, as pandas itself would write them."""
    described = []
    for name, column in columns(model).items():
        pandas_type, numpy_type = _PANDAS_TYPES[arrow_type(column)]
        if numpy_type == "int64" and column.nullable:
            numpy_type = "Int64"  # else 1973 would become 1973.0 where a year is missing
        described.append(
            {"name": name, "field_name": name, "pandas_type": pandas_type, "numpy_type": numpy_type, "metadata": None}
        )
    return {"index_columns": [], "column_indexes": [], "columns": described}
