"""Run SQL on output/cites-cooperation.duckdb, and print each answer as a table.

The table is as wide as the terminal, or whole where there is none.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys

from pipeline.commands.work import OUTPUT
from pipeline.faults import Fault, Faults


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the query."""
    parser.add_argument("sql", metavar="SQL", help="one or more statements, as one argument")


def run(options: argparse.Namespace) -> int:
    """Print the answers; raises Faults if there is no query, no database, or an error in the query."""
    from pipeline import database

    file = OUTPUT / database.FILE
    if not options.sql.strip():
        raise Faults([Fault("query", None, "there is no SQL", "give one: make query SQL='FROM partners'")])
    if not file.exists():
        raise Faults([Fault(str(file), None, "is not there", "run `make build`")])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it: DuckDB would raise an error of its own
    try:
        connection = database.open_untrusted(file)  # nor is the query trusted: it reads the dataset, and no file
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 1_000_000
        for statement in connection.extract_statements(options.sql):
            answer = connection.sql(statement.query)
            if answer is not None:
                answer.show(max_width=width, max_rows=1_000_000)
    except database.Error as error:
        raise Faults([Fault("query", None, database.problem(error), "correct the SQL")]) from error
    return 0
