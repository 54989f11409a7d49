"""The corpus: what its tables and views hold, and what becomes of files that cannot be read."""

from __future__ import annotations

import csv
import gzip
import json
import os
import pickle
import subprocess
import sys
from contextlib import nullcontext
from importlib import metadata
from pathlib import Path

import corpora
import duckdb
import pyarrow
import pyarrow.parquet
import pytest
from conftest import ROOT, run_make
from corpora import ARCHIVE, content, make, table, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.__main__ import main
from pipeline.corpus import batch, document, files, language, parts
from pipeline.documents import read
from pipeline.faults import Fault, Faults
from pipeline.text.files import Unreadable
from schemas import corpus as models
from schemas.arrow import arrow_schema
from schemas.tables import columns, description

# --- the archive made by hand -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three texts, and their corpus in `out`; not to be changed."""
    folder = tmp_path_factory.mktemp("archive")
    make(write(folder / "texts", ARCHIVE), folder / "out")
    return folder


@pytest.fixture
def ask(archive: Path):
    """Asks the database, which is opened from another folder."""
    connection = duckdb.connect(str(archive / "out/corpus.duckdb"), read_only=True)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


def test_documents(ask) -> None:
    assert ask("SELECT document_id, byte_count, character_count, line_count, language FROM documents") == [
        ("CoP20/en.txt", 320, 320, 6, "en"),
        ("CoP20/fr.txt", 345, 332, 5, "fr"),
        ("es.txt", 207, 204, 2, "es"),
    ]
    assert ask("SELECT passage_count, mention_count, citation_count FROM documents") == [
        (5, 3, 3),
        (5, 1, 5),
        (2, 2, 2),
    ]


def test_a_passage_is_a_line_that_is_not_blank_without_the_blanks_at_its_ends(ask) -> None:
    sql = (
        "SELECT passage_id, line_number, start_char, end_char, text[:11] FROM passages WHERE document_id LIKE '%en.txt'"
    )
    assert ask(sql) == [
        ("CoP20/en.txt:1", 1, 0, 29, "Cooperation"),
        ("CoP20/en.txt:3", 3, 31, 83, "The Confere"),
        ("CoP20/en.txt:4", 4, 84, 159, "Conf. 12.4 "),
        ("CoP20/en.txt:5", 5, 160, 240, "Species (CM"),
        ("CoP20/en.txt:6", 6, 243, 319, "It is not i"),
    ]


def test_mentions_are_known_names_in_any_language_also_over_a_line_end(ask) -> None:
    sql = "SELECT mention_id, start_char, end_char, text, organization_id, framework_id FROM mentions"
    assert ask(sql) == [
        ("CoP20/en.txt:4.1", 136, 167, "Convention on Migratory\nSpecies", "cms", None),
        ("CoP20/en.txt:5.1", 169, 172, "CMS", "cms", None),
        ("CoP20/en.txt:5.2", 226, 229, "CMS", "cms", None),
        ("CoP20/fr.txt:2.1", 136, 139, "CMS", "cms", None),
        ("es.txt:1.1", 66, 70, "IUCN", "iucn", None),
        ("es.txt:1.2", 76, 79, "FAO", "fao", None),
    ]


def test_citations(ask) -> None:
    sql = """SELECT citation_id, text, kind, number, revision, instrument_id, pinpoint, inferred FROM citations"""
    lead, french = "Resolution\nConf. 12.4 (Rev. CoP18)", "Résolution Conf. 12.4 (Rev. CoP19)"
    range_ = "Décisions 19.20 à 19.22"
    assert ask(sql) == [
        ("CoP20/en.txt:3.1", lead, "resolution", "12.4", "CoP18", "conf-12.4-rev-cop18", None, False),
        ("CoP20/en.txt:5.1", "Decision 19.20", "decision", "19.20", None, "dec-19.20", None, False),
        ("CoP20/en.txt:6.1", "Resolution Conf. 12.4", "resolution", "12.4", None, "conf-12.4", "2 a)", False),
        ("CoP20/fr.txt:2.1", french, "resolution", "12.4", "CoP19", "conf-12.4-rev-cop19", None, False),
        ("CoP20/fr.txt:3.1", range_, "decision", "19.20", None, "dec-19.20", None, False),
        ("CoP20/fr.txt:3.2", range_, "decision", "19.21", None, "dec-19.21", None, False),
        ("CoP20/fr.txt:3.3", range_, "decision", "19.22", None, "dec-19.22", None, False),
        ("CoP20/fr.txt:5.1", "17.55 (Rev. CoP19)", "decision", "17.55", "CoP19", "dec-17.55-rev-cop19", None, True),
        ("es.txt:1.1", "Decisión 19.20", "decision", "19.20", None, "dec-19.20", None, False),
        ("es.txt:2.1", "Resolución Conf. 9.6 (Rev.)", "resolution", "9.6", "Rev.", "conf-9.6-rev", None, False),
    ]


