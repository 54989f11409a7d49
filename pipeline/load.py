"""The third stage: the typed tables become the database, its keys, checks and comments from the models."""

from __future__ import annotations

from pathlib import Path

from pipeline import database


def run(ddl: Path, tables: Path, target: Path) -> str:
    """Write the database `target` from the statements in `ddl` and the Parquet files in `tables`.

    Raises duckdb.Error if a row violates a constraint.
    """
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    connection = database.create(partial)
    connection.execute(ddl.read_text("utf-8"))
    # In the order in which they were made, each table comes behind those it refers to.
    query = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'dataset' ORDER BY table_oid"
    names = [name for (name,) in connection.execute(query).fetchall()]
    for name in names:
        file = database.literal(tables / f"{name}.parquet")
        connection.execute(f"INSERT INTO {name} BY NAME FROM read_parquet({file})")
    database.close(connection)
    partial.replace(target)
    return f"{len(names)} tables in {target.stat().st_size:,} bytes"
