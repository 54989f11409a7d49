"""Run SQL on output/cites-cooperation.duckdb, and print each answer as a table.

The table is as wide as the terminal; if the output is not a terminal, it is printed in full.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import signal
import sys
from pathlib import Path

from pipeline.commands.common import OUTPUT, reader_may_leave
from pipeline.faults import Fault, Faults
from pipeline.release import CHECKSUMS

NO_SQL = Fault("query", None, "there is no SQL", "give one: make query SQL='FROM partners'")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the query."""
    parser.add_argument("sql", metavar="SQL", help="one or more statements, as one argument")


def run(options: argparse.Namespace) -> int:
    """Print the answers; raises Faults if there is no query, if it fails, or if the database is not as published."""
    from pipeline import database

    file, sql = OUTPUT / database.FILE, options.sql
    if not sql.strip():
        raise Faults([NO_SQL])
    try:
        sql.encode("utf-8")  # fails for bytes that were not UTF-8
    except UnicodeEncodeError:
        raise Faults([Fault("query", None, "the SQL is not UTF-8", "write it in UTF-8")]) from None
    _see_that_it_is_as_published(file)
    # Ctrl-C ends the process; otherwise, DuckDB would raise an error of its own.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        # The query is not trusted either: it may read the dataset, but no file.
        connection = database.open_untrusted(file)
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 1_000_000
        with reader_may_leave():
            statements = connection.extract_statements(sql)
            if not statements:  # only comments
                raise Faults([NO_SQL])
            for statement in statements:
                answer = connection.sql(statement.query)
                if answer is not None:
                    answer.show(max_width=width, max_rows=1_000_000)
    except database.Error as error:
        raise Faults([Fault("query", None, database.problem(error), "correct the SQL")]) from error
    return 0


def _see_that_it_is_as_published(file: Path) -> None:
    """Raise Faults if a file of `output/` is missing, or not as it was built."""
    from pipeline.publish import checksums

    sums = file.with_name(CHECKSUMS)
    if not file.exists() or not sums.exists():
        raise Faults([Fault(str(file if sums.exists() else sums), None, "is not there", "run `make build`")])
    ours = (file.name, hashlib.sha256(file.read_bytes()).hexdigest())
    if ours not in checksums.read(sums):
        problem = f"was changed after the build: {CHECKSUMS} has a different SHA-256"
        raise Faults([Fault(str(file), None, problem, "run `make build`, which makes it again")])
