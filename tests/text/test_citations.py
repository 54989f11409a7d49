"""What holds for `find` on any text, and the command `cite`."""

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
import time

import pytest
from conftest import ROOT

from pipeline.text.citations import Citation, find, scan

BESIDE = ["", " ", "–", "’", "é ", "🐘", "\n\n", "\u00a0", "(", "«"]


@pytest.mark.parametrize("before", BESIDE)
@pytest.mark.parametrize("after", ["", " ", "–", "’ ", " é", "🐘", "\n\n", "\u00a0", ")", "»"])
def test_offsets_slice_to_the_words_beside_any_character(before: str, after: str) -> None:
    words = "Resolution Conf. 12.4 (Rev. CoP18)"
    text = f"🐘 été {before}{words}{after}"
    assert [text[c.start : c.end] for c in find(text)] == [words]


LIST = "Decisions 19.85, paragraphs a) and b), 19.86 (Rev. CoP20) to 19.88 & 18.90 (Rev. CoP19)"


def test_order_overlap_and_spans_of_a_list() -> None:
    found = find(f"{LIST}; {LIST}")
    spans = [(c.start, c.end) for c in found]
    assert spans == sorted(spans)
    assert len(found) == 2 * 5
    assert {LIST[start:end] for start, end in spans[:5]} == {
        *("Decisions 19.85", "19.86 (Rev. CoP20) to 19.88", "18.90 (Rev. CoP19)"),
    }


def test_a_text_cut_anywhere_cites_only_what_is_there() -> None:
    """A cut may shorten the last number, but it moves and invents nothing before it."""
    whole = find(LIST)
    for end in range(len(LIST)):
        for citation in find(LIST[:end]):
            assert citation.end <= end
            if citation.end < end - 12:
                assert citation.start in {c.start for c in whole}


def test_meetings_that_are_not_known_and_revisions_before_the_adoption_are_no_citations() -> None:
    assert find("Decision 99.1, Decision 0.4, Decision 19.5 (Rev. CoP19), Decision 19.6 (Rev. CoP99)") == []
    assert [c.number for c in find("Decisions 99.1, 19.2 and 19.3 (Rev. CoP18)")] == ["19.2"]


def test_a_citation_is_a_plain_value() -> None:
    assert find("RC 9.24 (Rev. CoP17)") == [Citation(0, 20, "resolution", "9.24", "CoP17", None, inferred=False)]


MEGABYTE = 1_000_000
LONG = {
    "a list": "Decisions " + "19.1, " * (MEGABYTE // 6),
    "brackets": "(" * MEGABYTE,
    "spaces": " " * MEGABYTE,
    "line ends": "\n" * MEGABYTE,
    "revisions": "Rev. CoP" * (MEGABYTE // 8),
    "open revisions": "Decision 19.1 (Rev. " * (MEGABYTE // 20),
    "numbers": "19.1 " * (MEGABYTE // 5),
    "points": "." * MEGABYTE,
    "digits": "1" * MEGABYTE,
    "points and digits": "1." * (MEGABYTE // 2),
    "words before no number": "Resolution Conf. " * (MEGABYTE // 17),
    "words far from their number": ("Decision" + " " * 60 + "19.1 ") * (MEGABYTE // 73),
    "pinpoints": "Decision 19.1 " + "a) and " * (MEGABYTE // 7),
    "lines": "19.1 to 19.3\n" * (MEGABYTE // 13),
    "headings": "Decisions of the Conference of the Parties\n" * (MEGABYTE // 43),
    "directions": "1.1 Directed to " * (MEGABYTE // 16),
    "capitals": "A" * MEGABYTE,
}


@pytest.mark.parametrize("name", LONG)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    """Linear: a quadratic pattern would take a thousand times the time for the whole as for a 32nd part of it."""
    text = LONG[name]

    def seconds(part: str) -> float:
        started = time.perf_counter()
        find(part, inferred=True)
        return time.perf_counter() - started

    part = min(seconds(text[: len(text) // 32]) for _ in range(3))
    assert seconds(text) < 32 * 8 * part + 0.1


def test_a_citation_begins_at_the_word_next_to_its_number() -> None:
    [citation] = find("This Decision is Decision 17.5.")
    assert (citation.start, citation.end) == (17, 30)


def test_each_heading_says_what_the_numbers_below_it_are() -> None:
    text = "Decisions of the Conference of the Parties\n17.5 on trade\n19.7 on fish\n"
    text += "Resolutions of the Conference of the Parties\n10.4 on birds\n"
    text += "Decisions of the Conference of the Parties\n18.6 on trees\n"
    labels = [citation.label for citation in find(text, inferred=True)]
    assert labels == ["Decision 17.5", "Decision 19.7", "Resolution Conf. 10.4", "Decision 18.6"]
    assert scan(text) == [], "such numbers are read only where somebody asks for them"


@pytest.mark.parametrize(
    ("before", "is_heading"),
    [("", True), ("tasks ", True), (f"{'x' * 59} ", True), (f"{'x' * 60} ", False), ("un", False), ("¿", True)],
)
def test_a_direction_is_a_heading_near_the_start_of_its_line_and_as_a_word(before: str, is_heading: bool) -> None:
    text = f"Report of the meeting\n{before}Directed to the Secretariat\n19.20 to report\n"
    assert [citation.number for citation in find(text, inferred=True)] == (["19.20"] if is_heading else [])


# --- the command --------------------------------------------------------------------------------------------


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
