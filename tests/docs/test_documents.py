"""The documents: what they show is run as it is printed, and what they name is there."""

from __future__ import annotations

import ast
import csv
import datetime
import functools
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pandas
import pytest
import yaml
from conftest import ROOT, edit, make, run_make
from examples import DOCUMENTS, FIGURE, SOMEWHERE, Block, blocks, command, is_answer, read, run, without_blocks
from story import STORY

from pipeline.parse.forms import FORMS
from pipeline.site import serve
from schemas.values import ERRATUM_KINDS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DATASET = PROJECT["tool"]["dataset"]
BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]


# --- fenced blocks ------------------------------------------------------------------------------------------


def check_answer(block: Block, printed: str) -> None:
    assert block.answer is not None, f"{block}: print the answer below it:\n{printed}"
    assert is_answer(block.answer, printed), f"{block}: look whether this is right, then `make examples`:\n{printed}"


@pytest.mark.golden
@pytest.mark.parametrize(
    "block",
    [
        pytest.param(block, marks=[] if block.document == "README.md" else pytest.mark.slow)
        for block in BLOCKS
        if block.is_run and not block.is_over_http
    ],
    ids=str,
)
def test_an_example_gives_the_answer_printed_below_it(block: Block, current_project: Path) -> None:
    check_answer(block, run(command(block), current_project))


class Quiet(serve.Handler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(current_project: Path) -> Iterator[str]:
    """Where output/ is served over http."""
    handler = functools.partial(Quiet, directory=current_project / "output")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


# DuckDB fetches the extension from its own site, which the tests do not ask: this is the same file, as a package.
OVER_HTTP = """
import sys
from pathlib import Path
import duckdb, duckdb_extension_httpfs

[extension] = Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension")
duckdb.load_extension(str(extension))
for statement in duckdb.extract_statements(sys.argv[1]):
    if answer := duckdb.sql(statement.query):
        answer.show()
"""


@pytest.mark.golden
@pytest.mark.slow
@pytest.mark.parametrize("block", [block for block in BLOCKS if block.is_over_http], ids=str)
def test_an_example_over_http_gives_the_answer_printed_below_it(
    block: Block, oldest_python: Path, address: str, tmp_path: Path
) -> None:
    command = [str(oldest_python), "-c", OVER_HTTP, block.code.replace(SOMEWHERE, address)]
    check_answer(block, run(command, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("block", [block for block in BLOCKS if block.asks_a_corpus], ids=str)
def test_an_example_asks_a_corpus(block: Block, output: Path, tmp_path: Path) -> None:
    """Where it says so: the corpus is in the folder in which it is run, and so is `output/`."""
    (tmp_path / "output").symlink_to(output)
    (tmp_path / "archive").mkdir()
    texts = ["Decision 18.60 and Resolution Conf. 10.4.", "Resolution Conf. 10.4." + 3 * " See Resolution Conf. 13.3."]
    for number, text in enumerate(texts):
        (tmp_path / f"archive/{number}.txt").write_text(text, "utf-8")
    make_it = [sys.executable, "-m", "pipeline", "corpus", str(tmp_path / "archive"), str(tmp_path / "corpus")]
    subprocess.run(make_it, cwd=ROOT, capture_output=True, check=True)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in run(command(block), tmp_path).splitlines()]
    cited = [row for row in rows if len(row) == 4 and row[0].startswith(("Resolution", "Decision"))]
    assert [row[:3] for row in cited] == [
        ["Resolution Conf. 13.3", "1", "3"],
        ["Resolution Conf. 10.4", "2", "2"],
    ]
    known = [row[:2] for row in rows if row and row[0].endswith(".txt")]
    assert ["0.txt", "Decision 18.60 (Rev. CoP19)"] in known  # which the text does not quote as revised
    assert len(known) == 6


def test_the_documents_show_what_they_promise() -> None:
    """Were the blocks not found, no test above would run."""
    languages = [block.language for block in BLOCKS if block.is_run]
    assert languages.count("sh") >= 4
    assert languages.count("sql") >= 10
    assert languages.count("python") >= 5
    assert [block.is_over_http for block in BLOCKS].count(True) == 1
    assert [block.asks_a_corpus for block in BLOCKS].count(True) == 1


@pytest.mark.golden
def test_the_figure_of_the_readme_is_that_of_the_site(current_project: Path) -> None:
    assert f"]({FIGURE})" in read("README.md")
    made = current_project / "output/site/partners.svg"
    assert (ROOT / FIGURE).read_bytes() == made.read_bytes(), "run `make examples`"


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_is_of_a_known_kind(block: Block) -> None:
    """A block of another kind would be run by nobody."""
    assert block.language in ("sh", "sql", "python", "r")
    if block.language == "sh" and not block.is_run:
        for line in block.code.splitlines():
            known = (
                r"make [a-z-]+|sudo apt install [a-z0-9 -]+|git clone ADDRESS cites-cooperation|cd cites-cooperation"
            )
            shell = r"duckdb -readonly output/cites-cooperation.duckdb"  # one types the queries below it there
            # tests/corpus/test_corpus_workers.py runs these.
            corpus = r"make corpus TEXTS=archive OUT=corpus( SCHEDULER=tcp://host:8786)?|.venv/bin/python -m dask .*"
            # tests/documents/test_story.py runs these.
            folder = r'make .venv/documents|cd corpus|duckdb -readonly corpus.duckdb -c ".*"'
            assert re.fullmatch(f"{known}|{shell}|{corpus}|{folder}", line), f"{block}: who runs «{line}»?"


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "sql"], ids=str)
def test_a_query_can_be_pasted_into_a_shell(block: Block) -> None:
    assert block.code.endswith(";\n")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_answer_is_wider_than_a_page(document: str) -> None:
    for block in blocks(document):
        for line in (block.answer or "").splitlines():
            assert len(line) <= 100, f"{block}: {line}"


