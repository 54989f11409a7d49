"""What a person can check by reading: each line of the page with all that is read in it, and how many rows there are.

`python tests/golden/facts.py` writes it again from output/csv, to `page.txt` and `counts.txt`.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ADDRESS = {"passage_id", "start_char", "end_char"}
OURS = {"reason", "evidence", "confidence", "note"}  # what curators say, which is not on the page

Row = dict[str, str]
Tables = dict[str, list[Row]]


def golden(package: Path) -> dict[str, str]:
    """Return the text of each golden file, by its name, for a CSV package."""
    resources = json.loads((package / "datapackage.json").read_text("utf-8"))["resources"]
    tables: Tables = {}
    for resource in resources:
        with (package / resource["path"]).open(encoding="utf-8", newline="") as stream:
            tables[resource["name"]] = list(csv.DictReader(stream))
    keys = {resource["name"]: resource["schema"]["primaryKey"] for resource in resources}
    lists = {
        resource["name"]: {
            field["name"]: field["constraints"]["enum"]
            for field in resource["schema"]["fields"]
            if "enum" in field.get("constraints", {})
        }
        for resource in resources
    }
    return {"page.txt": _page(tables, keys), "counts.txt": _counts(tables, lists)}


def _page(tables: Tables, keys: dict[str, list[str]]) -> str:
    """Return each line of the page, and below it the rows that its words state, in the order of the words."""
    stated: dict[str, list[tuple[int, int, str]]] = {row["passage_id"]: [] for row in tables["passages"]}
    texts = {row["passage_id"]: row["text"] for row in tables["passages"]}
    instruments = {row["instrument_id"]: row for row in tables["instruments"]}
    rest = {row["erratum_id"]: [] for row in tables["errata"]}
    for row in tables["row_errata"]:
        rest[row["erratum_id"]].append(f"{row['table_name']} {row['row_id']}")
    for name, rows in tables.items():
        for row in rows:
            if not row.keys() >= ADDRESS or name == "passages" or (row.get("rule") and row["kind"] != "ignored"):
                continue
            start, end = int(row["start_char"]), int(row["end_char"])
            words = texts[row["passage_id"]][start:end]
            said = dict(row)
            if name == "citations":
                said |= {column: cell for column, cell in instruments[row["instrument_id"]].items() if column != "url"}
            of_row = [] if name in ("mentions", "coverage") else ["/".join(row[column] for column in keys[name])]
            if name == "errata":
                of_row += [f"for {one}" for one in rest[row["erratum_id"]]]
            hidden = ADDRESS | OURS | set(keys[name])
            of_row += [
                f"{column} {cell}"
                for column, cell in said.items()
                if cell not in ("", words, *of_row) and column not in hidden
            ]
            stated[row["passage_id"]].append((start, -end, f"    {name} ⟦{words}⟧ {', '.join(of_row)}"))
    lines = []
    for section in tables["sections"]:
        lines.append(f"\n=== {section['section_id']}, {section['kind']}")
        for row in tables["passages"]:
            if row["section_id"] == section["section_id"]:
                lines.append(f"{row['line_number']} {row['kind']}: {row['text']}")
                lines += [words for *_, words in sorted(stated[row["passage_id"]])]
    return "\n".join(lines).strip() + "\n"


def _counts(tables: Tables, lists: dict[str, dict[str, list[str]]]) -> str:
    """Return how many rows each table has, and how many of them each value of a closed list."""
    lines = []
    for name, rows in tables.items():
        lines.append(f"{len(rows)} {name}")
        for column, values in lists[name].items():
            counted = Counter(row[column] for row in rows)
            lines += [f"    {counted[value]} {column} {value}" for value in values]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for name, text in golden(ROOT / "output/csv").items():
        (Path(__file__).parent / name).write_text(text, "utf-8", newline="\n")
