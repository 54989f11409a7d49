"""The published packages: valid by frictionless, whole, and the same rows in every format."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import shutil
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pyarrow
import pytest
from conftest import EDITION, ROOT

from pipeline.check import processes as checks
from pipeline.check.equality import different_files
from pipeline.commands import build as command
from pipeline.faults import Faults
from pipeline.parse.rows import Parsed, parse
from pipeline.publish import package
from pipeline.release import CHECKSUMS, FORMATS, media_type, read_release
from schemas.base import FilledTable
from schemas.tables import PUBLISHED

Different = Callable[[Path], list[str]]


def descriptor(folder: Path) -> dict:
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


@pytest.mark.parametrize("file_format", ["csv", pytest.param("parquet", marks=pytest.mark.slow)])
def test_frictionless_finds_the_package_valid(output: Path, file_format: str) -> None:
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(output / file_format / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert len(report.tasks) == len(PUBLISHED)


@pytest.mark.parametrize("file_format", FORMATS)
def test_descriptor_says_what_the_release_is(output: Path, file_format: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found = descriptor(output / file_format)
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert found["name"] == f"cites-cooperation-{file_format}"
    assert found["version"] == project["project"]["version"]
    assert found["created"] == f"{project['tool']['dataset']['released']}T00:00:00Z"
    assert datetime.datetime.fromisoformat(found["created"])
    assert [item["name"] for item in found["licenses"]] == ["CC-BY-4.0"]
    assert found["sources"] == [
        {
            "title": "Cooperation and partnerships (the words of the page: © CITES Secretariat)",
            "path": "https://cites.org/eng/disc/coop.php",
        }
    ]
    assert found["contributors"] == [{"title": "the cites-cooperation contributors", "roles": ["creator"]}]
    assert "CITES" in found["keywords"]
    assert found["title"]
    assert "© CITES Secretariat: the licence of the data does not cover them" in found["description"]


@pytest.mark.parametrize("file_format", FORMATS)
def test_each_table_is_described_with_the_hash_of_its_file(output: Path, file_format: str) -> None:
    folder = output / file_format
    resources = {resource["name"]: resource for resource in descriptor(folder)["resources"]}
    assert list(resources) == list(PUBLISHED)
    files = {file.name for file in folder.iterdir()} - {"datapackage.json", "README.md"}
    assert files == {resource["path"] for resource in resources.values()}
    for resource in resources.values():
        data = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert resource.get("bytes") == (len(data) if file_format == "csv" else None)
        assert resource["profile"] == "tabular-data-resource", "readers of version 1 ask each table for it"
        assert resource["title"]
        assert resource["description"]
        assert resource["schema"]["primaryKey"]
    ties = {tuple(key["fields"]): key["reference"] for key in resources["cooperation_ties"]["schema"]["foreignKeys"]}
    assert ties["organization_id",] == {"resource": "organizations", "fields": ["organization_id"]}


def test_csv_is_plain(output: Path) -> None:
    for file in (output / "csv").glob("*.csv"):
        data = file.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert data.endswith(b"\n")
    assert (output / "csv/agreements.csv").read_text("utf-8").splitlines()[-1] == (
        "memorandum-of-understanding.woah,memorandum of understanding,woah,2024-03-01,,WOAH - signed on 1 March 2024,"
        "thematic.7,78,107"
    )


def test_parquet_has_the_types_and_descriptions_of_the_models(output: Path) -> None:
    import pyarrow.parquet

    from schemas.arrow import arrow_schema

    for name, model in PUBLISHED.items():
        schema = pyarrow.parquet.read_schema(output / "parquet" / f"{name}.parquet")
        assert schema.equals(arrow_schema(model), check_metadata=True)


def test_whole_numbers_stay_whole_in_pandas_where_some_are_missing(output: Path) -> None:
    """As the README reads a table: without what the file says to pandas, 1973 is 1973.0."""
    years = pd.read_parquet(output / "parquet/organizations.parquet").set_index("organization_id")["start_year"]
    assert (str(years.dtype), years["cites"], years.isna().any()) == ("Int64", 1973, True)
    assert str(pd.read_parquet(output / "parquet/sections.parquet")["position"].dtype) == "int64"


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_pattern_is_one_that_tools_take_into_sql(output: Path, file_format: str) -> None:
    """They fail on `(?:name`, and where the cell is empty."""
    patterned = {
        f"{resource['name']}.{field['name']}": field["constraints"]
        for resource in descriptor(output / file_format)["resources"]
        for field in resource["schema"]["fields"]
        if "pattern" in field.get("constraints", {})
    }
    assert patterned["documents.sha256"]["pattern"] == "^([0-9a-f]{64})$"
    for column, constraints in patterned.items():
        assert "(?" not in constraints["pattern"], column
        assert constraints["required"], column


@pytest.mark.parametrize("file_format", FORMATS)
def test_readme_holds_the_dictionary(output: Path, file_format: str) -> None:
    readme = (output / file_format / "README.md").read_text("utf-8")
    for name, model in PUBLISHED.items():
        assert f"### {name}\n" in readme
        for column in model.to_schema().columns.values():
            assert f"| `{column.name}` | " in readme
            assert column.description in readme
    assert "$" not in readme.split("## Data dictionary")[0]


@pytest.mark.parametrize("file_format", FORMATS)
def test_zip_holds_the_package(output: Path, file_format: str) -> None:
    [file] = output.glob(f"cites-cooperation-*-{file_format}.zip")
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}, "any zlib gives the same bytes"
        files = {path.name: path.read_bytes() for path in (output / file_format).iterdir()}
        assert {entry.filename: archive.read(entry) for entry in entries} == files


def test_checksums_are_of_every_other_file(output: Path) -> None:
    lines = (output / "SHA256SUMS").read_text("utf-8").splitlines()
    found = {line[66:]: line[:64] for line in lines}
    files = {str(file.relative_to(output)) for file in output.rglob("*") if file.is_file()}
    assert set(found) == files - {"SHA256SUMS"}
    for file, digest in found.items():
        assert hashlib.sha256((output / file).read_bytes()).hexdigest() == digest


# --- what would not be published ----------------------------------------------------------------------------


@pytest.fixture
def different(built_project: Path, connection: duckdb.DuckDBPyConnection) -> Different:
    """A function that returns the faults of files that do not hold the rows of the database."""
    tables = package.read_tables(connection, built_project / "build/schemas")
    return lambda output: [str(fault).removeprefix(f"{output}/") for fault in different_files(tables, output)]


def invalid(folder: Path) -> list[str]:
    return [str(fault).removeprefix(f"{folder.parent}/") for fault in checks.of_csv(folder).faults()]


@pytest.mark.slow
def test_good_output_has_no_problems(copy: Path, different: Different) -> None:
    assert different(copy) == []
    assert invalid(copy / "csv") == []


@pytest.mark.slow
def test_a_descriptor_that_frictionless_cannot_read_is_a_fault(copy: Path) -> None:
    file = copy / "csv/datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"version": 3}), "utf-8")
    assert {line.split(": ")[1] for line in invalid(copy / "csv")} == {"frictionless cannot read it"}


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_changed_cell_is_found(copy: Path, different: Different) -> None:
    spoil(copy / "csv/themes.csv", "tree species", "trees")
    assert different(copy) == [
        "csv/themes.csv: does not have the rows of the database: it has 6 rows, the database 6; "
        "look in pipeline/publish/package.py"
    ]
    problems = invalid(copy / "csv")
    assert len(problems) == 2
    assert all(problem.startswith("csv/themes.csv: frictionless: ") for problem in problems)
    assert any("hash count" in problem for problem in problems)


def test_a_swapped_parquet_file_is_found(
    copy: Path, connection: duckdb.DuckDBPyConnection, different: Different
) -> None:
    smaller = connection.sql("FROM themes LIMIT 5").to_arrow_table()
    import pyarrow.parquet

    pyarrow.parquet.write_table(smaller, copy / "parquet/themes.parquet")
    assert different(copy) == [
        "parquet/themes.parquet: does not have the rows of the database: it has 5 rows, the database 6; "
        "look in pipeline/publish/package.py"
    ]


@pytest.mark.parametrize("cell", ["x" * 5_000_000, 'a "b", c\n' * 500_000], ids=["one line", "many lines"])
def test_a_cell_of_megabytes_is_compared_too(tmp_path: Path, connection: duckdb.DuckDBPyConnection, cell: str) -> None:
    import pyarrow.parquet

    table = pyarrow.table({"key": ["a", "b", "c"], "note": ["before", cell, "after"]})
    for file_format in FORMATS:
        (tmp_path / file_format).mkdir()
    package._write_csv(connection, table, tmp_path / "csv/long.csv")
    pyarrow.parquet.write_table(table, tmp_path / "parquet/long.parquet")
    assert list(different_files({"long": table}, tmp_path)) == []
    other = pyarrow.table({"key": ["a", "b", "c"], "note": ["before", cell + "y", "after"]})
    assert len(list(different_files({"long": other}, tmp_path))) == len(FORMATS)


def test_a_value_against_the_schema_is_found(copy: Path) -> None:
    spoil(copy / "csv/roles.csv", ",co-chair,", ",friend,")
    problems = invalid(copy / "csv")
    assert any("friend" in problem and problem.startswith("csv/roles.csv: ") for problem in problems), problems


@pytest.fixture
def parsed() -> Parsed:
    return parse(EDITION)


@pytest.fixture
def published(built_project: Path, tmp_path: Path) -> Path:
    """A folder that holds what was published last, beside `build`, with what is derived from the models."""
    shutil.copytree(built_project / "build/schemas", tmp_path / "build/schemas")
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "last-good").write_text("still here")
    return folder


def publish_rows(parsed: Parsed, published: Path, more_sql: str = "") -> None:
    """Publish rows, which must fail and leave the last good output as it was."""
    build = published.parent / "build"
    with duckdb.connect(build / "schemas/empty.duckdb") as connection:
        connection.execute(more_sql)
    try:
        command.publish(ROOT, parsed, build, published)
    finally:
        assert [file.name for file in published.iterdir()] == ["last-good"]


@pytest.mark.parametrize("kind", ["link", "file"])
def test_output_that_is_no_folder_is_left_as_it_is(parsed: Parsed, tmp_path: Path, kind: str) -> None:
    output = tmp_path / "output"
    if kind == "link":
        (tmp_path / "elsewhere").mkdir()
        output.symlink_to("elsewhere")
    else:
        output.touch()
    with pytest.raises(Faults, match="output: is not a folder of its own; move it away"):
        command.publish(ROOT, parsed, tmp_path / "build", output)
    assert output.is_symlink() == (kind == "link")
    assert not (tmp_path / "build").exists()


@pytest.mark.slow
def test_a_file_that_lost_a_row_is_not_published(
    parsed: Parsed, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_csv = package._write_csv

    def lose_a_row(connection: duckdb.DuckDBPyConnection, table: pyarrow.Table, file: Path) -> None:
        write_csv(connection, table[:-1] if file.name == "themes.csv" else table, file)

    monkeypatch.setattr(package, "_write_csv", lose_a_row)
    with pytest.raises(Faults, match=r"csv/themes\.csv: does not have the rows of the database: it has 5 rows"):
        publish_rows(parsed, published)


def test_rows_that_break_a_rule_are_not_published(parsed: Parsed, published: Path) -> None:
    """A rule that DuckDB does not know: it takes the row."""
    [tie] = [row for row in parsed.rows["cooperation_ties"] if row["tie_id"] == "trade.itc"]
    tie["cluster_id"] = "biodiversity"
    with pytest.raises(Faults) as raised:
        publish_rows(parsed, published)
    [fault] = raised.value.faults
    assert "«biodiversity» is not the cluster of the theme trade" in str(fault)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            "true",
            "column organization_id: «nobody» is not in organizations.organization_id; look in schemas/views/mand",
        ),
    ],
)
def test_a_view_that_breaks_a_rule_is_not_published(parsed: Parsed, published: Path, where: str, message: str) -> None:
    columns = "instrument_id, label, title, 'nobody' AS organization_id, title AS name, NULL::VARCHAR AS framework_id"
    later = "adopted_meeting_id, revised_meeting_id, NULL::DATE AS effective_date, addressee, url, '1' AS lines"
    columns = f"{columns}, {later}, 'verified' AS confidence, NULL::VARCHAR AS errata"
    sql = f"CREATE OR REPLACE VIEW mandates AS SELECT {columns} FROM instruments WHERE {where};"
    with pytest.raises(Faults, match=re.escape(message)):
        publish_rows(parsed, published, sql)


@pytest.mark.slow
def test_of_a_row_that_duckdb_refuses_the_rule_is_named(parsed: Parsed, published: Path) -> None:
    parsed.rows["organizations"][0]["kind"] = "club"
    with pytest.raises(Faults) as raised:
        publish_rows(parsed, published)
    [fault] = raised.value.faults
    assert str(fault).startswith("raw/curated/organizations.csv:2: table organizations, row cites, column kind: «club»")


@pytest.mark.slow
def test_a_table_that_an_edition_leaves_empty_is_empty(
    parsed: Parsed, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del parsed.rows["hyperlinks"]
    for agreement in parsed.rows["agreements"]:
        agreement["hyperlink_id"] = None
    parsed.rows["row_errata"] = [row for row in parsed.rows["row_errata"] if row["table_name"] != "hyperlinks"]
    command.publish(ROOT, parsed, published.parent / "build", published)
    assert "note: hyperlinks is empty: this edition of the page has no facts for it\n" in capsys.readouterr().out
    assert len((published / "csv/hyperlinks.csv").read_text("utf-8").splitlines()) == 1


@pytest.mark.slow
def test_an_edition_may_leave_every_table_empty_that_a_dataset_can_do_without(
    parsed: Parsed, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = parsed.rows
    needed = {name for name, model in PUBLISHED.items() if issubclass(model, FilledTable)}
    needed |= {"mentions", "frameworks", "clusters", "cooperation_ties"}  # without which there are no partners
    for name in rows.keys() - needed:
        rows[name] = []
    for tie in rows["cooperation_ties"]:
        tie["theme_id"] = None
    command.publish(ROOT, parsed, published.parent / "build", published)
    said = re.findall(r"^note: (\w+) is empty", capsys.readouterr().out, re.MULTILINE)
    assert set(said) == PUBLISHED.keys() - needed
    readme = (published / "csv/README.md").read_text("utf-8")
    assert "| `errata` | 0 | 0 | 0 | 0 | 0 | – |" in readme


@pytest.mark.slow
def test_what_only_duckdb_refuses_is_named_too(parsed: Parsed, published: Path) -> None:
    """A constraint that is in the database alone."""
    with pytest.raises(Faults, match=r"output\.partial/cites-cooperation\.duckdb: Constraint Error: .*; fix that"):
        publish_rows(parsed, published, "CREATE UNIQUE INDEX one ON themes (cluster_id)")


def test_a_check_that_dies_is_no_success() -> None:
    check = checks.start("the rows", os._exit, 9)
    with pytest.raises(Faults, match="the rows: the check ended before it was done"):
        check.faults()


# --- every file is told of ----------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["docs/use.md", ".github/workflows/ci.yml", "media types"])
def test_every_file_of_a_release_is_told_of(output: Path, where: str) -> None:
    """Whoever adds a file adds it there too: in the list of downloads as well, which a test of the site compares."""
    files = {path.name for path in output.iterdir() if path.is_file()}
    version = read_release(ROOT).version
    if where == "media types":
        assert {name for name in files if not media_type(name)} == {CHECKSUMS}
        return
    text = (ROOT / where).read_text("utf-8").replace("$version", version)
    zips = {name for name in files if name.endswith(".zip")}  # of which docs/use.md says that they are there
    assert {name for name in files if name not in text} == (zips if where == "docs/use.md" else set())


# --- the release --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "new", "message"),
    [
        (r"^released = ", "released_on = ", "has no released in [project] or [tool.dataset]; write it as in the last"),
        (r"^\[tool.dataset\]", "[tool.data]", "has no dataset in [project] or [tool.dataset]; write it as in the last"),
        (
            r"^released = .*",
            'released = "2031-02-03"',
            "released is «2031-02-03», which is not a TOML date; write it without quotes: released = 2026-11-25",
        ),
        (r"^version = .*", "version = 3", 'version is «3», which is not text; write it as version = "…"'),
        (r"^authors = .*", "authors = [1]", "cannot be read: 'int' object is not subscriptable"),
        (r"^title = .*", 'title = ""', "title is «», which is not text"),
        (r"^\[project\]", "[project", "cannot be read: Expected ']' at the end of a table declaration"),
    ],
)
def test_a_release_without_form_is_a_fault(tmp_path: Path, pattern: str, new: str, message: str) -> None:
    text, count = re.subn(pattern, new, (ROOT / "pyproject.toml").read_text("utf-8"), flags=re.MULTILINE)
    assert count == 1
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    with pytest.raises(Faults, match=re.escape(f"pyproject.toml: {message}")):
        read_release(tmp_path)
