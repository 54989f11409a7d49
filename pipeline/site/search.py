"""Words for the search that a row does not show: all names of the bodies and frameworks that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.site.published import Published, PublishedRow

_NAMED = {"organizations": "organization_id", "frameworks": "framework_id"}  # and the column of `names` that has them
# A row that refers to a row of these tables is also about what that row is about, such as the owner of a framework.
_THROUGH = ("cooperation_ties", "instruments", "frameworks")


def words(published: Published, row: PublishedRow) -> str:
    """Return all names of what a row is about or refers to: in all languages, with acronyms and former names."""
    wanted = {(_NAMED[table], row_id) for table, row_id in _about(published, row)}
    return " ".join(
        str(name.values["name"])
        for name in published.tables["names"].rows.values()
        if any((column, name.values[column]) in wanted for column in _NAMED.values())
    )


def _about(published: Published, row: PublishedRow, but: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield table and key of each body and framework that a row is, refers to, or has as its subject.

    `but` is the table from which the row was reached: references back to it are not followed.
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
