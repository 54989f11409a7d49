"""What the page says in the span of a row, and how errata change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.text.odd_characters import plain
from schemas.base import Table
from schemas.tables import TABLES, states_facts
from schemas.values import Row, Tables


def texts_of(tables: Tables) -> dict[str, str]:
    """Return the text of each passage."""
    return {row["passage_id"]: row["text"] for row in tables["passages"]}


def facts_of(tables: Tables) -> Iterator[tuple[str, type[Table], Row, str]]:
    """Yield each row that states a fact, with its table, model and the text of its passage."""
    texts = texts_of(tables)
    for name, model in TABLES.items():
        if states_facts(model):
            for row in tables[name]:
                if row["passage_id"] in texts:
                    yield name, model, row, texts[row["passage_id"]]


def words_of(texts: Mapping[str, str], row: Row) -> str:
    """Return the words in the span of a row, as the parser reads them."""
    return plain(texts.get(row["passage_id"], "")[row["start_char"] : row["end_char"]])


def is_corrected(tables: Tables, row: Row) -> bool:
    """Return whether an erratum changes the words of a row, which then says what should be there."""
    return bool(errata_of(tables, row))


def is_corrected_to(tables: Tables, row: Row, words: str) -> bool:
    """Return whether the correction of an erratum in the span of a row has these words."""
    return any(words in (one["correction"] or "") for one in errata_of(tables, row))


def errata_of(tables: Tables, row: Row) -> list[Row]:
    """Return the errata in the span of a row, or next to it."""
    return [
        one
        for one in tables["errata"]
        if one["passage_id"] == row["passage_id"]
        and one["start_char"] <= row["end_char"]
        and row["start_char"] <= one["end_char"]
    ]
