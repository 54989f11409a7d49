"""The Makefile: what remakes what, and what its commands say."""

from __future__ import annotations

import hashlib
import os
import re
import time
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT, copy_project, edit, edit_page, make, run_make

from pipeline.faults import Faults
from pipeline.parse.rows import parse

STAGES = ["schemas", "build"]


def stages(printed: str) -> list[str]:
    """Return the stages that make ran, in order."""
    found = re.findall(r"^\S*python -m (?:pipeline )?(\w+)", printed, re.MULTILINE)
    return [stage for stage in found if stage in STAGES]


def test_a_second_build_does_nothing(built: Path) -> None:
    assert make(built, "build") == "make: Nothing to be done for 'build'.\n"


def test_the_last_line_of_a_build_says_where_the_result_is(built_project: Path) -> None:
    *_, last = (built_project.parent / "printed.txt").read_text("utf-8").splitlines()
    files = re.findall(r"output/\S+\b", last)
    assert files
    assert all((built_project / file).is_file() for file in files), last
    goals = re.findall(r"`make (\w+)`", last)
    assert goals
    run_make(built_project, "--dry-run", *goals).check_returncode()


@pytest.mark.parametrize(
    ("touched", "remade"),
    {
        "raw/source/cites-cooperation.txt": ["build"],
        "raw/curated/names.csv": ["build"],
        "pipeline/parse/forms/partners.py": ["build"],
        "schemas/values.py": ["schemas", "build"],
        "schemas/facts.py": ["schemas", "build"],
        "schemas/views/partners.sql": ["schemas", "build"],
        "pipeline/check/models.py": ["build"],
        "pipeline/publish/load.py": ["build"],
        "pipeline/publish/package.py": ["build"],
        "pipeline/publish/package-readme.md": ["build"],
        "pyproject.toml": ["build"],
        "pipeline/publish/croissant.py": ["build"],
        "pipeline/commands/pin.py": [],
        "pipeline/commands/diff.py": [],
        "raw/curated/retired.csv": [],
    }.items(),
)
def test_a_touch_remakes_what_depends_on_it_and_nothing_else(built: Path, touched: str, remade: list[str]) -> None:
    later = time.time() + 10  # a clock of whole seconds would not see less
    os.utime(built / touched, (later, later))
    planned = stages(make(built, "build", "--dry-run"))
    assert sorted(planned) == sorted(remade)


@pytest.mark.parametrize(
    ("changed", "remade"),
    {"raw/curated/names.csv": ["build"], "schemas/facts.py": ["build", "schemas"]}.items(),
)
def test_a_change_is_seen_though_its_date_is_old(built: Path, changed: str, remade: list[str]) -> None:
    """A copy that keeps dates, or a clock that was put back, brings what is new with a date before that of output/."""
    file = built / changed
    file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    os.utime(file, (0, 0))
    assert sorted(stages(make(built, "build", "--dry-run"))) == remade


@pytest.mark.slow
@pytest.mark.parametrize(
    "gone", ["raw/source/cites-cooperation.txt", "raw/source/sources.toml", "raw/curated/names.csv"]
)
def test_a_file_that_is_gone_stops_the_build(built: Path, gone: str) -> None:
    (built / gone).unlink()
    done = run_make(built, "build")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{gone}: cannot be read (")


BESIDE = {"commands", "corpus", "diff", "documents", "site", "verify"}  # rooms of the commands beside the build


def test_every_module_of_the_build_is_a_prerequisite(built_project: Path) -> None:
    """A module that no rule knows would leave old output in place."""
    rules = make(built_project, "build", "--dry-run", "--print-data-base")
    prerequisites = set()
    for target in ("output/SHA256SUMS", "build/schemas/resources.json"):
        [listed] = re.findall(rf"^{target}: (.*)$", rules, re.MULTILINE)
        prerequisites |= set(listed.split())
    files = [*(built_project / "pipeline").rglob("*.py"), *(built_project / "schemas").rglob("*.py")]
    modules = {file.relative_to(built_project).as_posix() for file in files if not BESIDE & set(file.parts)}
    assert modules | {"pipeline/commands/build.py", "pipeline/commands/common.py"} <= prerequisites
    assert "pipeline/verify/rows.py" not in prerequisites


def test_every_module_of_the_site_is_a_prerequisite_of_it(built_project: Path) -> None:
    rules = make(built_project, "site", "--dry-run", "--print-data-base")
    [listed] = re.findall(r"^output/site/index.html: (.*)$", rules, re.MULTILINE)
    modules = {file.relative_to(built_project).as_posix() for file in (built_project / "pipeline/site").glob("*.py")}
    assert modules | {"pipeline/commands/site.py", "pipeline/commands/common.py"} <= set(listed.split())


@pytest.mark.slow
def test_two_jobs_give_the_same_output(project: Path, built_project: Path) -> None:
    make(project, "-j2", "build")
    assert (project / "output/SHA256SUMS").read_bytes() == (built_project / "output/SHA256SUMS").read_bytes()


def test_a_failed_build_leaves_the_last_output_as_it_was(built: Path) -> None:
    before = (built / "output/SHA256SUMS").read_bytes()
    edit_page(built, ("the World Bank and", "the Moon Bank and"))
    done = run_make(built, "build")
    assert done.returncode == 2
    assert "no rule reads: «the Moon Bank»" in done.stderr
    assert "Traceback" not in done.stderr
    assert (built / "output/SHA256SUMS").read_bytes() == before


def test_a_build_does_not_delete_what_it_did_not_make(built: Path) -> None:
    (built / "output/csv/mine.csv").write_text("a,b\n")
    (built / "output/.DS_Store").write_text("of a desktop")
    (built / "output/network.graphml").unlink()
    done = run_make(built, "build")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "output/csv/mine.csv: is not from a build; move it elsewhere: a build replaces output/ as a whole\n"
    )
    (built / "output/csv/mine.csv").unlink()
    make(built, "build")
    assert not (built / "output/.DS_Store").exists()


