"""A new edition of the page is built by data alone, as the documents tell it, and every message can be followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples import is_answer, read
from story import STORY, answers


@pytest.mark.slow
def test_the_next_edition_is_built_as_the_document_tells(built: Path) -> None:
    told = list(answers(read(STORY), built))
    assert len(told) >= 5
    for _, answer, printed in told:
        assert is_answer(answer, printed), f"look whether this is right, then `make examples`:\n{printed}"