def test_the_questions_have_their_answers(ask) -> None:
    assert ask("FROM cited_instruments LIMIT 3") == [
        ("Decision 19.20", 3, 3, None),
        ("Resolution Conf. 12.4", 2, 3, "CoP18; CoP19"),
        ("Decision 17.55", 1, 1, "CoP19"),
    ]
    assert ask("FROM citations_by_meeting") == [
        ("CoP9", 1, 1, 0),
        ("CoP12", 2, 3, 0),
        ("CoP17", 1, 0, 1),
        ("CoP19", 3, 0, 5),
    ]
    assert ask("FROM organization_documents") == [
        ("cms", "CoP20/en.txt", 3, "CoP20/en.txt:4"),
        ("cms", "CoP20/fr.txt", 1, "CoP20/fr.txt:2"),
        ("fao", "es.txt", 1, "es.txt:1"),
        ("iucn", "es.txt", 1, "es.txt:1"),
    ]
    assert ask("FROM instruments_cited_together LIMIT 2") == [
        ("Decision 19.20", "Resolution Conf. 12.4", 2),
        ("Decision 17.55", "Decision 19.20", 1),
    ]
    assert ask("SELECT count(*) FROM instruments_cited_together") == [(11,)]  # 1 pair, 4 * 5 / 2 less 1, and 1


@pytest.mark.parametrize("name", [*models.TABLES, *models.VIEWS])
def test_a_view_has_the_columns_and_comments_of_its_model(ask, name: str) -> None:
    model = (models.TABLES | models.VIEWS)[name]
    assert ask(f"SELECT comment FROM duckdb_views() WHERE view_name = '{name}'") == [(description(model),)]
    found = ask(f"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = '{name}' ORDER BY column_index")
    assert found == [(column, spec.description) for column, spec in columns(model).items()]


@pytest.mark.parametrize("name", models.VIEWS)
def test_the_answers_hold_what_their_models_say(archive: Path, ask, name: str) -> None:
    connection = duckdb.connect(str(archive / "out/corpus.duckdb"), read_only=True)
    rows = connection.sql(f"FROM {name}").to_arrow_table()
    assert len(rows) > 0
    frame = rows.cast(arrow_schema(models.VIEWS[name])).to_pandas(types_mapper=batch.pd.ArrowDtype)
    models.VIEWS[name].validate(frame)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*models.TABLES, *models.VIEWS])
