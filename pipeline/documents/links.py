"""Writes a link in a text so that its words and its address are kept: `[words](address)`, as in Markdown."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"(?i:https?|mailto):")
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPED = {ord(mark): f"%{ord(mark):02X}" for mark in " ()<>\t\n\r\"'"}
LONGEST = 2_000  # characters of an address: a longer one contains data, not a place


def link(words: str, address: str) -> str:
    """Return words with the address that they lead to, unless that is not a place, such as a script."""
    address = address.strip()
    if not words.strip() or not address or len(address) > LONGEST:
        return words
    if not _SCHEME.match(address):
        if _OTHER_SCHEME.match(address):
            return words
        if address[0] not in "/#.":
            address = f"./{address}"
    address = address.translate(_ESCAPED)
    begin, end = len(words) - len(words.lstrip()), len(words.rstrip())
    inside = words[begin:end]
    if "\n" in inside or "[" in inside or "]" in inside or len(inside) > 300:
        return f"{words[:end]} <{address}>{words[end:]}"
    return f"{words[:begin]}[{inside}]({address}){words[end:]}"
