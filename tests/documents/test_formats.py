"""What a file is, by its bytes and its name."""

from __future__ import annotations

import pytest

from pipeline.documents.formats import tell

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
ABOUT_PDF = b"A PDF begins with %PDF-1.7 and ends with a mark of its own, too."


@pytest.mark.parametrize(
    ("data", "name", "is_pdf"),
    [
        (PDF, "a.pdf", True),
        (PDF, "a.txt", True),
        (PDF, "-", True),
        (b"\n \n" + PDF, "a.txt", True),
        (b"HTTP/1.1 200 OK\n\n" + PDF, "-", True),
        (b"HTTP/1.1 200 OK\n\n" + PDF[:20], "a.pdf", True),  # whose end did not arrive
        (ABOUT_PDF, "a.txt", False),
        (ABOUT_PDF, "-", False),
        (b"<html><p>" + ABOUT_PDF, "a.html", False),
        (b" " * 2_000 + PDF, "a.txt", False),
    ],
)
def test_a_pdf_is_told_from_a_text_that_names_its_mark(data: bytes, name: str, is_pdf: bool) -> None:
    assert (tell(data, name) == "pdf") == is_pdf
