"""Reads a Word document (.docx), which is XML in a zip, with Python's standard library.

The text is that of the document as it is printed: with insertions, without deletions and hidden words. Notes follow it,
then heads and feet, each once, because the document does not say where its pages begin. List numbers, which Word
generates, and comments are left out. XML with a document type is rejected: only that could expand, or download, more.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from pipeline.documents.extracted import BODY, CONTENTS, FOOT, FOOTNOTE, HEAD, Extracted, Line
from pipeline.documents.layout import SUPERSCRIPT
from pipeline.documents.links import link
from pipeline.text.files import Unreadable
from pipeline.zips import BROKEN

MOST_XML = 200_000_000  # bytes, unpacked
LONGEST = 10_000_000  # bytes of a tag or the like: each piece of XML makes the parser read an open one again
_CHUNK = 1 << 16
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_OFF = ("0", "false", "off")  # values of a property that does not hold
# Elements without text: deleted, moved away, or repeated for programs that cannot show the first version.
_UNREAD = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText"})

_Attributes = Mapping[str, str]
_Numbers = dict[str, dict[str, int]]  # the numbers of notes, by kind and id


def extract(data: bytes, largest: int) -> Extracted:
    """Return the text of a Word document; raises Unreadable if it cannot be read, has none, or more than `largest`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            lines = list(_lines(_Parts(file), largest))
    except LookupError as error:  # a missing part, or an unknown encoding
        raise Unreadable(f"is a broken Word document ({error.args[0]})", "download it again") from error
    except (*BROKEN, OSError, expat.ExpatError) as error:
        raise Unreadable(f"is a broken Word document ({error})", "download it again") from error
    if not any(line.text for line in lines):
        raise Unreadable("has no text", "if it is a scan, run OCR first")
    return Extracted.of_lines(lines, "word")


