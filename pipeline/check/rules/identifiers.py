"""The rule about identifiers: each is valid in its scheme, down to the check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.rules.violation import Violation
from schemas.values import SCHEMES, Tables


def identifiers_by_their_schemes(tables: Tables) -> Iterator[Violation]:
    """An identifier has the form, the check digits and the address of its scheme, and one row names it."""
    seen: dict[tuple[str, str], str] = {}
    for row in tables["identifiers"]:
        key, scheme, identifier = row["identifier_id"], SCHEMES[row["scheme"]], row["identifier"]
        owner = row["organization_id"] or row["framework_id"] or row["meeting_id"]
        if not re.fullmatch(rf"{re.escape(owner)}\.{row['scheme']}(?:\.[0-9]+)?", key):
            yield Violation(
                "identifiers", key, "identifier_id", f"«{key}» does not begin with «{owner}.{row['scheme']}»"
            )
        if not re.fullmatch(scheme.pattern, identifier):
            problem = f"«{identifier}» is not of the form of {row['scheme']}: it must match {scheme.pattern}"
            yield Violation("identifiers", key, "identifier", problem)
        elif row["scheme"] in _CHECK_DIGITS and not _CHECK_DIGITS[row["scheme"]](identifier):
            problem = f"«{identifier}» is misspelt: its last digits are not the check digits of the others"
            yield Violation("identifiers", key, "identifier", problem)
        address = scheme.address_of(identifier, row["evidence"])
        if row["url"] != address:
            yield Violation(
                "identifiers", key, "url", f"«{row['url']}» is not «{address}», the address in {row['scheme']}"
            )
        if (other := seen.setdefault((row["scheme"], identifier), key)) != key:
            yield Violation("identifiers", key, "identifier", f"«{identifier}» is already that of {other}")


def _ror_holds(identifier: str) -> bool:
    """Return whether the last two digits are the checksum of the six characters before: ISO/IEC 7064, MOD 97-10."""
    number = 0
    for character in identifier[1:7]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    return 98 - number * 100 % 97 == int(identifier[7:])


def _isni_holds(identifier: str) -> bool:
    """Return whether the last character is the check digit of the others: ISO/IEC 7064, MOD 11-2."""
    number = 0
    for digit in identifier[:-1]:
        number = (number + int(digit)) * 2
    return "0123456789X"[(12 - number % 11) % 11] == identifier[-1]


_CHECK_DIGITS = {"ror": _ror_holds, "isni": _isni_holds}
