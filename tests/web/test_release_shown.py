"""A version that the team did not sign is named on the screen, and is not offered like any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.site import Site
from tests.web.test_offline_and_updates import LOOK, RUNNING, version_of
from tests.web.test_screens import SMALL_TARGETS, open_home

SIGNED = {"signedOn": "2026-11-24", "since": 1_795_564_800_000}


def with_update(page: Page, site: Site, update: Path, release: dict[str, Any] | None) -> None:
    """An open phone on which another version has just arrived whole; what the engine found out about it."""
    page.goto(site.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    open_home(page, site, **({} if release is None else {"release": release}))
    site.folder = update
    assert page.evaluate(LOOK) == "installed"
    page.wait_for_selector(".update")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(SMALL_TARGETS) == []


def test_an_unsigned_new_version_is_named_and_cannot_be_started(page: Page, site: Site, update: Path) -> None:
    before = version_of(site.folder)
    with_update(page, site, update, {"running": "signed", "offered": "unsigned", **SIGNED})
    page.wait_for_selector(".update .tone-danger")
    assert page.locator(".update .button-primary").count() == 0, "there is nothing to tap that would start it"
    fits(page)
    page.reload()
    page.wait_for_selector("h1")
    assert page.evaluate(RUNNING) == before


def test_a_signed_new_version_is_offered_as_signed(page: Page, site: Site, update: Path) -> None:
    with_update(page, site, update, {"running": "signed", "offered": "signed", **SIGNED})
    page.wait_for_selector(".update .tone-calm")
    fits(page)
    with page.expect_navigation():
        page.click(".update .button-primary")
    page.wait_for_function(f"async () => (await ({RUNNING})()) === '{version_of(update)}'")


def test_a_version_that_could_not_be_checked_is_not_offered(page: Page, site: Site, update: Path) -> None:
    with_update(page, site, update, {"running": "signed", "offered": "unknown", **SIGNED})
    page.wait_for_selector(".update .tone-warn")
    assert page.locator(".update .button-primary").count() == 0
    fits(page)


def test_behind_the_lock_no_new_version_is_offered_without_a_warning(page: Page, site: Site, update: Path) -> None:
    with_update(page, site, update, {"running": "signed", "offered": "unsigned", **SIGNED})
    page.click(".screen .row .button:nth-child(2)")
    page.wait_for_selector("input[type=password]")
    page.wait_for_selector(".update .tone-calm")
    assert page.locator(".update .button-primary").count() == 0
    page.click(".update .button-quiet")
    page.wait_for_selector(".update [role=alert]")
    assert page.locator(".update .button-danger").count() == 1, "who cannot unlock the old version is not lost"
    fits(page)


def test_a_team_without_a_release_key_is_offered_versions_as_ever(page: Page, site: Site, update: Path) -> None:
    with_update(page, site, update, None)
    page.wait_for_selector(".update .button-primary")


@pytest.mark.parametrize(
    ("release", "tone"),
    [
        ({"running": "signed", **SIGNED}, "good"),
        ({"running": "unsigned"}, "danger"),
        ({"running": "unknown"}, "warn"),
    ],
)
def test_the_settings_say_who_signed_this_app(page: Page, site: Site, release: dict[str, Any], tone: str) -> None:
    page.goto(site.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    open_home(page, site, release=release)
    page.evaluate("location.hash = '#/settings'")
    page.wait_for_selector(f"section[aria-labelledby=version] .tone-{tone}")
    fits(page)
    assert page.locator(".update .tone-danger").count() == (1 if tone == "danger" else 0)
