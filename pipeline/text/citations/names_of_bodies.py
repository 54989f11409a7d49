"""How texts name bodies: CITES, those that number their instruments alike, and any other."""

from __future__ import annotations

import re

CITES = (
    *("CITES", "nternational Trade in", "ommerce international des", "omercio Internacional de"),
    *("NTERNATIONAL TRADE IN", "OMMERCE INTERNATIONAL DES", "OMERCIO INTERNACIONAL DE"),
)


def names_cites(words: str) -> bool:
    """Return whether words name the Convention on International Trade in Endangered Species."""
    return "CITES" in words or any(name in words for name in CITES)


PARTIES_SHORT = r"(?:CoP|COP|CdP|MOP|MoP)[\s-]?[0-9]{0,2}"
_OURS = r"(?!CITES\b|[CM][oO]P[\d-]*\b|CdP[\d-]*\b|(?:SC|AC|PC|CP|RC)\d*\b|[IVX]+\b|US\b|Rev\b)"
# Texts have words in capitals too, such as "RECALLING Decision 15.5" and "DELETE Decision 14.74". They are told from
# the acronym of a body that nobody here knows by their endings, and short ones by being words of the grammar.
_WORD_IN_CAPITALS = r"""(?:
    (?=[A-ZÀ-Ý]{5,}\b) [A-ZÀ-Ý]* (?:
        ING|ED|[^AEIOUS\W]E?S|[ES]ES                                      # NOTING, AMENDED, DIRECTS
      | [BCDGKLMNPRSTUVZ]E|EE|[CFLNPR]T|[AE]ND|AIN|EAL|LL|[AEO]W|[BFLRT]Y  # DELETE, DRAFT, AMEND, RETAIN, RENEW
      | OUS|FUL|[AEI]R|[AE]NDO|ÉE?S?                                       # PREVIOUS, SUPPRIMER, RECORDANDO
    )
  | AN|AND|ALSO|AS|AT|BOTH|BY|FOR|FROM|IN|INTO|NEW|NOT|OF|OLD|ON|OR|PER|SEE|THAT|THE|THEIR|THESE|THIS|TO|UPON|WITH
  | AVEC|DES|DU|ET|LES?|OU|PAR|POUR|SELON|SES|SUR|VU | CON|DEL?|EL|EN|LAS?|LOS|POR|SEG[ÚU]N|SUS?
)(?![\w&/-])"""
_ACRONYM = rf"{_OURS}(?!{_WORD_IN_CAPITALS})[A-Z][\w&]*[A-Z][\w&/-]*"  # IUCN, UNEP/CMS
_NOT_A_NAME = r"(?!The\b|This\b|That\b|Each\b|Under\b|In\b|Of\b|Such\b|CITES\b|Washington\b|Present\b)"
_NOT_ON_TRADE = r"(?!(?:the\s|le\s|el\s)?(?:International\sTrade|commerce\sinternational|Comercio\sInternacional))"
_NOT_A_NAME_IN_CAPITALS = (
    r"(?!(?:THE|THIS|THAT|EACH|UNDER|SUCH|SAID|PRESENT|OUR|CITES|WASHINGTON"
    r"|CETTE|LADITE|NOTRE|PRÉSENTE|ESTA|DICHA|NUESTRA|PRESENTE)\b)"
)
_NOT_ON_TRADE_IN_CAPITALS = (
    r"(?!(?:THE\s|LE\s|EL\s)?(?:INTERNATIONAL\sTRADE|COMMERCE\sINTERNATIONAL|COMERCIO\sINTERNACIONAL))"
)
_FRAMEWORK = r"(?i:[\s-](?:cadre|marco))?"
_CONVENTION = rf"""(?:
    {_NOT_A_NAME}[A-Z][\w-]+\s(?:Convention|Protocol)\b                        # the Basel Convention, Montreal Protocol
  | (?:Convention|Convenci[óo]n|Convenio){_FRAMEWORK}\s(?:on|sur|sobre)\s{_NOT_ON_TRADE}   # Convention on Wetlands
  | (?i:convention|convenci[óo]n|convenio){_FRAMEWORK}\s(?i:des\snations|de\slas\snaciones)\s(?i:uni)  # Nations Unies
  | (?:Convention|Convenci[óo]n|Convenio){_FRAMEWORK}\s(?:for\s(?:the\s)?(?=[A-Z])|(?:pour|para)\s(?=la\s|el\s|l'))
  | (?:Convention|Convenci[óo]n|Convenio|Protocole|Protocolo)\s(?:of|de)\s(?!Washington)(?:la\s|the\s|l')?
    [A-ZÀ-Ý][a-zà-ÿ]
  | {_NOT_A_NAME_IN_CAPITALS} [A-Z]{{3}}[A-Z-]* \s(?:CONVENTION|PROTOCOL)\b      # in a heading
  | (?:CONVENTION|CONVENCI[ÓO]N|CONVENIO){_FRAMEWORK}\s(?:ON|SUR|SOBRE)\s{_NOT_ON_TRADE_IN_CAPITALS}
  | (?:CONVENTION|CONVENCI[ÓO]N|CONVENIO){_FRAMEWORK}\s(?:POUR|PARA)\s(?=LA\s|EL\s|L')
)"""
COURT = r"(?:[Cc]ourt|[Tt]ribunal|[Cc]our|[Cc]orte|[Jj]uzgado)"
# Conventions whose Parties meet, and revise what they have adopted, as those of CITES do.
_UNEP = r"\b(?:UNEP/|PNUE/|PNUMA/)?"
_OF_MIGRATORY_SPECIES = "CMS|AEWA|ACCOBAMS|ASCOBANS|EUROBATS"
# The symbol of a document of one of them, such as UNEP/CMS/COP13/Doc.24, CBD/COP/DEC/14/5, FCCC/CP/2015/10.
SYMBOL_OF_ANOTHER = rf"{_UNEP}(?:{_OF_MIGRATORY_SPECIES}|CBD|FCCC|ICCD|OSPAR)/[\w().-]*/?[\w().-]*[0-9]"
WITH_PARTIES = rf"""(?:
    {_UNEP}(?:{_OF_MIGRATORY_SPECIES})\b
  | \b(?:CBD|CDB|UNFCCC|CMNUCC|CCNUCC|UNCCD|ITPGRFA|TIRPAA|TIRFAA|OSPAR|HELCOM)\b | \b(?:Ramsar|RAMSAR|Minamata)\b
  | {_CONVENTION}
)"""
# They adopt Decisions or Resolutions numbered like ours, so that it is enough that a sentence names one of them.
ALIKE = rf"""(?:
    {WITH_PARTIES} | \b(?:IPBES|IWC|CBI|UNEA|UNGA|WHC)\b
  | \b{COURT}\b | \b(?:General\sAssembly|Assemblée\sgénérale|Asamblea\sGeneral)\b
  | \b(?:Security\sCouncil|Conseil\sde\ssécurité|Consejo\sde\sSeguridad)\b
  | \b(?:World\sHeritage\sCommittee|Comité\sdu\s[Pp]atrimoine|Comité\sdel\sPatrimonio)\b
)"""
_MANY_DECIDE = r"""
    Council|Commission|Assembly|Board|Parliament|Senate|Conseil|Assemblée|Parlement|Sénat|Consejo|Comisi[óo]n|Asamblea
  | Parlamento|Senado"""
