"""Set-up: each obstacle is one line with its remedy, and nobody's own environment is lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ENVIRONMENT, ROOT, run_make
from peer_tools import unavailable

from locks import installers, setup

NEEDED = ("sh", "make", "dirname", "mkdir", "cat")


@pytest.fixture
def bare(project: Path) -> Path:
    """A project without an environment."""
    (project / ".venv").unlink()
    return project


# --- a Python that is new enough -----------------------------------------------------------------------------


def programs(folder: Path, **scripts: str) -> str:
    """Make a folder of programs, which are the few that set-up needs and those of the scripts; return it as PATH."""
    folder.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    for name, script in scripts.items():
        file = folder / name.replace("_", ".").replace("apt.", "apt-")
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
    return str(folder)


OLD = "exit 1"  # what `sys.exit(sys.version_info < (3, 11))` gives
NEW = 'case "$1" in -c) exit 0;; esac; echo "$0" >&2; exit 1'
NEEDS = "Python 3.11 or later is needed, and is not here: "


@pytest.mark.parametrize(
    ("scripts", "line"),
    [
        ({"python3": OLD}, f"{NEEDS}see python.org/downloads"),
        ({"apt_get": "", "apt_cache": '[ "$2" = python3.13-venv ]'}, f"{NEEDS}apt-get install python3.13-venv"),
        ({"apt_get": "", "apt_cache": "exit 100"}, f"{NEEDS}apt-get update && apt-get install python3-venv"),
        ({"python3": OLD, "dnf": ""}, f"{NEEDS}dnf install python3.12"),
        ({"python3": OLD, "brew": ""}, f"{NEEDS}brew install python"),
    ],
    ids=["no installer", "Debian", "Debian without lists", "Fedora", "macOS"],
)
def test_it_says_which_python_to_install(bare: Path, tmp_path: Path, scripts: dict[str, str], line: str) -> None:
    done = run_make(bare, "build", PATH=programs(tmp_path / "bin", **scripts))
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, line)
    assert not (bare / ".venv").exists()


@pytest.mark.parametrize(
    ("scripts", "chosen"),
    [
        ({"python3": OLD, "python3_11": NEW, "python3_13": NEW}, "python3.13"),
        ({"python3": NEW, "python3_13": NEW}, "python3"),
    ],
    ids=["the newest of those that fit", "the user's own, if it fits"],
)
def test_it_looks_for_a_python_by_name(bare: Path, tmp_path: Path, scripts: dict[str, str], chosen: str) -> None:
    done = run_make(bare, "build", PATH=programs(tmp_path / "bin", **scripts))
    assert done.stderr.splitlines()[0] == f"{tmp_path}/bin/{chosen}"


def test_it_takes_no_other_python_than_the_one_that_is_named(bare: Path, tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", python3=NEW, python3_9=OLD)
    done = run_make(bare, "build", "PYTHON=python3.9", PATH=path)
    assert done.stderr.splitlines()[0] == "PYTHON=python3.9 is not Python 3.11 or later: name another, or none"


def test_a_python_without_venv(bare: Path, tmp_path: Path) -> None:
    """Debian leaves out `ensurepip`."""
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    environment = ENVIRONMENT | {"PYTHON": sys.executable, "PYTHONPATH": str(tmp_path)}
    command = ["sh", "locks/setup", ".venv", "build"]
    done = subprocess.run(command, cwd=bare, env=environment, capture_output=True, text=True, check=False)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    remedy = f"apt-get install python{version}-venv" if shutil.which("apt-get") else "install that part of it"
    assert (done.stdout, done.stderr.splitlines()[0]) == ("", f"Python {version} lacks its module venv: {remedy}")
    assert not (bare / ".venv").exists()


def test_a_folder_whose_name_would_divide_path(bare: Path) -> None:
    folder = bare.rename(bare.with_name("a:b"))
    done = run_make(folder, "build", f"PYTHON={sys.executable}")
    remedy = "rename the folder of the project"
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)
    assert done.stderr.startswith(".venv: no environment can be made there (")
    assert done.stderr.splitlines()[0].endswith(f": {remedy}")


def test_cdpath_leads_nowhere_else(bare: Path, tmp_path: Path) -> None:
    """Some shells' users have it in their environment, and `cd` looks there first."""
    (tmp_path / "elsewhere/locks").mkdir(parents=True)
    command = ["sh", "locks/setup", ".venv", "build"]
    environment = ENVIRONMENT | {"PYTHON": "/nonexistent", "CDPATH": str(tmp_path / "elsewhere")}
    done = subprocess.run(command, cwd=bare, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "PYTHON=/nonexistent is not Python 3.11 or later: name another, or none\n"


def test_the_readme_says_how_much_is_fetched() -> None:
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    for lock, words in (("build", "downloads {} MB and takes {} GB on disk"), ("dev", "needs {} MB and {} GB")):
        assert words.format(setup.TO_FETCH[lock], setup.ON_DISK[lock]) in readme


# --- a .venv that is there already ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["folder", "link", "file"])
def test_an_environment_of_the_user_is_left_as_it_is(bare: Path, tmp_path: Path, kind: str) -> None:
    folder = bare / ".venv"
    if kind == "file":
        folder.write_text("mine")
    else:
        own = tmp_path / "own" if kind == "link" else folder
        own.mkdir()
        (own / "pyvenv.cfg").write_text("mine")
        if kind == "link":
            folder.symlink_to(own)
    done = run_make(bare, "build", f"PYTHON={sys.executable}")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        ".venv was not made by make, so it is left as it is: rename it, or delete it if nobody needs it",
    )
    assert (folder if kind == "file" else folder / "pyvenv.cfg").read_text() == "mine"


