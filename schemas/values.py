"""The closed sets of words and the patterns shared by the models and `pipeline`, and the type of a row.

A closed set is a type, so that mypy finds any other word, and a tuple of the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

Row = dict[str, Any]  # the value of each column, None where it is empty
Tables = Mapping[str, list[Row]]  # the rows of each table
Places = Mapping[tuple[str, str], tuple[str, int]]  # the file and line from which a row comes, by table and key

# The keys of facts that are not one column. That of any other table of facts is its first column.
KEYS: Mapping[str, list[str]] = {
    "tie_subjects": ["tie_id", "position"],
    "memberships": ["group_organization_id", "member_organization_id"],
    "purposes": ["organization_id", "position"],
    "instrument_subjects": ["instrument_id", "position"],
}

Confidence = Literal["verified", "probable", "inferred", "unverified"]
CONFIDENCES = get_args(Confidence)
CONFIDENCE_MEANS = (
    "`verified`: the page shows it, or the body itself, another official source or two sources of different origin say "
    "so; `probable`: one other source says so; `inferred`: it follows from what is verified; `unverified`: no source "
    "was found"
)
ErratumKind = Literal[
    "typography",
    "wrong title",
    "lost text",
    "incomplete",
    "wrong name",
    "lost link",
    "wrong party",
    "not current",
    "wrong qualification",
    "left out",
]
ERRATUM_KINDS = get_args(ErratumKind)
# Headings of these kinds are curated; the lead has none, and those of clusters are known from the lead.
CuratedSectionKind = Literal["instruments", "contents", "actions", "text"]
CURATED_SECTION_KINDS = get_args(CuratedSectionKind)
SectionKind = Literal["lead", CuratedSectionKind, "cluster"]
SECTION_KINDS = get_args(SectionKind)
PassageKind = Literal["heading", "paragraph", "list_item"]
PASSAGE_KINDS = get_args(PassageKind)
CoverageKind = Literal["fact", "fixed words", "ignored"]
COVERAGE_KINDS = get_args(CoverageKind)
NAME_IN_IGNORED = "name in an ignored sentence"  # the rule by which it is a fact: it is still a mention
IgnoredKind = Literal["words", "sentence", "sentence apart", "term", "ordinary word"]
IGNORED_KINDS = get_args(IgnoredKind)
# In the language of the page, official names and acronyms are columns of the body or framework they name.
OfficialNameKind = Literal["official", "acronym"]
OFFICIAL_NAME_KINDS = get_args(OfficialNameKind)
NameKind = Literal[OfficialNameKind, "variant", "former"]
NAME_KINDS = get_args(NameKind)
InstrumentKind = Literal["resolution", "decision"]
INSTRUMENT_KINDS = get_args(InstrumentKind)
BodyRole = Literal["chair", "co-chair"]  # besides that of a member
BODY_ROLES = get_args(BodyRole)
AgreementKind = Literal[
    "memorandum of understanding",
    "memorandum of cooperation",
    "letter of understanding",
    "joint programme",
    "joint work plan",
    "modus operandi",
]
AGREEMENT_KINDS = get_args(AgreementKind)
# The event of a start year. The first three are of conventions; the next two of bodies that a treaty founds.
StartEvent = Literal[
    "adopted", "signed", "opened for signature", "founding treaty signed", "founding treaty in force", "founded"
]
START_EVENTS = get_args(StartEvent)
# What an identifier belongs to: the same thing, a larger body that contains it, a part of it, its founding treaty, a
# later treaty that replaced that one, or the amendments that a meeting adopted.
IdentifierRelation = Literal["same", "whole", "part", "constitutive treaty", "successor treaty", "amendments adopted"]
IDENTIFIER_RELATIONS = get_args(IdentifierRelation)

# The number of days after a meeting until its Resolutions and Decisions take effect, and the first meeting to which
# this applies: see Resolution Conf. 4.6.
DAYS_UNTIL_EFFECT = 90
FIRST_MEETING_WITH_DAYS = 4
# Patterns are not anchored; `schemas.base` says where they must work.
NO_BLANKS = r"\S(?:.*\S)?"
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MEETING = r"CoP[1-9][0-9]?"
LANGUAGE = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?"
NUMBER = r"[0-9]{1,2}\.[0-9]{1,3}"  # of a Resolution or Decision
INSTRUMENT = rf"(?:conf|dec)-{NUMBER}(?:-rev(?:-cop[0-9]{{1,2}})?)?"
# The scientific name of a genus, species or subspecies, or all species of a genus or family: Dalbergia spp.
TAXON = r"[A-Z][a-z]+(?: spp\.|(?: (?:(?:subsp|ssp|var)\. )?[a-z]+(?:-[a-z]+)?){0,2})"
URL = r"https?://[^\s]+"
# Addresses, each with a remark in parentheses or none.
EVIDENCE = r"https?://\S+(?: \([^()]+\))?(?:; https?://\S+(?: \([^()]+\))?)*"


class Scheme(NamedTuple):
    """A scheme of identifiers: what it is called in short and in full, their pattern, and their address.

    The address is None if it cannot be made from the identifier, which `{}` in it stands for.
    """

    title: str
    name: str
    pattern: str
    address: str | None

    def address_of(self, identifier: str, evidence: str | None) -> str | None:
        """Return the address of an identifier: that of the scheme, or the first in its evidence that ends with it.

        None if there is none. An address in ECOLEX contains the title of the treaty, so it cannot be made from an id.
        """
        if self.address:
            return self.address.format(identifier)
        shown = (one.rstrip(";") for one in re.findall(URL, evidence or ""))
        return next((address for address in shown if _ends_with(address, identifier)), None)


def _ends_with(address: str, identifier: str) -> bool:
    """Tell whether an address ends with an identifier as a whole, in letters of either case."""
    before, found, after = address.lower().rpartition(identifier.lower())
    return bool(found) and after in {"", "/"} and not before[-1:].isalnum()


SCHEMES = {
    "wikidata": Scheme("Wikidata", "Wikidata", "Q[1-9][0-9]*", "https://www.wikidata.org/wiki/{}"),
    "ror": Scheme("ROR", "Research Organization Registry", "0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}", "https://ror.org/{}"),
    "isni": Scheme("ISNI", "International Standard Name Identifier", "[0-9]{15}[0-9X]", "https://isni.org/isni/{}"),
    "crossref-funder": Scheme(
        "Crossref Funder Registry", "Crossref Funder Registry", "[0-9]{9}|[0-9]{12}", "https://doi.org/10.13039/{}"
    ),
    "ieadb": Scheme("IEADB", "International Environmental Agreements Database", "[1-9][0-9]{0,4}", None),
    "ecolex": Scheme("ECOLEX", "ECOLEX", "TRE-[0-9]{6}", None),
    "informea": Scheme("InforMEA", "InforMEA", SLUG, "https://www.informea.org/en/treaties/{}"),
    "cow-igo": Scheme("COW-IGO", "intergovernmental organizations of the Correlates of War", "[0-9]{1,4}", None),
    "oecd-channel": Scheme("OECD channel", "channel codes of the OECD", "[1-9][0-9]{4}", None),
    "uia": Scheme("UIA", "Union of International Associations", "[0-9]{10}", "https://uia.org/s/or/en/{}"),
}

# Assigned codes of countries: ISO 3166-1 alpha-2.
COUNTRY_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE
    YT ZA ZM ZW
""".split()
