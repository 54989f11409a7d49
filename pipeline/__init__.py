"""From the page to the packages: text, rows, frames, database, packages; each folder is one room of that.

May import `schemas`. Which room may import which is declared once, in `tests/test_imports.py`.
"""

from __future__ import annotations

from pathlib import Path

# The root of the project: the folder that holds raw/, schemas/ and output/.
ROOT = Path(__file__).parent.parent
