"""The tables and their foreign keys as a picture: a table stands to the right of those that it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.site.published import Table, link

BOX_WIDTH, BOX_HEIGHT, GAP, COLUMN = 172, 34, 18, 260


@dataclass
class Box:
    """A table; `x` and `y` are its upper left corner."""

    table: Table
    x: int
    y: int

    @property
    def href(self) -> str:
        """Its page."""
        return link(f"tables/{self.table.name}.html")


@dataclass(frozen=True)
class Key:
    """A foreign key: from the table that holds it to the table that it refers to."""

    column: str
    holder: Box
    target: Box

    @property
    def path(self) -> str:
        """The curve from one box to the other, as SVG writes it; a loop where they are the same."""
        x1, y1 = self.holder.x, self.holder.y + BOX_HEIGHT // 2
        x2, y2 = self.target.x + BOX_WIDTH, self.target.y + BOX_HEIGHT // 2
        if self.holder is self.target:
            top, right = self.holder.y, self.holder.x + BOX_WIDTH
            return f"M{right - 40},{top} C{right - 40},{top - 24} {right + 24},{top - 4} {right},{y1}"
        bend = (x1 - x2) // 2
        return f"M{x1},{y1} C{x1 - bend},{y1} {x2 + bend},{y2} {x2},{y2}"


@dataclass(frozen=True)
class Relations:
    """The picture and its size."""

    boxes: list[Box]
    keys: list[Key]
    width: int
    height: int


def draw(tables: dict[str, Table]) -> Relations:
    """Return the picture of the tables. Not drawn: that each fact refers to its passage."""
    keys = {
        name: [
            (column.name, column.refers)
            for column in table.columns
            if column.refers and not (table.states_facts and column.name == "passage_id")
        ]
        for name, table in tables.items()
    }
    depth: dict[str, int] = {}

    def visit(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((visit(target) for _, target in keys[name] if target != name), default=-1)
        return depth[name]

    for name in tables:
        visit(name)
    layers = [[name for name in tables if depth[name] == level] for level in range(max(depth.values()) + 1)]
    # What refers to nothing stands beside what refers to it.
    for before, layer in pairwise(layers):
        place = {name: number for number, name in enumerate(before)}

        def mean(name: str, place: dict[str, int] = place) -> float:
            found = [place[target] for _, target in keys[name] if target in place]
            return sum(found) / len(found) if found else 0.0

        layer.sort(key=mean)
    tallest = max(len(layer) for layer in layers)
    boxes = {}
    for level, layer in enumerate(layers):
        top = 30 + (tallest - len(layer)) * (BOX_HEIGHT + GAP) // 2
        for number, name in enumerate(layer):
            boxes[name] = Box(tables[name], 10 + level * COLUMN, top + number * (BOX_HEIGHT + GAP))
    drawn = [Key(column, boxes[name], boxes[target]) for name in tables for column, target in keys[name]]
    width = 30 + (len(layers) - 1) * COLUMN + BOX_WIDTH
    return Relations(list(boxes.values()), drawn, width, 50 + tallest * (BOX_HEIGHT + GAP))
