"""Nothing that a person types or opens leaves a word that says what this is: every screen of the real app."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import put_away
from tests.served import Served
from tests.web.conftest import PHONE
from tests.web.edition import DIST

PATIENCE_MS = 60_000
"""The demonstration seals its records with real keys, and test machines are slow."""
TELLTALE = re.compile("gawahi|گواہ|testimon|witness|coordinat|mastung|evidence|victim", re.IGNORECASE)
"""In names and addresses: what would tell a stranger who cannot open anything."""
TALKATIVE = """() => {
  const wanted = {
    autocorrect: 'off', spellcheck: 'false', writingsuggestions: 'false', 'data-gramm': 'false',
    'data-enable-grammarly': 'false', 'data-lpignore': 'true', 'data-1p-ignore': 'true', 'data-bwignore': 'true',
    'data-form-type': 'other',
  };
  return [...document.querySelectorAll('input, textarea, select')].flatMap((field) => {
    const said = (name) => field.getAttribute(name);
    const wrong = Object.keys(wanted).filter((name) => said(name) !== wanted[name]);
    if (said('autocomplete') !== (field.type === 'password' ? 'one-time-code' : 'off')) wrong.push('autocomplete');
    if (!['off', 'characters'].includes(said('autocapitalize'))) wrong.push('autocapitalize');
    return wrong.map((what) => `${field.outerHTML.slice(0, 80)}: ${what}`);
  });
}"""
DUMP = """async () => {
  const folder = await navigator.storage.getDirectory();
  const files = [];
  for await (const name of folder.keys()) files.push(name);
  const pathOf = (url) => new URL(url).pathname;
  const workers = await navigator.serviceWorker.getRegistrations();
  const kept = [];
  for (const name of await caches.keys()) kept.push(...(await (await caches.open(name)).keys()).map(({ url }) => url));
  return {
    databases: (await indexedDB.databases()).map(({ name }) => name),
    files,
    caches: await caches.keys(),
    kept: kept.map(pathOf),
    workers: workers.flatMap(({ scope, active }) => [pathOf(scope), pathOf(active.scriptURL)]),
    local: Object.entries(localStorage).flat(),
    session: Object.entries(sessionStorage).flat(),
    cookies: [document.cookie],
  };
}"""


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("relay"), web=DIST) as served:
        yield served


@pytest.fixture(params=["en-GB", "ur-PK"])
def phone(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale=request.param, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    put_away(context)


def assert_quiet(page: Page, titles: set[str]) -> None:
    page.wait_for_selector("h1[tabindex]")
    page.wait_for_timeout(250)
    titles.add(page.title())
    assert page.evaluate(TALKATIVE) == []
    assert re.fullmatch(r"http://[\w.:]+/(#/\d*)?", page.url), "the address says where one is"
    assert page.evaluate("history.state") is None
    assert page.evaluate("document.referrer") == ""
    assert page.evaluate("document.documentElement.translate") is False


def open_way(page: Page, name: str) -> None:
    """As a tap on a link of the app."""
    page.evaluate(
        """(name) => {
          const link = document.createElement('a');
          link.href = name;
          document.body.append(link);
          link.click();
          link.remove();
        }""",
        name,
    )


def walk_before_the_door(page: Page, relay: Served, titles: set[str]) -> None:
    page.goto(relay.url)
    assert_quiet(page, titles)
    for name in ("#/join", "#/found"):
        open_way(page, name)
        page.wait_for_selector("form")
        assert_quiet(page, titles)
    page.get_by_role("radio").nth(1).check()
    assert page.locator("input[type=password]").count() == 2
    assert_quiet(page, titles)


def walk_behind_the_door(page: Page, titles: set[str]) -> None:
    for name in ("#/team", "#/settings", "#/carry", "#/export", "#/queue"):
        open_way(page, name)
        assert_quiet(page, titles)
    page.locator("a.queue-row").first.click()
    page.wait_for_selector(".review .answer-actions")
    for button in page.locator(".answer-actions .small-button").all()[:3]:
        button.click()
    assert_quiet(page, titles)
    open_way(page, "#/")
    page.locator(".tile-primary").click()
    page.wait_for_selector(".capture-question")
    assert_quiet(page, titles)


def test_no_field_of_any_screen_talks_to_a_keyboard_a_browser_or_an_extension_and_no_address_or_title_tells(
    phone: Page, relay: Served
) -> None:
    titles: set[str] = set()
    walk_before_the_door(phone, relay, titles)
    open_way(phone, "#/try")
    phone.wait_for_selector(".offered:not(:empty)")
    passphrase = phone.inner_text(".offered").strip()
    assert_quiet(phone, titles)
    phone.click("main .button-primary")
    phone.wait_for_selector(".sync")
    assert_quiet(phone, titles)
    walk_behind_the_door(phone, titles)
    assert len(titles) == 1, "one title for all screens"
    open_way(phone, "#/team")
    phone.wait_for_selector(".fingerprint")
    lock(phone)
    assert_quiet(phone, titles)
    phone.go_back()
    phone.wait_for_timeout(300)
    assert phone.url.endswith("/#/"), "the browser's own way back leads to no screen"
    assert phone.locator("input[type=password]").count() == 1, "and shows the closed door"
    phone.fill("input[type=password]", passphrase)
    phone.click("button[type=submit]")
    phone.wait_for_selector(".sync")
    assert phone.locator(".capture-question").count() == 0, "nobody is led back to what was open"


def lock(page: Page) -> None:
    page.evaluate(
        "() => { const now = Date.now(); Date.now = () => now + 3_600_000; dispatchEvent(new Event('keydown')); }"
    )
    page.wait_for_selector("input[type=password]")


def test_the_names_that_lie_on_a_phone_say_nothing_to_whoever_cannot_open_it(phone: Page, relay: Served) -> None:
    phone.goto(f"{relay.url}/#/try")
    phone.wait_for_selector(".offered:not(:empty)")
    phone.click("main .button-primary")
    phone.wait_for_selector(".sync")
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    found = phone.evaluate(DUMP)
    assert all(found[place] for place in ("databases", "files", "caches", "kept", "workers"))
    told = {place: [name for name in names if TELLTALE.search(name)] for place, names in found.items()}
    assert not any(told.values()), told


def test_no_header_says_what_this_is(relay: Served) -> None:
    with httpx.Client(base_url=relay.url, trust_env=False) as http:
        for path in ("/", "/sw.js", "/manifest.webmanifest", "/icon-192.png", "/nothing", "/api/v1/health"):
            headers = http.get(path).headers
            assert not [value for pair in headers.items() for value in pair if TELLTALE.search(value)], path
            assert headers["referrer-policy"] == "no-referrer"
