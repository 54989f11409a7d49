"""How the time and memory of `corpus` grow with the number of PDF, web pages and Word documents, and of pages.

`make bench` runs it, which takes five minutes where nothing else runs. It writes what it measured to `documents.csv`,
and fails if a document takes more time, or a worker more memory, the more documents there are. Linux only, like
`corpus.py`.

A third of the documents is PDF, of five pages with a head and a foot each, a third Word, a third web pages. Their words
are those of `corpus.py`: each document has as many as fill five pages.
"""

from __future__ import annotations

import csv
import os
import platform
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from html import escape
from pathlib import Path

from cite import make_text
from corpus import A_FOLDER, ROOT, measured

sys.path.insert(0, str(ROOT / "tests"))
from papers import Text, lines, paragraph, pdf, word

CSV = Path(__file__).with_suffix(".csv")
COUNTS = (100, 1_000, 10_000)
WORKERS = 2
LEVEL = 1.5  # times what it is for the fewest documents; cores that are shared differ by a third in what they do
DIFFERENT = 18  # documents
PAGES, A_PAGE = 5, 45  # lines


def make_documents(folder: Path, count: int) -> int:
    """Write that many documents below a folder, always the same; return how many bytes they have."""
    made = different_documents()
    size = 0
    for number in range(count):
        suffix, data = made[number % len(made)]
        file = folder / f"{number // A_FOLDER:04}" / f"{number:06}.{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        size += len(data)
    return size


def different_documents() -> list[tuple[str, bytes]]:
    """Return the documents of which all others are copies, each with its suffix."""
    source = make_text(1_000_000).encode("cp1252", "ignore").decode("cp1252")
    made: list[tuple[str, bytes]] = []
    for number in range(DIFFERENT):
        text = source[number * 50_000 :][:50_000]
        wrapped = [line for part in text.split("\n\n") for line in textwrap.wrap(part, 85)][: PAGES * A_PAGE]
        match number % 3:
            case 0:
                made.append(("pdf", pdf(*map(_page, range(1, PAGES + 1), _pages(wrapped)))))
            case 1:
                made.append(("docx", word("".join(map(paragraph, map(escape, wrapped))))))
            case _:
                body = "".join(f"<p>{escape(line)}</p>" for line in wrapped)
                made.append(("html", f"<!doctype html><html><meta charset='utf-8'><body>{body}".encode()))
    return made


def _pages(wrapped: list[str]) -> Iterator[list[str]]:
    for page in range(PAGES):
        yield wrapped[page * A_PAGE : (page + 1) * A_PAGE]


def _page(number: int, own: list[str]) -> list[Text]:
    head = Text(f"Resolution Conf. 9.24 (Rev. CoP17) - {number}", 60, 40)
    return [head, *lines(own, down=100, size=10), Text(str(number), 300, 810)]


def rows(scratch: Path) -> Iterator[dict[str, str]]:
    """Measure, and yield a row for each number of documents; what one alone takes is not in it."""
    bare = None
    for count in (1, *COUNTS):
        size = make_documents(scratch / "texts", count)
        load = os.getloadavg()[0]
        taken = measured(scratch, WORKERS)
        shutil.rmtree(scratch / "texts")
        if bare is None:
            bare = taken
            continue
        processor = taken.processor - bare.processor
        yield {
            "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}",
            "documents": str(count),
            "pages": str(PAGES * count),
            "megabytes": f"{size / 1e6:.1f}",
            "workers": str(WORKERS),
            "seconds": f"{taken.seconds - bare.seconds:.2f}",
            "processor_seconds": f"{processor:.2f}",
            "processor_milliseconds_a_page": f"{1000 * processor / count / PAGES:.2f}",
            "memory_mb": f"{taken.memory:.0f}",
            "worker_memory_mb": f"{taken.worker_memory:.0f}",
            "load_before": f"{load:.1f}",
        }


def not_level(made: list[dict[str, str]]) -> list[str]:
    """Return which columns of the last row are larger than those of the first by more than chance explains."""
    columns = ("processor_milliseconds_a_page", "worker_memory_mb")
    return [column for column in columns if float(made[-1][column]) > LEVEL * float(made[0][column])]


def main() -> None:
    """Write the table and print it; exit with what is wrong if time or memory are not level."""
    with tempfile.TemporaryDirectory() as scratch:
        made = list(rows(Path(scratch)))
    with CSV.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, made[0], lineterminator="\n")
        table.writeheader()
        table.writerows(made)
    print(CSV.read_text("utf-8"), end="")
    if growing := not_level(made):
        sys.exit(f"{CSV.name}: not level: {', '.join(growing)}")


if __name__ == "__main__":
    main()
