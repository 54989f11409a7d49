"""The models as data packages describe them: as Table Schema, with every rule also in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow
from pandera.api.checks import Check
from pandera.api.pandas.components import Column

from schemas import checks
from schemas.arrow import arrow_type
from schemas.base import Table
from schemas.tables import columns, description, primary_key, quotes, refers

_TYPES = {pyarrow.string(): "string", pyarrow.int64(): "integer", pyarrow.date32(): "date"}


def table_schema(name: str, model: type[Table]) -> dict[str, Any]:
    """Return the Table Schema of a table.

    The rules of a column, and those across columns, are also given in words, as `rules`. This property of our own also
    includes what Table Schema cannot express.
    """
    schema: dict[str, Any] = {
        "fields": [_field(name, model, column) for column in columns(model).values()],
        "primaryKey": primary_key(model),
        "missingValues": [""],
    }
    if foreign_keys := list(_foreign_keys(name, model)):
        schema["foreignKeys"] = foreign_keys
    if rules := [_in_words(check) for check in model.to_schema().checks]:
        schema["rules"] = rules
    return schema


def _field(table: str, model: type[Table], column: Column) -> dict[str, Any]:
    field = {"name": column.name, "type": _TYPES[arrow_type(column)], "description": column.description}
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if column.unique or primary_key(model) == [column.name]:
        constraints["unique"] = True
    for check in column.checks:
        constraints |= checks.constraint(check)
    if column.nullable or refers(column):
        # Tools that load a package into SQL apply a pattern to empty cells, too, and fail. A foreign key needs no
        # pattern, because the key that it refers to has it.
        constraints.pop("pattern", None)
    if constraints:
        field["constraints"] = constraints
    if rules := list(_rules(table, column)):
        field["rules"] = rules
    return field


def _foreign_keys(table: str, model: type[Table]) -> Iterator[dict[str, Any]]:
    for name, column in columns(model).items():
        if target := refers(column):
            resource = "" if target[0] == table else target[0]  # "" is the table itself
            yield {"fields": [name], "reference": {"resource": resource, "fields": [target[1]]}}


def _rules(table: str, column: Column) -> Iterator[str]:
    """Yield each rule of a column in words."""
    if not column.nullable:
        yield "required"
    if column.unique:
        yield "unique"
    if target := refers(column):
        where = "; checked by the build, not by DuckDB" if target[0] == table else ""
        yield f"refers to `{target[0]}.{target[1]}`{where}"
    if quotes(column):
        yield "must be the words of the span (checked by the build)"
    for check in column.checks:
        yield _in_words(check)


def _in_words(check: Check) -> str:
    """Return a rule in words, with the place where it is checked if the database or Table Schema cannot express it."""
    entry = checks.of(check)
    if entry.sql and entry.constraint:
        return checks.words(check)
    places = "the build and DuckDB" if entry.sql else "the build"
    return f"{checks.words(check)} (checked by {places}; Table Schema cannot say it)"


def resource(name: str, model: type[Table]) -> dict[str, Any]:
    """Return what a package of any format says of a table."""
    return {
        "name": name,
        "title": model.to_schema().title,
        "description": description(model),
        "schema": table_schema(name, model),
    }
