"""Writes the network of cooperation as GraphML, which Gephi, networkx, igraph and others open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

from pipeline.database import Connection, rows

FILE = "network.graphml"

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def content(connection: Connection) -> bytes:
    """Return the content of `network.graphml`: the views `network_nodes` and `network_edges` of a database."""
    return graphml(rows(connection, "FROM network_nodes"), rows(connection, "FROM network_edges"))


def graphml(nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a directed graph. Nodes have `node_id`, edges `source_id` and `target_id`, and both `label` and `kind`.

    A label or kind that is null is left out.
    """
    root = ElementTree.Element("graphml", xmlns=_NAMESPACE)
    for element in ("node", "edge"):
        for name in ("label", "kind"):
            attributes = {"id": f"{element}_{name}", "for": element, "attr.name": name, "attr.type": "string"}
            ElementTree.SubElement(root, "key", attributes)
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    for node in nodes:
        _add(graph, "node", node, id=node["node_id"])
    for edge in edges:
        _add(graph, "edge", edge, source=edge["source_id"], target=edge["target_id"])
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _add(graph: ElementTree.Element, element: str, row: Mapping[str, Any], **attributes: str | None) -> None:
    added = ElementTree.SubElement(graph, element, {name: str(value) for name, value in attributes.items()})
    for name in ("label", "kind"):
        if (value := row[name]) is not None:
            ElementTree.SubElement(added, "data", key=f"{element}_{name}").text = value
