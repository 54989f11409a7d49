"""CSV that a spreadsheet saved in its own way is known."""

from __future__ import annotations

import pytest

from pipeline.csv_files import saved_by_spreadsheet


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\ufeffa,b\r\n1,2\r\n", "starts with a byte-order mark, as Excel's “CSV UTF-8” does"),
        ("a;b\r\n1;2\r\n", "has semicolons between its cells, as Excel writes them where the comma is the decimal"),
        ("a\tb\n1\t2\n", "has tabs between its cells"),
        ("a,b\n1;2,3\n", None),
        ("a\n1;2\n", None),
        ("", None),
    ],
)
def test_csv_of_a_spreadsheet_is_known(text: str, what: str | None) -> None:
    found = saved_by_spreadsheet(text)
    assert found is None if what is None else (found or "").startswith(what)
