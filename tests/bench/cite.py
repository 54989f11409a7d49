"""How fast `find` and `cite` are: over the same texts, against a bare scan by `re`, and against spaCy and eyecite.

`make bench` runs it; the last two if they are there. The texts are made from the page and the labelled texts of the
tests, with prose between them. Times are of the processor, which those of others on the machine do not disturb.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.text import citations

ROOT = Path(__file__).parent.parent.parent
BARE = re.compile(r"(?:Resolutions?|Decisions?)\s+(?:Conf\.\s*)?\d{1,2}\.\d{1,3}")
MEGABYTE = 1_000_000
CITED = {"dense": 0.12, "sparse": 0.008}  # how many of the paragraphs of a text are labelled ones


def make_text(size: int, cited_share: float = CITED["dense"]) -> str:
    """Return a text of about `size` characters, always the same."""
    prose = [
        line
        for line in (ROOT / "raw/source/cites-cooperation.txt").read_text("utf-8").split("\n")
        if not re.search("Resolution|Decision", line)
    ]
    cited = [case["text"] for case in labelled()]
    chance = random.Random(1)
    parts, length = [], 0
    while length < size:
        part = chance.choice(cited) if chance.random() < cited_share else chance.choice(prose)
        parts.append(part)
        length += len(part) + 2
    return "\n\n".join(parts)


def seconds(task: Callable[[str], object], text: str, times: int = 3) -> float:
    """Return the shortest time of the processor that a task took over a text."""
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        task(text)
        best = min(best, time.process_time() - started)
    return best


def command_seconds(text: str, *options: str) -> float:
    """Return the time of the processor that the command takes over a text, its start included."""

    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write(text)
        file.flush()
        started = children()
        command = [sys.executable, "-m", "pipeline", "cite", *options, file.name]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        return children() - started


def spacy_matcher() -> Callable[[str], object]:
    """Return a task for spaCy's PhraseMatcher: every instrument of twenty meetings, as it is most often written."""
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("en")
    language.max_length = 10 * MEGABYTE
    matcher = PhraseMatcher(language.vocab)
    forms = ("Decision {}.{}", "Resolution Conf. {}.{}")
    phrases = [form.format(meeting, item) for form in forms for meeting in range(1, 21) for item in range(1, 100)]
    matcher.add("instrument", list(language.tokenizer.pipe(phrases)))
    return lambda text: matcher(language.make_doc(text))


def eyecite_finder() -> Callable[[str], list[Any]]:
    """Return a task for eyecite, which knows the reporters of courts."""
    from eyecite import get_citations

    return get_citations


def labelled() -> list[dict[str, Any]]:
    """Return the labelled texts of the tests."""
    files = sorted((ROOT / "tests/text/citations").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def print_found() -> None:
    """Print how many of the labelled citations `find` and eyecite find: eyecite, if it says no more than where."""
    cases = labelled()
    finders = {"find": lambda text: {text[one.start : one.end] for one in citations.find(text, inferred=True)}}
    try:
        get = eyecite_finder()
        finders["eyecite"] = lambda text: {one.matched_text() for one in get(text)}
    except ImportError as error:
        print(f"{'eyecite':24} not measured: {error}")
    for name, finder in finders.items():
        hits = all_found = wanted = 0
        for case in cases:
            want, have = {one["text"] for one in case["found"]}, finder(case["text"])
            hits, all_found, wanted = hits + len(want & have), all_found + len(have), wanted + len(want)
        print(f"{name:24} {hits} of {wanted} labelled citations, {all_found - hits} others")


def main() -> None:
    """Print a line for each: time, speed, and how many times that of the bare scan it takes."""
    for kind, share in CITED.items():
        text = make_text(24 * MEGABYTE, share)
        found = len(citations.find(text))
        print(f"{kind}: {len(text) / MEGABYTE:.0f} MB, {found} citations, one in {len(text) // found} characters")
        bare = seconds(lambda whole: sum(1 for _ in BARE.finditer(whole)), text)
        times = {
            "bare re": bare,
            "find": seconds(citations.find, text),
            "find, inferred": seconds(lambda whole: citations.find(whole, inferred=True), text),
            "cite": command_seconds(text),
            "cite --inferred": command_seconds(text, "--inferred"),
        }
        for name, taken in times.items():
            speed = len(text) / MEGABYTE / taken
            print(f"{name:24} {taken:8.2f} s {speed:8.1f} MB/s {taken / bare:7.1f} times")
    print_found()
    # The others are so slow that a part of the text tells.
    part = make_text(MEGABYTE)
    own_part = seconds(citations.find, part)
    for name, make in {"spaCy PhraseMatcher": spacy_matcher, "eyecite": eyecite_finder}.items():
        try:
            other = seconds(make(), part, times=1)
        except ImportError as error:
            print(f"{name:24} not measured: {error}")
            continue
        print(f"{name:24} {other:8.2f} s for 1 MB, {other / own_part:.0f} times as long as find")


if __name__ == "__main__":
    main()
