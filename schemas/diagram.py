"""The tables and their foreign keys as a Mermaid diagram, which the README of each package shows."""

from __future__ import annotations

from schemas.base import Table
from schemas.tables import TABLES, columns, refers, states_facts

# Left to right and close together, so that the boxes are legible at the width of a page.
_LAYOUT = ['%%{init: {"er": {"nodeSpacing": 60, "rankSpacing": 40}}}%%', "erDiagram", "    direction LR"]


def er_diagram() -> str:
    """Return the diagram: a box for each table, and a line for each foreign key.

    A line bears the name of its column only where that is not the name of the key it refers to. One key is not
    drawn: a table that states facts has a dagger instead, for the passage that each of its rows refers to.
    """
    boxes = [f'    {name}["{name} †"]' if states_facts(model) else f"    {name}" for name, model in TABLES.items()]
    lines = [line for name, model in TABLES.items() for line in _lines(name, model)]
    return "\n".join([*_LAYOUT, *boxes, *lines]) + "\n"


def _lines(name: str, model: type[Table]) -> list[str]:
    """Return the lines to a table: from one row of the table referred to, or none, to any number of its own."""
    lines = []
    for column, spec in columns(model).items():
        target = refers(spec)
        if target and not (states_facts(model) and column == "passage_id"):
            table, key = target
            one = "|o" if spec.nullable else "||"
            label = "" if column == key else column
            lines.append(f'    {table} {one}--o{{ {name} : "{label}"')
    return lines
