"""A document that tells a story: what it says is done to a copy of the project, from the top to the bottom.

- Where a table has the columns "the page had" and "it has now", the page is edited so; `↵` is the end of a line.
- A block of `diff` edits files, each named by a line `--- file`: a line with `-` is taken out, and those with `+` after
  it are put in its place, or at the end of the file if there is none; `…` matches the rest of a line.
- A block of `sh` is run, and prints what the block of `text` below it says, if there is one. Lines longer than a page
  is wide go on in the next, set in by four blanks. Of a build, only messages are told: what make itself prints, and the
  counts and times, differ.

`make examples` writes what was printed again.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

from conftest import ENVIRONMENT, ROOT, copy_project, make
from examples import is_answer

STORY = "docs/next_edition.md"
WIDTH = 100
_PAGE = "raw/source/cites-cooperation.txt"
_PART = re.compile(
    r"^\|[^|\n]*\| `(?P<had>[^`\n]+)` \| (?:`(?P<has>[^`\n]+)`|nothing) \|$"
    r"|^```(?P<language>\w+)\n(?P<code>(?:(?!```).*\n)*)```\n(?:\n```text\n(?P<answer>(?:(?!```).*\n)*)```\n)?",
    re.MULTILINE,
)
_NOT_TOLD = re.compile(r"(?:make: |\.venv/bin/python |parse: |build: |The result is in ).*\n")


def answers(text: str, project: Path) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Do what a story says in a project; yield for each answer where it is, what it says, and what was printed."""
    for part in _PART.finditer(text):
        match part["language"]:
            case None:
                _edit_page(project / _PAGE, part["had"], part["has"] or "")
            case "diff":
                _edit_files(project, part["code"])
            case "sh":
                printed = _run(project, part["code"])
                yield part.span("answer"), part["answer"] or "", printed
            case other:
                raise AssertionError(f"nothing is done about a block of {other}")


def _edit_page(page: Path, had: str, has: str) -> None:
    text = page.read_text("utf-8")
    had, has = had.replace("↵", "\n"), has.replace("↵", "\n")
    assert had in text, f"«{had}» is not on the page"
    page.write_text(text.replace(had, has), "utf-8")


def _edit_files(project: Path, diff: str) -> None:
    for name, edits in re.findall(r"^--- (.*)\n((?:[-+](?!-- ).*\n)+)", diff, re.MULTILINE):
        lines = (project / name).read_text("utf-8").splitlines()
        at = len(lines)
        for sign, words in re.findall(r"^([-+])(.*)\n", edits, re.MULTILINE):
            if sign == "-":
                pattern = re.escape(words.removesuffix("…")) + (".*" if words.endswith("…") else "")
                [at] = [number for number, line in enumerate(lines) if re.fullmatch(pattern, line)]
                del lines[at]
            else:
                lines.insert(at, words)
                at += 1
        (project / name).write_text("\n".join(lines) + "\n", "utf-8")


def _run(project: Path, command: str) -> str:
    """Return what a command prints that is to be told, no line longer than a page is wide."""
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=project,
        env=ENVIRONMENT | {"PATH": f"{project / '.venv/bin'}:{ENVIRONMENT['PATH']}"},  # the DuckDB shell is there
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    told = _NOT_TOLD.sub("", done.stdout)
    wrapped = (
        textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
        for line in told.splitlines()
    )
    return "".join(f"{line}\n" for lines in wrapped for line in lines or [""])


def _tell_again() -> None:
    text = (ROOT / STORY).read_text("utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        project = copy_project(Path(scratch) / "project")
        make(project, "build")
        for (start, end), answer, printed in reversed(list(answers(text, project))):
            if start >= 0 and not is_answer(answer, printed):
                assert "…\n" not in answer, f"shorten the answer by hand:\n{printed}"
                text = text[:start] + printed + text[end:]
    (ROOT / STORY).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    _tell_again()
