"""The models of the page: the document, its parts, and what is where in it."""

from __future__ import annotations

from schemas.base import NUMBERED, SECTION_KEY, FilledTable, Integer, String, Table, integer, states_a_fact, string
from schemas.values import (
    CONFIDENCE_MEANS,
    CONFIDENCES,
    COVERAGE_KINDS,
    ERRATUM_KINDS,
    EVIDENCE,
    LANGUAGE,
    MEETING,
    PASSAGE_KINDS,
    SECTION_KINDS,
    SLUG,
    URL,
)


class Documents(FilledTable):
    """The edition of the page from which the dataset is made."""

    document_id: String = string("Key of the page", pattern=SLUG)
    title: String = string("Title of the page")
    url: String = string("Where the page is published", pattern=URL)
    publisher: String = string("Who publishes the page")
    language: String = string("Language of the page (BCP 47)", pattern=LANGUAGE)
    edition: String = string("Which edition of the page it is")
    as_of_meeting_id: String = string(
        "The last meeting of the Conference of the Parties whose Resolutions and Decisions the page includes",
        pattern=MEETING,
        refers="meetings.meeting_id",
    )
    sha256: String = string(
        "SHA-256 of the bytes of the page as stored: its text, without markup", pattern="[0-9a-f]{64}"
    )
    byte_count: Integer = integer("Size of that text in bytes", minimum=1)
    character_count: Integer = integer("Its length in Unicode code points, line ends as LF", minimum=1)
    line_count: Integer = integer("Number of lines", minimum=1)

    class Config:
        title = "Documents"
        unique = ["document_id"]


class Sections(FilledTable):
    """A part of the page under one heading; the lead has none."""

    section_id: String = string("`lead`, the key of a cluster, or the heading as a key", pattern=SLUG)
    document_id: String = string("The document it is a part of", pattern=SLUG, refers="documents.document_id")
    position: Integer = integer("Place among the sections of the document, from 1", minimum=1, unique=True)
    heading: String = string(
        "The heading, as the page has it; empty for the lead, and where the page has lost it", nullable=True
    )
    kind: String = string(
        "What it contains: the lead, a list of instruments, the table of contents, actions, text without facts, or a "
        "cluster",
        values=SECTION_KINDS,
    )

    class Config:
        title = "Sections"
        unique = ["section_id"]


class Passages(FilledTable):
    """A line of the page without its terminator; joined by line feeds, the passages are the document."""

    passage_id: String = string("Section, and number in the section, from 1", pattern=NUMBERED)
    document_id: String = string("The document it is a line of", pattern=SLUG, refers="documents.document_id")
    section_id: String = string("The section it is in", pattern=SLUG, refers="sections.section_id")
    line_number: Integer = integer("Line of the document, from 1", minimum=1, unique=True)
    kind: String = string("What kind of line it is", values=PASSAGE_KINDS)
    start_char: Integer = integer("Where it begins in the document, in Unicode code points from 0", minimum=0)
    end_char: Integer = integer("Where it ends in the document: just past its last character", minimum=1)
    text: String = string("The line, including its list marker")

    class Config:
        title = "Passages"
        unique = ["passage_id"]
        ascending = [("start_char", "end_char")]


class Coverage(FilledTable):
    """A span of a passage and what accounts for it; together, the spans cover the page without gaps or overlaps."""

    passage_id: String = string("The passage", pattern=NUMBERED, refers="passages.passage_id")
    start_char: Integer = integer("Where the span begins in the passage, in Unicode code points from 0", minimum=0)
    end_char: Integer = integer("Where it ends in the passage: just past its last character", minimum=1)
    kind: String = string("Part of a fact, fixed words of a sentence form, or ignored", values=COVERAGE_KINDS)
    rule: String = string("The form, or the reason to ignore it; of facts that overlap, the outermost form")

    class Config:
        title = "Coverage"
        unique = ["passage_id", "start_char"]
        ascending = [("start_char", "end_char")]


@states_a_fact
class Mentions(Table):
    """A name in the text; where names overlap, the longest; an acronym in parentheses is a separate mention."""

    mention_id: String = string("Passage, and number in the passage, from 1", pattern=rf"{NUMBERED}\.[0-9]+")
    text: String = string("The name, as the page has it", quotes=True)
    organization_id: String = string(
        "The organization that the words name",
        pattern=SLUG,
        nullable=True,
        refers="organizations.organization_id",
    )
    framework_id: String = string(
        "The framework that the words name", pattern=SLUG, nullable=True, refers="frameworks.framework_id"
    )

    class Config:
        title = "Mentions"
        unique = ["mention_id"]
        exactly_one_of = ["organization_id", "framework_id"]


@states_a_fact
class Hyperlinks(Table):
    """A link on the page; its words remain, even if its address is lost."""

    hyperlink_id: String = string("Section and words of the link", pattern=SECTION_KEY)
    text: String = string("The words of the link", quotes=True)
    url: String = string(
        "The address it leads to; empty if the text of the page has lost it", pattern=URL, nullable=True
    )

    class Config:
        title = "Hyperlinks"
        unique = ["hyperlink_id"]


@states_a_fact
class Errata(Table):
    """An error of the page, and its correction; or words of it that are right, but that no table holds.

    Keys, kinds and dates in other tables follow the correction; words quoted from the page do not.
    """

    erratum_id: String = string("The words as a key, and which occurrence of them it is", pattern=NUMBERED)
    kind: String = string("What is wrong; `left out` if nothing is", values=ERRATUM_KINDS)
    as_written: String = string("The words, as the page has them", quotes=True)
    correction: String = string(
        "The correct words, after a lost heading and ↵ if the page lacks one; empty if a link has lost its address",
        nullable=True,
    )
    reason: String = string("Why it is an error, or left out")
    evidence: String = string(
        "Sources for that: addresses, joined by `; `; empty if it is plain on the page or unverified",
        pattern=EVIDENCE,
        nullable=True,
    )
    confidence: String = string(
        f"How certain the correction is or, if it is empty, that there is an error. {CONFIDENCE_MEANS}",
        values=CONFIDENCES,
    )
    note: String = string("Anything else worth knowing", nullable=True)

    class Config:
        title = "Errata"
        unique = ["erratum_id"]


class RowErrata(Table):
    """An erratum that affects a row: its words overlap those of the row, or it adds what the row needs.

    Each row of a table marked † is listed with every erratum whose words it shares, a section with those of its
    heading, and a Resolution or Decision with those of its number and title.
    """

    table_name: String = string("The table", pattern="[a-z_]+")
    row_id: String = string("Key of the row; parts of a key are joined by `/`")
    erratum_id: String = string("The erratum", pattern=NUMBERED, refers="errata.erratum_id")

    class Config:
        title = "Errata of rows"
        unique = ["table_name", "row_id", "erratum_id"]
