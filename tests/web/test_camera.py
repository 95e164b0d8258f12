"""A code that is shown in person is read by the camera of the app: an invite and nothing else, and the camera is off
again in the moment when nobody looks through it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.web.camera import TRACKS, film, phone_that_sees
from tests.web.site import Site
from tests.web.test_screens import assert_fits

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
INVITE = json.loads((VECTORS / "invite.json").read_text(encoding="utf-8"))["world"]["invite"]["invite"]
LINK = f"https://relay.example.org/#join={INVITE}"
TEAM = "گواہی"
BUTTON = "form .button-quiet"
HIDDEN = """Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
document.dispatchEvent(new Event('visibilitychange'));"""
NATIVE = """(faulty) => { window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(['qr_code']); }
  detect() { return faulty ? Promise.reject(new DOMException('no service', 'NotSupportedError'))
    : Promise.resolve([{ rawValue: '%s' }]); } }; }"""

Phone = Callable[..., Page]


@pytest.fixture
def phone(playwright: Playwright, site: Site, tmp_path: Path) -> Iterator[Phone]:
    """At the screen that asks for an invite, with the camera on a code."""
    with ExitStack() as open_phones:

        def at_the_door(shown: str, locale: str = "en-GB", answer: str = "") -> Page:
            video = film(tmp_path / "seen.y4m", shown)
            context = open_phones.enter_context(phone_that_sees(playwright, video, locale, answer))
            page = context.new_page()
            page.goto(f"{site.url}/#/join")
            expect(page.locator(BUTTON)).to_be_visible()
            page.wait_for_function("() => navigator.serviceWorker.controller !== null")
            return page

        yield at_the_door


def complaints_of(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    return heard


@pytest.mark.parametrize("locale", ["en-GB", "ur-PK"])
def test_an_invite_shown_in_person_is_read_by_the_camera_inside_the_app(phone: Phone, site: Site, locale: str) -> None:
    page = phone(LINK, locale)
    assert_fits(page)
    heard = complaints_of(page)
    asked = len(site.asked)
    page.click(BUTTON)
    expect(page.locator(".facts")).to_contain_text(TEAM)
    assert page.evaluate(TRACKS) == ["video ended"]
    assert [told for told in page.evaluate("window.told") if "readInvite" in told and LINK in told]
    assert "join=" not in page.url
    assert site.asked[asked:] == [], "neither a picture nor what stands in the code is sent to anybody"
    assert heard == []


@pytest.mark.parametrize("locale", ["en-GB", "ur-PK"])
@pytest.mark.parametrize("shown", ["https://elsewhere.example/a?b#c", "javascript:alert(1)", f"x{INVITE}"])
def test_a_code_that_is_no_invite_is_said_to_be_none_and_nothing_else_happens(
    phone: Phone, locale: str, shown: str
) -> None:
    page = phone(shown, locale)
    before = page.url
    page.click(BUTTON)
    expect(page.locator(".notice.tone-warn")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate(TRACKS) == ["video live"], "it goes on looking"
    assert page.url == before
    assert page.input_value("textarea") == ""
    assert shown not in page.content()
    assert not [told for told in page.evaluate("window.told") if "readInvite" in told]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("locale", ["en-GB", "ur-PK"])
def test_without_permission_for_the_camera_the_link_can_still_be_pasted(phone: Phone, locale: str) -> None:
    page = phone(LINK, locale, "=deny")
    page.click(BUTTON)
    expect(page.locator(".notice.tone-warn")).to_be_visible()
    expect(page.locator("video")).to_have_count(0)
    page.fill("textarea", LINK)
    page.click("form .button-primary")
    expect(page.locator(".facts")).to_contain_text(TEAM)


def test_a_browser_without_any_camera_says_so(phone: Phone) -> None:
    page = phone(LINK)
    page.evaluate("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.click(BUTTON)
    expect(page.locator(".notice.tone-warn")).to_contain_text("no camera")
    expect(page.locator("textarea")).to_be_visible()


LEAVING = {
    "turned off": lambda page: page.click(BUTTON),
    "gone back": lambda page: page.click(".back"),
    "out of sight": lambda page: page.evaluate(HIDDEN),
    "put away": lambda page: page.evaluate("dispatchEvent(new Event('pagehide'))"),
}


@pytest.mark.parametrize("leave", LEAVING)
def test_the_camera_is_off_in_the_moment_when_it_is_left(phone: Phone, leave: str) -> None:
    page = phone("a code of somebody else")
    page.click(BUTTON)
    expect(page.locator(".notice.tone-warn")).to_be_visible()
    assert page.evaluate(TRACKS) == ["video live"]
    LEAVING[leave](page)
    expect(page.locator("video")).to_have_count(0)
    assert page.evaluate(TRACKS) == ["video ended"]


def test_a_camera_that_is_allowed_after_the_screen_was_left_is_turned_off_at_once(phone: Phone) -> None:
    page = phone(LINK)
    page.evaluate(
        """() => { const ask = navigator.mediaDevices.getUserMedia;
        const late = new Promise((resume) => { window.allow = resume; });
        navigator.mediaDevices.getUserMedia = async (wanted) => { await late; return ask(wanted); }; }"""
    )
    page.click(BUTTON)
    expect(page.locator("video")).to_be_visible()
    page.click(".back")
    expect(page.locator("video")).to_have_count(0)
    page.evaluate("window.allow()")
    page.wait_for_function(
        "() => window.tracks.length > 0 && window.tracks.every((track) => track.readyState === 'ended')"
    )


def test_a_camera_that_was_forgotten_turns_itself_off_and_says_so(phone: Phone) -> None:
    page = phone("a code of somebody else")
    page.clock.install()
    page.click(BUTTON)
    expect(page.locator(".notice.tone-warn")).to_be_visible()
    page.clock.fast_forward(121_000)
    expect(page.locator(".notice.tone-warn")).to_contain_text("off again")
    assert page.evaluate(TRACKS) == ["video ended"]


@pytest.mark.parametrize("faulty", [False, True])
def test_the_browsers_own_detector_is_used_only_where_it_works(phone: Phone, faulty: bool) -> None:
    page = phone(LINK if faulty else "a code that the browser is made to read otherwise")
    page.evaluate(NATIVE % LINK, faulty)
    page.click(BUTTON)
    expect(page.locator(".facts")).to_contain_text(TEAM)


@pytest.mark.parametrize("part", ["invite", "return"])
def test_the_code_of_a_paper_leads_back_and_is_no_invite(phone: Phone, site: Site, part: str) -> None:
    note = f"https://relay.example.org/#return={INVITE}"
    page = phone(note)
    if part == "return":
        page.evaluate("location.hash = '#/return'")
        page.get_by_role("button", name="Read the code with the camera").click()
        expect(page.locator("textarea")).to_have_value(note)
        assert page.evaluate(TRACKS) == ["video ended"]
    else:
        page.click(BUTTON)
        expect(page.locator(".notice.tone-warn")).to_be_visible()
        assert page.input_value("textarea") == ""
