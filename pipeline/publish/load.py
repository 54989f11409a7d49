"""Loads rows into the database; its keys, checks, views and comments come from the models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import database
from pipeline.faults import Fault, Faults

_ROWS = "SELECT unnest(from_json(?, ?), recursive := true)"


def load(rows: Mapping[str, list[dict[str, Any]]], empty: Path, target: Path) -> None:
    """Write the rows of each table to a new database `target`, which gets everything else from the database `empty`.

    Raises Faults if DuckDB cannot: a row violates a constraint, or the disk is full.
    """
    try:
        connection = database.create(target)
        connection.execute("BEGIN")  # one transaction is faster than many
        connection.execute("ATTACH ? AS empty (READ_ONLY)", [str(empty)])
        connection.execute("COPY FROM DATABASE empty TO dataset (SCHEMA)")
        # Tables were created in an order in which each comes after those it refers to.
        query = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'dataset' ORDER BY table_oid"
        for (name,) in connection.execute(query).fetchall():
            if given := rows.get(name):
                connection.execute(f"INSERT INTO {name} BY NAME {_ROWS}", _as_json(given))
        connection.execute("COMMIT")
        database.close(connection)
    except database.Error as error:
        raise Faults([Fault(str(target), None, database.problem(error), "fix that, and build again")]) from error


def _as_json(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """Return rows as JSON, and their columns for DuckDB's `from_json`: all as text, which is converted on insertion."""
    return json.dumps(rows), json.dumps([dict.fromkeys(rows[0], "VARCHAR")])
