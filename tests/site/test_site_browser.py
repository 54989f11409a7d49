"""The site in a browser: what a reader sees, follows and gets, from a folder and over http, and no other host asked."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright
from test_site import attacked

from pipeline import database
from pipeline.site import pages, published

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
MAIN = ["index.html", "page.html", "partners.html", "instruments.html", "tables.html", "query.html"]
SOME_TABLES = ["tables/errata.html", "tables/cooperation_ties.html", "tables/organizations.html"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: on Debian, apt install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The site over http, as `make serve` shows it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A page in the browser; other hosts are cut off, and what goes wrong is kept."""

    def __init__(self, browser: Browser, base: str, **options: object) -> None:
        self.base = base.rstrip("/") + "/"
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)  # type: ignore[arg-type]
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.context.route(lambda url: not url.startswith(self.base), self._refuse)
        self.context.on("request", self._note)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.outside.append(request.url)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # an icon that the next page did not wait for
            self.errors.append(f"{request.url}: {request.failure}")

    def _refuse(self, route: Route) -> None:
        route.abort()

    def open(self, path: str) -> Page:
        # From another page: a mere change of the fragment would load nothing.
        self.page.goto("about:blank")
        self.page.goto(self.base + path)
        return self.page

    def is_clean(self) -> None:
        assert self.errors == []
        assert self.outside == []


@pytest.fixture(params=["file", "http"])
def visit(request: pytest.FixtureRequest, browser: Browser, site: Path, served: str) -> Iterator[Visit]:
    visit = Visit(browser, site.as_uri() if request.param == "file" else served)
    yield visit
    visit.context.close()
    visit.is_clean()


@pytest.fixture
def over_http(browser: Browser, served: str) -> Iterator[Visit]:
    visit = Visit(browser, served)
    yield visit
    visit.context.close()
    visit.is_clean()


def test_every_page_loads_without_an_error_and_asks_no_other_host(visit: Visit, site: Path) -> None:
    files = sorted(site.rglob("*.html"))
    assert len(files) >= 25
    for file in files:
        page = visit.open(file.relative_to(site).as_posix())
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "the style sheet is there"
        visit.is_clean()


def test_what_is_asked_of_another_host_is_noticed(browser: Browser, site: Path) -> None:
    """Else the tests here would prove nothing."""
    visit = Visit(browser, site.as_uri())
    page = visit.open("index.html")
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'http://example.org/a.png' }))")
    page.wait_for_timeout(300)
    assert visit.outside == ["http://example.org/a.png"]
    assert visit.errors
    visit.context.close()


# --- search and sorting -------------------------------------------------------------------------------------


def test_search_finds_a_row(visit: Visit) -> None:
    page = visit.open("tables/cooperation_ties.html")
    page.get_by_label("Search cooperation ties").fill("interpol ILLEGAL")
    rows = page.locator("table").first.locator("tbody tr:visible")
    expect(rows).to_have_count(1)
    expect(rows).to_have_attribute("id", "cooperation_ties/illegal-wildlife-trade.interpol")
    expect(page.locator("output")).to_have_text("1 of 27")
    page.get_by_label("Search cooperation ties").fill("no such partner")
    expect(rows).to_have_count(0)
    page.get_by_label("Search cooperation ties").fill("")
    expect(rows).to_have_count(27)


def test_search_finds_a_partner(visit: Visit) -> None:
    page = visit.open("partners.html")
    page.get_by_label("Search partners").fill("dolphin")
    expect(page.locator("article:visible")).to_have_count(0)
    page.get_by_label("Search partners").fill("whaling")
    assert "partners/iwc" in [card.get_attribute("id") for card in page.locator("article:visible").all()]


def test_partners_are_sorted(visit: Visit) -> None:
    page = visit.open("partners.html")
    page.get_by_label("Sort by").select_option("most Resolutions and Decisions")
    expect(page.locator("article").first).to_have_attribute("id", "partners/cms")
    counts = [int(card.get_attribute("data-mandates") or "") for card in page.locator("article").all()]
    assert counts == sorted(counts, reverse=True)
    page.get_by_label("Sort by").select_option("name")
    names = [card.get_attribute("data-name") or "" for card in page.locator("article").all()]
    assert names[0] < names[-1]
    assert [name[0] for name in names] == sorted(name[0] for name in names)


def test_a_table_is_sorted_by_keyboard_numbers_as_numbers_empty_cells_last(visit: Visit) -> None:
    page = visit.open("tables/meetings.html")
    head = page.get_by_role("columnheader", name="number")
    keys = page.locator("table").first.locator("tbody th")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert keys.all_inner_texts()[:2] == ["CoP1", "CoP2"]
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert keys.all_inner_texts()[0] == "CoP20"
    page = visit.open("tables/cooperation_ties.html")
    page.get_by_role("columnheader", name="theme_id").get_by_role("button").click()
    assert page.locator("table").first.locator("tbody th").first.inner_text() == "illegal-wildlife-trade.interpol"


