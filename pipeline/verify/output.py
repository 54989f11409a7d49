"""What a stranger can check who holds only what was published: the folder `output/`, a package, or a zip of one.

It builds nothing and asks no network. It checks as far as what is there allows, and says what was not there.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.database import FILE, Error, open_untrusted
from pipeline.faults import Fault, Faults
from pipeline.publish import croissant, graphml, workbook
from pipeline.release import CHECKSUMS, DESCRIPTOR, FORMATS
from pipeline.verify.declarations import other_declarations
from pipeline.verify.descriptor import changed_files, fault, read_descriptor, standard_faults
from pipeline.verify.rows import Holder, check_rows, differences, read_database, read_package

Check = tuple[str, list[Fault]]  # what was checked, and what is wrong with it
Packages = dict[str, Path]  # the folder of each package, by the place that a message names

_RULES = "types, constraints, keys, spans, quotations, the document's SHA-256"
_GIVE = "give a folder or a zip that was published"


def run(path: Path) -> tuple[list[str], list[Fault]]:
    """Return what was checked and what was not, line by line, and all that is wrong."""
    if not path.exists():
        return [], [fault(str(path), "is not there", _GIVE)]
    with tempfile.TemporaryDirectory() as scratch:
        try:
            folder = unpack(path, Path(scratch) / "given", str(path)) if path.is_file() else path
            checks, not_checked = _verify(folder, str(path), Path(scratch))
        except Faults as faults:
            return [], faults.faults
        except OSError as error:
            return [], [fault(str(error.filename or path), f"cannot be read: {error.strerror}", _GIVE)]
    wrong = [one for _, faults in checks for one in faults]
    lines = [f"checked: {what}" for what, faults in checks if not faults]
    return [*lines, *not_checked, "something is wrong" if wrong else "all that was checked is in order"], wrong


def unpack(file: Path, target: Path, place: str) -> Path:
    """Unpack a zip below `target`; return the folder with its files.

    Raises Faults if it is no zip that can be read, or holds a file twice: programs differ in which of them they take.
    """
    unpacked, twice = set(), []
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                if (path := archive.extract(entry, target)) in unpacked:
                    twice.append(fault(place, f"holds a file twice: «{entry.filename}»"))
                unpacked.add(path)
    # The last is how zipfile refuses what is encrypted, or packed in another way.
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError) as error:
        raise Faults([fault(place, f"is no zip that can be read: {error}", _GIVE)]) from None
    if twice:
        raise Faults(twice)
    target.mkdir(exist_ok=True)  # an empty zip makes no folder
    inside = list(target.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else target


def _verify(folder: Path, place: str, scratch: Path) -> tuple[list[Check], list[str]]:
    """Return each check of a folder, and what is not checked, in words."""
    has_checksums, has_database = (folder / CHECKSUMS).is_file(), (folder / FILE).is_file()
    checks: list[Check] = []
    packages, of_zips = _packages(folder, place, scratch)
    if has_checksums:
        files = _files(folder)
        for file in folder.glob("*.zip"):  # a release that was downloaded has the files of a package in its zip alone
            if unpacked := packages.get(f"{place}/{file.name}"):
                files |= {f"{_format(file)}/{name}": inside for name, inside in _files(unpacked).items()}
        checks.append((f"{place}/{CHECKSUMS} lists every file, as it is", list(_wrong_checksums(folder, place, files))))
    checks += of_zips
    if not packages and not has_database:
        checks.append((place, [fault(place, "holds neither a package nor the database", _GIVE)]))

    holders: list[Holder] = []
    if has_database:
        holder, faults = _check_database(folder / FILE, f"{place}/{FILE}")
        checks.append((f"{place}/{FILE}: tables, views and comments by the models, {_RULES}", faults))
        holders += [holder] if holder else []
    for where, package in packages.items():
        holder, faults = _check_package(package, where)
        checks.append((f"{where}: descriptor by Data Package v2, hash and bytes of each file, {_RULES}", faults))
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
        return checks, [*not_checked, "not asked: frictionless, before the rest is in order"]
    for where, package in packages.items():
        what = f"{where}: types, constraints, primary and foreign keys by frictionless"
        checks.append((what, list(standard_faults(package, where))))
    for name, what, needed, content in _DERIVED:
        if not (folder / name).is_file():
            continue
        if not all((folder / path).exists() for path in needed):
            not_checked.append(f"not checked: {place}/{name}, which needs {' and '.join(needed)} beside it")
            continue
        is_good = (folder / name).read_bytes() == content(folder)
        wrong = fault(f"{place}/{name}", "is not what the files beside it yield")
        checks.append((f"{place}/{name} {what}", [] if is_good else [wrong]))
    return checks, not_checked


def _network(folder: Path) -> bytes:
    with open_untrusted(folder / FILE) as connection:
        return graphml.content(connection)


# What is made of other published files: what it does, which it needs, how it is made.
_DERIVED: list[tuple[str, str, tuple[str, ...], Callable[[Path], bytes]]] = [
    (croissant.FILE, "describes what is there: tables, columns, keys, SHA-256, sizes", FORMATS, croissant.content),
    (graphml.FILE, "is the network of the database", (FILE,), _network),
    (
        workbook.FILE,
        "holds the tables of the Parquet package, with its descriptions",
        FORMATS[1:],
        workbook.content,
    ),
]


def _check_package(folder: Path, place: str) -> tuple[Holder | None, list[Fault]]:
    """Return the rows of a package, if they can be read, and what is wrong with it; frictionless is not asked."""
    faults: list[Fault] = []
    try:
        descriptor = read_descriptor(folder, place)
        faults += changed_files(descriptor, folder, place)
        file_format = descriptor["resources"][0]["format"]
        holder, wrong = check_rows(read_package(folder, file_format, place), place, f".{file_format}")
    except Faults as unreadable:
        return None, faults + unreadable.faults
    return holder, faults + wrong


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


def _packages(folder: Path, place: str, scratch: Path) -> tuple[Packages, list[Check]]:
    """Return the packages in a folder; of a zip beside the package that it holds, whether both have the same files."""
    packages = {f"{place}/{name}": folder / name for name in FORMATS if (folder / name).is_dir()}
    if (folder / DESCRIPTOR).exists() or any(any(folder.glob(f"*.{name}")) for name in FORMATS):
        packages[place] = folder
    checks: list[Check] = []
    for file in sorted(folder.glob("*.zip")):
        where, twin = f"{place}/{file.name}", f"{place}/{_format(file)}"
        try:
            unpacked = unpack(file, scratch / file.name, where)
        except Faults as faults:
            checks.append((where, faults.faults))
            continue
        if twin in packages:
            different = list(_other_files(unpacked, where, packages[twin], twin))
            checks.append((f"{where} has the files of {twin}", different))
        else:
            packages[where] = unpacked
    return packages, checks


def _other_files(folder: Path, place: str, twin: Path, twin_place: str) -> Iterator[Fault]:
    """Yield each file that two folders do not have alike."""
    ours, theirs = _files(folder), _files(twin)
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours:
            yield fault(f"{place}/{name}", f"is not there, as it is in {twin_place}")
        elif name not in theirs:
            yield fault(f"{place}/{name}", f"is not in {twin_place}")
        elif ours[name].read_bytes() != theirs[name].read_bytes():
            yield fault(f"{place}/{name}", f"is not the file of {twin_place}")


def _wrong_checksums(folder: Path, place: str, files: dict[str, Path]) -> Iterator[Fault]:
    """Yield each file that is not there, has another SHA-256, or is not listed; the folder `site/` is never listed."""
    listed = {}
    for number, line in enumerate((folder / CHECKSUMS).read_text("utf-8", errors="replace").splitlines(), 1):
        if found := re.fullmatch("([0-9a-f]{64})  (.+)", line):
            listed[found[2]] = found[1]
        else:
            yield fault(f"{place}/{CHECKSUMS}:{number}", f"«{line[:80]}» is no SHA-256 and file")
    files = {name: file for name, file in files.items() if name != CHECKSUMS and not name.startswith("site/")}
    for name in sorted(listed.keys() | files.keys()):
        if name not in files:
            yield fault(f"{place}/{name}", f"is not there, but {CHECKSUMS} lists it")
        elif name not in listed:
            yield fault(
                f"{place}/{name}", f"is not listed in {CHECKSUMS}", "ask where it comes from; it was not published"
            )
        elif hashlib.sha256(files[name].read_bytes()).hexdigest() != listed[name]:
            yield fault(f"{place}/{name}", f"does not have the SHA-256 of {CHECKSUMS}")


def _format(file: Path) -> str:
    """Return the format of the package that a zip holds, which ends its name."""
    return file.stem.rpartition("-")[2]


def _files(folder: Path) -> dict[str, Path]:
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