def test_the_oldest_duckdb_reads_each_view(oldest_python: Path, archive: Path, ask, name: str) -> None:
    query = f"SELECT * FROM {name} ORDER BY ALL"
    script = f"import duckdb; print(duckdb.connect('corpus.duckdb', read_only=True).execute('{query}').fetchall())"
    run = [oldest_python, "-c", script]
    done = subprocess.run(run, cwd=archive / "out", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(ask(query))


@pytest.mark.parametrize("name", models.TABLES)
def test_a_part_has_the_schema_of_its_model(archive: Path, name: str) -> None:
    [file] = (archive / "out" / name).iterdir()
    assert file.name.startswith("part-")
    assert pyarrow.parquet.read_schema(file).equals(arrow_schema(models.TABLES[name]), check_metadata=True)


def test_the_plot_is_that_of_the_measured_numbers() -> None:
    sys.path.insert(0, str(ROOT / "tests/bench"))
    try:
        import corpus_plot
    finally:
        sys.path.pop(0)
    assert corpus_plot.SVG.read_text("utf-8") == corpus_plot.draw(corpus_plot.read())


def test_each_question_has_its_query_and_its_model() -> None:
    queries = sorted(file.stem for file in (ROOT / "schemas/views/corpus").iterdir())
    assert queries == sorted(models.VIEWS)


def test_only_the_database_names_a_folder_of_this_machine(archive: Path) -> None:
    for path, data in content(archive / "out").items():
        assert str(archive).encode() not in data, path


def test_a_corpus_that_was_moved_gets_its_database_again(tmp_path: Path) -> None:
    texts = write(tmp_path / "texts", ARCHIVE)
    make(texts, tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / "else, where")
    assert make(texts, tmp_path / "else, where").finished_before == 1
    with duckdb.connect(str(tmp_path / "else, where/corpus.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (3,)


@pytest.mark.parametrize("name", ["a,b", "a [1]*", "a'b $c #d"])
def test_out_may_have_any_name(tmp_path: Path, name: str) -> None:
    make(write(tmp_path / "texts", ARCHIVE), tmp_path / name)
    with duckdb.connect(str(tmp_path / name / "corpus.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM citations").fetchone() == (10,)


@pytest.mark.parametrize("name", ["a?b", "a\\b"])
def test_out_is_refused_at_once_where_duckdb_opens_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(Faults, match="and DuckDB cannot open files with that; give another folder as OUT"):
        make(write(tmp_path / "texts", ARCHIVE), tmp_path / name)
    assert not (tmp_path / name).exists()


# --- any text -----------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "CITES",
        "Decision 19.20",
        "Resolution Conf. 12.4 (Rev. CoP18)",
        "FAO",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\u00a0",
        "\x0c",
        "é",
        "🦏",
    ]
)


def rows_of(folder: Path, path: str) -> dict[str, list[document.Cells]]:
    """Return the rows of a text by table."""
    return {table: list(rows) for table, rows in document.read(folder, path).tables}


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))).map("".join))
def test_whatever_a_text_is_its_rows_hold_and_their_spans_are_its_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode())
    rows = rows_of(tmp_path, "a.txt")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    [(_, _, _, _, length, lines, *_)] = rows["documents"]
    assert (length, lines) == (len(text), len(text.removesuffix("\n").split("\n")) if text else 0)
    checked = {name: batch._checked(name, rows[name]).to_pylist() for name in models.TABLES}
    passages = {row["passage_id"]: row for row in checked["passages"]}
    for name in ("passages", "mentions", "citations"):
        for row in checked[name]:
            assert text[row["start_char"] : row["end_char"]] == row["text"]
            passage = passages[row["passage_id"]]
            assert passage["start_char"] <= row["start_char"] < passage["end_char"]
    outside = list(text)
    for row in checked["passages"]:
        outside[row["start_char"] : row["end_char"]] = [" "] * len(row["text"])
    assert not "".join(outside).strip()


@pytest.mark.parametrize(
    ("text", "is_passages"),
    [("", []), ("\n \n\t\n", []), ("one", [(1, "one")]), ("one\r\n\r\n  two \n", [(1, "one"), (3, "two")])],
)
def test_blank_lines_are_no_passages(tmp_path: Path, text: str, is_passages: list[tuple[int, str]]) -> None:
    write(tmp_path, {"a.txt": text.encode()})
    assert [(row[2], row[5]) for row in rows_of(tmp_path, "a.txt")["passages"]] == is_passages


def test_a_packed_text_has_the_rows_of_the_same_text(tmp_path: Path) -> None:
    plain = make(write(tmp_path / "plain", {"a.txt": corpora.ENGLISH}), tmp_path / "one")
    packed = make(write(tmp_path / "packed", {"a.txt.gz": corpora.ENGLISH}), tmp_path / "two")
    assert plain == packed
    for name in models.TABLES:
        one, two = table(tmp_path / "one", name).to_pylist(), table(tmp_path / "two", name).to_pylist()
        for row in two:
            if name == "documents":
                assert row.pop("file_byte_count") == (tmp_path / "packed/a.txt.gz").stat().st_size
            row.update({key: value.replace(".gz", "") for key, value in row.items() if key.endswith("_id") and value})
        for row in one:
            row.pop("file_byte_count", None)
        assert one == two


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"\xef\xbb\xbfDecision 19.20"})
    [(_, _, _, start, end, text, *_)] = rows_of(tmp_path, "a.txt")["citations"]
    assert (start, end, text) == (0, 14, "Decision 19.20")


