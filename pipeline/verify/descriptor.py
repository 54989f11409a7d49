"""Checks the descriptor of a published package and the files that it describes, trusting neither."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline import ROOT
from pipeline.faults import Fault, Faults, in_words, short
from pipeline.publish.package import Resource, describe, describe_package
from pipeline.release import DESCRIPTOR, FORMATS, read_release
from schemas import table_schema
from schemas.tables import PUBLISHED

Descriptor = dict[str, Any]

_PROFILE = Path(__file__).parent / "profiles/datapackage-2.0.json"
AGAIN = "download the release again, or build it again"


def fault(place: str, problem: str, remedy: str = AGAIN) -> Fault:
    """Return a fault in what was published."""
    return Fault(place, None, problem, remedy)


def read_descriptor(folder: Path, place: str) -> Descriptor:
    """Return the descriptor of a package.

    Raises Faults if it is missing or not JSON, breaks the official schema, or is not as this code would write it.
    """
    place = f"{place}/{DESCRIPTOR}"

    def keys_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(name for name, _ in pairs)
        if twice := [name for name, count in counts.items() if count > 1]:
            raise Faults(fault(place, f"has the key «{name}» twice in one object") for name in twice)
        return dict(pairs)

    try:
        text = (folder / DESCRIPTOR).read_bytes().decode("utf-8")  # otherwise json would also accept UTF-16
        descriptor: Descriptor = json.loads(text, object_pairs_hook=keys_once)
    except FileNotFoundError:
        raise Faults([fault(place, "is not there")]) from None
    except (ValueError, RecursionError) as error:
        raise Faults([fault(place, f"is not JSON ({in_words(error)})")]) from None
    if faults := list(_against(json.loads(_PROFILE.read_bytes()), descriptor, place, "breaks Data Package v2")):
        raise Faults(faults)
    # The checks that follow only work on a descriptor of the expected form.
    faults = list(_against(_form_of_ours(), descriptor, place, "differs in form from our packages"))
    if faults := faults + list(_against_models(descriptor, place)):
        version = descriptor.get("version")
        remedy = f"{AGAIN}, or verify version {version} with its own code" if version else AGAIN
        raise Faults(one._replace(remedy=remedy) for one in faults)
    return descriptor


def _against(schema: dict[str, Any], descriptor: Descriptor, place: str, what: str) -> Iterator[Fault]:
    """Yield where a descriptor breaks a JSON Schema; `what` is the problem to report."""
    import jsonschema  # type: ignore[import-untyped]  # only the process that checks descriptors needs it

    formats = jsonschema.FormatChecker()
    formats.checks("date-time", raises=ValueError)(_is_datetime)
    for error in jsonschema.Draft7Validator(schema, format_checker=formats).iter_errors(descriptor):
        yield fault(place, f"{what} at {error.json_path}: {short(error.message, 160)}")


def _form_of_ours() -> dict[str, Any]:
    """Return a JSON Schema of what our packages say of themselves: the form that this code writes, with any words."""
    form = _form(describe_package(read_release(ROOT), [("", "", "")], FORMATS[0]))
    form["properties"]["resources"] = {}
    return form


def _form(example: object) -> dict[str, Any]:
    """Return a JSON Schema of values with exactly the properties of an example, none of them empty."""
    match example:
        case dict():
            properties = {name: _form(value) for name, value in example.items()}
            required = list(example)
            return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
        case list():
            return {"type": "array", "items": _form(example[0]), "minItems": 1}
    return {"type": "string", "minLength": 1}


def _is_datetime(value: object) -> bool:
    """Return whether a value, if it is text, is a date and time with a zone, which jsonschema itself does not check."""
    return not isinstance(value, str) or ("T" in value and datetime.datetime.fromisoformat(value).tzinfo is not None)


def _against_models(descriptor: Descriptor, place: str) -> Iterator[Fault]:
    """Yield where a descriptor differs from the models in what it says of the tables."""
    resources = descriptor["resources"]
    names = [resource["name"] for resource in resources]
    for name in sorted({*names, *PUBLISHED}):
        if names.count(name) != (name in PUBLISHED):
            yield fault(place, f"has the table «{name}» {names.count(name)} times, not {int(name in PUBLISHED)}")
    file_format = resources[0].get("format")
    if file_format not in FORMATS:
        yield fault(place, f"has the format «{file_format}», not {' or '.join(FORMATS)}")
        return
    for theirs in resources:
        name = theirs["name"]
        if name in PUBLISHED:
            ours = describe(table_schema.resource(name, PUBLISHED[name]), b"", file_format)
            for part in sorted(ours.keys() | theirs.keys()):
                if problem := _problem(part, ours, theirs):
                    yield fault(place, f"the {part} of {name} {problem}")


def _problem(part: str, ours: Resource, theirs: Resource) -> str | None:
    """Return what is wrong with one property of a resource; None if nothing is."""
    if part not in theirs:
        return "is not there"
    if part not in ours:
        return "should not be there"
    if theirs[part] == ours[part] or part in ("hash", "bytes"):  # these depend on the file: see `changed_files`
        return None
    if part == "schema":
        return "is not what the model declares"
    return f"is {quoted(theirs[part])}, not {quoted(ours[part])}"


def changed_files(descriptor: Descriptor, folder: Path, place: str) -> Iterator[Fault]:
    """Yield each file of a package whose hash or size is not that in the descriptor, or that is not described."""
    for resource in descriptor["resources"]:
        file = folder / resource["path"]
        if file.is_file():
            data, where = file.read_bytes(), f"{place}/{file.name}"
            if resource["hash"] != "sha256:" + hashlib.sha256(data).hexdigest():
                yield fault(where, f"does not have the hash that {DESCRIPTOR} gives")
            if resource.get("bytes", len(data)) != len(data):
                yield fault(where, f"has {len(data)} bytes, not the {resource['bytes']} that {DESCRIPTOR} gives")
    described = {resource["path"] for resource in descriptor["resources"]} | {DESCRIPTOR, "README.md"}
    for file in sorted(folder.iterdir()):
        if file.name not in described:
            yield fault(f"{place}/{file.name}", f"is not described in {DESCRIPTOR}")


def quoted(value: object) -> str:
    """Return a value as a message quotes it."""
    return "nothing" if value is None else f"«{short(str(value), 160)}»"
