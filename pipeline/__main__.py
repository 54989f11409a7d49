"""The command line of the pipeline; `make` calls it."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.faults import Fault, Faults, broken_off
from pipeline.lock import exclusive

ROOT = Path(__file__).parent.parent
BUILD = Path("build")
CORPUS = """TEXTS: a file is a text if its name ends in .txt or .txt.gz, in upper or lower case, at any depth; links to
folders are not followed. It must be UTF-8, and no more than 50 MB. OUT is made: documents, passages, mentions and
citations as Parquet, a folder each; corpus.duckdb, which is opened from OUT; rejected.csv, the files that could not
be read, and why. Run it again and it goes on where it stopped; parts whose texts have changed since, or the code or
the names, are made anew. Exit code: 0, or 1 if a file was rejected or something is wrong, or 130 after Ctrl-C."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 after one line for each fault; `diff` and `corpus` have more codes."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a character of the page still shows the rest
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return _run(options)
    except Faults as faults:
        print(faults, file=sys.stderr)
        return 1
    except OSError as error:
        print(broken_off(error, options.command), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{options.command}: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in {
        "build": "parse the page, load the rows, write both packages, check rows and packages, and swap output/",
        "site": "make the site of output/ as output/site/",
        "pin": "accept a changed page: show what changed, and record its SHA-256",
        "citation": "write CITATION.cff and the README's citation anew from pyproject.toml",
    }.items():
        commands.add_parser(name, help=words, description=words)
    words = "run a query on output/cites-cooperation.duckdb, and print a table"
    query = commands.add_parser("query", help=words, description=words)
    query.add_argument("sql", nargs="?", help="the query; by default, that of the environment's SQL")
    words = "print the Resolutions and Decisions that texts cite"
    cite = commands.add_parser("cite", help=words, description=words)
    cite.add_argument("files", nargs="*", metavar="FILE", help="text files in UTF-8; without any, standard input")
    cite.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="JSON Lines (the default) or CSV")
    cite.add_argument(
        "--inferred",
        action="store_true",
        help="numbers without a word before them too, where a heading says what they are",
    )
    words = "show output/site/ in a browser of this machine, until interrupted"
    serve = commands.add_parser("serve", help=words, description=words)
    serve.add_argument("--port", default="8000", help="by default, 8000")
    words = "read every text below a folder into tables of what it names and cites"
    corpus = commands.add_parser("corpus", help=words, description=f"{words}. {CORPUS}")
    corpus.add_argument("texts", nargs="?", metavar="TEXTS", help="the folder; by default, the environment's TEXTS")
    corpus.add_argument("out", nargs="?", metavar="OUT", help="what is made; by default, the environment's OUT")
    by_default = "by default, the environment's WORKERS, or one for each core"
    corpus.add_argument("--workers", metavar="N", help=f"processes of this machine; {by_default}")
    by_default = "by default, the environment's SCHEDULER, or none"
    corpus.add_argument("--scheduler", metavar="ADDRESS", help=f"of a Dask cluster, tcp://host:8786; {by_default}")
    words = "compare two CSV packages: what was added, removed and changed, as Markdown"
    codes = "exit with 0 if they are equal, 1 if they differ, 2 if they cannot be compared"
    diff = commands.add_parser("diff", help=words, description=f"{words}; {codes}")
    diff.add_argument("old", nargs="?", metavar="OLD", help="a folder or zip; by default, the environment's OLD")
    diff.add_argument("new", nargs="?", metavar="NEW", default="output/csv", help="by default, output/csv")
    diff.add_argument("--json", action="store_true", help="the same as JSON")
    diff.add_argument("--exit-zero", action="store_true", help="exit with 0 where they differ, too")
    words = "check what was published, as far as it is there: a folder or a zip; build nothing"
    verify = commands.add_parser("verify", help=words, description=words)
    verify.add_argument("path", nargs="?", help="by default, the environment's PACKAGE, else output/")
    return parser


