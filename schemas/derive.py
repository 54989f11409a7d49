"""What is derived from the models: DDL, Table Schema, Arrow schema and the data dictionary.

A check of a model holds in Pandera. Each function here says what becomes of it elsewhere; what a target cannot
express is named in the dictionary.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow
from pandera.api.checks import Check
from pandera.api.pandas.components import Column

from schemas import entities, facts, page, views
from schemas.columns import AnyTable, Table, pattern_of
from schemas.values import NO_BLANKS

Models = Mapping[str, type[Table]]


def _named(*models: type[Table]) -> dict[str, type[Table]]:
    return {re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower(): model for model in models}


TABLES: Models = _named(
    page.Documents,
    page.Sections,
    page.Passages,
    page.Coverage,
    page.Mentions,
    page.Hyperlinks,
    page.Errata,
    entities.Organizations,
    entities.Frameworks,
    entities.Names,
    entities.Meetings,
    entities.Instruments,
    facts.Clusters,
    facts.Themes,
    facts.CooperationTies,
    facts.Memberships,
    facts.Agreements,
    facts.Citations,
    facts.InstrumentSubjects,
    facts.Actions,
)
# In the order in which they build upon each other.
VIEWS: Models = _named(
    views.RowSources,
    views.RowErrata,
    views.Mandates,
    views.Partners,
    views.NetworkEdges,
    views.NetworkNodes,
)
PUBLISHED: Models = {**TABLES, **{name: VIEWS[name] for name in views.FLAT}}


# --- reading a model ----------------------------------------------------------------------------------------


def columns(model: type[AnyTable]) -> dict[str, Column]:
    """Return the columns of a model, in order."""
    found: dict[str, Column] = model.to_schema().columns
    return found


def primary_key(model: type[AnyTable]) -> list[str]:
    """Return the columns of a model's primary key."""
    return list(model.to_schema().unique)


def description(model: type[AnyTable]) -> str:
    """Return what one row of the table is: the model's docstring, as one paragraph."""
    return " ".join((inspect.getdoc(model) or "").split())


def refers(column: Column) -> tuple[str, str] | None:
    """Return table and column that a foreign key refers to."""
    target = (column.metadata or {}).get("refers")
    return tuple(target.split(".")) if target else None


def quotes(column: Column) -> bool:
    """Tell whether a column holds the words of its row's span."""
    return bool((column.metadata or {}).get("quotes"))


def states_facts(model: type[Table]) -> bool:
    """Tell whether the rows of a table state facts of the page (†), and so have an address on it."""
    return any((column.metadata or {}).get("is_address") for column in columns(model).values())


