"""Recognizes the format of a file by how it begins; its name only says what it should be."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from pipeline.text.files import Unreadable

TEXT, PDF, HTML, WORD = "text", "pdf", "html", "word"
NAMES: Mapping[str, str] = {TEXT: "text", PDF: "a PDF", HTML: "a web page", WORD: "a Word document"}
_BY_SUFFIX: Mapping[str, str] = {".txt": TEXT, ".pdf": PDF, ".html": HTML, ".htm": HTML, ".docx": WORD}
# Other formats that people have: they are rejected, with a way to convert them.
_OTHERS = (".doc", ".rtf", ".odt")
SUFFIXES = tuple(f"{suffix}{packed}" for suffix in (*_BY_SUFFIX, *_OTHERS) for packed in ("", ".gz"))

_CONVERT = "convert it, for example with `soffice --headless --convert-to docx FILE`"
_BEGINS_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html\b|head\b|body\b)", re.I | re.S
)
_PDF_BEGINS, _PDF_ENDS = b"%PDF-", b"%%EOF"
_PDF_WITHIN = 1024  # bytes at the begin and at the end of a file in which readers look for these marks
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# How files begin that hold others; a `.gz` is unpacked before, if its name says that it is one.
_ARCHIVES: Mapping[bytes, str] = {
    b"\x1f\x8b": "gzip",
    b"BZh91AY&SY": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
}
_LOOKED_AT = 4096  # bytes


def named(name: str) -> str | None:
    """Return the format that the name of a file suggests; None if it is not one of ours."""
    lower = name.lower().removesuffix(".gz")
    return next((format_ for suffix, format_ in _BY_SUFFIX.items() if lower.endswith(suffix)), None)


def tell(data: bytes, name: str) -> str:
    """Return the format of the bytes of a file, unpacked.

    A text with tags is text if its name says so: the reader of texts can cope with tags. Raises Unreadable for a known
    format that is not one of ours.
    """
    begin = data[:_LOOKED_AT]
    if begin.startswith(b"PK\x03\x04"):
        return _told_of_zip(data)
    if begin.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("is an encrypted document", "save it without a password")
        raise Unreadable("is an old Word file or similar", _CONVERT)
    if begin.startswith(b"{\\rtf"):
        raise Unreadable("is an RTF file", _CONVERT)
    if archive := next((kind for mark, kind in _ARCHIVES.items() if begin.startswith(mark)), None):
        raise Unreadable(
            f"is packed with {archive}", "unpack it, or give it as a file whose name ends in .gz, if it is gzip"
        )
    said = named(name)
    if _is_pdf(data, is_named_so=said == PDF):
        return PDF
    if said in (HTML, PDF, WORD) and _BEGINS_HTML.match(begin):
        return HTML
    if said == HTML and ((b"<" in data and b"\0" not in begin) or begin.startswith(_UTF_16)):
        return HTML
    if said in (PDF, WORD) and data:
        raise Unreadable(
            f"is not {NAMES[said]}: it does not start like one", "download it again: it is damaged, or something else"
        )
    if said in (PDF, WORD, HTML) and not data.strip():
        raise Unreadable("is empty", "download it again")
    return TEXT


def _is_pdf(data: bytes, *, is_named_so: bool) -> bool:
    """Return whether a file is a PDF: something may come before its mark, but of a text that may quote the mark."""
    begin = data[:_PDF_WITHIN]
    if begin.lstrip().startswith(_PDF_BEGINS):
        return True
    return _PDF_BEGINS in begin and (is_named_so or _PDF_ENDS in data[-_PDF_WITHIN:])


def _told_of_zip(data: bytes) -> str:
    import zipfile  # only needed for such a file

    from pipeline.zips import BROKEN

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = set(file.namelist())
    except (*BROKEN, OSError) as error:
        raise Unreadable(f"is a broken Word document, or another zip ({error})", "download it again") from error
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return WORD
    if "mimetype" in names:
        raise Unreadable("is an OpenDocument file, or an e-book", _CONVERT)
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise Unreadable("is an Excel workbook or a presentation", "save it as a PDF, or its text as a text file")
    raise Unreadable("is a zip, but not a Word document", "unpack it")


def misnamed(name: str, format_: str) -> str | None:
    """Return what to tell of a file whose name says another format than it is; None if there is nothing to tell."""
    said = named(name)
    return None if said in (None, format_) else f"is {NAMES[format_]}, although it is named like {NAMES[said]}"
