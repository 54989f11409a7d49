"""What models are made of: how to declare a column, and what all tables have in common."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Annotated, Any, TypeVar

import pandas as pd
import pandera.pandas as pa
import pyarrow

from schemas.checks import anchored
from schemas.values import CONFIDENCE_MEANS, CONFIDENCES, EVIDENCE, NO_BLANKS, SLUG

# Where Dask is installed, Pandera would import all of it, which takes half as long as a build, to tell whether columns
# are of its types. No model has any.
_NO_DASK = ModuleType("pandera.typing.dask")
_NO_DASK.DASK_INSTALLED = False  # type: ignore[attr-defined]
sys.modules.setdefault(_NO_DASK.__name__, _NO_DASK)

String = Annotated[pd.ArrowDtype, pyarrow.string()]
Integer = Annotated[pd.ArrowDtype, pyarrow.int64()]
Date = Annotated[pd.ArrowDtype, pyarrow.date32()]
Boolean = Annotated[pd.ArrowDtype, pyarrow.bool_()]

# Patterns use only what RE2 (DuckDB, Arrow), Python and Table Schema readers have in common. They are anchored where
# they are used.
SECTION_KEY = rf"{SLUG}\.{SLUG}(?:\.[0-9]+)?"
NUMBERED = rf"{SLUG}\.[0-9]+"
COUNTRY = "[A-Z]{2}"
COUNTRIES = "ISO 3166-1"


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

    `values` is a closed list. `refers` makes it a foreign key to `table.column`. A column that `quotes` holds the words
    of its row's span; one that `is_address` is part of a fact's address.
    """
    if values is not None:
        checks["isin"] = list(values)
    else:
        checks["str_matches"] = anchored(pattern)
    metadata = {"refers": refers, "quotes": quotes, "is_address": is_address}
    return pa.Field(nullable=nullable, unique=unique, description=description, metadata=metadata, **checks)


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


def boolean(description: str, *, nullable: bool = False) -> Any:
    """Declare a column of true and false."""
    return pa.Field(nullable=nullable, description=description)


def date(description: str, *, nullable: bool = False) -> Any:
    """Declare a column of dates."""
    return pa.Field(nullable=nullable, description=description)


# --- what tables have in common -----------------------------------------------------------------------------


# What every curated table says of its rows.


def evidence_of_row() -> Any:
    """Return the column of the sources of a row."""
    return string("Sources of the facts of the row: addresses, joined by `; `", pattern=EVIDENCE, nullable=True)


def confidence_of_row() -> Any:
    """Return the column that says how certain a row is."""
    return string(f"How certain the least certain fact of the row is. {CONFIDENCE_MEANS}", values=CONFIDENCES)


def note_of_row() -> Any:
    """Return the column of remarks on a row."""
    return string("Anything else worth knowing", nullable=True)


class Table(pa.DataFrameModel):
    """The base of all models: exactly these columns; types are not converted.

    The docstring of a model begins with what one row is; `Config.unique` is its primary key.
    """

    class Config:
        """What applies to any number of rows."""

        strict = True
        coerce = False


class FilledTable(Table):
    """The base of the models of tables that always have at least one row: there is no dataset without them."""

    class Config:
        """What applies to each of them."""

        has_rows = ...


Model = TypeVar("Model", bound=type[Table])


def states_a_fact(model: Model) -> Model:
    """Return the model with columns for the address of a fact added at the end: the passage, and the span in it."""

    class Fact(model):  # type: ignore[valid-type,misc]
        passage_id: String = string(
            "The passage that states it", pattern=NUMBERED, refers="passages.passage_id", is_address=True
        )
        start_char: Integer = integer("Where it begins in the passage, in Unicode code points from 0", minimum=0)
        end_char: Integer = integer("Where it ends in the passage: just past its last character", minimum=1)

        class Config:
            # In addition to the model's own, which would otherwise be lost.
            ascending = [*getattr(model.Config, "ascending", []), ("start_char", "end_char")]

    for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(Fact, attribute, getattr(model, attribute))
    return Fact  # type: ignore[return-value]
