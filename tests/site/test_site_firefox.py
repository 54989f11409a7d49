"""The site in Firefox: each kind of page, as a file, light and dark, wide and narrow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from firefox import Firefox
from test_site_browser import MAIN, SOME

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox") or ""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PROGRAM, reason="there is no Firefox: on Debian, apt install firefox-esr"),
]


@pytest.fixture(scope="module", params=["light", "dark"])
def firefox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    browser = Firefox(PROGRAM, tmp_path_factory.mktemp("firefox"), request.param)
    yield browser
    browser.close()


@pytest.mark.parametrize("path", [path for path in (*MAIN, *SOME) if path != "404.html"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_is_whole_and_axe_finds_no_serious_fault(firefox: Firefox, site: Path, path: str, width: int) -> None:
    firefox.open((site / path).as_uri(), width)
    assert firefox.run("return getComputedStyle(document.body).marginTop") == "0px", "the style sheet is there"
    assert firefox.run("return document.documentElement.scrollWidth") <= width
    found = firefox.run(f"{AXE}; return (await axe.run()).violations")
    assert [fault["help"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    assert firefox.errors == []


def test_search_and_choices_work(firefox: Firefox, site: Path) -> None:
    shown = "return document.querySelectorAll('article:not([hidden])').length"
    firefox.open(f"{(site / 'partners.html').as_uri()}?clusters=thematic")
    assert firefox.run(shown) == 18
    found = firefox.run(
        "const box = document.querySelector('input[type=search]'); box.value = 'forêts';"
        f"box.dispatchEvent(new Event('input')); {shown}"
    )
    assert found >= 1
    assert "forets" in firefox.run("return decodeURI(location.search).normalize('NFD').replace(/\\p{M}/gu, '')")
    assert firefox.errors == []


def test_a_fact_is_lit(firefox: Firefox, site: Path) -> None:
    firefox.open(f"{(site / 'source.html').as_uri()}#themes/sustainability")
    assert firefox.run("return document.querySelector('.piece.lit').textContent") == "sustainability"
    firefox.open(f"{(site / 'source.html').as_uri()}#%")
    assert firefox.errors == []
