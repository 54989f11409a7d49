"""Checks what a published database declares against the models: tables, views, their columns, all comments.

DuckDB describes both the published database and one made from the models.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline import database
from pipeline.faults import Fault
from pipeline.verify.descriptor import AGAIN, fault, quoted
from schemas.ddl import definitions
from schemas.tables import TABLES, VIEWS, described


class _Key(NamedTuple):
    table: str  # or the name of what is not a table
    column: str  # empty for the table itself
    kind: str


class _Declared(NamedTuple):
    definition: str
    comment: str | None


_REMEDY = f"{AGAIN}, or verify it with the code of its version"
# The models have nothing of the kinds that follow columns. A macro would replace the function of the same name, which
# would change the rows of a view, and also these queries if they did not name functions in full.
_QUERY = """
    SELECT schema_name, table_name, '' AS column_name, 'table' AS kind, sql AS definition, comment
    FROM system.main.duckdb_tables() WHERE NOT internal
    UNION ALL
    SELECT schema_name, view_name, '', 'view', sql, comment FROM system.main.duckdb_views() WHERE NOT internal
    UNION ALL
    SELECT schema_name, table_name, column_name, 'column', data_type, comment
    FROM system.main.duckdb_columns() WHERE NOT internal
    UNION ALL
    SELECT schema_name, function_name, '', 'macro', '', comment FROM system.main.duckdb_functions() WHERE NOT internal
    UNION ALL
    SELECT schema_name, type_name, '', 'type', '', comment FROM system.main.duckdb_types() WHERE NOT internal
    UNION ALL
    SELECT schema_name, sequence_name, '', 'sequence', '', comment FROM system.main.duckdb_sequences()
    UNION ALL
    SELECT schema_name, index_name, '', 'index', '', comment FROM system.main.duckdb_indexes()
"""


def other_declarations(connection: database.Connection, place: str) -> Iterator[Fault]:
    """Yield each table, view and column of a database that is not as the models declare it, or not in the models."""
    ours, theirs = _by_models(), _declared(connection)
    of_both = {key.table for key in ours.keys() & theirs.keys() if not key.column}
    for key in sorted(ours.keys() | theirs.keys()):
        if key.column and key.table not in of_both:
            continue  # its table is reported, so it need not be
        what = " ".join(filter(None, (key.kind, key.column)))
        if problem := _problem(ours.get(key), theirs.get(key), key.kind):
            yield fault(f"{place}/{key.table}", f"the {what} {problem}", _REMEDY)


def _problem(ours: _Declared | None, theirs: _Declared | None, kind: str) -> str | None:
    """Return what is wrong with a declaration in a database; None if nothing is."""
    if theirs is None:
        return "is not there"
    if ours is None:
        return "is in no model"
    if theirs.definition != ours.definition:
        match kind:
            case "table":
                return "differs from its model in columns, types, keys or checks"
            case "view":
                return f"has a different query than in the models: {quoted(theirs.definition)}"
        return f"is of the type {theirs.definition}, not {ours.definition}"
    if theirs.comment != ours.comment:
        return f"has the comment {quoted(theirs.comment)}, not {quoted(ours.comment)}"
    return None


@cache
def _by_models() -> dict[_Key, _Declared]:
    """Return what a database declares that is made as the build makes it, with the comments of the models.

    It is written to a file and read again, because DuckDB words a stored view differently. It is made without comments,
    because most of the time would be spent on writing these.
    """
    comments = {name: described(model) for name, model in {**TABLES, **VIEWS}.items()}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / database.FILE
        connection = database.create(file)
        connection.execute(f"BEGIN; {definitions()}; COMMIT")  # one transaction is faster than many
        database.close(connection)
        with database.open_read_only(file) as connection:
            made = _declared(connection)
    return {key: one._replace(comment=comments[key.table][key.column]) for key, one in made.items()}


def _declared(connection: database.Connection) -> dict[_Key, _Declared]:
    """Return what a database declares; names outside its schema `main` include their schema."""
    declared = {}
    for schema, table, column, kind, definition, comment in connection.execute(_QUERY).fetchall():
        name = table if schema == "main" else f"{schema}.{table}"
        declared[_Key(name, column, kind)] = _Declared(definition, comment)
    return declared
