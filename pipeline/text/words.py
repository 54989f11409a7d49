"""Words as keys, and words as dates."""

from __future__ import annotations

import datetime
import re
import unicodedata


def slug(words: str) -> str:
    """Return words as a key: lower-case ASCII letters and digits, all else one hyphen."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def iso_date(words: str) -> datetime.date:
    """Return a date written as 2022-11-25; raises ValueError for all else, other forms of ISO 8601 too."""
    date = datetime.date.fromisoformat(words)
    if date.isoformat() != words:
        raise ValueError(words)
    return date
