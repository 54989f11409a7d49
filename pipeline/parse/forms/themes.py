"""The themes of a cluster, and the partners in each."""

from __future__ import annotations

from pipeline.parse.forms.agreements import read_agreements
from pipeline.parse.forms.bodies import add_tie, read_list
from pipeline.parse.forms.form import form
from pipeline.parse.reading import FACT, FAULT
from pipeline.parse.sentence import Sentence
from pipeline.text.words import slug


def _read_theme_list(s: Sentence) -> None:
    s.claim_ours("secretariat")


def _read_theme(s: Sentence) -> None:
    if s.has("secretariat"):
        s.claim_ours("secretariat")
    words = s.passage.text[s.passage.line.body :][:40].rpartition(" ")[0]
    lost = f"before its first item: «The CITES Secretariat has a working relationship with several bodies: {words} …»"
    if not s.is_announced("themes", "says that CITES works with those whom it names", lost):
        s.passage.claim(s.match.span(), FACT, FAULT)
        return
    faults = len(s.reading.faults)
    s.claim_text("theme", is_name=True)
    if len(s.reading.faults) == faults:  # otherwise the names may be those of partners
        s.check_names(s.span("theme"), "a theme")
    theme_id = slug(s.words("theme"))
    for other in s.reading.rows["themes"]:
        if other["theme_id"] == theme_id and other["cluster_id"] != s.section.cluster_id:
            quoted = s.passage.quoted(s.span("theme"))
            problem = f"{quoted} is already a theme of «{other['cluster_id']}», and two themes cannot have one key"
            remedy = "give it a longer name by an erratum, such as «trade in wildlife» for «trade»"
            s.reading.refuse(s.passage, s.match.span(), problem, remedy)
            return
    row = {
        "theme_id": theme_id,
        "cluster_id": s.section.cluster_id,
        "position": s.reading.count("themes", cluster_id=s.section.cluster_id) + 1,
        "name": s.passage.written(s.span("theme")),
    }
    s.add_once("themes", ["theme_id"], row, s.span("theme"))
    for item in read_list(s, "partners"):
        add_tie(item.sentence, "named", span=item.span, theme_id=theme_id)
        read_agreements(item)


_LEAD = (
    "[The ]{secretariat:body} has a working relationship with (several|many|a number of) "
    "(organizations|bodies)[ on areas of common interest][, for instance|, namely]:"
)

FORMS = [
    form(
        "themes",
        sections="cluster",
        passage="paragraph",
        pattern=_LEAD,
        read=_read_theme_list,
        example="The CITES Secretariat has a working relationship with several organizations on areas of common "
        "interest, for instance:",
    ),
    form(
        "theme after the lost sentence",
        sections="cluster",
        passage="list_item",
        pattern=f"{_LEAD} {{theme:series}} with {{partners:list}}[; and|;|.]",
        read=_read_theme,
        example="The CITES Secretariat has a working relationship with several bodies: trade with UNEP;",
    ),
    form(
        "theme",
        sections="cluster",
        passage="list_item",
        pattern="[and ]{theme:series} with {partners:list}[; and|;|.]",
        read=_read_theme,
        example="sustainability with the Collaborative Partnership on Sustainable Wildlife Management (CPW);",
    ),
]
