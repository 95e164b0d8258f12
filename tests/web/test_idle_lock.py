"""A phone that was left on a table with an open draft locks by itself, and no letter is lost.

The server and the engine are the real ones; only the page's clock is not.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import put_away
from tests.served import Served
from tests.web.conftest import PASSPHRASE, PHONE, found_team

SAID = "بس سے اتارے گئے زائرین، cafe\u0301 🕯️"
PATIENCE_MS = 30_000
"""Argon2id is slow on purpose, and test machines are slow without one."""
MINUTE_MS = 60_000


@pytest.fixture
def phone(chromium: Browser, relay: Served) -> Iterator[Page]:
    """The phone of somebody who founded a team and has just begun a record."""
    context = chromium.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.clock.install()
    found_team(page, relay.url)
    page.locator(".tile-primary").click()
    expect(written(page)).to_be_visible(timeout=PATIENCE_MS)
    yield page
    put_away(context)


def written(page: Page) -> Locator:
    return page.locator("main input[type=text], main textarea").first


def passes(page: Page, minutes: float) -> None:
    """Time goes by and nobody touches the phone."""
    page.clock.fast_forward(int(minutes * MINUTE_MS))


def is_locked(page: Page) -> None:
    expect(page.get_by_role("button", name="Unlock", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    assert SAID not in page.content()


def unlock(page: Page) -> None:
    page.locator("input[type=password]").fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(written(page)).to_be_visible(timeout=PATIENCE_MS)


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


def test_a_draft_left_open_locks_after_a_quarter_of_an_hour_with_the_last_letter_saved(phone: Page) -> None:
    passes(phone, 14)
    expect(written(phone)).to_be_visible()
    written(phone).fill(SAID)
    passes(phone, 16)
    is_locked(phone)
    unlock(phone)
    expect(written(phone)).to_have_value(SAID)


def test_listening_for_fourteen_minutes_does_not_throw_anybody_out(phone: Page) -> None:
    written(phone).fill(SAID)
    for _ in range(3):
        passes(phone, 14)
        expect(written(phone)).to_have_value(SAID)
        written(phone).press("End")


def test_a_draft_out_of_sight_locks_after_a_minute(phone: Page) -> None:
    written(phone).fill(SAID)
    hide(phone, True)
    passes(phone, 0.75)
    expect(written(phone)).to_have_value(SAID)
    passes(phone, 0.5)
    is_locked(phone)
    hide(phone, False)
    unlock(phone)
    expect(written(phone)).to_have_value(SAID)


def test_letters_typed_in_the_moment_of_locking_are_saved(phone: Page) -> None:
    """The phone slept, so no timer has saved them yet when the screen is seen again and locks."""
    hide(phone, True)
    phone.evaluate(
        """(said) => {
          const place = document.querySelector('main input[type=text], main textarea');
          place.value = said;
          place.dispatchEvent(new Event('input', { bubbles: true }));
          const now = Date.now();
          Date.now = () => now + 3 * 60_000;
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        SAID,
    )
    is_locked(phone)
    unlock(phone)
    expect(written(phone)).to_have_value(SAID)
