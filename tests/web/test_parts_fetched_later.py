"""What is fetched after the page: words, then other screens. Only as the build made it, and never a blank page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route

from tests.web.site import Site
from tests.web.test_screens import open_home

ATTACK = "document.documentElement.dataset.attacked = 'yes'; export const areas = {}, labels = [], refusals = {};"
ATTACKED = "document.documentElement.dataset.attacked"
PACK = re.compile(r"/assets/(english|urdu)-")
LATER = re.compile(r"/assets/later_")


def test_a_first_visit_fetches_the_readers_language_first(page: Page, site: Site) -> None:
    page.goto(site.url, wait_until="commit")
    page.wait_for_selector("h1[tabindex]")
    spoken = page.evaluate("document.documentElement.lang")
    first = next(path for path in site.asked if PACK.match(path))
    assert first.startswith("/assets/urdu-" if spoken == "ur" else "/assets/english-")


def test_a_page_without_words_says_so_in_both_languages_and_tries_again(page: Page, site: Site) -> None:
    page.route(PACK, lambda route: route.abort())
    page.goto(f"{site.url}/#join=invite")
    page.wait_for_selector("#unreached:visible")
    said = page.inner_text("#unreached")
    assert "could not be fetched" in said
    assert "حاصل نہ ہو سکا" in said
    assert page.url.endswith("#join=invite"), "the invite is not lost by trying again"
    page.unroute(PACK)
    page.click("#unreached button")
    page.wait_for_selector("h1[tabindex]")


def attack(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=ATTACK)


def test_words_that_the_build_did_not_make_are_never_run(page: Page, site: Site) -> None:
    page.route(PACK, attack)
    page.goto(site.url)
    page.wait_for_selector("#unreached:visible")
    assert page.evaluate(ATTACKED) is None


def test_screens_that_the_build_did_not_make_are_never_run(page: Page, site: Site) -> None:
    page.route("**/sw.js", lambda route: route.abort())
    page.route(LATER, attack)
    page.goto(f"{site.url}/#/found")
    page.wait_for_selector(".notice.tone-danger")
    assert page.evaluate(ATTACKED) is None


def test_the_language_changes_at_a_tap_and_is_remembered_without_a_network(page: Page, site: Site) -> None:
    open_home(page, site)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.evaluate("location.hash = '#/settings'")
    site.kill()
    for code, title in (("ur", "ترتیبات"), ("en", "Settings"), ("ur", "ترتیبات")):
        page.click(f".languages [lang={code}]")
        page.wait_for_selector(f"h1:has-text('{title}')")
        assert page.evaluate("document.documentElement.lang") == code
    page.reload()
    page.wait_for_selector("html[lang=ur] h1[tabindex]")
