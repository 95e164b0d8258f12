"""A picture is drawn anew before anything is kept: nothing that was said about it is left, what was covered is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.served import Served
from tests.web.conftest import PHONE
from tests.web.forensic.phone import CALL
from tests.web.microphone import LIVE, call, phone_that_hears, speak
from tests.web.test_voice import DRAFT, to_the_record, to_the_record_in

PHOTOS: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "photos"
NAMES: Final = ("DSCN0010", "45-gps_ifd", "BlueSquare", "image01088", "portrait_6")
SAID: Final = (b"Exif", b"GPS", b"NIKON", b"http://ns.", b"Photoshop", b"8BIM", b"JFIF", b"ICC_PROFILE", b"Canon")
BYTES: Final = f"""async (given) => Array.from((await ({CALL})(['readAttached', given])).data)"""
COLOURS: Final = """([left, top, right, bottom]) => {
  const canvas = document.querySelector('.media-cover'), { width, height } = canvas;
  const size = [(right - left) * width, (bottom - top) * height];
  const { data } = canvas.getContext('2d').getImageData(left * width, top * height, ...size);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) + (data[at + 1] << 8) + data[at + 2]);
  return seen.size;
}"""
pytestmark = pytest.mark.skipif(not PHOTOS.exists(), reason="the photographs do not lie beside this checkout")


@pytest.fixture
def page(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    with phone_that_hears(playwright, tmp_path / "profile", speak(tmp_path / "voice.wav", 2)) as context:
        yield context.pages[0]


def choose(page: Page, name: str) -> None:
    page.locator(".media-choose input").set_input_files(PHOTOS / f"{name}.jpg")
    expect(page.locator(".media-cover")).to_be_visible()


def draw_over(page: Page, left: float, top: float, right: float, bottom: float) -> None:
    """In shares of the picture as it is seen."""
    canvas = page.locator(".media-cover")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + left * box["width"], box["y"] + top * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + right * box["width"], box["y"] + bottom * box["height"], steps=4)
    page.mouse.up()


def bytes_of(page: Page) -> bytes:
    page.get_by_role("button", name="Keep this picture").click()
    expect(page.locator(".media-entry")).to_have_count(1)
    (item,) = call(page, "attached", DRAFT)
    assert (item["kind"], item["how"]) == ("image/jpeg", "cleaned")
    return bytes(page.evaluate(BYTES, [DRAFT, item["media"]]))


def test_of_the_photographs_entries_none_is_kept_and_the_number_is_shown(page: Page, relay: Served) -> None:
    """Both cameras had written where they were."""
    to_the_record(page, relay)
    choose(page, "DSCN0010")
    proof = page.locator(".media .tone-good")
    expect(proof).to_contain_text("62 entries about the picture are not kept")
    expect(proof).to_contain_text("The place where it was taken is among them")
    picture = bytes_of(page)
    assert picture[:3] == b"\xff\xd8\xff"
    assert [word for word in SAID if word in picture] == []
    assert picture.count(b"\xff\xd8\xff") == 1, "no small copy"


@pytest.mark.parametrize("name", NAMES)
def test_no_word_about_any_photograph_is_kept(page: Page, relay: Served, name: str) -> None:
    to_the_record(page, relay)
    choose(page, name)
    picture = bytes_of(page)
    assert [word for word in SAID if word in picture] == []


def test_what_was_covered_is_destroyed_and_the_rest_is_seen_by_a_coordinator(page: Page, relay: Served) -> None:
    to_the_record(page, relay)
    choose(page, "DSCN0010")
    before = page.evaluate(COLOURS, [0.2, 0.2, 0.6, 0.6])
    draw_over(page, 0.2, 0.2, 0.6, 0.6)
    expect(page.locator(".media")).to_contain_text("1 place is covered.")
    after = page.evaluate(COLOURS, [0.22, 0.22, 0.58, 0.58])
    assert before > 1_000
    assert after <= 16
    page.get_by_role("button", name="Without covers").click()
    assert page.evaluate(COLOURS, [0.22, 0.22, 0.58, 0.58]) > 1_000
    draw_over(page, 0.2, 0.2, 0.6, 0.6)
    draw_over(page, 0.8, 0.8, 0.8, 0.8)
    expect(page.locator(".media")).to_contain_text("2 places are covered.")
    bytes_of(page)
    page.get_by_role("button", name="All parts").click()
    page.get_by_role("button", name="Check and seal").click()
    page.get_by_role("button", name="Seal", exact=True).click()
    expect(page.get_by_role("heading", name="It is sealed")).to_be_visible()
    page.goto(f"{relay.url}/#/queue")
    page.locator("a[href^='#/testimony/']").first.click()
    page.get_by_role("button", name="Look", exact=True).click()
    shown = page.locator("img.media-picture")
    expect(shown).to_be_visible()
    assert page.evaluate("() => document.querySelector('img.media-picture').naturalWidth") > 300
    page.get_by_role("button", name="Close", exact=True).click()
    expect(shown).to_have_count(0)
    page.wait_for_function("() => window.addresses.length === 0", timeout=5_000)


def test_a_picture_is_taken_inside_the_app_and_the_camera_is_off_again(page: Page, relay: Served) -> None:
    to_the_record(page, relay)
    page.get_by_role("button", name="Take a picture").click()
    page.wait_for_function("() => document.querySelector('video')?.videoWidth > 0")
    page.get_by_role("button", name="Take it now").click()
    expect(page.locator(".media-cover")).to_be_visible()
    assert page.evaluate(LIVE) == 0
    assert len(bytes_of(page)) > 2_000


def test_a_file_that_is_no_picture_is_refused_with_what_to_do(page: Page, relay: Served, tmp_path: Path) -> None:
    strange = tmp_path / "strange.jpg"
    strange.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    to_the_record(page, relay)
    page.locator(".media-choose input").set_input_files(strange)
    expect(page.locator(".media .notice")).to_contain_text("no picture that can be read")
    assert call(page, "attached", DRAFT) == []


@pytest.mark.parametrize("language", ["en", "ur"])
def test_covering_fits_a_small_screen(page: Page, relay: Served, language: str) -> None:
    to_the_record_in(language, page, relay)
    choose(page, "45-gps_ifd")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
