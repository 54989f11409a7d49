"""Each tool for Data Packages opens what is published: the packages, and the zips of them."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import frictionless
import pytest
from peer_tools import node_with, python_with, said

from pipeline.release import FORMATS
from schemas.tables import PUBLISHED


def zip_of(output: Path, file_format: str) -> Path:
    [file] = output.glob(f"cites-cooperation-*-{file_format}.zip")
    return file


@pytest.fixture(scope="module")
def row_counts(output: Path) -> dict[str, int]:
    def count(file: Path) -> int:
        with file.open(encoding="utf-8", newline="") as stream:
            return sum(1 for _ in csv.DictReader(stream))

    return {name: count(output / f"csv/{name}.csv") for name in PUBLISHED}


# --- frictionless -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("file_format", FORMATS)
def test_frictionless_opens_the_zip(output: Path, row_counts: dict[str, int], file_format: str) -> None:
    package = frictionless.Package(str(zip_of(output, file_format)))
    assert {resource.name: len(resource.read_rows()) for resource in package.resources} == row_counts


@pytest.mark.slow
@pytest.mark.parametrize("file_format", FORMATS)
def test_frictionless_validate_looks_at_every_table_of_the_zip(output: Path, file_format: str) -> None:
    """Of a zip with a folder at its root it reads the README only, and says that all is valid."""
    command = [sys.executable, "-m", "frictionless", "validate", "--json", zip_of(output, file_format)]
    report = json.loads(said(command))
    assert report["valid"]
    assert [task["name"] for task in report["tasks"]] == list(PUBLISHED)


# --- older frictionless, loading into SQL, and datapackage of PyPI ------------------------------------------

READ = """
import json, sqlite3, sys, datapackage, frictionless
zipped, descriptor, file_format = sys.argv[1:]
if file_format == "csv":
    frictionless.Package(descriptor).publish("sqlite:///published.db")
    database = sqlite3.connect("published.db")
    loaded = dict(database.execute("SELECT label, number FROM instruments").fetchall())
else:
    loaded = None
rows = {one.name: len(one.read_rows()) for one in frictionless.Package(zipped).resources}
found = datapackage.Package(zipped)
print(json.dumps([found.valid, [one.name for one in found.resources], rows, loaded]))
"""


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with an older frictionless and with the tool for version 1."""
    folder = tmp_path_factory.mktemp("older") / "venv"
    packages = ["frictionless[parquet,sql]==5.16.1", "datapackage==1.15.4"]
    return python_with(folder, "an older frictionless", *packages)


@pytest.mark.slow
@pytest.mark.parametrize("file_format", FORMATS)
def test_older_tools_open_the_zip_and_load_the_package_into_sql(
    output: Path, row_counts: dict[str, int], older: Path, tmp_path: Path, file_format: str
) -> None:
    given = [zip_of(output, file_format), output / file_format / "datapackage.json", file_format]
    is_valid, names, rows, loaded = json.loads(said([older, "-c", READ, *given], tmp_path))
    assert is_valid
    assert names == list(PUBLISHED)
    assert rows == row_counts
    if file_format == "csv":
        assert loaded["Decision 18.60 (Rev. CoP19)"] == "18.60"


# --- datapackage of npm -------------------------------------------------------------------------------------

OPEN = """
const { Package } = require("datapackage");
(async () => {
  const found = await Package.load(process.argv[2]);
  const rows = {};
  for (const resource of found.resources) {
    rows[resource.name] = process.argv[3] === "csv" ? (await resource.read()).length : null;
  }
  console.log(JSON.stringify([found.valid, rows]));
})();
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = node_with(tmp_path_factory.mktemp("npm") / "datapackage", "datapackage@1.1.10")
    (folder / "open.js").write_text(OPEN, "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_datapackage_of_npm_opens_it(
    output: Path, row_counts: dict[str, int], node: Path, file_format: str, form: str
) -> None:
    given = zip_of(output, file_format) if form == "zip" else output / file_format / "datapackage.json"
    is_valid, rows = json.loads(said(["node", node / "open.js", given, file_format], node))
    assert is_valid
    assert rows == (row_counts if file_format == "csv" else dict.fromkeys(PUBLISHED))
