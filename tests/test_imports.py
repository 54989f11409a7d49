"""The rooms: which may import which is declared here, once, and held against the imports of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

# Each room, from the lowest floor to the highest, and what it may import. A module beside the rooms is one.
MAY_IMPORT = {
    "schemas": "",
    "pipeline": "",
    "faults": "",
    "zips": "faults",
    "csv_files": "faults",
    "lock": "",
    "swap": "faults",
    "database": "faults",
    "release": "faults",
    "text": "schemas pipeline faults",
    "documents": "faults zips text",
    "raw": "schemas faults csv_files text",
    "parse": "schemas faults text raw",
    "check": "schemas faults text release",
    "publish": "faults zips database release",
    "diff": "schemas faults zips csv_files text raw release",
    "verify": "schemas pipeline faults zips csv_files database release check publish",
    "corpus": "schemas pipeline faults zips lock database text documents raw check",
    "site": "schemas faults database release swap",
    "commands": "pipeline faults lock swap database release text documents raw parse check publish diff verify "
    "corpus site",
    "__main__": "commands faults",  # a command is imported by its name, when it is asked for
}


def room_of(module: str) -> str:
    """Return the room of a module, such as `pipeline.parse.rows`."""
    first, *rest = module.split(".")
    return rest[0] if first == "pipeline" and rest else first


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("pipeline", "schemas"):
        for file in sorted((ROOT / package).rglob("*.py")):
            yield ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), file


def imported(file: Path) -> Iterator[str]:
    """Yield the modules of the project that a module imports, in functions too."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom(module="pipeline"):
                names = [f"pipeline.{alias.name}" if alias.name.islower() else "pipeline" for alias in node.names]
            case ast.ImportFrom(module=str(name)):
                names = [name]
            case _:
                continue
        yield from (name for name in names if name.split(".")[0] in ("pipeline", "schemas"))


def test_a_room_imports_lower_rooms_only() -> None:
    for number, (room, allowed) in enumerate(MAY_IMPORT.items()):
        assert set(allowed.split()) <= set(list(MAY_IMPORT)[:number]), room


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_each_import_is_declared_and_each_declaration_used(room: str) -> None:
    found = {room_of(name) for module, file in modules() if room_of(module) == room for name in imported(file)}
    assert found - {room} == set(MAY_IMPORT[room].split())


def test_every_module_is_in_a_room_that_is_declared() -> None:
    assert {room_of(module) for module, _ in modules()} == set(MAY_IMPORT)
