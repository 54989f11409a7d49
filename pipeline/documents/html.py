"""Reads a web page with Lexbor, which reads it as browsers do. Nothing in it is run or downloaded.

Navigation, scripts, what the author deleted, and the like are not part of the text; what is hidden is, as a click may
show it. The title, header and footer of the page are furniture, since they are the same on all pages of a site. A block
or a cell ends a line. A link keeps its address.
"""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.documents.extracted import BODY, FOOT, HEAD, Extracted, Line
from pipeline.documents.layout import SUPERSCRIPT
from pipeline.documents.links import link
from pipeline.text.files import Unreadable

LARGEST = 50_000_000  # bytes: the tree takes at least 20 times as much memory

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAID = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_LATIN = frozenset({"iso8859-1", "ascii"})  # browsers, and so authors of pages, take both for this:
_WINDOWS = "cp1252"
_SPACE = re.compile(r"[ \t\n\r\f]+")

_UNREAD = frozenset("del script style nav template noscript iframe object svg math head datalist select".split())
_LINE = frozenset("br li dt dd td th option caption legend summary figcaption".split())
_BLOCK = frozenset(
    "address article aside blockquote body center details dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hgroup hr html main menu ol p pre search section table tbody tfoot thead title tr ul".split()
)
_OF_THE_TEXT = frozenset("main article section aside blockquote".split())  # a header or footer in one is its own


def extract(data: bytes, largest: int) -> Extracted:
    """Return the text of a web page; raises Unreadable if it cannot be read, has no text, or more than `largest`."""
    if len(data) > LARGEST:
        raise Unreadable(f"is a web page of more than {LARGEST:,} bytes", "split it")
    tree = LexborHTMLParser(_decoded(data))
    text = _Text()
    title = tree.css_first("head > title")
    if title is not None:
        text.part = HEAD
        text.add(title.text())
        text.end_block()
        text.part = BODY
    if tree.body is not None:
        _read(tree.body, text)
    text.end_block()
    if not any(line.text and line.part == BODY for line in text.lines):
        raise Unreadable("has no text", "save the page as a browser shows it: a script may generate its text")
    if sum(len(line.text) + 1 for line in text.lines) > largest:
        raise Unreadable(f"has a text of more than {largest:,} characters", "split it")
    return Extracted.of_lines(text.lines, "html")


def _decoded(data: bytes) -> str:
    """Return a page as characters: decoded by its byte-order mark, by what it says, or as UTF-8 or Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if said := _SAID.search(data[:4096]):
        return _as_said(data, said[1].decode("ascii"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_WINDOWS, "replace")


def _as_said(data: bytes, name: str) -> str:
    """Return a page as characters, decoded by the encoding that it names."""
    try:
        encoding = codecs.lookup(name).name
        if encoding in _LATIN:
            return data.decode(_WINDOWS, "replace")
        return _strictly(data, "utf-8" if encoding.startswith("utf-16") else encoding)
    except (LookupError, UnicodeError) as error:  # Python also has codecs that are not encodings, such as rot13
        raise Unreadable(f"says that it is in «{name}», which is not an encoding", "save it as UTF-8") from error


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        problem = f"says that it is {encoding.upper()}, but byte {error.start} is not"
        raise Unreadable(problem, "save it as UTF-8") from error


def _read(body: LexborNode, text: _Text) -> None:
    """Read what is in an element, without recursion: elements may be nested deeper than Python allows."""
    node, depth = body.first_child, 0
    while node is not None:
        if node.is_text_node:
            text.add(node.text_content or "")
            inner = None
        else:
            inner = _begin(node, text)
        if inner is not None:
            node, depth = inner, depth + 1
            continue
        while node.next is None and depth and node.parent is not None:
            node, depth = node.parent, depth - 1
            _end(node, text)
        node = node.next


def _begin(node: LexborNode, text: _Text) -> LexborNode | None:
    """Begin an element; return the first node in it, if there is one to read."""
    tag = node.tag or ""
    if not node.is_element_node or tag in _UNREAD or node.attributes.get("role") == "navigation":
        return None
    _block(tag, text)
    inner = node.first_child
    if inner is None:
        return None
    if tag == "a":
        text.begin_link(node.attributes.get("href") or "")
    elif tag == "pre":
        text.kept += 1
    elif tag in ("sup", "sub"):
        text.begin_mark()
    elif tag in _OF_THE_TEXT:
        text.within += 1
    elif tag in ("header", "footer") and not text.within:
        text.part = HEAD if tag == "header" else FOOT
    return inner


def _end(node: LexborNode, text: _Text) -> None:
    """End an element that is not empty."""
    tag = node.tag or ""
    if tag == "a":
        text.end_link()
    elif tag in ("sup", "sub"):
        text.end_mark(is_raised=tag == "sup")
    _block(tag, text)
    if tag == "pre":
        text.kept -= 1
    elif tag in _OF_THE_TEXT:
        text.within -= 1
    elif tag in ("header", "footer") and not text.within:
        text.part = BODY


def _block(tag: str, text: _Text) -> None:
    if tag in _LINE:
        text.end_line()
    elif tag in _BLOCK:
        text.end_block()


class _Text:
    """The lines of a page while it is read."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.part = BODY
        self.kept = 0  # enclosing elements in which blanks and line ends are kept as written
        self.within = 0  # enclosing elements in which a header or footer belongs to the text
        self._pieces: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._marks: list[int] = []

    def add(self, words: str) -> None:
        """Add words; outside of `pre`, any run of blanks becomes one."""
        words = words.replace("\0", "\ufffd").replace("\r\n", "\n")
        self._pieces.append(words if self.kept else _SPACE.sub(" ", words))

    def end_line(self) -> None:
        """End the line, if it is not empty."""
        self._end_links()
        words = "".join(self._pieces)
        self._pieces.clear()
        self._marks = [0 for _ in self._marks]
        for line in words.split("\n") if self.kept else [_SPACE.sub(" ", words)]:
            if line.strip():
                self.lines.append(Line(line.rstrip() if self.kept else line.strip(), self.part))

    def end_block(self) -> None:
        """End the line, and add a blank one."""
        self.end_line()
        if self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.part))

    def begin_link(self, address: str) -> None:
        self._links.append((address, len(self._pieces)))

    def end_link(self) -> None:
        """End a link; if it spans several blocks, its address follows its words in the first line."""
        address, first = self._links.pop()
        self._pieces[first:] = [link("".join(self._pieces[first:]), address)]

    def _end_links(self) -> None:
        """Write the address of open links, since the line ends: the rest of their words has no address."""
        for number, (address, first) in reversed(list(enumerate(self._links))):
            if "".join(self._pieces[first:]).strip():
                self._pieces[first:] = [link("".join(self._pieces[first:]), address)]
                self._links[number] = ("", 0)
            else:
                self._links[number] = (address, 0)

    def begin_mark(self) -> None:
        self._marks.append(len(self._pieces))

    def end_mark(self, *, is_raised: bool) -> None:
        """End what is raised or lowered: a raised number becomes superscripts, other words are set apart by blanks."""
        first = self._marks.pop()
        words = "".join(self._pieces[first:])
        is_number = is_raised and words.strip().isdecimal()
        self._pieces[first:] = [words.strip().translate(SUPERSCRIPT) if is_number else f" {words} "]