def load_order(tables: Models = TABLES) -> list[str]:
    """Return the tables so that each comes behind those it refers to; a table may refer to itself."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            for column in columns(tables[name]).values():
                target = refers(column)
                if target and target[0] != name:
                    visit(target[0])
            order.append(name)

    for name in tables:
        visit(name)
    return order


# --- checks -------------------------------------------------------------------------------------------------


def sql_of(check: Check, column: str | None = None) -> str | None:
    """Return a check as an SQL condition; None if SQL cannot express it."""
    statistics = check.statistics or {}
    match check.name:
        case "isin":
            return f"{column} IN ({', '.join(map(_literal, statistics['allowed_values']))})"
        case "str_matches":
            return f"regexp_full_match({column}, {_literal(pattern_of(statistics['pattern']))})"
        case "greater_than_or_equal_to":
            return f"{column} >= {statistics['min_value']}"
        case "less_than_or_equal_to":
            return f"{column} <= {statistics['max_value']}"
        case "exactly_one_of":
            terms = [f"({name} IS NOT NULL)::INTEGER" for name in statistics["columns"]]
            return f"{' + '.join(terms)} = 1"
        case "ascending":
            return " < ".join(statistics["columns"])
        case "in_order":
            return " <= ".join(statistics["columns"])
        case "evidence_unless_unverified":
            evidence, confidence = statistics["columns"]
            return f"{evidence} IS NOT NULL OR {confidence} = 'unverified'"
        case "rows_at_least" | "ror_check_sum" | "country_exists":
            return None
    raise ValueError(f"say in schemas/derive.py what becomes of the check {check.name} in SQL")


def constraint_of(check: Check) -> dict[str, Any] | None:
    """Return a check as a constraint of a Table Schema field; None if Table Schema cannot express it."""
    statistics = check.statistics or {}
    match check.name:
        case "isin":
            return {"enum": list(statistics["allowed_values"])}
        case "str_matches":
            pattern = pattern_of(statistics["pattern"])
            # Groups as `(…)`: tools that load a package into SQL take `(?:name` for a parameter of that name. That
            # there are no blanks at its ends, which is asked of each other text, would only be one more trap for them.
            return {} if pattern == NO_BLANKS else {"pattern": f"^({pattern.replace('(?:', '(')})$"}
        case "greater_than_or_equal_to":
            return {"minimum": statistics["min_value"]}
        case "less_than_or_equal_to":
            return {"maximum": statistics["max_value"]}
        case (
            "exactly_one_of"
            | "ascending"
            | "in_order"
            | "evidence_unless_unverified"
            | "rows_at_least"
            | "ror_check_sum"
            | "country_exists"
        ):
            return None
    raise ValueError(f"say in schemas/derive.py what becomes of the check {check.name} in Table Schema")


def in_words(check: Check) -> str:
    """Return a check as a reader of the dictionary or of an error message understands it."""
    statistics = check.statistics or {}
    match check.name:
        case "isin":
            return "one of " + ", ".join(f"`{value}`" for value in statistics["allowed_values"])
        case "str_matches":
            pattern = pattern_of(statistics["pattern"])
            return "no blanks at its ends" if pattern == NO_BLANKS else f"matches `{pattern}`"
        case "greater_than_or_equal_to":
            return f"at least {statistics['min_value']}"
        case "less_than_or_equal_to":
            return f"at most {statistics['max_value']}"
        case "exactly_one_of":
            return "exactly one of " + ", ".join(f"`{name}`" for name in statistics["columns"]) + " has a value"
        case "ascending":
            return "`{}` is less than `{}`".format(*statistics["columns"])
        case "in_order":
            return "`{}` is not greater than `{}`".format(*statistics["columns"])
        case "evidence_unless_unverified":
            return "`{}` has a value, unless `{}` is `unverified`".format(*statistics["columns"])
        case "rows_at_least":
            return f"at least {statistics['minimum']} row"
        case "country_exists":
            return f"a country has it ({statistics['standard']})"
        case "ror_check_sum":
            return f"its last two digits are its check sum ({statistics['standard']})"
    raise ValueError(f"say in schemas/derive.py what the check {check.name} is in words")


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


# --- DuckDB -------------------------------------------------------------------------------------------------

_SQL_TYPES = {pyarrow.string(): "VARCHAR", pyarrow.int64(): "BIGINT", pyarrow.date32(): "DATE"}


def _arrow_type(column: Column) -> pyarrow.DataType:
    arrow_type: pyarrow.DataType = column.dtype.type.pyarrow_dtype
    return arrow_type


def create_table(name: str, model: type[Table]) -> str:
    """Return the statement that makes a table, with its keys and checks.

    A foreign key to the table itself is left out: DuckDB could not load it in one go.
    """
    parts = []
    for column_name, column in columns(model).items():
        words = [column_name, _SQL_TYPES[_arrow_type(column)]]
        if not column.nullable:
            words.append("NOT NULL")
        if column.unique:
            words.append("UNIQUE")
        target = refers(column)
        if target and target[0] != name:
            words.append(f"REFERENCES {target[0]} ({target[1]})")
        words += [f"CHECK ({sql})" for check in column.checks if (sql := sql_of(check, column_name))]
        parts.append(" ".join(words))
    parts += [f"CHECK ({sql})" for check in model.to_schema().checks if (sql := sql_of(check))]
    parts.append(f"PRIMARY KEY ({', '.join(primary_key(model))})")
    body = ",\n    ".join(parts)
    return f"CREATE TABLE {name} (\n    {body}\n);"


def create_view(name: str) -> str:
    """Return the statement that makes a view."""
    query = row_sources_query() if name == "row_sources" else _query_file(name).read_text("utf-8").strip()
    return f"CREATE VIEW {name} AS\n{query};"


def _query_file(name: str) -> Path:
    return Path(__file__).parent / "views" / f"{name}.sql"


def row_sources_query() -> str:
    """Return the query of the view `row_sources`: every row of every table that has a span."""
    selects = [
        f"SELECT '{name}' AS table_name, concat_ws('/', {', '.join(primary_key(model))}) AS row_id,\n"
        f"        passage_id, start_char, end_char FROM {name}"
        for name, model in TABLES.items()
        if states_facts(model)
    ]
    union = "\n    UNION ALL\n    ".join(selects)
    return (
        "SELECT r.table_name, r.row_id, p.document_id, r.passage_id, p.line_number, r.start_char, r.end_char,\n"
        "    p.start_char + r.start_char AS document_start_char,\n"
        "    p.start_char + r.end_char AS document_end_char,\n"
        "    p.text AS sentence\n"
        f"FROM (\n    {union}\n) r\nJOIN passages p USING (passage_id)\n"
        "ORDER BY p.line_number, r.start_char, r.end_char, r.table_name, r.row_id"
    )


def comments(kind: str, name: str, model: type[AnyTable]) -> str:
    """Return the statements that comment a TABLE or VIEW and its columns."""
    lines = [f"COMMENT ON {kind} {name} IS {_literal(description(model))};"]
    for column_name, column in columns(model).items():
        lines.append(f"COMMENT ON COLUMN {name}.{column_name} IS {_literal(column.description)};")
    return "\n".join(lines)


def ddl() -> str:
    """Return the statements that make all tables, in an order in which they can be loaded, and all views."""
    parts = []
    for name in load_order():
        parts += [create_table(name, TABLES[name]), comments("TABLE", name, TABLES[name])]
    for name, model in VIEWS.items():
        parts += [create_view(name), comments("VIEW", name, model)]
    return "\n\n".join(parts) + "\n"


# --- Table Schema and Arrow ---------------------------------------------------------------------------------

_FIELD_TYPES = {pyarrow.string(): "string", pyarrow.int64(): "integer", pyarrow.date32(): "date"}


def table_schema(name: str, model: type[Table]) -> dict[str, Any]:
    """Return the Table Schema of a table: fields, primary key and foreign keys."""
    fields, foreign_keys = [], []
    for column_name, column in columns(model).items():
        constraints: dict[str, Any] = {}
        if not column.nullable:
            constraints["required"] = True
        if column.unique or primary_key(model) == [column_name]:
            constraints["unique"] = True
        for check in column.checks:
            constraints |= constraint_of(check) or {}
        if column.nullable or refers(column):
            # Tools that load a package into SQL fail on a pattern where a cell is empty; and the key that a column
            # refers to has the same pattern.
            constraints.pop("pattern", None)
        field: dict[str, Any] = {
            "name": column_name,
            "type": _FIELD_TYPES[_arrow_type(column)],
            "description": column.description,
        }
        fields.append(field | ({"constraints": constraints} if constraints else {}))
        if target := refers(column):
            resource = "" if target[0] == name else target[0]
            reference = {"resource": resource, "fields": [target[1]]}
            foreign_keys.append({"fields": [column_name], "reference": reference})
    schema: dict[str, Any] = {"fields": fields, "primaryKey": primary_key(model), "missingValues": [""]}
    if foreign_keys:
        schema["foreignKeys"] = foreign_keys
    return schema


def resource(name: str, model: type[Table]) -> dict[str, Any]:
    """Return what a package says of a table, whatever its format."""
    return {
        "name": name,
        "title": model.to_schema().title,
        "description": description(model),
        "schema": table_schema(name, model),
    }


def arrow_schema(model: type[AnyTable]) -> pyarrow.Schema:
    """Return the Arrow schema of a table, descriptions included: that of its Parquet file.

    What it says to pandas keeps whole numbers whole where some are missing.
    """
    fields = [
        pyarrow.field(name, _arrow_type(column), column.nullable, {"description": column.description})
        for name, column in columns(model).items()
    ]
    return pyarrow.schema(fields, {"description": description(model), "pandas": json.dumps(_for_pandas(model))})


_PANDAS_TYPES = {
    pyarrow.string(): ("unicode", "object"),
    pyarrow.int64(): ("int64", "int64"),
    pyarrow.date32(): ("date", "object"),
    pyarrow.bool_(): ("bool", "bool"),
}


def _for_pandas(model: type[AnyTable]) -> dict[str, Any]:
    """Return what pandas reads in a Parquet file: the types of the columns, as pandas itself would write them."""
    described = []
    for name, column in columns(model).items():
        pandas_type, numpy_type = _PANDAS_TYPES[_arrow_type(column)]
        if numpy_type == "int64" and column.nullable:
            numpy_type = "Int64"  # else 1973 would become 1973.0 where a year is missing
        described.append(
            {"name": name, "field_name": name, "pandas_type": pandas_type, "numpy_type": numpy_type, "metadata": None}
        )
    return {"index_columns": [], "column_indexes": [], "columns": described}


# --- the data dictionary ------------------------------------------------------------------------------------


def dictionary(tables: Iterable[str] = tuple(PUBLISHED)) -> str:
    """Return the data dictionary in Markdown: each table, its columns, keys and checks."""
    return "\n\n".join(_entry(name, PUBLISHED[name]) for name in tables) + "\n"


def _entry(name: str, model: type[Table]) -> str:
    key = ", ".join(f"`{column}`" for column in primary_key(model))
    lines = [f"### {name}", "", description(model), "", f"Primary key: {key}", ""]
    lines += ["| column | type | meaning | rules |", "| --- | --- | --- | --- |"]
    for column_name, column in columns(model).items():
        cells = [
            f"`{column_name}`",
            _FIELD_TYPES[_arrow_type(column)],
            column.description,
            _rules(name, column),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    rules = [f"- {in_words(check)} ({_where(check)})" for check in model.to_schema().checks]
    return "\n".join([*lines, "", *rules])


def _rules(table: str, column: Column) -> str:
    rules = [] if column.nullable else ["required"]
    if column.unique:
        rules.append("unique")
    if target := refers(column):
        place = "; checked in the build, not by DuckDB" if target[0] == table else ""
        rules.append(f"refers to `{target[0]}.{target[1]}`{place}")
    if quotes(column):
        rules.append("equals the words of the span; checked in the build")
    for check in column.checks:
        everywhere = sql_of(check, column.name) and constraint_of(check) is not None
        rules.append(in_words(check) + ("" if everywhere else f" ({_where(check)})"))
    return "; ".join(rules)


def _where(check: Check) -> str:
    places = ["the build", *(["DuckDB"] if sql_of(check, "_") else [])]
    return f"checked by {' and '.join(places)}; Table Schema cannot say it"
