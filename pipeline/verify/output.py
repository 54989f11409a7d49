"""Checks what was published, using nothing else: the folder `output/`, a package, or the zip of one.

It builds nothing and needs no network. It checks whatever is there, and says what is missing.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipeline.check import processes
from pipeline.database import FILE, Error, open_untrusted
from pipeline.faults import Fault, Faults, no_room_to_unpack
from pipeline.publish import croissant, graphml, workbook
from pipeline.publish.checksums import files_of
from pipeline.release import CHECKSUMS, FORMATS
from pipeline.verify.declarations import other_declarations
from pipeline.verify.descriptor import AGAIN, changed_files, fault, read_descriptor
from pipeline.verify.files import GIVE, Check, Packages, copy_of, packages_in, wrong_checksums
from pipeline.verify.rows import Holder, check_rows, differences, read_database, read_package

_RULES = "types, constraints, keys, spans, quotations, the document's SHA-256"


def run(path: Path) -> tuple[list[str], list[Fault]]:
    """Return what was checked and what was not, line by line, and everything that is wrong."""
    if re.match("https?:/", str(path)):
        address = str(path).replace(":/", "://", 1)  # a path has only one slash
        return [], [fault(address, "is a web address", "download it, and give the file")]
    with tempfile.TemporaryDirectory() as scratch:
        try:
            path.stat()  # says why it cannot be read, unlike `exists` from Python 3.14 on
            folder, passed_over = copy_of(path, Path(scratch) / "given")
            checks, not_checked = _verify(folder, str(path), Path(scratch))
        except Faults as faults:
            return [], faults.faults
        except FileNotFoundError as error:
            return [], [fault(str(error.filename or path), "is not there", GIVE)]
        except OSError as error:
            unreadable = fault(str(error.filename or path), f"cannot be read: {error.strerror}", GIVE)
            return [], [no_room_to_unpack(error) or unreadable]
    wrong = [one for _, faults in checks for one in faults]
    lines = [f"checked: {what}" for what, faults in checks if not faults]
    lines += [f"ignored, not part of the release: {', '.join(passed_over)}"] if passed_over else []
    return [*lines, *not_checked, "something is wrong" if wrong else "all that was checked is in order"], wrong


def _verify(folder: Path, place: str, scratch: Path) -> tuple[list[Check], list[str]]:
    """Return the checks of a folder, and what is not checked, in words."""
    given = set(files_of(folder))  # before zips are unpacked next to them
    packages, zips = packages_in(folder, place, scratch)
    files = [*_checksums(folder, place, given), *zips]
    asked = processes.of_itself(place, _of_packages, packages)  # meanwhile, the rows are checked
    database, holders = _database(folder, place)
    tables = _packages(packages, asked.answer(), holders)
    checks = [*files, *database, *tables, *_same_rows(holders)]
    if not packages and not database:
        checks.append((place, [fault(place, "contains neither a package nor the database", GIVE)]))
    not_checked = _not_there(folder, packages, given)
    if any(faults for _, faults in checks):  # frictionless takes long, and would only repeat this
        asked.stop()
        return checks, [*not_checked, "not checked: by frictionless, until the rest is in order"]
    derived, lack = _derived(folder, place)
    return [*checks, *asked.answer(), *derived], not_checked + lack


# --- what is checked, a step for each -----------------------------------------------------------------------


def _checksums(folder: Path, place: str, given: set[str]) -> list[Check]:
    """Check each file against SHA256SUMS, if that is there, and that it lists all given files."""
    if not (folder / CHECKSUMS).is_file():
        return []
    return [(f"{place}/{CHECKSUMS} lists every file, as it is", list(wrong_checksums(folder, place, given)))]


def _descriptor(folder: Path, place: str) -> list[Fault]:
    """Return what is wrong with the descriptor of a package, and with the files that it describes."""
    try:
        return list(changed_files(read_descriptor(folder, place), folder, place))
    except Faults as unreadable:
        return unreadable.faults


def _of_packages(packages: Packages) -> Iterator[object]:
    """Yield what is wrong with each descriptor; then, if nothing is, what frictionless says of the first package.

    The other packages have the same schemas and rows, which are compared separately, in a fraction of the time.
    """
    described = {where: _descriptor(package, where) for where, package in packages.items()}
    yield described
    if any(described.values()) or not packages:
        yield []
        return
    from pipeline.check import conformance  # which imports frictionless: meanwhile, the first answer is there

    where, package = next(iter(packages.items()))
    what = f"{where}: types, constraints and primary keys, by frictionless"
    yield [(what, conformance.check_published(package, where, AGAIN))]


def _database(folder: Path, place: str) -> tuple[list[Check], list[Holder]]:
    """Check the declarations and rows of the database, if it is there; return the rows too if they can be trusted."""
    if not (folder / FILE).is_file():
        return [], []
    place = f"{place}/{FILE}"
    what = f"{place}: tables, views and comments by the models, {_RULES}"
    try:
        with open_untrusted(folder / FILE) as connection:
            if faults := list(other_declarations(connection, place)):
                return [(what, faults)], []
            rows = read_database(connection)
    except Error as error:
        return [(what, [fault(place, f"cannot be read: {error}")])], []
    holder, faults = check_rows(rows, place, "")
    return [(what, faults)], [holder]


def _packages(packages: Packages, described: Mapping[str, list[Fault]], holders: list[Holder]) -> list[Check]:
    """Check the rows of each package; add the rows that can be read to `holders`."""
    checks = []
    for where, folder in packages.items():
        file_format = "csv" if any(folder.glob("*.csv")) else "parquet"
        try:
            rows = read_package(folder, file_format, where)
            holder, faults = check_rows(rows, where, f".{file_format}", holders)
            holders.append(holder)
        except Faults as unreadable:
            faults = unreadable.faults
        what = f"{where}: descriptor by Data Package v2, hash and bytes of each file, {_RULES}"
        checks.append((what, described[where] + faults))
    return checks


def _same_rows(holders: list[Holder]) -> list[Check]:
    """Check that the database and each package have the same rows."""
    return [
        (f"{holder.place} has the rows of {holders[0].place}", list(differences(holders[0], holder)))
        for holder in holders[1:]
    ]


def _derived(folder: Path, place: str) -> tuple[list[Check], list[str]]:
    """Check each file made from others against what they yield; also return, in words, what cannot be checked."""
    checks, not_checked = [], []
    for name, what, needed, content in _DERIVED:
        if not (folder / name).is_file():
            continue
        if not all(any(folder.glob(path)) for path in needed):
            not_checked.append(f"not checked: {place}/{name}, which needs {', '.join(needed)} next to it")
            continue
        is_good = (folder / name).read_bytes() == content(folder)
        wrong = fault(f"{place}/{name}", "differs from what the files next to it yield")
        checks.append((f"{place}/{name} {what}", [] if is_good else [wrong]))
    return checks, not_checked


def _network(folder: Path) -> bytes:
    with open_untrusted(folder / FILE) as connection:
        return graphml.content(connection)


# Files that are made from other published files: what each does, which files it needs, how it is made.
_DERIVED: list[tuple[str, str, tuple[str, ...], Callable[[Path], bytes]]] = [
    (
        croissant.FILE,
        "describes what is there: tables, columns, keys, SHA-256, sizes",
        tuple(f"*-{name}.zip" for name in FORMATS),  # the packages are next to these, or in them
        croissant.content,
    ),
    (graphml.FILE, "is the network of the database", (FILE,), _network),
    (
        workbook.FILE,
        "holds the tables of the Parquet package, with its descriptions",
        FORMATS[1:],
        workbook.content,
    ),
]


def _not_there(folder: Path, packages: Packages, given: set[str]) -> list[str]:
    """Return, in words, which parts of a release this folder lacks, or has only in its zips."""
    suffixes = {file.suffix for package in packages.values() for file in package.iterdir()}
    there = {
        CHECKSUMS: (folder / CHECKSUMS).is_file(),
        "CSV": ".csv" in suffixes,
        "Parquet": ".parquet" in suffixes,
        "database": (folder / FILE).is_file(),
    }
    absent = [name for name, is_there in there.items() if not is_there]
    in_zips = [name for name in FORMATS if (folder / name).is_dir() and not any(_is_below(one, name) for one in given)]
    return [f"not there: {', '.join(absent)}"] * bool(absent) + [
        f"not there as folders, but read from the zips: {', '.join(in_zips)}"
    ] * bool(in_zips)


def _is_below(file: str, folder: str) -> bool:
    return file.startswith(f"{folder}/")
