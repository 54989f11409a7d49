"""Reads a PDF with PDFium: what is on its pages, and where. Nothing in it is run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from ctypes import byref, c_void_p, cast
from itertools import takewhile
from math import pi

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pipeline.documents import furniture
from pipeline.documents.columns import in_order
from pipeline.documents.extracted import Extracted
from pipeline.documents.justified import widest_blanks
from pipeline.documents.layout import Box, Page, Word, is_raised, pieces
from pipeline.text.files import Unreadable

OCR = "run OCR first, for example `ocrmypdf scan.pdf text.pdf`"
MOST_PAGES = 20_000
LOOKED_AT = 50  # characters of a page, to see how it is turned
UNKNOWN = "\ufffd"  # a letter that its font does not identify
_RUN = re.compile(r"[^\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_DIVIDING = "\x02\ufffe"  # PDFium's characters for the hyphen of a word that continues on the next line


def extract(data: bytes, largest: int) -> Extracted:
    """Return the text of a PDF; raises Unreadable if it cannot be read, has none, or more than `largest` characters."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            problem, remedy = (
                "is encrypted",
                "save it without a password, for example with `qpdf --decrypt --password=…`",
            )
        else:
            problem, remedy = (
                f"is a broken PDF ({error})",
                "download it again, or repair it, for example with `qpdf in.pdf out.pdf`",
            )
        raise Unreadable(problem, remedy) from error
    with closing(document):
        count = len(document)
        if count > MOST_PAGES:
            raise Unreadable(f"has more than {MOST_PAGES:,} pages", "split it")
        pages, characters, unknown = [], 0, 0.0
        for number in range(count):
            page, share = _page(document, number)
            pages.append(page)
            unknown += share
            characters += sum(len(piece.text) + 1 for piece in pages[-1].pieces)
            if characters > largest:
                raise Unreadable(f"has a text of more than {largest:,} characters", "split it")
    if not any(page.pieces for page in pages):
        raise Unreadable(f"has no text on its {count} pages: it is a scan" if count else "has no pages", OCR)
    if unknown > len(pages) / 2:
        raise Unreadable("has fonts that do not identify their letters", f"{OCR}, with --force-ocr")
    found = Extracted.of_pages(furniture.lines(pages), "pdf")
    found.pages_without_text = sum(not page.pieces for page in pages)
    return found


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[Page, float]:
    """Return a page, counted from 0, and the share of letters that its fonts do not identify.

    A broken page has nothing on it.
    """
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page(0, 0, []), 0.0
    with closing(page):
        width, height = page.get_size()
        try:
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            return Page(width, height, []), 0.0
        if page.get_rotation() % 180:
            width, height = height, width  # those before it is turned
        with closing(text):
            turns, unknown = _looked_at(text)
            words = list(_words(text, lambda box: box.turned(turns, width, height)))
            size = (height, width) if turns % 2 else (width, height)
            return Page(*size, in_order(pieces(words, widest_blanks(words)))), unknown


def _looked_at(page: pypdfium2.PdfTextPage) -> tuple[int, float]:
    """Return by how many quarters most of the text is turned to the left, and the share of unknown letters."""
    count = page.count_chars()
    some = range(0, count, max(1, count // LOOKED_AT))
    turns = Counter(round(pdfium.FPDFText_GetCharAngle(page.raw, at) / (pi / -2)) % 4 for at in some)
    unknown = sum(pdfium.FPDFText_HasUnicodeMapError(page.raw, at) == 1 for at in some)
    return (turns.most_common(1)[0][0], unknown / len(some)) if turns else (0, 0.0)


def _words(page: pypdfium2.PdfTextPage, upright: Callable[[Box], Box]) -> Iterator[Word]:
    """Yield what is between blanks, line ends and changes of height, in the order of the page's content.

    `upright` turns a place on the page so that the text is upright.
    """
    raw, rectangle = page.raw, pdfium.FS_RECTF()

    def box(at: int) -> Box:
        pdfium.FPDFText_GetLooseCharBox(raw, at, byref(rectangle))
        return upright(Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))

    codes = [pdfium.FPDFText_GetUnicode(raw, at) for at in range(page.count_chars())]
    text = "".join(map(chr, codes)).replace("\0", UNKNOWN)
    for run in _RUN.finditer(text):
        start, end = run.span()
        blanks = list(takewhile(lambda at: text[at] in " \xa0\t", range(start - 1, -1, -1)))
        after_blank = any(not pdfium.FPDFText_IsGenerated(raw, at) for at in blanks) or (
            bool(blanks) and _are_of_one_object(raw, blanks[-1] - 1, start)
        )
        for first, last in _of_one_height(text, start, end, box):
            left, right = box(first), box(last - 1)
            words = text[first:last]
            if words[-1] in _DIVIDING:
                words = words[:-1] + "-"
            yield Word(_clean(words), left._replace(right=right.right), after_blank and first == start)


def _are_of_one_object(page: pdfium.FPDF_TEXTPAGE, one: int, other: int) -> bool:
    """Return whether characters are shown by one command: a blank between them is part of the text, however wide."""
    objects = [pdfium.FPDFText_GetTextObject(page, at) for at in (one, other) if at >= 0]
    addresses = {cast(found, c_void_p).value for found in objects if found}
    return len(objects) == 2 and len(addresses) == 1 and all(objects)


def _of_one_height(text: str, start: int, end: int, box: Callable[[int], Box]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a run: a footnote mark, which is a raised number, is a part of its own."""
    begin = start
    for at in range(start + 1, end):
        if (text[at].isdigit() or text[at - 1].isdigit()) and _differs(box(at - 1), box(at)):
            yield begin, at
            begin = at
    yield begin, end


def _differs(one: Box, other: Box) -> bool:
    return is_raised(one, above=other) or is_raised(other, above=one)


def _clean(words: str) -> str:
    """Return words without noncharacters, and with the two halves in which PDFium gives some characters joined."""
    if words.isascii() and words.isprintable():
        return words
    whole = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _NO_CHARACTER.sub(UNKNOWN, whole)
