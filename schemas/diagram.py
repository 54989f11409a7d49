"""The tables and their foreign keys as a Mermaid diagram, which the README of each package shows."""

from __future__ import annotations

from schemas.base import Table
from schemas.tables import TABLES, columns, refers, states_facts

# Left to right and close together, so that the boxes are legible at the width of a page.
_LAYOUT = ['%%{init: {"er": {"nodeSpacing": 60, "rankSpacing": 40}}}%%', "erDiagram", "    direction LR"]


def er_diagram() -> str:
    """Return the diagram: a box for each table, and a line for each foreign key.

    A line is labelled with its column only if that differs from the name of the key it refers to. One key is not drawn:
    a table that states facts has a dagger instead of a line to the passages.
    """
    boxes = [f'    {name}["{name} †"]' if states_facts(model) else f"    {name}" for name, model in TABLES.items()]
    lines = [line for name, model in TABLES.items() for line in _lines(name, model)]
    return "\n".join([*_LAYOUT, *boxes, *lines]) + "\n"


def _lines(name: str, model: type[Table]) -> list[str]:
    """Return the lines of a table: one row, or none, of the table referred to has any number of rows of this one."""
    lines = []
    for column, spec in columns(model).items():
        target = refers(spec)
        if target and not (states_facts(model) and column == "passage_id"):
            table, key = target
            one = "|o" if spec.nullable else "||"
            label = "" if column == key else column
            lines.append(f'    {table} {one}--o{{ {name} : "{label}"')
    return lines
