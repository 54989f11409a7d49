"""The tests of behaviour read the frozen edition, and cannot read anything else."""

from __future__ import annotations

import pytest
from conftest import EDITION, ROOT

PAGE = "raw/source/cites-cooperation.txt"


def test_a_test_of_behaviour_cannot_read_the_project_s_own_page() -> None:
    with pytest.raises(AssertionError, match="a test of behaviour reads EDITION"):
        (ROOT / PAGE).read_bytes()
    assert (EDITION / PAGE).read_bytes()


@pytest.mark.golden
def test_one_that_is_golden_can() -> None:
    assert (ROOT / PAGE).read_bytes()
