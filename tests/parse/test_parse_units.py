"""The parser's parts by themselves: lines, errata, names, citations, patterns, keys and curated tables."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from conftest import EDITION

from pipeline.faults import Fault, Faults, short
from pipeline.parse.corrected import Corrected, correct
from pipeline.parse.errata import Erratum, locate
from pipeline.parse.patterns import BODY, CITATION, compile_pattern, mask
from pipeline.parse.reading import Reading
from pipeline.parse.rows import parse
from pipeline.parse.sentence import Sentence
from pipeline.parse.wording import Wording, proper_names
from pipeline.raw.files import Record, decode, read_records
from pipeline.text.lines import Line, split_lines
from pipeline.text.names import Name, Names

# --- faults -------------------------------------------------------------------------------------------------


def test_a_fault_is_one_line_with_place_problem_and_remedy() -> None:
    assert str(Fault("page.txt", 7, "is wrong", "fix it")) == "page.txt:7: is wrong; fix it"
    assert str(Fault("page.txt", None, "is wrong", "fix it")) == "page.txt: is wrong; fix it"


def test_a_fault_is_one_line_whatever_it_quotes() -> None:
    quoted = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]))
    shown = str(Fault(f"a{quoted}.csv", 7, f"is «{quoted}»", f"fix «{quoted}»"))
    assert len(shown.splitlines()) == 1
    assert shown.isprintable()
    assert str(Fault("a.csv", 7, "is «a\nb\x85\u2028»", "fix it")) == r"a.csv:7: is «a\nb\x85\u2028»; fix it"
    assert str(Fault("a.csv", 7, r"is «–é𝄞 C:\new»", "fix it")) == r"a.csv:7: is «–é𝄞 C:\new»; fix it"


def test_a_fault_is_a_line_of_reasonable_length() -> None:
    shown = str(Fault("a.csv", 7, f"is «{'x' * 1_000_000}y»", "fix it"))
    assert shown.startswith("a.csv:7: is «xxx")
    assert shown.endswith("xxxy»; fix it")
    assert " … " in shown
    assert len(shown) == len("a.csv:7: ") + 1000 + len("; fix it")
    assert len(str(Fault("a.csv", 7, "\n" * 1_000_000, "fix it"))) == len(shown)
    assert len(str(Fault("a" * 1_000_000, None, "is wrong", "b" * 1_000_000))) < 2100


@pytest.mark.parametrize(
    ("words", "longest", "shown"),
    [("abcdefghi", 9, "abcdefghi"), ("abcdefghij", 9, "abcd … ij"), ("abcdefghij", 8, "abcd … j"), ("", 8, "")],
)
def test_what_is_too_long_loses_its_middle(words: str, longest: int, shown: str) -> None:
    assert short(words, longest) == shown
    assert len(shown) <= longest


def test_faults_are_in_the_order_of_files_and_lines_and_each_once() -> None:
    unordered = [
        Fault("b.csv", 2, "x", "y"),
        Fault("a.csv", 10, "x", "y"),
        Fault("a.csv", 9, "x", "y"),
        Fault("a.csv", None, "x", "y"),
        Fault("a.csv", 9, "x", "y"),
    ]
    found = Faults(unordered)
    assert [(fault.place, fault.line) for fault in found.faults] == [
        ("a.csv", None),
        ("a.csv", 9),
        ("a.csv", 10),
        ("b.csv", 2),
    ]
    assert str(found).split("\n") == ["a.csv: x; y", "a.csv:9: x; y", "a.csv:10: x; y", "b.csv:2: x; y"]


# --- decoding -----------------------------------------------------------------------------------------------


def test_line_ends_of_windows_are_read_as_line_feeds() -> None:
    assert decode("page.txt", b"one\r\ntwo\r\n") == "one\ntwo\n"


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\u2028", "U+2028"),
        ("\u2029", "U+2029"),
        ("\x85", "U+0085"),
        ("\x0b", "U+000B"),
        ("\x0c", "U+000C"),
        ("\r", "U+000D"),
        ("\t", "U+0009"),
        ("\x00", "U+0000"),
        ("\x1c", "U+001C"),
        ("\ue000", "U+E000"),
        ("\uf8ff", "U+F8FF"),
    ],
)
def test_characters_that_no_reader_can_see_are_refused(character: str, code: str) -> None:
    with pytest.raises(Faults) as caught:
        decode("page.txt", f"one\ntw{character}o\nthree".encode())
    (fault,) = caught.value.faults
    assert (fault.place, fault.line) == ("page.txt", 2)
    assert code in fault.problem


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\u202e", "\ufeff"])
def test_characters_without_a_shape_are_refused(character: str) -> None:
    """Inside a name they would hide it; in a title they would be published."""
    with pytest.raises(Faults, match=r"page\.txt:1: "):
        decode("page.txt", f"World Ba{character}nk".encode())


def test_all_bad_characters_are_reported_at_once() -> None:
    with pytest.raises(Faults) as caught:
        decode("page.txt", "a\tb\nc\u2028d\n".encode())
    assert [fault.line for fault in caught.value.faults] == [1, 2]


@pytest.mark.parametrize("text", ["Force,the – “Group’s” San José\n", "no-break\u00a0space", "𝄞"])
def test_other_characters_are_read_as_they_are(text: str) -> None:
    assert decode("page.txt", text.encode("utf-8")) == text


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    with pytest.raises(Faults, match=r"page\.txt:2: byte 6 \(0xe9\) is not UTF-8"):
        decode("page.txt", b"one\ntw\xe9\n")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode("page.txt", b"\xef\xbb\xbfone\r\n") == "one\n"


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n \n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(Faults, match=r"page\.txt: is empty"):
        decode("page.txt", data)


# --- names that nobody knows --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a Foo and the Bar with Baz", ["Foo and the Bar", "Baz"]),
        ("Foo Bar, then Baz Qux and no other", ["Foo Bar", "Baz Qux"]),
        ("nobody", []),
    ],
)
def test_all_names_that_nobody_knows_are_found(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in proper_names(text)] == names


# --- errata -------------------------------------------------------------------------------------------------


def erratum(line: Line, words: str, correction: str | None, kind: str = "typography") -> Erratum:
    """Return an erratum at the only place of its words in a line."""
    assert line.text.count(words) == 1
    cells = {"kind": kind, "as_written": words, "occurrence": "1", "correction": correction}
    start = line.text.index(words)
    return Erratum(Record("errata.csv", 2, cells), line, start, start + len(words))


def corrected(text: str, *pairs: tuple[str, str | None]) -> Corrected:
    """Return a text with each of the words replaced."""
    line = Line(1, 0, len(text), text, text)
    return correct(line, sorted((erratum(line, *pair) for pair in pairs), key=lambda e: e.start))


@pytest.mark.parametrize(
    ("text", "pairs", "result"),
    [
        ("a–the b", [("–the", "– the")], "a– the b"),
        ("one two three", [("two", "2")], "one 2 three"),
        ("one two three", [(" two", "")], "one three"),
        ("one two three", [("one", "1"), ("three", "3")], "1 two 3"),
        ("one two three", [("one two", "one and two"), (" three", "")], "one and two"),
        ("one two", [("one", None)], "one two"),
        ("one two", [], "one two"),
        ("abab", [("bab", "bbab")], "abbab"),
    ],
)
def test_correct(text: str, pairs: list[tuple[str, str | None]], result: str) -> None:
    assert corrected(text, *pairs).text == result


def test_corrections_that_overlap_are_refused() -> None:
    with pytest.raises(Faults, match="overlaps"):
        corrected("one two three", ("one two", "1 2"), ("two three", "II III"))


def test_errata_without_a_correction_may_overlap_one() -> None:
    """A lost link and a wrong party, as in the sentence on the Letter of Understanding."""
    assert corrected("Click here for B", ("Click here", None), ("here for B", "here for C")).text == "Click here for C"


# Lines, and their corrections.
EDITS = {
    "insertion": ("the Force,the UN", [("Force,the", "Force, the")]),
    "replacement": ("one two three", [("two", "zwei")]),
    "deletion": ("one two three", [("two ", "")]),
    "at the start": ("two three", [("two", "Number two")]),
    "at the end": ("one two", [("two", "two more")]),
    "several": ("one two three four", [("one", "1"), ("three", "number 3")]),
    "in the middle": ("the Panel on Food (X)", [("Panel on Food", "Panel of the Union on Food")]),
}
# Words of the line as written, and the same place in the line as corrected.
SPANS = [
    # A span before or after an insertion does not include it; a span around it does.
    ("insertion", "Force,", "Force,"),
    ("insertion", "the UN", "the UN"),
    ("insertion", "Force,the", "Force, the"),
    ("insertion", "the Force,the UN", "the Force, the UN"),
    ("replacement", "two", "zwei"),
    ("replacement", "one ", "one "),
    ("replacement", " three", " three"),
    ("replacement", "one two", "one zwei"),
    ("replacement", "two three", "zwei three"),
    ("deletion", "one ", "one "),
    ("deletion", "three", "three"),
    ("deletion", "one two three", "one three"),
    ("at the start", "two", "two"),
    ("at the start", "three", "three"),
    ("at the end", "one", "one"),
    ("at the end", "two", "two"),
    # Behind several corrections, their shifts add up.
    ("several", "one", "1"),
    ("several", " two ", " two "),
    ("several", "three", "number 3"),
    ("several", " four", " four"),
    ("several", "one two three four", "1 two number 3 four"),
    # What both have in common is not replaced.
    ("in the middle", "Panel", "Panel"),
    ("in the middle", "Food", "Food"),
    ("in the middle", "Panel on Food", "Panel of the Union on Food"),
    ("in the middle", "(X)", "(X)"),
]


def span(text: str, words: str) -> tuple[int, int]:
    """Return the span of words that occur once in a text."""
    assert text.count(words) == 1, words
    return text.index(words), text.index(words) + len(words)


@pytest.mark.parametrize(("edit", "as_written", "as_corrected"), SPANS)
def test_spans_are_carried_both_ways(edit: str, as_written: str, as_corrected: str) -> None:
    line, pairs = EDITS[edit]
    fixed = corrected(line, *pairs)
    assert fixed.to_written(*span(fixed.text, as_corrected)) == span(line, as_written)
    assert fixed.to_corrected(*span(line, as_written)) == span(fixed.text, as_corrected)


@pytest.mark.parametrize(
    ("part", "as_written"),
    [("zw", "two"), ("wei", "two"), ("we", "two"), ("one z", "one two"), ("i three", "two three")],
)
def test_a_span_inside_replaced_words_takes_all_of_them(part: str, as_written: str) -> None:
    fixed = corrected("one two three", ("two", "zwei"))
    assert fixed.to_written(*span(fixed.text, part)) == span("one two three", as_written)


def test_lost_words_have_no_length_where_they_are_missing() -> None:
    fixed = corrected("one three", ("one", "one two"))
    assert fixed.text == "one two three"
    assert fixed.to_written(*span(fixed.text, "two")) == (3, 3)


@pytest.mark.parametrize("edit", EDITS)
def test_every_span_keeps_to_the_line_and_its_order(edit: str) -> None:
    line, pairs = EDITS[edit]
    fixed = corrected(line, *pairs)
    for start in range(len(fixed.text)):
        for end in range(start + 1, len(fixed.text) + 1):
            begin, stop = fixed.to_written(start, end)
            assert 0 <= begin <= stop <= len(line), fixed.text[start:end]


NAMES = Names([Name("Quxian Institute", "en", "variant", "quxian", None)])


def records(*rows: dict[str, str | None]) -> list[Record]:
    """Return rows of `errata.csv`, from line 2 on."""
    usual = {"kind": "typography", "occurrence": "1", "after": None, "correction": "X"}
    return [Record("errata.csv", line, {**usual, **row}) for line, row in enumerate(rows, 2)]


def located(page: str, *rows: dict[str, str | None]) -> list[tuple[int, int, int]]:
    """Return line, start and end of each erratum that is found."""
    found, faults = locate("page.txt", records(*rows), split_lines("page.txt", page), NAMES)
    if faults:
        raise Faults(faults)
    return [(erratum.line.number, erratum.start, erratum.end) for erratum in found]


def test_errata_are_found_in_the_order_of_the_page() -> None:
    rows = [{"as_written": "tree"}, {"as_written": "one"}]
    assert located("one two\nno tree", *rows) == [(1, 0, 3), (2, 3, 7)]


def test_occurrences_are_counted_from_the_top() -> None:
    rows = [{"as_written": "a", "occurrence": "3"}, {"as_written": "a", "occurrence": "1"}]
    rows.append({"as_written": "a", "occurrence": "2"})
    found, _ = locate("page.txt", records(*rows), split_lines("page.txt", "a b a\na"), NAMES)
    places = [(erratum.record["occurrence"], erratum.line.number, erratum.start) for erratum in found]
    assert places == [("1", 1, 0), ("2", 1, 4), ("3", 2, 0)]


def test_errata_are_words_and_no_patterns() -> None:
    with pytest.raises(Faults, match=r"errata\.csv:2: "):
        located("an abc", {"as_written": "a.c"})
    assert located("an a.c", {"as_written": "a.c"}) == [(1, 3, 6)]


@pytest.mark.parametrize(
    ("page", "rows", "place"),
    [
        ("b", [{"as_written": "a"}], "errata.csv:2: "),
        ("a", [{"as_written": "a"}, {"as_written": "a", "occurrence": "2"}], "errata.csv:3: "),
        ("b\na a", [{"as_written": "a", "occurrence": "2"}], "page.txt:2: "),
        ("a\na", [{"as_written": "a"}], "page.txt:2: "),
        ("a", [{"as_written": "a", "correction": "a"}], "errata.csv:2: "),
        ("b and a", [{"as_written": "a", "correction": "and a"}], "errata.csv:2: "),
        ("a", [{"as_written": "a", "occurrence": "first"}], "errata.csv:2: "),
        ("a", [{"as_written": None}], "errata.csv:2: "),
    ],
    ids=[
        "fixed",
        "second fixed",
        "first is new",
        "second is new",
        "no change",
        "fixed with more",
        "no number",
        "no words",
    ],
)
def test_an_erratum_that_does_not_fit_is_refused(page: str, rows: list[dict[str, str | None]], place: str) -> None:
    with pytest.raises(Faults) as caught:
        located(page, *rows)
    assert [str(fault).startswith(place) for fault in caught.value.faults] == [True]


def test_a_correction_may_add_to_the_words_that_it_quotes() -> None:
    assert located("a b", {"as_written": "b", "correction": "b."}) == [(1, 2, 3)]


def test_lost_text_may_quote_the_words_beside_it() -> None:
    row = {"as_written": "b", "correction": "a b", "kind": "lost text"}
    assert located("b c", row) == [(1, 0, 1)]


def test_all_errata_that_do_not_fit_are_reported_at_once() -> None:
    with pytest.raises(Faults) as caught:
        located("a\nc\nc", {"as_written": "b"}, {"as_written": "c"}, {"as_written": "d"})
    assert [(fault.place, fault.line) for fault in caught.value.faults] == [
        ("errata.csv", 2),
        ("errata.csv", 4),
        ("page.txt", 3),
    ]


# --- patterns -----------------------------------------------------------------------------------------------


def test_masks_keep_offsets_and_hide_the_words() -> None:
    masked = mask("the Food, Trade and Co (FTC) met", [(4, 22, BODY), (24, 27, BODY)])
    assert len(masked) == 32
    assert re.sub(r"[^\x00-\x7f]", "~", masked) == "the ~~~~~~~~~~~~~~~~~~ (~~~) met"


def test_of_masks_that_overlap_the_first_counts() -> None:
    masked = mask("abcdef", [(1, 4, BODY), (3, 6, CITATION)])
    assert masked[0] == "a"
    assert masked[1] == BODY
    assert CITATION not in masked
    assert masked[4:] == "ef"


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("[Really, ]it is (so|thus).", "Really, it is so.", True),
        ("[Really, ]it is (so|thus).", "it is thus.", True),
        ("[Really, ]it is (so|thus).", "REALLY, It is So.", True),
        ("[Really, ]it is (so|thus).", "it is so", False),
        ("[Really, ]it is (so|thus).", "it is other.", False),
        ("It (costs) 2.5 + x?", "It costs 2.5 + x?", True),
        ("It costs 2.5", "It costs 2x5", False),
    ],
)
def test_a_pattern_has_optional_words_and_choices(pattern: str, text: str, matches: bool) -> None:
    assert bool(compile_pattern(pattern).fullmatch(text)) == matches


@pytest.mark.parametrize(
    ("kind", "text", "matches"),
    [
        ("goal", "Goal 12", True),
        ("goal", "Goal A", False),
        ("date", "1 March 2024", True),
        ("date", "March 2024", False),
        ("link", "here", True),
        ("link", "www.informea.org", True),
        ("link", "https://cites.org/eng/disc/coop.php?a=b", True),
        ("link", "www.informea.org.", False),
        ("link", "there", False),
        ("addressee", "Secretariat", True),
        ("addressee", "Standing Committee", False),  # as long as it is not a term, which is masked
        ("agreement", "MoU", True),
        ("agreement", "memorandum of understanding", True),
        ("agreement", "memo", False),
        ("role", "co-chairs", True),
        ("role", "admires", False),
        ("phrase", "trade in timber", True),
        ("phrase", "trade in Timber", False),
        ("phrase", "trade, timber", False),
        ("parenthesis", "(see here)", True),
        ("parenthesis", "(see (here))", False),
    ],
)
def test_kinds_of_parts(kind: str, text: str, matches: bool) -> None:
    match = compile_pattern("{part:" + kind + "}").fullmatch(text)
    assert bool(match) == matches
    if match:
        assert match["part"] == text


def test_a_name_in_a_pattern_is_a_mask_and_nothing_else() -> None:
    pattern = compile_pattern("{body} met.")
    assert not pattern.fullmatch("FAO met.")
    assert pattern.fullmatch(mask("FAO met.", [(0, 3, BODY)]))
    assert not pattern.fullmatch(mask("FAO met.", [(0, 3, CITATION)]))
    # Two names without a word between them are not one.
    assert not pattern.fullmatch(mask("FAOFAO met.", [(0, 3, BODY), (3, 6, BODY)]))


# --- curated tables -----------------------------------------------------------------------------------------


def read(root: Path, text: str, key: list[str], needed: list[str]) -> list[Record]:
    """Read a curated table of this text."""
    (root / "raw/curated").mkdir(parents=True)
    (root / "raw/curated/table.csv").write_bytes(text.encode("utf-8"))
    return read_records(root, "raw/curated/table.csv", key, needed)


def faults(root: Path, text: str) -> list[str]:
    """Return what is wrong with a curated table of the columns `id` and `name`."""
    with pytest.raises(Faults) as caught:
        read(root, text, ["id"], ["id", "name"])
    return [str(fault).removeprefix("raw/curated/table.csv") for fault in caught.value.faults]


def test_a_curated_table_is_read(tmp_path: Path) -> None:
    first, second = read(tmp_path, "id,name,note\n1,a,\n2,b,x\n", ["id"], ["id", "name"])
    assert first.cells == {"id": "1", "name": "a", "note": None}
    assert (first.file, first.line) == ("raw/curated/table.csv", 2)
    assert (second["note"], second.line) == ("x", 3)


def test_a_cell_in_quotes_may_hold_commas_and_quotes(tmp_path: Path) -> None:
    (record,) = read(tmp_path, 'id,name\n1,"a, ""b"" and c"\n', ["id"], ["id", "name"])
    assert record["name"] == 'a, "b" and c'


def test_the_line_of_a_row_is_that_of_the_file(tmp_path: Path) -> None:
    first, second = read(tmp_path, 'id,name\n1,"a\nb"\n2,c\n', ["id"], ["id", "name"])
    assert (first.line, second.line) == (2, 4)


def test_a_cell_in_quotes_keeps_its_line_ends(tmp_path: Path) -> None:
    (record,) = read(tmp_path, 'id,name\n1,"a\nb"\n', ["id"], ["id", "name"])
    assert record["name"] == "a\nb"


def test_blank_lines_and_line_ends_of_windows_do_no_harm(tmp_path: Path) -> None:
    first, second = read(tmp_path, "id,name\r\n1,a\r\n\r\n2,b\r\n", ["id"], ["id", "name"])
    assert (first["name"], second["name"], second.line) == ("a", "b", 4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id,title\n1,a\n", [":1: "]),
        ("name\na\n", [":1: "]),
        ("id,name,name\n1,a,b\n", [":1: "]),
        ("id,name\n1,a\n2\n3,c,d\n", [":3: has 1 cells", ":4: has 3 cells"]),
        ("id,name\n1,a\n2,b\n1,c\n", [":4: «1» is already in line 2"]),
        ("id,name\n1,a\n1,b\n1,c\n2\n", [":3: «1»", ":4: «1»", ":5: has 1 cells"]),
        ('id,name\n1,a\n2,"b\n3,c\n', [":3: is not CSV (unexpected end of data); correct its quotes"]),
        ('id,name\n1,"a\nb"\n\n2,"b\n3,"c"\n4,d\n', [":5: is not CSV (',' expected after '\"'); correct its quotes"]),
        ('id,name\n1,"a"b\n', [":2: is not CSV"]),
        ('"id,name\n1,a\n', [":1: is not CSV"]),
        ("id,name\n1,a\tb\n", [":2: "]),
        ("", [": is empty"]),
    ],
    ids=[
        "another column",
        "missing column",
        "column twice",
        "cells",
        "key twice",
        "several faults",
        "open quote",
        "open quote before another",
        "words after a quote",
        "open quote in the header",
        "control character",
        "empty",
    ],
)
def test_a_faulty_curated_table_is_refused(tmp_path: Path, text: str, found: list[str]) -> None:
    messages = faults(tmp_path, text)
    assert len(messages) == len(found)
    for message, start in zip(messages, found, strict=True):
        assert message.startswith(start)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "id,title\n1,a\n")
    assert "name" in fault.split(";")[0]


def test_a_missing_curated_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(Faults, match=r"raw/curated/table\.csv: cannot be read"):
        read_records(tmp_path, "raw/curated/table.csv", ["id"], ["id"])


def test_a_key_of_two_columns_is_one_key(tmp_path: Path) -> None:
    assert len(read(tmp_path, "id,name\n1,a\n1,b\n2,a\n", ["id", "name"], ["id", "name"])) == 3


def test_cells_that_are_needed() -> None:
    record = Record("table.csv", 5, {"name": "x", "empty": None, "number": "12", "day": "2024-02-29"})
    assert record.need("name") == "x"
    assert record.need_number("number") == 12
    assert record.need_date("day").isoformat() == "2024-02-29"
    for ask in (
        lambda: record.need("empty"),
        lambda: record.need_number("name"),
        lambda: record.need_number("empty"),
        lambda: record.need_date("name"),
    ):
        with pytest.raises(Faults, match=r"table\.csv:5: "):
            ask()


# --- what nobody reports --------------------------------------------------------------------------------------


def test_what_is_not_read_stops_the_build_although_no_form_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Sentence, "is_announced", lambda *_: False)
    with pytest.raises(Faults, match=r"was not read, and nobody has said why"):
        parse(EDITION)


# --- keys ---------------------------------------------------------------------------------------------------


def test_a_key_that_is_taken_gets_the_next_number() -> None:
    day = datetime.date(2024, 3, 1)
    reading = Reading("page.txt", "cites", "cites-secretariat", 19, day, day, Wording([], []), {})
    reading.rows["links"].append({"link_id": "here-too"})
    for _ in range(3):
        reading.rows["links"].append({"link_id": reading.new_id("links", "link_id", "here")})
    assert [row["link_id"] for row in reading.rows["links"]] == ["here-too", "here", "here.2", "here.3"]
