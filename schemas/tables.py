"""Which models are tables and which are views, and what can be read from a model."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

from pandera.api.pandas.components import Column

from schemas import entities, facts, instruments, page, views
from schemas.base import Table

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
    page.RowErrata,
    entities.Organizations,
    entities.Frameworks,
    entities.Names,
    entities.Identifiers,
    instruments.Meetings,
    instruments.Instruments,
    facts.Clusters,
    facts.Themes,
    facts.CooperationTies,
    facts.TieSubjects,
    facts.Memberships,
    facts.Roles,
    facts.Purposes,
    facts.Agreements,
    facts.Citations,
    facts.InstrumentSubjects,
    facts.Actions,
)
# Each comes after the views that it queries.
VIEWS: Models = _named(
    views.RowSources,
    views.Mandates,
    views.Partners,
    views.NetworkEdges,
    views.NetworkNodes,
)
PUBLISHED: Models = {**TABLES, **{name: VIEWS[name] for name in views.FLAT}}


def columns(model: type[Table]) -> dict[str, Column]:
    """Return the columns of a model, in order."""
    found: dict[str, Column] = model.to_schema().columns
    return found


def primary_key(model: type[Table]) -> list[str]:
    """Return the columns of a model's primary key."""
    return list(model.to_schema().unique)


def description(model: type[Table]) -> str:
    """Return what one row of the table is: the model's docstring, as one paragraph."""
    return " ".join((inspect.getdoc(model) or "").split())


def described(model: type[Table]) -> dict[str, str]:
    """Return what a table is, by an empty name, and what each of its columns is, by the column's name."""
    return {"": description(model)} | {name: column.description for name, column in columns(model).items()}


def refers(column: Column) -> tuple[str, str] | None:
    """Return table and column that a foreign key refers to."""
    target = (column.metadata or {}).get("refers")
    return tuple(target.split(".")) if target else None


def quotes(column: Column) -> bool:
    """Return whether a column holds the words of its row's span."""
    return bool((column.metadata or {}).get("quotes"))


def states_facts(model: type[Table]) -> bool:
    """Return whether the rows of a table state facts of the page (†), and so have an address."""
    return any((column.metadata or {}).get("is_address") for column in columns(model).values())


def load_order(tables: Models = TABLES) -> list[str]:
    """Return the tables in an order in which each comes after those it refers to; a table may refer to itself."""
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
