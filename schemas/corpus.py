"""The models of a corpus: any number of texts, and what they name and cite. The tables of the page are others.

Offsets count the Unicode code points of the text of a document, from 0. The text of a text file is the file as UTF-8,
unpacked if it is `.gz`, without a byte-order mark, CRLF read as LF. The text of a PDF, a web page or a Word document is
what was extracted; the passages hold it. Offsets refer to the document, not to a passage, because a name or a citation
may run over a line end.
"""

from __future__ import annotations

from typing import Any

from schemas.base import Boolean, Integer, String, Table, boolean, integer, string
from schemas.values import INSTRUMENT, INSTRUMENT_KINDS, MEETING, NUMBER, SLUG

PATH = r"(?s:.+)"
PASSAGE = rf"{PATH}:[1-9][0-9]*"
NUMBERED = rf"{PASSAGE}\.[1-9][0-9]*"
SPAN = r"(?s:\S(?:.*\S)?)"  # words that may run over a line end
LABEL = rf"(?:Resolution Conf\.|Decision) {NUMBER}"
LANGUAGES = ["en", "es", "fr"]
FORMATS = ["text", "pdf", "html", "word"]
# What is not body or footnote is furniture, which the author did not write: what is repeated, counted or listed.
PARTS = ["body", "footnote", "running head", "running foot", "page number", "line number", "contents"]


def _page_number() -> Any:
    return integer(
        "Page of the document on which it begins, from 1; empty if it has no pages", minimum=1, nullable=True
    )


def _in_furniture() -> Any:
    return boolean("Whether it is in a running head or foot, or in a table of contents: the views do not count it")


class Documents(Table):
    """A file of the archive that could be read."""

    document_id: String = string("Path of the file in the folder of the texts, with `/`", pattern=PATH)
    sha256: String = string("SHA-256 of the file's bytes, unpacked", pattern="[0-9a-f]{64}")
    file_byte_count: Integer = integer("Size of the file in bytes, as stored", minimum=0)
    byte_count: Integer = integer("Size of the file in bytes, unpacked", minimum=0)
    character_count: Integer = integer("Length of the text in Unicode code points, line ends as LF", minimum=0)
    line_count: Integer = integer("Number of lines of the text, blank ones included", minimum=0)
    language: String = string(
        "Language of its beginning (BCP 47); empty if it is unclear", values=LANGUAGES, nullable=True
    )
    format: String = string("Format of the file, recognized by its content, not by its name", values=FORMATS)
    page_count: Integer = integer("Number of its pages; empty if it has none", minimum=1, nullable=True)
    textless_page_count: Integer = integer(
        "Number of its pages without any text: empty ones, or scans that were not read", minimum=0, nullable=True
    )
    passage_count: Integer = integer("Number of its passages", minimum=0)
    mention_count: Integer = integer("Number of its mentions", minimum=0)
    citation_count: Integer = integer("Number of its citations", minimum=0)

    class Config:
        title = "Documents"
        unique = ["document_id"]


class Passages(Table):
    """A line of a document that is not blank, without blanks at its ends; on a page, a line of one column or cell."""

    passage_id: String = string("Path of the document and number of the line, joined by `:`", pattern=PASSAGE)
    document_id: String = string("The document it is a line of", pattern=PATH)
    line_number: Integer = integer("Line of the document, from 1", minimum=1)
    start_char: Integer = integer("Where it begins in the document, in Unicode code points from 0", minimum=0)
    end_char: Integer = integer("Where it ends in the document: just past its last character", minimum=1)
    text: String = string("The words of the line")
    page_number: Integer = _page_number()
    part: String = string(
        "What part of the document it is: all but `body` and `footnote` is furniture, recognized by repetition, "
        "place and form",
        values=PARTS,
    )

    class Config:
        title = "Passages"
        unique = ["passage_id"]
        ascending = [("start_char", "end_char")]


class Mentions(Table):
    """A known name of an organization or a framework in a document; where names overlap, the longest."""

    mention_id: String = string("The passage in which it begins, and its number there, from 1", pattern=NUMBERED)
    document_id: String = string("The document", pattern=PATH)
    passage_id: String = string("The passage in which it begins; it may end in the next", pattern=PASSAGE)
    start_char: Integer = integer("Where it begins in the document, in Unicode code points from 0", minimum=0)
    end_char: Integer = integer("Where it ends in the document: just past its last character", minimum=1)
    text: String = string("The name, as the document has it, including line ends", pattern=SPAN)
    organization_id: String = string(
        "The organization that the words name, by its key in the dataset of the page", pattern=SLUG, nullable=True
    )
    framework_id: String = string(
        "The framework that the words name, by its key in the dataset of the page", pattern=SLUG, nullable=True
    )
    page_number: Integer = _page_number()
    in_furniture: Boolean = _in_furniture()

    class Config:
        title = "Mentions"
        unique = ["mention_id"]
        ascending = [("start_char", "end_char")]
        exactly_one_of = ["organization_id", "framework_id"]