def packages(folder: Path) -> Path:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return folder / f"lib/python{version}/site-packages"


def install(_: str, lock: str, *__: object) -> None:
    """Put into `.venv` what an installer leaves of each package: its name and version, and of pandas a folder too."""
    there = packages(Path(".venv"))
    (there / "pandas").mkdir(exist_ok=True)
    for name, version in re.findall(
        r"^([a-z0-9-]+)==(\S+)", Path(f"locks/{lock}.lock").read_text("utf-8"), re.MULTILINE
    ):
        folder = there / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir(exist_ok=True)
        (folder / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n", "utf-8")


@pytest.fixture
def made(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an environment that set-up has made, but of names only, and without pip."""
    import venv

    create = venv.create
    monkeypatch.setattr(venv, "create", lambda folder, **_: create(folder, symlinks=True))
    monkeypatch.setattr(setup, "install", install)
    monkeypatch.chdir(bare)
    setup.set_up(Path(".venv"), "build")
    return bare


def left(project: Path) -> str:
    """Return what the Makefile asks: what is left of `.venv`."""
    done = subprocess.run(
        [".venv/bin/python", "-BESsm", "locks.setup", ".venv", "left"],
        cwd=project,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_what_was_made_is_not_made_again(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert left(made) == "build"
    setup.set_up(Path(".venv"), "build")
    assert capsys.readouterr().out == ""
    assert "locks/setup .venv build" not in run_make(made, "build", "--dry-run").stdout


def test_a_copy_of_the_checkout_needs_no_set_up(made: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(made, tmp_path / "copied", symlinks=True)
    shutil.rmtree(made)
    assert left(Path(copy)) == "build"


def test_another_python_that_is_asked_for_makes_it_again(made: Path, tmp_path: Path) -> None:
    planned = run_make(made, "build", "--dry-run", f"PYTHON={sys.executable}").stdout
    assert "locks/setup .venv build" not in planned
    other = tmp_path / "python3.0"
    other.write_text('#!/bin/sh\necho "(3, 0)"\n')
    other.chmod(0o755)
    assert "locks/setup .venv build" in run_make(made, "build", "--dry-run", f"PYTHON={other}").stdout


def dangling_python(project: Path) -> None:
    (project / ".venv/bin/python").unlink()
    (project / ".venv/bin/python").symlink_to("/usr/bin/python0")


def dangling_link(project: Path) -> None:
    shutil.rmtree(project / ".venv")
    (project / ".venv").symlink_to("gone")


def other_version(project: Path) -> None:
    lib = packages(project / ".venv").parent
    lib.rename(lib.with_name("python3.10"))


def package_gone(project: Path) -> None:
    (packages(project / ".venv") / "pandas").rmdir()


def interrupted(project: Path) -> None:
    (project / ".venv/build").unlink()


def new_lock_file(project: Path) -> None:
    (project / "locks/build.lock").write_text("pandas==4.0.0")


def link_to_another(project: Path) -> None:
    """As where two checkouts share one: what the link leads to is not ours to delete."""
    (project / ".venv").rename(project / "shared")
    (project / ".venv").symlink_to("shared")
    (project / "locks/build.lock").write_text("pandas==4.0.0")


DAMAGES = [dangling_python, dangling_link, other_version, package_gone, interrupted, new_lock_file, link_to_another]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_what_is_damaged_or_out_of_date_is_made_again(made: Path, damage) -> None:
    damage(made)
    assert "locks/setup .venv build" in run_make(made, "build", "--dry-run").stdout
    setup.set_up(Path(".venv"), "build")
    assert left(made) == "build"
    assert (made / "shared").is_dir() == (damage is link_to_another)


@pytest.mark.parametrize("fault", ["elsewhere", "other version"])
def test_an_environment_that_lacks_something_is_not_recorded_as_whole(
    made: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """As where what installs has been told to put it elsewhere, and says that all is well."""
    shutil.rmtree(made / ".venv")
    lock = made / "locks/build.lock"
    lock.write_text("pandas==3.1.1 \\\n    --hash=sha256:0\ncolorama==1 ; sys_platform == 'win32' \\\n", "utf-8")
    if fault == "elsewhere":
        monkeypatch.setattr(setup, "install", lambda *_: None)
    else:
        (other := made / "other").mkdir()
        (other / "build.lock").write_text("pandas==3.1.0\n", "utf-8")
        monkeypatch.setattr(setup, "install", lambda *_: install("", "../other/build"))
    with pytest.raises(SystemExit) as stopped:
        setup.set_up(Path(".venv"), "build")
    assert str(stopped.value) == (
        ".venv lacks pandas 3.1.1, though all was installed: rename .venv, and run make again"
    )
    assert left(made) == ""


def test_a_python_that_another_user_may_not_run(made: Path) -> None:
    """As where it lies in the home of the user who made the environment."""
    (made / ".venv/bin/python").unlink()
    (made / ".venv/bin/python").write_text("of another")
    done = run_make(made, "verify")
    assert done.stderr.splitlines()[0] == (
        ".venv/bin/python may not be run by you: use a clone of your own; if .venv is yours, delete it"
    )
    assert (made / ".venv/build").is_file()


def test_what_is_added_leaves_the_rest(made: Path) -> None:
    (packages(made / ".venv") / "own").mkdir()
    setup.set_up(Path(".venv"), "dev")
    assert left(made) == "build documents distributed dev"
    assert {"pandas", "own"} <= {path.name for path in packages(made / ".venv").iterdir()}


# --- what installs -------------------------------------------------------------------------------------------


def installed_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, configuration: str, **fails: str) -> list[str]:
    """Return by what set-up installs, in order, with what it prints, where pip has a configuration."""
    tried = []

    def run(command: list[str], *_: object) -> str:
        tool = "uv" if "sync" in command else "pip of uv" if "locks/uv.lock" in command else "pip"
        assert "--require-hashes" in command
        tried.append(tool)
        return fails.get(tool.replace(" ", "_"), "")

    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "{configuration}"\n')
    python.chmod(0o755)
    monkeypatch.setattr(installers, "_run", run)
    try:
        installers.install(str(python), "build", tmp_path / "setup.log", 1)
    except SystemExit as stopped:
        tried.append(str(stopped))
    return tried


OFFLINE = """\
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError('<HTTPSConnection>: \
Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/uv/
ERROR: Could not find a version that satisfies the requirement uv==0.13.9 (from versions: none)
ERROR: No matching distribution found for uv==0.13.9
"""
NO_NETWORK = (
    "the Python Package Index cannot be reached: connect this machine, or name a mirror: "
    "`python3 -m pip config set global.index-url URL`"
)


def test_uv_installs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert installed_by(monkeypatch, tmp_path, ":env:.no-input='1'") == ["pip of uv", "uv"]


@pytest.mark.parametrize("setting", ["global.index-url", "install.extra-index-url", ":env:.cert", "global.proxy"])
def test_pip_installs_where_only_it_knows_the_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str
) -> None:
    assert installed_by(monkeypatch, tmp_path, f"{setting}='something'") == ["pip"]


def test_of_the_users_settings_an_installer_gets_those_of_the_way_to_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)
    for name in ("PIP_USER", "PIP_TARGET", "PIP_CERT", "UV_TARGET", "UV_PROJECT", "UV_INDEX_URL", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "x")
    printed = """\
:env:.target='x'
:env:.timeout='9'
download.proxy='http://of.downloads'
global.constraint='/old.txt'
global.extra-index-url='\\nhttps://a.example\\nhttps://b.example'
global.timeout='5'
global.user='true'
install.no-binary=':all:'
install.prefix='/opt'
"""
    settings = installers.kept_of_pip(printed)
    assert settings == {"extra-index-url": "\nhttps://a.example\nhttps://b.example", "timeout": "9"}
    found = installers.environment(settings)
    ours = {name for name in found if name.startswith(("PIP_", "UV_"))}
    assert ours == {
        *("PIP_EXTRA_INDEX_URL", "PIP_TIMEOUT", "PIP_CONFIG_FILE", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_INPUT"),
        *("PIP_PROGRESS_BAR", "UV_INDEX_URL", "UV_NO_CONFIG", "UV_SYSTEM_CERTS"),
    }
    assert found["HTTPS_PROXY"] == "x"


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["uv", "oldest"])
def test_pip_installs_into_the_environment_whatever_it_is_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    """The real pip and uv, told to install elsewhere by the environment, by a file, and by a path that has it all."""
    monkeypatch.chdir(ROOT)
    folder, elsewhere = tmp_path / "venv", tmp_path / "elsewhere"
    setup.create(folder)
    (tmp_path / "pip.conf").write_text(f"[install]\nprefix = {elsewhere}\n", "utf-8")
    settings = {"PIP_USER": "1", "PIP_TARGET": str(elsewhere), "PIP_NO_DEPS": "1", "PYTHONUSERBASE": str(elsewhere)}
    settings |= {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")} if "PIP_CONFIG_FILE" not in os.environ else {}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(installers._OPTIONS, lock, ["--only-binary=:all:"])
    try:
        installers.install(str(folder / "bin/python"), lock, tmp_path / "setup.log", 1)
    except SystemExit as stopped:
        if not str(stopped).startswith(installers.NO_INDEX):
            raise
        unavailable(str(stopped))
    assert setup.lacking(lock, packages(folder)) == []
    assert not elsewhere.exists()


@pytest.mark.parametrize("fails", [{"pip_of_uv": "no wheels"}, {"uv": "Illegal instruction"}], ids=str)
def test_pip_installs_where_uv_cannot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fails: dict[str, str]) -> None:
    assert installed_by(monkeypatch, tmp_path, "", **fails)[-1] == "pip"


def test_without_a_network_pip_does_not_try_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert installed_by(monkeypatch, tmp_path, "", pip_of_uv=OFFLINE) == ["pip of uv", NO_NETWORK]


def test_what_nobody_foresaw_is_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = "Collecting pandas\nERROR: the moon is full\n"
    *_, line = installed_by(monkeypatch, tmp_path, "", uv=said, pip=said)
    log = tmp_path / "setup.log"
    assert line == f"the packages cannot be installed (ERROR: the moon is full): see {log}"
    assert log.read_text() == said


# What uv 0.13 and pip 23 to 26 print, shortened.
@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (OFFLINE, "the Python Package Index cannot be reached: "),
        (
            "error: Request failed after 3 retries in 4.6s\n"
            "  cause: error sending request for url (https://example.org/simple/python-slugify/)\n"
            "  cause: dns error\n  cause: failed to lookup address information: Temporary failure in name resolution\n",
            "the Python Package Index cannot be reached: ",
        ),
        (
            "error: Failed to fetch: https://example.org/simple/annotated-doc/\n"
            "  cause: error sending request for url (https://example.org/simple/annotated-doc/)\n"
            "  cause: client error (Connect)\n  cause: invalid peer certificate: UnknownIssuer\n",
            "the certificate of the package index is not trusted here: ",
        ),
        (
            "Could not fetch URL https://example.org/simple/uv/: There was a problem confirming the ssl certificate: "
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))\n"
            "ERROR: No matching distribution found for uv==0.13.9\n",
            "the certificate of the package index is not trusted here: ",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n",
            "the package index gave a file that is not the one of the lock file: ",
        ),
        ("  cause: Hash mismatch for `uv==0.13.9`\n", "the package index gave a file that is not the one of the lock"),
        ("error: failed to write: No space left on device (os error 28)\n", "the disk is full: make room"),
        (
            "ERROR: No matching distribution found for duckdb==2.0.0\n",
            f"Python 3.{sys.version_info[1]} on this system lacks a package that is needed: choose another Python",
        ),
        (
            "  cause: Because duckdb==1.1.3 has no usable wheels and you require duckdb==1.1.3, we can conclude\n",
            f"Python 3.{sys.version_info[1]} on this system lacks a package that is needed: choose another Python",
        ),
        ("ERROR: the moon is full\n", ""),
    ],
)
def test_the_reason_is_said_with_a_remedy(said: str, begins: str) -> None:
    reason = installers.reason(said)
    assert reason.startswith(begins)
    assert bool(reason) == bool(begins)
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("lines", "fetched"),
    [
        ("Collecting pandas==3.1.1\n  Downloading pandas-3.1.1-cp311-manylinux_x86_64.whl (11.8 MB)\n", 11.8),
        ("  Downloading jsonpath-rw-1.4.0.tar.gz (500 kB)\n  Using cached numpy-2.4.6.whl (16.1 MB)\n", 0.5),
        ("Downloading pyarrow (52.5MiB)\nDownloading numpy (16.1MiB)\n Downloaded numpy\n", 16.1),
    ],
)
def test_progress(lines: str, fetched: float) -> None:
    progress = installers.Progress()
    for line in lines.splitlines():
        progress.read(line)
    assert progress.fetched == pytest.approx(fetched)


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run(["unshare", "-rn", "true"], check=False).returncode != 0,
    reason="no network of its own can be made here",
)
def test_no_network(bare: Path) -> None:
    """The real pip, on a machine that reaches nothing."""
    done = subprocess.run(
        ["unshare", "-rn", "make", "build", f"PYTHON={sys.executable}"],
        cwd=bare,
        env=ENVIRONMENT | {"PIP_CONFIG_FILE": os.devnull, "PIP_DEFAULT_TIMEOUT": "5"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == NO_NETWORK
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2  # the other line is make's
