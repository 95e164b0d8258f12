"""One browser for all tests here; for each test a site with an edition of the app, and a fresh phone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path, put_away
from tests.served import ROOT, Served
from tests.web.edition import DIST, make_edition
from tests.web.site import Site

ENGINE = Path(__file__).with_name("engine.js").read_bytes()
PHONE = {"width": 360, "height": 640}
PASSPHRASE = "دریا چراغ harbor velvet canyon ripple"


def found_team(page: Page, url: str) -> None:
    """In English, under ``PASSPHRASE``; ends at home. Waits as long as the page's own default says."""
    page.goto(f"{url}/#/found")
    page.get_by_label("Name of the team").fill("Quetta گواہی")
    page.get_by_label("Your name for the team").fill("QA-17")
    page.get_by_label("Use my own").check()
    page.get_by_label("Your own passphrase").fill(PASSPHRASE)
    page.get_by_label("Type it once more").fill(PASSPHRASE)
    page.get_by_role("button", name="Found the team", exact=True).click()
    page.get_by_role("heading", name="Guardians", exact=True).wait_for()
    page.goto(f"{url}/#/")
    page.locator(".tile-primary").wait_for()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if subprocess.run(["make", "--question", "static/dist/.stamp"], cwd=ROOT, check=False).returncode != 0:
        pytest.fail("The web app is not built from these sources. Run `make web` first.")
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
def relay(tmp_path: Path) -> Iterator[Served]:
    """The real server with the real app."""
    with Served(tmp_path / "relay", web=DIST) as served:
        yield served


@pytest.fixture
def update(tmp_path: Path) -> Path:
    """The next edition: another script, so another build."""
    return make_edition(tmp_path / "next", {"assets/worker-*.js": ENGINE}, added={"assets/main-*.js": b"\n;0;\n"})


@pytest.fixture(params=["en-GB", "ur-PK"])
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    phone = chromium.new_context(viewport=PHONE, locale=request.param, reduced_motion="reduce")
    yield phone
    put_away(phone)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
