"""Knows which sources copy from the same origin: two of them count as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.faults import Fault
from pipeline.raw.files import Record

# An identifier is assigned by its scheme, so a copy of the scheme's own data counts as the scheme's word.
_OWN_WORD = "identifiers"


def check_origins(tables: Mapping[str, Sequence[Record]]) -> list[Fault]:
    """Return a fault for each row that is called verified although all its sources have one origin in `origins`.

    A source that is not in `origins` counts as an origin of its own; whether it is good enough cannot be checked here.
    """
    origins = {record["address"] or "": record["origin"] or "" for record in tables["origins"]}
    faults = []
    for table, records in tables.items():
        for record in records if table not in (_OWN_WORD, "origins") else []:
            if record["confidence"] != "verified" or record["evidence"] is None:
                continue
            found = {_origin(address, origins) for address in re.split(r"; (?=https?://)", record["evidence"])}
            if len(found) == 1 and (origin := found.pop()) is not None:
                problem = f"is verified, but all of its evidence comes from {origin}"
                faults.append(record.fault(problem, "add a source of another origin, or write probable"))
    return faults


def _origin(address: str, origins: Mapping[str, str]) -> str | None:
    return next((origin for beginning, origin in origins.items() if address.startswith(beginning)), None)
