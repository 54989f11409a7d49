"""The workflow file: its commands are run as written, and give what a release promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
VERSION = PROJECT["version"]


@pytest.fixture
def jobs() -> dict[str, Any]:
    return yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]


def step(job: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [step for step in job["steps"] if step.get("name") == name]
    return found


def run(step: dict[str, Any], folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command of a step as the runner does, in a folder."""
    return subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_runs_on_changes_and_on_tags_of_versions() -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    triggers = yaml.safe_load(text)[True]  # in YAML 1.1, which PyYAML reads, `on` is true
    assert triggers == {"push": {"branches": ["**"], "tags": ["v*"]}, "pull_request": None}


def test_only_the_release_may_write_and_only_for_a_tag_that_was_checked(jobs: dict[str, Any]) -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert [name for name, job in jobs.items() if "permissions" in job] == ["release", "pages"]
    assert jobs["release"]["permissions"] == {"contents": "write"}
    assert jobs["pages"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["pages"]["needs"] == "release"
    assert jobs["release"]["needs"] == "check"
    assert jobs["release"]["if"] == "github.ref_type == 'tag'"


def test_each_action_has_a_version(jobs: dict[str, Any]) -> None:
    actions = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert len(actions) == 5
    for action in actions:
        assert re.fullmatch(r"actions/[a-z-]+@v[0-9]+", action), action


def test_each_command_exists(jobs: dict[str, Any]) -> None:
    assert step(jobs["check"], "lint and tests")["run"] == "bash .ci/run"
    assert (ROOT / ".ci/run").is_file()
    assert step(jobs["release"], "build")["run"] == "make build site"
    for name in ("build", "site"):
        assert re.search(rf"^{name}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_each_python_that_is_promised_is_tested(jobs: dict[str, Any]) -> None:
    tested = jobs["check"]["strategy"]["matrix"]["python"]
    assert jobs["check"]["container"] == "python:${{ matrix.python }}-bookworm"
    assert f">={tested[0]}" == PROJECT["requires-python"]
    assert f"Python {', '.join(tested[:-1])} and {tested[-1]}" in (ROOT / "README.md").read_text("utf-8")
    names = re.search(r"for python in python3 (.*); do", (ROOT / "locks/setup").read_text("utf-8"))
    assert names, "set-up looks for each of them by name"
    assert sorted(names[1].split()) == [f"python{version}" for version in tested]


def test_the_tag_must_be_the_version(jobs: dict[str, Any]) -> None:
    check = step(jobs["check"], "the tag is the version of pyproject.toml")
    assert check["if"] == "github.ref_type == 'tag'"
    assert run(check, GITHUB_REF_NAME=f"v{VERSION}").returncode == 0
    for other in ("v99.0.0", f"v{VERSION}.1", f"v{VERSION[:-1]}", "v", VERSION.replace(".", "x")):
        assert run(check, GITHUB_REF_NAME=other).returncode != 0, other


def test_a_release_holds_what_it_promises(jobs: dict[str, Any], output: Path, tmp_path: Path) -> None:
    """A fake `gh` only records what it is asked to do."""
    asked = tmp_path / "asked"
    (tmp_path / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{asked}"\n')
    (tmp_path / "gh").chmod(0o755)
    shutil.copytree(output, tmp_path / "output")
    (tmp_path / "output/site").mkdir()
    (tmp_path / "output/site/index.html").write_text("<title>The site</title>", "utf-8")
    others = "## Unreleased\n\nAfter it.\n", "## 0.0.1 (2000-01-01)\n\nBefore it.\n"
    changes = f"# Changes\n\n{others[0]}\n## {VERSION} (2026-01-01)\n\nOf this.\n\nAnd more.\n\n{others[1]}"
    (tmp_path / "CHANGELOG.md").write_text(changes)
    done = run(
        step(jobs["release"], "release"),
        tmp_path,
        GITHUB_REF_NAME=f"v{VERSION}",
        PATH=f"{tmp_path}:{os.environ['PATH']}",
    )
    assert done.returncode == 0, done.stderr
    words = asked.read_text("utf-8").splitlines()
    assert words[:4] == ["release", "create", f"v{VERSION}", "--verify-tag"]
    notes = ["--notes", "", "Of this.", "", "And more."]
    assert words[6:11] == notes, "the part of CHANGELOG.md on that version"
    assert words[11].startswith("output/")
    files = {word.rpartition("/")[2]: tmp_path / word for word in words if word.startswith(("output/", "build/"))}
    site = f"cites-cooperation-{VERSION}-site.zip"
    assert set(files) == {site, *(file.name for file in output.iterdir() if file.is_file())}

    # Whoever downloads all of it finds it in order.
    (tmp_path / "downloads").mkdir()
    for name, file in files.items():
        shutil.copyfile(file, tmp_path / "downloads" / name)
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=tmp_path / "downloads", capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK\n") == len(files) - 1
    with zipfile.ZipFile(tmp_path / "downloads" / site) as archive:
        assert archive.namelist() == ["index.html"]
