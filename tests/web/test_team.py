"""The team's screens: what waits for a signature is said in plain words, and nobody is put out by one tap."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.site import Site
from tests.web.test_screens import assert_fits, open_home

PICTURES = os.environ.get("GAWAHI_PICTURES")


def open_team(page: Page, site: Site, part: str = "", **story: Any) -> None:
    open_home(page, site, **(story or {"requests": 1}))
    page.evaluate("(hash) => { location.hash = hash; }", f"#/team{part and f'/{part}'}")
    page.wait_for_selector(".back")
    page.wait_for_selector("main .card, main .item")


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        language = page.evaluate("document.documentElement.lang")
        page.screenshot(path=Path(PICTURES) / f"{name}-{language}.png", full_page=True)


def test_who_can_read_what_fits_a_small_phone_and_names_everybody(page: Page, site: Site) -> None:
    open_team(page, site, "readers")
    expect(page.locator("main .list .card")).to_have_count(3)
    expect(page.locator(".fingerprint")).to_have_count(3)
    keep_picture(page, "readers")
    assert_fits(page)


def test_that_a_fingerprint_was_compared_is_remembered(page: Page, site: Site) -> None:
    open_team(page, site, "readers")
    page.locator(".card .pick input").first.click()
    expect(page.locator(".card .pick input").first).to_be_checked()


def test_a_device_is_put_out_with_a_reason_and_in_two_acts(page: Page, site: Site) -> None:
    open_team(page, site, "readers")
    page.locator(".card .button-quiet").first.click()
    expect(page.locator(".button-danger")).to_be_disabled()
    keep_picture(page, "removal")
    assert_fits(page)
    page.locator("input[type=radio]").nth(1).check()
    page.click(".button-danger")
    expect(page.locator(".notice.tone-good")).to_be_visible()


def test_the_rules_are_changed_only_as_a_team_can_have_them(page: Page, site: Site) -> None:
    open_team(page, site, "readers")
    page.locator("section .button-quiet").first.click()
    keep_picture(page, "rules")
    assert_fits(page)
    page.click("form .button-primary")
    expect(page.locator(".notice.tone-good")).to_be_visible()


def test_what_waits_for_a_signature_is_shown_with_what_it_does(page: Page, site: Site) -> None:
    open_team(page, site, proposals=True)
    expect(page.locator("#proposals")).to_be_visible()
    keep_picture(page, "proposals")
    assert_fits(page)
    page.locator("section[aria-labelledby=proposals] .button-primary").first.click()
    expect(page.locator("#proposals")).to_have_count(0)


@pytest.mark.parametrize("story", [{"stale": True, "advised": True, "late": 2}])
def test_an_old_list_of_members_is_named_and_the_person_decides(page: Page, site: Site, story: dict[str, Any]) -> None:
    open_team(page, site, **story)
    expect(page.locator(".notice.tone-warn").first).to_be_visible()
    keep_picture(page, "warnings")
    assert_fits(page)