def test_unknown_names_are_no_mentions(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "The Moon Bank (MB) met the FAOX, but the FAO did not."})
    assert [row[5] for row in rows_of(tmp_path, "a.txt")["mentions"]] == ["FAO"]


def test_the_name_of_a_cluster_is_no_mention(tmp_path: Path) -> None:
    """It names neither an organization nor a framework; the page's clusters have names in French and Spanish."""
    write(tmp_path, {"a.txt": "Coopération thematique, ou Coopération thématique au niveau technique, avec la FAO."})
    assert [row[5] for row in rows_of(tmp_path, "a.txt")["mentions"]] == ["FAO"]


def test_a_row_that_does_not_hold_stops_the_run() -> None:
    row = ("a.txt:1", "a.txt", 0, 0, 3, "one", None, "body")
    with pytest.raises(Faults, match="line_number «0» is not allowed here: it must be at least 1"):
        batch._checked("passages", [row])


def test_rows_are_checked_and_written_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = write(tmp_path / "texts", {f"{number}.txt": corpora.ENGLISH for number in range(5)})
    make(texts, tmp_path / "one")
    monkeypatch.setattr(batch, "AT_ONCE", 2)
    make(texts, tmp_path / "two")
    [part] = (tmp_path / "two/documents").glob("*.parquet")
    file = pyarrow.parquet.ParquetFile(part)
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 2, 1]
    assert file.metadata.row_group(0).column(0).compression == "SNAPPY"
    for name in models.TABLES:
        assert table(tmp_path / "one", name).equals(table(tmp_path / "two", name))


# --- languages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["en", "fr", "es"])
def test_ten_sentences_tell_the_language(told: str) -> None:
    lines = (ROOT / f"tests/text/citations/{told}.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    sentences = [case["text"] for case in cases if not case["form"].startswith("unseen")]  # which are lists, or markup
    found = [language.tell("\n".join(sentences[at : at + 10])) for at in range(0, len(sentences) - 9, 10)]
    assert set(found) <= {told, None}
    assert found.count(told) >= len(found) - 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12.4 19.20 17.55 9.6",
        "Decision 19.20",
        "The Parties are urged to report to the Secretariat. Les Parties sont priées de faire rapport au Secrétariat.",
        # Portuguese, Italian, Catalan, Dutch, German
        "O seu objetivo é garantir que o comércio internacional de animais e plantas não ponha em risco a "
        "sobrevivência das espécies. As Partes reúnem-se para rever a sua aplicação e para decidir sobre as propostas.",
        "Il suo scopo è garantire che il commercio di animali e piante non metta in pericolo la loro sopravvivenza. Le "
        "Parti si riuniscono per esaminare la sua applicazione, con il sostegno del Segretariato e dei comitati.",
        "El seu objectiu és assegurar que el comerç d'animals i plantes no posi en perill la seva supervivència. Les "
        "parts es reuneixen per revisar l'aplicació del conveni i per decidir sobre les propostes, amb els comitès.",
        "Het doel is ervoor te zorgen dat de handel in dieren en planten hun voortbestaan in het wild niet bedreigt. "
        "De partijen komen bijeen om de toepassing van de overeenkomst te toetsen, en beslissen over de voorstellen.",
        "Sein Ziel ist es, den Handel zu regeln und die Arten in der Natur zu erhalten, was für alle Staaten gilt. Die "
        "Vertragsparteien treffen sich alle drei Jahre und entscheiden über die Vorschläge.",
    ],
)
def test_what_is_short_or_mixed_or_another_language_is_not_told(text: str) -> None:
    assert language.tell(text) is None


# --- which files, in which order ----------------------------------------------------------------------------


def test_files_are_found_at_any_depth_sorted_by_code_points(tmp_path: Path) -> None:
    names = [
        "b.txt",
        "a/z.txt",
        "a/b/c.TXT",
        "a-b.txt",
        "a.txt.gz",
        "a/é.txt",
        "Z.txt",
        ".x/y.txt",
        "a!/q.txt",
        "a0.txt",
    ]
    write(tmp_path, dict.fromkeys([*names, "a.csv", "a/b.gz", "txt", "c.txt.bak"], "x"))
    (tmp_path / "folder.txt").mkdir()
    found = list(files.find(tmp_path))
    assert [file.path for file in found] == sorted(names)
    assert not any(file.problem for file in found)


