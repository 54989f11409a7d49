"""How two CSV packages differ: load both, compare them, show the difference; each is one module of plain functions.

It imports `pipeline.raw`, for the curated keys that are gone, and `pipeline.release`; the standard library is enough.
"""
