"""What LibreOffice and a browser make of texts is read like them: one citation or name in a hundred less, at most."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path

import office
import pytest
from conftest import once

from pipeline.documents.extracted import Extracted
from pipeline.documents.read import extract
from pipeline.text.files import Unreadable

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not office.has_writer(), reason="LibreOffice Writer is not installed"),
]
MOST_LOST = 0.01
LANGUAGES = ("en", "fr", "es")
KINDS: dict[str, Callable[[list[str]], str]] = {
    "plain": lambda all_: office.flat([*map(office.paragraph, all_)]),
    "columns": lambda all_: office.flat([*map(office.paragraph, all_)], columns=2),
    "narrow": lambda all_: office.flat([*map(office.paragraph, all_)], columns=3),
    "hyphens": lambda all_: office.flat([office.paragraph(office.hyphenated(one)) for one in all_], 2, align="justify"),
    "notes": lambda all_: office.flat(office.with_notes(all_), line_numbers=True),
    "table": lambda all_: office.flat([office.as_table(all_)]),
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of each kind in each language, as PDF and Word, and the same page printed by a browser."""

    def make_them(folder: Path) -> None:
        for language in LANGUAGES:
            all_ = office.sentences(language)
            for kind, flat in KINDS.items():
                (folder / f"{kind}-{language}.fodt").write_text(flat(all_), "utf-8")
            # Words are divided in half of the paragraphs: without that, a browser shows those of a line one by one.
            halves = [office.hyphenated(one) if number % 2 else one for number, one in enumerate(all_)]
            body = "".join(f"<p>{escape(one)}</p>" for one in halves)
            style = "body { font: 12pt serif; text-align: justify; columns: 2 } p { break-inside: auto }"
            page = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{office.HEAD}</title>'
            (folder / f"page-{language}.html").write_text(f"{page}<style>{style}</style><body>{body}", "utf-8")
            if browser := office.browser():
                office.print_page(browser, folder / f"page-{language}.html", folder / f"page-{language}.pdf")
        office.convert(folder, "pdf", "docx")

    return once(tmp_path_factory, "office", make_them)


def read(made: Path, name: str) -> Extracted:
    return extract((made / name).read_bytes(), name, 10_000_000)


def most_lost(made: Path, name: str) -> float:
    """Return how many citations or names are lost or added, of all in the text, or of a hundred if they are fewer."""
    kind, language = name.split(".")[0].split("-")
    all_ = office.sentences(language)
    text = Extracted("\n\n".join(office.in_pairs(all_) if kind == "notes" else all_), "text")
    found = read(made, name)
    both = [(what(found), what(text)) for what in (office.cited, office.named)]
    return max(max((have - want).total(), (want - have).total()) / max(want.total(), 100) for have, want in both)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", ["pdf", "docx"])
@pytest.mark.parametrize("kind", KINDS)
def test_citations_and_names_of_an_office_document(made: Path, kind: str, suffix: str, language: str) -> None:
    assert most_lost(made, f"{kind}-{language}.{suffix}") <= MOST_LOST


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_citations_and_names_of_a_page_and_of_its_print(made: Path, suffix: str, language: str) -> None:
    if suffix == "pdf" and not office.browser():
        pytest.skip("there is no browser that prints")
    assert most_lost(made, f"page-{language}.{suffix}") <= MOST_LOST


def test_ligatures_and_divided_words_are_in_what_was_measured(made: Path) -> None:
    data = (made / "hyphens-en.pdf").read_bytes()
    streams = [
        zlib.decompressobj().decompress(one) for one in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", data, re.DOTALL)
    ]
    assert any(b"<00660069>" in one for one in streams), "its font has no letter for fi"
    assert len(re.findall(r"[a-z]-\n[a-z]", read(made, "hyphens-en.pdf").text)) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_heads_feet_and_numbers_of_pages_and_lines_are_furniture(made: Path, kind: str) -> None:
    found = read(made, f"{kind}-en.pdf")
    assert found.page_starts is not None
    count = len(found.page_starts)
    assert count > 1
    parts = {line: found.part_at(at) for at, line in starts(found)}
    for number in range(1, count + 1):
        assert parts[f"{office.HEAD}{number}"] == "running head"
    if kind == "notes":
        assert parts["39"] == "line number"


def test_notes_are_told_and_their_marks_are_no_digits(made: Path) -> None:
    found = read(made, "notes-en.pdf")
    notes = [line for at, line in starts(found) if found.part_at(at) == "footnote"]
    # Each is a line or two.
    assert len(office.sentences("en")) // 10 <= len(notes) <= len(office.sentences("en")) // 5 + 2
    assert any("¹" in line for at, line in starts(found) if found.part_at(at) == "body")


def test_fonts_that_do_not_say_which_letters_they_show_are_told(made: Path) -> None:
    data = (made / "plain-en.pdf").read_bytes()
    assert b"/ToUnicode" in data
    with pytest.raises(Unreadable, match="has fonts that do not identify their letters: run OCR first"):
        extract(data.replace(b"/ToUnicode", b"/XoUnicode"), "a.pdf", 10_000_000)


@pytest.mark.parametrize("name", ["table-en.pdf", "notes-fr.docx", "page-es.pdf"])
def test_however_one_is_cut_or_spoilt_it_is_read_or_rejected(made: Path, name: str) -> None:
    if not (made / name).exists():
        pytest.skip("there is no browser that prints")
    whole = (made / name).read_bytes()
    for at in range(0, len(whole), len(whole) // 20):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            with suppress(Unreadable):
                assert extract(data, name, 10_000_000).text


def starts(found: Extracted) -> list[tuple[int, str]]:
    """Return where each line begins, and its words."""
    result, at = [], 0
    for line in found.text.split("\n"):
        result.append((at, line))
        at += len(line) + 1
    return result
