"""What a rule yields: where it is broken, and what is wrong there."""

from __future__ import annotations

from typing import Any, NamedTuple

from schemas.base import Table
from schemas.tables import primary_key


class Violation(NamedTuple):
    """A broken rule: table, row and column (None for the table as a whole), and what is wrong."""

    table: str
    row: str | None
    column: str | None
    problem: str


def row_id(model: type[Table], row: Any) -> str:
    """Return the key of a row of a table or frame; its parts are joined by `/`."""
    return "/".join(str(row.get(column)) for column in primary_key(model))
