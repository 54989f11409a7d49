"""Which sources take what they say from the same place: two of them say no more than one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.faults import Fault
from pipeline.raw.files import Record

# An identifier is assigned by its scheme: a copy of the scheme's own data is the scheme's word.
_OWN_WORD = "identifiers"


def check_origins(tables: Mapping[str, Sequence[Record]]) -> list[Fault]:
    """Return a fault for each row that is called verified though all its sources are of one origin of `origins`.

    A source that no row of `origins` is about counts as one of its own; whether it is enough, nothing here can tell.
    """
    origins = {record["address"] or "": record["origin"] or "" for record in tables["origins"]}
    faults = []
    for table, records in tables.items():
        for record in records if table not in (_OWN_WORD, "origins") else []:
            if record["confidence"] != "verified" or record["evidence"] is None:
                continue
            found = {_origin(address, origins) for address in re.split(r"; (?=https?://)", record["evidence"])}
            if len(found) == 1 and (origin := found.pop()) is not None:
                problem = f"is verified, but what its evidence says comes from {origin} alone"
                faults.append(record.fault(problem, "add a source of another origin, or write probable"))
    return faults


def _origin(address: str, origins: Mapping[str, str]) -> str | None:
    return next((origin for beginning, origin in origins.items() if address.startswith(beginning)), None)
