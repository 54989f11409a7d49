"""How well and how fast names are found, against spaCy's EntityRuler and pyahocorasick with the same names.

`make bench` runs it. Right and wrong are counted over the labelled texts of `tests/text/names/`; the time, over a text
made of them.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.raw.curated import read_curated
from pipeline.raw.names import collect
from pipeline.text.names import Name, Names

ROOT = Path(__file__).parent.parent.parent
MEGABYTE = 1_000_000

Found = set[tuple[int, int, str | None]]
Finder = Callable[[str], Found]


def labelled() -> list[tuple[str, Found]]:
    """Return the labelled texts, each with the span and the key of its names."""
    texts = []
    for file in sorted((ROOT / "tests/text/names").glob("*.jsonl")):
        for case in map(json.loads, file.read_text("utf-8").splitlines()):
            starts = [(found.get("start", case["text"].find(found["text"])), found) for found in case["found"]]
            texts.append((case["text"], {(at, at + len(found["text"]), found["entity"]) for at, found in starts}))
    return texts


def own(names: list[Name]) -> Finder:
    """Return what finds names here."""
    finder = Names(names, as_set=True)
    return lambda text: {(m.start, m.end, m.organization_id or m.framework_id) for m in finder.find(text)}


def entity_ruler(names: list[Name]) -> Finder:
    """Return the finder of spaCy: tokens compared as they are written."""
    import spacy

    language = spacy.blank("xx")
    language.max_length = 10 * MEGABYTE
    ruler = language.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "BODY", "pattern": name.name, "id": name.owner} for name in names])
    return lambda text: {(one.start_char, one.end_char, one.ent_id_) for one in language(text).ents}


def aho_corasick(names: list[Name]) -> Finder:
    """Return the finder of pyahocorasick: the longest of the names at each place, as whole words."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name.name, (len(name.name), name.owner))
    automaton.make_automaton()

    def find(text: str) -> Found:
        spans = ((end - size + 1, end + 1, owner) for end, (size, owner) in automaton.iter_long(text))
        return {
            (start, end, owner)
            for start, end, owner in spans
            if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
        }

    return find


def main() -> None:
    """Print a line for each finder: precision, recall and speed."""
    names = [name for name in collect(read_curated(ROOT), "en") if name.cluster_id is None]
    texts = labelled()
    long = "\n\n".join(random.Random(1).choices([text for text, _ in texts], k=30_000))
    print(f"{len(names)} names, {len(texts)} labelled texts, {len(long) / MEGABYTE:.1f} MB of them")
    for title, make in {"own": own, "spaCy EntityRuler": entity_ruler, "pyahocorasick": aho_corasick}.items():
        try:
            find = make(names)
        except ImportError as error:
            print(f"{title:24} not measured: {error}")
            continue
        found = [(find(text), expected) for text, expected in texts]
        hits = sum(len(have & want) for have, want in found)
        precision = hits / max(1, sum(len(have) for have, _ in found))
        recall = hits / sum(len(want) for _, want in found)
        started = time.process_time()
        find(long)
        speed = len(long) / MEGABYTE / (time.process_time() - started)
        print(f"{title:24} precision {precision:.3f}  recall {recall:.3f} {speed:8.2f} MB/s")


if __name__ == "__main__":
    main()
