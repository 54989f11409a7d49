"""The command `cite`."""

from __future__ import annotations

import argparse
import csv
import ctypes
import fcntl
import gzip
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from html import escape
from pathlib import Path

import marko
import pytest
from conftest import ROOT
from papers import lines, paragraph, pdf, word
from selectolax.lexbor import LexborHTMLParser

from pipeline.commands import cite as cite_command
from pipeline.documents.in_parallel import in_parallel
from pipeline.documents.read import minutes
from pipeline.faults import Fault, Faults

PLAIN = {"annotate": None, "inferred": False}


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
            "in_address": False,
            "known": True,
            "page_number": None,
            "in_furniture": False,
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
            "in_address": False,
            "known": True,
            "page_number": None,
            "in_furniture": False,
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
    assert rows[0]["start"] == "44"
    assert [row["known"] for row in rows] == ["true", "true", "true"]
    assert b"\r" not in done.stdout


def test_offsets_count_a_text_without_byte_order_mark_and_carriage_returns(tmp_path) -> None:
    """As Python's `open` with `utf-8-sig` gives it; the same in a corpus and on the page."""
    (tmp_path / "a.txt").write_bytes("\ufeffone\r\ntwo\r\nDecision 19.20".encode())
    with (tmp_path / "a.txt").open(encoding="utf-8-sig") as stream:
        text = stream.read()
    [row] = [json.loads(line) for line in cite(str(tmp_path / "a.txt")).stdout.splitlines()]
    assert text[row["start"] : row["end"]] == row["text"] == "Decision 19.20"
    assert row["start"] == 8


