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
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import ENVIRONMENT, ROOT, edit, make, run_make

from pipeline.parse.forms import FORMS
from schemas.diagram import er_diagram
from schemas.values import ERRATUM_KINDS

DOCUMENTS = ["README.md", "METHOD.md", "DATA.md", "CHANGELOG.md", "CONTRIBUTING.md", "raw/README.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DATASET = PROJECT["tool"]["dataset"]


def read(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


# --- fenced blocks ------------------------------------------------------------------------------------------

SOMEWHERE = "https://example.org"
_BLOCK = re.compile(r"^```(?P<language>.*)\n(?P<code>(?:(?!```).*\n)*?)```\n(?P<between>\s*)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block, and the answer printed directly below it (a block of `text`), if there is one."""

    document: str
    line: int
    language: str
    code: str
    answer: str | None = None

    @property
    def is_run(self) -> bool:
        return self.language in ("sql", "python") or (
            self.language == "sh"
            and self.code.startswith(("make query ", "echo ", "duckdb ", ".venv/bin/frictionless "))
        )

    @property
    def is_over_http(self) -> bool:
        return self.language == "sql" and f"'{SOMEWHERE}/" in self.code

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def blocks(document: str) -> list[Block]:
    text = read(document)
    found: list[Block] = []
    end_of_last = -1
    for match in _BLOCK.finditer(text):
        line = text[: match.start()].count("\n") + 1
        block = Block(document, line, match["language"], match["code"])
        if block.language == "text":
            assert end_of_last == match.start(), f"{block}: an answer without a question directly above it"
            asked = found[-1]
            found[-1] = Block(document, asked.line, asked.language, asked.code, block.code)
            end_of_last = -1
        else:
            found.append(block)
            end_of_last = match.end() if block.is_run else -1
    assert text.count("```") == 2 * len(_BLOCK.findall(text)), f"{document} has a fence that opens or closes no block"
    return found


BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]


def command(block: Block) -> list[str]:
    match block.language:
        case "sql":
            return [sys.executable, "-m", "pipeline", "query", block.code]
        case "python":
            return [sys.executable, "-c", block.code]
        case _:
            return ["sh", "-c", block.code]


def run(command: list[str]) -> str:
    """Run a command in the root of the project, as from a shell of one's own; return what it printed."""
    path = f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}"  # the DuckDB shell is there
    environment = ENVIRONMENT | {"PATH": path}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.decode() == ""
    return done.stdout.decode()


@pytest.fixture(scope="module")
def up_to_date() -> None:
    """The output is up to date: else `make query` would print what it builds."""
    run(["make", "build"])


def check_answer(block: Block, printed: str) -> None:
    """See that a block's answer is what was printed; a line `…` in it stands for any lines."""
    printed = printed.rstrip("\n") + "\n"
    assert block.answer is not None, f"{block}: print the answer below it:\n{printed}"
    if "…\n" in block.answer:
        assert re.fullmatch("(?:.*\n)*".join(map(re.escape, block.answer.split("…\n"))), printed), printed
    else:
        assert printed == block.answer


@pytest.mark.usefixtures("up_to_date")
@pytest.mark.parametrize("block", [block for block in BLOCKS if block.is_run and not block.is_over_http], ids=str)
def test_an_example_gives_the_answer_printed_below_it(block: Block) -> None:
    check_answer(block, run(command(block)))


class PartsOfFiles(http.server.SimpleHTTPRequestHandler):
    """Answers requests for a part of a file, which the server of the standard library does not."""

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"])
        assert asked, self.headers["Range"]
        part = Path(self.translate_path(self.path)).read_bytes()[int(asked[1]) : int(asked[2]) + 1]
        self.send_response(http.HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """Where output/ is served over http."""
    handler = functools.partial(PartsOfFiles, directory=ROOT / "output")
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


@pytest.mark.usefixtures("up_to_date")
@pytest.mark.parametrize("block", [block for block in BLOCKS if block.is_over_http], ids=str)
def test_an_example_over_http_gives_the_answer_printed_below_it(
    block: Block, oldest_python: Path, address: str
) -> None:
    check_answer(block, run([str(oldest_python), "-c", OVER_HTTP, block.code.replace(SOMEWHERE, address)]))


def test_the_readme_shows_what_it_promises() -> None:
    """Were the blocks not found, no test above would run."""
    languages = [block.language for block in blocks("README.md") if block.is_run]
    assert languages.count("sh") >= 4
    assert languages.count("sql") >= 2
    assert languages.count("python") >= 2
    assert [block.is_over_http for block in BLOCKS].count(True) == 1


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_is_of_a_known_kind(block: Block) -> None:
    """A block of another kind would be run by nobody."""
    assert block.language in ("sh", "sql", "python", "r", "mermaid")
    if block.language == "sh" and not block.is_run:
        for line in block.code.splitlines():
            known = r"make [a-z]+|apt install [a-z0-9 -]+"
            # tests/test_corpus_workers.py runs these.
            corpus = r"make corpus TEXTS=archive OUT=corpus( SCHEDULER=tcp://host:8786)?|.venv/bin/python -m dask .*"
            assert re.fullmatch(f"{known}|{corpus}", line), f"{block}: who runs «{line}»?"


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "r"], ids=str)
def test_an_example_in_r_says_that_it_is_not_tested(block: Block) -> None:
    before = read(block.document).splitlines()[block.line - 3]
    assert "not tested" in before


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_answer_is_wider_than_a_terminal(document: str) -> None:
    for block in blocks(document):
        for line in (block.answer or "").splitlines():
            assert len(line) <= 80, f"{block}: {line}"


