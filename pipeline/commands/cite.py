"""Print the Resolutions and Decisions that texts cite, as JSON Lines or CSV, or a text with them marked.

A FILE is a text in UTF-8, a PDF, a web page or a Word document, recognized by its content; if its name ends in .gz, it
is unpacked. PDF and web pages need the extra `documents` (make .venv/documents). Offsets count the code points of a
text without a byte-order mark, CR LF as one line feed, as Python's open(FILE, encoding="utf-8-sig") reads it. In other
documents, they count the extracted text, which a corpus keeps and --annotate shows. page_number is the page, if there
are pages; in_furniture says that a citation is in a running head or foot, or in a table of contents. Many files are
read on all cores. --annotate keeps the markup of a web page or a FILE.md; any other text, including standard input, is
escaped. A file that cannot be read is reported at the end, and the exit code is 1; the other files are still read.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache, partial
from json.encoder import encode_basestring as quoted
from typing import NamedTuple

from pipeline.commands.common import path, reader_may_leave
from pipeline.documents.extracted import Extracted
from pipeline.documents.formats import HTML, PDF, TEXT, misnamed, named, tell
from pipeline.documents.read import extract, minutes
from pipeline.faults import Fault, Faults
from pipeline.text import annotate
from pipeline.text.citations import Citation, find
from pipeline.text.citations.known_numbers import is_known
from pipeline.text.files import Unreadable, decode_or_say, read_bytes
from pipeline.text.instruments import Instrument

STANDARD_INPUT = "-"
COLUMNS = (
    *("file", "kind", "number", "revision", "start", "end", "text", "instrument_id", "pinpoint"),
    *("inferred", "in_address", "known", "page_number", "in_furniture"),
)
LARGEST = 2_000_000_000  # bytes of a file, and characters of a text
_MANY = 20  # files: from this number on, a person at a terminal wants to see the progress
_WORTH_IT = 4_000_000  # bytes of all files: from this size on, it is worth starting other processes


Found = list[tuple[Citation, bool]]  # each with whether it is in the furniture of a document


class _Asked(NamedTuple):
    """What to print for a text, and whether to infer."""

    output: str  # a key of `_WRITERS`
    inferred: bool


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files, the output, and whether to infer."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="texts or documents; without any, standard input")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="JSON Lines (the default) or CSV")
    output.add_argument(
        "--annotate", choices=("html", "markdown"), help="print the one text itself, with each citation marked"
    )
    parser.add_argument(
        "--inferred",
        action="store_true",
        help="also find numbers without a word before them, if a heading or the like says what they are",
    )


def run(options: argparse.Namespace) -> int:
    """Print the citations; raises Faults."""
    if options.annotate and len(options.files) > 1:
        raise Faults([Fault("--annotate", None, f"takes one text, not {len(options.files)}", "give one FILE")])
    sys.stdout.reconfigure(encoding="utf-8", newline="\n", errors="backslashreplace")  # type: ignore[union-attr]
    asked = _Asked(options.annotate or options.format, options.inferred)
    if not options.files and sys.stdin and sys.stdin.isatty():
        print("cite: reading what you type, until Ctrl-D", file=sys.stderr)
    with reader_may_leave():
        if asked.output == "csv":
            sys.stdout.write(",".join(COLUMNS) + "\n")
        faults = []
        with _outputs(options.files or [STANDARD_INPUT], asked) as outputs:
            for output in outputs:
                if isinstance(output, Fault):
                    faults.append(output)
                else:
                    sys.stdout.write(output)
        sys.stdout.flush()
        if faults:
            raise Faults(faults)
    return 0


@contextmanager
def _outputs(files: Sequence[str], asked: _Asked) -> Iterator[Iterator[str | Fault]]:
    """Yield what to print for each file, in their order, using all cores if that is worth it."""
    task, count = partial(_output, asked=asked), 1
    if len(files) > 1:
        from pipeline.corpus.workers import cores  # importing it takes as long as reading a short text

        count = min(cores(), len(files))
    is_large = count > 1 and sum(map(_size, files)) >= _WORTH_IT
    # The PDF library may crash its process over a broken file.
    if STANDARD_INPUT in files or not (is_large or any(named(file) == PDF for file in files)):
        yield map(task, _shown(files))
        return
    from pipeline.documents.in_parallel import in_parallel

    with closing(in_parallel(task, _shown(files), count, _minutes)) as made:
        yield made


def _minutes(file: str) -> int:
    return minutes(path(file))


def _size(file: str) -> int:
    try:
        return path(file).stat().st_size
    except OSError:
        return 0


def _output(file: str, asked: _Asked) -> str | Fault:
    """Return what to print for a file, or why it cannot be read."""
    try:
        data = _standard_input() if file == STANDARD_INPUT else read_bytes(path(file), LARGEST)
        if asked.output == "html" and tell(data, file) == HTML:
            extracted = Extracted(decode_or_say(data), HTML)  # it stays as it is, apart from the marks
        else:
            extracted = extract(data, file, LARGEST)
    except Unreadable as error:
        return Fault(file, None, error.problem, error.remedy)
    if note := misnamed(file, extracted.format):
        print(Fault(file, None, note, "it is read as what it is"), file=sys.stderr)
    return _WRITERS[asked.output](file, extracted, _found(extracted, asked.inferred))


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise Unreadable("standard input is closed", "give a FILE")
    return sys.stdin.buffer.read()


def _found(extracted: Extracted, inferred: bool) -> Found:
    """Return the citations in a text, with their places in the whole text and whether each is in its furniture."""
    found: Found = []
    for reading in extracted.readings():
        cited = find(reading.text, inferred=inferred)
        if reading.edits is None:
            return [(one, reading.in_furniture) for one in cited]
        for one in cited:
            start, end = reading.span(one.start, one.end)
            found.append((one._replace(start=start, end=end), reading.in_furniture))
    return sorted(found, key=lambda one: one[0][:2])


# --- what is printed ----------------------------------------------------------------------------------------


def _json_lines(file: str, extracted: Extracted, found: Found) -> str:
    """Return a line of JSON for each citation, written by hand: the encoder would take as long as finding them."""
    before = f'{{"file": {quoted(file)}, '
    lines, text = [], extracted.text
    for (start, end, instrument, pinpoint, inferred, in_address), in_furniture in found:
        name, key, known = _parts(instrument)
        lines.append(
            f'{before}{name}, "start": {start}, "end": {end}, "text": {quoted(text[start:end])}, {key}, '
            f'"pinpoint": {_json(pinpoint)}, "inferred": {_json(inferred)}, "in_address": {_json(in_address)}, '
            f'{known}, "page_number": {_json(extracted.page_at(start))}, "in_furniture": {_json(in_furniture)}}}\n'
        )
    return "".join(lines)


@lru_cache(maxsize=10_000)
def _parts(instrument: Instrument) -> tuple[str, str, str]:
    kind, number, revision = instrument
    name = f'"kind": "{kind}", "number": "{number}", "revision": {_json(revision)}'
    return name, f'"instrument_id": "{instrument.id}"', f'"known": {_json(is_known(instrument))}'


def _json(value: str | bool | int | None) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return "null" if value is None else quoted(value) if isinstance(value, str) else str(value)


def _csv(file: str, extracted: Extracted, found: Found) -> str:
    """Return a row of CSV for each citation."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    for one, in_furniture in found:
        page = extracted.page_at(one.start)
        truths = (
            _json(value) for value in (one.inferred, one.in_address, is_known(one.instrument), page, in_furniture)
        )
        words = (extracted.text[one.start : one.end], one.instrument.id, one.pinpoint)
        rows.writerow([file, *one.instrument, one.start, one.end, *words, *(t.replace("null", "") for t in truths)])
    return stream.getvalue()


def _counted(found: Found) -> Iterator[Citation]:
    return (one for one, in_furniture in found if not in_furniture)


def _html(_: str, extracted: Extracted, found: Found) -> str:
    is_html = extracted.format == HTML  # from which nothing was extracted
    return annotate.as_html(extracted.text, _counted(found), is_html=is_html)


def _markdown(file: str, extracted: Extracted, found: Found) -> str:
    is_markdown = extracted.format == TEXT and file.lower().removesuffix(".gz").endswith((".md", ".markdown"))
    return annotate.as_markdown(extracted.text, _counted(found), is_markdown=is_markdown)


_WRITERS: dict[str, Callable[[str, Extracted, Found], str]] = {
    "jsonl": _json_lines,
    "csv": _csv,
    "html": _html,
    "markdown": _markdown,
}


def _shown(files: Sequence[str]) -> Iterable[str]:
    """Return the files, with a progress bar if there are many and somebody is looking."""
    if len(files) < _MANY or not sys.stderr.isatty():
        return files
    from tqdm import tqdm  # imported only if it is shown

    shown: Iterable[str] = tqdm(files, unit="file")
    return shown
