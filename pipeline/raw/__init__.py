"""Reads `raw/`: files as text or records, the description of the page, and the curated tables.

`source` reads `sources.toml`, and `curated` the curated tables, each with everything that is wrong with it, before the
page is read. `files` turns files into text and records; `names` collects all known names; `origins` finds sources that
copy from each other; `surface` finds what is wrong with the look of a line of the page. It imports `pipeline.text`.
"""
