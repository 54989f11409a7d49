"""What is imported once, in the process that each check is forked from: see `pipeline.check.processes`."""

from __future__ import annotations

import gc
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build, which says what it means
gc.disable()  # imports make much and free little

from pipeline.check import conformance, models  # noqa: E402, F401

gc.freeze()  # what stays for good is not looked at again, nor are its pages copied, in any of the forks
gc.enable()
