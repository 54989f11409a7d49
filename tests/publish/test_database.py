"""The database: its constraints refuse what is wrong, its views answer, and every DuckDB since 1.1 opens it."""

from __future__ import annotations

import datetime

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
    "value not in the list": ("UPDATE roles SET role = 'friend'", "CHECK"),
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
    said = "organization_id, clusters, themes, groups, roles, agreements, mandates, lines"
    partners = {key: rest for key, *rest in ask(connection, f"SELECT {said} FROM partners")}
    # 27 with a tie; the six other conventions of the Liaison Group; UNODC and the World Bank; CCAMLR by its title
    assert len(partners) == 27 + 6 + 2 + 1
    assert not {"cites", "cites-secretariat"} & set(partners)
    assert partners["interpol"] == [
        *("enforcement; thematic", "illegal wildlife trade", "iccwc", None, None, None),
        "25; 36",
    ]
    assert partners["ccamlr"] == [*[None] * 5, "Resolution Conf. 12.4 (Rev. CoP18)", "44"]
    assert partners["iccwc"] == [
        *("enforcement", None, None, "chair; member", "letter of understanding", "Decision 19.26; Decision 19.27"),
        "25; 50",
    ]
    assert partners["blg"] == ["biodiversity", None, None, "member", "modus operandi", None, "22"]
    assert partners["mea-ikm"] == ["environment", None, None, "co-chair", None, None, "28"]
    # Of its own, and of its Global Strategy for Plant Conservation and its Addis Ababa Principles and Guidelines.
    assert partners["cbd"] == [
        *("biodiversity", None, "blg", None, None),
        "Decision 19.22; Decision 19.23; Resolution Conf. 10.4 (Rev. CoP14); Resolution Conf. 13.2 (Rev. CoP14); "
        "Resolution Conf. 16.5",
        "22; 40; 43; 46; 47",
    ]
    assert partners["woah"][4] == "memorandum of understanding"


def test_partners_say_who_and_where_and_since_when(connection: duckdb.DuckDBPyConnection) -> None:
    query = (
        "SELECT name, acronym, kind, country_code, start_year, start_event, website, wikidata_id, ror_id FROM partners"
    )
    assert ask(connection, f"{query} WHERE organization_id = 'fao'") == [
        (
            *("Food and Agriculture Organization of the United Nations", "FAO", "intergovernmental organization"),
            *("IT", 1945, "founded", "https://www.fao.org/", "Q82151", "00pe0tf51"),
        )
    ]
    names = [name for (name,) in ask(connection, "SELECT name FROM partners")]
    assert names == sorted(names)


def test_partners_by_cluster(connection: duckdb.DuckDBPyConnection) -> None:
    """Counted in `partners`, by its own ties and those of its groups: there is no other count of partners."""
    split = "SELECT unnest(string_split(clusters, '; ')) AS cluster FROM partners"
    assert dict(ask(connection, f"SELECT cluster, count(*) FROM ({split}) GROUP BY cluster")) == {
        "biodiversity": 6 + 6,  # those with a tie, and the other members of the Liaison Group
        "enforcement": 1 + 4,
        "environment": 2,
        "thematic": 18,
    }


def test_mandates_have_the_right_titles(connection: duckdb.DuckDBPyConnection) -> None:
    titles = dict(ask(connection, "SELECT instrument_id, title FROM mandates"))
    assert titles["dec-19.28"] == "IPBES Assessment report on the sustainable use of wild species"  # not the page's
    assert titles["conf-14.4"] == "Cooperation between CITES and ITTO regarding trade in tropical timber"


def test_mandates(connection: duckdb.DuckDBPyConnection) -> None:
    rows = ask(connection, "SELECT organization_id, label, framework_id FROM mandates ORDER BY ALL")
    assert rows == [
        ("cbd", "Decision 19.22", "gspc"),
        ("cbd", "Decision 19.23", "gspc"),
        ("cbd", "Resolution Conf. 10.4 (Rev. CoP14)", None),
        ("cbd", "Resolution Conf. 13.2 (Rev. CoP14)", "addis-ababa-principles"),
        ("cbd", "Resolution Conf. 16.5", None),
        ("ccamlr", "Resolution Conf. 12.4 (Rev. CoP18)", None),
        ("cms", "Decision 18.59", None),
        ("cms", "Decision 18.60 (Rev. CoP19)", None),
        ("cms", "Decision 18.61", None),
        ("cms", "Decision 19.24", None),
        ("cms", "Decision 19.25", None),
        ("cms", "Resolution Conf. 13.3", None),
        ("iccwc", "Decision 19.26", None),
        ("iccwc", "Decision 19.27", None),
        ("ipbes", "Decision 19.28", None),
        ("ipbes", "Decision 19.29", None),
        ("ipbes", "Resolution Conf. 18.4", None),
        ("itto", "Resolution Conf. 14.4", None),
        ("iwc", "Resolution Conf. 11.4 (Rev. CoP12)", None),
        ("whc", "Resolution Conf. 18.5", None),
    ]


