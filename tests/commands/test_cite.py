"""The command `cite`."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios

from conftest import ROOT


def cite(*arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "cite", *arguments], cwd=ROOT, input=text, capture_output=True, check=False
    )


def test_standard_input_as_json_lines() -> None:
    done = cite(text="Voir la décision 19.20 a) et la Résolution Conf. 12.4 (Rev. CoP18).".encode())
    assert done.returncode == 0
    assert done.stderr == b""
    assert [json.loads(line) for line in done.stdout.decode().splitlines()] == [
        {
            "file": "-",
            "kind": "decision",
            "number": "19.20",
            "revision": None,
            "start": 8,
            "end": 22,
            "text": "décision 19.20",
            "instrument_id": "dec-19.20",
            "pinpoint": "a)",
            "inferred": False,
        },
        {
            "file": "-",
            "kind": "resolution",
            "number": "12.4",
            "revision": "CoP18",
            "start": 32,
            "end": 66,
            "text": "Résolution Conf. 12.4 (Rev. CoP18)",
            "instrument_id": "conf-12.4-rev-cop18",
            "pinpoint": None,
            "inferred": False,
        },
    ]


def test_files_as_csv(tmp_path) -> None:
    (tmp_path / "a.txt").write_bytes(
        b"Decisions of the Conference of the Parties\r\n\r\n19.20 to 19.21 Livelihoods\r\n"
    )
    (tmp_path / "b.txt").write_text("Resolution Conf. 2.6 (Rev.)\n")
    done = cite("--format", "csv", "--inferred", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert [(row["number"], row["revision"], row["text"], row["inferred"]) for row in rows] == [
        ("19.20", "", "19.20 to 19.21", "true"),
        ("19.21", "", "19.20 to 19.21", "true"),
        ("2.6", "Rev.", "Resolution Conf. 2.6 (Rev.)", "false"),
    ]
    assert rows[0]["start"] == "46"
    assert b"\r" not in done.stdout


def test_offsets_count_what_is_in_the_file(tmp_path) -> None:
    """Nothing is taken out before counting: no byte-order mark, no carriage return."""
    text = "\ufeffone\r\ntwo\r\nDecision 19.20"
    (tmp_path / "a.txt").write_bytes(text.encode())
    [row] = [json.loads(line) for line in cite(str(tmp_path / "a.txt")).stdout.splitlines()]
    assert text[row["start"] : row["end"]] == "Decision 19.20"


def test_a_file_that_cannot_be_read_loses_nothing_of_the_others(tmp_path) -> None:
    (tmp_path / "latin.txt").write_bytes("Décision 19.20".encode("latin-1"))
    (tmp_path / "good.txt").write_text("Decision 19.21")
    done = cite(str(tmp_path / "missing.txt"), str(tmp_path / "latin.txt"), str(tmp_path / "good.txt"))
    assert done.returncode == 1
    assert [json.loads(line)["number"] for line in done.stdout.splitlines()] == ["19.21"]
    assert done.stderr.decode().splitlines() == [
        f"{tmp_path}/latin.txt: byte 1 is not UTF-8; convert the file to UTF-8",
        f"{tmp_path}/missing.txt: cannot be read (No such file or directory); mend the path",
    ]


def test_a_reader_that_stops_is_no_fault(tmp_path) -> None:
    (tmp_path / "long.txt").write_text("Decision 19.20. " * 20_000)
    command = f"{sys.executable} -m pipeline cite {tmp_path}/long.txt | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1


def test_citing_does_not_wait_for_pandas() -> None:
    script = "import sys, pipeline.commands.cite; sys.exit('pandas' in sys.modules or 'pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_progress_is_shown_on_a_terminal_when_there_are_many_files(tmp_path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(f"Decision 19.{number + 1}")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "pipeline", "cite", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "40/40" in shown
    assert len(done.stdout.splitlines()) == 40
