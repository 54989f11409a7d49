"""The database: its constraints refuse what is wrong, its views answer, and every DuckDB since 1.1 opens it."""

from __future__ import annotations

import duckdb
import pytest
from conftest import EDITION

from pipeline.parse.rows import parse
from schemas.tables import TABLES, VIEWS, columns, refers, states_facts


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    return connection.execute(sql).fetchall()


REFUSED = {
    "primary key twice": (
        "INSERT INTO themes SELECT * REPLACE ('zoos' AS name) FROM themes WHERE theme_id = 'trade'",
        "PRIMARY KEY|primary key",
    ),
    "primary key of two columns twice": (
        "INSERT INTO memberships SELECT * FROM memberships WHERE member_organization_id = 'cbd'",
        "PRIMARY KEY|primary key",
    ),
    "foreign key to nothing": (
        "UPDATE cooperation_ties SET organization_id = 'nobody' WHERE tie_id = 'trade.itc'",
        "foreign key",
    ),
    "a row that others refer to": ("DELETE FROM meetings WHERE meeting_id = 'CoP19'", "foreign key"),
    "null where a value is required": ("UPDATE clusters SET goal = NULL", "NOT NULL"),
    "value not in the list": ("UPDATE cooperation_ties SET role = 'friend'", "CHECK"),
    "pattern in part": ("UPDATE documents SET sha256 = sha256 || 'x'", "CHECK"),
    "blank at the end": ("UPDATE meetings SET note = 'x ' WHERE number = 19", "CHECK"),
    "both of either or": ("UPDATE mentions SET organization_id = 'cites', framework_id = 'gspc'", "CHECK"),
    "none of either or": ("UPDATE instrument_subjects SET taxon = NULL, framework_id = NULL", "CHECK"),
    "out of range": ("UPDATE themes SET position = 0 WHERE theme_id = 'trade'", "CHECK"),
    "a span of no length": ("UPDATE hyperlinks SET end_char = start_char", "CHECK"),
    "last day before the first": ("UPDATE meetings SET start_date = '2030-01-01' WHERE number = 19", "CHECK"),
    "no evidence": ("UPDATE meetings SET evidence = NULL WHERE number = 19", "CHECK"),
    "unique value twice": (
        "INSERT INTO organizations SELECT * REPLACE ('x' AS organization_id) FROM organizations LIMIT 1",
        "unique",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_constraint_refuses(fault: str, scratch: duckdb.DuckDBPyConnection) -> None:
    sql, message = REFUSED[fault]
    with pytest.raises(duckdb.ConstraintException, match=message):
        scratch.execute(sql)


def test_the_tables_hold_the_rows_that_were_parsed(connection: duckdb.DuckDBPyConnection) -> None:
    rows = parse(EDITION).rows
    counts = {name: ask(connection, f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}
    assert counts == {name: len(rows[name]) for name in TABLES}


def test_every_constraint_of_the_models_is_in_the_file(connection: duckdb.DuckDBPyConnection) -> None:
    def number(kind: str) -> int:
        query = f"SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = '{kind}'"
        return ask(connection, query)[0][0]

    assert number("PRIMARY KEY") == len(TABLES)
    keys = [
        refers(column)
        for name, model in TABLES.items()
        for column in columns(model).values()
        if (target := refers(column)) and target[0] != name
    ]
    assert number("FOREIGN KEY") == len(keys)


@pytest.mark.parametrize("name", VIEWS)
def test_view_holds_its_model(name: str, connection: duckdb.DuckDBPyConnection) -> None:
    schema = VIEWS[name].to_schema()
    types = {column: spec.dtype.type for column, spec in schema.columns.items()}
    rows = ask(connection, f"FROM {name}")
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    schema.validate(frame)


# --- views: golden values, read off the page ----------------------------------------------------------------


def test_partners(connection: duckdb.DuckDBPyConnection) -> None:
    partners = {row[0]: row for row in ask(connection, "FROM partners")}
    # 27 with a tie; the six other conventions of the Liaison Group; UNODC and the World Bank; CCAMLR by its title
    assert len(partners) == 27 + 6 + 2 + 1
    assert not {"cites", "cites-secretariat"} & set(partners)
    assert partners["interpol"][3:8] == ("enforcement; thematic", "illegal wildlife trade", "partner", None, None)
    assert partners["ccamlr"][3:8] == (None, None, None, None, "Resolution Conf. 12.4 (Rev. CoP18)")
    assert partners["iccwc"][3:8] == (
        *("enforcement", None, "chair", "letter of understanding"),
        "Decision 19.26; Decision 19.27",
    )
    assert partners["cbd"][3:8] == (
        *("biodiversity", None, None, None),
        "Resolution Conf. 10.4 (Rev. CoP14); Resolution Conf. 16.5",
    )
    assert partners["woah"][6] == "memorandum of understanding"


def test_partners_quote_the_sentences_in_the_order_of_the_page(connection: duckdb.DuckDBPyConnection) -> None:
    [(sentences,)] = ask(connection, "SELECT sentences FROM partners WHERE organization_id = 'ipbes'")
    assert sentences.startswith("Beyond the BLG, the CITES Secretariat also collaborates")
    assert sentences.endswith("; - Decisions 19.28 & 19.29 on IPBES assessment on the sustainable use of wild species")


def test_mandates(connection: duckdb.DuckDBPyConnection) -> None:
    rows = ask(connection, "SELECT organization_id, label FROM mandates ORDER BY ALL")
    assert rows == [
        ("cbd", "Resolution Conf. 10.4 (Rev. CoP14)"),
        ("cbd", "Resolution Conf. 16.5"),
        ("ccamlr", "Resolution Conf. 12.4 (Rev. CoP18)"),
        ("cms", "Decision 18.59"),
        ("cms", "Decision 18.60 (Rev. CoP19)"),
        ("cms", "Decision 18.61"),
        ("cms", "Decision 19.24"),
        ("cms", "Decision 19.25"),
        ("cms", "Resolution Conf. 13.3"),
        ("iccwc", "Decision 19.26"),
        ("iccwc", "Decision 19.27"),
        ("ipbes", "Decision 19.28"),
        ("ipbes", "Decision 19.29"),
        ("ipbes", "Resolution Conf. 18.4"),
        ("itto", "Resolution Conf. 14.4"),
        ("iwc", "Resolution Conf. 11.4 (Rev. CoP12)"),
        ("whc", "Resolution Conf. 18.5"),
    ]


def test_network(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = dict(ask(connection, "SELECT kind, count(*) FROM network_edges GROUP BY kind"))
    assert kinds == {"tie": 27, "membership": 13, "secretariat": 1}
    assert ask(connection, "SELECT source_id, target_id FROM network_edges WHERE kind = 'secretariat'") == [
        ("cites-secretariat", "cites")
    ]
    [edge] = ask(connection, "SELECT label FROM network_edges WHERE target_id = 'interpol'")
    assert edge == ("illegal wildlife trade: partner",)
    orphans = """
        SELECT source_id FROM network_edges WHERE source_id NOT IN (SELECT node_id FROM network_nodes)
        UNION SELECT target_id FROM network_edges WHERE target_id NOT IN (SELECT node_id FROM network_nodes)
    """
    assert ask(connection, orphans) == []
    lonely = """
        SELECT node_id FROM network_nodes
        WHERE node_id NOT IN (SELECT source_id FROM network_edges UNION SELECT target_id FROM network_edges)
    """
    assert ask(connection, lonely) == []


def test_row_sources_has_each_fact_once_and_its_words_in_both_countings(connection: duckdb.DuckDBPyConnection) -> None:
    page = (EDITION / "raw/source/cites-cooperation.txt").read_text("utf-8")
    rows = ask(
        connection,
        "SELECT table_name, start_char, end_char, document_start_char, document_end_char, sentence FROM row_sources",
    )
    facts = [name for name, model in TABLES.items() if states_facts(model)]
    union = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in facts)
    counts = dict(ask(connection, union))
    for name in facts:
        assert sum(row[0] == name for row in rows) == counts[name]
    for _, start, end, document_start, document_end, sentence in rows:
        assert page[document_start:document_end] == sentence[start:end]


def test_row_errata(connection: duckdb.DuckDBPyConnection) -> None:
    rows = ask(connection, "SELECT row_id, erratum_id FROM row_errata WHERE table_name = 'memberships'")
    assert rows == [
        ("blg/ippc", "intergovernmental-panel-on-climate-change-ipcc.1"),
        ("blg/itpgrfa", "itpgr.1"),
        ("iccwc/wco", "wco-working.1"),
    ]
    assert ask(connection, "SELECT count(*) FROM row_errata WHERE table_name = 'errata'") == [(0,)]


# --- the file -----------------------------------------------------------------------------------------------


def test_storage_is_the_oldest_that_duckdb_1_1_reads(connection: duckdb.DuckDBPyConnection) -> None:
    [(version,)] = ask(connection, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal")
    assert version.startswith("v1.0.0")


def test_opened_from_elsewhere_it_needs_no_other_file(output, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{output / 'cites-cooperation.duckdb'}' AS dataset (READ_ONLY)")
    assert ask(connection, "SELECT count(*) FROM dataset.partners") == [(36,)]
