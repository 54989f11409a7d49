"""What the tests of the parser share: tiny pages, the edition with a few words changed, and questions to the rows."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from conftest import EDITION

from pipeline.faults import Faults
from pipeline.parse import rows as parse
from pipeline.parse import sections as parse_sections
from pipeline.parse.forms import FORMS
from pipeline.parse.page import open_page
from pipeline.parse.reading import Passage, Span
from pipeline.raw import names
from pipeline.raw.curated import read_curated
from pipeline.raw.files import decode, read_bytes
from pipeline.raw.source import read_source
from pipeline.text.lines import split_lines
from pipeline.text.names import Names

PAGE = "raw/source/cites-cooperation.txt"

Row = dict[str, Any]
Rows = dict[str, list[Row]]


# --- pages to parse -----------------------------------------------------------------------------------------


def write_text(
    root: Path,
    page: str,
    *,
    headings: Mapping[str, str] | None = None,
    ignored: Iterable[str | tuple[str, str]] = (),
    terms: Iterable[str] = ("Standing Committee", "Plants Committee"),
    taxa: Iterable[str] = (),
    errata: Iterable[Mapping[str, str]] = (),
) -> None:
    """Write a page of its own to `root/raw`, with the curated tables of the edition, of whom and what a page names.

    `headings` are kinds of section by heading. Ignored words may come with those after which they are. An erratum has
    its columns, of which kind, occurrence and reason may be left out.
    """
    curated = root / "raw/curated"
    curated.mkdir(parents=True)
    for table in ("organizations", "frameworks", "names", "identifiers", "meetings", "instruments"):
        shutil.copyfile(EDITION / f"raw/curated/{table}.csv", curated / f"{table}.csv")
    write_table(root, "headings", [{"heading": words, "kind": kind} for words, kind in (headings or {}).items()])
    write_table(root, "taxa", [{"taxon": words} for words in taxa])
    write_table(root, "numbers", [])
    write_table(root, "origins", [])
    pairs = (one if isinstance(one, tuple) else ("", one) for one in ignored)
    rows = [{"kind": "words", "text": words, "after": after} for after, words in pairs]
    rows += [{"kind": "term", "text": words} for words in terms]
    write_table(root, "ignored", [{"reason": "of the test"} | row for row in rows])
    usual = {"kind": "typography", "occurrence": "1", "reason": "of the test"}
    write_table(root, "errata", [usual | dict(erratum) for erratum in errata])
    write_page(root, page.encode("utf-8"))


def write_table(root: Path, table: str, rows: Iterable[Mapping[str, str]]) -> None:
    """Write a curated table with the header of that of the edition; what a row leaves out is empty, or verified."""
    header = (EDITION / f"raw/curated/{table}.csv").read_text("utf-8").split("\n")[0].split(",")
    with (root / f"raw/curated/{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({"confidence": "verified"} | dict(row) for row in rows)


def write_page(root: Path, page: bytes) -> None:
    """Write the page, and `sources.toml` with its checksum."""
    (root / "raw/source").mkdir(parents=True, exist_ok=True)
    (root / PAGE).write_bytes(page)
    sources = (EDITION / "raw/source/sources.toml").read_text("utf-8")
    digest = hashlib.sha256(page).hexdigest()
    sources, count = re.subn(r'^sha256 = "\w+"$', f'sha256 = "{digest}"', sources, flags=re.MULTILINE)
    assert count == 1
    (root / "raw/source/sources.toml").write_text(sources, "utf-8")


def write_edited(
    root: Path,
    edits: Mapping[str, str],
    *,
    retire: Iterable[str] = (),
    add: Mapping[str, Iterable[Mapping[str, str]]] | None = None,
) -> None:
    """Write the page of the edition and its curated tables to `root/raw`, with words replaced that are there once.

    `retire` names errata by their words; `add` are rows by curated table.
    """
    shutil.copytree(EDITION / "raw", root / "raw")
    page = (EDITION / PAGE).read_bytes().decode("utf-8")
    for old, new in edits.items():
        assert page.count(old) == 1, f"«{old}» is {page.count(old)} times on the page"
        page = page.replace(old, new)
    write_page(root, page.encode("utf-8"))
    errata = read_table(root, "errata")
    for words in retire:
        assert any(row["as_written"] == words for row in errata), f"no erratum is «{words}»"
    write_table(root, "errata", [row for row in errata if row["as_written"] not in retire])
    for table, rows in (add or {}).items():
        write_table(root, table, [*read_table(root, table), *rows])


def read_table(root: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a curated table."""
    with (root / f"raw/curated/{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def parse_text(root: Path, page: str, **tables: Any) -> Rows:
    """Return what a page of its own yields; the tables are those of `write_text`."""
    write_text(root, page, **tables)
    return rows_of(root)


def parse_edited(root: Path, edits: Mapping[str, str], **changes: Any) -> Rows:
    """Return what the page of the edition yields, changed as `write_edited` tells."""
    write_edited(root, edits, **changes)
    return rows_of(root)


def rows_of(root: Path) -> Rows:
    """Return the rows of all tables; one that has none is empty."""
    return defaultdict(list, parse.parse(root).rows)


def faults_of(root: Path) -> list[str]:
    """Return what the parser says is wrong, one line a fault, each with a remedy; nothing if all is well."""
    faults = []
    try:
        parse.parse(root)
    except Faults as error:
        faults = error.faults
    assert all(fault.remedy for fault in faults)
    return list(map(str, faults))


def faults_in_text(root: Path, page: str, **tables: Any) -> list[str]:
    """Return what is wrong with a page of its own."""
    write_text(root, page, **tables)
    return faults_of(root)


def faults_in_edited(root: Path, edits: Mapping[str, str], **changes: Any) -> list[str]:
    """Return what is wrong with the page of the edition, changed as `write_edited` tells."""
    write_edited(root, edits, **changes)
    return faults_of(root)


# --- questions to the rows ----------------------------------------------------------------------------------


def pick(rows: Iterable[Row], *columns: str) -> list[Any]:
    """Return the values of one column, or tuples of several, row by row."""
    if len(columns) == 1:
        return [row[columns[0]] for row in rows]
    return [tuple(row[column] for column in columns) for row in rows]


def words_of(rows: Rows, row: Row) -> str:
    """Return the words that the address of a row points at."""
    (text,) = (passage["text"] for passage in rows["passages"] if passage["passage_id"] == row["passage_id"])
    return text[row["start_char"] : row["end_char"]]


# --- sentences and forms ------------------------------------------------------------------------------------


def sentences(root: Path = EDITION) -> Iterator[tuple[Passage, Span]]:
    """Yield each sentence and list item of a page that a form must read: its passage, and its span there."""
    source = read_source(root)
    curated = read_curated(root)
    finder = Names(name for name in names.collect(curated, source.language) if name.language == source.language)
    lines = split_lines(source.path, decode(source.path, read_bytes(root, source.path)))
    sections, *_ = open_page(source.path, lines, curated, finder)
    for section in sections:
        for passage in section.passages:
            is_entry = section.kind == "contents" and passage.kind == "list_item"
            if passage.kind != "heading" and not is_entry:
                for span in parse_sections.sentences(passage):
                    yield passage, span


def forms_of(passage: Passage, span: Span) -> list[str]:
    """Return the names of all forms that a sentence is of."""
    return [form.name for form in FORMS if form.match(passage, span)]
