"""How a column is declared: its type, what it means, and the checks that hold for it.

Each check is written once, here or in a model. `schemas.derive` turns it into DDL and into Table Schema
constraints; one that a target cannot express is named in the data dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera import extensions

from schemas.values import COUNTRY_CODES, NO_BLANKS, SLUG

String = Annotated[pd.ArrowDtype, pyarrow.string()]
Integer = Annotated[pd.ArrowDtype, pyarrow.int64()]
Date = Annotated[pd.ArrowDtype, pyarrow.date32()]
Boolean = Annotated[pd.ArrowDtype, pyarrow.bool_()]

# Patterns, in what RE2 (DuckDB, Arrow), Python and Table Schema readers have in common; each is anchored by
# those who use it.
SECTION_KEY = rf"{SLUG}\.{SLUG}(?:\.[0-9]+)?"
NUMBERED = rf"{SLUG}\.[0-9]+"

# What anchors a pattern. Arrow matches with RE2, where `$` is the end of the text and never a line feed before it.
_ANCHORS = ("^(?:", ")$")


def string(
    description: str,
    *,
    pattern: str = NO_BLANKS,
    values: Sequence[str] | None = None,
    nullable: bool = False,
    unique: bool = False,
    refers: str | None = None,
    quotes: bool = False,
    is_address: bool = False,
    **checks: Any,
) -> Any:
    """Declare a column of text: one line, without blanks at its ends.

    `values` is a closed list; `refers` names the key that it is a foreign key to (`table.column`); a column
    that `quotes` holds the words of its row's span; one that `is_address` belongs to a fact's address.
    """
    if values is not None:
        checks["isin"] = list(values)
    else:
        checks["str_matches"] = _ANCHORS[0] + pattern + _ANCHORS[1]
    metadata = {"refers": refers, "quotes": quotes, "is_address": is_address}
    return pa.Field(nullable=nullable, unique=unique, description=description, metadata=metadata, **checks)


def pattern_of(anchored: str) -> str:
    """Return the bare pattern of a column's check."""
    return anchored.removeprefix(_ANCHORS[0]).removesuffix(_ANCHORS[1])


def integer(
    description: str,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    nullable: bool = False,
    unique: bool = False,
) -> Any:
    """Declare a column of whole numbers."""
    return pa.Field(nullable=nullable, unique=unique, ge=minimum, le=maximum, description=description)


def boolean(description: str) -> Any:
    """Declare a column of true and false."""
    return pa.Field(description=description)


def date(description: str, *, nullable: bool = False) -> Any:
    """Declare a column of dates."""
    return pa.Field(nullable=nullable, description=description)


# --- checks that Pandera does not have ----------------------------------------------------------------------


@extensions.register_check_method(statistics=["minimum"])  # type: ignore[untyped-decorator]
def rows_at_least(frame: pd.DataFrame, *, minimum: int) -> bool:
    """The table has this many rows or more: an empty one is no fresh success."""
    return len(frame) >= minimum


@extensions.register_check_method(statistics=["columns"])  # type: ignore[untyped-decorator]
def exactly_one_of(frame: pd.DataFrame, *, columns: Sequence[str]) -> pd.Series[bool]:
    """Each row has a value in one of these columns, and in no other of them."""
    return frame[list(columns)].notna().sum(axis=1) == 1


@extensions.register_check_method(statistics=["columns"])  # type: ignore[untyped-decorator]
def ascending(frame: pd.DataFrame, *, columns: Sequence[str]) -> pd.Series[bool]:
    """The value of the first column is less than that of the second, where both are known."""
    first, second = columns
    return (frame[first] < frame[second]).fillna(True).astype(bool)


@extensions.register_check_method(statistics=["columns"])  # type: ignore[untyped-decorator]
def in_order(frame: pd.DataFrame, *, columns: Sequence[str]) -> pd.Series[bool]:
    """The value of the first column is not greater than that of the second, where both are known."""
    first, second = columns
    return (frame[first] <= frame[second]).fillna(True).astype(bool)


@extensions.register_check_method(statistics=["columns"])  # type: ignore[untyped-decorator]
def evidence_unless_unverified(frame: pd.DataFrame, *, columns: Sequence[str]) -> pd.Series[bool]:
    """A row has evidence (the first column), or says that it is unverified (the second)."""
    evidence, confidence = columns
    return frame[evidence].notna() | (frame[confidence] == "unverified")


@extensions.register_check_method(statistics=["standard"])  # type: ignore[untyped-decorator]
def country_exists(series: pd.Series[str], *, standard: str) -> pd.Series[bool]:
    """The code is assigned to a country."""
    return series.isin(COUNTRY_CODES) | (series.str.len() != 2)  # the pattern reports those of another length


@extensions.register_check_method(statistics=["standard"])  # type: ignore[untyped-decorator]
def ror_check_sum(series: pd.Series[str], *, standard: str) -> pd.Series[bool]:
    """The last two digits of a ROR id are the check sum of the six characters before them."""
    return series.map(_ror_holds)


def _ror_holds(ror_id: str) -> bool:
    if not re.fullmatch("0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}", ror_id):
        return True  # the pattern reports it
    number = 0
    for character in ror_id[1:7]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    return 98 - number * 100 % 97 == int(ror_id[7:])


# --- what tables have in common -----------------------------------------------------------------------------


class AnyTable(pa.DataFrameModel):
    """The base of all models: exact columns in order, no conversion of types.

    A model's docstring begins with what one row is; `Config.unique` is its primary key.
    """

    class Config:
        """What holds for any number of rows."""

        strict = True
        ordered = True
        coerce = False


class Table(AnyTable):
    """The base of the models of whole tables: they have at least one row."""

    class Config:
        """What holds for every table."""

        rows_at_least = 1


Model = TypeVar("Model", bound=type[Table])


def states_a_fact(model: Model) -> Model:
    """Return the model with the columns of the fact's address behind its own: passage and span in it."""

    class Fact(model):  # type: ignore[valid-type,misc]
        passage_id: String = string(
            "The passage that states it", pattern=NUMBERED, refers="passages.passage_id", is_address=True
        )
        start_char: Integer = integer("Where it begins in the passage, in Unicode code points from 0", minimum=0)
        end_char: Integer = integer("Where it ends in the passage: the code point behind the last", minimum=1)

        class Config:
            ascending = ["start_char", "end_char"]

    for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(Fact, attribute, getattr(model, attribute))
    return Fact  # type: ignore[return-value]
