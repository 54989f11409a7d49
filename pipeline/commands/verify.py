"""Check what was published, a folder or a zip, using nothing else. Nothing is built.

It checks whatever is there: checksums, types, keys, and whether CSV, Parquet and database have the same rows.
"""

from __future__ import annotations

import argparse
import gc

from pipeline.commands.common import OUTPUT, path, reader_may_leave
from pipeline.faults import Faults


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the path."""
    parser.add_argument("path", nargs="?", default=str(OUTPUT), help="a folder or a zip; by default, output/")


def run(options: argparse.Namespace) -> int:
    """Print what was checked; raises Faults with everything that is wrong."""
    gc.disable()  # imports create many objects and free few
    # Before `pipeline.database` makes DuckDB zero freed memory, which only builds need and which slows all queries.
    import duckdb  # noqa: F401

    from pipeline.verify import output

    gc.freeze()
    gc.enable()
    checked, faults = output.run(path(options.path))
    with reader_may_leave():  # before the faults, even if both go to the same file
        print("".join(f"{line}\n" for line in checked), end="", flush=True)
    if faults:
        raise Faults(faults)
    return 0
