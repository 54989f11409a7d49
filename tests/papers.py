"""Documents that tests make themselves: small PDFs, in which every word has a known place, and Word documents."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842  # of A4, in points
LEADING = 14


class Text(NamedTuple):
    """Words on a page: where they begin, from the left and from the top, and the size of their letters.

    `blank` is added to the width of each blank. A tab is no character: the words after it are shown further right, by
    one command.
    """

    words: str
    left: float
    down: float
    size: float = 11
    blank: float = 0


def pdf(*pages: Sequence[Text], turned: int = 0) -> bytes:
    """Return a PDF of these pages, set in Helvetica; its content is in the order of the texts.

    The content may be turned to the left by a number of quarters; the page is shown turned to the right by as many.
    """
    count = len(pages)
    size = f"{HEIGHT} {WIDTH}" if turned % 2 else f"{WIDTH} {HEIGHT}"
    numbers = [4 + 2 * n for n in range(count)]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        content = b"q %s cm\n%s\nQ" % (_TURNS[turned], b"\n".join(_shown(text) for text in page))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Rotate {90 * turned} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {number + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


# What turns the content to the left, by the number of quarters, and moves it back onto its page.
_TURNS = (
    b"1 0 0 1 0 0",
    b"0 1 -1 0 %d 0" % HEIGHT,
    b"-1 0 0 -1 %d %d" % (WIDTH, HEIGHT),
    b"0 -1 1 0 0 %d" % WIDTH,
)


def _shown(text: Text) -> bytes:
    words = text.words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    shown = b"[(%s)] TJ" % words.replace(b"\t", b") -1200 (")
    return b"BT /F1 %g Tf %g Tw %g %g Td %s ET" % (text.size, text.blank, text.left, HEIGHT - text.down, shown)


def _file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, len(data))
    return data + head + table + end


def encrypted() -> bytes:
    """Return a PDF that asks for a password: its keys are made up, so there is none that opens it."""
    page = b"<< /Type /Pages /Kids [] /Count 0 >>"
    keys = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32)
    name = b"<4142434445464748494a4b4c4d4e4f50>"
    extra = b"/Encrypt 3 0 R /ID [%s %s] " % (name, name)
    return _file([b"<< /Type /Catalog /Pages 2 0 R >>", page, keys], extra)


def lines(words: Sequence[str], left: float = 60, down: float = 100, size: float = 11) -> list[Text]:
    """Return lines, one below the other."""
    return [Text(line, left, down + number * LEADING, size) for number, line in enumerate(words)]


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str, parts: Mapping[str, str] | None = None, links: Sequence[str] = (), main: str = "document") -> bytes:
    """Return a Word document with a body in its own XML, with `w:`; and other parts, such as `footnotes`.

    A link of the body names its address as `r:id="link1"`, and so on.
    """
    others = parts or {}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in others
    ) + "".join(
        f'<Relationship Id="link{n}" Type="{_OFFICE}/hyperlink" Target="{address}" TargetMode="External"/>'
        for n, address in enumerate(links, 1)
    )
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<R><Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/{main}.xml"/></R>',
        f"word/_rels/{main}.xml.rels": f"<R>{relations}</R>",
        f"word/{main}.xml": _word_xml("document", f"<w:body>{body}</w:body>"),
        **{f"word/{name}.xml": _word_xml(name.rstrip("0123456789"), content) for name, content in others.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return stream.getvalue()


def _word_xml(root: str, content: str) -> str:
    return f'<w:{root} xmlns:w="{_WORD}" xmlns:r="{_OFFICE}">{content}</w:{root}>'


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs of words, or of XML where one begins with `<`."""
    xml = (run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(xml)}</w:p>"
