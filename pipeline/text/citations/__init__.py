"""Resolutions and Decisions of the Conference of the Parties, as texts cite them in English, French and Spanish.

The leading number is the meeting that adopted the instrument, `(Rev. CoPn)` the meeting that last revised it. A list
shares the word before it, and a revision belongs to the one number before it, as in the Secretariat's own lists
(https://cites.org/eng/res/index.php, https://cites.org/eng/dec/index.php).

The way in is `find`: a plain function of a string. A text goes through the modules in this order:

1. `copy_near_numbers`: only the sentences around numbers are read, as the clean copy that all patterns are for.
2. `with_lead_word`: a number with a word such as Decision before it begins a citation.
   - `patterns`: the parts of a citation, from the word before it to the pinpoint.
   - `members`: the numbers, ranges, revisions and pinpoints of its list.
   - `known_numbers`: which meetings there were, where, and how much they adopted.
3. Whose it is, as other bodies number theirs alike:
   - `whose_in_text`: what the whole text says, such as that it is a record of software.
   - `whose_beside`: anybody next to the number, if the text does not name CITES.
   - `whose_nearby`: a body next to the list, in its sentence, or in the title of the text.
   - `names_of_bodies`: how texts name bodies.
4. `in_addresses`: the addresses of texts of CITES.
5. `without_lead_word`, if that is asked for: numbers that stand alone.
   - `numbers_alone`: where they are, and what the characters around them say.
   - `said_above`: lines that say what is below them; `directions`: "Directed to the Secretariat" is one.
   - `said_below`: what a later line says of numbers above it.
   - `listed_without_heading`: numbers of which only their order, or a task, says what they are.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.text.citations.copy_near_numbers import near_numbers
from pipeline.text.citations.in_addresses import in_addresses
from pipeline.text.citations.known_numbers import is_possible
from pipeline.text.citations.whose_in_text import WholeText
from pipeline.text.citations.with_lead_word import led
from pipeline.text.instruments import Instrument
from pipeline.text.reading_copy import ReadingCopy


class Citation(NamedTuple):
    """An instrument cited in a text: its code points `start` to `end`, the end exclusive.

    The word before a list belongs to the first member's span; each member of a range has the span of the range.
    `pinpoint` is the part of the instrument that is cited, such as `a) and b)`. One that is `inferred` has no word
    before it, only a heading; one `in_address` is in the address of a text, such as `/res/16/16-04.php`.
    """

    start: int
    end: int
    instrument: Instrument
    pinpoint: str | None = None
    inferred: bool = False
    in_address: bool = False


def find(text: str, *, inferred: bool = False, copy: ReadingCopy | None = None) -> list[Citation]:
    """Return the citations in a text, from left to right; offsets are code points of `text`.

    With `inferred`, also numbers without a word before them, where a heading or the like says what they are. What
    names a meeting that is not known, or is revised before it is adopted, is not a citation. No text raises an error.
    Who has a reading copy of the text already may give it.
    """
    return [citation for citation in scan(text, inferred=inferred, copy=copy) if is_possible(citation.instrument)]


def scan(
    text: str, *, inferred: bool = False, copy: ReadingCopy | None = None, of_cites: bool = False
) -> list[Citation]:
    """Return what is written like a citation, as `find` does, whether its meetings can be or not.

    A text is `of_cites` if that is known from elsewhere, as of a line of the page.
    """
    copy = copy or (ReadingCopy(text) if inferred else near_numbers(text))
    whole = WholeText(text, copy, of_cites=of_cites)
    found = list(led(copy.text, whole))
    citations = [Citation(*copy.span(one.start, one.end), one.instrument, one.pinpoint) for one in found]
    others = [Citation(*address, in_address=True) for address in in_addresses(text)]
    if inferred and not (whole.is_record or whole.is_among_documents_of_another):
        # Its patterns take long to compile, and most do not need them.
        from pipeline.text.citations.without_lead_word import alone

        for one in alone(copy.text, found):
            others.append(Citation(*copy.span(one.start, one.end), one.instrument, one.pinpoint, inferred=True))
    return sorted(citations + others, key=lambda one: one[:2]) if others else citations
