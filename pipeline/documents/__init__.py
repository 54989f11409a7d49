"""Documents as people hold them: the text of a PDF, a web page or a Word document, its pages and their furniture.

`formats` says what a file is, `pdf`, `html` and `word` read one format each, `layout` and `furniture` pages,
`extracted` holds the text that every offset counts, and `read` is the way in. Nothing in a document is run or fetched.
"""
