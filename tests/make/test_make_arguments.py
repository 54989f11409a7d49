"""What is given to the commands of the Makefile, and found in `output/`: used as it was meant, or refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import duckdb
import pytest
from conftest import ENVIRONMENT, ROOT, make, run_make

from pipeline.database import FILE


def pipeline(folder: Path, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a project, not by make; return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=folder,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )


# --- the command line of make -------------------------------------------------------------------------------

VERIFY = "make verify takes: write make verify PACKAGE='path'"
QUERY = "make query takes: write make query SQL='FROM partners'"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["verify", "x.zip"], f"«x.zip» is nothing that {VERIFY}"),
        (["verify", "Makefile"], f"«Makefile» is nothing that {VERIFY}"),
        (["verify", "package=x.zip"], f"«package=» is nothing that {VERIFY}"),
        (["verify", "OLD=x.zip"], f"«OLD=» is nothing that {VERIFY}"),
        (["verify", "PACKAGE=a", "b.zip"], f"«b.zip» is nothing that {VERIFY}"),
        (["diff", "x.zip"], "«x.zip» is nothing that make diff takes: write make diff OLD='path'"),
        (["query", "SELECT", "*", "FROM", "partners"], f"«SELECT» is nothing that {QUERY}"),
        (["query", "SQL=FROM", "partners"], f"«partners» is nothing that {QUERY}"),
        (["query", "SELECT 1"], f"«SELECT» is nothing that {QUERY}"),
        (["query", "sql=FROM partners"], f"«sql=» is nothing that {QUERY}"),
        (["corpus", "TEXT=a", "OUT=b"], "«TEXT=» is nothing that make corpus takes: write make corpus TEXTS='folder'"),
        (["SQL=FROM partners"], "«SQL=» is nothing that make build takes: make help lists what there is"),
        (["nonsense"], "«nonsense» is nothing that make build takes: make help lists what there is"),
    ],
)
def test_what_a_command_does_not_take_is_refused_with_the_right_form(
    built_project: Path, arguments: list[str], problem: str
) -> None:
    done = run_make(built_project, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_from_another_folder_make_says_how_it_is_called(built_project: Path, tmp_path: Path) -> None:
    done = run_make(tmp_path, "-f", str(built_project / "Makefile"), "verify")
    assert done.returncode == 2
    assert "there is no raw/source here: run make in the folder of the project, or with -C and that fold" in done.stderr


def test_what_it_takes_is_taken_whatever_is_in_it(built_project: Path) -> None:
    assert "a$b" in make(built_project, "query", "SQL=SELECT 'a$b' AS \"x = y\"")
    assert "its name" in make(built_project, "query", SQL="SELECT 'its name'", HOST="of-the-machine")
    make(built_project, "--dry-run", "-j2", "build", "verify", "PACKAGE=a b.zip", "PYTHON=python3")


def test_help_names_what_each_command_takes(built_project: Path) -> None:
    printed = make(built_project, "help")
    for name in (
        "PACKAGE=",
        "OLD=",
        "SQL=",
        "TEXTS=",
        "OUT=",
        "WORKERS=",
        "SCHEDULER=",
        "PORT=",
        "HOST=",
        "MODULES=",
        "ENDING=",
    ):
        assert name in printed, name
    assert "-m pipeline cite" in printed


@pytest.mark.slow
def test_clean_before_build_builds_also_by_many_jobs(built: Path) -> None:
    make(built, "-j4", "clean", "build")
    assert (built / "output" / FILE).is_file()


# --- the environment ----------------------------------------------------------------------------------------


def test_settings_of_python_that_would_change_what_is_built_are_taken_back(built_project: Path) -> None:
    settings = {"PYTHONSAFEPATH": "1", "PYTHONOPTIMIZE": "2", "PYTHONHOME": "/nonexistent", "PYTHONINSPECT": "1"}
    assert "42" in make(built_project, "query", SQL="SELECT 42", **settings, PYTHONPLATLIBDIR="lib0")


def test_modules_of_another_program_are_not_taken_for_ours(built_project: Path, tmp_path: Path) -> None:
    """As where Spark, ROS or an editor has set the path of the Python that it brings along."""
    (tmp_path / "duckdb.py").write_text("raise ImportError('of another program')")
    assert "42" in make(built_project, "query", SQL="SELECT 42", PYTHONPATH=str(tmp_path))


def test_cdpath_does_not_lead_to_another_output(built: Path, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (built / "output/network.graphml").write_text("edited")
    assert "-m pipeline build" in make(built, "build", "--dry-run", CDPATH=str(tmp_path))


def test_what_python_compiles_is_kept_for_the_next_command(built: Path) -> None:
    compiled = built / "pipeline/__pycache__"
    shutil.rmtree(compiled, ignore_errors=True)
    make(built, "query", SQL="SELECT 42", PYTHONDONTWRITEBYTECODE="1")
    assert any(compiled.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("level", ["1", "2"])
def test_without_make_they_are_refused(tmp_path: Path, level: str) -> None:
    done = pipeline(ROOT, "query", "SELECT 42", PYTHONOPTIMIZE=level)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "pipeline: Python was told to leave out assertions or docstrings; run it without PYTHONOPTIMIZE or -O\n"
    )
    command = [sys.executable, "-m", "schemas", tmp_path / "schemas"]
    environment = ENVIRONMENT | {"PYTHONOPTIMIZE": level}
    written = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert written.returncode == 1
    assert written.stderr.startswith("schemas: Python was told to leave out docstrings")
    assert not (tmp_path / "schemas").exists()


@pytest.mark.slow
def test_a_path_may_begin_with_the_users_folder(built_project: Path, tmp_path: Path) -> None:
    """Some shells, such as zsh and dash, do not expand `~` after `OLD=`."""
    shutil.copytree(built_project / "output/csv", tmp_path / "old")
    printed = make(built_project, "diff", "OLD=~/old", HOME=str(tmp_path))
    assert "No fact is added, removed or changed." in printed
    (tmp_path / "a.txt").write_text("Decision 19.20", "utf-8")
    assert '"19.20"' in pipeline(built_project, "cite", "~/a.txt", HOME=str(tmp_path)).stdout
    (tmp_path / "texts").mkdir()
    shutil.copyfile(tmp_path / "a.txt", tmp_path / "texts/a.txt")
    make(built_project, "corpus", "TEXTS=~/texts", "OUT=~/out", "WORKERS=1", HOME=str(tmp_path))
    assert (tmp_path / "out/corpus.duckdb").is_file()
    assert not (built_project / "~").exists()
    assert pipeline(built_project, "cite", "~nobody-of-that-name/a.txt").stderr.startswith("~nobody-of-that-name/a.txt")


# --- what was published and is not as it was ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["csv/partners.csv", "parquet/themes.parquet", FILE, "network.graphml"])
@pytest.mark.parametrize("fault", ["gone", "edited"])
def test_a_published_file_that_is_not_as_it_was_is_made_again(built: Path, name: str, fault: str) -> None:
    """As planned by make."""
    file = built / "output" / name
    data, times = file.read_bytes(), file.stat()
    assert make(built, "--dry-run", "build") == "make: Nothing to be done for 'build'.\n"
    if fault == "gone":
        file.unlink()
    else:
        file.write_bytes(data[:-1] + b"~")
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "-m pipeline build" in make(built, "--dry-run", "build")


@pytest.mark.slow
def test_query_notices_a_database_that_is_not_as_it_was(built: Path) -> None:
    file = built / "output" / FILE
    with duckdb.connect(str(file)) as connection:
        connection.execute("UPDATE themes SET name = 'trees' WHERE name = 'tree species'")
    done = pipeline(built, "query", "FROM themes")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"output/{FILE}: was changed after the build: SHA256SUMS has a different SHA-256; "
        "run `make build`, which makes it again\n"
    )
    assert "tree species" in make(built, "query", SQL="FROM themes")
    file.unlink()
    assert pipeline(built, "query", "FROM themes").stderr == f"output/{FILE}: is not there; run `make build`\n"


# --- a database that is open elsewhere ----------------------------------------------------------------------

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


@pytest.fixture
def held(built: Path):
    """A project whose database another program has open and may write to; and the number of its process."""
    command = [sys.executable, "-c", HOLD, built / "output" / FILE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"open\n"
        yield built, holder.pid
        holder.kill()


def test_commands_say_who_has_the_database_open(held: tuple[Path, int]) -> None:
    folder, number = held
    for command in (["query", "SELECT 1"], ["site"]):
        done = pipeline(folder, *command)
        assert done.returncode == 1, command
        assert done.stderr.startswith(f"output/{FILE}: is open in "), done.stderr
        assert done.stderr.endswith(
            f" (PID {number}), which may change it; close it there, or open it there with -readonly\n"
        )


# --- standard streams that are closed -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "command",
    ["query 'FROM themes'", "query 'FROM nowhere'", "cite {file}", "pin", "diff output/csv", "--help"],
)
def test_a_command_needs_no_standard_stream(built_project: Path, tmp_path: Path, command: str, closed: str) -> None:
    """As where a supervisor has closed them: it does the same, and what it cannot print is in no other file."""
    (tmp_path / "a.txt").write_text("Decision 19.20", "utf-8")
    line = f"'{sys.executable}' -m pipeline {command.format(file=tmp_path / 'a.txt')}"
    run = partial(subprocess.run, cwd=built_project, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    usual, done = run(["sh", "-c", line]), run(["sh", "-c", f"{line} {closed}"])
    assert done.returncode == usual.returncode
    assert done.stdout == ("" if " >&-" in f" {closed}" else usual.stdout)
    assert done.stderr == ("" if "2>&-" in closed else usual.stderr)


def test_a_standard_input_that_is_closed_is_told_by_who_reads_it(built_project: Path) -> None:
    command = f"'{sys.executable}' -m pipeline cite <&-"
    done = subprocess.run(["sh", "-c", command], cwd=built_project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "-: standard input is closed; give a FILE\n")


# --- query --------------------------------------------------------------------------------------------------


def test_a_reader_of_answers_may_leave(built_project: Path) -> None:
    command = f"'{sys.executable}' -m pipeline query 'SELECT unnest(range(200000))' | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=built_project, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("┌")


@pytest.mark.parametrize("command", ["verify output/csv", "pin"])
def test_a_reader_of_a_report_may_leave(built_project: Path, command: str) -> None:
    """The exit code still says what was found."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", *command.split()],
        cwd=built_project,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_sql_that_is_not_utf_8_is_refused(built_project: Path) -> None:
    done = pipeline(built_project, "query", b"SELECT '\xe9'")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "query: the SQL is not UTF-8; write it in UTF-8\n"


def test_a_file_name_that_is_not_utf_8_is_printed_in_another_way(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xe9.txt"
    with open(file, "wb") as stream:  # noqa: PTH123 - its name is bytes
        stream.write(b"Decision 19.20")
    done = pipeline(ROOT, "cite", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\udce9.txt" in done.stdout


# --- where there is no Unix ---------------------------------------------------------------------------------

# The modules that Python has on Unix only.
WITHOUT_UNIX = """
import sys
for name in ("fcntl", "grp", "pwd", "resource", "termios", "multiprocessing.forkserver"):
    sys.modules[name] = None
import multiprocessing.context, multiprocessing.reduction
multiprocessing.reduction.HAVE_SEND_HANDLE = False
del multiprocessing.context._concrete_contexts["forkserver"]
from pipeline.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [["cite", "{texts}"], ["diff", "output/csv"], ["verify", "{package}"], ["--help"], ["query", "SELECT 1"]]
)
def test_what_needs_nothing_of_unix_runs_without(built_project: Path, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "a.txt").write_text("Decision 19.20", "utf-8")
    [package] = (built_project / "output").glob("*-csv.zip")
    arguments = [word.format(texts=tmp_path / "a.txt", package=package) for word in command]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX, *arguments],
        cwd=built_project,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
