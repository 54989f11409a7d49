"""The oldest DuckDB that is promised to read the database does so, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import duckdb
import pytest

from pipeline.database import FILE
from schemas.tables import TABLES, VIEWS

# In DuckDB 1.1 a view of an attached database looks for its tables in the database that is in use.
ATTACHED = """
import json, sys
import duckdb

connection = duckdb.connect()
connection.execute(f"ATTACH '{sys.argv[1]}' AS cites (READ_ONLY)")
connection.execute("SET enable_progress_bar = false")
connection.execute("USE cites")
connection.execute("CREATE TABLE memory.partners AS FROM partners")
counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in json.loads(sys.argv[2])]
print(json.dumps([*counts, connection.execute("SELECT count(*) FROM memory.partners").fetchone()[0]]))
"""

READ = """
import json, sys
import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
names = [name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()]
rows = {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}
comments = connection.execute("SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL").fetchall()
print(json.dumps([duckdb.__version__, rows, comments], default=str))
"""


@pytest.mark.slow
def test_it_reads_each_table_view_and_comment(
    oldest_python: Path, output: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    done = subprocess.run([oldest_python, "-c", READ, output / FILE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    version, rows, comments = json.loads(done.stdout)
    assert version.startswith("1.1.")
    assert sorted(rows) == sorted([*TABLES, *VIEWS])
    for name, found in rows.items():
        expected = connection.execute(f"FROM {name} ORDER BY ALL").fetchall()
        assert found == json.loads(json.dumps(expected, default=str)), name
    expected = connection.execute("SELECT table_name, comment FROM duckdb_tables() ORDER BY ALL").fetchall()
    assert comments == json.loads(json.dumps(expected))
    assert all(comment for _, comment in comments)


@pytest.mark.slow
def test_attached_and_in_use_it_has_its_views(
    oldest_python: Path, output: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    command = [oldest_python, "-c", ATTACHED, output / FILE, json.dumps(list(VIEWS))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = [len(connection.execute(f"FROM {name}").fetchall()) for name in [*VIEWS, "partners"]]
    assert json.loads(done.stdout) == counts
