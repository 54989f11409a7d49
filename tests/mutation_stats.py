"""A plugin of pytest for `make mutation`: what a shared fixture calls is reached by each test that uses the fixture.

mutmut notes a call for the test that runs at the time, which for a fixture of a module is the first test of it only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from mutmut.state import state

_called: dict[str, set[str]] = defaultdict(set)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> Iterator[None]:
    before = set(state()._stats)
    result = yield
    if fixturedef.scope != "function":
        _called[fixturedef.argname] |= set(state()._stats) - before
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    for name in getattr(item, "fixturenames", ()):
        state()._stats.update(_called[name])
