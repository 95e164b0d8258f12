"""The screens for carrying by hand and for the data budget: what they promise, and that files come and go."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.site import Site
from tests.web.test_screens import open_home


def go_to(page: Page, address: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", address)
    page.wait_for_selector("h2")


def assert_no_wider_than_the_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_file_is_written_and_said_to_be_not_sent(page: Page, site: Site) -> None:
    open_home(page, site)
    go_to(page, "#/carry")
    with page.expect_download() as begun:
        page.click("section[aria-labelledby=give] .button-primary")
    assert begun.value.suggested_filename == "3fa9c07b.bin"
    assert Path(begun.value.path()).read_bytes() == b"GWB1"
    expect(page.locator("section[aria-labelledby=give] .notice.tone-warn")).to_be_visible()
    assert_no_wider_than_the_phone(page)


def test_a_file_that_is_chosen_is_taken_and_what_was_not_taken_is_named(page: Page, site: Site, tmp_path: Path) -> None:
    open_home(page, site)
    go_to(page, "#/carry")
    good, bad = tmp_path / "good.bin", tmp_path / "bad.bin"
    good.write_bytes(b"GWB1")
    bad.write_bytes(b"PNG")
    page.set_input_files("input[type=file]", good)
    expect(page.locator("section[aria-labelledby=take] .notice.tone-warn p")).to_have_count(3)
    assert_no_wider_than_the_phone(page)
    page.set_input_files("input[type=file]", bad)
    expect(page.locator("section[aria-labelledby=take] .notice.tone-danger")).to_be_visible()


def test_receipts_are_written_for_what_was_delivered_and_for_nothing_else(page: Page, site: Site) -> None:
    open_home(page, site)
    go_to(page, "#/carry")
    done, waiting = page.locator("li.card").nth(0), page.locator("li.card").nth(1)
    with page.expect_download() as begun:
        done.locator(".button-primary").click()
    assert begun.value.suggested_filename == "11aa22bb.bin"
    expect(waiting.locator(".button-primary")).to_have_count(0)


def test_a_budget_that_is_used_up_is_said_on_the_home_screen_with_a_way_around_it(page: Page, site: Site) -> None:
    saving = {"phase": "saving", "mediaDone": 262_144, "mediaTotal": 1_310_720}
    open_home(page, site, roles=["documenter"], sync=saving)
    assert "1.0" in page.inner_text(".sync")
    assert "2" in page.inner_text(".sync small >> nth=0")
    assert_no_wider_than_the_phone(page)
    page.locator(".sync .button").first.click()
    page.wait_for_selector(".sync .icon-check, .sync .icon-clock")


def test_the_browser_that_does_not_say_it_asks_whether_this_is_mobile_data(page: Page, site: Site) -> None:
    open_home(page, site)
    go_to(page, "#/settings")
    section = page.locator("section[aria-labelledby=data]")
    expect(section.get_by_role("checkbox")).to_be_checked()
    section.get_by_role("radio").nth(3).click()
    expect(section.get_by_role("radio").nth(3)).to_be_checked()
    section.get_by_role("radio").first.click()
    expect(section.get_by_role("checkbox")).to_have_count(0)
