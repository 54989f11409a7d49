"""What a row says, as a sentence of a change log: the pattern for each table.

In a pattern, `{column}` is a cell, or the name of the row that it refers to. What is in brackets is left out if a cell
in it is empty. `(new|gone)` has the words for a new row, and those for a row that is gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.diff.load import Package

# The headings of a change log, and the tables below each, in order. Other tables come last.
HEADINGS = {
    "The page": ["documents", "sections", "clusters", "themes", "errata", "hyperlinks"],
    "Partners": ["partners", "cooperation_ties", "tie_subjects", "agreements"],
    "Groups": ["memberships", "roles", "purposes"],
    "Resolutions and Decisions": ["instruments", "citations", "instrument_subjects", "actions"],
    "What is known from elsewhere": ["organizations", "frameworks", "names", "identifiers", "meetings"],
}
_IS = "(is new|is gone)"
_PATTERNS = {
    "sections": f"The heading “{{heading}}” {_IS}",
    "clusters": f"The cluster “{{name}}” {_IS}",
    "themes": f"The theme “{{name}}” {_IS}",
    "errata": "The error “{as_written}” (is corrected: {reason}|is no longer listed)",
    "hyperlinks": f"The link “{{text}}”[ to {{url}}] {_IS}",
    "partners": "{name} (is now a partner|is no longer a partner)",
    "cooperation_ties": "{organization_id} (works|no longer works) with CITES[ on {theme_id}] in “{cluster_id}”",
    "tie_subjects": f"The subject “[{{words}}][{{framework_id}}]” of {{tie_id}} {_IS}",
    "agreements": f"The {{kind}}[ with {{organization_id}}][, signed on {{signed_date}},] {_IS}",
    "memberships": "{member_organization_id} (is now a member|is no longer a member) of {group_organization_id}",
    "roles": "{holder_organization_id} (is now {role}|is no longer {role}) of {organization_id}",
    "purposes": "“{text}” (is now a purpose|is no longer a purpose) of {organization_id}",
    "instruments": f"{{label}}, “{{title}}”, {_IS}",
    "citations": "{instrument_id} (is now cited|is no longer cited) as “{text}” ({citation_id})",
    "instrument_subjects": "{instrument_id} (now|no longer) concerns[ {organization_id}][ {framework_id}][ {taxon}]",
    "actions": f"The task “{{text}}” of the {{addressee}}[, due at {{due_meeting_id}},] {_IS}",
    "organizations": f"{{name}} {_IS} among the organizations",
    "frameworks": f"{{name}} {_IS} among the frameworks",
    "names": f"The name “{{name}}”[ of {{organization_id}}][ of {{framework_id}}][ of {{cluster_id}}] {_IS}",
    "identifiers": f"The identifier {{identifier_id}} {_IS}",
    "meetings": f"{{meeting_id}} {_IS} among the meetings",
}
# The column that names a row where others refer to it; rows of other tables go by their keys.
_CALLED = {"organizations": "name", "frameworks": "name", "clusters": "name", "themes": "name", "instruments": "label"}
SUBJECTS = _CALLED | {
    "documents": "title",
    **dict.fromkeys(["partners", "names"], "name"),
    **dict.fromkeys(["cooperation_ties", "agreements"], "organization_id"),
    "sections": "heading",
    "errata": "as_written",
    "actions": "text",
}
_CHOICE = re.compile(r"\((?P<new>[^()|]*)\|(?P<gone>[^()|]*)\)")


def sentence(package: Package, table: str, key: str, *, is_new: bool) -> str:
    """Return the sentence that a row of a package is new, or that it is gone, without the full stop."""
    cells = _cells(package, table, key)
    chosen = _CHOICE.sub(r"\g<new>" if is_new else r"\g<gone>", _PATTERNS.get(table, "{}"))
    kept = re.sub(r"\[([^][]*)\]", lambda part: part[1] if _is_filled(part[1], cells) else "", chosen)
    if not _is_filled(kept, cells):  # a table or a package without a pattern that fits
        return f"{code(table)}: {code(key)} {'is new' if is_new else 'is gone'}"
    return re.sub(r"\{(\w+)\}", lambda column: text(cells[column[1]]), kept)


def subject(package: Package, table: str, key: str) -> str:
    """Return the name of a row in a sentence about its cells."""
    cells = _cells(package, table, key)
    named = cells.get(SUBJECTS.get(table, ""))
    return f"{text(named)} ({code(table)}, {code(key)})" if named else f"{code(table)}, {code(key)}"


def _is_filled(part: str, cells: Mapping[str, str]) -> bool:
    return all(cells.get(column) for column in re.findall(r"\{(\w*)\}", part))


def _cells(package: Package, name: str, key: str) -> dict[str, str]:
    """Return the cells of a row, including its key; a reference to another row is replaced by the name of that row."""
    table = package.tables[name]
    cells = table.named(key) | table.rows[key]
    for column, target in table.refers.items():
        if target in _CALLED and target in package.tables and cells.get(column):
            referred = package.tables[target].rows.get(cells[column], {})
            cells[column] = referred.get(_CALLED[target], cells[column])
    return cells


def code(words: str) -> str:
    """Return a name as Markdown code."""
    quote = "``" if "`" in words else "`"
    return quote + re.sub(r"\s", " ", words) + quote


def text(words: str) -> str:
    """Return a cell as Markdown that shows its characters unchanged; addresses remain links."""
    escaped = re.sub(r"[\\`*\[\]<>]|\b_\B|\B_\b|&(?=#?\w+;)", r"\\\g<0>", words)
    return re.sub(r"\r?\n|\r", "<br>", escaped) or "*empty*"
