"""A version starts by a tap and by nothing else, even when the browser has put its worker in charge by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import put_away
from tests.web.conftest import ENGINE, PHONE
from tests.web.edition import make_edition
from tests.web.site import Site
from tests.web.test_offline_and_updates import HOLD, LOOK, RUNNING, caches, version_of

WELCOME = "h1:has-text('Written here, kept safe')"
STANDS = """async () => {
  const { active, waiting, installing } = await navigator.serviceWorker.getRegistration();
  return active?.state === 'activated' && !waiting && !installing;
}"""
SCRIPT = "() => document.querySelector('script[src]').src.split('/').pop()"
DELETE_FILES = """async (name) => {
  const cache = await caches.open(name);
  for (const key of await cache.keys()) await cache.delete(key);
}"""
PATIENCE_SECONDS = 60


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    phone = chromium.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="en-GB")
    yield phone
    put_away(phone)


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The edition after the next one."""
    return make_edition(tmp_path / "later", {"assets/worker-*.js": ENGINE}, added={"assets/main-*.js": b"\n;0;0;\n"})


def opened(context: BrowserContext, site: Site) -> Page:
    page = context.new_page()
    page.goto(site.url)
    page.wait_for_selector("h1")
    return page


@pytest.fixture
def phone(context: BrowserContext, site: Site) -> Page:
    page = opened(context, site)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def close_all_and_open(context: BrowserContext, site: Site) -> Page:
    """Until the browser has put the waiting worker in charge, which it does some time after the last tab is gone."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        for page in context.pages:
            page.close()
        time.sleep(1)
        page = opened(context, site)
        if page.evaluate(STANDS):
            return page
        assert time.monotonic() < deadline, "the browser never put the new worker in charge"


def main_script(folder: Path) -> str:
    (found,) = folder.glob("assets/main-*.js")
    return found.name


def unapproved(phone: Page, context: BrowserContext, site: Site, update: Path) -> Page:
    """The update was fetched, every tab was closed, and the browser has put the new worker in charge."""
    site.folder = update
    assert phone.evaluate(LOOK) == "installed"
    page = close_all_and_open(context, site)
    assert page.evaluate(RUNNING.replace("'version'", "'news'")) is True, (
        "the worker in charge brings what nobody approved"
    )
    return page


def test_closing_every_tab_does_not_start_what_nobody_approved(
    phone: Page, context: BrowserContext, site: Site, update: Path
) -> None:
    before, after = version_of(site.folder), version_of(update)
    old_script = main_script(site.folder)
    page = unapproved(phone, context, site, update)
    assert page.evaluate(SCRIPT) == old_script
    assert page.evaluate(RUNNING) == before
    page.wait_for_selector(".update")
    site.kill()
    page = close_all_and_open(context, site)
    assert page.evaluate(SCRIPT) == old_script, "the approved version is kept for use without a network"
    page.wait_for_selector(".update")
    with page.expect_navigation():
        page.click(".update button")
    page.wait_for_selector(WELCOME)
    assert page.evaluate(SCRIPT) == main_script(update)
    assert page.evaluate(RUNNING) == after
    assert caches(page) == [after]
    assert page.locator(".update").count() == 0


def test_the_tap_reloads_every_tab_and_waits_for_none_that_records(
    phone: Page, context: BrowserContext, site: Site, update: Path
) -> None:
    before = version_of(site.folder)
    page = unapproved(phone, context, site, update)
    recorder = opened(context, site)
    recorder.evaluate(HOLD)
    page.click(".update button")
    page.wait_for_selector(".update [role=alert]")
    assert page.evaluate(RUNNING) == before
    assert close_all_and_open(context, site).evaluate(RUNNING) == before, "what was refused is not approved later"
    page, other = context.pages[0], opened(context, site)
    page.wait_for_selector(".update")
    with other.expect_navigation():
        page.click(".update button")
    for tab in (page, other):
        tab.wait_for_selector(WELCOME)
        assert tab.evaluate(SCRIPT) == main_script(update)


def test_a_version_that_nobody_approved_gives_way_to_a_newer_one(
    phone: Page, context: BrowserContext, site: Site, update: Path, later: Path
) -> None:
    before = version_of(site.folder)
    page = unapproved(phone, context, site, update)
    page = unapproved(page, context, site, later)
    assert page.evaluate(RUNNING) == before
    assert set(caches(page)) == {before, version_of(later)}, "nothing of the one between"
    page.wait_for_selector(".update")
    with page.expect_navigation():
        page.click(".update button")
    page.wait_for_selector(WELCOME)
    assert page.evaluate(RUNNING) == version_of(later)


def test_a_version_that_was_taken_back_is_no_longer_offered(
    phone: Page, context: BrowserContext, site: Site, update: Path
) -> None:
    good = site.folder
    page = unapproved(phone, context, site, update)
    page.wait_for_selector(".update")
    site.folder = good
    page.evaluate(LOOK)
    page.wait_for_selector(".update", state="detached")
    page = close_all_and_open(context, site)
    assert page.evaluate(RUNNING) == version_of(good)
    assert page.locator(".update").count() == 0


def test_parts_that_the_browser_deleted_are_fetched_again_and_checked(phone: Page, site: Site) -> None:
    before = version_of(site.folder)
    phone.evaluate(DELETE_FILES, before)
    phone.reload()
    phone.wait_for_selector(WELCOME)
    site.kill()
    phone.reload()
    phone.wait_for_selector(WELCOME)
    phone.evaluate(DELETE_FILES, before)
    phone.reload()
    phone.wait_for_selector("h1:has-text('not whole')")
    assert phone.locator("button").count() == 0, "there is nothing else that could be started"
    assert "محفوظ ہے" in phone.inner_text("main[lang=ur]")


@pytest.mark.parametrize("what", ["files", "approved"])
def test_a_damaged_copy_is_said_plainly_and_nothing_takes_its_place_without_a_tap(
    phone: Page, context: BrowserContext, site: Site, update: Path, what: str
) -> None:
    name = what if what == "approved" else version_of(site.folder)
    page = unapproved(phone, context, site, update)
    page.evaluate("(name) => caches.delete(name)", name)
    page.reload()
    page.wait_for_selector("h1:has-text('not whole')")
    assert version_of(update) in page.inner_text("main[lang=en] button")
    page.click("main[lang=ur] button")
    page.wait_for_selector(WELCOME)
    assert page.evaluate(SCRIPT) == main_script(update)


def test_no_other_site_can_tap(phone: Page, context: BrowserContext, site: Site, update: Path) -> None:
    before = version_of(site.folder)
    page = unapproved(phone, context, site, update)
    stranger = context.new_page()
    stranger.set_content(f"<form method=post action='{site.url}/start'><button>A kitten</button></form>")
    with stranger.expect_navigation():
        stranger.click("button")
    page.reload()
    page.wait_for_selector(WELCOME)
    assert page.evaluate(RUNNING) == before
