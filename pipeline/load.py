"""The third stage: the typed tables become the database, its keys, checks and comments from the models."""

from __future__ import annotations

from pathlib import Path

from pipeline import database
from pipeline.faults import Fault, Faults


def run(ddl: Path, tables: Path, target: Path) -> str:
    """Write the database `target` from the statements in `ddl` and the Parquet files in `tables`.

    Raises Faults if DuckDB cannot: a row violates a constraint, or the disk is full.
    """
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        count = _fill(partial, ddl, tables)
    except database.Error as error:
        raise Faults([Fault(str(target), None, " ".join(str(error).split()), "see which row it is")]) from error
    partial.replace(target)
    return f"{count} tables in {target.stat().st_size:,} bytes"


def _fill(file: Path, ddl: Path, tables: Path) -> int:
    """Make the database, and return the number of its tables."""
    connection = database.create(file)
    connection.execute("BEGIN")  # one transaction: a third of the time
    connection.execute(ddl.read_text("utf-8"))
    # In the order in which they were made, each table comes behind those it refers to.
    query = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'dataset' ORDER BY table_oid"
    names = [name for (name,) in connection.execute(query).fetchall()]
    for name in names:
        rows = database.literal(tables / f"{name}.parquet")
        connection.execute(f"INSERT INTO {name} BY NAME FROM read_parquet({rows})")
    connection.execute("COMMIT")
    database.close(connection)
    return len(names)
