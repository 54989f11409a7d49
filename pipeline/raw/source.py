"""Reads what `raw/source/sources.toml` says of the page, and checks that its text is the one pinned there."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.faults import Fault, Faults, in_words
from pipeline.raw.files import ONE_LINE, UNREADABLE, decode, read_bytes
from schemas.values import LANGUAGE, MEETING, NO_BLANKS, SLUG, URL

SOURCES = "raw/source/sources.toml"


@dataclass(frozen=True)
class Source:
    """What `sources.toml` says of the page."""

    id: str
    file: str
    title: str
    url: str
    publisher: str
    language: str
    edition: str
    as_of: str
    sha256: str

    @property
    def last_meeting(self) -> int:
        """The number of the meeting that `as_of` names."""
        return int(self.as_of.removeprefix("CoP"))

    @property
    def path(self) -> str:
        """The file of the page, as a path from the root of the project."""
        return f"raw/source/{self.file}"


# The patterns of the values in `sources.toml`, with the remedies. They are the rules of the row in `documents`, except
# that there is none for the SHA-256: if it is wrong, the page has changed, and `make pin` corrects it.
_SOURCE_PATTERNS = {
    "id": (SLUG, "write it as cites-cooperation-en"),
    "file": (r"[\w.-]+", "write it as cites-cooperation.txt"),
    "title": (NO_BLANKS, ONE_LINE),
    "url": (URL, "write it as https://cites.org/eng/disc/coop.php"),
    "publisher": (NO_BLANKS, ONE_LINE),
    "language": (LANGUAGE, "write it as en"),
    "edition": (NO_BLANKS, ONE_LINE),
    "as_of": (MEETING, "write it as CoP19"),
}


def read_source(root: Path) -> Source:
    """Return the one page that `sources.toml` describes.

    Raises Faults if the file is not TOML, describes no page or several, or lacks a key or has a wrong value.
    """
    text = decode(SOURCES, read_bytes(root, SOURCES))
    try:
        entries = tomllib.loads(text).get("source", [])
    except (ValueError, RecursionError) as error:  # tomllib passes numbers with too many digits to `int`
        raise Faults([Fault(SOURCES, None, f"cannot be read ({in_words(error)})", "correct the file")]) from error
    if not isinstance(entries, list) or len(entries) != 1 or not isinstance(entries[0], dict):
        raise Faults([Fault(SOURCES, None, "must describe one page", "keep exactly one [[source]]")])
    entry = entries[0]
    names = [column.name for column in fields(Source)]
    if lacking := [name for name in names if name not in entry]:
        raise Faults([Fault(SOURCES, None, f"lacks {', '.join(lacking)}", "add them as text")])
    faults = [
        Fault(SOURCES, None, f"{name} is {entry[name]}, which is not text", "write it in quotation marks")
        for name in names
        if not isinstance(entry[name], str)
    ]
    if faults:
        raise Faults(faults)
    for name, (pattern, remedy) in _SOURCE_PATTERNS.items():
        if not re.fullmatch(pattern, entry[name]):
            faults.append(Fault(SOURCES, None, f"{name} is «{entry[name]}»", remedy))
        elif bad := UNREADABLE.search(entry[name]):  # possible by an escape in TOML
            faults.append(Fault(SOURCES, None, f"{name} has the character U+{ord(bad[0]):04X}", "delete it"))
    if faults:
        raise Faults(faults)
    return Source(**{name: entry[name] for name in names})


def check_hash(source: Source, data: bytes) -> None:
    """Raise Faults if the page is not the text that `sources.toml` pins."""
    if hashlib.sha256(data).hexdigest() != source.sha256:
        remedy = "restore it (`git checkout raw/source`), or accept it: `make pin` shows what changed, and does so"
        raise Faults([Fault(source.path, None, f"is not the text pinned in {SOURCES}", remedy)])
