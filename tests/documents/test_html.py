"""Web pages: what is text of them, and what is furniture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import html as reader
from pipeline.documents.extracted import Extracted
from pipeline.documents.read import extract
from pipeline.text.citations import find
from pipeline.text.files import Unreadable


def read(page: str | bytes, name: str = "a.html") -> Extracted:
    return extract(page.encode() if isinstance(page, str) else page, name, 1_000_000)


def of_body(body: str) -> str:
    return read(f"<!doctype html><html><body>{body}</body></html>").text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>See   Decision\n19.20</p><p>and others", "See Decision 19.20\n\nand others\n\n"),
        ("<div><div>one</div>two</div>three", "one\n\ntwo\n\nthree\n\n"),
        ("one<br>two<br/>three", "one\ntwo\nthree\n\n"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo\n\n"),
        ("<table><tr><td>Decision 19.20<td>21</tr><tr><th>a</table>b", "Decision 19.20\n21\n\na\n\nb\n\n"),
        ("<b>Deci</b>sion <i>19</i>.20", "Decision 19.20\n\n"),
        ("Deci&shy;sion&nbsp;19.20 &amp; &#233;", "Deci\u00adsion\u00a019.20 & é\n\n"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc\n\n"),
        ("Decision 19.20<sup>1</sup> and 19<sup>th</sup>.", "Decision 19.20¹ and 19 th .\n\n"),
        ("<p>a</p><script>Decision 1.1</script><style>b</style><nav>Decision 1.2</nav><!-- c -->d", "a\n\nd\n\n"),
        ('<div role="navigation">Decision 1.2</div>d', "d\n\n"),
        ("See <del>19.20</del> <ins>19.21</ins> and <s>19.22</s>.", "See 19.21 and 19.22.\n\n"),
        ('<p hidden>a</p><p style="display:none">b</p>c', "a\n\nb\n\nc\n\n"),
        ("<template>a</template><noscript>b</noscript><svg><text>c</text></svg>d", "d\n\n"),
        (f"{'<div>' * 5000}Decision 19.20{'</div>' * 5000}d", "Decision 19.20\n\nd\n\n"),
        ("a\0b", "ab\n\n"),
    ],
)
def test_the_text_of_a_page(body: str, text: str) -> None:
    assert of_body(body) == text


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ('<a href="/res/17.php">Conf. <b>17.7</b></a>', "[Conf. 17.7](/res/17.php)"),
        ('<a href="https://a.example/a b(c)"> words </a>x', "[words](https://a.example/a%20b%28c%29) x"),
        ('<a href="17.php">words</a>', "[words](./17.php)"),
        ('<a href="javascript:run()">words</a>', "words"),
        ('<a href="data:text/html,x">words</a>', "words"),
        ('<a name="x">words</a>', "words"),
        ('<a href="/x">a [b]</a>', "a [b] </x>"),
        ('<a href="/x"><h2>Title</h2><div>below</div></a>', "[Title](/x)\n\nbelow"),
        ('<a href="/x"><img src="y"></a>z', "z"),
    ],
)
def test_a_link_keeps_its_address(link: str, text: str) -> None:
    assert of_body(link) == f"{text}\n\n"


def test_a_citation_reads_on_over_the_end_of_a_link() -> None:
    text = of_body('See <a href="/res/17/17-07.php">Conf. 17.7</a> (Rev. CoP19).')
    assert [(one.instrument.id, one.in_address) for one in find(text)] == [
        ("conf-17.7-rev-cop19", False),
        ("conf-17.7", True),
    ]


def test_title_head_and_foot_of_the_page_are_furniture_but_not_those_of_a_text() -> None:
    page = (
        "<!doctype html><head><title>Decision 1.1</title></head><body><header>Decision 1.2</header>"
        "<main><header><h1>Decision 19.20</h1></header><footer>Decision 19.21</footer></main>"
        "<footer>Decision 1.3</footer></body>"
    )
    found = read(page)
    [body, furniture] = found.readings()
    assert [one.instrument.number for one in find(body.text)] == ["19.20", "19.21"]
    assert (body.in_furniture, furniture.in_furniture) == (False, True)
    assert furniture.text.split() == ["Decision", "1.1", "Decision", "1.2", "Decision", "1.3"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><p>Décision".encode("utf-8-sig"),
        '<html><meta charset="utf-8"><p>Décision'.encode(),
        '<html><meta charset="iso-8859-1"><p>Décision'.encode("cp1252"),
        '<html><meta http-equiv="content-type" content="text/html; charset=windows-1252"><p>Décision'.encode("cp1252"),
        "<html><p>Décision".encode(),
        "<html><p>Décision".encode("cp1252"),
        b"\xff\xfe" + "<html><p>Décision".encode("utf-16-le"),
    ],
)
def test_a_page_is_in_the_encoding_that_it_says(page: bytes) -> None:
    assert read(page).text == "Décision\n\n"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("", "is empty: download it again"),
        ("<html><script>document.write(1)</script></html>", "has no text: save the page as a browser shows it"),
        (b'<html><meta charset="utf-8"><p>\xe9', "says that it is UTF-8, but byte 31 is not: save it as UTF-8"),
        (b'<html><meta charset="klingon"><p>x', "says that it is in «klingon», which is not an encoding"),
        (b'<html><meta charset="rot13"><p>x', "says that it is in «rot13», which is not an encoding: save it as UTF-8"),
        (b'<html><meta charset="undefined"><p>x', "says that it is in «undefined», which is not an encoding"),
        ("<html><p>" + "x" * 1_000_001, "has a text of more than 1,000,000 characters: split it"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_remedy(page: str | bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(page)


def test_a_page_whose_tree_would_take_too_much_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LARGEST", 1_000)
    with pytest.raises(Unreadable, match="is a web page of more than 1,000 bytes: split it"):
        of_body("<b>" * 1_000)


def test_a_text_with_tags_is_text_and_a_page_is_one_whatever_its_name() -> None:
    page = "<!doctype html><html><p>Decision 19.20</p></html>"
    assert read(page, "a.txt").format == "text"
    assert read(page, "-").format == "text"
    assert read(page, "a.pdf").format == "html"
    assert read("a plain text", "a.html").format == "text"


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<a href=x>",
                "</a>",
                "<pre>",
                "</pre>",
                "<sup>",
                "</sup>",
                "1",
                "a b",
                "\n",
                "<td>",
                "<table>",
                "</table>",
                "<header>",
                "<main>",
                "</main>",
                "<br>",
                "<nav>",
                "</nav>",
                "<li>",
                "&lt;",
                "é",
            ]
        )
    ).map("".join)
)
def test_whatever_a_page_is_it_is_read_or_rejected_and_its_parts_tile_it(body: str) -> None:
    try:
        found = read(f"<html><body>{body}")
    except Unreadable:
        return
    readings = list(found.readings())
    assert sum(len(one.text) for one in readings) == len(found.text)
    for one in readings:
        if one.text.strip():
            start = len(one.text) - len(one.text.lstrip())
            first = one.text.split()[0]
            begin, end = one.span(start, start + len(first))
            assert found.text[begin:end] == first
