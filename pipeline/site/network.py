"""The network of cooperation as a picture: where each node and its label stand, so that no two labels meet.

Springs along the edges, repulsion between all nodes, then boxes pushed apart until none overlap. Only sums,
products and square roots, from fixed places on: the same network gives the same picture on any machine.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from itertools import combinations

from pipeline.site.published import Published, link
from pipeline.site.words import listed

WIDTH, HEIGHT = 1100, 760
_MARGIN, _ROUNDS, _SPRING = 14, 500, 95.0
_CHARACTER, _LINE = 7.4, 15  # width and height of a label's text, in the picture's units


@dataclass
class Node:
    """A cluster or an organization; `x` and `y` are its centre, `lines` its label below it."""

    node_id: str
    name: str
    kind: str
    href: str
    clusters: list[str]
    lines: list[str]
    x: float = 0.0
    y: float = 0.0

    @property
    def radius(self) -> int:
        """The radius of its disc."""
        return 15 if self.kind == "cluster" else 9

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of disc and label."""
        half = max(self.radius, *(len(line) * _CHARACTER / 2 for line in self.lines))
        return self.x - half, self.y - self.radius, self.x + half, self.y + self.radius + 4 + _LINE * len(self.lines)


@dataclass(frozen=True)
class Edge:
    """A line between two nodes; `cluster` colours it, None where it belongs to no cluster."""

    source: Node
    target: Node
    kind: str
    label: str | None
    cluster: str | None


@dataclass(frozen=True)
class Network:
    """The picture: nodes in order of their ids, edges as published, clusters in the order of the page."""

    nodes: list[Node]
    edges: list[Edge]
    clusters: list[Node]


def draw(published: Published) -> Network:
    """Return the network with a place for each node."""
    organizations = published.tables["organizations"].rows
    partners = published.tables["partners"].rows
    nodes: dict[str, Node] = {}
    for row in published.nodes:
        node_id = row["node_id"]
        if row["kind"] == "cluster":
            href, clusters, label = link("tables/clusters.html", f"clusters/{node_id}"), [node_id], node_id
        else:
            is_partner = node_id in partners
            page, table = (
                ("partners.html", "partners") if is_partner else ("tables/organizations.html", "organizations")
            )
            href = link(page, f"{table}/{node_id}")
            clusters = listed(partners[node_id].values["clusters"]) if is_partner else []
            label = organizations[node_id].values["acronym"] or _shortest_name(published, node_id)
        nodes[node_id] = Node(node_id, row["label"], row["kind"], href, clusters, textwrap.wrap(label, 18))
    edges = []
    for row in published.edges:
        source, target = nodes[row["source_id"]], nodes[row["target_id"]]
        cluster = source.node_id if source.kind == "cluster" else None
        if row["kind"] == "membership":  # in the colour of the group's cluster
            cluster = target.clusters[0] if target.clusters else None
        edges.append(Edge(source, target, row["kind"], row["label"], cluster))
    place(list(nodes.values()), [(edge.source, edge.target) for edge in edges])
    clusters_in_order = [nodes[row_id] for row_id in published.tables["clusters"].rows]
    return Network(list(nodes.values()), edges, clusters_in_order)


def _shortest_name(published: Published, organization_id: str) -> str:
    """Return the shortest English name of an organization."""
    names = [row.values for row in published.tables["names"].rows.values()]
    own: list[str] = [v["name"] for v in names if v["organization_id"] == organization_id and v["language"] == "en"]
    return min(own, key=lambda name: (len(name), name))


def place(nodes: list[Node], edges: list[tuple[Node, Node]]) -> None:
    """Give each node its place within the picture."""
    for number, node in enumerate(nodes):  # a spiral: no two nodes in one place, and no randomness
        angle, distance = number * 2.399963, 30 * math.sqrt(number + 1)
        node.x, node.y = round(distance * math.cos(angle), 3), round(distance * math.sin(angle), 3)
    for turn in range(_ROUNDS):
        _move(nodes, edges, 1 - turn / _ROUNDS)
    _fit(nodes)
    for _ in range(300):
        if not _push_apart(nodes):
            break
        _keep_inside(nodes)
    for node in nodes:
        node.x, node.y = round(node.x, 1), round(node.y, 1)


def _weight(node: Node) -> float:
    """Return how strongly a node repels: the middle of a star keeps others away."""
    return 95.0 if node.kind == "cluster" else 52.0


def _move(nodes: list[Node], edges: list[tuple[Node, Node]], heat: float) -> None:
    """Move each node a little: away from the others, towards its neighbours and the middle."""
    forces = {node.node_id: [-0.018 * node.x, -0.03 * node.y] for node in nodes}
    for one, other in combinations(nodes, 2):
        dx, dy = one.x - other.x, one.y - other.y
        strength = _weight(one) * _weight(other) / max(dx * dx + dy * dy, 100.0)
        for node, sign in ((one, strength), (other, -strength)):
            forces[node.node_id][0] += sign * dx
            forces[node.node_id][1] += sign * dy
    for one, other in edges:
        dx, dy = other.x - one.x, other.y - one.y
        distance = math.sqrt(dx * dx + dy * dy) or 1.0
        pull = 0.12 * (distance - _SPRING) / distance
        for node, sign in ((one, pull), (other, -pull)):
            forces[node.node_id][0] += sign * dx
            forces[node.node_id][1] += sign * dy
    for node in nodes:
        fx, fy = forces[node.node_id]
        length = math.sqrt(fx * fx + fy * fy) or 1.0
        step = min(length, 30 * heat)
        node.x += fx / length * step
        node.y += fy / length * step


def _fit(nodes: list[Node]) -> None:
    """Stretch the places to fill the picture, labels included."""
    for axis, size in (("x", WIDTH), ("y", HEIGHT)):
        values = [getattr(node, axis) for node in nodes]
        low, span = min(values), (max(values) - min(values)) or 1.0
        for node, value in zip(nodes, values, strict=True):
            setattr(node, axis, 70 + (value - low) / span * (size - 140))
    _keep_inside(nodes)


def _push_apart(nodes: list[Node]) -> bool:
    """Push apart each two boxes that overlap, along the shorter way; tell whether any did."""
    moved = False
    for one, other in combinations(nodes, 2):
        left, top, right, bottom = one.box()
        left2, top2, right2, bottom2 = other.box()
        across = min(right, right2) - max(left, left2) + 8
        down = min(bottom, bottom2) - max(top, top2) + 6
        if across > 0 and down > 0:
            moved = True
            if across < down:
                push = across / 2 if one.x < other.x else -across / 2
                one.x, other.x = one.x - push, other.x + push
            else:
                push = down / 2 if one.y < other.y else -down / 2
                one.y, other.y = one.y - push, other.y + push
    return moved


def _keep_inside(nodes: list[Node]) -> None:
    for node in nodes:
        left, top, right, bottom = node.box()
        node.x += max(0.0, _MARGIN - left) - max(0.0, right - WIDTH + _MARGIN)
        node.y += max(0.0, _MARGIN - top) - max(0.0, bottom - HEIGHT + _MARGIN)
