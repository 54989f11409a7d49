"""However a file of any format is cut or spoilt, it is read or rejected: nothing else ever becomes of it."""

from __future__ import annotations

import gzip
from pathlib import Path

import corpora
import pytest
from papers import lines, paragraph, pdf, word

from pipeline.corpus.document import read
from pipeline.text.files import Unreadable

WORDS = "The Secrétariat of the CMS, see Décision 19.20 and Resolution Conf. 12.4 (Rev. CoP18)."
PLACES = 40
FILES = {
    "a.txt": f"{WORDS}\n".encode() * 20,
    "a.pdf": pdf(*[lines([f"{number} {WORDS}"] * 20) for number in range(3)]),
    "a.html": f'<!doctype html><html><meta charset="utf-8"><p><a href="/é">{WORDS}</a></p></html>'.encode(),
    "a.docx": word(paragraph(WORDS) * 20, {"footnotes": "", "styles": ""}),
}


def become(folder: Path, name: str, data: bytes) -> str:
    """Return what becomes of a file, all of whose rows are asked for."""
    corpora.write(folder, {name: data})
    try:
        for table in read(folder, name).tables:
            assert all(len(row) for row in table.rows)
    except Unreadable:
        return "rejected"
    return "read"


@pytest.mark.parametrize("packed", [False, True], ids=["as it is", "packed"])
@pytest.mark.parametrize("name", FILES)
def test_however_a_file_is_cut_or_spoilt_it_is_read_or_rejected(tmp_path: Path, name: str, packed: bool) -> None:
    whole = gzip.compress(FILES[name]) if packed else FILES[name]
    name = f"{name}.gz" if packed else name
    assert become(tmp_path, name, whole) == "read"
    became = set()
    for at in range(0, len(whole), max(1, len(whole) // PLACES)):
        became.add(become(tmp_path, name, whole[:at]))
        became.add(become(tmp_path, name, whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]))
    assert "rejected" in became


@pytest.mark.slow
def test_a_small_file_that_unpacks_to_much_is_rejected(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200_000_001), 1)
    for name in ("a.pdf.gz", "a.html.gz", "a.docx.gz", "a.txt.gz"):
        assert become(tmp_path, name, bomb) == "rejected"
    assert become(tmp_path, "a.docx", word(paragraph("x" * 60_000_000))) == "rejected"
