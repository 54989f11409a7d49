"""What the documents show of R is run by R, with the packages that Debian has."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest
from docs.examples import DOCUMENTS, Block, blocks
from peer_tools import program, unavailable

R = [block for document in DOCUMENTS for block in blocks(document) if block.language == "r"]
# After each example: what it has read, as rows of tab-separated text.
SHOW = """
for (name in ls()) {
  table <- get(name)
  if (is.data.frame(table)) {
    keys <- table[[1]]
    last <- if (is.null(table$number)) table$name else table$number
    cat(paste(name, keys, enc2utf8(as.character(last)), sep = "\\t"), sep = "\\n")
  }
}
"""


@pytest.mark.slow
@pytest.mark.parametrize("block", R, ids=str)
def test_an_example_reads_the_table_as_it_is(block: Block, output: Path) -> None:
    script = program("Rscript", "r-base-core r-cran-readr")
    if subprocess.run([script, "-e", "loadNamespace('readr')"], capture_output=True, check=False).returncode != 0:
        unavailable("R has no package readr here: apt install r-cran-readr")
    for line in block.code.strip().split("\n\n"):
        command = [script, "-e", "Sys.setlocale('LC_ALL', 'C.UTF-8')", "-e", line, "-e", SHOW]
        done = subprocess.run(command, cwd=output.parent, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        shown = [row.split("\t") for row in done.stdout.splitlines() if row.count("\t") == 2]
        for name in {row[0] for row in shown}:
            with (output / f"csv/{name}.csv").open(encoding="utf-8", newline="") as stream:
                rows = list(csv.DictReader(stream))
            column = "number" if name == "instruments" else "name"
            expected = [[name, next(iter(row.values())), row[column]] for row in rows]
            assert [row for row in shown if row[0] == name] == expected
        assert shown


def test_there_are_examples() -> None:
    assert len(R) >= 2
