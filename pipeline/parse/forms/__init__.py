"""The sentence forms: what the page can say, and what each sentence of it yields.

A form is a pattern (see `pipeline.parse.patterns`), the kinds of section and passage where it may occur, the function
that turns a match into rows, and the sentence of the page that it was made for. A new kind of sentence is one more
entry in the FORMS of the module on its subject, and one test.
"""

from __future__ import annotations

from pipeline.parse.forms import actions, agreements, clusters, groups, instruments, partners, themes
from pipeline.parse.forms.form import form
from pipeline.parse.sentence import Sentence


def _read_remark(s: Sentence) -> None:
    if s.has("body"):
        s.claim_ours("body")


# Of the pages that the forms can read.
LANGUAGE = "en"

# In the order in which they are tried; no sentence of the page matches two forms.
FORMS = [
    *clusters.FORMS,
    *groups.FORMS,
    *partners.FORMS,
    *agreements.FORMS,
    *themes.FORMS,
    *instruments.FORMS,
    *actions.FORMS,
    form(
        "remark",
        sections="lead cluster actions instruments contents text",
        passage="paragraph",
        pattern="[[The ]{body} ]{ignored}[.]",
        read=_read_remark,
        example="The CITES Secretariat has a formal relationship with the organizations listed below […].",
    ),
]
