"""Ways to spoil a copy of what was published, and what `verify` then says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from pipeline.publish import package
from pipeline.publish.checksums import checksums
from pipeline.release import FORMATS
from pipeline.verify import output as verify

AGAIN = "; download the release again, or build it again"
GIVE = "; give a folder or a zip that was published"


def problems(path: Path) -> list[str]:
    return [str(fault) for fault in verify.run(path)[1]]


def edit_descriptor(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text("utf-8"))
    change(descriptor)
    file.write_text(json.dumps(descriptor), "utf-8")


def resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [item for item in descriptor["resources"] if item["name"] == name]
    return found


def fix_package(folder: Path) -> None:
    """Make the hashes of a descriptor right again."""

    def fix(descriptor: dict[str, Any]) -> None:
        for item in descriptor["resources"]:
            data = (folder / item["path"]).read_bytes()
            item["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
            if "bytes" in item:
                item["bytes"] = len(data)

    edit_descriptor(folder, fix)


def fix_checksums(copy: Path) -> None:
    """Make every checksum right again: in the descriptors, the zips and SHA256SUMS."""
    for name in FORMATS:
        fix_package(copy / name)
        [file] = copy.glob(f"*-{name}.zip")
        package.write_zip(copy / name, file)
    (copy / "SHA256SUMS").unlink()
    (copy / "SHA256SUMS").write_text(checksums(copy), "utf-8")


def edit_line(file: Path, start: str, old: str, new: str) -> None:
    """Replace words in the one line of a file that begins so."""
    lines = file.read_text("utf-8").split("\n")
    [number] = [number for number, line in enumerate(lines) if line.startswith(start)]
    assert lines[number].count(old) == 1, lines[number]
    lines[number] = lines[number].replace(old, new)
    file.write_text("\n".join(lines), "utf-8")


def edit_parquet(file: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    table = pyarrow.parquet.read_table(file)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(change(table.to_pylist()), table.schema), file)
