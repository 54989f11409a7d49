"""The models, and what is derived from them."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pandera.pandas as pa
import pyarrow
import pytest

from schemas import arrow, checks, ddl, entities, facts, instruments, page, tables, views
from schemas.base import Date, FilledTable, Integer, String, Table, date, integer, states_a_fact, string
from schemas.diagram import er_diagram
from schemas.dictionary import dictionary
from schemas.table_schema import resource, table_schema
from schemas.tables import PUBLISHED, TABLES, VIEWS, columns
from schemas.values import KEYS

ALL = {**TABLES, **VIEWS}


def test_every_model_is_a_table_or_a_view() -> None:
    declared = set()
    for module in (page, entities, instruments, facts, views):
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        declared |= {getattr(module, node.name) for node in tree.body if isinstance(node, ast.ClassDef)}
    assert declared == set(ALL.values())


@pytest.mark.parametrize("name", ALL)
def test_table_column_and_title_are_described(name: str) -> None:
    model = ALL[name]
    assert tables.description(model).endswith(".")
    assert model.to_schema().title
    for column_name, column in columns(model).items():
        assert column.description, f"{name}.{column_name}"
        assert not column.description.endswith("."), f"{name}.{column_name}: a description is no sentence"


@pytest.mark.parametrize("name", ALL)
def test_primary_key_is_of_required_columns(name: str) -> None:
    key = tables.primary_key(ALL[name])
    assert key
    assert all(not columns(ALL[name])[column].nullable for column in key)


@pytest.mark.parametrize("name", [name for name, model in TABLES.items() if tables.states_facts(model)])
def test_the_key_of_a_fact_is_its_first_column_or_declared_where_parsing_finds_it(name: str) -> None:
    assert tables.primary_key(TABLES[name]) == KEYS.get(name, list(columns(TABLES[name]))[:1])


@pytest.mark.parametrize("name", ALL)
def test_foreign_keys_refer_to_a_primary_key_of_the_same_type_and_pattern(name: str) -> None:
    for column in columns(ALL[name]).values():
        if target := tables.refers(column):
            other = columns(TABLES[target[0]])[target[1]]
            assert tables.primary_key(TABLES[target[0]]) == [target[1]]
            assert other.dtype == column.dtype
            patterns = [
                [check.statistics for check in side.checks if check.name == "str_matches"] for side in (column, other)
            ]
            assert patterns[0] == patterns[1], f"{name}.{column.name}"


def test_tables_that_state_facts_are_those_of_the_design() -> None:
    found = {name for name, model in TABLES.items() if tables.states_facts(model)}
    assert found == {
        *("mentions", "hyperlinks", "errata", "clusters", "themes", "cooperation_ties", "tie_subjects"),
        *("memberships", "roles", "purposes", "agreements", "citations", "instrument_subjects", "actions"),
    }


def test_load_order_puts_each_table_after_those_it_refers_to() -> None:
    order = tables.load_order()
    assert sorted(order) == sorted(TABLES)
    for name, model in TABLES.items():
        for column in columns(model).values():
            target = tables.refers(column)
            assert not target or target[0] == name or order.index(target[0]) < order.index(name)


# --- one model, all that is derived -------------------------------------------------------------------------


class Parents(Table):
    """A parent."""

    parent_id: String = string("Key", pattern="[a-z]+")
    parent_parent_id: String = string("Its own parent", pattern="[a-z]+", nullable=True, refers="parents.parent_id")

    class Config:
        title = "Parents"
        unique = ["parent_id"]


@states_a_fact
class Samples(FilledTable):
    """A sample; it's
    one of many.
    """

    sample_id: String = string("Key of it's", pattern="[a-z]+")
    parent_id: String = string("Parent", pattern="[a-z]+", refers="parents.parent_id")
    kind: String = string("Kind", values=["big", "it's"])
    country_code: String = string("Country", pattern="[A-Z]{2}", nullable=True, country_exists="a list")
    ror_id: String = string("ROR", nullable=True)
    number: Integer = integer("Number", minimum=1, maximum=9, unique=True)
    day: Date = date("Day", nullable=True)
    later_day: Date = date("Later day", nullable=True)

    class Config:
        title = "Samples"
        unique = ["sample_id", "number"]
        exactly_one_of = ["ror_id", "day"]
        in_order = [("day", "later_day")]
        ascending = [("number", "end_char")]
        evidence_unless_unverified = ["country_code", "kind"]


def test_description_is_the_docstring_as_one_paragraph() -> None:
    assert tables.description(Samples) == "A sample; it's one of many."


def test_address_follows_the_columns_of_the_model() -> None:
    assert list(columns(Samples))[-3:] == ["passage_id", "start_char", "end_char"]


def test_ddl() -> None:
    sql = ddl.create_table("samples", Samples)
    for line in (
        "parent_id VARCHAR NOT NULL REFERENCES parents (parent_id) CHECK (regexp_full_match(parent_id, '[a-z]+'))",
        "kind VARCHAR NOT NULL CHECK (kind IN ('big', 'it''s'))",
        r"ror_id VARCHAR CHECK (regexp_full_match(ror_id, '\S(?:.*\S)?'))",
        "number BIGINT NOT NULL UNIQUE CHECK (number >= 1) CHECK (number <= 9)",
        "day DATE",
        "CHECK ((ror_id IS NOT NULL)::INTEGER + (day IS NOT NULL)::INTEGER = 1)",
        "CHECK (day <= later_day)",
        "CHECK (number < end_char AND start_char < end_char)",
        "CHECK (country_code IS NOT NULL OR kind = 'unverified')",
    ):
        assert f"    {line},\n" in sql
    assert sql.endswith("    PRIMARY KEY (sample_id, number)\n);")


def test_ddl_leaves_out_a_key_to_the_table_itself() -> None:
    assert "REFERENCES" not in ddl.create_table("parents", Parents)
    assert table_schema("parents", Parents)["foreignKeys"] == [
        {"fields": ["parent_parent_id"], "reference": {"resource": "", "fields": ["parent_id"]}}
    ]
    assert "refers to `parents.parent_id`; checked by the build, not by DuckDB" in rules(Parents, "parent_parent_id")


def test_comments_quote_what_sql_would_read() -> None:
    comments = ddl.comments("TABLE", "samples", Samples)
    assert "COMMENT ON TABLE samples IS 'A sample; it''s one of many.';" in comments
    assert "COMMENT ON COLUMN samples.sample_id IS 'Key of it''s';" in comments


def test_table_schema() -> None:
    schema = table_schema("samples", Samples)
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["sample_id"]["constraints"] == {"required": True, "pattern": "^([a-z]+)$"}
    assert fields["kind"]["constraints"] == {"required": True, "enum": ["big", "it's"]}
    assert fields["number"] == {
        "name": "number",
        "type": "integer",
        "description": "Number",
        "constraints": {"required": True, "unique": True, "minimum": 1, "maximum": 9},
        "rules": ["required", "unique", "must be at least 1", "must be at most 9"],
    }
    assert fields["day"] == {"name": "day", "type": "date", "description": "Day"}
    assert schema["primaryKey"] == ["sample_id", "number"]
    assert schema["missingValues"] == [""]
    assert schema["foreignKeys"] == [
        {"fields": ["parent_id"], "reference": {"resource": "parents", "fields": ["parent_id"]}},
        {"fields": ["passage_id"], "reference": {"resource": "passages", "fields": ["passage_id"]}},
    ]
    assert not frictionless.Schema.validate_descriptor(schema).errors


def test_a_pattern_is_told_where_tools_can_take_it_into_sql_and_it_says_something() -> None:
    fields = {field["name"]: field for field in table_schema("samples", Samples)["fields"]}
    assert fields["parent_id"]["constraints"] == {"required": True}, "the key it refers to has the same pattern"
    assert "constraints" not in fields["ror_id"], "that there are no blanks at its ends is said of each text"


def test_arrow_schema() -> None:
    schema = arrow.arrow_schema(Samples)
    assert schema.field("number").type == pyarrow.int64()
    assert schema.field("day").type == pyarrow.date32()
    assert not schema.field("number").nullable
    assert schema.field("day").nullable
    assert schema.field("day").metadata == {b"description": b"Day"}
    assert schema.metadata[b"description"] == b"A sample; it's one of many."


def rules(model: type[Table], column: str) -> list[str]:
    """Return the rules of a column in words."""
    [field] = [field for field in table_schema(model.__name__.lower(), model)["fields"] if field["name"] == column]
    return field["rules"]


def test_every_rule_is_there_in_words() -> None:
    assert rules(Samples, "kind") == ["required", "must be one of `big`, `it's`"]
    assert rules(Samples, "number") == ["required", "unique", "must be at least 1", "must be at most 9"]
    assert rules(Samples, "parent_id") == ["required", "refers to `parents.parent_id`", "must match `[a-z]+`"]
    assert table_schema("samples", Samples)["rules"] == [
        "must have at least one row (checked by the build; Table Schema cannot say it)",
        *(
            f"{rule} (checked by the build and DuckDB; Table Schema cannot say it)"
            for rule in (
                "exactly one of `ror_id`, `day` must have a value",
                "`day` must not come after `later_day`",
                "`number` must come before `end_char` and `start_char` must come before `end_char`",
                "`country_code` must have a value, unless `kind` is `unverified`",
            )
        ),
    ]


def test_a_rule_that_a_target_cannot_say_names_where_it_is_checked() -> None:
    assert rules(Samples, "ror_id") == ["must be one line, without leading or trailing spaces"]
    assert rules(Samples, "country_code") == [
        "must match `[A-Z]{2}`",
        "must be the code of a country (a list) (checked by the build; Table Schema cannot say it)",
    ]


def test_the_dictionary_holds_every_rule() -> None:
    words = dictionary([resource("samples", Samples)])
    assert "| `number` | integer | Number | required; unique; must be at least 1; must be at most 9 |" in words
    assert "- `day` must not come after `later_day` (checked by the build and DuckDB; Table Schema" in words
    assert "| `kind` | string | Kind | required; must be one of `big`, `it's` |" in words


def test_a_check_without_an_entry_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the check str_startswith has no entry in schemas/checks\.py"):
        checks.of(pa.Check.str_startswith("x"))


@pytest.mark.parametrize("name", ALL)
def test_every_check_of_a_model_has_an_entry(name: str) -> None:
    schema = ALL[name].to_schema()
    for check in [*schema.checks, *(check for column in schema.columns.values() for check in column.checks)]:
        assert checks.words(check)


@pytest.mark.parametrize(
    ("name", "arguments", "held", "broken"),
    [
        ("ascending", [("a", "b"), ("b", "c")], {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 2}),
        ("ascending", [("a", "b")], {"a": 1, "b": None}, {"a": 1, "b": 1}),
        ("in_order", [("a", "b"), ("b", "c")], {"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 1}),
        ("given_with", [("a", "b"), ("b", "c")], {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": None, "c": 1}),
        ("given_with", [("a", "b")], {"a": 1, "b": None}, {"a": None, "b": 1}),
        ("exactly_one_of", ["a", "b"], {"a": 1, "b": None}, {"a": 1, "b": 1}),
        ("exactly_one_of", ["a", "b"], {"a": None, "b": 1}, {"a": None, "b": None}),
        ("evidence_unless_unverified", ["a", "b"], {"a": "x", "b": "verified"}, {"a": None, "b": "verified"}),
        ("evidence_unless_unverified", ["a", "b"], {"a": None, "b": "unverified"}, {"a": None, "b": "probable"}),
    ],
)
def test_pandera_and_sql_agree_on_a_row(
    name: str, arguments: list[Any], held: dict[str, Any], broken: dict[str, Any]
) -> None:
    check = getattr(pa.Check, name)(arguments)
    frame = pd.DataFrame([{"key": 1} | held, {"key": 2} | broken]).convert_dtypes(dtype_backend="pyarrow")
    assert list(check(frame).check_output) == [True, False]
    kept = duckdb.sql(f"SELECT count(*) FROM frame WHERE {checks.sql(check)} IS NOT FALSE").fetchall()
    assert kept == [(1,)]


# --- on the real models -------------------------------------------------------------------------------------


def test_resources_are_valid_table_schemas() -> None:
    for name, model in PUBLISHED.items():
        schema = resource(name, model)["schema"]
        assert not frictionless.Schema.validate_descriptor(schema).errors


def test_the_package_says_of_each_table_what_its_model_says(output: Path) -> None:
    package = json.loads((output / "csv/datapackage.json").read_text("utf-8"))
    described = {resource["name"]: resource for resource in package["resources"]}
    assert list(described) == list(PUBLISHED)
    for name, model in PUBLISHED.items():
        wanted = resource(name, model)
        assert {key: described[name][key] for key in wanted} == wanted
    readme = (output / "csv/README.md").read_text("utf-8")
    assert dictionary(package["resources"]).rstrip() in readme
    assert f"```mermaid\n{er_diagram()}```\n" in readme


def test_database_has_a_comment_on_everything() -> None:
    connection = duckdb.connect()
    connection.execute(ddl.ddl())
    for kind in ("tables", "views", "columns"):
        query = f"SELECT count(*), count(comment) FROM duckdb_{kind}() WHERE NOT internal"
        [(total, commented)] = connection.execute(query).fetchall()
        assert total == commented > 0


def test_views_have_the_columns_of_their_models() -> None:
    connection = duckdb.connect()
    connection.execute(ddl.ddl())
    for name, model in VIEWS.items():
        described = connection.execute(f"DESCRIBE {name}").fetchall()
        types = {row[0]: row[1] for row in described}
        declared = {column: ddl._SQL_TYPES[arrow.arrow_type(c)] for column, c in columns(model).items()}
        assert types == declared


def test_files_are_written_for_the_later_stages(tmp_path: Path) -> None:
    from schemas.__main__ import write

    write(tmp_path)
    with duckdb.connect(tmp_path / "empty.duckdb") as connection:
        made = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert {name for (name,) in made} == set(TABLES)
    names = [resource["name"] for resource in json.loads((tmp_path / "resources.json").read_text("utf-8"))]
    assert names == [*TABLES, "partners", "mandates"]
    schema = pyarrow.ipc.read_schema(pyarrow.py_buffer((tmp_path / "meetings.arrow").read_bytes()))
    assert schema.equals(arrow.arrow_schema(TABLES["meetings"]), check_metadata=True)
