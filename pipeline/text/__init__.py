"""What can be found in any text: its lines, the names in it, the Resolutions and Decisions that it cites.

It knows nothing of the page, and imports `pipeline.faults` and `schemas.values` only. Of what is curated, it reads the
meetings, and how many instruments they adopted (`pipeline.text.citations.known_numbers`).
"""
