"""The models as DDL: tables with their keys and checks, views, and comments on everything."""

from __future__ import annotations

from pathlib import Path

import pyarrow

from schemas import checks
from schemas.arrow import arrow_type
from schemas.base import Table
from schemas.tables import (
    TABLES,
    VIEWS,
    columns,
    described,
    load_order,
    primary_key,
    refers,
    states_facts,
)
from schemas.values import CONFIDENCES

_SQL_TYPES = {pyarrow.string(): "VARCHAR", pyarrow.int64(): "BIGINT", pyarrow.date32(): "DATE"}


# What several views ask: in a query, its name in braces stands for it.
_SHARED = {
    "{own}": """own AS (
    -- The Secretariat, which publishes the page, and CITES, its parent.
    SELECT unnest([organization_id, o.parent_organization_id]) AS organization_id
    FROM documents d
    JOIN names n ON n.name = d.publisher AND n.language = d.language
    JOIN organizations o USING (organization_id)
)""",
    "{confidences}": f"[{', '.join(map(checks.literal, CONFIDENCES))}]",  # from the surest
}


def create_table(name: str, model: type[Table]) -> str:
    """Return the statement that makes a table, with its keys and checks.

    A foreign key to the table itself is left out, because DuckDB could not load such a table in one step.
    """
    parts = []
    for column_name, column in columns(model).items():
        words = [column_name, _SQL_TYPES[arrow_type(column)]]
        if not column.nullable:
            words.append("NOT NULL")
        if column.unique:
            words.append("UNIQUE")
        target = refers(column)
        if target and target[0] != name:
            words.append(f"REFERENCES {target[0]} ({target[1]})")
        words += [f"CHECK ({sql})" for check in column.checks if (sql := checks.sql(check, column_name))]
        parts.append(" ".join(words))
    parts += [f"CHECK ({sql})" for check in model.to_schema().checks if (sql := checks.sql(check))]
    parts.append(f"PRIMARY KEY ({', '.join(primary_key(model))})")
    body = ",\n    ".join(parts)
    return f"CREATE TABLE {name} (\n    {body}\n);"


def create_view(name: str) -> str:
    """Return the statement that makes a view."""
    query = row_sources_query() if name == "row_sources" else _query(name)
    return f"CREATE VIEW {name} AS\n{query};"


def _query(name: str) -> str:
    """Return the query of a view from its file, with what it shares with others."""
    query = (Path(__file__).parent / "views" / f"{name}.sql").read_text("utf-8").strip()
    for shared, sql in _SHARED.items():
        query = query.replace(shared, sql)
    return query


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


def comments(kind: str, name: str, model: type[Table]) -> str:
    """Return the statements that comment a TABLE or VIEW and its columns."""
    return "\n".join(
        f"COMMENT ON {f'COLUMN {name}.{column}' if column else f'{kind} {name}'} IS {checks.literal(words)};"
        for column, words in described(model).items()
    )


def definitions() -> str:
    """Return the statements that make all tables, in an order in which they can be loaded, and all views."""
    tables = [create_table(name, TABLES[name]) for name in load_order()]
    return "\n\n".join([*tables, *map(create_view, VIEWS)]) + "\n"


def ddl() -> str:
    """Return the definitions of all tables and views, then the comments on them."""
    on_tables = [comments("TABLE", name, model) for name, model in TABLES.items()]
    on_views = [comments("VIEW", name, model) for name, model in VIEWS.items()]
    return "\n\n".join([definitions(), *on_tables, *on_views]) + "\n"
