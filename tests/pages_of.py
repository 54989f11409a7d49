"""Reads a page of the site as a browser without a script would: ids, links, and the text of elements."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"meta", "link", "br", "input", "img"}


class Page(HTMLParser):
    """What a page holds: each element is its tag, its attributes and all text in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self._open, f"not closed: {[element.tag for element in self._open]}"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"an attribute of {tag} occurs twice"
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        last = self._open.pop()
        assert last.tag == tag, f"</{tag}> closes <{last.tag}>"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def having(self, **attributes: str) -> list[Element]:
        """Return the elements with these attributes; `class_` is one of the classes, `tag` the tag."""
        tag, class_ = attributes.pop("tag", None), attributes.pop("class_", None)
        return [
            element
            for element in self.elements
            if (tag is None or element.tag == tag)
            and (class_ is None or class_ in element.get("class").split())
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]


class Element:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes, self.text = tag, attributes, ""

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


def read_site(folder: Path) -> dict[str, Page]:
    """Return each page of a site by its path."""
    files = sorted(folder.rglob("*.html"))
    return {file.relative_to(folder).as_posix(): Page(file.read_text("utf-8")) for file in files}


def target(folder: Path, page: str, href: str) -> tuple[Path, str]:
    """Return the file that a link on a page leads to, and the fragment."""
    parts = urlsplit(href)
    if not parts.path:
        return folder / page, unquote(parts.fragment)
    start = folder if parts.path.startswith("/") else (folder / page).parent
    return start / unquote(parts.path).lstrip("/"), unquote(parts.fragment)
