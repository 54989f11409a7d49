"""What is made for catalogues and for tools of networks: their readers find in it what was published."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import igraph
import mlcroissant
import networkx
import pytest
import rdflib
from etils import epath
from rdflib import DCTERMS, RDF

from pipeline.publish.graphml import graphml
from schemas.tables import PUBLISHED, columns, primary_key, refers

# Libraries that the readers use are not ours to fix.
pytestmark = [
    pytest.mark.xdist_group("catalogues"),  # which read the dataset once for all of them
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.reset_index"),
]

# --- croissant.json -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dataset(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[mlcroissant.Dataset]:
    """The files of a release, which has no folders, as mlcroissant reads them."""
    release = tmp_path_factory.mktemp("release")
    for file in output.iterdir():
        if file.is_file():
            shutil.copyfile(file, release / file.name)
    with pytest.MonkeyPatch.context() as patch:  # by its name alone, it would take a zip that it has unpacked before
        unpacked = epath.Path(tmp_path_factory.mktemp("unpacked"))
        patch.setattr("mlcroissant._src.operation_graph.operations.extract.EXTRACT_PATH", unpacked)
        yield mlcroissant.Dataset(jsonld=release / "croissant.json")


@pytest.fixture(scope="module")
def description(output: Path) -> dict[str, Any]:
    return json.loads((output / "croissant.json").read_text("utf-8"))


def test_mlcroissant_finds_no_fault_and_has_no_warning(output: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = mlcroissant.Dataset(jsonld=output / "croissant.json").metadata.ctx.issues
    assert (found.errors, found.warnings) == (set(), set())
    assert caplog.text == ""


def as_in_csv(value: object) -> str:
    match value:
        case None:
            return ""
        case bytes():
            return value.decode("utf-8")
        case datetime.datetime():
            return value.date().isoformat()
        case int():
            return str(value)
    raise AssertionError(f"«{value!r}» is none of the types that the tables have")


@pytest.mark.parametrize("table", PUBLISHED)
def test_its_records_are_the_rows_of_the_table(table: str, dataset: mlcroissant.Dataset, output: Path) -> None:
    """Every cell is compared: dates, numbers where some are missing, and text such as 18.60 among them."""
    found = [
        {name.removeprefix(f"{table}/"): as_in_csv(value) for name, value in record.items()}
        for record in dataset.records(table)
    ]
    with (output / f"csv/{table}.csv").open(encoding="utf-8", newline="") as file:
        assert found == list(csv.DictReader(file))


def test_its_keys_and_foreign_keys_are_those_of_the_models(dataset: mlcroissant.Dataset) -> None:
    record_sets = {record_set.id: record_set for record_set in dataset.metadata.record_sets}
    assert list(record_sets) == list(PUBLISHED)
    for name, model in PUBLISHED.items():
        assert record_sets[name].key == [f"{name}/{column}" for column in primary_key(model)]
        found = {
            field.name: (field.references.file_object, field.references.extract.column)
            for field in record_sets[name].fields
            if field.references
        }
        targets = {column_name: refers(column) for column_name, column in columns(model).items()}
        assert found == {c: (f"parquet/{to[0]}.parquet", to[1]) for c, to in targets.items() if to}


def test_it_names_the_values_of_a_closed_list(dataset: mlcroissant.Dataset) -> None:
    descriptions = {field.id: field.description for rs in dataset.metadata.record_sets for field in rs.fields}
    assert descriptions["instruments/kind"].endswith("; one of: resolution, decision")
    assert "one of" not in descriptions["instruments/title"]


def test_it_describes_each_file_that_holds_data(description: dict[str, Any], output: Path) -> None:
    listed = {item["@id"]: item for item in description["distribution"]}
    files = {file.relative_to(output).as_posix(): file for file in output.rglob("*") if file.is_file()}
    describe = ("SHA256SUMS", "croissant.json", "README.md", "datapackage.json")
    data = {name: file for name, file in files.items() if file.name not in describe and not name.startswith("site/")}
    assert len(listed) == len(description["distribution"])
    assert set(listed) == set(data)
    for name, file in data.items():
        assert listed[name]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert listed[name]["contentSize"] == f"{file.stat().st_size} B"
        if "containedIn" in listed[name]:
            with zipfile.ZipFile(output / listed[name]["containedIn"]["@id"]) as archive:
                assert archive.read(listed[name]["contentUrl"]) == file.read_bytes()
        else:
            assert listed[name]["contentUrl"] == name


def test_it_is_a_dataset_of_schema_org(output: Path) -> None:
    """Search engines read it as such; whatever is no word of schema.org or Croissant would be lost on them."""
    text = (output / "croissant.json").read_text("utf-8")
    graph = rdflib.Graph().parse(data=text, format="json-ld", publicID="https://example.org/")
    [dataset] = graph.subjects(RDF.type, rdflib.SDO.Dataset)
    for term in {*graph.predicates(), *graph.objects(predicate=RDF.type)}:
        assert (
            term in rdflib.SDO
            or term in (RDF.type, DCTERMS.conformsTo)
            or term.startswith("http://mlcommons.org/croissant/")
        ), term
    for term in (
        rdflib.SDO.name,
        rdflib.SDO.description,
        rdflib.SDO.version,
        rdflib.SDO.datePublished,
        rdflib.SDO.license,
    ):
        assert len(list(graph.objects(dataset, term))) == 1, term
    assert 50 <= len(str(graph.value(dataset, rdflib.SDO.description))) <= 5000  # what search engines take
    assert str(graph.value(dataset, rdflib.SDO.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert (
        str(graph.value(graph.value(dataset, rdflib.SDO.isBasedOn), rdflib.SDO.url))
        == "https://cites.org/eng/disc/coop.php"
    )
    urls = [str(graph.value(file, rdflib.SDO.contentUrl)) for file in graph.objects(dataset, rdflib.SDO.distribution)]
    assert "cites-cooperation.duckdb" in urls
    assert str(graph.value(dataset, rdflib.SDO.url)) == "./", "the place of the file, while there is no home page"


# --- network.graphml ----------------------------------------------------------------------------------------

Edges = Counter[tuple[str, str, str, str | None]]


def edges_of_networkx(graph: networkx.DiGraph) -> Edges:
    return Counter((a, b, data["kind"], data.get("label")) for a, b, data in graph.edges(data=True))


def edges_of_igraph(graph: igraph.Graph) -> Edges:
    """In igraph, an attribute that is not there is empty."""
    ids = graph.vs["id"]
    return Counter((ids[edge.source], ids[edge.target], edge["kind"], edge["label"] or None) for edge in graph.es)


@pytest.fixture
def rows(connection: duckdb.DuckDBPyConnection) -> tuple[set[Any], Edges]:
    nodes = connection.execute("SELECT node_id, label, kind FROM network_nodes").fetchall()
    edges = connection.execute("SELECT source_id, target_id, kind, label FROM network_edges").fetchall()
    assert len(nodes) > 30
    assert len(edges) > 30
    return set(nodes), Counter(edges)


def test_networkx_reads_the_network(output: Path, rows: tuple[set[Any], Edges]) -> None:
    graph = networkx.read_graphml(output / "network.graphml")
    assert graph.is_directed()
    assert {(node, data["label"], data["kind"]) for node, data in graph.nodes(data=True)} == rows[0]
    assert edges_of_networkx(graph) == rows[1]


def test_igraph_reads_the_network(output: Path, rows: tuple[set[Any], Edges]) -> None:
    graph = igraph.Graph.Read_GraphML(str(output / "network.graphml"))
    assert graph.is_directed()
    assert {(node["id"], node["label"], node["kind"]) for node in graph.vs} == rows[0]
    assert edges_of_igraph(graph) == rows[1]


def test_two_edges_between_the_same_nodes_are_both_there(tmp_path: Path) -> None:
    nodes = [{"node_id": name, "label": f"<{name}> & “co”", "kind": "convention"} for name in ("one", "other")]
    edges = [
        {"source_id": "one", "target_id": "other", "kind": "tie", "label": "trade: partner"},
        {"source_id": "one", "target_id": "other", "kind": "membership", "label": None},
    ]
    file = tmp_path / "network.graphml"
    file.write_bytes(graphml(nodes, edges))
    expected = Counter({("one", "other", "tie", "trade: partner"): 1, ("one", "other", "membership", None): 1})
    graph = networkx.read_graphml(file)
    assert edges_of_networkx(graph) == expected
    assert graph.nodes["other"]["label"] == "<other> & “co”"
    assert edges_of_igraph(igraph.Graph.Read_GraphML(str(file))) == expected
