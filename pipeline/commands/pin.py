"""Accept a changed page: show what differs from the last build, and record the new SHA-256."""

from __future__ import annotations

import argparse
import difflib
import hashlib
import re
from pathlib import Path

from pipeline import ROOT
from pipeline.commands.common import reader_may_leave
from pipeline.faults import Fault, Faults
from pipeline.raw.files import decode, read_bytes, read_records
from pipeline.raw.source import SOURCES, read_source
from pipeline.raw.surface import check_surface
from pipeline.text.lines import split_lines

LAST_BUILT = "output/csv/passages.csv"


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(options: argparse.Namespace) -> int:
    """Pin the page of the project, and print what changed; raises Faults."""
    report = pin(ROOT)
    with reader_may_leave():
        print(report)
    return 0


def pin(root: Path) -> str:
    """Pin the page as it is now; return the changes as a unified diff, and what was done."""
    source = read_source(root)
    data = read_bytes(root, source.path)
    page = split_lines(source.path, decode(source.path, data))
    if faults := check_surface(source.path, page):
        raise Faults(faults)
    lines = [line.text for line in page]
    report = "\n".join(
        difflib.unified_diff(_last_built(root), lines, "the passages last built", source.path, lineterm="", n=0)
    )
    new = hashlib.sha256(data).hexdigest()
    if new == source.sha256:
        return f"{report}\n{source.path} is pinned already".lstrip()
    settings = (root / SOURCES).read_text("utf-8")
    pinned, count = re.subn(rf'(?m)^(sha256\s*=\s*"){re.escape(source.sha256)}"', rf'\g<1>{new}"', settings)
    if count != 1:
        raise Faults([Fault(SOURCES, None, "has no line with the SHA-256 alone", 'write it as sha256 = "…"')])
    (root / SOURCES).write_text(pinned, "utf-8")
    said = f"edition is «{source.edition}» and as_of is {source.as_of}"
    then = "correct what has changed; to undo this, restore both files"
    return f"{report}\n{source.path} is pinned as {new}; in {SOURCES}, {said}: {then}".lstrip()


def _last_built(root: Path) -> list[str]:
    """Return the passages of the last build, none if there was none; raises Faults."""
    if not (root / LAST_BUILT).exists():
        return []
    try:
        records = read_records(root, LAST_BUILT, ["passage_id"], ["passage_id", "text"])
        return [record.need("text") for record in records]
    except Faults as damage:
        remedy = "restore it: git checkout output/csv"
        raise Faults(fault._replace(remedy=remedy) for fault in damage.faults) from damage
