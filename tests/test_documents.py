"""The documents: what they show is run as it is printed, and what they name is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass

import pytest
import yaml
from conftest import ROOT

from schemas.diagram import er_diagram

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "raw/README.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DATASET = PROJECT["tool"]["dataset"]


def read(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


# --- fenced blocks ------------------------------------------------------------------------------------------

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
            self.language == "sh" and self.code.startswith(("make query ", "echo "))
        )

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
    # Make must not take itself for a part of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.decode() == ""
    return done.stdout.decode()


@pytest.fixture(scope="module")
def built() -> None:
    """The output is up to date: else `make query` would print what it builds."""
    run(["make", "build"])


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("block", [block for block in BLOCKS if block.is_run], ids=str)
def test_an_example_gives_the_answer_printed_below_it(block: Block) -> None:
    printed = run(command(block)).rstrip("\n") + "\n"
    assert block.answer is not None, f"{block}: print the answer below it:\n{printed}"
    assert printed == block.answer


def test_the_readme_shows_what_it_promises() -> None:
    """Were the blocks not found, no test above would run."""
    languages = [block.language for block in blocks("README.md") if block.is_run]
    assert languages.count("sh") == 2
    assert languages.count("sql") >= 2
    assert languages.count("python") >= 2


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
    assert document == "raw/README.md" or {"build", "test"} <= named


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


def test_each_message_is_one_that_the_pipeline_gives() -> None:
    messages = re.findall(r"^\| `([^`]+)` \|", section("CONTRIBUTING.md", "An edition of the page"), re.MULTILINE)
    source = "".join(file.read_text("utf-8") for file in sorted((ROOT / "pipeline").rglob("*.py")))
    assert len(messages) >= 5
    for message in messages:
        assert message in source, message


def test_each_curated_file_is_explained() -> None:
    explained = re.findall(r"^\| `([^`]+\.csv)` \|", read("raw/README.md"), re.MULTILINE)
    assert sorted(explained) == sorted(file.name for file in (ROOT / "raw/curated").glob("*.csv"))


def test_no_file_holds_a_path_of_one_machine() -> None:
    local = re.compile(rb"(?<![\w.])/(?:work|root|home)/")
    for file in git_files():
        for number, line in enumerate((ROOT / file).read_bytes().split(b"\n"), 1):
            assert not local.search(line), f"{file}:{number}: {line[:200].decode(errors='replace')}"


# --- licence and citation -----------------------------------------------------------------------------------


def test_the_citation_file_is_that_of_the_release() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "dataset"
    assert citation["title"] == DATASET["title"]
    assert " ".join(citation["abstract"].split()) == PROJECT["project"]["description"]
    assert citation["version"] == PROJECT["project"]["version"]
    assert citation["date-released"] == DATASET["released"]
    assert citation["authors"] == PROJECT["project"]["authors"]
    assert [citation["license"]] == [licence["name"] for licence in DATASET["licenses"]]
    assert citation["keywords"] == PROJECT["project"]["keywords"]
    page = tomllib.loads(read("raw/source/sources.toml"))["source"][0]
    [reference] = citation["references"]
    assert reference["title"] == page["title"]
    assert reference["url"] == page["url"]
    assert reference["authors"] == [{"name": page["publisher"]}]


def test_the_readme_cites_the_release() -> None:
    [author] = PROJECT["project"]["authors"]
    year, version = DATASET["released"].year, PROJECT["project"]["version"]
    cited = f"{author['name']} ({year}): {DATASET['title']}, version {version}."
    assert f"\n> {cited}\n" in read("README.md")


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