# --- marks --------------------------------------------------------------------------------------------------


def test_a_mark_leads_to_its_row_and_back_to_its_words(visit: Visit) -> None:
    page = visit.open("page.html")
    page.get_by_role("link", name="sustainability", exact=True).click()
    page.wait_for_url("**/tables/themes.html#themes/sustainability")
    row = page.locator("tr:target")
    expect(row).to_be_in_viewport()
    expect(row.locator("th")).to_have_text("sustainability")
    row.get_by_role("link", name="line 32").click()
    page.wait_for_url("**/page.html#themes/sustainability")
    lit = page.locator(".piece.lit")
    expect(lit).to_have_text("sustainability")
    expect(lit).to_be_in_viewport()


def test_every_fact_arrives_at_all_of_its_words(over_http: Visit, connection: database.Connection) -> None:
    query = "SELECT table_name || '/' || row_id, sentence[start_char + 1 : end_char] FROM row_sources"
    facts = dict(connection.execute(query).fetchall())
    page = over_http.open("page.html")
    arrived = page.evaluate(
        """async (ids) => {
            const found = {};
            for (const id of ids) {
                location.hash = id;
                await new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
                found[id] = [...document.querySelectorAll(".piece.lit")].map((piece) => piece.textContent).join("");
            }
            return found;
        }""",
        list(facts),
    )
    assert arrived == facts


def test_where_marks_lie_upon_each_other_one_chooses_by_keyboard(visit: Visit) -> None:
    page = visit.open("page.html")
    piece = page.locator(".piece", has_text="WOAH").first
    piece.focus()
    page.keyboard.press("Enter")
    choice = page.locator(".choice")
    expect(choice).to_be_visible()
    expect(choice).to_be_in_viewport(ratio=0.99)
    offered = [item.get_attribute("data-row") for item in choice.locator("li").all()]
    assert offered == (piece.get_attribute("data-rows") or "").split()
    assert "agreements/memorandum-of-understanding.woah" in offered
    page.keyboard.press("Escape")
    expect(choice).to_be_hidden()
    expect(piece).to_be_focused()
    page.keyboard.press("Enter")
    expect(choice.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tables/agreements.html#agreements/memorandum-of-understanding.woah")
    expect(page.locator("tr:target")).to_be_in_viewport()


def test_a_kind_of_mark_is_hidden_by_keyboard(visit: Visit) -> None:
    page = visit.open("page.html")
    line = page.locator(".text .k-mentions").first
    shown = line.evaluate("element => getComputedStyle(element).borderBottomColor")
    page.get_by_label("Mentions 116").focus()
    page.keyboard.press("Space")
    assert line.evaluate("element => getComputedStyle(element).borderBottomColor") == "rgba(0, 0, 0, 0)" != shown
    # What is hidden is neither offered nor reached.
    page.locator(".piece", has_text="WOAH").first.click()
    offered = [item.get_attribute("data-row") or "" for item in page.locator(".choice li").all()]
    assert offered
    assert not [row for row in offered if row.startswith("mentions/")]
    page.keyboard.press("Escape")
    reached = page.locator('.piece[tabindex="0"], .piece:not([tabindex])').all()
    assert len(reached) < 116 + 60
    assert all(
        any(not row.startswith("mentions/") for row in (one.get_attribute("data-rows") or "").split())
        for one in reached
    )


def test_without_a_script_marks_and_filters_still_work(browser: Browser, site: Path) -> None:
    visit = Visit(browser, site.as_uri(), java_script_enabled=False)
    page = visit.open("page.html")
    page.get_by_label("Citations 27").uncheck()
    page.locator(".piece", has_text="WOAH").first.click()
    page.wait_for_url("**/tables/mentions.html#mentions/thematic.7.*")
    expect(page.locator("tr:target")).to_be_visible()
    page.locator("tr:target .source").click()
    expect(page.locator(".line:has(:target)")).to_be_in_viewport()
    page.locator(".line:has(:target) summary").click()
    expect(page.locator(".line:has(:target) details li").first).to_be_visible()
    page = visit.open("index.html")
    expect(page.locator(".network svg")).to_be_visible()
    page.locator('[data-node="iucn"]').click()
    page.wait_for_url("**/partners.html#partners/iucn")
    visit.context.close()
    visit.is_clean()


# --- the network, downloads, copying ------------------------------------------------------------------------


def test_the_network_shows_neighbours_moves_and_leads_on(visit: Visit) -> None:
    page = visit.open("index.html")
    node = page.locator('[data-node="interpol"]')
    node.scroll_into_view_if_needed()
    node.hover()
    near = {one.get_attribute("data-node") for one in page.locator(".node.near").all()}
    assert near == {"interpol", "iccwc", "thematic"}
    expect(page.locator(".said")).to_contain_text("International Criminal Police Organization: ")

    edge = page.locator('.edge[data-from="interpol"]')
    before = edge.get_attribute("x1")
    box = node.locator("circle").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 40, steps=4)
    page.mouse.up()
    assert edge.get_attribute("x1") != before, "its lines follow the node"
    assert page.url.endswith("index.html"), "a drag is no click"
    page.get_by_role("button", name="Zoom in").click()
    assert "scale(1.3)" in (page.locator(".view").get_attribute("transform") or "")
    page.get_by_role("button", name="Reset the view").click()
    assert "scale(1)" in (page.locator(".view").get_attribute("transform") or "")

    node.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/partners.html#partners/interpol")


