"""What the documents say of code that reads the workbook: text stays text where it is told so."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from peer_tools import install, said

READ = """
import sys, pandas
for dtype in (None, {"number": "str", "lines": "str"}):
    sheets = pandas.read_excel(sys.argv[1], sheet_name=["instruments", "mandates"], dtype=dtype)
    print(sheets["instruments"].set_index("label")["number"]["Decision 18.60 (Rev. CoP19)"])
    print(pandas.api.types.is_string_dtype(sheets["mandates"]["lines"]))
"""


@pytest.mark.slow
def test_pandas_keeps_text_that_looks_like_a_number_where_it_is_told_so(output: Path, tmp_path: Path) -> None:
    install([sys.executable, "-m", "pip", "install", "--quiet", "--target", tmp_path, "openpyxl"], "openpyxl")
    command = [sys.executable, "-c", READ, output / "cites-cooperation.xlsx"]
    assert said(command, environment=os.environ | {"PYTHONPATH": str(tmp_path)}).split() == [
        "18.6",
        "False",
        "18.60",
        "True",
    ]
