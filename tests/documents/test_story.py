"""From a folder of documents to an answer, as docs/corpus.md shows it: its lines are run as they are printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ENVIRONMENT, ROOT
from corpora import write
from papers import lines, paragraph, pdf, word

WORDS = "Decision 19.20 and Resolution Conf. 12.4 (Rev. CoP18)"


@pytest.mark.slow
def test_a_folder_of_documents_gives_an_answer(project: Path) -> None:
    archive = {
        "a.pdf": pdf(lines(["Nothing here."]), lines([f"See {WORDS}."])),
        "b/c.docx": word(paragraph(f"See {WORDS}.")),
        "b/d.html": f"<!doctype html><html><p>See {WORDS}.</p></html>",
        "e.txt": f"See {WORDS}.",
    }
    write(project / "archive", archive)
    text = (ROOT / "docs/corpus.md").read_text("utf-8")
    [block] = [block for block in text.split("```sh\n") if block.startswith("make .venv/documents\n")]
    commands = block.partition("```")[0]
    environment = ENVIRONMENT | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run = ["sh", "-e", "-c", commands]
    done = subprocess.run(run, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(commands.splitlines()) == 5
    assert "4 documents" in done.stdout
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.stdout.splitlines() if "│" in line]
    assert ["Decision 19.20", "4", "4", ""] in [[cell.replace("NULL", "") for cell in row] for row in rows]
    assert ["a.pdf", "2", "Resolution Conf. 12.4 (Rev. CoP18)"] in rows
