"""What the curator should know of, though nothing is wrong: the notes of a build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.parse.ignored import find_ignored
from pipeline.raw.curated import Curated
from pipeline.raw.files import Record
from schemas.values import Row


def notes(curated: Curated, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """Yield a note for each curated row that the page does not need: it does no harm, and no good."""
    for record, words in _unneeded(curated, rows):
        yield f"{record.file}:{record.line}: «{words}» is not needed any more"


def _unneeded(curated: Curated, rows: Mapping[str, list[Row]]) -> Iterator[tuple[Record, str]]:
    texts = [row["text"] for row in rows["passages"]]
    for record in curated.headings:
        if record["heading"] not in texts:
            yield record, record.need("heading")
    for record in curated.ignored:
        if not any(list(find_ignored(record, text)) for text in texts):
            yield record, record.need("text")
    cited = {row["instrument_id"] for row in rows.get("instruments", [])}
    for record in curated.instruments:
        if record["instrument_id"] not in cited:
            yield record, record.need("instrument_id")
