"""Whatever goes wrong while a document is read is said of that document: the others are read."""

from __future__ import annotations

import pytest

from pipeline.documents import html
from pipeline.documents.read import extract
from pipeline.text.files import Unreadable


@pytest.mark.parametrize(
    ("error", "reason", "is_lasting"),
    [
        (
            ZeroDivisionError("no reader expects this"),
            r"cannot be read \(ZeroDivisionError in test_read.py:[0-9]+: no reader expects this\): "
            "this is a fault of the program: report it",
            True,
        ),
        (MemoryError(), "needs more memory than there is: split it", False),
        (Unreadable("has no text", "run OCR first"), "has no text: run OCR first", True),
    ],
)
def test_an_error_of_any_kind_is_that_of_the_file(
    monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str, is_lasting: bool
) -> None:
    def fail(data: bytes, largest: int) -> None:
        raise error

    monkeypatch.setattr(html, "extract", fail)
    with pytest.raises(Unreadable, match=f"^{reason}$") as raised:
        extract(b"<html><p>x</p></html>", "a.html", 1_000)
    assert raised.value.is_lasting == is_lasting
