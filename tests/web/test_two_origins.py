"""The app lies on a static host that knows no relay, and the relay elsewhere: two origins, two operators if one likes.

The host is a real nginx with the headers that `gawahi web` wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Playwright

from server.cli import main
from tests.browser import put_away
from tests.journey.people import Person
from tests.proxied import Nginx
from tests.served import Served, free_port
from tests.web.edition import DIST, build_version

PASSPHRASE = "zwei haeuser am selben fluss"


@dataclass(frozen=True, slots=True)
class Houses:
    app_url: str
    app: Path
    relay: Served


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Houses]:
    port = free_port()
    app_url = f"http://127.0.0.1:{port}"
    with Served(tmp_path / "data", "--app-origin", app_url) as relay:
        out = tmp_path / "out"
        assert main(["web", "--out", str(out), "--relay", relay.url, "--web", str(DIST)]) == 0
        root = f"root {out / 'app'}; include {out / 'headers.nginx.conf'};"
        with Nginx(tmp_path / "nginx", f"server {{ listen 127.0.0.1:{port}; {root} }}", port):
            yield Houses(app_url, out / "app", relay)


def test_a_team_lives_with_its_app_and_its_relay_in_two_houses(
    houses: Houses, playwright: Playwright, tmp_path: Path
) -> None:
    with Person(playwright, tmp_path / "aziz", houses.app_url, "Aziz", PASSPHRASE) as aziz:
        asked: list[str] = []
        aziz.context.on("request", lambda request: asked.append(request.url))
        aziz.found("Team Quetta")
        link = aziz.invite("Documenter")
        assert link.startswith(f"{houses.app_url}/#join="), "an invite leads to the app, not to the relay"
        with Person(playwright, tmp_path / "doc", houses.app_url, "DOC-1", PASSPHRASE) as phone:
            phone.join(link)
            aziz.admit("DOC-1")
            phone.sync()
            phone.is_admitted()
            assert phone.complaints == []
        assert aziz.complaints == []
    api = [url for url in asked if "/api/" in url]
    assert api
    assert [url for url in api if not url.startswith(houses.relay.url)] == []
    assert [url for url in asked if not url.startswith((houses.relay.url, houses.app_url))] == []


def test_the_app_of_another_host_starts_without_a_network_and_speaks_to_its_relay_alone(
    houses: Houses, chromium: Browser
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(houses.app_url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    version = build_version((houses.app / "sw.js").read_text(encoding="utf-8"))
    assert page.evaluate("() => caches.keys()").count(version) == 1
    stranger = free_port()
    tried = """(url) => fetch(url).then(() => 'reached', (reason) => reason.name)"""
    assert page.evaluate(tried, f"{houses.relay.url}/api/v1/health") == "reached"
    assert page.evaluate(tried, f"http://127.0.0.1:{stranger}/api/v1/health") == "TypeError"
    assert page.evaluate(tried, f"{houses.relay.url}/index.html") == "TypeError", "only the API is open to the app"
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("h1:has-text('Written here, kept safe')")
    put_away(context)


def test_the_static_host_sends_the_headers_of_the_real_server(houses: Houses) -> None:
    own = httpx.get(houses.relay.url).headers
    for path in (
        "/",
        "/index.html",
        "/sw.js",
        *[f"/assets/{one.name}" for one in (houses.app / "assets").glob("*.js")],
    ):
        headers = httpx.get(f"{houses.app_url}{path}").headers
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"):
            assert headers[name] == own[name], path
        policy = own["Content-Security-Policy"].replace("connect-src 'self'", f"connect-src 'self' {houses.relay.url}")
        assert headers.get_list("Content-Security-Policy") == [policy], path
        assert ("Integrity-Policy" in headers) == (not path.endswith(".js")), path
        assert ("immutable" in headers["Cache-Control"]) == path.startswith("/assets/"), path
