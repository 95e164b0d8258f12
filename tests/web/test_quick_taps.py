"""At a checkpoint there is one second and no look at the screen: five taps, and nothing of what was open is left.

The first tests have an engine with known answers; the later ones the real engine and relay.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import put_away
from tests.served import Served
from tests.web.conftest import PASSPHRASE, PHONE, found_team
from tests.web.site import Site

SAID = "بس سے اتارے گئے زائرین 🕯️"
PATIENCE_MS = 60_000
LOCK_MS = 100
WATCH_WORKER = """
  const Kept = Worker;
  window.Worker = class extends Kept {
    constructor(...all) { super(...all); window.engineWorker = this; window.ended = false; }
    terminate() { super.terminate(); window.ended = true; }
  };
"""
TAPS = """([count, apart, everyMs]) => {
  const tapped = (number) => {
    const tap = new PointerEvent('pointerdown', { clientX: 40 + number * apart, clientY: 300, bubbles: true });
    Object.defineProperty(tap, 'timeStamp', { value: 1000 + number * everyMs });
    dispatchEvent(tap);
  };
  for (let number = 0; number < count - 1; number += 1) tapped(number);
  const [before, start] = [window.ended, performance.now()];
  tapped(count - 1);
  const took = performance.now() - start;
  return { before, ended: window.ended, took, opacity: document.documentElement.style.opacity, hash: location.hash };
}"""
FIVE = [5, 4, 150]


def opened(page: Page, site: Site, story: str = '{"roles": ["documenter"]}') -> None:
    page.add_init_script(WATCH_WORKER)
    page.goto(site.url)
    page.evaluate("caches.open('fake-engine').then((cache) => cache.put('/team', new Response('yes')))")
    page.reload()
    page.locator("input[type=password]").fill(story)
    page.locator("button[type=submit]").click()
    page.locator(".tile-primary").wait_for()


def test_five_quick_taps_end_the_engine_and_cover_the_screen_before_anything_else_happens(
    page: Page, site: Site
) -> None:
    """In both directions of writing: the place of the taps has no side."""
    opened(page, site)
    page.goto(f"{site.url}/#/settings")
    seen = page.evaluate(TAPS, FIVE)
    # Within the handler of the fifth tap: nothing is waited for, so nothing can be slower than the handler.
    assert seen["before"] is False
    assert (seen["ended"], seen["opacity"], seen["hash"]) == (True, "0", "")
    assert seen["took"] < LOCK_MS * 5, "generous: machines are crowded"
    expect(page.locator("input[type=password]")).to_be_visible()
    assert page.evaluate("history.state") is None
    assert page.evaluate("getComputedStyle(document.documentElement).opacity") == "1"


@pytest.mark.parametrize(
    "taps", [[4, 4, 150], [5, 4, 600], [5, 4, 320], [5, 60, 150]], ids=["four", "slow", "next", "apart"]
)
def test_what_fingers_do_on_a_screen_all_day_locks_nothing(page: Page, site: Site, taps: list[int]) -> None:
    opened(page, site)
    assert page.evaluate(TAPS, taps)["ended"] is False
    expect(page.locator(".tile-primary")).to_be_visible()


def test_quick_taps_can_be_practised_and_then_close_nothing(page: Page, site: Site) -> None:
    opened(page, site)
    page.goto(f"{site.url}/#/passphrases")
    page.locator("section .button").first.click()
    assert page.evaluate(TAPS, FIVE)["ended"] is False
    expect(page.locator(".notice.tone-good")).to_be_visible()
    page.locator(".notice.tone-good button").click()
    assert page.evaluate(TAPS, FIVE)["ended"] is True


def test_a_short_press_erases_nothing_and_a_long_one_everything(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.evaluate("caches.open('fake-engine').then((cache) => cache.put('/team', new Response('yes')))")
    page.reload()
    page.locator("details summary").last.click()
    hold = page.locator(".hold")
    hold.wait_for()
    hold.scroll_into_view_if_needed()
    box = hold.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    page.mouse.down()
    page.wait_for_timeout(1_500)
    page.mouse.up()
    page.wait_for_timeout(2_500)
    expect(page.locator("input[type=password]")).to_be_visible()
    page.mouse.down()
    expect(page.locator('a[href="#/join"]')).to_be_visible(timeout=PATIENCE_MS)
    page.mouse.up()


def test_a_page_that_the_browser_puts_away_comes_back_locked(page: Page, site: Site) -> None:
    opened(page, site)
    put_away = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"
    ended = page.evaluate(f"() => {{ {put_away}; return window.ended; }}")
    assert ended is True
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("input[type=password]")).to_be_visible()


def test_out_of_sight_the_screen_is_covered_and_shown_again_only_after_it_was_judged(page: Page, site: Site) -> None:
    opened(page, site)
    hide = """(hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange'));
      return document.documentElement.style.opacity;
    }"""
    assert page.evaluate(hide, True) == "0"
    assert page.evaluate(hide, False) == ""
    expect(page.locator(".tile-primary")).to_be_visible()
    assert page.evaluate(hide, True) == "0"
    page.evaluate("() => { const now = Date.now(); Date.now = () => now + 61_000; }")
    # The screens are gone before the cover is: no frame is drawn between.
    gone = "await Promise.resolve(); return document.querySelector('.tile-primary') === null;"
    assert page.evaluate(f"async () => {{ ({hide})(false); {gone} }}")
    expect(page.locator("input[type=password]")).to_be_visible()


@pytest.fixture
def phone(chromium: Browser, relay: Served) -> Iterator[Page]:
    """The phone of somebody who founded a team and writes a record."""
    size = {"width": PHONE["width"], "height": PHONE["height"]}
    context = chromium.new_context(viewport=size, locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.add_init_script(WATCH_WORKER)
    found_team(page, relay.url)
    yield page
    put_away(context)


def test_what_was_copied_is_gone_what_was_typed_is_kept_and_no_way_leads_back(phone: Page) -> None:
    phone.locator(".tile-primary").click()
    place = phone.locator("main input[type=text], main textarea").first
    place.fill(SAID)
    phone.evaluate("navigator.clipboard.writeText('the fingerprint')")
    phone.wait_for_timeout(1_500)
    box = place.bounding_box()
    assert box is not None
    for _ in range(5):
        phone.mouse.click(box["x"] + 30, box["y"] + 20, delay=5)
    phone.locator("input[type=password]").wait_for()
    assert SAID not in phone.content()
    assert phone.evaluate("navigator.clipboard.readText()") == ""
    phone.go_back()
    expect(phone.locator("input[type=password]")).to_be_visible()
    assert SAID not in phone.content()
    phone.locator("input[type=password]").fill(PASSPHRASE)
    phone.get_by_role("button", name="Unlock", exact=True).click()
    phone.locator('.list a[href^="#/record/"], main textarea, main input[type=text]').first.wait_for()
    if not phone.url.split("#")[-1].startswith("/record/"):
        phone.locator('.list a[href^="#/record/"]').first.click()
    expect(phone.locator("main input[type=text], main textarea").first).to_have_value(SAID)


def test_quick_taps_erase_everything_if_that_was_chosen(phone: Page) -> None:
    phone.goto(phone.url.split("#")[0] + "#/passphrases")
    phone.get_by_label("erase everything on this device").check()
    phone.wait_for_timeout(1_500)
    phone.evaluate(f"() => setTimeout(() => ({TAPS})({FIVE}))")
    expect(phone.locator('a[href="#/join"]')).to_be_visible(timeout=PATIENCE_MS)
    left = """async () => {
      const names = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      return [names, (await indexedDB.databases()).length];
    }"""
    assert phone.evaluate(left) == [[], 0]
