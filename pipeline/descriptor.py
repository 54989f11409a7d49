"""The descriptor of a published package and the files it describes, checked by one who trusts nothing of them."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

from pipeline.faults import Fault, Faults, short
from pipeline.release import DESCRIPTOR, FORMATS
from schemas.derive import PUBLISHED, table_schema

Descriptor = dict[str, Any]

_PROFILE = Path(__file__).parent / "profiles/datapackage-2.0.json"
_AGAIN = "download the release again"


def fault(place: str, problem: str, remedy: str = _AGAIN) -> Fault:
    """Return a fault of what was published, on one line whatever control characters the data have."""
    return Fault(place, None, re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda found: f"\\x{ord(found[0]):02x}", problem), remedy)


def read_descriptor(folder: Path, place: str) -> Descriptor:
    """Return the descriptor of a package.

    Raises Faults if it is not there or no JSON, against the official schema, or not what the models declare.
    """
    place = f"{place}/{DESCRIPTOR}"
    try:
        descriptor: Descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    except FileNotFoundError:
        raise Faults([fault(place, "is not there")]) from None
    except (ValueError, RecursionError) as error:
        raise Faults([fault(place, f"is no JSON: {error}")]) from None
    # The models are asked only about a descriptor that has the form they expect.
    faults = list(_against_profile(descriptor, place)) or list(_against_models(descriptor, place))
    if faults:
        raise Faults(faults)
    return descriptor


def _against_profile(descriptor: Descriptor, place: str) -> Iterator[Fault]:
    """Yield where a descriptor breaks the official schema."""
    formats = jsonschema.FormatChecker()
    formats.checks("date-time", raises=ValueError)(_is_datetime)
    validator = jsonschema.Draft7Validator(json.loads(_PROFILE.read_bytes()), format_checker=formats)
    for error in validator.iter_errors(descriptor):
        yield fault(place, f"breaks Data Package v2 at {error.json_path}: {short(error.message, 160)}")


def _is_datetime(value: object) -> bool:
    """Tell whether a value, if it is text, is a date and a time with its zone; jsonschema itself does not look."""
    return not isinstance(value, str) or ("T" in value and datetime.datetime.fromisoformat(value).tzinfo is not None)


def _against_models(descriptor: Descriptor, place: str) -> Iterator[Fault]:
    """Yield where a descriptor declares other tables, columns, checks or keys than the models."""
    remedy = f"{_AGAIN}, or verify version {descriptor.get('version')} with its own code"
    resources = descriptor["resources"]
    names = [resource["name"] for resource in resources]
    for name in sorted({*names, *PUBLISHED}):
        if names.count(name) != (name in PUBLISHED):
            problem = f"has the table «{name}» {names.count(name)} times, not {int(name in PUBLISHED)}"
            yield fault(place, problem, remedy)
    file_format = resources[0].get("format")
    if file_format not in FORMATS:
        yield fault(place, f"has the format «{file_format}», not {' or '.join(FORMATS)}", remedy)
    for resource in resources:
        name = resource["name"]
        if (path := resource.get("path")) != f"{name}.{file_format}" or resource.get("format") != file_format:
            yield fault(place, f"the file of {name} is «{path}», not {name}.{file_format}", remedy)
        if name in PUBLISHED and resource.get("schema") != table_schema(name, PUBLISHED[name]):
            yield fault(place, f"the schema of {name} is not what the model declares", remedy)


def changed_files(descriptor: Descriptor, folder: Path, place: str) -> Iterator[Fault]:
    """Yield each file of a package that has another hash or size than its descriptor says, or is not described."""
    for resource in descriptor["resources"]:
        file = folder / resource["path"]
        if file.is_file():
            data, where = file.read_bytes(), f"{place}/{file.name}"
            if resource.get("hash") != "sha256:" + hashlib.sha256(data).hexdigest():
                yield fault(where, f"does not have the hash that {DESCRIPTOR} gives")
            if resource.get("bytes", len(data)) != len(data):
                yield fault(where, f"has {len(data)} bytes, not the {resource['bytes']} that {DESCRIPTOR} gives")
    described = {resource["path"] for resource in descriptor["resources"]} | {DESCRIPTOR, "README.md"}
    for file in sorted(folder.iterdir()):
        if file.name not in described:
            yield fault(f"{place}/{file.name}", f"is not described in {DESCRIPTOR}")


def standard_faults(folder: Path, place: str) -> Iterator[Fault]:
    """Yield what frictionless finds wrong with a sound package: types, constraints, primary and foreign keys.

    It is handed only what was checked before: it would fetch from the network whatever else a descriptor names.
    """
    from frictionless import FrictionlessException, Package

    parts = ("name", "path", "format", "schema")
    described = read_descriptor(folder, place)["resources"]
    resources = [{"type": "table"} | {part: resource[part] for part in parts} for resource in described]
    try:
        report = Package.from_descriptor({"resources": resources}, basepath=str(folder)).validate()
    except FrictionlessException as error:
        yield fault(place, f"frictionless cannot read it: {error}")
        return
    for problem in report.errors:
        yield fault(place, f"frictionless: {problem.message}")
    for task in report.tasks:
        for problem in task.errors:
            yield fault(f"{place}/{task.place}", f"frictionless: {problem.message}")
