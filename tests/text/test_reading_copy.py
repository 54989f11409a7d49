"""The reading copy: what it makes of a text, and the way back to the text as it came."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.text.reading_copy import ReadingCopy

# What a text has, and what its copy has there.
READ = [
    # blanks
    ("United  Nations\t and\u00a0more", "United Nations and more"),
    ("one \u2009 two\u202fthree", "one two three"),
    ("a line \n  and another", "a line\nand another"),
    ("a line\r\nand another\rand a third\x85and\x0bso\x0con", "a line\nand another\nand a third\nand\nso\non"),
    ("a paragraph\n\nanother", "a paragraph\n\nanother"),
    ("a paragraph\n \n\n\nanother\u2029a third", "a paragraph\n\nanother\n\na third"),
    # quoted lines, and the tie of LaTeX
    ("> of the\n> World  Bank\n>\n>> and\n>> others", "> of the\nWorld Bank\n\nand\nothers"),
    ("> a deci-\n> sion\r\n> of it", "> a decision\nof it"),
    ("not quoted\n> more than that\nor\n > this", "not quoted\n> more than that\nor\n> this"),
    ("Decision~18.92 (Rev.~CoP19), but ~5 and /~name", "Decision 18.92 (Rev. CoP19), but ~5 and /~name"),
    ("19.20~19.24", "19.20-19.24"),
    # marks that a converter to Markdown keeps from being markup
    (r"Conf\. 12\.4 \(Rev\. CoP19\), 19\.24\-19\.26, \[a\]", "Conf. 12.4 (Rev. CoP19), 19.24-19.26, [a]"),
    (r"C:\texts\a", r"C:\texts\a"),
    # words divided at the end of a line
    ("Deci-\nsions", "Decisions"),
    ("Deci-\r\n   sions", "Decisions"),
    ("déci\u00adsion, déci\u00ad\nsion", "décision, décision"),
    ("Asia-\nPacific", "Asia-Pacific"),
    ("16.98-\n16.99", "16.98-\n16.99"),
    # characters without a width
    ("\ufeffDecision \u200f16.86\u200b", "Decision 16.86"),
    ("a \u200b b", "a b"),
    # compatibility forms, and accents as characters of their own
    ("ﬁve ﬂags, №\u00a017．３２", "five flags, No 17.32"),
    ("De\u0301cision, Resolucio\u0301n", "Décision, Resolución"),
    ("Conf. 1.7²", "Conf. 1.7²"),
    # one class each
    ("l’eau l‘eau l`eau", "l'eau l'eau l'eau"),
    ("“a” „b‟ «c»", '"a" "b" "c"'),
    ("a–b—c‐d‑e−f", "a-b-c-d-e-f"),
    # markup
    ("<p>Resolution <i>Conf. 13.4</i></p><p>next", "\nResolution Conf. 13.4\n\nnext"),
    ("one<br/>two <td>three</td><td>four</td>", "one\ntwo three four "),
    ("1.7<sup>2</sup>", "1.7 2 "),
    (
        "Decision&nbsp;18.112, D&eacute;cision, &#233;&#xE9; AT&T; &unknown;",
        "Decision 18.112, Décision, éé AT&T; &unknown;",
    ),
    ("a <!-- hidden 19.20 --> b <script>hidden</script> c", "a\nb\nc"),
    ("[Conf. 17.7](https://example.org/r) (Rev. CoP19)", "Conf. 17.7 (Rev. CoP19)"),
    ("**17.40** and *one* and _two_", "17.40 and one and two"),
    # what is not markup
    ("a < b and c > d, a * b, snake_case, [1] (see there)", "a < b and c > d, a * b, snake_case, [1] (see there)"),
    ("an <!-- open comment", "an <!-- open comment"),
]


@pytest.mark.parametrize(("text", "copy"), READ)
def test_what_a_copy_has(text: str, copy: str) -> None:
    assert ReadingCopy(text).text == copy


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("see Deci-\nsions 17.1", "Decisions", "Deci-\nsions"),
        ("see \u200fUnited \n Nations\u200b now", "United\nNations", "United \n Nations"),
        ("a De\u0301cision b", "Décision", "De\u0301cision"),
        ("> the World Bank\n> Group", "Bank\nGroup", "Bank\n> Group"),
        ("ﬁne", "ine", "ﬁne"),  # what cuts through a ligature takes all of it
        ("D&eacute;cision", "é", "&eacute;"),
        ("<b>Conf.</b> 13.4, <i>then</i>", "Conf. 13.4", "Conf.</b> 13.4"),
    ],
)
def test_a_span_of_the_copy_is_one_of_the_text(text: str, words: str, there: str) -> None:
    copy = ReadingCopy(text)
    start = copy.text.index(words)
    begin, end = copy.span(start, start + len(words))
    assert text[begin:end] == there
    assert copy.copied(begin, end)[0] <= start


PIECES = [
    *(
        "Decision 19.20",
        "é",
        "e\u0301",
        "United  Nations",
        " ",
        "  ",
        "\t",
        "\u00a0",
        "\n",
        "\r\n",
        "\n\n",
        "\x0c",
        "-\n",
        "> ",
        "\n> ",
        "~",
    ),
    *(
        "\u00ad",
        "\u200b",
        "\ufeff",
        "ﬁ",
        "１",
        "’",
        "“",
        "–",
        "`",
        "<b>",
        "</b>",
        "<p>",
        "<!-- ",
        " -->",
        "&amp;",
        "&nbsp",
    ),
    *(";", "[", "](http://a.b)", "*", "_", "x", "A", "7", "."),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)


@given(TEXTS)
@example("a \u200b\n b")
@example(" \n \u0301")
def test_there_and_back(text: str) -> None:
    """Spans of the copy are in order, hold what they stand for, and lead there and back."""
    copy = ReadingCopy(text)
    last = 0
    for at in range(len(copy.text)):
        start, end = copy.span(at, at + 1)
        assert last <= end <= len(text)
        assert start < end, "every character of the copy comes from some of the text"
        last = start
        there, back = copy.copied(start, end)
        assert there <= at < back
    assert copy.span(0, len(copy.text))[0] >= 0


@given(st.text(alphabet=st.sampled_from("abcÉé19.,;:()/\"'- "), max_size=60))
def test_a_clean_text_is_left_alone(text: str) -> None:
    clean = " ".join(text.split())
    copy = ReadingCopy(clean)
    assert copy.text == clean
    assert all(copy.span(at, at + 1) == (at, at + 1) for at in range(len(clean)))


@given(TEXTS)
@example("19.20~\u00adDecision")
@example("19.20\u00ad~Decision")
@example("e\u0301-\nDecision 19.20")  # divided after a letter whose accent is a character of its own
def test_a_copy_of_a_copy_is_itself_but_for_markup(text: str) -> None:
    # A dash at the end of a line divides no word, but is a hyphen in the copy.
    plain = "".join(character for character in text if character not in "<>&*_[]–")
    once = ReadingCopy(plain).text
    assert unicodedata.normalize("NFC", ReadingCopy(once).text) == unicodedata.normalize("NFC", once)


def steps(task: Callable[[], object]) -> int:
    """Return how many lines of Python a task runs, which does not depend on the machine."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        task()
    finally:
        sys.settrace(None)
    return count


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_twice_the_text_takes_about_twice_the_steps(text: str) -> None:
    short, long = text * 40, text * 160
    assert steps(lambda: ReadingCopy(long)) <= 4.5 * steps(lambda: ReadingCopy(short)) + 200
