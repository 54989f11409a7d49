"""Word documents: what is text of them, in which order, and what cannot be read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import pytest
from papers import paragraph, word

from pipeline.documents import word as reader
from pipeline.documents.extracted import Extracted
from pipeline.documents.read import extract
from pipeline.text.citations import find
from pipeline.text.files import Unreadable

NOTE = '<w:r><w:{0}noteReference w:id="{1}"/></w:r>'


def read(data: bytes) -> Extracted:
    return extract(data, "a.docx", 1_000_000)


def parts(found: Extracted) -> list[tuple[str, str]]:
    result, at = [], 0
    for line in found.text.split("\n"):
        if line:
            result.append((found.part_at(at), line))
        at += len(line) + 1
    return result


def test_a_paragraph_is_a_line_and_ends_with_a_blank_one() -> None:
    found = read(word(paragraph("See Deci", "sion 19.20") + paragraph("and  others")))
    assert found.text == "See Decision 19.20\n\nand  others\n\n"
    assert found.page_starts is None


def test_tabs_line_ends_and_hyphens() -> None:
    runs = "<w:r><w:t>Conf.</w:t><w:tab/><w:t>12</w:t><w:br/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>"
    assert read(word(paragraph(runs))).text == "Conf.\t12\na\u2011b\n\n"


def test_cells_do_not_run_into_each_other() -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"

    table = f"<w:tbl>{row('Decision 19.20', '21 Parties')}{row('19.22', '')}</w:tbl>"
    assert read(word(table + paragraph("After"))).text == "Decision 19.20\n21 Parties\n\n19.22\n\nAfter\n\n"


def test_what_was_deleted_or_moved_away_is_no_text_and_what_was_inserted_is() -> None:
    kept = "<w:ins><w:r><w:t>19.20</w:t></w:r></w:ins>"
    gone = "<w:del><w:r><w:delText>19.21</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>19.22</w:t></w:r></w:moveFrom>"
    assert read(word(paragraph("Decision ", kept, gone, "."))).text == "Decision 19.20.\n\n"


def test_hidden_words_and_comments_are_no_text() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>, 19.21</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> and 19.22</w:t></w:r>'
    comment = f'<w:comment w:id="1">{paragraph("Or Decision 19.23?")}</w:comment>'
    body = paragraph("Decision 19.20", hidden, shown, ".")
    assert read(word(body, {"comments": comment})).text == "Decision 19.20 and 19.22.\n\n"


def test_the_text_of_a_box_is_there_once() -> None:
    box = f"<w:txbxContent>{paragraph('Decision 19.20')}</w:txbxContent>"
    twice = (
        f"<w:r><w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent></w:r>"
    )
    assert [words for _, words in parts(read(word(paragraph("Around", twice))))] == ["Decision 19.20", "Around"]


def test_notes_have_the_marks_that_the_text_has() -> None:
    notes = (
        f'<w:footnote w:type="separator" w:id="-1">{paragraph("line")}</w:footnote>'
        f'<w:footnote w:id="7">{paragraph("Second.")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("First, see Decision 19.21.")}</w:footnote>'
    )
    body = paragraph("See Decision 19.20", NOTE.format("foot", 2), " and Conf. 12.4", NOTE.format("foot", 7), ".")
    found = read(word(body, {"footnotes": notes}))
    assert parts(found) == [
        ("body", "See Decision 19.20¹ and Conf. 12.4²."),
        ("footnote", "² Second."),
        ("footnote", "¹ First, see Decision 19.21."),
    ]
    assert [one.instrument.number for one in find(found.text)] == ["19.20", "12.4", "19.21"]


def test_a_raised_number_is_a_mark() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
    assert read(word(paragraph("Decision 19.20", raised, " is."))).text == "Decision 19.20¹ is.\n\n"


def test_heads_feet_and_contents_are_furniture() -> None:
    style = '<w:style w:styleId="{}"><w:name w:val="{}"/></w:style>'
    styles = style.format("TM1", "toc 1") + style.format("X", "Normal")
    body = paragraph("Decision 19.20 3", properties='<w:pStyle w:val="TM1"/>') + paragraph(
        "Decision 19.21", properties='<w:pStyle w:val="X"/>'
    )
    others = {"styles": styles, "header1": paragraph("Decision 19.22"), "footer1": paragraph("Page")}
    assert parts(read(word(body, others))) == [
        ("contents", "Decision 19.20 3"),
        ("body", "Decision 19.21"),
        ("running head", "Decision 19.22"),
        ("running foot", "Page"),
    ]


def test_a_link_keeps_its_address() -> None:
    link = '<w:hyperlink r:id="link1"><w:r><w:t>Conf. 17.7</w:t></w:r></w:hyperlink>'
    found = read(word(paragraph("See ", link, " (Rev. CoP19)"), links=["https://a.example/x (1)"]))
    assert found.text == "See [Conf. 17.7](https://a.example/x%20%281%29) (Rev. CoP19)\n\n"
    assert [one.instrument.id for one in find(found.text)] == ["conf-17.7-rev-cop19"]


def test_the_main_part_may_have_another_name() -> None:
    assert read(word(paragraph("Decision 19.20"), main="document2")).text == "Decision 19.20\n\n"


# --- what cannot be read ------------------------------------------------------------------------------------


def zipped(files: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return stream.getvalue()


ENTITIES = '<!DOCTYPE w [<!ENTITY a "Decision 19.20"><!ENTITY b SYSTEM "file:///etc/passwd">]><w><t>&a;&b;</t></w>'
OFFICE = {"[Content_Types].xml": "<Types/>"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"a.txt": "x"}), "is a zip, but not a Word document: unpack it"),
        (zipped({"xl/workbook.xml": "x"}), "is an Excel workbook or a presentation: save it as a PDF"),
        (zipped({"mimetype": "application/vnd.oasis"}), "is an OpenDocument file, or an e-book: convert it"),
        (zipped(OFFICE | {"word/document.xml": ENTITIES}), "has a document type in its XML, as no Word document does"),
        (zipped(OFFICE | {"word/document.xml": "<a><b></a>"}), r"is a broken Word document \(mismatched tag"),
        (zipped(OFFICE | {"word/styles.xml": "<a/>"}), "is a broken Word document .*document.xml"),
        (
            zipped(OFFICE | {"word/document.xml": '<?xml version="1.0" encoding="rot13"?><w/>'}),
            r"is a broken Word document \('rot-?13' is not a text encoding.*\): download it again",
        ),
        (word(""), "has no text"),
        (b"PK\x03\x04 and no more", "is a broken Word document, or another zip"),
        (b"{\\rtf1 Decision 19.20}", "is an RTF file: convert it"),
        (gzip.compress(b"Decision 19.20", mtime=0), "is packed with gzip: unpack it"),
        (bz2.compress(b"Decision 19.20"), "is packed with bzip2: unpack it"),
        (lzma.compress(b"Decision 19.20"), "is packed with xz: unpack it"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_remedy(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_is_damaged_is_told_however_it_is_packed(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", "<w>" + "Decision 19.20" * 100)
    data = bytearray(stream.getvalue())
    begin = data.rindex(b"word/document.xml", 0, data.index(b"PK\x01\x02")) + len("word/document.xml")
    data[begin + 9 : begin + 40] = b"\xff" * 31
    with pytest.raises(Unreadable, match="is a broken Word document"):
        read(bytes(data))


def test_what_would_unpack_to_too_much_is_told_before_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_XML", 1_000_000)
    data = zipped(OFFICE | {"word/document.xml": "<w>" + " " * 50_000_000 + "</w>"})
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match="would unpack to more than 1,000,000 bytes: split it"):
        read(data)


@pytest.mark.parametrize("long", ["<!--{}-->", "<w:p a='{}'/>"])
def test_xml_with_a_tag_that_does_not_end_is_told_before_it_does(monkeypatch: pytest.MonkeyPatch, long: str) -> None:
    monkeypatch.setattr(reader, "LONGEST", 200_000)
    assert read(word(long.format("x" * 100_000) + paragraph("Decision 19.20"))).text == "Decision 19.20\n\n"
    with pytest.raises(Unreadable, match="has a tag of more than 200,000 bytes in its XML: save it again in Word"):
        read(word(long.format("x" * 1_000_000) + paragraph("Decision 19.20")))


def test_a_text_that_is_too_long_is_told() -> None:
    with pytest.raises(Unreadable, match="has a text that is too long: split it"):
        extract(word(paragraph("x" * 50) * 3), "a.docx", 100)


def test_however_a_file_is_cut_or_spoilt_it_is_read_or_rejected() -> None:
    data = word(paragraph("Decision 19.20") * 50, {"footnotes": "", "styles": ""})
    outcomes = set()
    for end in range(0, len(data), 11):
        for spoilt in (data[:end], data[:end] + b"\xff" + data[end + 1 :]):
            try:
                read(spoilt)
                outcomes.add("read")
            except Unreadable:
                outcomes.add("rejected")
    assert outcomes == {"read", "rejected"}
