"""The rules across tables: each that is written is asked."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from pipeline.check import rules


def test_every_function_that_yields_violations_is_asked() -> None:
    written = [
        function
        for module in pkgutil.iter_modules(rules.__path__)
        for name, function in vars(importlib.import_module(f"{rules.__name__}.{module.name}")).items()
        if inspect.isgeneratorfunction(function)
        and function.__annotations__["return"] == "Iterator[Violation]"
        and not name.startswith("_")
    ]
    assert len(written) > 0
    assert set(written) == set(rules.RULES)
