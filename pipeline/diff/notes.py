"""The notes of a build on what has changed: what its rows say otherwise than those of the last build.

No rule can tell a misprint from a new word, or a line that has been lost from one that was left out. So all that is
new, changed or gone is told to the curators, in the sentences of a change log.
"""

from __future__ import annotations

import filecmp
import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

from pipeline.diff.compare import Comparison, compare
from pipeline.diff.load import Package, load
from pipeline.diff.sentences import subject
from pipeline.diff.show import told
from pipeline.faults import Faults
from pipeline.raw.source import SOURCES
from pipeline.text.odd_characters import plain
from schemas.values import NAME_IN_IGNORED

_OTHERWISE_TOLD = {"documents", "errata"}
_BESIDE = 40  # characters on each side
_WORD = re.compile(r"\w[\w’'-]*")
# What a partner has by what the page says of others: the groups that it is in, and their clusters.
_OF_PARTNERS = ("clusters", "themes", "groups", "roles", "agreements", "mandates")


def notes(output: Path, new: Path) -> Iterator[str]:
    """Yield the notes on the package in `new`, against the one in `output`, which it will replace.

    None if all its tables are the same.
    """
    if not (output / "documents.csv").is_file():
        yield "there is no last build in output/csv: what has changed since is not told"
        return
    if _are_same(output, new):
        return
    try:
        before = load(output)
    except Faults as faults:
        yield f"what has changed since the last build cannot be told: {faults.faults[0]}"
        return
    yield from since(before, load(new))


def _are_same(output: Path, new: Path) -> bool:
    """Return whether two packages have the same tables."""
    names = [file.name for file in new.glob("*.csv")]
    return all((output / name).is_file() and filecmp.cmp(output / name, new / name, shallow=False) for name in names)


def since(old: Package, new: Package) -> Iterator[str]:
    """Yield what a package says otherwise than an older one: its page has changed, or what is curated."""
    if _of_documents(old, "sha256") != _of_documents(new, "sha256"):
        edition = _of_documents(new, "edition")
        if edition == _of_documents(old, "edition"):
            yield f"the page has changed, and edition in {SOURCES} is still «{', '.join(edition)}»"
        if old.version == new.version:
            yield "the page has changed, and version in pyproject.toml has not: a release needs another"
    comparison = compare(old, new, [])  # what the curators say of keys that are gone is theirs too
    for table, sentence in told(comparison, old, new):
        if table not in _OTHERWISE_TOLD:
            yield _plain(sentence)
    yield from _partners_with_less(comparison, old, new)
    for is_new, (package, other) in ((True, (new, old)), (False, (old, new))):
        for entry in _contents(package):
            if entry not in _contents(other):
                yield f"The entry “{entry}” of the table of contents is {'new' if is_new else 'gone'}."
    ignored = set(_ignored(old))
    for passed_over, beside in _ignored(new):
        if (passed_over, beside) not in ignored:
            yield f"«{passed_over}» is ignored, and so in no table: does what is stated beside it still hold?"
    yield from _taken_out(old, new)
    known = set(_words(old))
    if words := dict.fromkeys(word for word in _words(new) if word not in known):
        yield f"words that the page did not have: {', '.join(f'«{word}»' for word in words)}; are they written right?"


def _of_documents(package: Package, column: str) -> list[str]:
    return [cells.get(column, "") for cells in package.tables["documents"].rows.values()]


def _partners_with_less(comparison: Comparison, old: Package, new: Package) -> Iterator[str]:
    """Yield what a partner has no more, though no row that names it is gone."""
    revised = {
        old.tables[table.table].rows[one.old_key]["label"]: new.tables[table.table].rows[one.new_key]["label"]
        for table in comparison.tables
        for one in (table.renamed if table.table == "instruments" else ())
    }
    removed = [(table, row) for table in comparison.tables for row in table.removed]
    named = {word for _, row in removed for word in (*row.cells.values(), *row.key.split("/"))}
    for table in comparison.tables:
        for change in table.changes if table.table == "partners" else []:
            now = change.new.casefold().split("; ")
            less = [one for one in change.old.split("; ") if one and revised.get(one, one).casefold() not in now]
            if less and change.column in _OF_PARTNERS and change.key not in named:
                yield _plain(
                    f"{subject(new, 'partners', change.key)}: {change.column} no longer has {', '.join(less)}."
                )


def _contents(package: Package) -> list[str]:
    """Return the entries of the table of contents."""
    kinds = {key: cells["kind"] for key, cells in package.tables["sections"].rows.items()}
    passages = package.tables["passages"].rows.values()
    return [one["text"] for one in passages if one["kind"] == "list_item" and kinds[one["section_id"]] == "contents"]


def _page(package: Package) -> str:
    return "\n".join(cells["text"] for cells in package.tables["passages"].rows.values())


def _ignored(package: Package) -> list[tuple[str, str]]:
    """Return the words that are ignored, with the names in them, and what is beside them."""
    passages, coverage, page = package.tables["passages"].rows, package.tables["coverage"], _page(package)
    found, line_start = [], 0
    for passage, keys in groupby(coverage.rows, key=lambda key: coverage.named(key)["passage_id"]):
        spans = [(int(coverage.named(key)["start_char"]), coverage.rows[key]) for key in keys]  # which tile it
        text, kept = passages[passage]["text"], ""
        for (start, cells), (end, _) in pairwise([*spans, (len(text), {})]):
            is_ignored = cells["kind"] == "ignored" or cells["rule"] == NAME_IN_IGNORED
            kept += text[start:end] if is_ignored else "\0" * (end - start)
        for words in re.finditer(r"[^\0]*[^\0\s][^\0]*", kept):
            found.append((words[0].strip(), _beside(page, line_start + words.start(), line_start + words.end())))
        line_start += len(text) + 1
    return found


def _beside(page: str, start: int, end: int) -> str:
    """Return what the page says right before and after a span."""
    return f"{page[max(0, start - _BESIDE) : start]}\0{page[end : end + _BESIDE]}"


def _words(package: Package) -> list[str]:
    return _WORD.findall(_page(package))


def _taken_out(old: Package, new: Package) -> Iterator[str]:
    """Yield the words that errata take out of the page, if they did not so before, or not there."""
    before = old.tables["errata"].rows
    old_page, page = plain(_page(old)), plain(_page(new))
    for key, erratum in new.tables["errata"].rows.items():
        words = erratum["as_written"]
        if key in before and _places(page, words) <= _places(old_page, words):
            continue
        said, corrected = (re.findall(r"\w+", erratum[column]) for column in ("as_written", "correction"))
        spelled = {word.casefold(): word for word in said}
        kept = Counter(word.casefold() for word in corrected)
        lost = Counter(word.casefold() for word in said) - kept
        out = [spelled[word] for word in lost if not any(one.startswith(word) for one in kept)]
        if erratum["correction"] and out:
            taken = " and ".join(f"«{word}»" for word in out)
            yield f"an erratum takes {taken} out of «{words}»: does the rest hold without?"


def _places(page: str, words: str) -> set[str]:
    """Return what is before words wherever a page has them: by that an erratum is bound."""
    return {page[max(0, match.start() - _BESIDE) : match.start()] for match in re.finditer(re.escape(words), page)}


def _plain(sentence: str) -> str:
    """Return a sentence of a change log without what Markdown needs."""
    return re.sub(r"\\([\\`*\[\]<>_&])|`", r"\1", sentence)