def test_links_to_folders_are_not_followed_and_named(tmp_path: Path, capsys) -> None:
    texts = write(tmp_path / "texts", {"a/b.txt": "x"})
    (texts / "a/again").symlink_to(texts)
    (texts / "link.txt").symlink_to(texts / "a/b.txt")
    assert [file.path for file in files.find(texts)] == ["a/b.txt", "link.txt"]
    make(texts, tmp_path / "out")
    assert capsys.readouterr().err == f"{texts}: links to folders are not followed: a/again\n"


def test_files_of_other_names_are_counted_by_their_endings(tmp_path: Path, capsys) -> None:
    """But for what desktops leave in every folder."""
    names = ("a.txt", "b/c.md", "b/D.MD", "b/e.zip", "README", ".DS_Store")
    texts = write(tmp_path / "texts", dict.fromkeys(names, "x"))
    make(texts, tmp_path / "out")
    assert (
        capsys.readouterr().err == f"{texts}: files of other names are not read: 2 .md, 1 without an ending, 1 .zip\n"
    )


def test_folders_may_be_deeper_than_pythons_recursion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "/".join(["a"] * (sys.getrecursionlimit() + 100))
    monkeypatch.chdir(tmp_path)
    for _ in deep.split("/"):
        Path("a").mkdir()
        os.chdir("a")
    Path("b.txt").write_text("x")
    found = [file.path for file in files.find(tmp_path)]
    os.chdir(tmp_path)
    subprocess.run(["rm", "-r", "a"], check=True)  # pytest, which clears up later, cannot
    assert found == [f"{deep}/b.txt"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a/b.txt": "x", "c.txt": "x"})
    listed = os.scandir

    def scandir(folder: str):
        if folder.endswith("/a/"):
            raise PermissionError(13, "Permission denied", folder)
        return listed(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    assert list(files.find(tmp_path)) == [
        files.File("a/", "the folder cannot be listed (Permission denied)"),
        files.File("c.txt"),
    ]


# --- files that cannot be read ------------------------------------------------------------------------------


def rejected(out: Path) -> list[list[str]]:
    with (out / "rejected.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert header == ["path", "reason"]
    return rows


def test_files_that_cannot_be_read_are_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    packed = gzip.compress(b"Decision 19.20 " * 1000)
    texts = write(
        tmp_path / "texts",
        {
            "a.txt": "Decision 19.20",
            "latin.txt": "one\nDécision 19.20".encode("latin-1"),
            "marked.txt": b"\xef\xbb\xbfD\xe9cision",
            "utf16.txt": "one\ntwo".encode("utf-16-le"),
            "broken.txt.gz": b"no gzip at all",
            "cut.txt.gz": packed[: len(packed) // 2],
            "damaged.txt.gz": packed[:20] + b"\xff\xff\xff" + packed[23:],
            "empty.txt.gz": b"",
            "z.txt": "Decision 19.21",
            "=1+1.txt": b"\xff",
        },
    )
    (texts / "gone.txt").symlink_to(texts / "nowhere")
    os.mkfifo(texts / "pipe.txt")
    (texts / os.fsdecode(b"name\xff.txt")).write_bytes(b"x")
    totals = make(texts, tmp_path / "out")
    assert (totals.documents, totals.citations, totals.rejected) == (2, 2, 11)
    assert table(tmp_path / "out", "documents")["document_id"].to_pylist() == ["a.txt", "z.txt"]
    reasons = dict(rejected(tmp_path / "out"))
    assert reasons["damaged.txt.gz"].startswith("cannot be unpacked (")
    assert reasons["broken.txt.gz"].startswith("cannot be unpacked (Not a gzipped file")
    del reasons["damaged.txt.gz"], reasons["broken.txt.gz"]
    assert reasons == {
        "latin.txt": "byte 5 (0xe9), in line 2, is not UTF-8: save it as UTF-8",
        "marked.txt": "byte 4 (0xe9), in line 1, is not UTF-8: save it as UTF-8",
        "utf16.txt": "has the character U+0000 in line 1: save it as text, in UTF-8",
        "cut.txt.gz": "cannot be unpacked (Compressed file ended before the end-of-stream marker was reached): "
        "pack it again",
        "empty.txt.gz": "cannot be unpacked (it is empty): pack it again",
        "gone.txt": "cannot be read (No such file or directory): check its permissions",
        "pipe.txt": "is not a regular file: remove it",
        "name\\xff.txt": "its name is not UTF-8: rename it, or check its permissions",
        "./=1+1.txt": "byte 0 (0xff), in line 1, is not UTF-8: save it as UTF-8",
    }


@pytest.mark.parametrize("name", ["large.txt", "large.txt.gz"])
def test_a_text_that_is_too_large_is_rejected_before_it_is_all_in_memory(tmp_path: Path, name: str) -> None:
    size = document.LARGEST + 1
    (tmp_path / name).write_bytes(gzip.compress(b" " * size, 1) if name.endswith(".gz") else b" " * size)
    with pytest.raises(Unreadable, match="has more than 50,000,000 bytes: split it"):
        document.read(tmp_path, name)


# --- runs that follow each other ----------------------------------------------------------------------------


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_TEXTS", 2)


@pytest.mark.usefixtures("small_parts")
def test_a_second_run_changes_nothing_and_needs_no_workers(tmp_path: Path) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE), tmp_path / "out"
    first = make(texts, out)
    before = content(out)
    assert sum(path.startswith("mentions/part-") for path in before) == 2

    def nobody():
        raise AssertionError("workers were hired")

    again = corpora.run.make(texts, out, nobody)
    assert (first.finished_before, again.finished_before) == (0, 2)
    assert content(out) == before


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (lambda texts: write(texts, {"es.txt": "Decision 19.21"}), 1),
        (lambda texts: write(texts, {"z.txt": "Decision 19.21"}), 1),
        (lambda texts: (texts / "es.txt").unlink(), 1),
        (lambda texts: os.utime(texts / "CoP20/fr.txt", (1, 1)), 1),
    ],
    ids=["edited", "added after", "removed", "touched"],
)
def test_parts_whose_texts_have_changed_are_made_again(tmp_path: Path, capsys, change, kept: int) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE), tmp_path / "out"
    make(texts, out)
    assert capsys.readouterr().err == ""
    change(texts)
    assert make(texts, out).finished_before == kept
    make(texts, tmp_path / "afresh")
    assert content(out) == content(tmp_path / "afresh")