class Citations(Table):
    """A Resolution or Decision of the Conference of the Parties, cited in one place of a document.

    The word before a list is part of the span of the first member; each member of a range has the span of the range.
    """

    citation_id: String = string("The passage in which it begins, and its number there, from 1", pattern=NUMBERED)
    document_id: String = string("The document", pattern=PATH)
    passage_id: String = string("The passage in which it begins; it may end in the next", pattern=PASSAGE)
    start_char: Integer = integer("Where it begins in the document, in Unicode code points from 0", minimum=0)
    end_char: Integer = integer("Where it ends in the document: just past its last character", minimum=1)
    text: String = string("The citation, as the document has it, including line ends", pattern=SPAN)
    kind: String = string("What is cited", values=INSTRUMENT_KINDS)
    number: String = string("Number of the instrument; it begins with the meeting", pattern=NUMBER)
    revision: String = string(
        "The meeting that revised it; `Rev.` if the document does not name the meeting; empty if it is not revised",
        pattern=rf"Rev\.|{MEETING}",
        nullable=True,
    )
    instrument_id: String = string("The instrument in the revision cited, as a key", pattern=INSTRUMENT)
    pinpoint: String = string(
        "The part cited: paragraphs, such as `a) and b)`, or another part, such as `Annex 2`", nullable=True
    )
    inferred: Boolean = boolean("Whether only a heading or the like says what the number is, not a word before it")
    in_address: Boolean = boolean("Whether it is in the address of a text, such as `/res/16/16-04.php`")
    known: Boolean = boolean(
        "Whether an instrument of that number exists, in any revision; empty if that is unknown", nullable=True
    )
    page_number: Integer = _page_number()
    in_furniture: Boolean = _in_furniture()

    class Config:
        title = "Citations"
        unique = ["citation_id"]
        ascending = [("start_char", "end_char")]


TABLES: dict[str, type[Table]] = {
    "documents": Documents,
    "passages": Passages,
    "mentions": Mentions,
    "citations": Citations,
}

# --- questions: the query of each is schemas/views/corpus/NAME.sql ------------------------------------------


class CitedInstruments(Table):
    """An instrument that is cited, in any revision; the most cited first."""

    label: String = string("The instrument, without revision", pattern=LABEL)
    documents: Integer = integer("Number of documents that cite it", minimum=1)
    citations: Integer = integer("Number of times that it is cited", minimum=1)
    revisions: String = string("The revisions cited, joined by `; `; empty if none is named", nullable=True)

    class Config:
        title = "Most cited instruments"
        unique = ["label"]


class CitationsByMeeting(Table):
    """A meeting of the Conference of the Parties, and how often the instruments it adopted are cited."""

    meeting_id: String = string("The meeting that adopted them", pattern=MEETING)
    documents: Integer = integer("Number of documents that cite one of them", minimum=1)
    resolutions: Integer = integer("Number of citations of Resolutions", minimum=0)
    decisions: Integer = integer("Number of citations of Decisions", minimum=0)

    class Config:
        title = "Citations by meeting"
        unique = ["meeting_id"]


class OrganizationDocuments(Table):
    """An organization and a document that names it."""

    organization_id: String = string("The organization, by its key in the dataset of the page", pattern=SLUG)
    document_id: String = string("The document", pattern=PATH)
    mentions: Integer = integer("Number of times that the document names it", minimum=1)
    first_passage_id: String = string("The passage that names it first", pattern=PASSAGE)

    class Config:
        title = "Documents that name an organization"
        unique = ["organization_id", "document_id"]


class InstrumentsCitedTogether(Table):
    """Two instruments that the same documents cite, in any revision; the most frequent pair first."""

    first_label: String = string("The one whose label comes first in the alphabet, without revision", pattern=LABEL)
    second_label: String = string("The other one, without revision", pattern=LABEL)
    documents: Integer = integer("Number of documents that cite both", minimum=1)

    class Config:
        title = "Instruments cited together"
        unique = ["first_label", "second_label"]


VIEWS: dict[str, type[Table]] = {
    "cited_instruments": CitedInstruments,
    "citations_by_meeting": CitationsByMeeting,
    "organization_documents": OrganizationDocuments,
    "instruments_cited_together": InstrumentsCitedTogether,
}
