"""What can be found in any text: its lines, the names in it, the Resolutions and Decisions that it cites.

It knows nothing of the page, and imports `pipeline.faults` and `schemas.values` only.
"""
