"""How well citations and names are found in the labelled texts of `tests/text/`: precision and recall, by kind of text.

`make bench` runs it. The tests hold each text to its labels, but for those that are `open`, which count here too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import test_citations_labelled as citations
import test_names_labelled as names

Tally = dict[str, Counter[str]]
Result = tuple[list[str], list[object], list[object]]  # of a text: its kinds, what is to be found, what is found


def of_citations() -> Iterator[Result]:
    """Yield each text with citations: by language and form, and whether they have the word before them."""
    for language in citations.LANGUAGES:
        for case in citations.cases(language):
            kinds = [f"{language} {case['form']}", "standing alone" if case.get("inferred") else "with a lead word"]
            yield kinds, [key for key, _ in citations.expected(case)], [key for key, _ in citations.got(case)]


def of_names() -> Iterator[Result]:
    """Yield each text with names: by layout."""
    for case in names.cases():
        kinds = [case["layout"], *(["longer names"] if case.get("longer") else []), "all"]
        yield kinds, list(names.expected(case)), list(names.got(case))


def counted(results: Iterable[Result]) -> Tally:
    """Return hits, misses and false finds of each kind; what is found twice counts twice."""
    tally: Tally = defaultdict(Counter)
    for kinds, expected, got in results:
        want, have = Counter(expected), Counter(got)
        hits = (want & have).total()
        for kind in kinds:
            tally[kind].update(texts=1, found=hits, missed=want.total() - hits, wrong=have.total() - hits)
    return tally


def share(part: int, rest: int) -> float:
    """Return the share of a part in it and the rest; all, if there is nothing."""
    return part / (part + rest) if part + rest else 1.0


def show(what: str, tally: Tally) -> None:
    """Print a line for each kind."""
    print(f"\n{what:30}{'texts':>6}{'found':>7}{'missed':>8}{'wrong':>7}{'precision':>11}{'recall':>8}")
    for kind, n in sorted(tally.items()):
        numbers = f"{n['texts']:>6}{n['found']:>7}{n['missed']:>8}{n['wrong']:>7}"
        print(f"{kind:30}{numbers}{share(n['found'], n['wrong']):>11.3f}{share(n['found'], n['missed']):>8.3f}")


if __name__ == "__main__":
    show("citations", counted(of_citations()))
    show("names", counted(of_names()))