def test_the_diagram_is_that_of_the_models() -> None:
    [diagram] = [block for block in BLOCKS if block.language == "mermaid"]
    assert diagram.document == "README.md"
    assert diagram.code == er_diagram(), "put in README.md what `python -m schemas.diagram` prints"


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


def test_the_readme_names_each_folder() -> None:
    named = re.findall(r"^\| `([^`]+)/` \|", section("README.md", "Folders"), re.MULTILINE)
    folders = {file.split("/")[0] for file in git_files() if "/" in file}
    folders = {folder for folder in folders if not folder.startswith(".")}
    assert "/build/\n" in read(".gitignore")
    assert sorted(named) == sorted(folders | {"build"})


def public_commands() -> list[str]:
    return re.findall(r"^([a-z]+):.*## ", read("Makefile"), re.MULTILINE)


def test_the_readme_names_each_command() -> None:
    named = re.findall(r"^\| `make ([a-z]+)", section("README.md", "Commands"), re.MULTILINE)
    assert sorted(named) == sorted(public_commands())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_command_that_a_document_names_exists(document: str) -> None:
    text = read(document)
    code = re.findall(r"`([^`\n]+)`", text) + [block.code for block in blocks(document)]
    named = {name for words in code for name in re.findall(r"(?:^|\n)make ([a-z]+)", words)}
    assert named <= set(public_commands())
    assert document not in ("README.md", "CONTRIBUTING.md") or {"build", "test"} <= named


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_file_that_a_document_names_exists(document: str) -> None:
    text, folder = read(document), (ROOT / document).parent
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    for link in links:
        assert (folder / link).exists(), link
    files = re.findall(r"`([\w./-]+/[\w.-]+(?:\.\w+|/)|[\w.-]+\.(?:csv|toml|md|cff))`", text)
    assert len(links) + len(files) > 0
    places = (ROOT, folder, ROOT / "raw/curated", ROOT / "raw/source")
    for file in set(files) - {"rejected.csv"}:  # which is made in OUT
        assert any((place / file).exists() for place in places), file


def test_each_document_is_linked_from_the_readme() -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", read("README.md"))
    assert set(DOCUMENTS) - {"README.md"} <= set(links)


def test_each_message_is_one_that_the_pipeline_gives() -> None:
    messages = re.findall(r"^\| `([^`]+)` \|", section("CONTRIBUTING.md", "An edition of the page"), re.MULTILINE)
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


def test_no_file_holds_a_path_of_one_machine() -> None:
    local = re.compile(rb"(?<![\w.])/(?:work|root|home)/")
    for file in git_files():
        for number, line in enumerate((ROOT / file).read_bytes().split(b"\n"), 1):
            assert not local.search(line), f"{file}:{number}: {line[:200].decode(errors='replace')}"


# --- method, data statement, changelog -----------------------------------------------------------------------


def prose(document: str) -> str:
    """Return a document without its blocks, its quotations and what it writes as code."""
    return re.sub(r"`[^`\n]+`|^> .*$", "", _BLOCK.sub("", read(document)), flags=re.MULTILINE)


def published(table: str) -> list[dict[str, str]]:
    with (ROOT / f"output/csv/{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_method_follows_a_line_of_the_page() -> None:
    """The blocks below it are run; they are of the passage that is quoted, and of no other."""
    text = read("METHOD.md")
    [quoted] = re.findall(r"^> (.*)$", text, re.MULTILINE)
    [passage] = [row for row in published("passages") if row["text"] == quoted]
    assert re.findall("[0-9]+", prose("METHOD.md")) == [passage["line_number"]]
    assert set(re.findall(r"'([a-z-]+\.[0-9]+)'", text)) == {passage["passage_id"]}
    assert f"line_number = {passage['line_number']}\n" in text


def test_the_form_of_the_method_is_the_one_that_reads_the_line() -> None:
    text = read("METHOD.md")
    [(file, pattern)] = re.findall(r"`(pipeline/parse/forms/\w+\.py)`:\s+`([^`]+)`", text)
    [form] = [form for form in FORMS if form.name == "theme"]
    assert f'pattern="{pattern}"' in read(file)
    rules = {row["rule"] for row in published("coverage") if row["passage_id"] == "thematic.7"}
    assert rules == {form.name, "list marker"}
    assert f'"{form.name}",\n' in read(file)[: read(file).index(pattern)]


def test_the_method_explains_each_kind_of_erratum() -> None:
    explained = re.findall(r"^\| `([^`]+)` \|", section("METHOD.md", "What is corrected, and why"), re.MULTILINE)
    assert sorted(explained) == sorted(ERRATUM_KINDS)


def test_the_numbers_in_the_data_statement_are_those_of_the_data() -> None:
    """Its blocks are run; in its sentences are only the dates of the page, of the release and of the next meeting."""
    [document] = published("documents")
    [edition] = re.findall(r"not before ([0-9-]+)$", document["edition"])
    [last] = [row for row in published("meetings") if row["meeting_id"] == document["as_of_meeting_id"]]
    [after] = [row for row in published("meetings") if int(row["number"]) == int(last["number"]) + 1]
    day = datetime.date.fromisoformat(edition)
    text = " ".join(prose("DATA.md").split())
    assert f"not before {day:%-d %B %Y}," in text
    assert f"until {DATASET['released']:%B %Y}." in text
    assert f"The {after['number']}th meeting of the Conference of the Parties has been held" in text
    assert f"({after['city']}, {after['end_date'][:4]})" in text
    assert len(re.findall("[0-9]+", text)) == 5


def test_the_data_statement_is_right_about_who_has_no_identifier() -> None:
    bodies = published("organizations")
    assert not [row for row in bodies if row["kind"] == "convention" and row["ror_id"]]
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
