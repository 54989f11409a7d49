"""The tables and their foreign keys as a picture: a table stands to the right of those that it refers to."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.site.published import Table, link

BOX_WIDTH, BOX_HEIGHT = 172, 34
_COLUMN, _ROW = 224, 50  # from one box to the next
_SWEEPS = 24


@dataclass
class Box:
    """A table; `level` is its column from the left, `x` and `y` are its upper left corner."""

    table: Table
    level: int
    y: float

    @property
    def x(self) -> int:
        """Its left edge."""
        return 4 + self.level * _COLUMN

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
        x1, y1 = self.holder.x, self.holder.y + BOX_HEIGHT / 2
        x2, y2 = self.target.x + BOX_WIDTH, self.target.y + BOX_HEIGHT / 2
        if self.holder is self.target:
            return f"M{x2 - 40},{self.holder.y} C{x2 - 40},{self.holder.y - 24} {x2 + 24},{self.holder.y - 4} {x2},{y1}"
        bend = min((x1 - x2) / 2, 40)
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
    keys = [
        (name, column.name, column.refers)
        for name, table in tables.items()
        for column in table.columns
        if column.refers and not (table.states_facts and column.name == "passage_id")
    ]
    levels: dict[str, int] = {}

    def level(name: str) -> int:
        if name not in levels:
            targets = [target for holder, _, target in keys if holder == name and target != name]
            levels[name] = max((level(target) + 1 for target in targets), default=0)
        return levels[name]

    columns: dict[int, list[Box]] = {}
    for name, table in tables.items():
        column = columns.setdefault(level(name), [])
        column.append(Box(table, level(name), len(column) * _ROW))
    boxes = {box.table.name: box for number in sorted(columns) for box in columns[number]}
    neighbours: dict[str, list[Box]] = {name: [] for name in boxes}
    for holder, _, target in keys:
        neighbours[holder].append(boxes[target])
        neighbours[target].append(boxes[holder])
    for _ in range(_SWEEPS):
        for number in sorted(columns):
            _settle(columns[number], neighbours)
    top = min(box.y for box in boxes.values()) - 24
    for box in boxes.values():
        box.y = round(box.y - top, 1)
    drawn = [Key(column, boxes[holder], boxes[target]) for holder, column, target in keys]
    width = 8 + (len(columns) - 1) * _COLUMN + BOX_WIDTH
    return Relations(list(boxes.values()), drawn, width, round(max(box.y for box in boxes.values())) + BOX_HEIGHT + 4)


def _settle(column: list[Box], neighbours: dict[str, list[Box]]) -> None:
    """Order the boxes of one column by the mean height of what each is joined with, and stand them around it."""
    for box in column:
        joined = neighbours[box.table.name]
        if joined:
            box.y = sum(other.y for other in joined) / len(joined)
    column.sort(key=lambda box: box.y)
    middle = sum(box.y for box in column) / len(column)
    for number, box in enumerate(column):
        box.y = middle + (number - (len(column) - 1) / 2) * _ROW