def test_one_text_more_makes_one_part_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "TEXTS_A_PART", 10)
    texts, out = write(tmp_path / "texts", {f"{number:03}.txt": "x" for number in range(100)}), tmp_path / "out"
    count = make(texts, out).parts
    assert count > 4
    for name in ("a first one", "050 and one between", "z last"):
        write(texts, {f"{name}.txt": "x"})
        totals = make(texts, out)
        assert totals.finished_before >= totals.parts - 2, name  # it may itself begin a part


def test_a_part_holds_fewer_documents_than_texts(tmp_path: Path) -> None:
    def count(suffix: str) -> int:
        """Return how many parts a thousand files make."""
        return len(list(parts.batches(tmp_path, [files.File(f"{number:03}{suffix}") for number in range(1000)])))

    assert max(count(".txt"), count(".TXT.gz")) < min(count(".pdf"), count(".html.gz"), count(".docx")) / 3


def test_a_text_that_changed_at_the_same_size_and_time_is_read_again(tmp_path: Path) -> None:
    texts, out = write(tmp_path / "texts", {"a.txt": "Decision 19.20"}), tmp_path / "out"
    os.utime(texts / "a.txt", (1, 1))
    make(texts, out)
    write(texts, {"a.txt": "Decision 19.21"})
    os.utime(texts / "a.txt", (1, 1))
    make(texts, out)
    assert table(out, "citations")["number"].to_pylist() == ["19.21"]


