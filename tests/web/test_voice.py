"""A voice is masked before it is kept, kept every two seconds, and the microphone is off in a moment of danger."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journey.story import CONSENTED
from tests.served import Served
from tests.web.conftest import PASSPHRASE, PHONE, found_team
from tests.web.forensic.phone import CALL
from tests.web.microphone import LIVE, call, heard_in, kill, phone_that_hears, speak, voiced

DRAFT: Final = "0123456789abcdef0123456789abcdef"
SAMPLES: Final = f"""async ([draft, media]) => {{
  const file = await ({CALL})(['readAttached', [draft, media]]);
  const bytes = file.data.buffer.slice(file.data.byteOffset, file.data.byteOffset + file.data.byteLength);
  const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes);
  return Array.from(sound.getChannelData(0));
}}"""
QUICK_TAPS: Final = """() => { const tap = (x) =>
  dispatchEvent(new PointerEvent('pointerdown', { clientX: 99 + x, clientY: 300, bubbles: true }));
  [0, 1, 2, 3, 4].forEach(tap); }"""
PLAYS: Final = """async () => { const one = document.querySelector('audio'); await one.play();
  await new Promise((resume) => setTimeout(resume, 700)); return one.currentTime > 0.2 && one.error === null; }"""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return speak(tmp_path_factory.mktemp("spoken") / "voice.wav")


def to_the_record(page: Page, relay: Served, answers: dict[str, Any] | None = None) -> None:
    """A record whose consents are given, and the card for voice and pictures in it."""
    found_team(page, relay.url)
    fields = {**CONSENTED, "c_audio": "yes", "c_photo": "yes", **(answers or {})}
    draft = {
        "id": DRAFT, "formId": "gawahi_default", "formVersion": "2026112200", "at": "narr", "changed": 1,
        "answers": {"fields": fields, "members": {}},
    }  # fmt: skip
    call(page, "saveDraft", draft)
    page.goto(f"{relay.url}/#/record/{DRAFT}")
    page.locator(".capture-attach button").click()


def unlock(page: Page) -> None:
    page.locator("input[type=password]").fill(PASSPHRASE)
    page.locator("form button[type=submit]").click()
    page.locator(".tile-primary").wait_for()


def record_for(page: Page, seconds: float) -> None:
    page.get_by_role("button", name="Record the voice").click()
    expect(page.locator(".media-recording[data-state=on]")).to_be_visible()
    page.wait_for_timeout(seconds * 1000)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def page(playwright: Playwright, profile: Path, spoken: Path) -> Iterator[Page]:
    with phone_that_hears(playwright, profile, spoken) as context:
        yield context.pages[0]


def samples_of(page: Page, media: str) -> np.ndarray:
    return np.array(page.evaluate(SAMPLES, [DRAFT, media]))


def to_the_record_in(language: str, page: Page, relay: Served) -> None:
    to_the_record(page, relay)
    page.evaluate("(code) => localStorage.setItem('language', code)", language)
    page.reload()
    unlock(page)
    page.goto(f"{relay.url}/#/record/{DRAFT}")
    page.locator(".capture-attach button").click()


def test_a_voice_is_recorded_masked_sealed_and_heard_by_a_coordinator(page: Page, relay: Served) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    to_the_record(page, relay)
    record_for(page, 5)
    expect(page.locator(".media-recording [role=status]")).to_contain_text("is kept on this phone")
    page.get_by_role("button", name="All parts").click()
    expect(page.locator(".media-recording[data-state=on]")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1_000)
    (paused,) = call(page, "attached", DRAFT)
    page.wait_for_timeout(3_000)
    (still,) = call(page, "attached", DRAFT)
    assert still == paused, "nothing is recorded in a pause"
    page.get_by_role("button", name="Go on", exact=True).click()
    page.wait_for_timeout(3_000)
    page.get_by_role("button", name="End the recording").click()
    expect(page.locator(".media-entry")).to_have_count(1)
    assert page.evaluate(LIVE) == 0, "the microphone is off"
    (kept,) = call(page, "attached", DRAFT)
    assert 7_000 < kept["ms"] < 11_000, "a pause is not counted"
    samples = samples_of(page, kept["media"])
    assert abs(len(samples) / 16 - kept["ms"]) < 1_500
    assert voiced(samples, 16_000) < 0.1
    page.get_by_role("button", name="Check and seal").click()
    page.get_by_role("button", name="Seal", exact=True).click()
    expect(page.get_by_role("heading", name="It is sealed")).to_be_visible()
    page.goto(f"{relay.url}/#/queue")
    page.locator("a[href^='#/testimony/']").first.click()
    page.get_by_role("button", name="Listen").click()
    expect(page.locator("audio")).to_be_visible()
    assert page.evaluate(PLAYS)
    assert page.locator("audio").get_attribute("controlslist") == "nodownload noplaybackrate"
    assert page.locator("a[download]").count() == 0
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("audio")).to_have_count(0)
    page.wait_for_function("() => window.addresses.length === 0", timeout=5_000)
    assert complaints == []


def test_the_made_voice_has_a_pitch_before_it_is_masked(spoken: Path) -> None:
    assert voiced(heard_in(spoken), 16_000) > 0.9


def test_a_phone_that_dies_loses_less_than_five_seconds(
    playwright: Playwright, profile: Path, spoken: Path, relay: Served
) -> None:
    with phone_that_hears(playwright, profile, spoken) as context:
        page = context.pages[0]
        to_the_record(page, relay)
        record_for(page, 0)
        began = time.monotonic()
        page.wait_for_timeout(11_300)
        spoke_ms = (time.monotonic() - began) * 1000
        kill(profile)
    with phone_that_hears(playwright, profile, spoken) as context:
        page = context.pages[0]
        page.goto(relay.url)
        unlock(page)
        page.goto(f"{relay.url}/#/record/{DRAFT}")
        page.locator(".capture-attach button").click()
        expect(page.locator(".media-entry")).to_have_count(1)
        (kept,) = call(page, "attached", DRAFT)
        assert spoke_ms - 5_000 < kept["ms"] <= spoke_ms + 500
        samples = samples_of(page, kept["media"])
        assert len(samples) / 16 > spoke_ms - 5_000, "it can be heard to its end"


def test_quick_taps_turn_the_microphone_off_at_once_and_what_was_said_before_is_kept(page: Page, relay: Served) -> None:
    to_the_record(page, relay)
    record_for(page, 5)
    live = page.evaluate(f"() => {{ ({QUICK_TAPS})(); return new Promise((r) => setTimeout(() => r({LIVE}), 0)); }}")
    assert live == 0
    unlock(page)
    (kept,) = call(page, "attached", DRAFT)
    assert kept["ms"] > 1_500


def test_leaving_the_record_ends_the_recording_whole(page: Page, relay: Served) -> None:
    to_the_record(page, relay)
    record_for(page, 3)
    page.locator(".capture-bar .back").click()
    page.locator(".tile-primary").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate(LIVE) == 0
    (kept,) = call(page, "attached", DRAFT)
    assert kept["ms"] > 2_900


def test_without_a_yes_to_a_sound_recording_none_is_offered(page: Page, relay: Served) -> None:
    to_the_record(page, relay, {"c_audio": "no", "c_photo": "no"})
    expect(page.locator(".media")).to_contain_text("Without a yes no voice is recorded")
    expect(page.locator(".media")).to_contain_text("Without a yes no picture is added")
    assert page.locator(".media button").count() == 0


def test_a_microphone_that_is_not_allowed_is_said_with_what_to_do(
    playwright: Playwright, profile: Path, spoken: Path, relay: Served
) -> None:
    with phone_that_hears(playwright, profile, spoken, answer="=deny") as context:
        page = context.pages[0]
        to_the_record(page, relay)
        page.get_by_role("button", name="Record the voice").click()
        expect(page.locator(".media .notice")).to_contain_text("Allow the microphone")
        assert call(page, "attached", DRAFT) == []


@pytest.mark.parametrize("broken", ["AudioWorkletNode", "AudioContext"])
def test_where_no_voice_can_be_masked_nothing_is_recorded(page: Page, relay: Served, broken: str) -> None:
    page.add_init_script(f"window.{broken} = class {{ constructor() {{ throw new TypeError('none'); }} }};")
    to_the_record(page, relay)
    page.get_by_role("button", name="Record the voice").click()
    expect(page.locator(".media .notice")).to_contain_text("cannot mask a voice")
    assert page.evaluate(LIVE) == 0
    assert call(page, "attached", DRAFT) == []


def test_a_recording_for_which_there_is_no_room_is_not_begun(page: Page, relay: Served) -> None:
    page.add_init_script("navigator.storage.estimate = () => Promise.resolve({ quota: 21e6, usage: 20e6 });")
    to_the_record(page, relay)
    expect(page.locator(".media .notice")).to_contain_text("too little room")
    assert page.get_by_role("button", name="Record the voice").count() == 0


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_card_fits_a_small_screen(page: Page, relay: Served, language: str) -> None:
    to_the_record_in(language, page, relay)
    page.locator(".media > .button").first.click()
    page.locator(".media-recording[data-state=on]").wait_for()
    page.wait_for_timeout(2_500)
    page.locator(".media-recording").scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".media-recording .button-primary").click()
    page.locator(".media-entry .button").first.click()
    page.locator("audio").scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