def test_a_packed_file_is_unpacked(tmp_path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Decision 19.20"))
    (tmp_path / "b.gz").write_bytes(b"Decision 19.20")
    done = cite(str(tmp_path / "a.txt.gz"), str(tmp_path / "b.gz"))
    assert [json.loads(line)["number"] for line in done.stdout.splitlines()] == ["19.20"]
    assert done.stderr.decode() == (
        f"{tmp_path}/b.gz: cannot be unpacked (Not a gzipped file (b'De')); pack it again\n"
    )


def test_many_files_are_read_in_their_order_on_all_cores(tmp_path, monkeypatch, capfd) -> None:
    names = [f"{number:03}.txt" for number in range(150)]
    for name in names:
        (tmp_path / name).write_text(f"Decision 19.{int(name[:3]) + 1}\n" * 3)
    monkeypatch.setattr(cite_command, "_WORTH_IT", 0)
    (tmp_path / "007.txt").write_bytes(b"\xff")
    with pytest.raises(Faults, match=r"007\.txt: byte 0 .* is not UTF-8"):
        cite_command.run(argparse.Namespace(files=[str(tmp_path / name) for name in names], format="jsonl", **PLAIN))
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [row["file"][-7:] for row in rows] == [name for name in names for _ in range(3) if name != "007.txt"]


@pytest.mark.parametrize(
    ("format_", "name", "text", "shown"),
    [
        (
            "html",
            "-",
            "See Decisions 19.20 & 19.21 to 19.22 <b",
            '<pre style="white-space: pre-wrap">See <mark data-instruments="dec-19.20" title="Decision 19.20">'
            'Decisions 19.20</mark> &amp; <mark data-instruments="dec-19.21 dec-19.22" '
            'title="Decision 19.21; Decision 19.22">19.21 to 19.22</mark> &lt;b</pre>\n',
        ),
        (
            "html",
            "a.html",
            "<p>See Resolution <i>Conf. 13.4</i> (Rev. CoP18) &amp; others</p>",
            '<p>See <mark data-instruments="conf-13.4-rev-cop18" title="Resolution Conf. 13.4 (Rev. CoP18)">Resolution '
            '</mark><i><mark data-instruments="conf-13.4-rev-cop18" title="Resolution Conf. 13.4 (Rev. CoP18)">'
            'Conf. 13.4</mark></i><mark data-instruments="conf-13.4-rev-cop18" '
            'title="Resolution Conf. 13.4 (Rev. CoP18)"> (Rev. CoP18)</mark> &amp; others</p>',
        ),
        ("markdown", "-", "See Decisions 19.20-21.", "See **Decisions 19.20-21** `dec-19.20 dec-19.21`."),
        (
            "markdown",
            "a.md",
            "[Conf. 17.7](https://a.example/res/17/17-07.php) (Rev. CoP19)",
            "[**Conf. 17.7**](https://a.example/res/17/17-07.php) **(Rev. CoP19)** `conf-17.7-rev-cop19`",
        ),
    ],
)
def test_a_text_is_annotated(tmp_path: Path, format_: str, name: str, text: str, shown: str) -> None:
    """What is named as markup is kept as that."""
    (tmp_path / "a.html").write_text(text)
    (tmp_path / "a.md").write_text(text)
    done = cite("--annotate", format_, name if name == "-" else str(tmp_path / name), text=text.encode())
    assert done.stdout.decode() == shown
    assert done.stderr == b""


HOSTILE = [
    "<script>alert(1)</script> Decision 19.20",
    "<p>Decision 19.20</p><img src=x onerror=alert(1)>",
    "a < b & c &lt; d, </p> Decision 19.20 <b",
    "<!doctype html><html><body><script>alert(1)</script>Decision 19.20",
    "*a* _b_ `c` [d](javascript:x) ![e](f) ~g~ \\ <https://a.example> CITES Decision 19.20 | h",
    "# CITES Decision 19.20\n- a\n+ b\n* c\n1. d\n2) e\n> f\ng\n===\nh\n---\n```\ni",
    "    Decision 19.20\n\n\tDecision 19.21",
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("given", ["standard input", "a.txt", "a.docx", "a.pdf"])
def test_a_text_of_somebody_else_shows_as_it_is_and_does_nothing(tmp_path: Path, text: str, given: str) -> None:
    """As browsers and readers of Markdown take it: no element but those of the marks, and the words as they were."""
    file = tmp_path / given
    if given == "a.docx":
        file.write_bytes(word("".join(paragraph(escape(line)) for line in text.split("\n"))))
    elif given == "a.pdf":
        file.write_bytes(pdf(lines(text.split("\n"))))
    else:
        file.write_text(text)
    arguments, typed = ([], text.encode()) if given == "standard input" else ([str(file)], b"")
    shown = cite("--annotate", "html", *arguments, text=typed).stdout.decode()
    assert {element.tag for element in LexborHTMLParser(shown).css("body *")} == {"pre", "mark"}
    words = LexborHTMLParser(shown).body.text()
    assert "Decision 19.20" in words
    if given != "a.pdf":  # whose lines are joined
        assert words.split() == text.split()
    from_markdown = marko.convert(cite("--annotate", "markdown", *arguments, text=typed).stdout.decode())
    page = LexborHTMLParser(from_markdown)
    assert {element.tag for element in page.css("body *")} == {"p", "strong", "code"}
    for element in page.css("code"):
        element.decompose()
    assert "".join(page.body.text().split()) == "".join(words.split())


def test_one_text_is_annotated_at_a_time(tmp_path) -> None:
    done = cite("--annotate", "html", "a.txt", "b.txt")
    assert done.returncode == 1
    assert done.stderr.decode() == "--annotate: takes one text, not 2; give one FILE\n"


def test_a_wrong_option_is_answered_with_those_that_there_are() -> None:
    done = cite("--fromat", "csv")
    assert done.returncode == 2
    assert b"[--format {jsonl,csv}" in done.stderr
    assert done.stderr.endswith(b"cite: error: unrecognized arguments: --fromat\n")


def test_a_full_disk_is_told_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", "cite"],
            cwd=ROOT,
            input=b"Decision 19.20",
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == b"cite: No space left on device; make room, and run the command again\n"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    done = cite(str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.decode() == f"{tmp_path}: is a folder; give its files, or make a corpus of it\n"


def test_a_file_that_cannot_be_read_loses_nothing_of_the_others(tmp_path) -> None:
    (tmp_path / "latin.txt").write_bytes("Décision 19.20".encode("latin-1"))
    (tmp_path / "good.txt").write_text("Decision 19.21")
    done = cite(str(tmp_path / "missing.txt"), str(tmp_path / "latin.txt"), str(tmp_path / "good.txt"))
    assert done.returncode == 1
    assert [json.loads(line)["number"] for line in done.stdout.splitlines()] == ["19.21"]
    assert done.stderr.decode().splitlines() == [
        f"{tmp_path}/latin.txt: byte 1 (0xe9), in line 1, is not UTF-8; save it as UTF-8",
        f"{tmp_path}/missing.txt: cannot be read (No such file or directory); check the path, and that you may read it",
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


def test_a_page_is_annotated_as_it_is(tmp_path) -> None:
    page = "<!doctype html><html><head><title>x</title></head><body><p>See Decision 19.20</p></body></html>"
    (tmp_path / "a.html").write_text(page)
    mark = '<mark data-instruments="dec-19.20" title="Decision 19.20">Decision 19.20</mark>'
    done = cite("--annotate", "html", str(tmp_path / "a.html"))
    assert (done.stdout.decode(), done.stderr) == (page.replace("Decision 19.20", mark), b"")


def test_a_pdf_is_read_whatever_its_name_and_a_note_says_so(tmp_path) -> None:
    (tmp_path / "a.txt").write_bytes(pdf(lines(["See Decision 19.20."])))
    done = cite(str(tmp_path / "a.txt"))
    assert [json.loads(line)["page_number"] for line in done.stdout.splitlines()] == [1]
    assert done.stderr.decode() == (
        f"{tmp_path}/a.txt: is a PDF, although it is named like text; it is read as what it is\n"
    )
    assert done.returncode == 0


def _ends(file: str) -> str:
    if "ends" in file:
        os._exit(1)
    return file.upper()


@pytest.mark.slow
def test_a_file_that_ends_its_process_is_told_and_the_others_are_read() -> None:
    files = ["a", "ends", *map(str, range(200)), "ends too"]
    made = list(in_parallel(_ends, files, 2, _minutes))
    assert [str(one) for one in made if isinstance(one, Fault)] == [
        f"{file}: each process that read it was ended: it is broken, or needs more memory than there is; "
        "download it again, repair it, for example with `qpdf in.pdf out.pdf`, or split it"
        for file in ("ends", "ends too")
    ]
    assert [one for one in made if isinstance(one, str)] == ["A", *map(str, range(200))]


def _minutes(file: str) -> float:
    return 0.02 if file == "hangs" else 5


def _hangs(file: str) -> str:
    """Return a file as it is, but never come back from one, nor let anything else of Python run."""
    return str(ctypes.PyDLL(None).sleep(300)) if file == "hangs" else file


@pytest.mark.slow
def test_a_file_over_which_a_process_takes_too_long_is_told_and_the_others_are_read() -> None:
    made = list(in_parallel(_hangs, ["a", "hangs", "z"], 2, _minutes))
    remedy = "download it again, repair it, for example with `qpdf in.pdf out.pdf`, or split it"
    told = f"hangs: could not be read in 0.02 minutes; {remedy}"
    assert [str(one) for one in made] == ["a", told, "z"]


def test_a_large_file_may_take_longer(tmp_path: Path) -> None:
    (tmp_path / "small.pdf").touch()
    with (tmp_path / "large.pdf").open("wb") as stream:
        stream.truncate(200_000_000)
    assert [minutes(tmp_path / name) for name in ("small.pdf", "large.pdf", "none.pdf")] == [5, 205, 5]
