"""The rule about the view `partners`: lists in its cells can be split again, and each partner has a reason."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rules.violation import Violation
from schemas.values import AGREEMENT_KINDS, BODY_ROLES, Tables


def lists_of_partners(tables: Tables) -> Iterator[Violation]:
    """Lists in cells of `partners` split into the items that they should have, and each partner has a reason."""
    items = {
        "clusters": {row["cluster_id"] for row in tables["clusters"]},
        "themes": {row["name"] for row in tables["themes"]},
        "groups": {row["group_organization_id"] for row in tables["memberships"]},
        "roles": {"member", *BODY_ROLES},
        "agreements": set(AGREEMENT_KINDS),
        "mandates": {row["label"] for row in tables["instruments"]},
    }
    lines = {str(row["line_number"]) for row in tables["passages"]}
    for row in tables.get("partners", []):
        for column, known in (items | {"lines": lines}).items():
            for item in (row[column] or "").split("; ") if row[column] else []:
                if item not in known:
                    yield Violation(
                        "partners", row["organization_id"], column, f"«{item}» is not an item of such a list"
                    )
        if not any(row[column] for column in items):
            problem = "has no cluster, group, role, agreement or mandate that makes it a partner"
            yield Violation("partners", row["organization_id"], None, problem)
