"""What git makes of the project on a machine where it is told to convert line ends, as Git for Windows is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ENVIRONMENT, ROOT

# Of a person, and without what the machine says: only the last option counts.
GIT = ["git", "-c", "user.name=x", "-c", "user.email=x@x", "-c", "core.autocrlf=false"]


@pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.eol=crlf"])
def test_a_checkout_has_the_bytes_that_were_committed(project: Path, tmp_path: Path, setting: str) -> None:
    """Of the page, a carriage return stays too: its bytes are pinned."""
    shutil.copyfile(ROOT / ".gitattributes", project / ".gitattributes")
    (project / ".venv").unlink()
    (project / "raw/source/of-windows.txt").write_bytes(b"one\r\ntwo\n")
    (project / "docs/picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\r\n")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=x"]):
        subprocess.run([*GIT, *command], cwd=project, env=ENVIRONMENT, check=True)
    checkout = tmp_path / "checkout"
    clone = [*GIT, "-c", setting, "clone", "--quiet", project, checkout]
    subprocess.run(clone, env=ENVIRONMENT, check=True, capture_output=True)
    files = {file.relative_to(project): file.read_bytes() for file in project.rglob("*") if file.is_file()}
    ours = {name: data for name, data in files.items() if name.parts[0] != ".git"}
    assert ours
    assert {name: (checkout / name).read_bytes() for name in ours} == ours
