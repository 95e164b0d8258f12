"""A security key besides the passphrase, in a real browser with its virtual authenticator, on the app as it is served
by the real command.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Playwright, expect

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.served import Served

PASSPHRASE = "laterne am fluss bei nacht"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    with Served(tmp_path / "relay") as served:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        context = browser.new_context(viewport={"width": 360, "height": 640}, locale="en-GB", reduced_motion="reduce")
        page = context.new_page()
        # An address without a name can have no entry on a key.
        page.goto(f"http://localhost:{served.port}/#/found")
        yield page
        browser.close()


def plug_in(page: Page, *, prf: bool = True) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added: Any = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "hasPrf": prf}})
    return session, added["authenticatorId"]


def found_a_team(page: Page) -> None:
    page.wait_for_selector("fieldset")
    page.locator("input:not([type])").nth(0).fill("Quetta")
    page.locator("input:not([type])").nth(1).fill("Bilal")
    page.locator("input[name=passphrase]").nth(1).check()
    for place in (0, 1):
        page.locator("input[type=password]").nth(place).fill(PASSPHRASE)
    page.click("main .button-primary")
    page.wait_for_selector("input[name=passphrase]", state="detached", timeout=60_000)
    page.evaluate("location.hash = '#/'")
    page.wait_for_selector(".sync")


def turn(page: Page) -> None:
    page.evaluate("location.hash = '#/keys/second'")
    page.wait_for_selector("input[type=password]")
    if page.get_by_role("checkbox").count():
        page.get_by_role("checkbox").check()
    page.fill("input[type=password]", PASSPHRASE)
    page.click("main .button-primary")


def lock_and_type(page: Page) -> None:
    page.evaluate("location.hash = '#/'")
    page.wait_for_selector(".sync")
    page.get_by_role("button", name="Lock").click()
    page.fill("input[type=password]", PASSPHRASE)


def test_a_phone_with_a_security_key_opens_with_both_and_with_neither_alone(page: Page) -> None:
    session, key = plug_in(page)
    found_a_team(page)
    size = key_file(page)
    turn(page)
    expect(page.locator(".notice.tone-good")).to_be_visible(timeout=30_000)
    assert len(key_file(page)) == len(size) == 398, "the key file looks the same"
    assert "gawahi" not in page.evaluate("JSON.stringify({ ...localStorage }).replace('gawahi-language', '')")
    lock_and_type(page)
    page.click("main .button-primary")
    expect(page.locator(".notice.tone-danger")).to_be_visible(timeout=30_000)
    page.get_by_text("I use a security key").click()
    page.get_by_role("button", name="Unlock with the security key").click()
    page.wait_for_selector(".sync", timeout=30_000)
    turn(page)
    expect(page.locator(".notice.tone-good")).to_be_visible(timeout=30_000)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    lock_and_type(page)
    page.click("main .button-primary")
    page.wait_for_selector(".sync", timeout=30_000)


def test_another_security_key_opens_nothing(page: Page) -> None:
    session, key = plug_in(page)
    found_a_team(page)
    turn(page)
    expect(page.locator(".notice.tone-good")).to_be_visible(timeout=30_000)
    credentials: Any = session.send("WebAuthn.getCredentials", {"authenticatorId": key})
    assert [one["isResidentCredential"] for one in credentials["credentials"]] == [True]
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    _, other = plug_in(page)
    session.send(
        "WebAuthn.addCredential",
        {"authenticatorId": other, "credential": {**credentials["credentials"][0], "signCount": 1}},
    )
    lock_and_type(page)
    page.get_by_text("I use a security key").click()
    page.get_by_role("button", name="Unlock with the security key").click()
    expect(page.locator(".notice.tone-danger")).to_be_visible(timeout=30_000)
    expect(page.locator(".sync")).to_have_count(0)


def test_a_key_that_cannot_do_it_changes_nothing(page: Page) -> None:
    plug_in(page, prf=False)
    found_a_team(page)
    before = key_file(page)
    turn(page)
    expect(page.locator(".notice.tone-danger")).to_be_visible(timeout=30_000)
    assert key_file(page) == before
    lock_and_type(page)
    page.click("main .button-primary")
    page.wait_for_selector(".sync", timeout=30_000)


def key_file(page: Page) -> list[int]:
    script = """async () => {
      const folder = await navigator.storage.getDirectory();
      const file = await (await folder.getFileHandle('key')).getFile();
      return [...new Uint8Array(await file.arrayBuffer())];
    }"""
    found: list[int] = page.evaluate(script)
    return found
