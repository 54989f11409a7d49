"""The data dictionary in Markdown, made from the descriptions of the tables in a package."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def dictionary(resources: Iterable[dict[str, Any]]) -> str:
    """Return the data dictionary: each table, its columns, keys and rules."""
    return "\n\n".join(map(_entry, resources)) + "\n"


def _entry(resource: dict[str, Any]) -> str:
    schema = resource["schema"]
    key = ", ".join(f"`{column}`" for column in schema["primaryKey"])
    lines = [f"### {resource['name']}", "", resource["description"], "", f"Primary key: {key}", ""]
    lines += ["| column | type | meaning | rules |", "| --- | --- | --- | --- |"]
    for field in schema["fields"]:
        rules = "; ".join(field.get("rules", []))
        cells = [f"`{field['name']}`", field["type"], field["description"], rules]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, "", *(f"- {rule}" for rule in schema.get("rules", []))])
