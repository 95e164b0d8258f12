"""A team gives the app another name and icon, and nothing on a phone that is not unlocked says what it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from server.naming import DRAWN, ICONS, VARIABLE
from server.web import read_web_app
from tests.browser import put_away
from tests.served import ROOT, Served
from tests.web.conftest import PHONE
from tests.web.edition import DIST
from tests.web.test_no_traces import DUMP, PATIENCE_MS, TELLTALE, lock, open_way

NAME = "میرے نوٹس"
PASSPHRASE = "harbor velvet canyon ripple modest ladder"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("named") / "relay"
    with Served(folder, "--app-name", NAME, "--app-icon", "notebook", web=DIST) as served:
        yield served


@pytest.fixture(params=["en-GB", "ur-PK"])
def phone(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale=request.param, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    put_away(context)


def all_that_is_said(page: Page) -> str:
    """Every word on the page, shown or not, and its title; but for the table of scripts, which nobody sees."""
    page.wait_for_selector("h1[tabindex]")
    page.wait_for_timeout(250)
    said = page.evaluate("document.documentElement.outerHTML")
    return f"{page.title()} {re.sub('<meta name=.later.[^>]*>', '', said)}"


def test_a_script_or_style_or_page_never_differs_for_a_name(named: Served) -> None:
    built = read_web_app(DIST)
    with httpx.Client(base_url=named.url, trust_env=False) as http:
        given = {path: http.get(path, headers={"Accept-Encoding": "identity"}).content for path in built}
    differs = {path.removeprefix("/") for path, data in given.items() if data != built[path].plain}
    assert differs == VARIABLE
    assert json.loads(given["/name.json"]) == {"name": NAME}
    manifest = json.loads(given["/manifest.webmanifest"])
    assert (manifest["name"], manifest["short_name"], manifest["theme_color"]) == (NAME, NAME, DRAWN["notebook"])
    for icon in ICONS:
        assert given[f"/{icon}"] == (DIST / "icons" / icon.replace("icon", "notebook", 1)).read_bytes()
    assert not TELLTALE.search(given["/manifest.webmanifest"].decode())


def test_no_word_before_the_door_says_what_a_named_app_is_for_and_it_keeps_its_name_without_a_network(
    phone: Page, named: Served
) -> None:
    phone.goto(named.url)
    phone.wait_for_function("(name) => document.title === name", arg=NAME)
    assert not TELLTALE.search(all_that_is_said(phone))
    assert phone.locator("a[href='#/try']").count() == 0, "a demonstration would say what it is for"
    for way in ("#/join", "#/found", "#/try"):
        open_way(phone, way)
        assert not TELLTALE.search(all_that_is_said(phone))
    open_way(phone, "#/found")
    found_team(phone)
    lock(phone)
    assert phone.inner_text("h1") == NAME
    for summary in phone.locator("details.more summary").all():
        summary.click()
    phone.wait_for_selector("details.more[open] button")
    assert not TELLTALE.search(all_that_is_said(phone)), "the closed door, with the way to erase"
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.context.set_offline(True)
    phone.reload()
    phone.wait_for_selector("input[type=password]")
    phone.wait_for_function("(name) => document.querySelector('h1').innerText === name", arg=NAME)
    assert not TELLTALE.search(all_that_is_said(phone))


def found_team(page: Page) -> None:
    page.get_by_role("radio").nth(1).check()
    page.locator("input:not([type])").nth(0).fill("Quetta")
    page.locator("input:not([type])").nth(1).fill("QA-17")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSPHRASE)
    page.click("button[type=submit]")
    page.wait_for_selector("a[href='#/keys/paper']")
    open_way(page, "#/")
    page.wait_for_selector(".sync")


def test_whoever_reads_the_names_on_a_phone_learns_the_teams_name_and_no_other(phone: Page, named: Served) -> None:
    phone.goto(f"{named.url}/#/found")
    phone.wait_for_selector("form")
    found_team(phone)
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    found = phone.evaluate(DUMP)
    assert not [name for names in found.values() for name in names if TELLTALE.search(name)]
    kept = phone.evaluate("async () => (await (await caches.match('/manifest.webmanifest')).json()).name")
    assert kept == NAME
    # Said in README: what a cache holds inside is the app, and whoever reads it knows.
    assert phone.evaluate("async () => (await (await caches.match('/name.json')).text())").find("Gawahi") == -1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--app-icon", "notebook"], "belongs to --app-name"),
        (["--app-name", " "], "1 to 30 characters"),
        (["--app-name", "n" * 31], "1 to 30 characters"),
        (["--app-name", "Not\u202ees"], "cannot be seen"),
        (["--app-name", "Notes", "--app-icon", "nowhere.png"], "there is no file"),
        (["--app-name", "Notes", "--app-icon", "README.md"], "no PNG file"),
        (["--app-name", "Notes", "--app-icon", "tests/journey/pictures/record-en.png"], "must be square"),
    ],
)
def test_a_name_or_icon_that_no_phone_could_show_is_refused_plainly(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    command = [sys.executable, "-m", "server", "serve", "--data", str(tmp_path / "data"), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_picture_of_the_teams_own_is_given_in_the_size_that_it_has(tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    own.write_bytes((DIST / "icons" / "weather-192.png").read_bytes())
    with (
        Served(tmp_path / "relay", "--app-name", "Notes", "--app-icon", str(own), web=DIST) as served,
        httpx.Client(base_url=served.url, trust_env=False) as http,
    ):
        assert all(http.get(f"/{icon}").content == own.read_bytes() for icon in ICONS)
        icons = http.get("/manifest.webmanifest").json()["icons"]
    assert [icon["sizes"] for icon in icons] == ["192x192"]
