"""From the page to the packages, by way of text, rows, frames and the database. Each folder is one room.

`__main__.py` is the command line. The rooms may import `schemas`; `tests/test_imports.py` says which room may import
which.
"""

from __future__ import annotations

from pathlib import Path

# The root of the project: the folder with raw/, schemas/ and output/.
ROOT = Path(__file__).parent.parent
