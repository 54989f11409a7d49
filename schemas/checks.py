"""The checks: an entry for each kind says how Pandera asks it, and what it is in SQL, in Table Schema and in words.

What an entry leaves out, the target cannot say; the data dictionary names the places where a rule is checked.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pandas as pd
from pandera import extensions
from pandera.api.checks import Check

from schemas.values import COUNTRY_CODES, NO_BLANKS

Holds = Callable[..., Any]


@dataclass(frozen=True)
class Entry:
    """A kind of check. Its functions take a check's arguments by name; `sql` of a column's check takes `column` too.

    `words` say what must be so, for a reader of the dictionary or of an error message. `holds` asks it of a frame or
    column; None if Pandera has the check itself.
    """

    holds: Holds | None
    words: Callable[..., str]
    sql: Callable[..., str] | None = None
    constraint: Callable[..., dict[str, Any]] | None = None


ENTRIES: dict[str, Entry] = {}


def entry(
    words: Callable[..., str],
    sql: Callable[..., str] | None = None,
    constraint: Callable[..., dict[str, Any]] | None = None,
) -> Callable[[Holds], Holds]:
    """Enter a check that Pandera does not have: the function that is decorated asks it, and gives it its name."""

    def enter(holds: Holds) -> Holds:
        _, *arguments = inspect.signature(holds).parameters
        ENTRIES[holds.__name__] = Entry(holds, words, sql, constraint)
        return extensions.register_check_method(holds, statistics=arguments)  # type: ignore[no-any-return]

    return enter


def of(check: Check) -> Entry:
    """Return the entry of a model's check."""
    if check.name not in ENTRIES:
        raise ValueError(f"the check {check.name} has no entry in schemas/checks.py")
    return ENTRIES[check.name]


def words(check: Check) -> str:
    """Return what must be so."""
    return of(check).words(**check.statistics or {})


def sql(check: Check, column: str | None = None) -> str | None:
    """Return a check as an SQL condition; None if SQL cannot say it."""
    say = of(check).sql
    return say(**{"column": column} if column else {}, **check.statistics or {}) if say else None


def constraint(check: Check) -> dict[str, Any]:
    """Return a check as constraint of a Table Schema field; empty if Table Schema cannot say it."""
    say = of(check).constraint
    return say(**check.statistics or {}) if say else {}


def literal(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


# --- checks of a column that Pandera has --------------------------------------------------------------------

# Arrow matches with RE2, where `$` is the end of the text and never a line feed before it.
_START, _END = "^(?:", ")$"


def anchored(pattern: str) -> str:
    """Return a pattern that matches whole texts only."""
    return _START + pattern + _END


def _bare(pattern: str) -> str:
    return pattern.removeprefix(_START).removesuffix(_END)


ENTRIES |= {
    "isin": Entry(
        holds=None,
        words=lambda allowed_values: f"must be one of {_listed(allowed_values)}",
        sql=lambda column, allowed_values: f"{column} IN ({', '.join(map(literal, allowed_values))})",
        constraint=lambda allowed_values: {"enum": list(allowed_values)},
    ),
    "str_matches": Entry(
        holds=None,
        words=lambda pattern: (
            "must be one line, without blanks at its ends"
            if _bare(pattern) == NO_BLANKS
            else f"must match `{_bare(pattern)}`"
        ),
        sql=lambda column, pattern: f"regexp_full_match({column}, {literal(_bare(pattern))})",
        # Groups as `(…)`: tools that load a package into SQL take `(?:name` for a parameter of that name. That there
        # are no blanks at its ends, which is asked of every other text, would only be one more trap for them.
        constraint=lambda pattern: (
            {} if _bare(pattern) == NO_BLANKS else {"pattern": f"^({_bare(pattern).replace('(?:', '(')})$"}
        ),
    ),
    "greater_than_or_equal_to": Entry(
        holds=None,
        words=lambda min_value: f"must be at least {min_value}",
        sql=lambda column, min_value: f"{column} >= {min_value}",
        constraint=lambda min_value: {"minimum": min_value},
    ),
    "less_than_or_equal_to": Entry(
        holds=None,
        words=lambda max_value: f"must be at most {max_value}",
        sql=lambda column, max_value: f"{column} <= {max_value}",
        constraint=lambda max_value: {"maximum": max_value},
    ),
}

# --- checks of a column that it does not have ---------------------------------------------------------------


@entry(words=lambda standard: f"must be the code of a country ({standard})")
def country_exists(series: pd.Series[str], *, standard: str) -> pd.Series[bool]:
    """The code is assigned to a country; the pattern reports those of another length."""
    return series.isin(COUNTRY_CODES) | (series.str.len() != 2)


# --- checks across columns, and of the table ----------------------------------------------------------------


@entry(words=lambda: "must have at least one row")
def has_rows(frame: pd.DataFrame) -> bool:
    """The table is not empty."""
    return len(frame) > 0


@entry(
    words=lambda columns: f"exactly one of {_listed(columns)} must have a value",
    sql=lambda columns: " + ".join(f"({column} IS NOT NULL)::INTEGER" for column in columns) + " = 1",
)
def exactly_one_of(frame: pd.DataFrame, *, columns: Sequence[str]) -> pd.Series[bool]:
    """Each row has a value in one of these columns, and in no other of them."""
    return frame[list(columns)].notna().sum(axis=1) == 1


Pairs = Sequence[tuple[str, str]]


@entry(
    words=lambda pairs: " and ".join(f"`{first}` must come before `{second}`" for first, second in pairs),
    sql=lambda pairs: " AND ".join(f"{first} < {second}" for first, second in pairs),
)
def ascending(frame: pd.DataFrame, *, pairs: Pairs) -> pd.Series[bool]:
    """The first value of each pair of columns is less than the second, where both are known."""
    return _all_hold((frame[first] < frame[second]) for first, second in pairs)


@entry(
    words=lambda pairs: " and ".join(f"`{first}` must not come after `{second}`" for first, second in pairs),
    sql=lambda pairs: " AND ".join(f"{first} <= {second}" for first, second in pairs),
)
def in_order(frame: pd.DataFrame, *, pairs: Pairs) -> pd.Series[bool]:
    """The first value of each pair of columns is not greater than the second, where both are known."""
    return _all_hold((frame[first] <= frame[second]) for first, second in pairs)


def _all_hold(comparisons: Iterable[pd.Series[bool]]) -> pd.Series[bool]:
    return reduce(operator.and_, (held.fillna(True).astype(bool) for held in comparisons))


@entry(
    words=lambda columns: "`{}` must have a value, unless `{}` is `unverified`".format(*columns),
    sql=lambda columns: "{} IS NOT NULL OR {} = 'unverified'".format(*columns),
)
def evidence_unless_unverified(frame: pd.DataFrame, *, columns: Sequence[str]) -> pd.Series[bool]:
    """A row has evidence (the first column), or says that it is unverified (the second)."""
    evidence, confidence = columns
    return frame[evidence].notna() | (frame[confidence] == "unverified")
