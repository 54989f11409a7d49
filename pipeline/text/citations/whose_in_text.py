"""What the whole of a text says of whose its instruments are: asked only where the words around one leave it open."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.text.citations.known_numbers import city
from pipeline.text.citations.names_of_bodies import CITES, SYMBOL_OF_ANOTHER, WITH_PARTIES, cased, names_cites
from pipeline.text.reading_copy import ReadingCopy

_NEAR = 800  # characters before a citation, in which a text may say of whom it speaks
_PAGES = 10_000  # characters of a part of the text, in which and beside which it may name an instrument in full
_LONGEST = 20  # characters of `Conf.` and a number
_AROUND = 300  # characters on each side, in which it may say where something was adopted

# To begin with plain letters makes the search fast.
_WITH_CONF = tuple(
    re.compile(rf"{letters}(?:\.|\b)[\s~]{{0,3}}(?P<number>[0-9]{{1,2}}\.[0-9]{{1,3}})(?![0-9])")
    for letters in (r"onf(?<=\b[Cc]onf)", r"ONF(?<=\bCONF)")
)
_MEETING = re.compile(r"\bC[oO]P|onf[ée]ren(?:ce|cia)\s+(?:of\s+the|des|de\s+las)\s+Part")
_CAPITAL = re.compile(r"[A-Z](?<![^\W_].)")
_WITH_PARTIES_HERE = cased(WITH_PARTIES)
_SYMBOL_OF_ANOTHER = re.compile(SYMBOL_OF_ANOTHER)
_AS_WE_WRITE_IT = re.compile(r"\b(?:CoP|CdP)(?![a-z])")  # others write COP
_E = r"(?:[eéè][\u0300\u0301]?)"  # in a text as it came, an accent may be a character of its own
# What names CITES beside its name: its bodies, and what others call by the same words.
_NAMES = re.compile(
    rf"""\b(?: C[oO]P(?![A-Za-z]) | CdP\b | Part(?:y|ies|es)\b | PART(?:Y|IES|ES)\b
      | Secr{_E}tar(?:iat|[ií])
      | Conf(?:\. | {_E}ren(?:ce|cia)\s+(?:of\s+the|des|de\s+las)\s) | [Rr]es\.?\s+conf\b )""",
    re.VERBOSE,
)
# Other words of which a text of CITES mostly has one: also "the Committee", and the name of a Committee of CITES, but
# not "Comité de Competición" or "Audit Committee".
_SIGNS = re.compile(
    rf"""\b(?: Rev\. | Conf\b
      | (?:Standing|Animals|Plants|[Tt]he)\s{{1,5}}Committees?\b(?!\s(?:on|of|for)\b) | Committee\sI
      | Comit{_E}s?(?![\w\u0300\u0301])
        (?: \s{{1,5}}(?:[Pp]ermanent|pour\sles|de\s(?:Fauna|Flora)) | (?!\s(?:de\b|des\b|du\b|d['’]|(?!II?\b)[A-Z])) )
      | (?i: range\sstates?\b | aire\sde\sr{_E}partition | [aá]rea\sde\sdistribuci[oó]n
      | species?\b | specimen | esp{_E}c(?:es?|ies?)\b | sp{_E}cimen | espec[ií]men | wildlife ) )""",
    re.VERBOSE,
)
# Decisions of those who build something: a record with a heading of its own, or of a meeting that took none.
_RECORD = re.compile(
    r"^(?:#{1,6}\ ?|\*\*)D[ée]cisi(?:on|ón)\ [0-9]{1,2}\.[0-9]{1,3}\ ?[:–—-]"
    r"|\b[Dd][ée]cisi(?:on|ón)\s(?:[0-8]|2[3-9]|[3-9][0-9])\.[0-9]"
    r"|\b(?:[Aa]rchitect(?:ure)?|[Dd]esign)\s[Dd]ecisions?\b|\bADRs?\b",
    re.MULTILINE,
)
# What only programs, and what is written of them, have: a name in the marks of code, but no citation in them; a call,
# a block, a comment, a name with `_` in it.
_CODE = re.compile(
    r"`(?![^`\n]{0,60}[0-9]\.[0-9])[^`\n]{1,80}`|[a-z]\(\)|[{}];?$|^[ \t]{0,40}(?://|/\*|\"\"\")|\s=>\s|[a-z]{2}_[a-z]{2}",
    re.MULTILINE,
)


class WholeText:
    """A text as it came."""

    def __init__(self, text: str, copy: ReadingCopy, *, of_cites: bool = False) -> None:
        """Take a text, the reading copy that offsets are of, and whether it is known to be of CITES."""
        self._of_cites = of_cites
        self._text = text
        self._copy = copy
        # Of parts of the text: the numbers cited with `Conf.`, and where other conventions are named.
        self._numbers: dict[int, frozenset[str]] = {}
        self._others: dict[int, tuple[int, ...]] = {}

    @cached_property
    def is_of_cites(self) -> bool:
        """Whether the text names CITES, or cites a Resolution as only CITES does."""
        return self._of_cites or names_cites(self._text) or any(conf.search(self._text) for conf in _WITH_CONF)

    @cached_property
    def may_be_of_cites(self) -> bool:
        """Whether the text names CITES, or one of its bodies; if not, who stands beside a Decision has taken it."""
        return self._of_cites or names_cites(self._text) or _NAMES.search(self._text) is not None

    @cached_property
    def is_record(self) -> bool:
        """Whether the Decisions of the text are those of others who number them, such as the architects of software.

        They are if no word of the text is one of CITES, and it looks like such a record, or has code in it.
        """
        if self.may_be_of_cites or self.speaks_of_species:
            return False
        return _RECORD.search(self._text) is not None or _CODE.search(self._text) is not None

    @cached_property
    def speaks_of_species(self) -> bool:
        """Whether the text has a word of what CITES is about, or of how it works."""
        return _SIGNS.search(self._text) is not None

    @cached_property
    def is_among_documents_of_another(self) -> bool:
        """Whether the text names a document of another convention by its symbol, and nothing of CITES."""
        return not (self.is_of_cites or _AS_WE_WRITE_IT.search(self._text)) and (
            _SYMBOL_OF_ANOTHER.search(self._text) is not None
        )

    def cites_with_conf(self, number: str, start: int) -> bool:
        """Return whether the text, some pages from a place, cites that Resolution with the word that only CITES has."""
        block = self._copy.span(start, start + 1)[0] // _PAGES
        return any(number in self._numbers_with_conf(one) for one in (block, block + 1, block - 1) if one >= 0)

    def _numbers_with_conf(self, block: int) -> frozenset[str]:
        """Return the numbers with `Conf.` before them in a part of the text."""
        if block not in self._numbers:
            span = block * _PAGES, (block + 1) * _PAGES + _LONGEST
            self._numbers[block] = frozenset(
                match["number"] for conf in _WITH_CONF for match in conf.finditer(self._text, *span)
            )
        return self._numbers[block]

    def names_its_city(self, meeting: int, start: int, end: int) -> bool:
        """Return whether words around a place name the city of a meeting of the Conference of the Parties."""
        start, end = self._copy.span(start, end)
        around = self._text[max(0, start - _AROUND) : end + _AROUND]
        name = city(meeting)
        return name is not None and name in around and _MEETING.search(around) is not None

    def is_of_another(self, start: int) -> bool:
        """Return whether another convention is named not far before a place, and CITES is not."""
        at = self._copy.span(start, start + 1)[0]
        begin = max(0, at - _NEAR)
        if any(self._text.find(name, begin, at) >= 0 for name in CITES):
            return False
        blocks = (at // _NEAR, begin // _NEAR)
        return any(begin <= place < at for block in blocks for place in self._others_in(block))

    def _others_in(self, block: int) -> tuple[int, ...]:
        """Return where other conventions are named in a part of the text."""
        if block not in self._others:
            capitals = _CAPITAL.finditer(self._text, block * _NEAR, (block + 1) * _NEAR)
            places = (capital.start() for capital in capitals)
            self._others[block] = tuple(at for at in places if _WITH_PARTIES_HERE.match(self._text, at))
        return self._others[block]
