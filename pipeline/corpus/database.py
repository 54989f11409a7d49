"""Makes `corpus.duckdb`: views over the parts of the tables, and views that answer frequent questions."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline import ROOT, database
from pipeline.corpus import parts
from schemas.checks import literal
from schemas.corpus import TABLES, VIEWS
from schemas.ddl import comments

FILE = "corpus.duckdb"
QUERIES = ROOT / "schemas/views/corpus"


def write(out: Path) -> None:
    """Write the database of the corpus in a folder; its views have absolute paths, so that it opens from anywhere."""
    folder = re.sub(r"([*?\[])", r"[\1]", str(out))  # in brackets, the characters of patterns are ordinary ones
    with parts.replacing(out / FILE) as partial:
        connection = database.create(partial)
        for name, model in TABLES.items():
            files = literal(f"{folder}/{name}/*.parquet")
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({files})")
            connection.execute(comments("VIEW", name, model))
        for name, model in VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {(QUERIES / f'{name}.sql').read_text('utf-8')}")
            connection.execute(comments("VIEW", name, model))
        database.close(connection)
