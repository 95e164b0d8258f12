"""One browser for all tests here; for each test a site with an edition of the app, and a fresh phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.web.edition import DIST, make_edition
from tests.web.site import Site

ENGINE = Path(__file__).with_name("engine.js").read_bytes()
PHONE = {"width": 360, "height": 640}


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if not (DIST / "index.html").is_file():
        pytest.fail("The web app is not built. Run `make web` first.")
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    served = Site(make_edition(tmp_path / "first", {"assets/worker-*.js": ENGINE}))
    served.start()
    yield served
    if served.alive:
        served.kill()


@pytest.fixture
def update(tmp_path: Path) -> Path:
    """The next edition: another script, so another build."""
    return make_edition(tmp_path / "next", {"assets/worker-*.js": ENGINE}, added={"assets/main-*.js": b"\n;0;\n"})


@pytest.fixture(params=["en-GB", "ur-PK"])
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    phone = chromium.new_context(viewport=PHONE, locale=request.param, reduced_motion="reduce")
    yield phone
    phone.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
