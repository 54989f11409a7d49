"""`raw/` becomes rows: the page is divided into passages, and each sentence is read by a form.

It imports `pipeline.raw`, `pipeline.text` and `schemas.values`, and no library: a fault of the page is told at once.
"""
