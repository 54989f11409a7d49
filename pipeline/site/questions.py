"""The questions of the site, from `questions.toml`: each with its SQL, and the answer from the published database."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import database
from pipeline.database import FILE, Connection, Error
from pipeline.faults import Fault, Faults

QUESTIONS = Path(__file__).parent / "questions.toml"


@dataclass(frozen=True)
class Question:
    """A question, its SQL, the answer of the published database, and the errata that affect the answer."""

    asks: str
    sql: str
    columns: list[str]
    answer: list[tuple[Any, ...]]
    errata: list[str]

    @property
    def slug(self) -> str:
        """The id of the question on its page, made from its words."""
        return "-".join(re.findall(r"[a-z0-9]+", self.asks.lower()))

    @property
    def python(self) -> str:
        """The query in Python."""
        return (
            f'import duckdb\n\nwith duckdb.connect("{FILE}", read_only=True) as database:\n'
            f'    print(database.sql("""\n{self.sql}\n"""))'
        )

    @property
    def r(self) -> str:
        """The query in R."""
        return (
            f'database <- DBI::dbConnect(duckdb::duckdb(), "{FILE}", read_only = TRUE)\n'
            f'DBI::dbGetQuery(database, r"(\n{self.sql}\n)")'
        )


def ask(connection: Connection) -> list[Question]:
    """Return each question of `questions.toml` with its answer. Raises Faults if a query fails."""
    asked = []
    for entry in tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]:
        place = f"pipeline/site/{QUESTIONS.name}"
        try:
            answer = connection.execute(entry["sql"])
            columns = [column[0] for column in answer.description or []]
            rows = answer.fetchall()
            errata = _errata(connection, entry["errata"]) if "errata" in entry else []
        except Error as error:
            problem = f"«{entry['asks']}»: {database.problem(error)}"
            raise Faults([Fault(place, None, problem, "fix the SQL")]) from error
        asked.append(Question(entry["asks"], entry["sql"].strip(), columns, rows, errata))
    return asked


def _errata(connection: Connection, sql: str) -> list[str]:
    """Return what a query for `erratum_id` finds, each once."""
    found = connection.execute(f"SELECT DISTINCT erratum_id FROM ({sql}) ORDER BY erratum_id").fetchall()
    return [erratum_id for (erratum_id,) in found]
