"""What is imported once, in the process that each check is a fork of: see `pipeline.checks`."""

from __future__ import annotations

import gc

gc.disable()  # imports make much and free little: a tenth of their time would go into looking what is free

from pipeline import conformance, validate  # noqa: E402, F401

gc.enable()