def _run(options: argparse.Namespace) -> int:
    """Run a command, and return its code. Its modules are imported here: no command waits for those of another."""
    match options.command:
        case "build":
            return _make("build", _build)
        case "site":
            return _make("site", _site)
        case "query":
            return _query(options.sql or os.environ.get("SQL", ""))
        case "cite":
            return _cite(options)
        case "corpus":
            from pipeline.corpus import command

            return command.run(options.texts, options.out, options.workers, options.scheduler)
        case "diff":
            return _diff(options)
        case "verify":
            return _verify(Path(options.path or os.environ.get("PACKAGE") or "output"))
        case "serve":
            from pipeline.site import serve

            serve.run(Path("output/site"), options.port)
        case "pin":
            from pipeline import pin

            print(pin.run(ROOT))
        case "citation":
            from pipeline import cff

            print(cff.run(ROOT))
    return 0


def _make(command: str, run: Callable[[], str]) -> int:
    """Run what writes to `output/` while no other does, and print what it did."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once: whenever it ends, nothing is left half done
    started = time.perf_counter()
    with exclusive(BUILD):
        done = run()
    print(f"{command}: {done} ({time.perf_counter() - started:.1f} s)")
    return 0


def _build() -> str:
    """Make `output/` from `raw/`; return what was done."""
    from pipeline import checks

    checks.get_ready()  # before all else: it takes longest
    from pipeline import parse

    rows = parse.parse(ROOT)
    for note in parse.notes(ROOT, rows):
        print(f"note: {note}")
    counts = f"{len(rows['passages'])} passages, {sum(map(len, rows.values()))} rows in {len(rows)} tables"
    print(f"parse: {counts}", flush=True)
    from pipeline import publish  # behind it, so that a fault of the page need not wait for DuckDB

    return publish.run(ROOT, rows, BUILD, Path("output"))


def _site() -> str:
    """Make `output/site/` from `output/`; return what was done."""
    from pipeline.site import build

    return build.run(ROOT, Path("output"), BUILD)


def _cite(options: argparse.Namespace) -> int:
    """Print citations; a reader that wants no more, such as `head`, ends it."""
    from pipeline import cite

    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    with _reader_may_leave():
        cite.run(options.files, options.format, sys.stdout, inferred=options.inferred)
    return 0


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Print all; a reader that wants no more, such as `head`, ends it, and that is no fault."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _diff(options: argparse.Namespace) -> int:
    """Print how two packages differ; return 0 if they do not, 1 if they do, 2 after one line for each fault.

    An error that nobody thought of has 2 too, behind its traceback: 1 says that they were compared.
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
    from pipeline import diff

    old = options.old or os.environ.get("OLD", "")
    if not old:
        raise Faults([Fault("diff", None, "there is no OLD", "give one: make diff OLD=path/of/older.zip")])
    comparison = diff.compare(diff.load(Path(old)), diff.load(Path(options.new)), diff.read_retired(ROOT))
    shown = diff.show_json(comparison) if options.json else diff.show(comparison)
    with _reader_may_leave():
        sys.stdout.buffer.write(shown.encode("utf-8", errors="backslashreplace"))
    return not comparison.is_equal


def _verify(path: Path) -> int:
    """Print what was checked of what was published; raises Faults with all that is wrong."""
    from pipeline import verify

    checked, faults = verify.run(path)
    for line in checked:
        print(line, flush=True)  # before the faults, also where both go to one file
    if faults:
        raise Faults(faults)
    return 0


def _query(sql: str) -> int:
    """Print the answer to a query as a table, as wide as the terminal, or whole where there is none."""
    from pipeline import database

    file = Path("output") / database.FILE
    if not sql.strip():
        raise Faults([Fault("query", None, "there is no SQL", "give one: make query SQL='FROM partners'")])
    if not file.exists():
        raise Faults([Fault(str(file), None, "is not there", "run `make build`")])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it: DuckDB would raise an error of its own
    try:
        connection = database.open_untrusted(file)  # nor is the query trusted: it reads the dataset, and no file
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 1_000_000
        for statement in connection.extract_statements(sql):
            answer = connection.sql(statement.query)
            if answer is not None:
                answer.show(max_width=width, max_rows=1_000_000)
    except database.Error as error:
        raise Faults([Fault("query", None, database.problem(error), "mend the SQL")]) from error
    return 0


if __name__ == "__main__":
    sys.exit(main())
