"""What is fetched after the page: words, then other screens. Only as the build made it, and never a blank page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import put_away
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


@pytest.mark.parametrize(
    ("locale", "spoken", "pack", "begin"),
    [
        ("fa-IR", "fa-AF", "dari", "چگونه می‌خواهید شروع کنید؟"),
        ("prs-AF", "fa-AF", "dari", "چگونه می‌خواهید شروع کنید؟"),
        ("ps-AF", "ps", "pashto", "څنګه غواړئ پیل وکړئ؟"),
        ("ar-IQ", "ar", "arabic", "كيف تريد أن تبدأ؟"),
        ("bal-PK", "bal", "balochi", "شما چون بندات کنگ لوٹ ات؟"),
        ("de-DE", "en", "english", "How do you want to begin?"),
    ],
)
def test_a_phone_is_spoken_to_in_its_language_and_fetches_no_other_for_its_first_screen(
    chromium: Browser, site: Site, locale: str, spoken: str, pack: str, begin: str
) -> None:
    context = chromium.new_context(locale=locale, service_workers="block", viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(site.url)
    page.wait_for_selector(f"h2:has-text('{begin}')")
    assert page.evaluate("document.documentElement.lang") == spoken
    assert page.evaluate("document.documentElement.dir") == ("ltr" if spoken == "en" else "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    packs = {path.split("/")[-1].split("-")[0] for path in site.asked if path.endswith(".js")}
    assert packs & {"english", "urdu", "dari", "pashto", "balochi", "arabic"} == {pack}
    put_away(context)


def test_digits_are_those_of_the_language_when_a_person_chose_them(page: Page, site: Site) -> None:
    open_home(page, site)
    page.evaluate("location.hash = '#/settings'")
    page.click(".languages [lang=fa-AF]")
    page.wait_for_selector("h1:has-text('تنظیمات')")
    page.click("label.pick:has-text('۰۱۲۳')")
    page.wait_for_selector("label.pick:has-text('۲۰ MB')")
    page.reload()
    page.wait_for_selector("html[lang=fa-AF]")
    assert page.evaluate("localStorage.getItem('digits')") == "own"
