"""The rules, each seen to fail: the rows of the page with one fault, and the line that must be said of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from conftest import EDITION

from pipeline.check import models
from pipeline.check.rules.violation import Violation
from pipeline.parse.rows import parse
from schemas.base import Table
from schemas.tables import PUBLISHED, TABLES, columns

Rows = dict[str, list[dict[str, Any]]]
PLACES = parse(EDITION).places


@pytest.fixture(scope="module")
def good() -> Rows:
    return parse(EDITION).rows


@pytest.fixture(scope="module")
def good_frames(good: Rows) -> models.Frames:
    return models.validate(good)[0]


@pytest.fixture
def _changed_tables_only(good_frames: models.Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the models of changed tables only, to save time: the others hold, as a test below shows."""
    check = models.check_model

    def check_changed(name: str, model: type[Table], frame: pd.DataFrame) -> list[Violation]:
        return [] if name in good_frames and frame.equals(good_frames[name]) else check(name, model, frame)

    monkeypatch.setattr(models, "check_model", check_changed)


def row(rows: Rows, table: str, **key: str | int) -> dict[str, Any]:
    """Return the one row of a table that has these values."""
    [found] = [row for row in rows[table] if all(row[k] == v for k, v in key.items())]
    return found


def test_the_rows_of_the_page_hold_every_rule(good: Rows) -> None:
    frames, violations = models.validate(good)
    assert violations == []
    assert {name: len(frame) for name, frame in frames.items()} == {name: len(rows) for name, rows in good.items()}
    assert str(frames["meetings"].dtypes["end_date"]) == "date32[day][pyarrow]"
    assert str(frames["organizations"].dtypes["start_year"]) == "int64[pyarrow]"


def cms(rows: Rows) -> dict[str, Any]:
    return row(rows, "organizations", organization_id="cms")


def tie(rows: Rows) -> dict[str, Any]:
    return row(rows, "cooperation_ties", tie_id="trade.itc")


def cop19(rows: Rows) -> dict[str, Any]:
    return row(rows, "meetings", meeting_id="CoP19")


def with_partner(rows: Rows, **values: str | None) -> None:
    """Add the view of partners, with one row."""
    known = {"organization_id": "wco", "name": "World Customs Organization", "kind": "intergovernmental organization"}
    known |= {"clusters": "enforcement; thematic", "groups": "iccwc", "lines": "25; 36"}
    known |= {"confidence": "verified", "errata": "wco-working.1"}
    rows["partners"] = [dict.fromkeys(columns(PUBLISHED["partners"])) | known | values]


def doubled(rows: Rows) -> None:
    rows["themes"].append(dict(rows["themes"][0]))


def test_columns_may_come_in_any_order(good: Rows) -> None:
    reversed_ = {name: [dict(reversed(row.items())) for row in rows] for name, rows in good.items()}
    frames, violations = models.validate(reversed_)
    assert violations == []
    assert {name: list(frame.columns) for name, frame in frames.items()} == {
        name: list(columns(model)) for name, model in TABLES.items()
    }


def without_column(rows: Rows) -> None:
    for theme in rows["themes"]:
        del theme["position"]


def with_column(rows: Rows) -> None:
    for theme in rows["themes"]:
        theme["colour"] = "red"


def with_column_in_one_row(rows: Rows) -> None:
    rows["themes"][1]["colour"] = "red"


def without_column_in_all_rows_but_one(rows: Rows) -> None:
    for theme in rows["themes"][1:]:
        del theme["name"]


def empty_table(rows: Rows) -> None:
    rows["names"] = []


