"""What a stranger can check who holds only what was published: the folder `output/`, a package, or a zip of one.

It builds nothing and asks no network. It checks as far as what is there allows, and says what was not there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.check import processes
from pipeline.database import FILE, Error, open_untrusted
from pipeline.faults import Fault, Faults
from pipeline.publish import croissant, graphml, workbook
from pipeline.release import CHECKSUMS, FORMATS
from pipeline.verify.declarations import other_declarations
from pipeline.verify.descriptor import AGAIN, changed_files, fault, read_descriptor
from pipeline.verify.given import GIVE, Check, Packages, copy_of, files_of, packages_in, wrong_checksums
from pipeline.verify.rows import Holder, check_rows, differences, read_database, read_package

_RULES = "types, constraints, keys, spans, quotations, the document's SHA-256"


def run(path: Path) -> tuple[list[str], list[Fault]]:
    """Return what was checked and what was not, line by line, and all that is wrong."""
    if not path.exists():
        return [], [fault(str(path), "is not there", GIVE)]
    with tempfile.TemporaryDirectory() as scratch:
        try:
            folder, passed_over = copy_of(path, Path(scratch) / "given")
            checks, not_checked = _verify(folder, str(path), Path(scratch))
        except Faults as faults:
            return [], faults.faults
        except OSError as error:
            return [], [fault(str(error.filename or path), f"cannot be read: {error.strerror}", GIVE)]
    wrong = [one for _, faults in checks for one in faults]
    lines = [f"checked: {what}" for what, faults in checks if not faults]
    lines += [f"passed over, not of the release: {', '.join(passed_over)}"] if passed_over else []
    return [*lines, *not_checked, "something is wrong" if wrong else "all that was checked is in order"], wrong


def _verify(folder: Path, place: str, scratch: Path) -> tuple[list[Check], list[str]]:
    """Return each check of a folder, and what is not checked, in words."""
    has_checksums, has_database = (folder / CHECKSUMS).is_file(), (folder / FILE).is_file()
    given = set(files_of(folder))
    packages, of_zips = packages_in(folder, place, scratch)
    checks: list[Check] = []
    if has_checksums:
        what = f"{place}/{CHECKSUMS} lists every file, as it is"
        checks.append((what, list(wrong_checksums(folder, place, given))))
    checks += of_zips
    if not packages and not has_database:
        checks.append((place, [fault(place, "holds neither a package nor the database", GIVE)]))

    described = {where: _descriptor_faults(package, where) for where, package in packages.items()}
    is_sound = not any(described.values()) and not any(faults for _, faults in checks)
    asked = _ask_frictionless(packages) if is_sound else []  # meanwhile, the rest is checked
    holders: list[Holder] = []
    if has_database:
        holder, faults = _check_database(folder / FILE, f"{place}/{FILE}")
        checks.append((f"{place}/{FILE}: tables, views and comments by the models, {_RULES}", faults))
        holders += [holder] if holder else []
    for where, package in packages.items():
        holder, faults = _check_package(package, where, holders)
        what = f"{where}: descriptor by Data Package v2, hash and bytes of each file, {_RULES}"
        checks.append((what, described[where] + faults))
        holders += [holder] if holder else []
    for holder in holders[1:]:
        what = f"{holder.place} has the rows of {holders[0].place}"
        checks.append((what, list(differences(holders[0], holder))))

    suffixes = {file.suffix for package in packages.values() for file in package.iterdir()}
    there = {
        CHECKSUMS: has_checksums,
        "CSV": ".csv" in suffixes,
        "Parquet": ".parquet" in suffixes,
        "database": has_database,
    }
    absent = [name for name, is_there in there.items() if not is_there]
    not_checked = [f"not there: {', '.join(absent)}"] if absent else []
    if any(faults for _, faults in checks):  # frictionless takes long, and would say again what is known
        for _, check in asked:
            check.stop()
        return checks, [*not_checked, "not asked: frictionless, before the rest is in order"]
    checks += [(what, check.faults()) for what, check in asked]
    for name, what, needed, content in _DERIVED:
        if not (folder / name).is_file():
            continue
        if not all(any(folder.glob(path)) for path in needed):
            not_checked.append(f"not checked: {place}/{name}, which needs {', '.join(needed)} next to it")
            continue
        is_good = (folder / name).read_bytes() == content(folder)
        wrong = fault(f"{place}/{name}", "is not what the files next to it yield")
        checks.append((f"{place}/{name} {what}", [] if is_good else [wrong]))
    return checks, not_checked


def _network(folder: Path) -> bytes:
    with open_untrusted(folder / FILE) as connection:
        return graphml.content(connection)


# What is made of other published files: what it does, which it needs, how it is made.
_DERIVED: list[tuple[str, str, tuple[str, ...], Callable[[Path], bytes]]] = [
    (
        croissant.FILE,
        "describes what is there: tables, columns, keys, SHA-256, sizes",
        tuple(f"*-{name}.zip" for name in FORMATS),  # beside them, or from them, the packages are there
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


def _ask_frictionless(packages: Packages) -> list[tuple[str, processes.Check]]:
    """Begin to ask frictionless of each package; return what it is asked.

    Of their foreign keys one package is asked, as that takes longest: the others must have the same rows.
    """
    asked: list[tuple[str, processes.Check]] = []
    for where, package in packages.items():
        keys = f"keys as in {asked[0][1].what}, which has the same rows" if asked else "primary and foreign keys"
        check = processes.of_published(package, where, AGAIN, keys=not asked)
        asked.append((f"{where}: types, constraints, {keys}, by frictionless", check))
    return asked


def _descriptor_faults(folder: Path, place: str) -> list[Fault]:
    """Return what is wrong with the descriptor of a package, and with the files by what it says of them."""
    try:
        return list(changed_files(read_descriptor(folder, place), folder, place))
    except Faults as unreadable:
        return unreadable.faults


def _check_package(folder: Path, place: str, before: list[Holder]) -> tuple[Holder | None, list[Fault]]:
    """Return the rows of a package, if they can be read, and what is wrong with them."""
    file_format = "csv" if any(folder.glob("*.csv")) else "parquet"
    try:
        return check_rows(read_package(folder, file_format, place), place, f".{file_format}", before)
    except Faults as unreadable:
        return None, unreadable.faults


def _check_database(file: Path, place: str) -> tuple[Holder | None, list[Fault]]:
    """Return the rows of the database, if it declares what the models do, and what is wrong with it."""
    try:
        with open_untrusted(file) as connection:
            if faults := list(other_declarations(connection, place)):
                return None, faults
            rows = read_database(connection)
    except Error as error:
        return None, [fault(place, f"cannot be read: {error}")]
    return check_rows(rows, place, "")
