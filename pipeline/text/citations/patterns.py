"""The parts of a citation, as patterns for a reading copy; each alternative has an example beside it.

In a copy, a blank is one space, one line feed or two; every apostrophe, quotation mark and dash is `'`, `"` or `-`.
Every repetition is bounded, so that no text takes more than linear time.
"""

from __future__ import annotations

import re

S = r"\s{0,2}+"  # a blank, or none
B = r"\s{1,2}+"
MARKS = r"[ \t#*|>•·▪–—-]{0,20}"  # before what a line says: a bullet, a heading's marks, the border of a table


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern that is written with blanks and comments, in letters of any case."""
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)


# --- numbers and revisions ----------------------------------------------------------------------------------

DIGITS = r"[0-9]{1,2}\s?\.\s?[0-9]{1,3}"  # 19.20, but also 19. 20 and 19 .20
NO_MORE = r"""(?!
    [0-9]                                        # 19.2001
  | [.:][0-9] | -0[0-9]                          # 19.20.1, 19.20:1, 18.2-01
  | ,[0-9]{1,3}+ (?! [0-9]|\s?\.\s?[0-9])       # 19.20,5, but not the list 19.20,19.21, nor the cells 19.20,2024
  | /[0-9] (?! [0-9]{1,2}(?![\w./-]) | [0-9]?\s?\.\s?[0-9])  # 19.20/3, but not the lists 19.20/21 and 19.20/19.21
  | [a-z](?![\w)])                               # 19.20a, but not the pinpoint 19.20a)
)"""
CONF = rf"(?:Conf(?:erence\b|{S}\.|\b)|Con\.){S}"
_COP = rf"(?:Co{S}P|CdP){S}[.-]?{S}"
_REVISED = rf"""(?:
    R[ée][cv]\b{S}\.?  # Rev., Rev, Rév., and Rec. by mistake; or in words: as revised at CoP17
  | (?:as{B})? (?:rev(?:ised|isada|isado|is[ée]e?)|amended|amend[ée]e?|enmendad[ao]|modifi[ée]e?|modificad[ao])\b
){S}(?:(?:at|in|en|à|a|lors{B}de)\b{B}(?:la\b{B})?)?"""


def revision(name: str) -> str:
    """Return the pattern of a revision, with the number of its meeting as the group `name`, if it names one."""
    return rf"""(?:
    {S}[.,;]?{S} [(\[]{S} {_REVISED} (?:
        {_COP} (?P<{name}>[0-9]{{1,2}}) (?![0-9]) {S}[)\]]?  # (Rev. CoP17), [Rev. CdP 17], (Rev. CoP17
      | [)\]] )                                              # (Rev.)
  | {S}[.,;/]?{S} {_REVISED} {_COP} (?P<{name}_bare>[0-9]{{1,2}}) (?![0-9])  # Rev. CoP17
  | {B} Rev\. (?= {S}[,;)] | {S}\Z )                         # Rev.
)"""


# The point of a number. To begin with it makes the search fast: most texts hold few of them.
POINT = re.compile(r"\.(?:(?<=[0-9]\.)|(?<=[0-9]\s\.))\s?[0-9]")
MEMBER = compiled(rf"(?:{CONF})? (?P<number>{DIGITS}) {NO_MORE} (?P<revision>{revision('revised')})?")

# --- what can follow a number -------------------------------------------------------------------------------

# Each kind begins with the characters that it can begin with, so that it is soon known not to be there.
_CURRENCY = "AUD|BRL|CAD|CHF|CNY|DKK|EUR|GBP|INR|JPY|KES|MXN|NOK|NZD|SEK|USD|ZAR"
QUANTITY = rf"""{S}(?=[%‰$€£°pbmthulkcsadefginjz])(?:
    % | ‰ | (?:per|pour|por)\s?(?:cent|ciento)\b             # 12.5 per cent
  | [mb]illi?on | mill(?:ones|iards?)\b | tonn | hect[aá]re  # 12.5 million, 12.5 tonnes
  | US\$ | [$€£] | (?-i:{_CURRENCY})\b
  | (?:euro|dollar|d[óo]lar|franc|peso|pound)(?:s|es|os)?\b  # 12.50 US$, 12.50 euros
  | °[CFNSEW]? | megapixels?\b | thousand\b | milliers?\b | litres?\b
  | (?:kg|km|cm|mm|ms|hrs?|hours?|heures?|horas?|min|s|m|h)\b(?!'|\.?[0-9])
  | [ap]\.?{S}m\b                                           # 10.30 a.m.
  | ha\b (?! {B}[a-zá-ú]{{2,}}(?:[aei]do|[aei]da|to|cho|sto)\b)  # 12.5 ha, but not the Spanish "ha sido"
)"""
_BETWEEN = rf"{B}(?:%s){B}"
_NO_BULLET = r"(?!\n{1,2}[-+]\ )"  # a line that begins with a dash goes on with nothing
_DASH = rf"{_NO_BULLET}{S}-{S}"
RANGE = rf"""(?=\s{{0,2}}+[-tuàah])(?:
    (?: {_BETWEEN % "to|through|until|till|à|au|a|al|hasta"} | {_DASH}-? ) (?:{CONF})?   # 19.20 to 19.24, 19.20--19.24
    (?P<last>{DIGITS}) {NO_MORE} (?P<last_revision>{revision("last_revised")})?
  | (?P<dash>{_DASH}) (?P<item>[0-9]{{1,3}}) (?![0-9]|[.,:/][0-9]|{S}%)               # 12.47-49
)"""

_LETTER = r"\(?(?:[a-z]|[ivx]{2,4})\)"
_LETTERS = rf"{_LETTER}(?:\s?{_LETTER}){{0,3}}"  # a) ii)
_AND = r"\s?(?:,|;|&|-|\b(?:and|et|y|or|ou|o|to|à|a)\b){1,2}\s?"
_PLACE = rf"""(?:
    {_LETTERS}                                                           # a)
  | [0-9]{{1,2}}(?![0-9]|{S}\.\s?[0-9])(?:\s?{_LETTER}|[a-z]\b){{0,3}}  # 2 a), 2
)"""
_PLACES = rf"{_PLACE}(?:{_AND}{_PLACE}){{0,20}}"
_PARAGRAPH = r"""(?: (?:operative\s|preambular\s)? (?:sub-?)?
    (?:paragraphe?s?|paras?\b\.?|p[áa]rrafos?|apartados?|alin[ée]as?) | §{1,2} )"""
_PART = r"(?:Annex(?:es|e)?|Anexos?|Sections?|Secci(?:[óo]n|ones)|points?|puntos?|parts?|partie|parte)"
_PART_NUMBER = rf"(?:[0-9]{{1,2}}(?![0-9]|{S}\.\s?[0-9])\s?(?:[a-d]\b\)?)?|[IVX]{{1,4}}\b\s?(?:[a-d]\b)?|[A-D]\b)"
_PARTS = rf"{_PART}{B}{_PART_NUMBER}(?:{_AND}{_PART_NUMBER}){{0,6}}"  # Annex 2 a, section III
_NAMED = rf"(?:{_PARAGRAPH}{S}{_PLACES}|{_PARTS})"
PINPOINT = rf"""(?=[,(\s§a-z])(?:
    {S},?{S} (?=[ops§aá]) (?P<named> {_NAMED} (?:{S},?{S}{_NAMED}){{0,3}} )  # , paragraph 2 a); , Annex 2 a
  | \s? (?P<bare> {_LETTERS} (?:{_AND}{_LETTERS}){{0,20}} )      # a) and b)
)"""
# The part before what it is of: "paragraph 2 of Resolution Conf. 9.24", "l'Annexe 3 de la résolution".
PINPOINT_BEFORE = compiled(
    rf"""(?<!\w) (?P<named> {_NAMED} (?:{S},?{S}{_NAMED}){{0,3}} | {_PART} )
    (?P<under> {B}(?: (?:under|sous|bajo) | (?:of|du|del){B}(?:the{B})?[a-zéè]{{3,10}} ){B}
        "?(?-i:[A-ZÀ-Ý]{{4,20}})"? )?                          # under RECOMMENDS, of the second RECOMMENDS
    (?:{S},)? {B}(?:of|to|in|under|from|de|du|à|dans|en|a){B} (?:(?:the|la|el|l')\s?)? (?:CITES{B}|draft{B})? \Z"""
)
ONLY_PARAGRAPHS = compiled(rf"{_PARAGRAPH}{S}(?P<places>{_PLACES})")

_WORDS = r"and\s?/\s?or|and|or|as\swell\sas|et\s?/\s?ou|et|ou|ainsi\sque|y\s?/\s?o|y|e|o|u|así\scomo|asi\scomo|plus"
SEPARATOR = rf"""(?=[\s,;&/+])(?:
    {S}[,;]{S}(?:(?:{_WORDS}){B})?   # 19.20, 19.21; 19.20, and 19.21
  | {_NO_BULLET}{S}\\?[&/+]{S}       # 19.20 & 19.21, 19.20/19.21
  | {B}(?:{_WORDS}){B}(?:la{B})?     # 19.20 and 19.21, la Decisión 19.20 y la 19.21
  | {B}(?:como|que){B}la{B}          # tanto la Decisión 19.20 como la 19.21
  | (?P<lost>[ ])                     # 19.20 19.21, where the comma is lost, but not at the end of a line
)(?=(?:{CONF})?[0-9]{{1,2}}\s?\.\s?[0-9])"""
_SHORT = "/(?P<item_too>[0-9]{2,3})(?![\\w./-])"  # the second of 19.20/21
FOLLOWS = compiled(
    rf"(?P<short>{_SHORT})|(?P<quantity>{QUANTITY})|(?P<range>{RANGE})|(?P<pinpoint>{PINPOINT})|(?P<separator>{SEPARATOR})"
)
# Numbers without that of the meeting, after one with it: "Decisions 18.14, 15, 16 and 17"; but not days or an amount.
_ITEM = r"[0-9]{1,3}(?![\w/%-]|[.,][0-9])"
_NEXT_ITEM = rf"(?:,|,?{B}(?:and|et|y|&)){B}"
COUNTS_ON = compiled(
    rf"""(?P<items> (?:{_NEXT_ITEM}{_ITEM}){{2,30}} )
    (?! {_NEXT_ITEM}[0-9]{{1,3}}(?![0-9]|\.[0-9])               # all that there are, or none
      | {QUANTITY} | \s(?-i:[A-ZÀ-Ý])                          # 16 per cent, 16 May, 16 Parties
      | {B}(?:de{B})?[^\W\d_]{{3,10}}\.?{B}(?:de{B})?[0-9]{{4}} )"""  # 16 de mayo de 2019
)
# A title between the members of a list: "Resolutions Conf. 17.9 on trophies and 13.9 (Rev. CoP18) on breeding".
TITLE_BETWEEN = compiled(
    rf"""{B}(?:on|sur|sobre|relative\sà|relativa\sa){B} [^.;:()\n0-9]{{1,90}}?
    (?: ,{S}(?:(?:{_WORDS}){B})? | {B}(?:{_WORDS}){B} )
    (?= (?:{CONF})?{DIGITS}{NO_MORE} (?: {revision("revised")} | {B}(?:on|sur|sobre){B} ) )"""
)

# In a table, the next line of the same cell: "| Decisions 18.126 | UNODC |", and below it "| and 18.127 | |".
NEXT_LINE_OF_CELL = compiled(
    rf"""(?P<comma>,)?\ ?\| [^\n]{{0,200}} \n (?P<below>[|\ ]{{2,40}}) (?(comma)|(?:{_WORDS})\ )
    (?=(?:{CONF})?{DIGITS}{NO_MORE})"""
)

# --- the words before a number ------------------------------------------------------------------------------

# In "RésolutionConf. 14.7" a blank is lost.
_RESOLUTION = r"(?:esolu(?:tions?|ci[óo]n|ciones)|ésolutions?)(?:\b|(?=Conf\b))"
_NUMBER_SIGN = (
    r"(?:n\s?\.?\s?[°ºor]s?\b|n[°º]s?|n[úu]m(?:ero)?s?\b|num[ée]ros?\b|number(?:s|ed)?\b|num[ée]rot[ée]es?\b"
    r"|numerad[ao]s?\b|\#)\.?"
)
_OF_THE_PARTIES = (
    rf"(?i:(?<!s){S}(?:of{B}the|de{B}la){B}Conf[ée]renc(?:e|ia){B}(?:of{B}the|des|de{B}las){B}Part(?:ies|es)(?=[ ]))"
)
LEAD = re.compile(
    rf"""
    [CDRcdr] (?<![^\W_].)
    (?: (?<=[Dd]) (?i: (?:[ée]cisions?|ecisi(?:[óo]n|ones))\b(?:\(s\))?         # Decision, décisions, Decision(s)
                     | [ée]cs?\. ) {_OF_THE_PARTIES}? (?P<decision>)           # Dec., Déc., Decs.
      | (?<=[Dd]) (?i: [ée]cs?\b ) (?P<dec>)                                   # Dec
      | (?<=[Rr]) (?i: (?:{_RESOLUTION})(?:\(s\))? | [ée]s(?:ol)?\b{S}\.? ) {S}  # Resolution, Resoluciones, Rés.
                  (?P<its_conf> (?i:{CONF}) | {_OF_THE_PARTIES} )? (?P<resolution>)  # Resolution Conf., Res. Conf.
      | (?<=[Cc]) (?i: onf\b{S}\.? {S} (?:R(?:{_RESOLUTION})|R[ée]s\b{S}\.?)? ) (?P<conf>)    # Conf., Conf. Res.
      | (?<=[Cc]) (?i: onference\b{S} R(?:{_RESOLUTION}) ) (?P<conference>)     # Conference Resolution
      | (?<=R) C (?P<rc>)                                                      # RC
    )
    {S} (?i:{_NUMBER_SIGN})? {S} [:("'\[]{{0,2}} {S}                            # Decision No. 19.20, Decision: 19.20
    \Z
    """,
    re.VERBOSE,
)
