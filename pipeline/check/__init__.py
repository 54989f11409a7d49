"""Checks what is about to be published: by the models, by the rules across tables, and by frictionless.

`processes` is the way in: the checks run in processes of their own, while the build continues; `preload` is what these
import. `models` checks rows against the models and `rules/`, `conformance` asks frictionless, and `equality` whether
CSV, Parquet and database have the same rows. The checks import the models and `pipeline.text`, and never read `raw/`.
"""
