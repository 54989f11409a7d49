"""Imported once, in the process from which each check is forked: see `pipeline.check.processes`."""

from __future__ import annotations

import gc
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the build
gc.disable()  # imports create many objects and free few

from pipeline.check import conformance, models  # noqa: E402, F401

gc.freeze()  # objects that stay are not examined again, so that no fork copies their pages
gc.enable()
