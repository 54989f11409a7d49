"""The rules across tables, for tables that are each right by themselves. Each rule yields every violation of it.

The modules are named after what their rules are about: `passages`, `subjects` (what a row says), `keys`, `identifiers`
and so on. `violation` is what a rule yields, and `words` what the page says in the span of a row.
"""

from pipeline.check.rules import identifiers, keys, partners_view, passages, subjects

RULES = (
    keys.foreign_keys,
    passages.spans,
    passages.quotations,
    passages.tiling,
    passages.coverage,
    keys.clusters_of_themes,
    passages.sections_by_their_headings,
    subjects.names_of_mentions,
    subjects.subjects_in_their_words,
    subjects.roles_in_their_words,
    keys.instruments_by_their_keys,
    keys.parents,
    keys.meetings_in_order,
    keys.dates_of_effect,
    keys.running_numbers,
    keys.row_errata_of_rows,
    keys.errata_of_words,
    identifiers.identifiers_by_their_schemes,
    partners_view.lists_of_partners,
)
