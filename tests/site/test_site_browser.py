"""The site in a browser: what a reader sees, follows and gets, from a folder and over http, and no other host asked."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright
from test_site import NOTES, USE, attacked

from pipeline import database
from pipeline.site import pages, published, serve

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
MAIN = [file for file, _ in pages.NAVIGATION]
SOME = [
    *("tables/errata.html", "tables/cooperation_ties.html", "tables/organizations.html"),
    *("partners/blg.html", "partners/ippc.html", "instruments/conf-16.4.html", "404.html"),
]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: on Debian, apt install chromium"),
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),  # one browser for all of them
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Quiet(serve.Handler):
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
    assert files
    for file in files:
        if file.name == "404.html":
            continue  # it is shown over http only, at any address
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
    page.get_by_label("Search cooperation ties").fill("OMSA")  # in another language
    expect(rows).to_have_attribute("id", "cooperation_ties/safety-and-welfare-standards.woah")
    page.get_by_label("Search cooperation ties").fill("no such partner")
    expect(rows).to_have_count(0)
    page.get_by_label("Search cooperation ties").fill("")
    expect(rows).to_have_count(27)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("whaling", ["iwc"]),
        ("DIVERSITE biologique", ["cbd"]),  # in French, without its accents
        ("cipf", ["ippc"]),  # the acronym in Spanish
        ("unep", ["basel-convention", "cbd", "cms", "ozone-secretariat"]),  # what they belong to
        ("toothfish", ["ccamlr"]),  # the title of a Resolution
        ("liaison group of biodiversity\u2011related", ["blg"]),  # another dash
    ],
)
def test_search_finds_a_partner(over_http: Visit, sought: str, found: list[str]) -> None:
    page = over_http.open("partners.html")
    search = page.get_by_label("Search partners")
    expect(search).to_be_in_viewport()
    search.fill(sought)
    shown = {card.get_attribute("id") for card in page.locator("article:visible").all()}
    assert {f"partners/{name}" for name in found} <= shown
    assert len(shown) < 12


def test_search_finds_a_decision_by_whom_it_concerns(over_http: Visit) -> None:
    page = over_http.open("instruments.html")
    page.get_by_label("Search Resolutions and Decisions").fill("CBD")
    shown = [row.get_attribute("id") for row in page.locator("table").first.locator("tbody tr:visible").all()]
    assert "instruments/conf-10.4-rev-cop14" in shown
    assert len(shown) < 27


def test_what_is_sought_and_chosen_is_in_the_address(over_http: Visit) -> None:
    page = over_http.open("partners.html")
    page.get_by_label("Cluster").select_option("thematic")
    page.get_by_label("Kind").select_option("partnership")
    expect(page.locator("article:visible")).to_have_count(3)
    page.get_by_label("Search partners").fill("forests")
    expect(page.locator("article:visible")).to_have_count(1)
    address, _, state = page.url.partition("?")
    assert address.endswith("/partners.html")
    assert sorted(state.split("&")) == ["clusters=thematic", "kind=partnership", "q=forests"]
    page.reload()
    expect(page.locator("article:visible")).to_have_count(1)
    expect(page.get_by_label("Search partners")).to_have_value("forests")


def test_nothing_found_offers_a_way_back(visit: Visit) -> None:
    page = visit.open("partners.html")
    page.get_by_label("Search partners").fill("no such body")
    expect(page.locator(".nothing")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("article:visible")).to_have_count(36)
    expect(page.locator(".nothing")).to_be_hidden()


def test_a_row_that_a_link_leads_to_is_shown_whatever_is_sought(visit: Visit) -> None:
    page = visit.open("tables/organizations.html?q=whaling#organizations/cbd")
    expect(page.locator("tr:target")).to_be_in_viewport()
    expect(page.locator("table").first.locator("tbody tr:visible")).to_have_count(2)


@pytest.mark.parametrize("path", ["source.html", "partners.html", "tables/organizations.html"])
def test_a_fragment_that_is_not_well_written_breaks_nothing(visit: Visit, path: str) -> None:
    page = visit.open(f"{path}#%")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".tools, .legend").count() == 1


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
    page = visit.open("source.html")
    page.get_by_role("link", name="sustainability", exact=True).click()
    page.wait_for_url("**/tables/themes.html#themes/sustainability")
    row = page.locator("tr:target")
    expect(row).to_be_in_viewport()
    expect(row.locator("th")).to_have_text("sustainability")
    row.get_by_role("link", name="line 32").click()
    page.wait_for_url("**/source.html#themes/sustainability")
    lit = page.locator(".piece.lit")
    expect(lit).to_have_text("sustainability")
    expect(lit).to_be_in_viewport()


def test_every_fact_arrives_at_all_of_its_words(over_http: Visit, connection: database.Connection) -> None:
    query = "SELECT table_name || '/' || row_id, sentence[start_char + 1 : end_char] FROM row_sources"
    facts = dict(connection.execute(query).fetchall())
    page = over_http.open("source.html")
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
    page = visit.open("source.html")
    piece = page.locator(".piece", has_text="WOAH").first
    piece.focus()
    page.keyboard.press("Enter")
    choice = page.locator(".choice")
    expect(choice).to_be_visible()
    expect(choice).to_be_in_viewport(ratio=0.99)
    offered = [item.get_attribute("data-row") for item in choice.locator("li").all()]
    rows = (piece.get_attribute("data-rows") or "").split()
    assert offered == [row for row in rows if not row.startswith("mentions/")]
    assert "agreements/memorandum-of-understanding.woah" in offered
    page.keyboard.press("Escape")
    expect(choice).to_be_hidden()
    expect(piece).to_be_focused()
    page.keyboard.press("Enter")
    expect(choice.get_by_role("link").first).to_be_focused()
    choice.get_by_role("link", name="Agreements").press("Enter")
    page.wait_for_url("**/tables/agreements.html#agreements/memorandum-of-understanding.woah")
    expect(page.locator("tr:target")).to_be_in_viewport()


def test_a_kind_of_mark_is_shown_by_keyboard(visit: Visit) -> None:
    page = visit.open("source.html")
    line = page.locator(".text .k-mentions").first
    colour = "element => getComputedStyle(element).borderBottomColor"
    assert line.evaluate(colour) == "rgba(0, 0, 0, 0)", "mentions are not shown at first"
    piece = page.locator(".piece", has_text="WOAH").first
    piece.click()
    offered = [item.get_attribute("data-row") or "" for item in page.locator(".choice li").all()]
    assert offered
    assert not [row for row in offered if row.startswith("mentions/")]
    page.keyboard.press("Escape")
    page.get_by_label("Mentions 116").focus()
    page.keyboard.press("Space")
    assert line.evaluate(colour) != "rgba(0, 0, 0, 0)"
    piece.click()
    offered = [item.get_attribute("data-row") or "" for item in page.locator(".choice li").all()]
    assert [row for row in offered if row.startswith("mentions/")]


def test_a_choice_says_what_is_wrong_with_the_words(visit: Visit) -> None:
    page = visit.open("source.html")
    page.locator(".piece", has_text="Intergovernmental Panel on Climate Change").first.click()
    expect(page.locator(".choice .erratum").first).to_contain_text(
        "International Plant Protection Convention (IPPC), the”"
    )


def test_without_a_script_marks_and_filters_still_work(browser: Browser, site: Path) -> None:
    visit = Visit(browser, site.as_uri(), java_script_enabled=False)
    page = visit.open("source.html")
    page.get_by_label("Citations 27").uncheck()
    page.locator(".piece", has_text="WOAH").first.click()
    page.wait_for_url("**/tables/mentions.html#mentions/thematic.7.*")
    expect(page.locator("tr:target")).to_be_visible()
    page.locator("tr:target .source").click()
    expect(page.locator(".line:has(:target)")).to_be_in_viewport()
    page.locator(".line:has(:target) summary").click()
    expect(page.locator(".line:has(:target) details li").first).to_be_visible()
    page = visit.open("index.html")
    page.get_by_role("link", name="IUCN").click()
    page.wait_for_url("**/partners/iucn.html")
    visit.context.close()
    visit.is_clean()


# --- the network, downloads, copying ------------------------------------------------------------------------


def test_the_board_is_one_screen_and_leads_on(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1440, "height": 900})
    page = visit.open("index.html")
    box = page.locator(".board").bounding_box()
    assert box
    assert box["height"] <= 900
    page.locator("[aria-labelledby=cluster-enforcement]").get_by_role("link", name="INTERPOL").click()
    page.wait_for_url("**/partners/interpol.html")


# What a reader comes for, in three clicks or fewer.
TASKS = {
    "which Decisions concern CBD, and where does the page say so": (
        ["CBD Convention on Biological Diversity", "line 46"],
        "Resolution Conf. 10.4 (Rev. CoP14)",
    ),
    "who is in the Liaison Group, and what is wrong there": (
        ["BLG Liaison Group of Biodiversity-related Conventions"],
        "it says “, the Intergovernmental Panel on Climate Change (IPCC), the”",
    ),
    "all partners as a spreadsheet": (["Use it", "cites-cooperation.xlsx"], None),
    "what changed": (["Use it"], "What changed"),
    "a figure with its citation for a slide": (["this overview as a figure (SVG)"], None),
    "one table in a notebook": (["Use it"], "pd.read_parquet("),
}


@pytest.mark.parametrize(("clicks", "seen"), TASKS.values(), ids=TASKS)
def test_a_task_takes_three_clicks_or_fewer(over_http: Visit, clicks: list[str], seen: str | None) -> None:
    page = over_http.open("index.html")
    for name in clicks[:-1] if seen is None else clicks:
        page.get_by_role("link", name=name).first.click()
        page.wait_for_load_state()
    if seen is not None:
        expect(page.locator("main").get_by_text(seen).first).to_be_visible()
        return
    with page.expect_download() as download:
        page.get_by_role("link", name=clicks[-1]).first.click()
    assert Path(download.value.path()).stat().st_size > 0


def test_downloads_match_their_checksums(over_http: Visit) -> None:
    page = over_http.open("use.html")
    count = page.locator("a[data-sha256]").count()
    assert count > 0
    for first in range(0, count, 8):
        page = over_http.open("use.html")  # again now and then: a browser allows a page ten downloads in a row
        page.locator("summary", has_text="Each table as a separate").click()
        links = page.locator("a[data-sha256]")
        for number in range(first, min(first + 8, count)):
            link = links.nth(number)
            with page.expect_download() as download:
                link.click()
            data = Path(download.value.path()).read_bytes()
            assert hashlib.sha256(data).hexdigest() == link.get_attribute("data-sha256"), link.get_attribute("href")


def test_a_query_is_copied(browser: Browser, served: str) -> None:
    visit = Visit(browser, served, permissions=["clipboard-read", "clipboard-write"])
    page = visit.open("questions.html")
    page.locator("summary").first.click()
    button = page.get_by_role("button", name="Copy SQL").first
    button.click()
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("pre").first.inner_text()
    assert copied.startswith("SELECT ")
    visit.context.close()
    visit.is_clean()


def test_a_query_is_copied_where_the_page_may_not_write_to_the_clipboard(browser: Browser, served: str) -> None:
    """As in a frame of another site."""
    visit = Visit(browser, served, permissions=["clipboard-read"])
    visit.context.add_init_script(
        "if (window.Clipboard) Clipboard.prototype.writeText = () => Promise.reject(new Error('forbidden'))"
    )
    page = visit.open("questions.html")
    page.locator("summary").first.click()
    page.get_by_role("button", name="Copy SQL").first.click()
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre").first.inner_text()
    visit.context.close()
    visit.is_clean()


def test_an_example_that_is_copied_runs(over_http: Visit) -> None:
    """It has the address of the files where the site is: without a clone, and without a download."""
    page = over_http.open("use.html")
    examples = page.locator('#in-each-tool pre[data-copy="Python"]').all_inner_texts()
    from_afar = [code for code in examples if over_http.base in code]
    assert len(from_afar) >= 3
    for code in from_afar:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout
    [attach] = [code for code in page.locator('pre[data-copy="SQL"]').all_inner_texts() if "ATTACH" in code]
    assert f"ATTACH '{over_http.base}downloads/cites-cooperation.duckdb'" in attach


def test_a_part_of_a_file_can_be_asked_for(served: str) -> None:
    request = urllib.request.Request(f"{served}/downloads/SHA256SUMS", headers={"Range": "bytes=3-9"})
    with urllib.request.urlopen(request) as answer, urllib.request.urlopen(f"{served}/downloads/SHA256SUMS") as whole:
        data = whole.read()
        assert (answer.status, answer.read()) == (206, data[3:10])
        assert answer.headers["Content-Range"] == f"bytes 3-9/{len(data)}"


def test_where_nothing_is_the_site_says_so(over_http: Visit) -> None:
    page = over_http.open("tables/no-such-table.html")
    expect(page.locator("h1")).to_have_text("Page not found")
    over_http.errors.clear()  # the browser notes that nothing was found
    page.get_by_role("link", name="all partners").click()
    page.wait_for_url("**/partners.html")
    expect(page.locator("article").first).to_be_visible()


# --- for everybody ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*MAIN, *SOME])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_serious_fault(browser: Browser, served: str, path: str, scheme: str, width: int) -> None:
    visit = Visit(browser, served, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = visit.open(path)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    if path == "source.html":
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
        if file.name == "404.html":
            continue
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
    rendered = pages.render(attacked(published.read(output)), connection, NOTES, USE)
    connection.close()
    for name in ("site.css", "site.js", "icon.svg"):
        shutil.copy(site / name, tmp_path / name)
    for folder in ("tables", "partners", "instruments"):
        (tmp_path / folder).mkdir()
    for path, text in rendered.items():
        (tmp_path / path).write_text(text, "utf-8")
    visit = Visit(browser, tmp_path.as_uri())
    for path in rendered:
        if not path.endswith(".html") or path == "404.html":
            continue
        page = visit.open(path)
        assert page.evaluate("window.struck") is None, path
        assert page.locator("main img").count() == 0, path
    page = visit.open("source.html")
    page.locator(".piece", has_text="WOAH").first.click()
    expect(page.locator(".choice")).to_be_visible()
    assert page.evaluate("window.struck") is None
    visit.context.close()
    visit.is_clean()