FAULTS: dict[str, tuple[Callable[[Rows], object], str]] = {
    "no number": (
        lambda rows: cms(rows).update(start_year="MCM"),
        "table organizations, row cms, column start_year: «MCM» is not a whole number",
    ),
    "a number that is too large": (
        lambda rows: cms(rows).update(start_year="9" * 30),
        f"table organizations, row cms, column start_year: «{'9' * 30}» is not a whole number",
    ),
    "no date": (
        lambda rows: cop19(rows).update(start_date="2022-13-01"),
        "table meetings, row CoP19, column start_date: «2022-13-01» is not a date such as 2022-11-25",
    ),
    "a date without hyphens": (
        lambda rows: cop19(rows).update(start_date="20221114"),
        "table meetings, row CoP19, column start_date: «20221114» is not a date such as 2022-11-25",
    ),
    "no text": (
        lambda rows: cms(rows).update(note=5),
        "table organizations, row cms, column note: «5» is not text",
    ),
    "null in a required column": (
        lambda rows: cms(rows).update(name=None),
        "table organizations, row cms, column name: is empty, but must not be",
    ),
    "value not in the list": (
        lambda rows: cms(rows).update(kind="club"),
        "table organizations, row cms, column kind: «club» is not allowed here: it must be one of "
        "convention, intergovernmental organization, United Nations body, secretariat, inter-agency group, "
        "partnership, government agency, association",
    ),
    "pattern in part": (
        lambda rows: cms(rows).update(country_code="DEU"),
        "table organizations, row cms, column country_code: «DEU» is not allowed here: it must match [A-Z]{2}",
    ),
    "no country": (
        lambda rows: cms(rows).update(country_code="UK"),
        "row cms, column country_code: «UK» is not allowed here: it must be the code of a country (ISO 3166-1)",
    ),
    "line feed after a pattern": (
        lambda rows: cms(rows).update(country_code="DE\n"),
        "table organizations, row cms, column country_code: «DE\\n» is not allowed here: it must match [A-Z]{2}",
    ),
    "blank at the end": (
        lambda rows: cms(rows).update(headquarters_city="Bonn "),
        "row cms, column headquarters_city: «Bonn » is not allowed here: it must be one line, without",
    ),
    "blank text": (
        lambda rows: cms(rows).update(headquarters_city=""),
        "row cms, column headquarters_city: «» is not allowed here: it must be one line, without leading",
    ),
    "out of range": (
        lambda rows: cms(rows).update(start_year=19),
        "table organizations, row cms, column start_year: «19» is not allowed here: it must be at least 1800",
    ),
    "beyond the range": (
        lambda rows: cms(rows).update(start_year=20026),
        "table organizations, row cms, column start_year: «20026» is not allowed here: it must be at most 2100",
    ),
    "ROR check digits": (
        lambda rows: row(rows, "identifiers", identifier_id="fao.ror").update(
            identifier="00pe0tf52", url="https://ror.org/00pe0tf52"
        ),
        "row fao.ror, column identifier: «00pe0tf52» is misspelt: its last digits are not the check digits",
    ),
    "ISNI check digit": (
        lambda rows: row(rows, "identifiers", identifier_id="fao.isni").update(
            identifier="0000000419370301", url="https://isni.org/isni/0000000419370301"
        ),
        "row fao.isni, column identifier: «0000000419370301» is misspelt: its last digits are not the check digits",
    ),
    "identifier of another form": (
        lambda rows: row(rows, "identifiers", identifier_id="cites.ecolex").update(identifier="TRE-483"),
        "row cites.ecolex, column identifier: «TRE-483» is not of the form of ecolex: it must match TRE-[0-9]{6}",
    ),
    "identifier with another address": (
        lambda rows: row(rows, "identifiers", identifier_id="fao.ror").update(url="https://ror.org/"),
        "row fao.ror, column url: «https://ror.org/» is not «https://ror.org/00pe0tf51»",
    ),
    "identifier without the address in its evidence": (
        lambda rows: row(rows, "identifiers", identifier_id="cites.ecolex").update(
            evidence="https://example.org/cites-tre-000483/"
        ),
        "row cites.ecolex, column url: «None» is not «https://example.org/cites-tre-000483/», the address in ecolex",
    ),
    "identifier of two bodies": (
        lambda rows: row(rows, "identifiers", identifier_id="iwc.cow-igo").update(identifier="1840"),
        "row iwc.cow-igo, column identifier: «1840» is already that of fao.cow-igo",
    ),
    "identifier under another key": (
        lambda rows: row(rows, "identifiers", identifier_id="cites.ieadb").update(identifier_id="cms.ieadb.2"),
        "row cms.ieadb.2, column identifier_id: «cms.ieadb.2» does not begin with «cites.ieadb»",
    ),
    "evidence that is no address": (
        lambda rows: cms(rows).update(evidence="the internet"),
        "table organizations, row cms, column evidence: «the internet» is not allowed here: it must match",
    ),
    "unknown name without evidence of it": (
        lambda rows: row(rows, "names", name="SYDONIA").update(confidence="sure"),
        "table names, row SYDONIA/fr, column confidence: «sure» is not allowed here: it must be one of verified",
    ),
    "body that is a part of itself": (
        lambda rows: row(rows, "organizations", organization_id="fao").update(parent_organization_id="fao"),
        "table organizations, row fao, column parent_organization_id: «fao» is a part of it, or itself",
    ),
    "body that is a part of one of its parts": (
        lambda rows: row(rows, "organizations", organization_id="cites").update(
            parent_organization_id="cites-secretariat"
        ),
        "row cites, column parent_organization_id: «cites-secretariat» is a part of it, or itself",
    ),
    "effect of a meeting before the rule": (
        lambda rows: row(rows, "meetings", meeting_id="CoP3").update(effective_date="1981-06-06"),
        "row CoP3, column effective_date: «1981-06-06» is not empty",
    ),
    "role that its words do not say": (
        lambda rows: row(rows, "roles", organization_id="iccwc").update(role="co-chair"),
        "row iccwc.chair.cites-secretariat, column role: «co-chair» is not what «chairs the alliance» says",
    ),
    "role under another key": (
        lambda rows: row(rows, "roles", organization_id="iccwc").update(holder_organization_id="interpol"),
        "column role_id: «iccwc.chair.cites-secretariat» is not «iccwc.chair.interpol»",
    ),
    "purpose that is missing": (
        lambda rows: rows["purposes"].remove(row(rows, "purposes", organization_id="emg", position=2)),
        "table purposes, row emg/3: is number 3, but there is no number 2",
    ),
    "subject of a tie that is missing": (
        lambda rows: rows["tie_subjects"].remove(row(rows, "tie_subjects", framework_id="biotrade")),
        "table tie_subjects, row trade.unctad/2: is number 2, but there is no number 1",
    ),
    "subject of a tie that its words do not name": (
        lambda rows: row(rows, "tie_subjects", position=1).update(framework_id="gspc"),
        "table tie_subjects, row trade.unctad/1, column framework_id: the words «BioTrade» do not name «gspc»",
    ),
    "subject of a tie in two ways": (
        lambda rows: row(rows, "tie_subjects", position=1).update(words="BioTrade"),
        "row trade.unctad/1: the row is not allowed: exactly one of framework_id, words must have a value",
    ),
    "erratum of a row that is not there": (
        lambda rows: row(rows, "row_errata", row_id="conf-16.4").update(row_id="conf-16.44"),
        "column row_id: «conf-16.44» is not a row of instruments",
    ),
    "official title without its erratum": (
        lambda rows: rows["row_errata"].remove(row(rows, "row_errata", row_id="dec-19.28")),
        "row dec-19.28, column official_title: comes from an erratum that row_errata does not list",
    ),
    "words of an erratum in a row without it": (
        lambda rows: rows["row_errata"].remove(row(rows, "row_errata", row_id="thematic.7.1")),
        "row thematic.7.1: has words of the erratum «world-organization-for-animal-health.1», but row_errata does not",
    ),
    "partner without a reason": (
        lambda rows: with_partner(rows, clusters=None, groups=None),
        "table partners, row wco: has no cluster, group, role, agreement or mandate",
    ),
    "list that cannot be split": (
        lambda rows: with_partner(rows, clusters="enforcement;thematic"),
        "row wco, column clusters: «enforcement;thematic» is not an item of such a list",
    ),
    "value twice in a unique column": (
        lambda rows: cms(rows).update(name="World Bank"),
        "table organizations, row cms, column name: «World Bank» occurs twice",
    ),
    "key twice": (doubled, "table themes, row trade: the key «trade» occurs twice"),
    "column missing": (without_column, "table themes: lacks the column position"),
    "column unknown": (with_column, "table themes: has the column colour, which is in no model"),
    "column in one row": (
        with_column_in_one_row,
        "table themes, row sustainability, column colour: is only in some rows: every row must have every column",
    ),
    "column in the first row only": (
        without_column_in_all_rows_but_one,
        "table themes, row sustainability, column name: is only in some rows: every row must have every column",
    ),
    "empty table": (empty_table, "table names: must have at least one row"),
    "table unknown": (lambda rows: rows.update(extra=[{"a": 1}]), "table extra: is not a table of the models"),
    "both of either or": (
        lambda rows: rows["mentions"][0].update(organization_id="cites", framework_id="gspc"),
        "table mentions, row lead.1.1: the row is not allowed: exactly one of organization_id, framework_id must "
        "have a value",
    ),
    "none of either or": (
        lambda rows: rows["instrument_subjects"][0].update(framework_id=None),
        "table instrument_subjects, row conf-18.3/1: the row is not allowed: exactly one of organization_id, "
        "framework_id, taxon must have a value",
    ),
    "first day after the last": (
        lambda rows: cop19(rows).update(start_date="2022-12-01"),
        "table meetings, row CoP19: the row is not allowed: start_date must not come after end_date",
    ),
    "days without a place": (
        lambda rows: cop19(rows).update(city=None, country=None, country_code=None),
        "table meetings, row CoP19: the row is not allowed: city must have a value where end_date has one and country "
        "must have a value where city has one and country_code must have a value where country has one and city must "
        "have a value where country_code has one",
    ),
    "no evidence": (
        lambda rows: cms(rows).update(evidence=None),
        "table organizations, row cms: the row is not allowed: evidence must have a value, unless confidence is "
        "unverified",
    ),
    "span of no length": (
        lambda rows: tie(rows).update(end_char=17),
        "table cooperation_ties, row trade.itc: the row is not allowed: start_char must come before end_char",
    ),
    "foreign key without its row": (
        lambda rows: tie(rows).update(organization_id="nobody"),
        "table cooperation_ties, row trade.itc, column organization_id: «nobody» is not in "
        "organizations.organization_id",
    ),
    "foreign key to the table itself": (
        lambda rows: cms(rows).update(parent_organization_id="nobody"),
        "table organizations, row cms, column parent_organization_id: «nobody» is not in organizations.organization_id",
    ),
    "span past the end of the passage": (
        lambda rows: row(rows, "hyperlinks", hyperlink_id="environment.www-informea-org").update(end_char=226),
        "table hyperlinks, row environment.www-informea-org, column end_char: «226» is past the end of "
        "environment.3 (225 characters)",
    ),
    "quotation of other words": (
        lambda rows: tie(rows).update(as_written="International Trade Centre"),
        "table cooperation_ties, row trade.itc, column as_written: «International Trade Centre» is not what the "
        "passage says there: «International Trade Centre (ITC)»",
    ),
    "a line that is not the next": (
        lambda rows: rows["passages"][-1].update(line_number=52),
        "table passages, row other-resolutions-and-decisions.15, column line_number: «52» is not 51",
    ),
    "passages that leave a gap": (
        lambda rows: rows["passages"][3].update(start_char=rows["passages"][3]["start_char"] + 1),
        "table passages, row lead.4, column start_char: «479-560» is not 478-560",
    ),
    "lost passage": (
        lambda rows: rows["documents"][0].update(line_count=52),
        "table documents, row cites-cooperation-en, column character_count: has 51 passages of 7234 characters in all",
    ),
    "coverage with a gap": (
        lambda rows: rows["coverage"].pop(1),
        "table coverage, row lead.1/158, column start_char: «158» is not 140, where the span before it ends",
    ),
    "coverage that ends too early": (
        lambda rows: rows["coverage"].pop(),
        "table coverage, row other-resolutions-and-decisions.15, column end_char: «29» is not 84, where the passage",
    ),
    "a name in fixed words": (
        lambda rows: row(rows, "coverage", passage_id="biodiversity.3", start_char=11).update(kind="fixed words"),
        "table coverage, row biodiversity.3/11, column kind: «fixed words» may not contain «BLG»",
    ),
    "a digit in fixed words": (
        lambda rows: row(rows, "coverage", passage_id="lead.1", start_char=158).update(kind="fixed words"),
        "table coverage, row lead.1/158, column kind: «fixed words» may not contain «5»",
    ),
    "tie in another cluster than its theme": (
        lambda rows: tie(rows).update(cluster_id="biodiversity"),
        "table cooperation_ties, row trade.itc, column cluster_id: «biodiversity» is not the cluster of the "
        "theme trade",
    ),
    "heading of other words": (
        lambda rows: row(rows, "sections", section_id="topics").update(heading="Topicz"),
        "table sections, row topics, column heading: «Topicz» is not the heading of the section: «Topics»",
    ),
    "mention of another body": (
        lambda rows: row(rows, "mentions", mention_id="enforcement.2.3").update(organization_id="wco"),
        "table mentions, row enforcement.2.3, column text: «INTERPOL» is not a known name of wco",
    ),
    "tie with another body than its words name": (
        lambda rows: tie(rows).update(organization_id="fao"),
        "table cooperation_ties, row trade.itc, column organization_id: the words «International Trade Centre (ITC)» "
        "do not name «fao»",
    ),
    "member that its words do not name": (
        lambda rows: row(rows, "memberships", member_organization_id="interpol").update(member_organization_id="fao"),
        "table memberships, row iccwc/fao, column member_organization_id: the words «INTERPOL» do not name «fao»",
    ),
    "subject that its words do not name": (
        lambda rows: row(rows, "instrument_subjects", instrument_id="conf-18.4").update(organization_id="fao"),
        "row conf-18.4/1, column organization_id: the words «Intergovernmental Science-Policy Platform",
    ),
    "taxon of other words": (
        lambda rows: row(rows, "instrument_subjects", instrument_id="dec-18.55").update(taxon="Homo sapiens"),
        "table instrument_subjects, row dec-18.55/1, column taxon: «Homo sapiens» is not what the words say: "
        "«Tursiops truncatus ponticus»",
    ),
    "number that is not that of the key": (
        lambda rows: row(rows, "instruments", instrument_id="dec-19.20").update(number="19.21"),
        "table instruments, row dec-19.20, column number: «19.21» should be «19.20», by the key",
    ),
    "label without the revision": (
        lambda rows: row(rows, "instruments", instrument_id="conf-12.4-rev-cop18").update(
            label="Resolution Conf. 12.4"
        ),
        "column label: «Resolution Conf. 12.4» should be «Resolution Conf. 12.4 (Rev. CoP18)», by the key",
    ),
    "adopted at another meeting": (
        lambda rows: row(rows, "instruments", instrument_id="dec-19.20").update(adopted_meeting_id="CoP18"),
        "column adopted_meeting_id: «CoP18» should be «CoP19», by the key",
    ),
    "effect too early": (
        lambda rows: cop19(rows).update(effective_date="2023-02-22"),
        "table meetings, row CoP19, column effective_date: «2023-02-22» is not 90 days after 2022-11-25",
    ),
    "lost mention": (
        lambda rows: rows["mentions"].remove(row(rows, "mentions", mention_id="enforcement.2.3")),
        "table mentions, row enforcement.2.4: is number 4, but there is no number 3",
    ),
    "position that leaves a gap": (
        lambda rows: row(rows, "clusters", cluster_id="environment").update(position=9),
        "table clusters, row thematic: is number 4, but there is no number 3",
    ),
    "two chairs": (
        lambda rows: rows["roles"].append(
            row(rows, "roles", organization_id="iccwc")
            | {"role_id": "iccwc.chair.wco", "holder_organization_id": "wco"}
        ),
        "row iccwc.chair.wco, column role: «iccwc.chair.cites-secretariat» is already the chair",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("_changed_tables_only")
def test_a_fault_is_named(fault: str, good: Rows) -> None:
    break_it, line = FAULTS[fault]
    rows = copy.deepcopy(good)
    break_it(rows)
    messages = list(map(str, models.check(rows, PLACES)))
    assert any(line in message for message in messages), messages


def test_a_table_may_be_empty_that_the_page_can_do_without(good: Rows) -> None:
    rows = copy.deepcopy(good)
    del rows["hyperlinks"]
    for agreement in rows["agreements"]:
        agreement["hyperlink_id"] = None
    rows["row_errata"] = [one for one in rows["row_errata"] if one["table_name"] != "hyperlinks"]
    assert models.check(rows, PLACES) == []


def test_words_that_an_erratum_corrects_need_not_name_whom_they_mean(good: Rows) -> None:
    """The page says "Intergovernmental Panel on Climate Change (IPCC)" and means IPPC."""
    assert row(good, "memberships", member_organization_id="ippc")["as_written"].endswith("(IPCC)")
    rows = copy.deepcopy(good)
    rows["errata"] = [one for one in rows["errata"] if one["kind"] != "wrong name"]
    messages = list(map(str, models.check(rows, PLACES)))
    assert any("do not name «ippc»" in message for message in messages)


def test_themes_are_numbered_within_their_cluster(good: Rows) -> None:
    rows = copy.deepcopy(good)
    theme = rows["themes"][-1]
    for one in (theme, *(tie for tie in rows["cooperation_ties"] if tie["theme_id"] == theme["theme_id"])):
        one["cluster_id"] = "enforcement"
    assert any("is number 6, but there is no number 1" in str(fault) for fault in models.check(rows, PLACES))
    theme["position"] = 1
    assert models.check(rows, PLACES) == []


def test_every_case_is_reported_and_only_those(good: Rows) -> None:
    rows = copy.deepcopy(good)
    for organization_id in ("cms", "cbd", "iwc"):
        row(rows, "organizations", organization_id=organization_id)["country_code"] = "x"
    cms(rows)["start_year"] = "MCM"
    tie(rows)["role"] = "friend"
    _, violations = models.validate(rows)
    assert sorted((one.table, one.row, one.column) for one in violations) == [
        ("cooperation_ties", "trade.itc", "role"),
        ("organizations", "cbd", "country_code"),
        ("organizations", "cms", "country_code"),
        ("organizations", "cms", "start_year"),
        ("organizations", "iwc", "country_code"),
    ]


def test_a_fault_of_words_of_the_page_has_its_line_and_quotes_them(good: Rows) -> None:
    rows = copy.deepcopy(good)
    rows["cooperation_ties"].append(tie(rows))
    [fault] = map(str, models.check(rows, PLACES))
    assert fault.startswith(
        "raw/source/cites-cooperation.txt:31: «International Trade Centre (ITC)»: table cooperation_ties, "
        "row trade.itc: the key «trade.itc» occurs twice; add an erratum, or look in pipeline/parse/forms/"
    )


def test_a_fault_of_a_curated_row_has_its_line(good: Rows) -> None:
    rows = copy.deepcopy(good)
    cms(rows)["country_code"] = "x"
    [found] = models.check(rows, PLACES)
    assert str(found) == (
        "raw/curated/organizations.csv:6: table organizations, row cms, column country_code: «x» is not allowed here: "
        "it must match [A-Z]{2}; fix the row or, if it is right and the page has a misprint, correct that by "
        "an erratum"
    )