# --- pin ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_changed_page_stops_the_build_until_it_is_pinned(built: Path) -> None:
    edit(built / "raw/source/cites-cooperation.txt", ("a wide number of", "a great number of"))
    edit(built / "raw/curated/ignored.csv", ("a wide number of", "a great number of"))
    done = run_make(built, "build")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "raw/source/cites-cooperation.txt: is not the text pinned in raw/source/sources.toml; "
        "restore it (`git checkout raw/source`), or accept it: `make pin` shows what changed, and does so"
    )
    printed = make(built, "pin").splitlines()
    assert printed[0] == "--- the passages last built"
    assert printed[2] == "@@ -6 +6 @@"
    assert printed[3].startswith("-The CITES Secretariat has a formal relationship")
    assert "a great number of" in printed[4]
    said = "edition is «after CoP19, not before 2024-03-01» and as_of is CoP19: correct what has changed; "
    said += "to undo this, restore both files"
    assert printed[5].endswith(f"in raw/source/sources.toml, {said}")
    notes = [line for line in make(built, "build").splitlines() if line.startswith("note: the page has changed")]
    assert "edition in raw/source/sources.toml is still «after CoP19, not before 2024-03-01»" in notes[0]
    assert "version in pyproject.toml has not" in notes[1]
    assert "note: " not in make(built, "build", "--always-make")
    assert "a great number of" in (built / "output/csv/passages.csv").read_text("utf-8")
    assert "is pinned already" in make(built, "pin")


@pytest.mark.slow
def test_a_known_name_or_title_in_another_place_is_noted(built: Path) -> None:
    """No word of these is new: half a line pasted into a list, and two lines whose numbers changed places."""
    edit(
        built / "raw/source/cites-cooperation.txt",
        ("(CPW);", "(CPW), International Tropical Timber Organization (ITTO);"),
        ("Decisions 19.22 & 19.23 on", "Decisions 19.26 & 19.27  on"),
        ("Decisions 19.26 & 19.27 on", "Decisions 19.22 & 19.23 on"),
        ("19.27  on", "19.27 on"),
    )
    make(built, "pin")
    notes = make(built, "build").splitlines()
    assert any(
        note.startswith("note: International Tropical Timber Organization works with CITES on sus") for note in notes
    )
    titles = [note for note in notes if note.startswith("note: Decision 19.") and "title changed from" in note]
    assert [title.split(" ")[2] for title in titles] == ["19.22", "19.23", "19.26", "19.27"]


HEADER = b"passage_id,document_id,section_id,line_number,kind,start_char,end_char,text\n"
LINE = b"lead.1,cites-cooperation-en,lead,1,paragraph,0,9,No words.\n"
DAMAGED = {
    "no column of texts": (HEADER.replace(b",text\n", b",words\n") + LINE, ":1: lacks the column text"),
    "a short row": (HEADER + LINE + b"lead.2,cites\n", ":3: has 2 cells, but the header has 8"),
    "a merge conflict": (HEADER + b"<<<<<<< HEAD\n" + LINE, ":2: has 1 cells, but the header has 8"),
    "both sides of one": (HEADER + LINE + LINE, ":3: «lead.1» is already in line 2"),
    "an open quote": (HEADER + LINE + b'"lead.2,', ":3: is not CSV (unexpected end of data)"),
    "not UTF-8": (HEADER + b"\xe9", f":2: byte {len(HEADER)} (0xe9) is not UTF-8"),
    "nothing": (b"", ": is empty"),
}


@pytest.mark.parametrize(("data", "fault"), DAMAGED.values(), ids=DAMAGED)
def test_pin_names_what_is_wrong_with_the_passages_last_built(
    project: Path, output: Path, data: bytes, fault: str
) -> None:
    assert (output / "csv/passages.csv").read_bytes().startswith(HEADER)
    (project / "output/csv").mkdir(parents=True)
    (project / "output/csv/passages.csv").write_bytes(data)
    pinned = (project / "raw/source/sources.toml").read_bytes()
    edit(project / "raw/source/cites-cooperation.txt", ("a wide number of", "a great number of"))
    done = run_make(project, "pin")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == (f"output/csv/passages.csv{fault}; restore it: git checkout output/csv")
    assert len(done.stderr.splitlines()) == 2  # the other line is make's
    assert (project / "raw/source/sources.toml").read_bytes() == pinned


