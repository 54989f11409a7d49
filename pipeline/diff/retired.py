"""What the curators say of keys that are gone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.faults import Faults
from pipeline.raw.curated import check_values
from pipeline.raw.files import read_records
from schemas.values import CONFIDENCES

RETIRED = "raw/curated/retired.csv"


@dataclass(frozen=True)
class Retirement:
    """What the curators say of a key that is gone; `new_key` is empty where no row took its place."""

    table: str
    old_key: str
    new_key: str
    reason: str


def read_retired(root: Path) -> list[Retirement]:
    """Return what the curators say of keys that are gone.

    Raises Faults as `read_records` does, and for a cell that is empty and must not be, or an unknown confidence.
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
