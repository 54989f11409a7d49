"""The examples of the documents: each is a fenced block, and its answer a block of `text` directly below it.

`story.py` has those of `docs/next_edition.md`, which are done one after the other.

`make examples` runs them, writes their answers again, and copies the figure that the README shows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "raw/README.md"),
    *sorted(
        file.relative_to(ROOT).as_posix() for file in (ROOT / "docs").glob("*.md") if file.name != "next_edition.md"
    ),
]
FIGURE = "docs/partners.svg"
OF_OTHERS = "-- with "  # what such a query reads is not ours: `tests/publish/test_joins.py` makes up a few rows of it
OF_A_CORPUS = 'duckdb.connect("corpus/corpus.duckdb"'  # a corpus of the reader's: a test makes one
SOMEWHERE = "https://ADDRESS"  # where the files would lie on the web
_RUN = (
    *("make query ", "echo ", "duckdb -readonly output/cites-cooperation.duckdb -c "),
    *("python -m frictionless ", ".venv/bin/python -m frictionless "),
)
_BLOCK = re.compile(r"^```(?P<language>.*)\n(?P<code>(?:(?!```).*\n)*?)```\n(?P<between>\s*)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block, and its answer with the place of that in the document, if there is one."""

    document: str
    line: int
    language: str
    code: str
    answer: str | None = None
    answer_start: int = 0

    @property
    def is_run(self) -> bool:
        """Whether the tests run it, and compare what it prints with the answer below it."""
        if self.code.startswith(OF_OTHERS) or self.asks_a_corpus:
            return False
        return self.language in ("sql", "python") or (self.language == "sh" and self.code.startswith(_RUN))

    @property
    def asks_a_corpus(self) -> bool:
        """Whether it asks a corpus, which answers from texts that are not ours."""
        return self.language == "python" and OF_A_CORPUS in self.code

    @property
    def is_over_http(self) -> bool:
        """Whether it reads files at an address on the web."""
        return self.language == "sql" and f"'{SOMEWHERE}/" in self.code

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def read(document: str) -> str:
    """Return the text of a document."""
    return (ROOT / document).read_text("utf-8")


def without_blocks(document: str) -> str:
    """Return the text of a document without its fenced blocks."""
    return _BLOCK.sub("", read(document))


def blocks(document: str) -> list[Block]:
    """Return the fenced blocks of a document, an answer with what it answers."""
    text = read(document)
    found: list[Block] = []
    end_of_last = -1
    for match in _BLOCK.finditer(text):
        line = text[: match.start()].count("\n") + 1
        block = Block(document, line, match["language"], match["code"])
        if block.language == "text":
            assert end_of_last == match.start(), f"{block}: an answer without a question directly above it"
            asked = found[-1]
            found[-1] = Block(document, asked.line, asked.language, asked.code, block.code, match.start("code"))
            end_of_last = -1
        else:
            found.append(block)
            end_of_last = match.end() if block.is_run else -1
    assert text.count("```") == 2 * len(_BLOCK.findall(text)), f"{document} has a fence that opens or closes no block"
    return found


def command(block: Block) -> list[str]:
    """Return how a block is run in the root of the project."""
    match block.language:
        case "sql":
            return [sys.executable, "-m", "pipeline", "query", block.code]
        case "python":
            return [sys.executable, "-c", block.code]
        case _:
            return ["sh", "-c", block.code]


def run(command: list[str], folder: Path = ROOT) -> str:
    """Run a command in a folder, as from a shell of one's own; return what it printed."""
    of_make = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")  # what a make above says of itself would change what is run
    environment = {name: value for name, value in os.environ.items() if name not in of_make}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"  # the DuckDB shell is there
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.decode() == ""
    return done.stdout.decode().rstrip("\n") + "\n"


def is_answer(answer: str, printed: str) -> bool:
    """Return whether an answer is what was printed; a line `…` in it matches any lines."""
    return bool(re.fullmatch("(?:.*\n)*".join(map(re.escape, answer.split("…\n"))), printed))


def _answer_again(document: str) -> None:
    text = read(document)
    for block in reversed(blocks(document)):
        if block.answer is None or not block.is_run:
            continue
        # What is over the network elsewhere is here.
        local = [sys.executable, "-c", f"import duckdb\nduckdb.sql({block.code.replace(SOMEWHERE, 'output')!r}).show()"]
        printed = run(local if block.is_over_http else command(block))
        if not is_answer(block.answer, printed):
            assert "…\n" not in block.answer, f"{block}: shorten the answer by hand:\n{printed}"
            text = text[: block.answer_start] + printed + text[block.answer_start + len(block.answer) :]
    (ROOT / document).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    (ROOT / FIGURE).write_bytes((ROOT / "output/site/partners.svg").read_bytes())
    for name in DOCUMENTS:
        _answer_again(name)