def test_downloads_match_their_checksums(over_http: Visit) -> None:
    page = over_http.open("index.html")
    count = page.locator("a[data-sha256]").count()
    assert count >= 46
    for first in range(0, count, 8):
        page = over_http.open("index.html")  # anew now and then: a browser allows a page ten downloads in a row
        page.locator("summary", has_text="Each table by itself").click()
        links = page.locator("a[data-sha256]")
        for number in range(first, min(first + 8, count)):
            link = links.nth(number)
            with page.expect_download() as download:
                link.click()
            data = Path(download.value.path()).read_bytes()
            assert hashlib.sha256(data).hexdigest() == link.get_attribute("data-sha256"), link.get_attribute("href")


def test_a_query_is_copied(browser: Browser, served: str) -> None:
    visit = Visit(browser, served, permissions=["clipboard-read", "clipboard-write"])
    page = visit.open("query.html")
    page.get_by_role("button", name="Copy the SQL").first.click()
    expect(page.get_by_role("button", name="Copy the SQL").first).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("pre").first.inner_text()
    assert copied.startswith("SELECT ")
    visit.context.close()
    visit.is_clean()


# --- for everybody ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*MAIN, *SOME_TABLES])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_serious_fault(browser: Browser, served: str, path: str, scheme: str, width: int) -> None:
    visit = Visit(browser, served, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = visit.open(path)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    if path == "page.html":
        page.locator(".piece", has_text="WOAH").first.click()
        expect(page.locator(".choice")).to_be_visible()
    found = Axe().run(page).response["violations"]
    faults = [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:160]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
    visit.context.close()
    assert faults == []
    visit.is_clean()


def test_axe_would_find_a_fault(browser: Browser, site: Path) -> None:
    visit = Visit(browser, site.as_uri())
    page = visit.open("index.html")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    assert "color-contrast" in [fault["id"] for fault in Axe().run(page).response["violations"]]
    visit.context.close()


def test_no_page_is_wider_than_a_phone(browser: Browser, site: Path) -> None:
    visit = Visit(browser, site.as_uri(), viewport={"width": 360, "height": 740})
    for file in sorted(site.rglob("*.html")):
        page = visit.open(file.relative_to(site).as_posix())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, file.name
    visit.context.close()
    visit.is_clean()


def test_the_focus_is_seen_and_the_first_link_skips_to_the_content(over_http: Visit) -> None:
    page = over_http.open("partners.html")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=0.99)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.evaluate("element => Boolean(element.closest('main'))")
    assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"


def test_no_text_of_the_page_runs_as_a_script(browser: Browser, output: Path, site: Path, tmp_path: Path) -> None:
    connection = database.open_read_only(output / database.FILE)
    rendered = pages.render(attacked(published.read(output)), connection, "## 1.0\n", "# Use\n")
    connection.close()
    for name in ("site.css", "site.js", "icon.svg"):
        shutil.copy(site / name, tmp_path / name)
    (tmp_path / "tables").mkdir()
    for path, text in rendered.items():
        (tmp_path / path).write_text(text, "utf-8")
    visit = Visit(browser, tmp_path.as_uri())
    for path in rendered:
        page = visit.open(path)
        assert page.evaluate("window.struck") is None, path
        assert page.locator("main img").count() == 0, path
    page = visit.open("page.html")
    page.locator(".piece", has_text="WOAH").first.click()
    expect(page.locator(".choice")).to_be_visible()
    page = visit.open("index.html")
    page.locator('[data-node="interpol"]').hover()
    assert page.evaluate("window.struck") is None
    visit.context.close()
    visit.is_clean()