class _Parts:
    """The parts of a document, as they are in its zip."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file, self._bytes = file, 0
        roots = [target for kind, target in self.related("").values() if kind == "officeDocument"]
        self.main = roots[0] if roots else "word/document.xml"

    def parse(self, name: str, start: Callable[[str, _Attributes], object], **handlers: Callable[..., object]) -> None:
        """Read a part: call `start` with the local name and the attributes of each element, and so on."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, given: start(_local(tag), _Given(given))
        parser.StartDoctypeDeclHandler = _refuse
        if "end" in handlers:
            parser.EndElementHandler = lambda tag: handlers["end"](_local(tag))
        if "text" in handlers:
            parser.CharacterDataHandler = handlers["text"]
        read = 0
        with self._file.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                self._bytes += len(chunk)
                read += len(chunk)
                if self._bytes > MOST_XML:
                    raise Unreadable(f"would unpack to more than {MOST_XML:,} bytes", "split it")
                parser.Parse(chunk, False)
                if read - parser.CurrentByteIndex > LONGEST:
                    raise Unreadable(f"has a tag of more than {LONGEST:,} bytes in its XML", "save it again in Word")
        parser.Parse(b"", True)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to, by id: the kind, and the name of the part or the external address."""
        folder, file = posixpath.split(name)
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, given: _Attributes) -> None:
            if element == "Relationship":
                target = given["Target"]
                if given["TargetMode"] != "External":
                    target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[given["Id"]] = given["Type"].rpartition("/")[2], target

        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations in self._file.namelist():
            self.parse(relations, start)
        return found

    def styles_of_contents(self, name: str) -> set[str]:
        """Return the ids of the styles of entries in a table of contents, in any language of Word."""
        found, last = set[str](), ""

        def start(element: str, given: _Attributes) -> None:
            nonlocal last
            if element == "style":
                last = given["styleId"]
            elif element == "name" and given["val"].lower().startswith(("toc ", "contents ")):
                found.add(last)

        self.parse(name, start)
        return found


class _Given(dict[str, str]):
    """Attributes by their local names; one that is missing is empty."""

    def __init__(self, given: _Attributes) -> None:
        super().__init__((name.rpartition(" ")[2], value) for name, value in given.items())

    def __missing__(self, name: str) -> str:
        return ""


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _refuse(*_: object) -> None:
    raise Unreadable("has a document type in its XML, as no Word document does", "save it again in Word")


def _lines(parts: _Parts, largest: int) -> Iterator[Line]:
    """Yield the lines of the text, then of its notes, heads and feet."""
    related = parts.related(parts.main)
    by_kind: dict[str, list[str]] = {}
    for kind, target in related.values():
        by_kind.setdefault(kind, []).append(target)
    contents = {style for name in by_kind.get("styles", []) for style in parts.styles_of_contents(name)}
    left, numbers = largest, _Numbers(footnote={}, endnote={})
    for kind, part, names in (
        ("", BODY, [parts.main]),
        ("footnotes", FOOTNOTE, by_kind.get("footnotes", [])),
        ("endnotes", FOOTNOTE, by_kind.get("endnotes", [])),
        ("header", HEAD, sorted(by_kind.get("header", []))),
        ("footer", FOOT, sorted(by_kind.get("footer", []))),
    ):
        for name in names:
            story = _Story(part, contents, related if not kind else parts.related(name), numbers, left)
            parts.parse(name, story.start, end=story.end, text=story.text)
            left = story.left
            yield from story.lines


class _Story:
    """One part while it is read: paragraphs become lines; they may be in cells and, by way of boxes, in each other."""

    def __init__(
        self, part: str, contents: set[str], related: Mapping[str, tuple[str, str]], numbers: _Numbers, left: int
    ) -> None:
        self.lines: list[Line] = []
        self.left = left  # the number of characters still allowed
        self._part, self._contents, self._related = part, contents, related
        self._open: list[_Paragraph] = []
        self._unread = self._cells = 0
        self._numbers = numbers
        self._is_text = self._is_raised = self._is_hidden = False
        self._note = ""
        self._addresses: list[tuple[str, int]] = []  # the addresses of open links, and where each begins

    def start(self, element: str, given: _Attributes) -> None:
        if element in _UNREAD or self._unread:
            self._unread += 1
            return
        paragraph = self._open[-1] if self._open else None
        match element:
            case "p":
                self._open.append(_Paragraph(self._part))
                self._open[-1].pieces.append(self._note)
                self._note = ""
            case "tc":
                self._cells += 1
            case "r":
                self._is_raised = self._is_hidden = False
            case "vanish":
                self._is_hidden = given["val"] not in _OFF
            case "vertAlign":
                self._is_raised = given["val"] == "superscript"
            case "t":
                self._is_text = True
            case "pStyle" if paragraph and given["val"] in self._contents:
                paragraph.part = CONTENTS
            case "footnote" | "endnote" if given["type"] not in (
                "",
                "normal",
            ):  # the line above the notes, and the like
                self._unread = 1
            case "footnote" | "endnote":
                self._note = f"{self._mark(element, given['id'])} "
            case "footnoteReference" | "endnoteReference" if paragraph:
                paragraph.pieces.append(self._mark(element.removesuffix("Reference"), given["id"]))
            case "hyperlink" if paragraph:
                _, address = self._related.get(given["id"], ("", ""))
                self._addresses.append((address, len(paragraph.pieces)))
            case _ if paragraph and element in _CHARACTERS:
                self._take(1)
                paragraph.pieces.append(_CHARACTERS[element])

    def _mark(self, kind: str, note: str) -> str:
        """Return the mark of a note: its number, counted in the order in which the text refers to notes."""
        of_kind = self._numbers[kind]
        return str(of_kind.setdefault(note, len(of_kind) + 1)).translate(SUPERSCRIPT)

    def end(self, element: str) -> None:
        if self._unread:
            self._unread -= 1
            return
        match element:
            case "p" if self._open:
                self._add(self._open.pop())
            case "tc":
                self._cells -= 1
            case "tr":
                self.lines.append(Line(""))
            case "t":
                self._is_text = False
            case "hyperlink" if self._addresses and self._open:
                address, first = self._addresses.pop()
                pieces = self._open[-1].pieces
                pieces[first:] = [link("".join(pieces[first:]), address)]

    def text(self, words: str) -> None:
        if self._is_text and self._open and not self._is_hidden:
            self._take(len(words))
            self._open[-1].pieces.append(words.translate(SUPERSCRIPT) if self._is_raised else words)

    def _take(self, characters: int) -> None:
        self.left -= characters
        if self.left < 0:
            raise Unreadable("has a text that is too long", "split it")

    def _add(self, paragraph: _Paragraph) -> None:
        """Add the lines of a paragraph and, unless it is in a cell, a blank one after it."""
        text = "".join(paragraph.pieces)
        self._take(1)
        self.lines += [Line(line, paragraph.part) for line in text.split("\n")]
        if not self._cells and not self._open:
            self.lines.append(Line(""))


class _Paragraph:
    """A paragraph while it is read."""

    def __init__(self, part: str) -> None:
        self.part, self.pieces = part, list[str]()
