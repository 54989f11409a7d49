"""PDF: what is kept of a page, in which order, and what is told to be furniture."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from corpora import make, table, write
from papers import Text, encrypted, lines, pdf

from pipeline.__main__ import main
from pipeline.documents import pdf as reader
from pipeline.documents.extracted import Extracted
from pipeline.documents.read import extract
from pipeline.text.citations import find
from pipeline.text.files import Unreadable

PROSE = [f"Line {letter} of a text on animals and plants." for letter in "abcdefghijkl"]


def read(data: bytes) -> Extracted:
    return extract(data, "a.pdf", 1_000_000)


def parts(found: Extracted) -> list[tuple[int | None, str, str]]:
    """Return page, part and words of each line that is not blank."""
    result, at = [], 0
    for line in found.text.split("\n"):
        if line:
            result.append((found.page_at(at), found.part_at(at), line))
        at += len(line) + 1
    return result


def furniture(found: Extracted) -> list[tuple[int | None, str, str]]:
    return [one for one in parts(found) if one[1] != "body"]


def body(found: Extracted) -> list[str]:
    return [words for _, part, words in parts(found) if part == "body"]


# --- what is repeated ---------------------------------------------------------------------------------------


def numbered(count: int, head: str = "Resolution Conf. 9.24 (Rev. CoP17) – {}", foot: str = "{}") -> bytes:
    """Return a PDF with a head and a foot on each page, each with its number."""
    pages = []
    for number in range(1, count + 1):
        own = lines([f"Page {'abcdefghij'[number - 1]}: {line}" for line in PROSE])
        pages.append([Text(head.format(number), 60, 40), *own, Text(foot.format(number), 300, 810)])
    return pdf(*pages)


def test_heads_and_numbers_of_pages_are_furniture() -> None:
    found = furniture(read(numbered(3)))
    head = "Resolution Conf. 9.24 (Rev. CoP17) – "
    assert found == [
        line for n in (1, 2, 3) for line in ((n, "running head", f"{head}{n}"), (n, "page number", str(n)))
    ]


@pytest.mark.parametrize("foot", ["Page {} of 12", "- {} -", "p. {}", "{}/12"])
def test_numbers_of_pages_are_written_in_many_ways(foot: str) -> None:
    assert {part for _, part, words in furniture(read(numbered(2, foot=foot))) if "Conf" not in words} == {
        "page number"
    }


def test_heads_of_left_and_right_pages_differ_and_the_first_page_has_none() -> None:
    pages = [lines(PROSE)]
    for number in range(2, 8):
        pages.append(
            [Text("CoP20 Doc. 24" if number % 2 else f"Decision 19.20 – {number}", 60, 40), *lines(PROSE[number:])]
        )
    found = furniture(read(pdf(*pages)))
    assert [page for page, part, _ in found if part == "running head"] == [2, 3, 4, 5, 6, 7]
    assert len(found) == 6


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("Decision 19.20", "Decision 19.31", "the number does not count the pages"),
        ("Resolution Conf. 9.24", "Resolution Conf. 12.4", "other words"),
    ],
)
def test_what_is_not_repeated_is_body(first: str, second: str, why: str) -> None:
    found = read(pdf([Text(first, 60, 40), *lines(PROSE[:5])], [Text(second, 60, 40), *lines(PROSE[5:])]))
    assert furniture(found) == [], why


def test_what_is_repeated_at_another_place_is_body() -> None:
    pages = [[Text("Decision 19.20", 60, 40 + 20 * n), *lines(PROSE[n:])] for n in range(3)]
    assert furniture(read(pdf(*pages))) == []


def test_a_page_that_is_there_twice_is_body_both_times() -> None:
    form = [Text("Notification under Decision 19.20", 60, 40), *lines(PROSE)]
    assert furniture(read(pdf(form, form, form))) == []


def test_a_table_with_the_same_short_cells_on_each_page_has_a_head() -> None:
    def page(number: int) -> list[Text]:
        cells = [
            Text(cell, 300 + 100 * at, text.down) for text in lines(PROSE[:9]) for at, cell in enumerate(["Y", "N"])
        ]
        return [Text("CoP20 Doc. 24", 60, 40), *lines([f"{number} {line}" for line in PROSE[:9]]), *cells]

    assert len(furniture(read(pdf(*map(page, range(3)))))) == 3


def test_a_line_of_the_text_with_which_pages_begin_or_end_by_chance_is_body() -> None:
    begin, end = "It is said in Resolution Conf. 12.4", "and in Decision 19.20, as the Parties"
    pages = [
        [
            Text("CoP20 Doc. 24", 60, 20),
            *lines([begin, *[f"{n} {line}" for line in PROSE], end], down=50),
            Text(end, 60, 800),
        ]
        for n in range(3)
    ]
    found = furniture(read(pdf(*pages)))
    assert [words for _, _, words in found] == ["CoP20 Doc. 24", end] * 3


def test_a_citation_in_a_head_is_told_from_others_and_one_goes_on_on_the_next_page(tmp_path: Path, capsys) -> None:
    def page(number: int, words: str) -> list[Text]:
        return [Text(f"Decision 19.20 – {number}", 60, 40), *lines([*PROSE[number:], words])]

    next_one = [Text("Decision 19.20 – 2", 60, 40), *lines(["Conf. 12.4 (Rev. CoP18) goes on.", *PROSE[3:]])]
    data = pdf(page(1, "It is said in Resolution"), next_one, page(3, "See Decision 19.21."))
    (tmp_path / "a.pdf").write_bytes(data)
    assert main(["cite", str(tmp_path / "a.pdf")]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["page_number"], row["in_furniture"], row["number"]) for row in rows] == [
        (1, True, "19.20"),
        (1, False, "12.4"),
        (2, True, "19.20"),
        (3, True, "19.20"),
        (3, False, "19.21"),
    ]
    text = read(data).text
    for row in rows:
        assert text[row["start"] : row["end"]] == row["text"]
    assert rows[1]["text"] == "Resolution\nDecision 19.20 – 2\nConf. 12.4 (Rev. CoP18)"


# --- lines, columns, cells ----------------------------------------------------------------------------------


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = lines(PROSE[:6], left=40), lines(PROSE[6:], left=320)
    assert body(read(pdf([*left, *right]))) == PROSE


def test_two_columns_that_are_written_line_by_line_are_read_one_after_the_other() -> None:
    left, right = lines(PROSE[:6], left=40), lines(PROSE[6:], left=320)
    written = [text for row in zip(left, right, strict=True) for text in row]
    assert body(read(pdf(written))) == PROSE


def test_a_line_that_is_full_reads_on_and_others_end() -> None:
    """A line end may end a list or a title; where there was no more room, it is a blank."""
    found = read(
        pdf(lines(["Decisions", "The meeting noted what UNEP and the CMS said in Resolution", "10.12 on that."]))
    )
    [reading] = found.readings()
    assert (
        reading.text.rstrip() == "Decisions\nThe meeting noted what UNEP and the CMS said in Resolution 10.12 on that."
    )


def test_a_line_that_is_set_wide_to_fill_its_column_is_one_line() -> None:
    wide = [Text("See\tDecision", 60, 100), *lines(PROSE, down=114)]
    assert body(read(pdf(wide)))[0] == "See Decision"
    in_two = [Text("See what ", 60, 100, blank=5), Text("Decision", 123, 100), *lines(PROSE, down=114)]
    assert body(read(pdf(in_two)))[0] == "See what Decision"
    in_two = [Text("See what", 60, 100, blank=5), Text("Decision", 119, 100), *lines(PROSE, down=114)]
    assert body(read(pdf(in_two)))[0] == "See what Decision"


def apart(row: str, *lefts: float, down: float = 100) -> list[Text]:
    """Return the words of a line, each shown by a command of its own."""
    return [Text(word, left, down) for word, left in zip(row.split(), lefts, strict=True)]


def test_a_line_that_is_set_wide_word_by_word_is_one_line() -> None:
    wide = apart("See what Decision 19.20", 60, 92, 128, 184, down=100)
    short = [*apart("Recommendations Parties", 60, 177.3, down=114), *apart("in 2022", 60, 190, down=128)]
    found = body(read(pdf([*wide, *short, *lines(PROSE, down=142)])))
    assert found[:3] == ["See what Decision 19.20", "Recommendations Parties", "in"]


def test_words_below_each_other_are_cells_however_wide_the_gaps_are() -> None:
    rows = [apart("19.20 19.21 19.22", 60, 100, 140, down=100 + 14 * number) for number in range(3)]
    assert "19.20 19.21" not in read(pdf([*rows[0], *rows[1], *rows[2], *lines(PROSE, down=200)])).text


def test_cells_are_closer_than_usual_where_blanks_of_the_text_are_closer_still() -> None:
    row = [Text("See Decision 19.20", 60, 100), Text("21 Parties", 161, 100)]
    assert body(read(pdf([*row, *lines(PROSE, down=140)])))[:2] == ["See Decision 19.20", "21 Parties"]


def test_the_lines_of_a_list_are_paragraphs_where_those_of_a_paragraph_are_closer() -> None:
    """A line of the list is as long as lines are around it, but not as they are elsewhere."""
    entries = ["Asked by the CITES Secretariat", "United Nations Office", "Decision 19.20", "CMS", "Resolution"]
    listed = [Text(entry, 60, 100 + 20 * number) for number, entry in enumerate(entries)]
    wrapped = ["It is asked of all Parties, and of whom it", "may concern, to say so."]
    prose = [line for number in range(6) for line in lines(wrapped, down=100 + 34 * number)]
    [reading] = read(pdf(prose, listed)).readings()
    assert reading.text.endswith("\n\n".join(entries) + "\n")
    wider = [Text(wrapped[0], 60, 200 + 28 * number) for number in range(6)]
    [reading] = read(pdf(prose, wider)).readings()
    assert reading.text.endswith(" ".join(wrapped[:1] * 6) + "\n"), "a page that is set wider"


def test_a_word_divided_at_the_end_of_a_line_is_whole() -> None:
    found = read(pdf(lines(["As it says in Deci-", "sion 19.20, the Parties meet."])))
    [citation] = find(found.text)
    assert found.text[citation.start : citation.end] == "Deci-\nsion 19.20"


def test_cells_do_not_run_into_each_other() -> None:
    row = [Text("Decision 19.20", 60, 100), Text("21 Parties", 160, 100), Text("19.22", 240, 100)]
    assert body(read(pdf([*row, *lines(PROSE, down=140)])))[:3] == ["Decision 19.20", "21 Parties", "19.22"]


def test_a_raised_number_is_the_mark_of_a_footnote() -> None:
    marked = [Text("See Decision 19.20", 60, 100), Text("1", 153.5, 96, 6.5), Text(" and others.", 157, 100)]
    note = [Text("1", 60, 700, 6.5), Text("Resolution Conf. 12.4 says so.", 64, 704, 8)]
    found = read(pdf([*marked, *lines(PROSE, down=120), *note]))
    assert parts(found)[0] == (1, "body", "See Decision 19.20¹ and others.")
    assert parts(found)[-1] == (1, "footnote", "¹ Resolution Conf. 12.4 says so.")
    assert [one.instrument.number for one in find(found.text)] == ["19.20", "12.4"]


def test_notes_of_the_usual_size_are_told_by_marks_to_which_the_text_refers() -> None:
    text = lines(["See Decision 19.20¹ and others².", *PROSE[:3]])
    notes = lines(["¹ Resolution Conf. 12.4", "that is so.", "² As said."], down=600)
    beside = Text("Another column.", 400, 640)
    found = parts(read(pdf([*text, *notes, beside])))
    assert [words for _, part, words in found if part == "footnote"] == [note.words for note in notes]
    assert furniture(read(pdf([*lines(PROSE), *notes]))) == [], "no mark in the text"
    assert (
        furniture(read(pdf([*text, *lines(["¹ Not a note,", "but a line."], down=200), *lines(PROSE, down=500)]))) == []
    )


def test_the_mark_of_a_note_may_stand_apart_from_it() -> None:
    notes = [Text("1", 60, 697, 5), Text("As said.", 76, 700, 8), Text("2", 60, 707, 5), Text("So it is.", 76, 710, 8)]
    found = parts(read(pdf([*lines(PROSE), *notes])))
    assert found[-2:] == [(1, "footnote", "¹ As said."), (1, "footnote", "² So it is.")]


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_page_may_be_turned(turned: int) -> None:
    page = [Text("See Decision 19.20", 60, 100), Text("1", 153.5, 96, 6.5), *lines(PROSE, down=120)]
    assert body(read(pdf(page, turned=turned))) == ["See Decision 19.20¹", *PROSE]


def test_line_numbers_are_furniture() -> None:
    numbers = lines([str(n) for n in range(14, 26)], left=30)
    found = read(pdf([*lines(PROSE), *numbers]))
    assert body(found) == PROSE
    assert {part for _, part, _ in furniture(found)} == {"line number"}


def test_a_column_of_numbers_in_a_table_is_no_line_numbers() -> None:
    numbers = [Text(str(n), 30, 100 + 14 * place) for place, n in enumerate([3, 17, 20, 4, 9, 12, 11, 30, 2, 8, 5, 7])]
    assert furniture(read(pdf([*lines(PROSE), *numbers]))) == []


def test_the_entries_of_a_table_of_contents_are_furniture() -> None:
    entries = [f"Resolution Conf. {n}.1 {'.' * 40} {n}" for n in range(2, 9)]
    found = read(pdf(lines(["Contents", *entries, "Decision 19.20 is what it is about."])))
    assert body(found) == ["Contents", "Decision 19.20 is what it is about."]
    assert {part for _, part, _ in furniture(found)} == {"contents"}


def test_entries_without_dots_are_told_by_the_numbers_of_the_pages_at_their_right() -> None:
    def listed(*numbers: int) -> list[Text]:
        """Return lines, each with a number that ends at the same place."""
        ends = [Text(str(n), 500 - 6.1 * len(str(n)), 100 + 14 * at) for at, n in enumerate(numbers)]
        return [*lines(PROSE[: len(numbers)]), *ends]

    def told(*numbers: int) -> list[str]:
        rest = [lines([f"{one} {line}" for line in PROSE]) for one in "abcdefghijk"]
        found = furniture(read(pdf([*listed(*numbers), *lines(PROSE, down=400)], *rest)))
        return [words for page, part, words in found if (page, part) == (1, "contents")]

    assert sorted(told(2, 3, 3, 10, 12)) == sorted([*PROSE[:5], "2", "3", "3", "10", "12"])
    assert told(2, 5, 3, 10, 4) == [], "a table"
    assert told(20, 30, 40) == [], "more pages than there are"
    assert told(7, 7, 7) == [], "a table"
    assert told(2, 3) == []


# --- what cannot be read ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([], []), r"has no text on its 2 pages: it is a scan: run OCR first, for example `ocrmypdf"),
        (encrypted(), "is encrypted: save it without a password"),
        (b"%PDF-1.4\nnothing of the kind", "is a broken PDF"),
        (b"", "is empty: download it again"),
        (b"\x00\x01\x02", "is not a PDF: it does not start like one"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word",
            "is an old Word file or similar: convert it, for example with `soffice",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_the_remedy(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(data)


def test_a_text_that_is_too_long_is_told() -> None:
    with pytest.raises(Unreadable, match="has a text of more than 100 characters: split it"):
        reader.extract(pdf(lines(PROSE)), 100)


@pytest.mark.parametrize("data", [numbered(3), encrypted()], ids=["good", "encrypted"])
def test_however_a_file_is_cut_it_is_read_or_rejected(data: bytes) -> None:
    for end in range(0, len(data), 37):
        with suppress(Unreadable):
            read(data[:end])


def test_without_the_extra_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    monkeypatch.delitem(__import__("sys").modules, "pipeline.documents.pdf")
    monkeypatch.delattr("pipeline.documents.pdf")
    with pytest.raises(
        Unreadable, match="is a PDF, for which pypdfium2 is needed: install the extra `documents`"
    ) as error:
        read(numbered(1))
    assert not error.value.is_lasting


# --- in a corpus --------------------------------------------------------------------------------------------


def test_a_corpus_has_pages_and_furniture(tmp_path: Path, capsys) -> None:
    data = numbered(3)
    files = {"a.pdf": data, "b.pdf.gz": gzip.compress(data), "c.txt": data, "d.pdf": pdf([]), "e.txt": "Decision 19.20"}
    totals = make(write(tmp_path / "texts", files), tmp_path / "out")
    assert (totals.documents, totals.rejected) == (4, 1)
    note = "1 read as what they are, not as what they are named: c.txt is a PDF, although it is named like text"
    assert capsys.readouterr().err == f"{tmp_path / 'texts'}: {note}\n"
    documents = table(tmp_path / "out", "documents").to_pylist()
    assert [(row["format"], row["page_count"], row["textless_page_count"]) for row in documents] == [
        ("pdf", 3, 0),
        ("pdf", 3, 0),
        ("pdf", 3, 0),
        ("text", None, None),
    ]
    rows = [row for row in table(tmp_path / "out", "citations").to_pylist() if row["document_id"] in ("a.pdf", "e.txt")]
    assert [(row["page_number"], row["in_furniture"]) for row in rows] == [
        (1, True),
        (2, True),
        (3, True),
        (None, False),
    ]
    passages = {row["passage_id"]: row for row in table(tmp_path / "out", "passages").to_pylist()}
    text = extract(data, "a.pdf", 1_000_000).text
    for row in rows[:3]:
        passage = passages[row["passage_id"]]
        assert (passage["page_number"], passage["part"]) == (row["page_number"], "running head")
        assert text[row["start_char"] : row["end_char"]] == row["text"]
