"""Prepares a folder or a zip to be checked: copies its files, finds the packages, and compares checksums."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.faults import Fault, Faults
from pipeline.publish import checksums
from pipeline.publish.checksums import files_of
from pipeline.release import CHECKSUMS, DESCRIPTOR, FORMATS
from pipeline.verify.descriptor import fault
from pipeline.zips import MOST_BYTES, is_left_behind, unpack

Check = tuple[str, list[Fault]]  # what was checked, and what is wrong with it
Packages = dict[str, Path]  # the folder of each package, by its name in messages

GIVE = "give a folder or a zip that was published"


def copy_of(path: Path, target: Path) -> tuple[Path, list[str]]:
    """Copy what is given into the new folder `target`; return the folder with its files, and what was ignored.

    A copy can be read even if another program has the database open, and does not contain what desktops and spreadsheet
    programs leave in a folder. Raises Faults for a zip that cannot be unpacked, and for a folder that is far larger
    than what is published.
    """
    if path.is_file():
        return unpack(path, target, str(path), GIVE), []
    target.mkdir()
    passed_over, size = [], 0
    for name, file in files_of(path).items():
        if is_left_behind(name):
            passed_over.append(name)
        elif not name.startswith("site/"):  # made from the rest, and never listed
            size += file.stat().st_size
            if size > MOST_BYTES:
                problem = f"contains more than {MOST_BYTES / 1e6:,.0f} MB, far more than is published"
                raise Faults([fault(str(path), problem, GIVE)])
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / name)
    return target, passed_over


def packages_in(folder: Path, place: str, scratch: Path) -> tuple[Packages, list[Check]]:
    """Return the packages in a folder, and for each zip next to its package, whether both have the same files.

    A downloaded release has the packages only as zips: these are unpacked to the folders of their formats, as in
    `output/`.
    """
    packages = {f"{place}/{name}": folder / name for name in FORMATS if (folder / name).is_dir()}
    if (folder / DESCRIPTOR).exists() or any(any(folder.glob(f"*.{name}")) for name in FORMATS):
        packages[place] = folder
    checks: list[Check] = []
    for file in sorted(folder.glob("*.zip")):
        file_format = file.stem.rpartition("-")[2]
        where, twin = f"{place}/{file.name}", f"{place}/{file_format}"
        try:
            unpacked = unpack(file, scratch / file.name, where, GIVE)
        except Faults as faults:
            checks.append((where, faults.faults))
            continue
        if twin in packages:
            different = list(_other_files(unpacked, where, packages[twin], twin))
            checks.append((f"{where} has the files of {twin}", different))
        elif file_format in FORMATS:
            packages[where] = unpacked.rename(folder / file_format)
        else:
            packages[where] = unpacked
    return packages, checks


def _other_files(folder: Path, place: str, twin: Path, twin_place: str) -> Iterator[Fault]:
    """Yield each file that differs between two folders, or is in only one of them."""
    ours, theirs = files_of(folder), files_of(twin)
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours:
            yield fault(f"{place}/{name}", f"is missing here, but is in {twin_place}")
        elif name not in theirs:
            yield fault(f"{place}/{name}", f"is not in {twin_place}")
        elif ours[name].read_bytes() != theirs[name].read_bytes():
            yield fault(f"{place}/{name}", f"differs from the file in {twin_place}")


def wrong_checksums(folder: Path, place: str, given: set[str]) -> Iterator[Fault]:
    """Yield each file that is missing, has a different SHA-256, or is not listed.

    `given` are the files that must be listed; files that come from a zip in the folder may be.
    """
    listed = {}
    text = (folder / CHECKSUMS).read_text("utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        if found := checksums.listed(line):
            listed[found[0]] = found[1]
        elif line.strip() and not line.startswith("#"):
            yield fault(f"{place}/{CHECKSUMS}:{number}", f"«{line[:80]}» is not a SHA-256 and a file")
    files = files_of(folder)
    for name in sorted(listed.keys() | given - {CHECKSUMS}):
        if name not in files:
            yield fault(f"{place}/{name}", f"is not there, but {CHECKSUMS} lists it")
        elif name not in listed:
            remedy = "move it away: it was not published"
            yield fault(f"{place}/{name}", f"is not listed in {CHECKSUMS}", remedy)
        elif hashlib.sha256(files[name].read_bytes()).hexdigest() != listed[name]:
            yield fault(f"{place}/{name}", f"does not have the SHA-256 in {CHECKSUMS}")
