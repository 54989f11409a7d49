"""How the database is made, opened and queried."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from pipeline.faults import Fault, Faults

# Freed memory is zeroed; otherwise random bytes of it would end up in the file. DuckDB reads this when it is imported.
os.environ["DUCKDB_JE_MALLOC_CONF"] = "zero:true"

import duckdb

# For modules that would otherwise import DuckDB themselves: this module must be the first to do so.
Error = duckdb.Error
Connection = duckdb.DuckDBPyConnection

FILE = "cites-cooperation.duckdb"
# The oldest storage, so that every DuckDB since 1.1 opens it; small blocks, because the tables are small.
_STORAGE = "STORAGE_VERSION 'v1.0.0', BLOCK_SIZE 16384"


def create(path: Path) -> Connection:
    """Return a connection whose default database is a new file; with it, the same statements give the same bytes.

    Pass it to `close`, which writes the file.
    """
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET force_compression = 'uncompressed'")
    connection.execute(f"ATTACH ? AS dataset ({_STORAGE})", [str(path)])
    connection.execute("USE dataset")
    return connection


def close(connection: Connection) -> None:
    """Write the file of a connection made by `create`, and close the connection."""
    connection.execute("USE memory")
    connection.execute("DETACH dataset")
    connection.close()


def open_read_only(path: Path) -> Connection:
    """Return a connection that can only read the database.

    Raises Faults if another program has opened it for writing, and Error if it cannot be opened for another reason.
    """
    try:
        return duckdb.connect(str(path), read_only=True, config={"threads": 1})
    except duckdb.IOException as error:
        if not re.search("Could not set lock|used by another process", str(error)):
            raise
        held = re.search(r"held in (.+ \(PID [0-9]+\))", str(error))
        problem = f"is open in {held[1] if held else 'another program'}, which may change it"
        remedy = "close it there, or open it there with -readonly"
        raise Faults([Fault(str(path), None, problem, remedy)]) from None


def open_untrusted(path: Path) -> Connection:
    """Return a connection that can read the database and no other file: a view in it could name any file."""
    connection = open_read_only(path)
    connection.execute("SET enable_external_access = false")
    return connection


def rows(connection: Connection, query: str) -> list[dict[str, Any]]:
    """Return the rows of a result, as values by column."""
    answer = connection.sql(query)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


def problem(error: Error) -> str:
    """Return the message of an error of DuckDB on one line, without its mark below the SQL."""
    return " ".join(re.sub(r"\n *\^+\s*$", "", str(error)).split())
