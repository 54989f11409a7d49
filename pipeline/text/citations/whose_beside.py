"""Who owns a Decision in a text that does not name CITES: whoever stands beside its number, but a meeting or a year.

"The Minister's Decision 12.3", "Decision 14.2 of the Ombudsman", "Decisión 12.4 de Ecopetrol", "CE, déc. 16.9".
Where a text names CITES, `pipeline.text.citations.whose_nearby` asks for the name of a body.
"""

from __future__ import annotations

from pipeline.text.citations.names_of_bodies import cased
from pipeline.text.citations.patterns import compiled
from pipeline.text.citations.whose_nearby import ADOPTED, DATE

_BESIDE = 50  # characters before a number in which its owner is
_VERB = r"(?:is|are|was|were|has|have|had|shall|should|will|would|must|may|can)"
_THEY_DECIDE = r"[a-zà-ÿ-]*(?:[eo]rs|ees|eurs|ores|judges|juges|jueces)\b"
# Not a body: the meeting, its year, what a Decision is in, and those that it speaks of, who are many: "of the list",
# "of the thirteen range countries", "of the great whales is", "des espèces".
_NOBODY = rf"""(?:
    (?:[\w-]{{1,30}}\s){{0,3}} (?i:meeting|session|r[eé]uni[oó]n|CITES|Conf|Convenc|Convent|CoP|CdP|Part(?:y|ies|es)\b)
  | (?:[\w-]{{1,30}}\s){{0,2}} (?:year|month|week|an|année|mois|año|mes)\b
  | (?:[\w-]{{1,30}}\s){{0,2}} (?:document|annex|anex|list|text|compil|recueil|table|agenda|report|rapport|informe)
  | (?!{_THEY_DECIDE}) [a-zà-ÿ-]{{3,}}(?<![sui])s\b(?!')
  | [a-zà-ÿ-]{{3,}}\s (?!{_THEY_DECIDE}) [a-zà-ÿ-]{{3,}}s\s{_VERB}\b
  | (?:[\w-]{{1,30}}\s){{0,3}} (?:countr(?:y|ies)|States|pays|pa[íi]s(?:es)?|États?|Estados?)\b
)"""
_AFTER = cased(
    rf"""(?:{DATE})? (?:
      (?: {ADOPTED}\s(?:by|par|por) | \s(?:of|de) ) \s (?:
          (?:(?:the|an?|une?|la|las|los|el)\s|l') (?!{_NOBODY}) [^\W\d_]   # of the regulator, prise par le préfet
        | (?!{_NOBODY} | [\w.]{{1,15}},?\s[0-9]) [A-ZÀ-Ý] )               # of Ofcom, but not of May 2011
    | \s(?:du|des|del)\s (?!{_NOBODY}) [^\W\d_] )                        # du Défenseur des droits
    """
)
_BEFORE = compiled(
    r"""(?<![\w-]) (?:
      (?: (?!(?:it|that|this|there|here|what|who|she|he|let|meeting|session|conference|convention|year)'s)
          [^\W\d_][\w-]{1,30}(?:'s|(?<=s)')                      # the Minister's Decision, but not "it's Decision"
        | its | his | her | my | your | ses | sus? | sa ) \s (?:[a-zà-ÿ]{3,15}\s)?
    | (?-i:[A-Z][A-Za-z]{0,8}[A-Z]),\s )                           # CE, déc.
    \Z"""
)


def has_owner(text: str, start: int, end: int, floor: int) -> bool:
    """Return whether words next to a list, after `floor`, say whose it is."""
    return _BEFORE.search(text, max(floor, start - _BESIDE), start) is not None or _AFTER.match(text, end) is not None