def test_mandates_say_since_when_and_where(connection: duckdb.DuckDBPyConnection) -> None:
    said = "adopted_meeting_id, revised_meeting_id, effective_date, addressee, url, lines"
    mandates = {key: rest for key, *rest in ask(connection, f"SELECT instrument_id, {said} FROM mandates")}
    # The amendments of CoP18 and CoP19 took effect on 26 November 2019 and 23 February 2023.
    toothfish = ["CoP12", "CoP18", datetime.date(2019, 11, 26), None, "https://cites.org/eng/res/12/12-04.php", "44"]
    assert mandates["conf-12.4-rev-cop18"] == toothfish
    assert mandates["dec-19.29"] == [
        *("CoP19", None, datetime.date(2023, 2, 23), "Standing Committee"),
        *("https://cites.org/eng/dec/index.php/44424", "51"),
    ]


def test_how_sure_partners_and_mandates_are(connection: duckdb.DuckDBPyConnection) -> None:
    partners = {key: rest for key, *rest in ask(connection, "SELECT organization_id, confidence, errata FROM partners")}
    assert partners["fao"] == ["verified", None]
    assert partners["un-task-force-wildlife-forest"] == ["unverified", None]
    assert partners["iata"] == ["probable", None]
    # One newspaper says what was signed; the spelling is certain.
    assert partners["woah"] == [
        "probable",
        "woah-signed-on-1-march-2024.1; world-organization-for-animal-health.1",
    ]
    assert partners["wco"] == ["verified", "wco-working.1"]
    mandates = {key: rest for key, *rest in ask(connection, "SELECT instrument_id, confidence, errata FROM mandates")}
    # In this edition, the row of the Platform is less sure than that of the Decision.
    assert mandates["dec-19.28"] == ["probable", "ipbes-assessment-on-the-sustainable-use-of-wild-species.1"]
    assert mandates["dec-19.26"] == ["verified", None]


def test_a_revision_of_no_named_meeting_took_effect_on_an_unknown_day(scratch: duckdb.DuckDBPyConnection) -> None:
    """`Resolution Conf. 14.4 (Rev.)` is not what the fourteenth meeting adopted."""
    for sql in (
        "INSERT INTO instruments SELECT * REPLACE ('conf-14.4-rev' AS instrument_id, label || ' (Rev.)' AS label) "
        "FROM instruments WHERE instrument_id = 'conf-14.4'",
        "INSERT INTO instrument_subjects SELECT * REPLACE ('conf-14.4-rev' AS instrument_id) "
        "FROM instrument_subjects WHERE instrument_id = 'conf-14.4'",
        "INSERT INTO citations SELECT * REPLACE ('a.conf-14.4-rev' AS citation_id, 'conf-14.4-rev' AS instrument_id) "
        "FROM citations WHERE instrument_id = 'conf-14.4'",
    ):
        scratch.execute(sql)
    assert ask(scratch, "SELECT label, effective_date FROM mandates WHERE organization_id = 'itto' ORDER BY label") == [
        ("Resolution Conf. 14.4", datetime.date(2007, 9, 13)),
        ("Resolution Conf. 14.4 (Rev.)", None),
    ]


def test_network(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = dict(ask(connection, "SELECT kind, count(*) FROM network_edges GROUP BY kind"))
    assert kinds == {"tie": 27, "membership": 13, "role": 2, "secretariat": 1}
    assert ask(connection, "SELECT source_id, target_id FROM network_edges WHERE kind = 'secretariat'") == [
        ("cites-secretariat", "cites")
    ]
    [edge] = ask(connection, "SELECT label FROM network_edges WHERE target_id = 'interpol'")
    assert edge == ("illegal wildlife trade",)
    edges = ask(
        connection,
        "SELECT source_id, target_id, kind, label FROM network_edges WHERE target_id IN ('iccwc', 'mea-ikm')",
    )
    assert [edge for edge in edges if edge[0] in ("cites-secretariat", "enforcement", "environment")] == [
        ("cites-secretariat", "iccwc", "membership", "member"),
        ("cites-secretariat", "iccwc", "role", "chair"),
        ("cites-secretariat", "mea-ikm", "role", "co-chair"),
        ("enforcement", "iccwc", "tie", None),
        ("environment", "mea-ikm", "tie", None),
    ]
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


# --- the file -----------------------------------------------------------------------------------------------


def test_storage_is_the_oldest_that_duckdb_1_1_reads(connection: duckdb.DuckDBPyConnection) -> None:
    [(version,)] = ask(connection, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal")
    assert version.startswith("v1.0.0")


def test_opened_from_elsewhere_it_needs_no_other_file(output, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{output / 'cites-cooperation.duckdb'}' AS dataset (READ_ONLY)")
    assert ask(connection, "SELECT count(*) FROM dataset.partners") == [(36,)]
