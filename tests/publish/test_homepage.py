"""The one setting that says where the dataset lives: all that is published names it, or nothing does."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import EDITION, ROOT, edit

from pipeline.commands.citation import citation_file
from pipeline.faults import Faults
from pipeline.publish import croissant, workbook
from pipeline.publish.package import describe_package
from pipeline.raw.source import read_source
from pipeline.release import citation_of, read_release

HOME = "https://data.somewhere.int/cites"
NONE = dataclasses.replace(read_release(ROOT), homepage="")
SOME = dataclasses.replace(NONE, homepage=HOME)


@pytest.mark.parametrize("address", ["data.somewhere.int", "https://", "ftp://x.int", "https://a b.int", " "])
def test_what_is_not_an_address_is_a_fault(tmp_path: Path, address: str) -> None:
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    edit(tmp_path / "pyproject.toml", (f'homepage = "{read_release(ROOT).homepage}"', f'homepage = "{address}"'))
    with pytest.raises(Faults, match=r"pyproject\.toml: homepage is «.*», which is not an address; write its address"):
        read_release(tmp_path)


def test_the_packages_name_it() -> None:
    package = describe_package(SOME, [], "csv")
    assert package["homepage"] == HOME
    assert package["id"] == f"{HOME}#cites-cooperation-csv-{SOME.version}"
    assert citation_of(package).endswith(f", version {SOME.version}. {HOME}")
    schema = json.loads((ROOT / "pipeline/verify/profiles/datapackage-2.0.json").read_bytes())
    errors = [error.json_path for error in jsonschema.Draft7Validator(schema).iter_errors(package)]
    assert errors == ["$"], "the resources, which are not described here, and nothing else"
    none = describe_package(NONE, [], "csv")
    assert not {"homepage", "id"} & none.keys()
    assert citation_of(none).endswith(f", version {NONE.version}.")


@pytest.mark.parametrize("home", [HOME, ""])
def test_the_catalogue_and_the_workbook_name_it(output: Path, tmp_path: Path, home: str) -> None:
    shutil.copytree(output, tmp_path, dirs_exist_ok=True)
    for file_format in ("csv", "parquet"):
        file = tmp_path / file_format / "datapackage.json"
        package = json.loads(file.read_text("utf-8"))
        package.pop("homepage", None)
        file.write_text(json.dumps(package | ({"homepage": home} if home else {})), "utf-8")
    described = croissant.describe(tmp_path)
    assert described["url"] == (home or "./")
    assert (f"url = {{{home}}}" in described["citeAs"]) == bool(home)
    data = workbook.content(tmp_path)
    assert (b"Home page" in data) == bool(home)
    assert (HOME.encode() in data) == bool(home)


def test_the_citation_file_names_it() -> None:
    schema = json.loads((ROOT / "pipeline/verify/profiles/cff-1.2.0.json").read_bytes())
    page = read_source(EDITION)
    for release in (SOME, NONE):
        found = yaml.safe_load(citation_file(release, page))
        assert not list(jsonschema.Draft7Validator(schema).iter_errors(found))
        assert found.get("url") == (release.homepage or None)
    assert found["identifiers"][0]["value"] == f"cites-cooperation {NONE.version}"
