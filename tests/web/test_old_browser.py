"""A browser that cannot sign or exchange keys on Curve25519 itself: what the build put apart for it takes its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Request

from tests.served import Served
from tests.web.edition import DIST, make_edition, only

WITHOUT_CURVE25519 = b"""
delete SubtleCrypto.supports;  // such a browser has no X-Wing either
for (const call of ['importKey', 'generateKey']) {
  const done = SubtleCrypto.prototype[call];
  SubtleCrypto.prototype[call] = function (...said) {
    if (said.some((part) => /^(Ed|X)25519$/.test(part?.name ?? part)))
      return Promise.reject(new DOMException('', 'NotSupportedError'));
    return done.apply(this, said);
  };
}
"""


def test_an_old_browser_records_and_delivers_as_a_new_one_does(page: Page, tmp_path: Path) -> None:
    worker = only(DIST, "assets/worker-*.js").read_bytes()
    web = make_edition(tmp_path / "web", {"assets/worker-*.js": WITHOUT_CURVE25519 + worker})
    fetched: list[str] = []

    def note(request: Request) -> None:
        fetched.append(request.url)

    page.context.on("request", note)
    with Served(tmp_path / "data", web=web) as served:
        page.goto(f"{served.url}/#/try")
        page.wait_for_selector(".offered:not(:empty)")
        page.click("main .button-primary")
        page.wait_for_selector(".sync", timeout=120_000)
        page.goto(f"{served.url}/#/queue")
        page.wait_for_selector("main li a", timeout=120_000)
        assert page.locator("main li a").count() > 1, "the Mastung records were sealed, delivered, pulled and opened"
    assert any("/assets/curves-" in url for url in fetched), "this browser had to fetch Curve25519"


def test_a_phone_that_needs_no_stand_in_carries_none() -> None:
    first = only(DIST, "assets/worker-*.js").read_text(encoding="utf-8")
    curves = only(DIST, "assets/curves-*.js").read_text(encoding="utf-8")
    for constant in ("0x428a2f98d728ae22",):
        assert constant in curves, "what this test looks for is no longer how the library writes it"
        if constant in first:
            pytest.fail(f"{constant} belongs to Curve25519 in JavaScript, which nearly no phone needs")
