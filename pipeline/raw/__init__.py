"""Reads `raw/`: files as text or records, what is said of the page, and the curated tables.

It says what is wrong with a file before the page is read; it imports `pipeline.text`.
"""