@pytest.mark.parametrize("sha256", ["(", ")", "", "[0-9a-f]*", "0" * 64])
def test_pin_records_its_sha_256_whatever_stood_there(project: Path, sha256: str) -> None:
    sources = project / "raw/source/sources.toml"
    pinned = sources.read_text("utf-8")
    old = hashlib.sha256((project / "raw/source/cites-cooperation.txt").read_bytes()).hexdigest()
    edit(sources, (old, sha256))
    with pytest.raises(Faults, match=r"txt: is not the text pinned in raw/source/sources\.toml; restore it "):
        parse(project)
    assert f"is pinned as {old}" in make(project, "pin")
    assert sources.read_text("utf-8") == pinned


# --- query --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("SELECT count(*) AS n FROM partners WHERE name <> 'x''y'", "36"),
        ("SELECT '\"' || '$HOME `id` \\ #' AS \"a b\"", '"$HOME `id` \\ #'),
        ("SELECT 'a\nb' = 'a' || chr(10) || 'b' AS same", "true"),
        ("SELECT name FROM organizations WHERE organization_id = 'waza'", "World Association of Zoos and Aquariums"),
    ],
)
def test_query_prints_the_answer_whatever_quotes_it_holds(built: Path, sql: str, answer: str) -> None:
    assert answer in make(built, "query", SQL=sql)
    assert answer in make(built, "query", f"SQL={sql}")


def test_query_answers_each_statement(built: Path) -> None:
    printed = make(built, "query", SQL="SELECT 'first' AS a; SELECT 'second' AS b")
    assert printed.index("first") < printed.index("second")


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("SELECT nothing FROM partners", "query: Binder Error: "),
        ("FROM nowhere", "query: Catalog Error: "),
        ("DELETE FROM partners", "query: "),
        ("COPY themes TO 'themes.csv'", "query: Permission Error: "),
        ("", "query: there is no SQL; give one: make query SQL='FROM partners'"),
        ("-- nothing", "query: there is no SQL; give one: make query SQL='FROM partners'"),
    ],
)
def test_query_says_in_one_line_what_is_wrong(built: Path, sql: str, problem: str) -> None:
    done = run_make(built, "query", SQL=sql)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith(problem)
    assert len(done.stderr.splitlines()) == 2  # the other line is make's


# --- lock files, help, clean ------------------------------------------------------------------------------------


def test_help_names_every_command(project: Path) -> None:
    printed = make(project, "help")
    commands = re.search(r"^commands := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert commands
    assert [line.split()[1] for line in printed.splitlines() if line.startswith("make ")] == commands[1].split()


def test_clean_leaves_what_is_under_version_control(built: Path) -> None:
    make(built, "clean")
    assert [path.name for path in (built / "output").iterdir()] == ["csv"]
    assert not (built / "build").exists()


GROUPS = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"])


def versions(lock: str) -> set[str]:
    """Return what a lock file pins, such as `pandas==3.1.1`, with the markers."""
    text = (ROOT / f"locks/{lock}.lock").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9-]+==[^\\]*?) *\\$", text, re.MULTILINE))


def test_a_lock_file_has_the_versions_of_those_that_it_includes() -> None:
    """Else what is built would depend on which commands were run before."""
    packages = {line.partition(" ")[0] for line in versions("dev")}
    for lock in ("build", "documents", "distributed", "uv"):
        assert len(versions(lock)) > 0
        assert {line.partition(" ")[0] for line in versions(lock)} <= packages, lock


def test_lock_files_name_no_index() -> None:
    smallest = {"build.lock": 40, "documents.lock": 40, "distributed.lock": 40, "dev.lock": 40}
    locks = list(ROOT.glob("locks/*.lock"))
    assert {lock.stem for lock in locks} == GROUPS
    for lock in locks:
        text, count = lock.read_text("utf-8"), smallest.get(lock.name, 1)
        assert "://" not in text
        assert "--index" not in text
        requirements = re.findall(r"^([a-z0-9-]+==.*?)\s*\\$", text, re.MULTILINE)
        assert len(requirements) >= count
        assert len(requirements) == len(re.findall(r"^[a-z]", text, re.MULTILINE))


def test_make_3_81_can_read_the_makefile() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    assert "&:" not in text, "grouped targets came with 4.3"
    assert ".ONESHELL" not in text, "came with 3.82"
    assert "!=" not in text.replace("'!='", ""), "shell assignment came with 4.0"
    assert "$(file " not in text, "came with 4.0"


def test_a_fresh_copy_needs_no_output_of_the_last(tmp_path: Path) -> None:
    folder = copy_project(tmp_path / "fresh")
    assert sorted(stages(make(folder, "build", "--dry-run"))) == sorted(STAGES)
