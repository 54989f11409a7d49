"""The closed lists of values that the models and the reading of `raw/` share; it imports nothing."""

from __future__ import annotations

CONFIDENCES = ["verified", "probable", "inferred", "unverified"]
ERRATUM_KINDS = ["typography", "wrong title", "lost text", "incomplete", "wrong name", "lost link", "wrong party"]
# A heading of one of these kinds is curated; the lead has none, and those of clusters are known through the lead.
CURATED_SECTION_KINDS = ["instruments", "contents", "actions"]
SECTION_KINDS = ["lead", *CURATED_SECTION_KINDS, "cluster"]
# Names of these kinds are curated; official names and acronyms stand with the body or framework they name.
CURATED_NAME_KINDS = ["variant", "former"]
NAME_KINDS = ["official", "acronym", *CURATED_NAME_KINDS]
COVERAGE_KINDS = ["fact", "fixed words", "ignored"]
IGNORED_KINDS = ["words", "term"]