@pytest.mark.parametrize("library", ["pypdfium2", "selectolax"])
def test_another_version_of_a_library_makes_all_parts_again(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in (read.versions, parts.code_version):  # of other tests, which change the code
        cached.cache_clear()
    before, own = parts.code_version(), metadata.version
    assert own(library) in read.versions()

    def another(name: str) -> str:
        return "99.0" if name == library else own(name)

    monkeypatch.setattr(metadata, "version", another)
    for cached in (read.versions, parts.code_version):
        cached.cache_clear()
    assert parts.code_version() != before
    monkeypatch.undo()
    for cached in (read.versions, parts.code_version):
        cached.cache_clear()
    assert parts.code_version() == before


def test_only_the_code_that_reads_texts_makes_parts_again() -> None:
    names = {file.relative_to(parts.ROOT).as_posix() for file in parts._modules("pipeline.corpus.batch")}
    assert {"pipeline/text/citations/__init__.py", "pipeline/corpus/document.py", "schemas/corpus.py"} <= names
    assert {f"pipeline/documents/{name}.py" for name in ("pdf", "html", "word", "furniture", "columns")} <= names
    assert not {name for name in names if name.startswith(("pipeline/site", "pipeline/parse", "pipeline/commands"))}


@pytest.mark.usefixtures("small_parts")
def test_other_code_makes_all_parts_anew_and_says_so(tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE), tmp_path / "out"
    make(texts, out)
    monkeypatch.setattr(parts, "code_version", lambda: "another")
    assert make(texts, out).finished_before == 0
    said = f"{out}: texts or the code have changed since: the affected parts are made again\n"
    assert capsys.readouterr().err == said


def test_database_and_rejected_files_are_there_only_when_all_parts_are(tmp_path: Path) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE), tmp_path / "out"
    make(texts, out)
    assert (out / "corpus.duckdb").exists()
    assert (out / "rejected.csv").exists()
    write(texts, {"z.txt": "Decision 19.21"})
    workers = Lossy(lambda *_: True)
    with pytest.raises(Faults):
        corpora.run.make(texts, out, lambda: nullcontext(workers))
    assert not (out / "corpus.duckdb").exists()
    assert not (out / "rejected.csv").exists()


def test_a_part_that_lacks_a_table_is_made_again(tmp_path: Path) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE), tmp_path / "out"
    make(texts, out)
    before = content(out)
    [part] = (out / "mentions").glob("*.parquet")
    part.unlink()
    assert make(texts, out).finished_before == 0
    assert content(out) == before


def test_what_may_have_passed_is_tried_again(tmp_path: Path) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE | {"bad.txt": b"\xff"}), tmp_path / "out"
    assert make(texts, out).rejected == 1
    assert make(texts, out).finished_before == 1  # it is still no UTF-8
    (texts / "gone.txt").symlink_to(tmp_path / "later")
    assert make(texts, out).rejected == 2
    assert make(texts, out).finished_before == 0


def test_what_a_killed_run_has_left_is_removed(tmp_path: Path) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE), tmp_path / "out"
    make(texts, out)
    before = content(out)
    write(out, {"mentions/part-0000.parquet.0123.partial": "x", "citations/part-0007.parquet": "x"})
    make(texts, out)
    assert content(out) == before


# --- workers that are lost ----------------------------------------------------------------------------------


class Lossy(corpora.Here):
    """Loses the worker of those tasks for which `is_lost` holds; counts the tasks."""

    lost = ConnectionError
    tries = 2

    def __init__(self, is_lost) -> None:
        self.is_lost, self.tasks = is_lost, []

    def submit(self, function, *arguments):
        self.tasks.append(function.__name__)
        if self.is_lost(function, arguments):
            return super().submit(_raise_lost)
        return super().submit(function, *arguments)


def _raise_lost() -> None:
    raise ConnectionError


def test_a_batch_is_done_again_if_its_worker_was_lost_by_chance(tmp_path: Path) -> None:
    texts = write(tmp_path / "texts", ARCHIVE)
    workers = Lossy(lambda *_: len(workers.tasks) == 1)
    assert corpora.run.make(texts, tmp_path / "out", lambda: nullcontext(workers)).rejected == 0
    assert workers.tasks == ["write", "write"]


def test_a_text_that_loses_its_worker_once_alone_is_not_given_up(tmp_path: Path) -> None:
    texts = write(tmp_path / "texts", ARCHIVE)
    workers = Lossy(lambda *_: len(workers.tasks) <= 3)
    assert corpora.run.make(texts, tmp_path / "out", lambda: nullcontext(workers)).rejected == 0
    assert workers.tasks == ["write", "write", *["try_one"] * 4, "write"]


