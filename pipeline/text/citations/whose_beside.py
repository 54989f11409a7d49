"""Who owns a Decision in a text that does not name CITES: whoever stands beside its number, but a meeting or a year.

"The Minister's Decision 12.3", "Decision 14.2 of the Ombudsman", "Decisión 12.4 de Ecopetrol", "CE, déc. 16.9"; also
who acts in it: "In Decision 14.9, the Ombudsman found". Where the text speaks of species, only a body with a name that
decides is somebody else: "The Fisheries Commission for the Mediterranean closed the beds by Decision 14.2".
Where a text names CITES, `pipeline.text.citations.whose_nearby` asks for the name of a body.
"""

from __future__ import annotations

from pipeline.text.citations.names_of_bodies import REST, cased, is_named_body
from pipeline.text.citations.patterns import compiled
from pipeline.text.citations.whose_nearby import ADOPTED, DATE, Nearby

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
# Who does something in a Decision has taken it: "In Decision 14.9, the European Ombudsman found"; but not who is asked
# to, nor, as the small letter tells, who does as asked "in Decision 18.92".
_ITS = r"\s(?:(?:la|its|sa|su)\s)?"
_IN = cased(rf"\b(?:In|By|Dans|Par|En|Por|Mediante){_ITS}\Z")
_UNDER = cased(
    rf"\b(?:Under|Through|With|Selon|Bajo|Según|(?:En\svertu|Aux\stermes|En\svirtud|Conforme)\s(?:de|a)){_ITS}\Z"
)
_ASIDE = r"(?:,\s[a-zà-ÿ][^,;.]{1,60},)?"  # the Commission, meeting in Bled, closed
_THE = r"(?:(?:[Tt]he|[Ll][ae]|[Ee]l)\s|[Ll]')"
_WHO = rf"(?P<who>(?!{_NOBODY})[A-ZÀ-Ý][\w'-]*(?:\s(?!{_VERB}\b)[\w'-]+){{0,4}}?{REST})"
_DID = r"""(?: (?:has\s|had\s)? (?:[a-z]{2,12}ed|found|held|upheld|took)
      | (?:a|avait)\s[a-zà-ÿ]{1,12}[éistu] | [a-zà-ÿ]{2,12}ó )\b"""
_ACTS = cased(rf"(?:{DATE})? (?:{_ASIDE}|,)\s {_THE} {_WHO} {_ASIDE} \s {_DID}")
# "The Fisheries Commission closed the beds by Decision 14.2", but not as asked by it.
_ACTED = cased(
    rf"""{_THE} {_WHO} {_ASIDE} \s {_DID} (?s:.){{0,120}}
    (?<![^\W\d_]ed) (?<!en) (?<!é) (?<!ée) (?<![éa]s) (?<!d[ao])
    \s (?:by|through|par|por|mediante) {_ITS} \Z"""
)
# Decision 12.3 (Executive Committee of the Fund); Decision 12.3, handed down by the Constitutional Court.
_IN_PARENTHESES = cased(rf"\s?\({_THE}?(?P<who>[A-ZÀ-Ý][^()]{{3,120}})\)")
_DONE_BY = cased(
    rf""",?\s (?:(?:was|were|(?:has|had)\sbeen|est|a\sété|fue)\s)?
    [a-zà-ÿ]{{2,14}}(?:\s(?:down|out))? (?<=[a-zà-ÿ]{{2}}[dnéeusioa])s? \s(?:by|par|por)\s {_THE}
    (?P<who>[A-ZÀ-Ý][\w'-]* (?:\s(?!{_VERB}\b)[\w'-]+){{0,6}})"""
)
_BEFORE = compiled(
    r"""(?<![\w-]) (?:
      (?: (?!(?:it|that|this|there|here|what|who|she|he|let|meeting|session|conference|convention|year)'s)
          [^\W\d_][\w-]{1,30}(?:'s|(?<=s)')                      # the Minister's Decision, but not "it's Decision"
        | its | his | her | my | your | ses | sus? | sa ) \s (?:[a-zà-ÿ]{3,15}\s)?
    | (?-i:[A-Z][A-Za-z]{0,8}[A-Z]),\s )                           # CE, déc.
    \Z"""
)


def has_owner(nearby: Nearby, start: int, end: int, floor: int, *, is_named: bool = False) -> bool:
    """Return whether words next to a list, or its sentence, after `floor`, say whose it is.

    If the owner must be `is_named`, only a body counts that decides, and has a name of its own.
    """
    text = nearby.text
    begin = max(floor, start - _BESIDE)
    if not is_named and (_BEFORE.search(text, begin, start) or _AFTER.match(text, end)):
        return True
    acts = _ACTS.match(text, end)
    if acts and _IN.search(text, begin, start) and not (is_named and not is_named_body(acts["who"])):
        return True
    found = [
        acts if _UNDER.search(text, begin, start) else None,
        _IN_PARENTHESES.match(text, end),
        _ACTED.match(nearby.sentence_before(start, floor)),
        None if is_named else _DONE_BY.match(text, end),
    ]
    return any(one is not None and is_named_body(one["who"]) for one in found)
