"""The app stays whole: starts without a server, refuses a broken update, takes a good one only when told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import put_away
from tests.web.conftest import PHONE
from tests.web.edition import build_version
from tests.web.site import Fault, Site

RUNNING = """async () => {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    navigator.serviceWorker.controller.postMessage('version', [port2]);
  });
}"""
LOOK = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const worker = registration.installing;
  if (!worker) return registration.waiting ? 'installed' : 'none';
  return new Promise((resolve) => worker.addEventListener('statechange', () => resolve(worker.state), { once: true }));
}"""
KEPT = """async (name) => {
  const entries = await (await caches.open(name)).keys();
  return entries.map((entry) => new URL(entry.url).pathname);
}"""
HOLD = """() => new Promise((held) => void navigator.locks.request('gawahi-busy', { mode: 'shared' }, () => {
  held();
  return new Promise((release) => { window.finishRecording = release; });
}))"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    phone = chromium.new_context(viewport=PHONE, locale="en-GB")
    yield phone
    put_away(phone)


@pytest.fixture
def phone(page: Page, site: Site) -> Page:
    """A phone that has opened the app once and keeps it."""
    page.goto(site.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_selector("h1:has-text('Written here, kept safe')")
    return page


def starts(page: Page) -> None:
    page.reload()
    page.wait_for_selector("h1:has-text('Written here, kept safe')")


def version_of(folder: Path) -> str:
    return build_version((folder / "sw.js").read_text(encoding="utf-8"))


def caches(page: Page) -> list[str]:
    return [name for name in page.evaluate("() => caches.keys()") if name not in {"approved", "fake-engine"}]


def test_the_app_starts_with_the_server_gone(phone: Page, site: Site, context: BrowserContext) -> None:
    site.kill()
    starts(phone)
    other = context.new_page()
    other.goto(f"{site.url}/#/found")
    other.wait_for_selector("h1:has-text('Found a team')")


@pytest.mark.parametrize("fault", ["corrupt", "truncate", "cut"])
def test_a_broken_update_is_refused_and_the_old_version_goes_on(
    phone: Page, site: Site, update: Path, fault: Fault
) -> None:
    before = version_of(site.folder)
    site.folder, site.fault = update, fault
    assert phone.evaluate(LOOK) == "redundant"
    assert phone.locator(".update").count() == 0
    site.kill()
    starts(phone)
    assert phone.evaluate(RUNNING) == before


def test_a_broken_update_goes_on_where_it_stopped_once_the_network_is_good(
    phone: Page, site: Site, update: Path
) -> None:
    site.folder, site.fault = update, "cut"
    assert phone.evaluate(LOOK) == "redundant"
    site.fault, site.asked = "none", []
    assert phone.evaluate(LOOK) == "installed"
    scripts = [path for path in site.asked if path.startswith("/assets/")]
    assert len(scripts) == 1, f"only the file that was cut is fetched again, not {scripts}"


def test_a_good_update_waits_for_the_tap_and_then_starts(
    phone: Page, site: Site, update: Path, context: BrowserContext
) -> None:
    before, after = version_of(site.folder), version_of(update)
    assert before != after
    site.folder = update
    assert phone.evaluate(LOOK) == "installed"
    phone.wait_for_selector(".update")
    assert phone.evaluate(RUNNING) == before
    second = context.new_page()
    second.goto(site.url)
    second.wait_for_selector(".update")
    assert second.evaluate(RUNNING) == before, "a tab that is opened meanwhile gets no mixed version"
    with phone.expect_navigation():
        phone.click(".update button")
    phone.wait_for_selector("h1")
    phone.wait_for_function(f"async () => (await ({RUNNING})()) === '{after}'")
    assert caches(phone) == [after], "the old version is gone"
    site.kill()
    starts(phone)
    assert phone.evaluate(RUNNING) == after


def test_no_update_starts_while_another_tab_records(
    phone: Page, site: Site, update: Path, context: BrowserContext
) -> None:
    before = version_of(site.folder)
    recorder = context.new_page()
    recorder.goto(site.url)
    recorder.wait_for_selector("h1")
    recorder.evaluate(HOLD)
    site.folder = update
    phone.evaluate(LOOK)
    phone.click(".update button")
    phone.wait_for_selector(".update [role=alert]")
    assert phone.evaluate(RUNNING) == before
    recorder.evaluate("() => window.finishRecording()")
    with phone.expect_navigation():
        phone.click(".update button")
    phone.wait_for_function(f"async () => (await ({RUNNING})()) === '{version_of(update)}'")


def test_the_worker_keeps_nothing_of_the_relay_and_the_desk(phone: Page, site: Site) -> None:
    for path in ("/api/v1/health", "/desk/files/export.csv"):
        answer = phone.goto(f"{site.url}{path}")
        assert answer is not None
        assert answer.status == 404, "what is opened there is the server's own answer, not the app"
    phone.goto(site.url)
    phone.wait_for_selector("h1")
    site.asked = []
    for path in ("/api/v1/health", "/desk/api/status", "/api", "/desk"):
        assert phone.evaluate("(path) => fetch(path).then((answer) => answer.status)", path) == 404
    assert site.asked == ["/api/v1/health", "/desk/api/status", "/api", "/desk"]
    kept = phone.evaluate(KEPT, caches(phone)[0])
    assert not [path for path in kept if path.startswith(("/api", "/desk"))]
