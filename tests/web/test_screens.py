"""The screens on a small phone, in English and Urdu: they fit, can be hit, and the browser has no complaint."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

from tests.web.site import Site

INVITE = "#join=" + "R1dRMQ" * 23
# WCAG asks for 24 px; a thumb on a bus needs 44. Links inside a sentence are excused, as there.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, summary, input:not([type=checkbox], [type=radio]), textarea, label.pick')]
  .map((element) => ({ name: element.textContent.trim() || element.type, box: element.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 0 && (box.height < 44 || box.width < 44))
  .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`)"""
UNNAMED = """() => [...document.querySelectorAll('a, button, input, textarea, svg[role=img]')]
  .filter((element) => !element.textContent.trim() && !element.getAttribute('aria-label'))
  .filter((element) => !element.labels?.[0]?.textContent.trim())
  .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says is wrong: a violated policy, a failed script."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def open_home(page: Page, site: Site, **story: Any) -> None:
    page.goto(f"{site.url}/#/try")
    page.wait_for_selector(".offered:not(:empty)")
    page.click("main .button-primary")
    page.wait_for_selector(".sync")
    if story:
        page.click(".screen .row .button:nth-child(2)")
        page.fill("input[type=password]", json.dumps(story))
        page.click("button[type=submit]")
        page.wait_for_selector(".sync")


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    assert page.evaluate("document.activeElement.tagName") in {"H1", "INPUT"}
    assert page.title() == "Gawahi", "the title says nothing about what is on the screen"
    expected = "ltr" if page.evaluate("document.documentElement.lang") == "en" else "rtl"
    assert page.evaluate("getComputedStyle(document.body).direction") == expected


@pytest.mark.parametrize("address", ["", "#/found", "#/join", "#/try", "#/threats"])
def test_every_page_before_the_door_fits_a_small_phone(
    page: Page, site: Site, complaints: list[str], address: str
) -> None:
    page.goto(f"{site.url}/{address}")
    page.wait_for_selector("h1[tabindex]")
    page.wait_for_timeout(300)
    assert_fits(page)
    assert complaints == []


@pytest.mark.parametrize(
    "address",
    [
        "#/",
        "#/team",
        "#/settings",
        "#/carry",
        "#/threats",
        "#/guardians",
        "#/names",
        f"#/names/{'d1' * 32}",
        f"#/names/{'0a' * 16}",
    ],
)
def test_every_page_behind_the_door_fits_a_small_phone(
    page: Page, site: Site, complaints: list[str], address: str
) -> None:
    open_home(page, site)
    page.evaluate("(hash) => { location.hash = hash; }", address)
    page.wait_for_timeout(400)
    assert_fits(page)
    assert complaints == []


def test_an_invite_leaves_the_address_and_the_history_at_once(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/{INVITE}")
    page.wait_for_selector(".facts")
    assert "گواہی" in page.inner_text(".facts"), "the team's name is shown before joining"
    assert "join=" not in page.url
    page.click("a.back")
    page.go_back()
    page.wait_for_selector("textarea")
    assert "join=" not in page.url
    page.reload()
    page.click("a[href='#/join']")
    page.wait_for_selector("textarea")
    assert page.input_value("textarea") == "", "the secret lived in memory only"


def test_a_newcomer_sees_whose_invite_it_is_and_then_waits(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/{INVITE}")
    page.wait_for_selector(".facts")
    assert "3f2a 91bc 07de 5511 c0ff" in page.inner_text(".facts")
    page.fill("input[autocapitalize=characters]", "QA-22")
    page.fill("input[type=password]", page.inner_text(".offered").strip() + " ")
    page.click("button[type=submit]")
    page.wait_for_selector(".notice .fingerprint")


def test_a_damaged_invite_is_named(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/{INVITE}broken")
    page.wait_for_selector(".notice.tone-danger")
    assert page.input_value("textarea").endswith("broken"), "what was pasted stays, to be corrected"


def test_a_wrong_passphrase_is_refused_in_words(page: Page, site: Site) -> None:
    open_home(page, site)
    page.click(".screen .row .button:nth-child(2)")
    page.fill("input[type=password]", "گواہی 🕯️")
    page.click("button[type=submit]")
    page.wait_for_selector(".notice.tone-danger")
    assert page.locator(".sync").count() == 0
    page.fill("input[type=password]", "{}")
    page.click("button[type=submit]")
    page.wait_for_selector(".sync")


def test_the_founding_code_is_asked_for_only_by_a_server_that_needs_it(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/#/found")
    page.wait_for_selector(".offered:not(:empty)")
    page.fill("input >> nth=0", "coded")
    page.fill("input >> nth=1", "QA-17")
    page.fill("input[type=password]", page.inner_text(".offered").strip())
    assert page.locator("input.code").count() == 0
    page.click("button[type=submit]")
    page.fill("input.code", "1234")
    page.click("button[type=submit]")
    # The first that a founder reads is what losing guardians means.
    page.wait_for_selector("a[href='#/keys/paper']")


def test_two_passphrases_that_differ_are_not_taken(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/#/found")
    page.wait_for_selector(".offered:not(:empty)")
    page.fill("input >> nth=0", "Quetta")
    page.fill("input >> nth=1", "QA-17")
    page.fill("input[type=password]", "harbor velvet")
    page.click("button[type=submit]")
    page.wait_for_selector("[data-wrong]")
    assert page.locator("[data-wrong]").count() == 1
    assert page.locator(".sync").count() == 0


def test_a_documenter_has_no_coordinators_tools(page: Page, site: Site) -> None:
    open_home(page, site, roles=["documenter"])
    assert page.locator(".tile-primary").count() == 1
    assert page.locator("a[href='#/queue'], a[href='#/export']").count() == 0
    page.evaluate("() => { location.hash = '#/team'; }")
    page.wait_for_selector(".fingerprint")
    assert page.locator(".pick").count() == 0, "only an administrator invites and admits"


def test_a_demonstration_is_marked_on_every_screen_and_can_be_removed(page: Page, site: Site) -> None:
    open_home(page, site)
    for address in ("#/team", "#/settings", "#/"):
        page.evaluate("(hash) => { location.hash = hash; }", address)
        page.wait_for_selector(".band")
    page.click(".band .button")
    page.click(".band .button-danger")
    page.wait_for_selector("a[href='#/found']")
    assert page.locator(".band").count() == 0


FINDINGS = [
    {"id": "a1", "name": "log_rolled_back", "day": 1_795_564_800_000, "author": None},
    {"id": "a2", "name": "log_fork", "day": 1_795_564_800_000, "author": None},
    {
        "id": "a3",
        "name": "log_fork",
        "day": 1_795_564_800_000,
        "author": {"deviceId": "bb" * 16, "label": "گواہ نویس ۲", "roles": ["documenter"], "removed": False},
    },
]


@pytest.mark.parametrize("roles", [["documenter"], ["coordinator", "admin"]])
def test_what_the_relay_cannot_explain_is_shown_until_the_person_has_seen_it(
    page: Page, site: Site, complaints: list[str], roles: list[str]
) -> None:
    open_home(page, site, roles=roles, findings=FINDINGS)
    shown = page.locator(".notice.tone-danger")
    shown.nth(2).wait_for()
    assert_fits(page)
    assert "گواہ نویس ۲" in shown.nth(2).inner_text()
    for left in (2, 1, 0):
        shown.first.locator("button").click()
        page.wait_for_function("(left) => document.querySelectorAll('.notice.tone-danger').length === left", arg=left)
    assert complaints == []
