"""Draws `corpus.svg` from `corpus.csv`, which `corpus.py` has measured: the same numbers give the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

CSV = Path(__file__).parent / "corpus.csv"
SVG = Path(__file__).parent / "corpus.svg"

Row = Mapping[str, str]

WIDTH, HEIGHT, LEFT, TOP = 250, 150, 52, 56  # of a panel; where the first one is
GAP = 64  # between panels
COLOURS = {"0": "#7a7a7a", "1": "#1f6f8b", "2": "#c8553d"}
NAMES = {"0": "citations alone, one process", "1": "corpus, one worker", "2": "corpus, two workers"}


def read() -> list[Row]:
    """Return what was measured, a row for each number of texts and of workers."""
    with CSV.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def draw(rows: list[Row]) -> str:
    """Return three panels as SVG, over the number of texts: processor time a text, megabytes a second of it, memory."""
    panels: list[tuple[str, Callable[[Row], float | None]]] = [
        ("milliseconds of a core, a text", lambda row: float(row["processor_seconds"]) / int(row["texts"]) * 1000),
        ("megabytes a second of a core", lambda row: float(row["megabytes"]) / float(row["processor_seconds"])),
        ("largest memory of a worker, MB", lambda row: float(row["worker_memory_mb"]) or None),
    ]
    width, height = LEFT + 3 * (WIDTH + GAP), TOP + HEIGHT + 44
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="16">{rows[0]["machine"]}; texts of {_mean_size(rows):.0f} KB on average</text>',
    ]
    for number, (workers, name) in enumerate(NAMES.items()):
        x = LEFT + 220 * number
        parts.append(f'<rect x="{x}" y="26" width="10" height="10" fill="{COLOURS[workers]}"/>')
        parts.append(f'<text x="{x + 16}" y="35">{name}</text>')
    for number, (title, value) in enumerate(panels):
        parts += _panel(LEFT + number * (WIDTH + GAP), title, rows, value)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _mean_size(rows: list[Row]) -> float:
    last = rows[-1]
    return float(last["megabytes"]) / int(last["texts"]) * 1000


def _panel(left: int, title: str, rows: list[Row], value: Callable[[Row], float | None]) -> list[str]:
    """Return the parts of one panel; its scale begins at 0."""
    counts = sorted({int(row["texts"]) for row in rows})
    points = [(row, found) for row in rows if (found := value(row)) is not None]
    top = _round_up(max(found for _, found in points))
    bottom = TOP + HEIGHT
    across = {count: left + 20 + (WIDTH - 40) * place // (len(counts) - 1) for place, count in enumerate(counts)}
    parts = [f'<text x="{left}" y="{TOP + 2}" font-weight="bold">{title}</text>']
    for step in range(3):
        y = bottom - (HEIGHT - 16) * step // 2
        parts.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{y}" y2="{y}" stroke="#d0d0d0"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{top * step / 2:g}</text>')
    parts += [f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{count:,}</text>' for count, x in across.items()]
    parts.append(f'<text x="{left + WIDTH // 2}" y="{bottom + 36}" text-anchor="middle">texts</text>')
    for workers, colour in COLOURS.items():
        line = [
            (across[int(row["texts"])], round(bottom - (HEIGHT - 16) * found / top, 1))
            for row, found in points
            if row["workers"] == workers
        ]
        path = " ".join(f"{x},{y}" for x, y in line)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in line]
    return parts


def _round_up(value: float) -> float:
    """Return the next larger number of one digit and zeros, or such a number and a half."""
    unit = 10 ** (len(str(int(value))) - 1)
    return next(step * unit / 2 for step in range(1, 21) if step * unit / 2 >= value)