def test_texts_that_end_their_worker_only_together_stop_the_run(tmp_path: Path) -> None:
    texts = write(tmp_path / "texts", ARCHIVE)
    workers = Lossy(lambda function, _: function is batch.write)
    with pytest.raises(Faults) as error:
        corpora.run.make(texts, tmp_path / "out", lambda: nullcontext(workers))
    assert str(error.value) == (
        "CoP20/en.txt: 5 workers have ended with the 3 texts from here on, although each text can be read by itself; "
        "give the workers more memory, and run the command again"
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda folders: folders._replace(texts="/nowhere"), "does not see /nowhere; mount it there"),
        (lambda folders: folders._replace(out="/nowhere"), "does not see /nowhere/.done; mount it there"),
        (lambda folders: folders._replace(version="old"), "runs another version of the project; start it from"),
    ],
)
def test_a_worker_that_is_not_set_up_says_so(tmp_path: Path, change, problem: str) -> None:
    texts, out = write(tmp_path / "texts", ARCHIVE), tmp_path / "out"
    make(texts, out)
    folders = batch.Folders(str(texts), str(out), parts.code_version())
    [found] = parts.batches(texts, files.find(texts))
    with pytest.raises(Faults, match=problem):
        batch.write(change(folders), found)
    again = pickle.loads(pickle.dumps(Faults([Fault("worker", None, "fault", "remedy")])))
    assert str(again) == "worker: fault; remedy"


# --- the command --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_make_corpus_says_what_there_is_and_fails_if_a_file_was_rejected(bare_project: Path, tmp_path: Path) -> None:
    texts, out = write(tmp_path / "some $texts", ARCHIVE), tmp_path / "out"
    given = (f"TEXTS={texts}", f"OUT={out}", "WORKERS=1", "SCHEDULER=")
    done = run_make(bare_project, "corpus", *given)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("corpus: 3 documents (0.0 MB), 12 passages, 6 mentions, 10 citations; 1 part (")
    write(texts, {"bad.txt": b"\xff"})
    done = run_make(bare_project, "corpus", *given)
    assert done.returncode == 2
    assert done.stderr.splitlines()[:2] == [
        f"{out}: texts or the code have changed since: the affected parts are made again",
        f"{out}/rejected.csv: 1 file could not be read; "
        "see the reasons there, and run the command again when they are fixed",
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["", "out"], "corpus: there is no TEXTS; give both: make corpus TEXTS=folder OUT=folder"),
        (["texts", ""], "corpus: there is no OUT; give both: make corpus TEXTS=folder OUT=folder"),
        (["nowhere", "out"], "{}/nowhere: is not a folder; give the folder of the texts as TEXTS"),
        (["texts/a.txt", "out"], "{}/texts/a.txt: is not a folder; give the folder of the texts as TEXTS"),
        (["texts", "texts/out"], "{}/texts/out: is inside TEXTS; give a folder outside it as OUT"),
        (["texts", "texts"], "{}/texts: is inside TEXTS; give a folder outside it as OUT"),
        (["texts", "file"], "{}/file: is not a folder; give a new one as OUT"),
        (["texts", "file/out"], "{}/file/out/.done: Not a directory; fix that, and run the command again"),
        (["texts", "."], "{}: contains files that are not a corpus; give a new folder as OUT"),
        (
            ["none", "out"],
            "{}/none: no file below it is named .txt, .pdf, .html, .htm or .docx; give the folder of texts",
        ),
        (["texts", "out", "--workers", "0"], "WORKERS: «0» is not a number of processes; give one, such as 2"),
        (
            ["texts", "out", "--scheduler", "tcp://127.0.0.1:1"],
            "SCHEDULER: there is no Dask scheduler at tcp://127.0.0.1:1 (",
        ),
        (["texts", "out", "--scheduler", "nonsense://x"], "SCHEDULER: there is no Dask scheduler at nonsense://x ("),
    ],
)
def test_bad_arguments_get_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, arguments: list[str], line: str
) -> None:
    write(tmp_path, {"texts/a.txt": "x", "none/a.csv": "x", "file": "x"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.corpus.workers.CONNECT_SECONDS", 1)
    assert main(["corpus", *arguments]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith(line.format(tmp_path))
    assert len(printed.err.splitlines()) == 1
    assert printed.out == ""
