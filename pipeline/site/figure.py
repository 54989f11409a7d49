"""The figure: whom CITES works with, as a tree that fits on one slide; SVG without external files.

Each leaf has its own line, and each branching node is centred on its branches, so that nothing overlaps.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.site.board import Board, Body, Cluster

FILE = "partners.svg"
WIDTH = 1600
_ROOT, _CLUSTER, _BRANCH, _LEAF = 40, 180, 350, 680  # where the text of each level begins
_TOP, _LINE, _GAP, _FOOT = 118, 18.5, 9, 96  # units of the picture


@dataclass
class Node:
    """A node of the tree: an acronym, its text in lines, and notes on it; `y` is its middle."""

    x: int
    acronym: str
    lines: list[str]
    notes: list[str] = field(default_factory=list)
    colour: int = 0
    y: float = 0.0
    children: list[Node] = field(default_factory=list)

    @property
    def right(self) -> float:
        """Where its text ends, or a little farther, because fonts differ."""
        widths = [9.0 * len(self.acronym) + 7.2 * len(self.lines[0]), *(7.2 * len(line) for line in self.lines[1:])]
        return round(self.x + max(widths) + 6, 1)

    def all(self) -> Iterator[Node]:
        """Yield the node and all below it."""
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True)
class Figure:
    """The tree and the height of the picture."""

    root: Node
    height: int

    @property
    def edges(self) -> list[tuple[Node, Node]]:
        """The pairs of nodes joined by a line."""
        return [(node, child) for node in self.root.all() for child in node.children]


def draw(board: Board) -> Figure:
    """Return the figure of a board."""
    root = Node(_ROOT, "CITES", [""])
    for number, cluster in enumerate(board.clusters, 1):
        root.children.append(_cluster(cluster, number))
    if board.others:
        others = Node(_CLUSTER, "", ["Named only by a", "Resolution or Decision"])
        others.children = [_leaf(body) for body in board.others]
        root.children.append(others)
    bottom: float = _TOP
    for branch in root.children:
        bottom = _place(branch, bottom) + _GAP
    root.y = round((root.children[0].y + root.children[-1].y) / 2, 2)
    return Figure(root, round(bottom + _FOOT))


def _cluster(cluster: Cluster, colour: int) -> Node:
    node = Node(_CLUSTER, cluster.row.row_id.capitalize(), [""])
    for body in cluster.bodies:
        if body.members:
            node.children.append(_group(body))
        else:
            node.children.append(_leaf(body))
    for theme in cluster.themes:
        branch = Node(_BRANCH, "", textwrap.wrap(str(theme.row.values["name"]), 34))
        branch.children = [_leaf(body) for body in theme.bodies]
        node.children.append(branch)
    for one in node.all():
        one.colour = colour
    return node


def _group(body: Body) -> Node:
    node = Node(_BRANCH, body.acronym or "", textwrap.wrap(body.name, 34), _notes(body))
    node.children = [_leaf(member) for member in body.members]
    return node


def _leaf(body: Body) -> Node:
    return Node(_LEAF, body.acronym or "", [body.name], _notes(body))


def _notes(body: Body) -> list[str]:
    also = f"also {', '.join(body.also)}" if body.also else ""
    return [note for note in (*body.agreements, body.mandates, also) if note]


def _place(node: Node, top: float) -> float:
    """Set the height of a node and all nodes below it, from `top` down; return where the next one may begin."""
    if not node.children:
        node.y = top + _LINE / 2
        return top + _LINE
    for child in node.children:
        top = _place(child, top)
    node.y = round((node.children[0].y + node.children[-1].y) / 2, 2)
    return top
