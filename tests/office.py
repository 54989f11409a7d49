"""Documents that LibreOffice and a browser make of texts whose citations and names are known: heads, notes and all."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from html import escape
from pathlib import Path

from conftest import ROOT

from pipeline.documents.extracted import Extracted
from pipeline.raw.curated import read_curated
from pipeline.raw.names import collect
from pipeline.text.citations import find
from pipeline.text.names import Names

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{_URN}:{name}:1.0"'
    for prefix, name in {
        **{name: name for name in ("office", "style", "text", "table")},
        "fo": "xsl-fo-compatible",
    }.items()
)
_STYLES = """
<style:default-style style:family="paragraph">
<style:paragraph-properties fo:margin-bottom="0.2cm" fo:text-align="ALIGN"/>
<style:text-properties style:font-name="Liberation Serif" fo:font-size="11pt"/></style:default-style>
<style:style style:name="Note" style:family="paragraph"><style:text-properties fo:font-size="9pt"/></style:style>
<style:style style:name="Mark" style:family="text">
<style:text-properties style:text-position="super 58%"/></style:style>
<text:notes-configuration text:note-class="footnote" style:num-format="1" text:start-value="0"
 text:footnotes-position="page" text:citation-body-style-name="Mark"/>
"""
_LINE_NUMBERS = (
    '<text:linenumbering-configuration text:number-lines="true" text:offset="0.5cm" style:num-format="1" '
    'text:number-position="left" text:increment="1"/>'
)
PAGE = '<text:page-number text:select-page="current">1</text:page-number>'
HEAD = "Resolution Conf. 9.24 (Rev. CoP17) – "


def flat(paragraphs: list[str], columns: int = 1, line_numbers: bool = False, align: str = "start") -> str:
    """Return a text document as LibreOffice reads it, of paragraphs in its XML; a head and a number on each page."""
    styles = _STYLES.replace("ALIGN", align)
    numbering = _LINE_NUMBERS if line_numbers else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_NAMESPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>{styles}{numbering}</office:styles>
<office:automatic-styles><style:style style:name="Row" style:family="table-row">
<style:table-row-properties fo:keep-together="always"/></style:style><style:page-layout style:name="page">
<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm">
<style:columns fo:column-count="{columns}" fo:column-gap="0.8cm"/></style:page-layout-properties>
<style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.5cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/></style:footer-style>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page">
<style:header><text:p>{HEAD}{PAGE}</text:p></style:header><style:footer><text:p>{PAGE}</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{"".join(paragraphs)}</office:text></office:body></office:document>"""


def paragraph(words: str) -> str:
    return f"<text:p>{escape(words)}</text:p>"


def hyphenated(words: str) -> str:
    """Return a text with soft hyphens, at which a word may be divided."""
    return re.sub(r"[^\W\d_][a-zà-ÿ]{5,}", lambda word: "\u00ad".join(re.findall(r".{1,3}(?!.\Z)|.+", word[0])), words)


def in_pairs(sentences: list[str]) -> list[str]:
    """Return the paragraphs of `with_notes`, and after each its footnote, if it has one."""
    made = []
    for number, pair in enumerate(zip(sentences[::2], sentences[1::2], strict=False)):
        made += pair if number % 5 == 0 else [" ".join(pair)]
    return made


def with_notes(sentences: list[str]) -> list[str]:
    """Return a paragraph of each two sentences; of each fifth, the second is a footnote to the first."""
    made = []
    for number, (first, second) in enumerate(zip(sentences[::2], sentences[1::2], strict=False)):
        note = (
            f'<text:note text:note-class="footnote"><text:note-citation>{number // 5 + 1}</text:note-citation>'
            f'<text:note-body><text:p text:style-name="Note">{escape(second)}</text:p></text:note-body></text:note>'
        )
        made.append(f"<text:p>{escape(first)}{note if number % 5 == 0 else ' ' + escape(second)}</text:p>")
    return made


def as_table(sentences: list[str], width: int = 3) -> str:
    """Return a table with a sentence in each cell."""
    rows = (sentences[at : at + width] for at in range(0, len(sentences), width))
    cells = ""
    for row in rows:
        filled = [*map(paragraph, row), *["<text:p/>"] * (width - len(row))]
        inside = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in filled)
        cells += f'<table:table-row table:style-name="Row">{inside}</table:table-row>'
    return f'<table:table><table:table-column table:number-columns-repeated="{width}"/>{cells}</table:table>'


def sentences(language: str) -> list[str]:
    """Return the labelled texts of a language that are one line, which can be broken between any two words, and end.

    Of one without a point at its end nothing tells, in a PDF, that the next paragraph does not go on with it.
    """
    files = (ROOT / f"tests/text/{kind}/{language}.jsonl" for kind in ("citations", "names"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    return [
        text
        for text in texts
        if text.endswith((".", "!", "?"))
        and not re.search(r"[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028\u2029´<&]|  |://", text)
    ]


def convert(folder: Path, *formats: str) -> None:
    """Have LibreOffice make other files of all `.fodt` in a folder."""
    files = sorted(map(str, folder.glob("*.fodt")))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for format_ in formats:
        command = ["soffice", profile, "--headless", "--convert-to", format_, "--outdir", str(folder), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=300)


def print_page(browser: str, page: Path, file: Path) -> None:
    """Have a browser print a page as PDF, with its own head and foot."""
    with_profile = f"--user-data-dir={file.parent / 'browser'}"
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        with_profile,
        f"--print-to-pdf={file}",
        str(page),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def has_writer() -> bool:
    """Return whether LibreOffice is there, with the part that reads and writes texts."""
    program = shutil.which("soffice")
    return bool(program and (Path(program).resolve().parent / "libswlo.so").exists())


def browser() -> str | None:
    """Return a browser that prints, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@cache
def _known() -> Names:
    curated = read_curated(ROOT / "tests/edition")
    return Names((name for name in collect(curated, "en") if name.cluster_id is None), as_set=True)


def named(found: Extracted) -> Counter[str]:
    """Return whom and what the text of a document names, its furniture aside."""
    return Counter(
        str(one.organization_id or one.framework_id)
        for reading in found.readings()
        if not reading.in_furniture
        for one in _known().find(reading.text)
    )


def cited(found: Extracted) -> Counter[str]:
    """Return what the text of a document cites, its furniture aside."""
    return Counter(
        one.instrument.id for reading in found.readings() if not reading.in_furniture for one in find(reading.text)
    )
