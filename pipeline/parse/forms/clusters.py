"""The clusters of cooperation, and the goal that they serve."""

from __future__ import annotations

import re

from pipeline.parse.errata import LOST_HEADING_REMEDY
from pipeline.parse.forms.form import form
from pipeline.parse.patterns import compile_pattern
from pipeline.parse.sentence import Sentence
from pipeline.text.words import slug

# A cluster as it is written in the list in the lead, in the contents and in its heading, with the word that identifies
# it.
_CLUSTER = (
    "(Cooperation on [the ]{topic:plain}[ – [the ]{named}[ {ignored}]]|{quality:plain} cooperation[ {rest:plain}])"
)
CLUSTER = compile_pattern(_CLUSTER)


def cluster_id(match: re.Match[str]) -> str:
    """Return the key of the cluster that CLUSTER has matched, which is the same wherever it is written."""
    return slug(match["topic"] or match["quality"])


def read_cluster_words(s: Sentence) -> None:
    """Account for the words of a cluster, wherever it is written, and remember the body that they name.

    The body must be the same everywhere, and a partner in the cluster: this is checked after everything is read.
    """
    for part in ("topic", "quality", "rest"):
        words = s.words(part).casefold() if s.has(part) else ""
        span = s.span(part) if words else s.match.span()
        s.reading.cluster_words[cluster_id(s.match), part].append((s.passage, span, words))
        if words:
            s.claim_text(part, is_name=part != "rest")
    if s.has("named"):
        s.claim("named")
        s.reading.named[cluster_id(s.match)].append((s.passage, s.span("named"), s.organization("named")))


def _read_goal(s: Sentence) -> None:
    s.claim("goal", "framework")  # they are in the rows of the clusters
    s.reading.goal = s.words("goal")
    s.reading.framework_id = s.framework("framework")


def _read_clusters(s: Sentence) -> None:
    s.claim_number("number", lambda: s.reading.count("clusters"))
    s.claim("goal")
    if s.reading.goal is None and not s.section.has_unread:
        problem = f"no sentence says to which framework «{s.words('goal')}» belongs"
        s.reading.fault(s.passage, problem, "restore the lost words by an erratum")
    elif s.reading.goal and s.words("goal") != s.reading.goal:
        problem = f"the clusters serve «{s.words('goal')}», but the sentence before says «{s.reading.goal}»"
        s.reading.fault(s.passage, problem, "add an erratum")


def _read_cluster(s: Sentence) -> None:
    if s.reading.goal:
        lost = f"at the end of the line before: «Cooperation efforts to implement {s.reading.goal} form four clusters:»"
        s.is_announced("number of clusters", "says that its items are clusters", lost)
    read_cluster_words(s)
    key = cluster_id(s.match)
    if (headings := s.reading.section_ids[key]) != 1:
        problem = f"the cluster «{s.passage.written(s.match.span())}» has {headings} headings that begin like this item"
        remedy = "leave one of them by an erratum" if headings else f"write it like the item, or {LOST_HEADING_REMEDY}"
        s.reading.fault(s.passage, problem, remedy)
        s.reading.has_lost_section = True
    row = {
        "cluster_id": key,
        "position": s.reading.count("clusters") + 1,
        "name": s.passage.written(s.match.span()),
        "section_id": key,
        "framework_id": s.reading.framework_id,
        "goal": s.reading.goal,
    }
    s.add("clusters", row, s.match.span())


FORMS = [
    form(
        "goal of cooperation",
        sections="lead",
        passage="paragraph",
        pattern="[{ignored}, ]as reflected in {goal} of the {framework}.",
        read=_read_goal,
        example="The strategic positioning of the Convention […], as reflected in Goal 5 of the CITES Strategic "
        "Vision.",
        first=True,
    ),
    form(
        "number of clusters",
        sections="lead",
        passage="paragraph",
        pattern="[Cooperation ]efforts [undertaken ]to implement {goal} (fall into|form) {number} clusters[, namely]:",
        read=_read_clusters,
        example="Cooperation efforts undertaken to implement Goal 5 fall into four clusters, namely:",
    ),
    form(
        "cluster",
        sections="lead",
        passage="list_item",
        pattern=_CLUSTER,
        read=_read_cluster,
        example="Cooperation on the environment – the United Nations Environment Management Group",
    ),
]