INSTITUTION = rf"\b(?: {_MANY_DECIDE} | Agreement|Accord|Acuerdo|Ministry )\b"
# Who else decides, as the words after "of the", "du", "de la" name them: in any letters, and with no name.
ORGAN = rf"""(?i: {_MANY_DECIDE}
  | court|tribunal|minist\w+|mayor|director\w*|management|government|president|governor|authority|agency|chamber|company
  | university|direction|direct(?:eur|rice)|maire|préfet|gouvernement|présidente?|autorité|chambre|cour
  | junta|gerencia|direcci[óo]n|alcald\w+|gobierno|presidencia|autoridad|cámara|ayuntamiento|rector\w*|universi\w+
)\b"""
ANY = rf"(?: {ALIKE} | (?<![\w]){_ACRONYM} | {INSTITUTION} )"


# The rest of a name: "Cour de cassation", "Tribunal Supremo", "Commission générale des pêches", "Committee on Trade".
_ADJECTIVE = r"[a-zà-ÿ]{3,20}(?:[ae]l|ale|elle|ique|enne|aire|i[èe]re|i[fv][aeo]?|ic[ao])s?\b"
_SMALL = r"(?:(?:of|on|for|de|del|des|du|pour|para|the|la|las|los|le|les)\s|[dl]')"
REST = rf"(?:\s{_ADJECTIVE})?(?:\s(?:(?:and|et|y)\s)?(?:{_SMALL}{{1,3}}[\w'-]+|[A-ZÀ-Ý][\w'-]+)){{0,8}}"
# Who decides together, and has a name that says who they are: "Fisheries Commission", "Conseil constitutionnel",
# "Committee on the Rights of the Child"; but not the Commission, nor a Committee of CITES.
_NAMED_BODY = rf"""(?:
    (?:{_MANY_DECIDE}|Court|Tribunal|Cour|Corte)\b (?: \s{_ADJECTIVE} | \s{_SMALL} | \s[A-ZÀ-Ý] )
  | [A-ZÀ-Ý][\w'-]+\s (?:(?:of|and)\s)? (?:{_MANY_DECIDE}|Court|Tribunal)\b
  | (?<!Standing\s)(?<!Animals\s)(?<!Plants\s) (?:Sub-?)?[Cc]ommittee\s(?:of|on|for)\s
  | Comité\s(?:(?:des?|du)\s|d')(?!Fauna|Flora|plantes)
)"""


def cased(pattern: str) -> re.Pattern[str]:
    """Return a pattern with blanks and comments: names are told from words by their capital letters."""
    return re.compile(pattern, re.VERBOSE)


_NAMED_BODY_HERE = cased(_NAMED_BODY)


def is_named_body(name: str) -> bool:
    """Return whether a name is of a body that decides, other than those of CITES, and says of which one."""
    return _NAMED_BODY_HERE.search(name) is not None
