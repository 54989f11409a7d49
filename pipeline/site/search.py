"""What a search finds a row by, besides the words that it shows: each name of the bodies and frameworks it is about."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.site.published import Published, Row

_NAMED = {"organizations": "organization_id", "frameworks": "framework_id"}  # and the column of `names` that has them
# A row that refers to one of these is about what that is about: a framework's owner, too.
_THROUGH = ("cooperation_ties", "instruments", "frameworks")


def words(published: Published, row: Row) -> str:
    """Return all names, in all languages, acronyms and former names too, of what a row is about or refers to."""
    wanted = {(_NAMED[table], row_id) for table, row_id in _about(published, row)}
    return " ".join(
        str(name.values["name"])
        for name in published.tables["names"].rows.values()
        if any((column, name.values[column]) in wanted for column in _NAMED.values())
    )


def _about(published: Published, row: Row, but: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield table and key of each body and framework that a row is, refers to, or has as its subject.

    `but` is a table from where the row is reached: what it refers to there is not followed.
    """
    tables = published.tables
    if row.table in _NAMED:
        yield row.table, row.row_id
    for column in tables[row.table].columns:
        value = row.values[column.name]
        if column.refers is None or column.refers == but or not value:
            continue
        if column.refers in _THROUGH:
            yield from _about(published, tables[column.refers].rows[value])
        elif column.refers in _NAMED:
            yield column.refers, value
    if row.table == "instruments":
        for subject in published.where("instrument_subjects", instrument_id=row.row_id):
            yield from _about(published, subject, but="instruments")
