"""Extracts the text of a PDF, a web page or a Word document, with its pages and their furniture.

`read.extract` is the way in. `formats` recognizes the format of a file; `pdf`, `html` and `word` read one format each,
with `links` for what they link to; `extracted` is the text that offsets count. Of a page, `layout` has the words and
their places, `columns` finds what is below what, `justified` how wide its spaces are, `furniture` its heads, feet and
footnotes, `contents` its tables of contents, and `paragraphs` where a paragraph ends. `in_parallel` reads many files,
of which any may crash the process that reads it. Nothing in a document is run or downloaded.
"""