def test_the_readme_s_clone_can_be_built(tmp_path: Path) -> None:
    """As it is printed, but that make only says what it would do."""
    git_files()
    [block] = [block for block in blocks("README.md") if "git clone" in block.code]
    lines = block.code.replace("ADDRESS", str(ROOT)).replace("make ", "make --dry-run ")
    done = subprocess.run(["sh", "-e", "-c", lines], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "-m pipeline build\n" in done.stdout
    assert "-m pytest" in done.stdout


# --- folders, files, commands -------------------------------------------------------------------------------


def git_files() -> list[str]:
    """Return the files under version control, and those that would be with the next commit."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this copy is not under version control")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    printed = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [file for file in printed.split("\0") if file and (ROOT / file).is_file()]


def section(document: str, heading: str) -> str:
    [text] = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", read(document), re.MULTILINE | re.DOTALL)
    return text


def public_commands() -> list[str]:
    return re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.MULTILINE)


def test_each_command_is_explained() -> None:
    named = re.findall(r"^\| `make ([a-z-]+)", section("docs/use.md", "Commands"), re.MULTILINE)
    assert sorted(named) == sorted(public_commands())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_command_that_a_document_names_exists(document: str) -> None:
    text = read(document)
    code = re.findall(r"`([^`\n]+)`", text) + [block.code for block in blocks(document)]
    named = {name for words in code for name in re.findall(r"(?:^|\n)make ([a-z-]+)", words)}
    assert named <= set(public_commands())
    assert document not in ("README.md", "CONTRIBUTING.md") or {"build", "test"} <= named


def headings(text: str) -> set[str]:
    """Return the fragments that lead to a document's headings."""
    return {re.sub(r"[^a-z0-9]+", "-", name.lower()) for name in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


@pytest.mark.parametrize("document", [*DOCUMENTS, STORY])
def test_each_file_that_a_document_names_exists(document: str, output: Path) -> None:
    text, folder = read(document), (ROOT / document).parent
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    for link in set(links) - {
        "../../releases"
    }:  # a page of the host, beside the files: GitHub and GitLab have it there
        name, _, heading = link.partition("#")
        file = folder / name if name else ROOT / document
        assert file.exists(), link
        assert not heading or heading in headings(file.read_text("utf-8")), link
    files = re.findall(r"`([\w./-]+/[\w.-]+(?:\.\w+|/)|[\w.-]+\.(?:csv|toml|md|cff))`", text)
    assert len(links) + len(files) > 0
    places = (ROOT, folder, ROOT / "raw/curated", ROOT / "raw/source", output.parent)  # built, or in version control
    for file in set(files) - {
        "rejected.csv",
        "treaties.csv",
        "igo_year_format_3.csv",
    }:  # made in OUT, and files of others
        assert any((place / file).exists() for place in places), file


@pytest.mark.parametrize("document", ["README.md", "docs/use.md"])
def test_each_column_of_text_that_is_taken_for_numbers_is_named(document: str, output: Path) -> None:
    """Whoever reads CSV must say which they are: otherwise 18.60 becomes 18.6, and a list of lines cannot be split."""
    package = json.loads((output / "csv/datapackage.json").read_text("utf-8"))
    taken = set()
    for resource in package["resources"]:
        table = pandas.read_csv(output / "csv" / resource["path"]).dropna(axis="columns", how="all")
        text = {field["name"] for field in resource["schema"]["fields"] if field["type"] == "string"}
        taken |= {name for name in table.select_dtypes("number").columns if name in text}
    assert taken == {"number", "lines"}  # else this test finds none any more
    assert all(f'"{name}": "str"' in read(document) for name in taken)


def test_each_document_is_linked_from_the_readme() -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", read("README.md"))
    assert {*DOCUMENTS, STORY} - {"README.md"} <= set(links)


def test_each_message_is_one_that_the_pipeline_gives() -> None:
    messages = re.findall(r"^\| `([^`]+)` \|", section("CONTRIBUTING.md", "A new edition"), re.MULTILINE)
    trees = [ast.parse(file.read_text("utf-8")) for file in (ROOT / "pipeline").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {node.body[0].value for node in nodes if isinstance(node, documented) and ast.get_docstring(node)}
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and node not in docstrings]
    assert len(messages) >= 5
    for message in messages:
        assert any(isinstance(text, str) and message in text for text in texts), message


def test_each_curated_file_is_explained() -> None:
    explained = re.findall(r"^\| `([^`]+\.csv)` \|", read("raw/README.md"), re.MULTILINE)
    assert sorted(explained) == sorted(file.name for file in (ROOT / "raw/curated").glob("*.csv"))


@pytest.mark.golden
def test_no_file_holds_a_path_of_one_machine() -> None:
    local = re.compile(rb"(?<![\w.])/(?:work|root|home)/")
    for file in git_files():
        for number, line in enumerate((ROOT / file).read_bytes().split(b"\n"), 1):
            assert not local.search(line), f"{file}:{number}: {line[:200].decode(errors='replace')}"


# --- method, data statement, changelog -----------------------------------------------------------------------


def prose(document: str) -> str:
    """Return a document without its blocks, its quotations, what it writes as code, and its addresses."""
    return re.sub(
        r"`[^`\n]+`|^> .*$|(?<=\])\([^)\s]+\)|<http[^>\s]+>", "", without_blocks(document), flags=re.MULTILINE
    )


def published(table: str) -> list[dict[str, str]]:
    with (ROOT / f"output/csv/{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.golden
def test_the_method_follows_a_line_of_the_page() -> None:
    """The blocks below it are run; they are of the passage that is quoted, and of no other."""
    text = read("docs/method.md")
    [quoted] = re.findall(r"^> (.*)$", text, re.MULTILINE)
    [passage] = [row for row in published("passages") if row["text"] == quoted]
    assert re.findall("[0-9]+", prose("docs/method.md")) == [passage["line_number"]]
    assert set(re.findall(r"'([a-z-]+\.[0-9]+)'", text)) == {passage["passage_id"]}
    assert f"line_number = {passage['line_number']};\n" in text


@pytest.mark.golden
def test_the_form_of_the_method_is_the_one_that_reads_the_line() -> None:
    text = read("docs/method.md")
    [(file, pattern)] = re.findall(r"`(pipeline/parse/forms/\w+\.py)`:\s+`([^`]+)`", text)
    [form] = [form for form in FORMS if form.name == "theme"]
    assert f'pattern="{pattern}"' in read(file)
    rules = {row["rule"] for row in published("coverage") if row["passage_id"] == "thematic.7"}
    assert rules == {form.name, "list marker", "signed agreement"}
    assert f'"{form.name}",\n' in read(file)[: read(file).index(pattern)]


def test_the_method_explains_each_kind_of_erratum() -> None:
    explained = re.findall(r"^\| `([^`]+)` \|", section("docs/method.md", "What is corrected, and why"), re.MULTILINE)
    assert sorted(explained) == sorted(ERRATUM_KINDS)


@pytest.mark.golden
def test_the_numbers_in_the_data_statement_are_those_of_the_data() -> None:
    """Its blocks are run; in its sentences are only the dates of the page, of the release and of the next meeting."""
    [document] = published("documents")
    [edition] = re.findall(r"not before ([0-9-]+)$", document["edition"])
    [last] = [row for row in published("meetings") if row["meeting_id"] == document["as_of_meeting_id"]]
    [after] = [row for row in published("meetings") if int(row["number"]) == int(last["number"]) + 1]
    day = datetime.date.fromisoformat(edition)
    text = " ".join(prose("docs/data.md").split())
    assert f"not before {day:%-d %B %Y}," in text
    assert f"until {DATASET['released']:%B %Y}." in text
    assert f"The {after['number']}th meeting of the Conference of the Parties has been held" in text
    assert f"({after['city']}, {after['end_date'][:4]})" in text
    assert len(re.findall("[0-9]+", text)) == 5


@pytest.mark.golden
def test_the_data_statement_is_right_about_who_has_no_identifier() -> None:
    bodies = published("organizations")
    with_ror = {row["organization_id"] for row in published("identifiers") if row["scheme"] == "ror"}
    assert not [row for row in bodies if row["kind"] == "convention" and row["organization_id"] in with_ror]
    without_seat = {row["kind"] for row in bodies if not row["headquarters_city"]}
    assert {"partnership", "inter-agency group"} <= without_seat


def test_the_changelog_begins_with_what_is_not_released_or_with_this_release() -> None:
    headings = re.findall(r"^## (.*)$", read("CHANGELOG.md"), re.MULTILINE)
    release = f"{PROJECT['project']['version']} ({DATASET['released'].isoformat()})"
    assert headings[0] in ("Unreleased", release)
    older = headings[1:] if headings[0] == "Unreleased" else headings
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+ \([0-9]{4}-[0-9]{2}-[0-9]{2}\)", heading) for heading in older)
    versions = [tuple(map(int, heading.split(" ")[0].split("."))) for heading in older]
    assert versions == sorted(set(versions), reverse=True)


# --- licence and citation -----------------------------------------------------------------------------------


def cite(project: Path) -> None:
    for name in ("README.md", "CITATION.cff"):
        shutil.copy2(ROOT / name, project / name)
    make(project, "citation")


def test_the_citations_are_those_of_the_release(project: Path) -> None:
    cite(project)
    for name in ("CITATION.cff", "README.md"):
        assert (project / name).read_bytes() == (ROOT / name).read_bytes(), "run `make citation`"


def test_a_release_is_told_its_version_and_date_in_one_place(project: Path) -> None:
    edit(project / "pyproject.toml", (f'\nversion = "{PROJECT["project"]["version"]}"', '\nversion = "7.8.9"'))
    edit(project / "pyproject.toml", (f"released = {DATASET['released']}", "released = 2031-02-03"))
    cite(project)
    citation = yaml.safe_load((project / "CITATION.cff").read_text("utf-8"))
    assert (citation["version"], citation["date-released"]) == ("7.8.9", "2031-02-03")
    [author] = PROJECT["project"]["authors"]
    cited = f"> {author['name']} (2031): {DATASET['title']}, version 7.8.9.\n"
    assert (project / "README.md").read_text("utf-8").endswith(f"\n{cited}")


def test_a_readme_that_cites_nothing_is_a_fault(project: Path) -> None:
    (project / "README.md").write_text("Nothing is cited here.\n")
    done = run_make(project, "citation")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "README.md: has 0 lines that cite a version; write one: > Authors (year): Title, version 1.0.0."
    )


@pytest.mark.golden
def test_the_citation_file_says_what_the_release_is() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["type"] == "dataset"
    assert citation["title"] == DATASET["title"]
    assert citation["abstract"] == PROJECT["project"]["description"]
    assert citation["authors"] == PROJECT["project"]["authors"]
    assert [citation["license"]] == [licence["name"] for licence in DATASET["licenses"]]
    assert citation["keywords"] == PROJECT["project"]["keywords"]
    page = tomllib.loads(read("raw/source/sources.toml"))["source"][0]
    [reference] = citation["references"]
    assert reference["title"] == page["title"]
    assert reference["url"] == page["url"]
    assert reference["authors"] == [{"name": page["publisher"]}]


def test_the_citation_file_is_valid() -> None:
    schema = json.loads(read("pipeline/verify/profiles/cff-1.2.0.json"))
    formats = jsonschema.FormatChecker(["date"])
    validator = jsonschema.Draft7Validator(schema, format_checker=formats)
    assert list(validator.iter_errors(yaml.safe_load(read("CITATION.cff")))) == []


def test_the_licences_are_named() -> None:
    terms = section("README.md", "Licence and citation")
    [licence] = DATASET["licenses"]
    assert licence["name"] in terms
    assert licence["path"] in terms
    assert "© CITES Secretariat" in terms
    assert PROJECT["project"]["license"] == "MIT"
    [author] = PROJECT["project"]["authors"]
    text = read("LICENSE")
    assert text.startswith("MIT License\n")
    assert re.search(rf"^Copyright \(c\) \d{{4}} {author['name']}$", text, re.MULTILINE)
