"""What the curators say of keys that are gone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.faults import Faults
from pipeline.raw.curated import check_values
from pipeline.raw.files import read_records
from schemas.values import CONFIDENCES

RETIRED = "raw/curated/retired.csv"


@dataclass(frozen=True)
class Retirement:
    """What the curators say of a key that is gone; `new_key` is empty if no row replaced it.

    They say nothing of another revision of a Resolution or Decision: then there is no `reason`.

    If they say it of a key that is only part of this one, as that of a section is of the keys of its citations,
    `hangs_on` is the table and that key.
    """

    table: str
    old_key: str
    new_key: str
    reason: str
    hangs_on: tuple[str, str] | None = None

    def within(self, key: str) -> str | None:
        """Return a key with the old key in it replaced; None if the old key is not part of it."""
        instead, count = re.subn(rf"(?<![\w-]){re.escape(self.old_key)}(?![\w-])", lambda _: self.new_key, key)
        return instead if count else None


def follow(
    table: str, key: str, retired: Sequence[Retirement], refers: Collection[str], known: Collection[str]
) -> Retirement | None:
    """Return what explains that a key of a table is gone, if anything does.

    This may be said of the key itself, or of a part of it that is the key of a table that this one `refers` to. If a
    key was renamed more than once, its new key is the one that is `known`, and all the reasons are given.
    """
    steps: list[Retirement] = []
    at = key
    while not steps or (at and at not in known):
        own = (one for one in retired if (one.table, one.old_key) == (table, at))
        others = (one for one in retired if one.table in refers and one.table != table and one.within(at) is not None)
        step = next((one for one in (*own, *others) if one not in steps), None)
        if step is None:
            break
        steps.append(step)
        at = step.new_key if step.table == table else (step.within(at) or "") if step.new_key else ""
    if not steps:
        return None
    hangs_on = None if steps[0].table == table else (steps[0].table, steps[0].old_key)
    return Retirement(table, key, at, "; ".join(step.reason for step in steps), hangs_on)


def mistaken(
    retired: Sequence[Retirement], rows: Mapping[str, Collection[str]], tables: Collection[str]
) -> Iterator[str]:
    """Yield what is wrong with what the curators say.

    `rows` are the keys of the new package by table, and `tables` the names of all that there may be.
    """
    later = {(one.table, one.old_key) for one in retired}
    for one in retired:
        said, keys = f"{RETIRED}: {one.table}, {one.old_key}", rows.get(one.table, ())
        if one.table not in tables:
            yield f"{said}: there is no table «{one.table}»"
        elif one.old_key in keys:
            yield f"{said}: this key is not gone, so the row explains nothing"
        elif keys and one.new_key and one.new_key not in keys and (one.table, one.new_key) not in later:
            yield f"{said}: there is no row with the key «{one.new_key}», which it is said to have now"


def read_retired(root: Path) -> list[Retirement]:
    """Return what the curators say of keys that are gone.

    Raises Faults as `read_records` does, and for a cell that must not be empty, or an unknown confidence.
    """
    needed = ["table", "old_key", "new_key", "reason", "evidence", "confidence", "note"]
    records = read_records(root, RETIRED, ["table", "old_key"], needed)
    retired, faults = [], check_values(records, {"confidence": CONFIDENCES})
    for record in records:
        try:
            table, old_key, reason = (record.need(column) for column in ("table", "old_key", "reason"))
            retired.append(Retirement(table, old_key, record["new_key"] or "", reason))
        except Faults as error:
            faults.extend(error.faults)
    if faults:
        raise Faults(faults)
    return retired
