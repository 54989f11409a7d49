"""The checks: the entry of each kind says how Pandera runs it, and how to say it in SQL, in Table Schema and in words.

If an entry leaves one of these out, that language cannot express the check; the data dictionary says where each rule is
checked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, le, lt
from typing import Any

import pandas as pd
from pandera import extensions
from pandera.api.checks import Check

from schemas.values import COUNTRY_CODES, NO_BLANKS


@dataclass(frozen=True)
class Entry:
    """A kind of check, by its name in Pandera. Its functions take the arguments of a check by name.

    `words` states the requirement, for readers of the dictionary or of an error message. `holds` checks a column or, if
    the check is about rows, a frame; it is None if Pandera has the check itself. For a check of a column, `sql` also
    takes the name of the `column`.
    """

    name: str
    words: Callable[..., str]
    holds: Callable[..., Any] | None = None
    sql: Callable[..., str] | None = None
    constraint: Callable[..., dict[str, Any]] | None = None


def of(check: Check) -> Entry:
    """Return the entry of a model's check."""
    if check.name not in ENTRIES:
        raise ValueError(f"the check {check.name} has no entry in schemas/checks.py")
    return ENTRIES[check.name]


def words(check: Check) -> str:
    """Return the requirement in words."""
    return of(check).words(**check.statistics or {})


def sql(check: Check, column: str | None = None) -> str | None:
    """Return a check as an SQL condition; None if SQL cannot express it."""
    say = of(check).sql
    return say(**{"column": column} if column else {}, **check.statistics or {}) if say else None


def constraint(check: Check) -> dict[str, Any]:
    """Return a check as a constraint of a Table Schema field; empty if Table Schema cannot express it."""
    say = of(check).constraint
    return say(**check.statistics or {}) if say else {}


def literal(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# Arrow matches with RE2, where `$` matches only at the very end of the text, not before a final line feed.
_START, _END = "^(?:", ")$"


def anchored(pattern: str) -> str:
    """Return a pattern that matches whole texts only."""
    return _START + pattern + _END


def _bare(pattern: str) -> str:
    return pattern.removeprefix(_START).removesuffix(_END)


def _compare(pairs: Iterable[tuple[str, str]], words: str, joint: str) -> str:
    return joint.join(words.format(*pair) for pair in pairs)


def _all_hold(frame: pd.DataFrame, pairs: Iterable[tuple[str, str]], compare: Callable[..., Any]) -> pd.Series[bool]:
    """Return for each row whether the comparison is true of all pairs of columns in which both values are known."""
    held = (compare(frame[first], frame[second]) for first, second in pairs)
    return reduce(and_, (column.fillna(True).astype(bool) for column in held))


def _all_given(frame: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> pd.Series[bool]:
    """Return for each row whether the first of each pair of columns has a value, where the second has one."""
    return reduce(and_, (frame[first].notna() | frame[second].isna() for first, second in pairs))


ENTRIES = {
    entry.name: entry
    for entry in (
        # of a column
        Entry(
            "isin",
            words=lambda allowed_values: f"must be one of {_listed(allowed_values)}",
            sql=lambda column, allowed_values: f"{column} IN ({', '.join(map(literal, allowed_values))})",
            constraint=lambda allowed_values: {"enum": list(allowed_values)},
        ),
        Entry(
            "str_matches",
            words=lambda pattern: (
                "must be one line, without leading or trailing spaces"
                if _bare(pattern) == NO_BLANKS
                else f"must match `{_bare(pattern)}`"
            ),
            sql=lambda column, pattern: f"regexp_full_match({column}, {literal(_bare(pattern))})",
            # Groups are written `(…)`, because tools that load a package into SQL take `(?:name` for a parameter. The
            # pattern for text without blanks at its ends would be another trap for them.
            constraint=lambda pattern: (
                {} if _bare(pattern) == NO_BLANKS else {"pattern": f"^({_bare(pattern).replace('(?:', '(')})$"}
            ),
        ),
        Entry(
            "greater_than_or_equal_to",
            words=lambda min_value: f"must be at least {min_value}",
            sql=lambda column, min_value: f"{column} >= {min_value}",
            constraint=lambda min_value: {"minimum": min_value},
        ),
        Entry(
            "less_than_or_equal_to",
            words=lambda max_value: f"must be at most {max_value}",
            sql=lambda column, max_value: f"{column} <= {max_value}",
            constraint=lambda max_value: {"maximum": max_value},
        ),
        Entry(
            "country_exists",
            words=lambda standard: f"must be the code of a country ({standard})",
            # The pattern reports codes of another length.
            holds=lambda series, *, standard: series.isin(COUNTRY_CODES) | (series.str.len() != 2),
        ),
        # of a table
        Entry("has_rows", words=lambda: "must have at least one row", holds=lambda frame: len(frame) > 0),
        # of a row
        Entry(
            "exactly_one_of",
            words=lambda columns: f"exactly one of {_listed(columns)} must have a value",
            holds=lambda frame, *, columns: frame[columns].notna().sum(axis=1) == 1,
            sql=lambda columns: " + ".join(f"({column} IS NOT NULL)::INTEGER" for column in columns) + " = 1",
        ),
        Entry(
            "ascending",
            words=lambda pairs: _compare(pairs, "`{}` must come before `{}`", " and "),
            holds=lambda frame, *, pairs: _all_hold(frame, pairs, lt),
            sql=lambda pairs: _compare(pairs, "{} < {}", " AND "),
        ),
        Entry(
            "in_order",
            words=lambda pairs: _compare(pairs, "`{}` must not come after `{}`", " and "),
            holds=lambda frame, *, pairs: _all_hold(frame, pairs, le),
            sql=lambda pairs: _compare(pairs, "{} <= {}", " AND "),
        ),
        Entry(
            "given_with",
            words=lambda pairs: _compare(pairs, "`{}` must have a value where `{}` has one", " and "),
            holds=lambda frame, *, pairs: _all_given(frame, pairs),
            sql=lambda pairs: _compare(pairs, "({} IS NOT NULL OR {} IS NULL)", " AND "),
        ),
        Entry(
            "evidence_unless_unverified",
            words=lambda columns: "`{}` must have a value, unless `{}` is `unverified`".format(*columns),
            holds=lambda frame, *, columns: frame[columns[0]].notna() | (frame[columns[1]] == "unverified"),
            sql=lambda columns: "{} IS NOT NULL OR {} = 'unverified'".format(*columns),
        ),
    )
}

for entry in ENTRIES.values():
    if entry.holds:
        entry.holds.__name__ = entry.name  # the name by which a model uses the check
        extensions.register_check_method(entry.holds, statistics=list(inspect.signature(entry.words).parameters))
