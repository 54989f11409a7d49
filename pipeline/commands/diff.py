"""Compare two CSV packages: what was added, removed and changed, as Markdown.

Exit code: 0 if they are equal, 1 if they differ, 2 if they cannot be compared.
"""

from __future__ import annotations

import argparse
import sys
import traceback

from pipeline import ROOT
from pipeline.commands.common import path, reader_may_leave
from pipeline.faults import Fault, Faults, broken_off

_LISTED = 12  # keys that are gone: if there are more, something was renamed


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add both packages, and what the exit code says."""
    parser.add_argument("old", metavar="OLD", help="a folder or zip")
    parser.add_argument("new", nargs="?", metavar="NEW", default="output/csv", help="by default, output/csv")
    parser.add_argument("--exit-zero", action="store_true", help="exit with 0 where they differ, too")


def run(options: argparse.Namespace) -> int:
    """Print how two packages differ; return 0 if they do not, 1 if they do, 2 after one line for each fault.

    An unexpected error also returns 2, after its traceback, because 1 means that the packages were compared.
    """
    try:
        return 1 if _print_difference(options) and not options.exit_zero else 0
    except Faults as faults:
        print(faults, file=sys.stderr)
    except OSError as error:
        print(broken_off(error, options.command), file=sys.stderr)
    except Exception:  # noqa: BLE001 - whatever it is
        traceback.print_exc()
    return 2


def _print_difference(options: argparse.Namespace) -> bool:
    """Print how two packages differ, and return whether they do; raises Faults."""
    from pipeline.diff import compare, load, retired, sentences, show

    if not options.old:
        raise Faults([Fault("diff", None, "there is no OLD", "give one: make diff OLD=path/of/older.zip")])
    old, new = load.load(path(options.old)), load.load(path(options.new))
    of_curators = retired.read_retired(ROOT)
    comparison = compare.compare(old, new, of_curators)
    shown = show.show(comparison, old, new)
    with reader_may_leave():
        sys.stdout.buffer.write(shown.encode("utf-8", errors="backslashreplace"))
    tables = {*new.tables, *(table for headed in sentences.HEADINGS.values() for table in headed)}
    for mistake in retired.mistaken(of_curators, {name: table.rows for name, table in new.tables.items()}, tables):
        print(f"note: {mistake}", file=sys.stderr)
    if gone := show.unexplained(comparison, old):
        more = f" and {len(gone) - _LISTED} more" if len(gone) > _LISTED else ""
        what = f"if one of them was replaced by another key, or was never right, say so in {retired.RETIRED}"
        print(f"note: these keys are gone: {', '.join(gone[:_LISTED])}{more}; {what}", file=sys.stderr)
    return not comparison.is_equal
