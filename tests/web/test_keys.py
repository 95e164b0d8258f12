"""The screens of the keys: what is due is said calmly, words are shown only while somebody looks, and a paper counts
when it was typed back.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.site import Site
from tests.web.test_screens import assert_fits, open_home

WORDS = (
    "pen address tenant kit unknown crane balance gospel ladder horror trim gentle fog army nerve culture spider dawn"
    " lunar drip such morning spawn denial"
)
PASSPHRASE = "harbor velvet canyon ripple modest ladder"


def open_keys(page: Page, site: Site, part: str = "", **story: Any) -> None:
    open_home(page, site, **story)
    page.evaluate("(hash) => { location.hash = hash; }", f"#/keys{part and f'/{part}'}")
    page.wait_for_selector(".back")


@pytest.mark.parametrize("part", ["", "paper", "file", "drill", "rehearse", "roll"])
def test_every_screen_of_the_keys_fits_a_small_phone(page: Page, site: Site, part: str) -> None:
    open_keys(page, site, part, care={"due": ["rehearse", "drill"]})
    page.wait_for_selector("main .button-primary, .list")
    assert_fits(page)


def test_what_is_due_is_said_at_home_and_stands_in_nobodys_way(page: Page, site: Site) -> None:
    open_home(page, site, roles=["documenter"], care={"due": ["rehearse"], "matters": False})
    card = page.locator(".notice", has=page.locator("a[href='#/keys']"))
    expect(card).to_be_visible()
    expect(page.locator(".tile").first).to_be_enabled()
    assert_fits(page)
    card.locator("a").click()
    page.click("a[href='#/keys/rehearse']")
    page.fill("input[type=password]", "something else")
    page.click("main .button-primary")
    expect(page.locator(".field-error")).to_be_visible()
    page.fill("input[type=password]", PASSPHRASE)
    page.click("main .button-primary")
    expect(page.locator(".notice.tone-good")).to_be_visible()
    assert page.input_value("input[type=password]") == ""
    page.evaluate("location.hash = '#/'")
    page.wait_for_selector(".sync")
    expect(page.locator("a[href='#/keys']")).to_have_count(0)


def test_a_documenter_is_told_that_no_backup_is_needed(page: Page, site: Site) -> None:
    open_keys(page, site, roles=["documenter"], care={"matters": False})
    expect(page.locator(".notice.tone-calm")).to_be_visible()
    expect(page.locator("a[href='#/keys/paper']")).to_have_count(0)


def test_the_words_are_shown_alone_on_the_printed_page_and_gone_when_the_person_has_them(
    page: Page, site: Site
) -> None:
    open_keys(page, site, "paper")
    expect(page.locator(".paper-words")).to_have_count(0)
    page.click("main .button-primary")
    expect(page.locator(".paper-words li")).to_have_count(24)
    assert_fits(page)
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.querySelector('.screen').children].filter((e) => e.offsetParent).map((e) => e.className)"
    )
    assert shown == ["paper-sheet"]
    assert "Gawahi" not in page.inner_text(".paper-sheet")
    page.emulate_media(media="screen")
    page.click(".paper-sheet ~ .button-primary")
    expect(page.locator(".paper-words")).to_have_count(0)
    assert "culture" not in page.content()


def test_a_paper_counts_only_when_its_words_were_typed_back(page: Page, site: Site) -> None:
    open_keys(page, site, "paper")
    page.click("main .button-primary")
    page.click(".paper-sheet ~ .button-primary")
    for typed, says in ((WORDS.replace("kit", "kat"), "4"), (WORDS.replace("pen address", "address pen"), "")):
        page.fill("input[type=password]", typed)
        page.click("main .button-primary")
        expect(page.locator(".field-error, .notice.tone-danger").first).to_contain_text(says)
    page.fill("input[type=password]", WORDS)
    page.click("main .button-primary")
    expect(page.locator(".notice.tone-good")).to_be_visible()


def test_no_word_of_the_paper_stays_in_address_history_storage_or_cache(page: Page, site: Site) -> None:
    open_keys(page, site, "paper")
    page.click("main .button-primary")
    page.wait_for_selector(".paper-words")
    page.click(".paper-sheet ~ .button-primary")
    page.fill("input[type=password]", WORDS)
    page.click("main .button-primary")
    kept = page.evaluate(
        """async () => {
          const stores = [history.state, { ...localStorage }, { ...sessionStorage }];
          const texts = [location.href, ...stores.map((one) => JSON.stringify(one))];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) if (request.url.includes('culture')) texts.push(request.url);
          }
          return texts.join(' ');
        }"""
    )
    assert not any(word in kept for word in ("culture", "spider", "denial", "R1dQMQ"))


def test_a_paper_is_not_offered_for_keys_that_do_not_fit_on_one(page: Page, site: Site) -> None:
    open_keys(page, site, "paper", care={"hasRoot": False})
    expect(page.locator(".notice.tone-warn")).to_be_visible()
    expect(page.locator("main .button-primary")).to_have_count(0)


def test_a_backup_file_is_written_under_a_passphrase_that_was_typed_twice(page: Page, site: Site) -> None:
    open_keys(page, site, "file")
    page.wait_for_selector(".offered:not(:empty)")
    page.click("main .button-primary")
    expect(page.locator(".field-error")).to_be_visible()
    page.fill("input[type=password]", PASSPHRASE)
    with page.expect_download() as begun:
        page.click("main .button-primary")
    assert begun.value.suggested_filename == "5be0c1d2.bin"
    assert Path(begun.value.path()).read_bytes() == b"GWK1"


def test_a_drill_says_how_many_testimonies_the_backup_opens(page: Page, site: Site, tmp_path: Path) -> None:
    open_keys(page, site, "drill")
    page.click("main .button-primary")
    expect(page.locator(".field-error").first).to_be_visible()
    file = tmp_path / "5be0c1d2.bin"
    file.write_bytes(b"GWK1")
    page.set_input_files("input[type=file]", file)
    page.fill("input[type=password]", "wrong")
    page.click("main .button-primary")
    expect(page.locator(".notice.tone-danger")).to_be_visible()
    page.fill("input[type=password]", PASSPHRASE)
    page.click("main .button-primary")
    expect(page.locator(".notice.tone-good")).to_contain_text(re.compile("29.*29"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_somebody_comes_back_with_a_file_or_by_the_code_of_a_paper(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "5be0c1d2.bin"
    file.write_bytes(b"GWK1")
    page.goto(f"{site.url}/#return={'R1dQMQ' * 40}")
    page.wait_for_selector("textarea")
    assert "R1dQMQ" not in page.evaluate("location.href"), "the note is out of the address at once"
    assert page.input_value("textarea").endswith("R1dQMQ")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.get_by_role("radio").first.click()
    page.set_input_files("input[type=file]", file)
    page.fill("input[type=password]", PASSPHRASE)
    assert_fits(page)
    page.click("main .button-primary")
    page.wait_for_selector(".offered:not(:empty)")
    expect(page.locator(".facts")).to_contain_text("KH-03")
    assert_fits(page)
    page.fill("input[type=password]", PASSPHRASE)
    page.click("main .button-primary")
    page.wait_for_selector(".sync")


def test_keys_that_were_removed_are_refused_with_a_way_to_go_on(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "5be0c1d2.bin"
    file.write_bytes(b"GWK1")
    page.goto(f"{site.url}/#/return")
    page.set_input_files("input[type=file]", file)
    page.fill("input[type=password]", "removed")
    page.click("main .button-primary")
    page.wait_for_selector(".offered:not(:empty)")
    page.fill("input[type=password]", PASSPHRASE)
    page.click("main .button-primary")
    expect(page.locator(".notice.tone-danger")).to_contain_text(re.compile("renewed|بدلی"))


def test_a_weak_passphrase_is_named_while_it_is_typed_and_refused(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/#/found")
    page.locator("input[name=passphrase]").nth(1).check()
    page.fill("input[type=password] >> nth=0", "password1")
    expect(page.locator(".strength.tone-danger")).to_be_visible()
    page.fill("input[type=password] >> nth=1", "password1")
    page.fill("input >> nth=0", "Quetta")
    page.click("main .button-primary")
    expect(page.locator("fieldset .field-error")).to_be_visible()
    # What is typed goes to where the app looks: to the first field that is wrong.
    expect(page.locator("input >> nth=1")).to_be_focused()
    page.fill("input[type=password] >> nth=0", "harbor velvet canyon")
    expect(page.locator(".strength.tone-good")).to_be_visible()
    assert_fits(page)


def test_new_keys_are_begun_only_by_who_has_read_what_they_cost(page: Page, site: Site) -> None:
    open_keys(page, site, "roll")
    expect(page.locator(".notice.tone-danger")).to_be_visible()
    expect(page.locator("main .button-primary")).to_be_disabled()
    page.get_by_role("checkbox").check()
    page.click("main .button-primary")
    expect(page.locator(".notice.tone-warn")).to_be_visible()
    page.click("main .button-primary")
    page.wait_for_selector("input[type=password]")
