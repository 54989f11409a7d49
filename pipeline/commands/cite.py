"""Print the Resolutions and Decisions that texts cite, as JSON Lines or CSV."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TextIO

from pipeline.commands.work import path, reader_may_leave
from pipeline.faults import Fault, Faults
from pipeline.text import citations

STANDARD_INPUT = "-"
COLUMNS = (*("file", "kind", "number", "revision", "start", "end", "text", "instrument_id", "pinpoint", "inferred"),)
_MANY = 20  # files from which on a person at a terminal would like to see how far it is

Row = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files, the format, and whether to infer."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="text files in UTF-8; without any, standard input")
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="JSON Lines (the default) or CSV")
    parser.add_argument(
        "--inferred",
        action="store_true",
        help="numbers without a word before them too, where a heading says what they are",
    )


def run(options: argparse.Namespace) -> int:
    """Print the citations; raises Faults."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]
    with reader_may_leave():
        cite(options.files, options.format, sys.stdout, inferred=options.inferred)
    return 0


def rows_of(file: str, text: str, *, inferred: bool = False) -> Iterator[Row]:
    """Yield a row for each citation in a text; `start` and `end` are its code points, the end exclusive."""
    for citation in citations.find(text, inferred=inferred):
        yield {
            "file": file,
            "kind": citation.instrument.kind,
            "number": citation.instrument.number,
            "revision": citation.instrument.revision,
            "start": citation.start,
            "end": citation.end,
            "text": text[citation.start : citation.end],
            "instrument_id": citation.instrument.id,
            "pinpoint": citation.pinpoint,
            "inferred": citation.inferred,
        }


def cite(files: Sequence[str], file_format: str, out: TextIO, *, inferred: bool = False) -> None:
    """Print the citations in files, or in standard input if there are none.

    A file that cannot be read does not keep the others from being read; raises Faults, when all are read, with a
    line for each that could not.
    """
    write = _writer(file_format, out)
    faults = []
    for file in _shown(files or [STANDARD_INPUT]):
        try:
            text = _read(file)
        except UnicodeDecodeError as error:
            faults.append(Fault(file, None, f"byte {error.start} is not UTF-8", "convert the file to UTF-8"))
        except Faults as wrong:
            faults += wrong.faults
        except OSError as error:
            faults.append(Fault(file, None, f"cannot be read ({error.strerror})", "mend the path"))
        else:
            write(rows_of(file, text, inferred=inferred))
    if faults:
        raise Faults(faults)


def _read(file: str) -> str:
    """Return the text of a file with every character of it, so that offsets count those that are there."""
    data = sys.stdin.buffer.read() if file == STANDARD_INPUT else path(file).read_bytes()
    return data.decode("utf-8")


def _writer(file_format: str, out: TextIO) -> Callable[[Iterable[Row]], None]:
    if file_format == "csv":
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        return lambda rows: table.writerows(
            [str(value).lower() if isinstance(value, bool) else value for value in row.values()] for row in rows
        )
    return lambda rows: out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _shown(files: Sequence[str]) -> Iterable[str]:
    """Return the files, with a progress bar where there are many and somebody is looking."""
    if len(files) < _MANY or not sys.stderr.isatty():
        return files
    from tqdm import tqdm  # only who sees it waits for it

    shown: Iterable[str] = tqdm(files, unit="file")
    return shown
