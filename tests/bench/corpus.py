"""How the time and memory of `corpus` grow with the number of texts and of workers, beside finding citations alone.

`make bench` runs it, which takes a quarter of an hour and 2 GB of the folder for temporary files. It writes what it
measured to `corpus.csv`, and draws `corpus.svg`, which docs/corpus.md shows. Linux only: memory is read from /proc.

The texts are made like that of `cite.py`, from the page and the labelled sentences. They name more organizations than
those of an archive do. Their sizes are log-normal, as sizes of documents are: half of them are smaller than 6 KB, one
in forty is larger than 43 KB. Each tenth is packed.
"""

from __future__ import annotations

import csv
import gzip
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cite import make_text
from corpus_plot import CSV, SVG, draw, read

ROOT = Path(__file__).parent.parent.parent
COUNTS = (1_000, 10_000, 100_000)
WORKERS = (1, 2)
MEDIAN, SPREAD = 6_000, 1.0  # characters; of their logarithm
A_FOLDER = 500  # texts
# Finds the citations of every text, and does nothing with them.
CITE = """
import gzip, sys
from pathlib import Path
from pipeline.text import citations
for file in Path(sys.argv[1]).rglob("*.txt*"):
    data = gzip.open(file).read() if file.suffix == ".gz" else file.read_bytes()
    citations.find(data.decode("utf-8"), inferred=True)
"""


class Run(NamedTuple):
    """What a command took: seconds, those of the processor, and the largest memory of it and of a worker, in MB."""

    seconds: float
    processor: float
    memory: float
    worker_memory: float


def make_texts(folder: Path, count: int) -> int:
    """Write that many texts below a folder, always the same; return how many bytes they hold, unpacked."""
    source = make_text(4_000_000)
    chance = random.Random(1)
    total = 0
    for number in range(count):
        size = int(chance.lognormvariate(0, SPREAD) * MEDIAN)
        start = chance.randrange(len(source) - size)
        data = source[start : start + size].encode()
        file = folder / f"{number // A_FOLDER:04}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        if number % 10 == 9:
            file.with_suffix(".txt.gz").write_bytes(gzip.compress(data, 6, mtime=0))
        else:
            file.write_bytes(data)
        total += len(data)
    return total


def measured(scratch: Path, workers: int) -> Run:
    """Make the corpus of the texts, or only find their citations (no workers); return what it took."""
    texts, out = str(scratch / "texts"), str(scratch / "out")
    command = ["-m", "pipeline", "corpus", texts, out, "--workers", str(workers)] if workers else ["-c", CITE, texts]
    started, processor = time.perf_counter(), _processor_seconds()
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    own = largest = 0.0
    while process.poll() is None:
        own = max(own, _peak(process.pid))
        largest = max([largest, *(_peak(child) for child in _children(process.pid))])
        time.sleep(0.05)
    taken = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed")
    shutil.rmtree(out, ignore_errors=True)
    return Run(taken, _processor_seconds() - processor, own, largest)


def _processor_seconds() -> float:
    """Return what all processes that have been started here and have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak(pid: int) -> float:
    """Return the largest memory that a process has had so far, in MB; 0 if it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM:")), 0.0)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]
    except OSError:
        return []


def rows(scratch: Path) -> Iterator[dict[str, str]]:
    """Measure, and yield a row for each number of texts and of workers (0: finding citations alone).

    Where others use the machine too, the seconds of the processor tell more. What a run takes before and after its
    work, which is that of one text, is in neither; what a second worker takes to start is.
    """
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    bare = {workers: Run(0, 0, 0, 0) for workers in (0, *WORKERS)}
    for count in (1, *COUNTS):
        size = make_texts(scratch / "texts", count)
        for workers in bare:
            load = os.getloadavg()[0]
            taken = min(measured(scratch, workers) for _ in range(1 if count == COUNTS[-1] else 3))
            if count == 1:
                bare[workers] = taken
                continue
            yield {
                "machine": machine,
                "texts": str(count),
                "megabytes": f"{size / 1e6:.1f}",
                "workers": str(workers),
                "seconds": f"{taken.seconds - bare[workers].seconds:.2f}",
                "processor_seconds": f"{taken.processor - bare[workers].processor:.2f}",
                "memory_mb": f"{taken.memory:.0f}",
                "worker_memory_mb": f"{taken.worker_memory:.0f}",
                "load_before": f"{load:.1f}",
            }
        shutil.rmtree(scratch / "texts")


def main() -> None:
    """Print a line for each run, and write table and plot."""
    with tempfile.TemporaryDirectory() as scratch, CSV.with_suffix(".partial").open("w", encoding="utf-8") as stream:
        table: csv.DictWriter[str] | None = None
        for row in rows(Path(scratch)):
            if table is None:
                table = csv.DictWriter(stream, row, lineterminator="\n")
                table.writeheader()
                print(*row)
            table.writerow(row)
            print(*row.values(), flush=True)
    CSV.with_suffix(".partial").replace(CSV)
    SVG.write_text(draw(read()), "utf-8")


if __name__ == "__main__":
    main()
