"""An app of another host may call the API if the operator named it; a page of any other may not read a byte."""

from __future__ import annotations

import http.client
from pathlib import Path

import httpx
import pytest

from server.origins import NoOrigin, read_origin
from server.relay.app import create_relay
from server.relay.config import RelayConfig
from server.relay.ground import prepare
from server.web import guard
from tests.relay.teams import Team, bearer
from tests.relay.test_hub import ServedHub
from tests.served import Served

APP = "https://app.example"
STRANGER = "https://evil.example"
SECRETS = ("access-control-allow-credentials", "set-cookie")


@pytest.fixture
def relay(tmp_path: Path) -> httpx.Client:
    config = RelayConfig(data=tmp_path, app_origins=(APP,))
    prepare(config, restored=False)
    guarded = guard(create_relay(config), hosts=None, tls=False, app_origins=frozenset({APP}))
    return httpx.Client(transport=httpx.WSGITransport(guarded), base_url="https://relay.example")


def preflight(http: httpx.Client, origin: str, path: str = "/api/v1/teams") -> httpx.Response:
    return http.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})


def test_the_apps_host_is_answered_before_it_asks(relay: httpx.Client) -> None:
    answer = preflight(relay, APP)
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert not [name for name in SECRETS if name in answer.headers]


def test_the_apps_host_reads_answers_and_refusals(relay: httpx.Client) -> None:
    for path, status in (("/api/v1/health", 200), ("/api/v1/nothing", 404)):
        answer = relay.get(path, headers={"Origin": APP})
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == APP
        assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers["Vary"] == "Origin"
        assert not [name for name in SECRETS if name in answer.headers]


@pytest.mark.parametrize(
    "origin",
    [STRANGER, "null", "https://app.example.evil.example", "http://app.example", "https://app.example:8443", ""],
)
def test_a_page_of_another_site_cannot_read_the_api(relay: httpx.Client, origin: str) -> None:
    assert "access-control-allow-origin" not in preflight(relay, origin).headers
    assert preflight(relay, origin).status_code != 204
    answer = relay.get("/api/v1/health", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["Vary"] == "Origin"


def test_nothing_but_the_api_is_open_to_the_apps_host(relay: httpx.Client) -> None:
    for path in ("/", "/desk/status", "/index.html"):
        assert "access-control-allow-origin" not in relay.get(path, headers={"Origin": APP}).headers
        assert "access-control-allow-origin" not in preflight(relay, APP, path).headers


def test_invites_lead_to_the_app(relay: httpx.Client) -> None:
    assert relay.get("/api/v1/health").json()["public_url"] == APP


def test_without_an_app_elsewhere_nobody_is_told_of_origins(tmp_path: Path) -> None:
    config = RelayConfig(data=tmp_path)
    prepare(config, restored=False)
    transport = httpx.WSGITransport(guard(create_relay(config), hosts=None, tls=False))
    with httpx.Client(transport=transport, base_url="https://relay.example") as http:
        answer = http.get("/api/v1/health", headers={"Origin": APP})
        assert "vary" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-origin" not in preflight(http, APP).headers


@pytest.mark.parametrize(
    "named",
    [
        "app.example",
        "https://app.example/path",
        "https://APP.example",
        "*",
        "https://*.example",
        "http://app.example",
        "",
    ],
)
def test_an_address_that_is_no_safe_origin_is_refused_at_the_start(named: str) -> None:
    with pytest.raises(NoOrigin):
        read_origin(named)


@pytest.mark.parametrize(
    "named", ["https://app.example", "https://app.example:8443/", "http://127.0.0.1:8000", f"http://{'a2' * 28}.onion"]
)
def test_https_this_computer_and_onion_services_are_origins(named: str) -> None:
    assert read_origin(named) == named.rstrip("/")


def test_the_hub_tells_the_apps_host_of_arrivals_and_no_other(tmp_path: Path) -> None:
    with Served(tmp_path / "data", "--app-origin", APP) as served, httpx.Client(base_url=served.url) as client:
        team = Team(client)
        team.found()
        hub = ServedHub("--data", str(served.data), "--app-origin", APP, log=tmp_path / "hub.log")
        try:
            path = f"/api/v1/teams/{team.tag.hex()}/watch"
            for origin in (APP, STRANGER):
                allowed = APP if origin == APP else None
                asks = {"Origin": origin, "Access-Control-Request-Method": "GET"}
                assert _ask(hub.port, "OPTIONS", path, asks) == (204 if allowed else 404, allowed)
                assert _ask(hub.port, "GET", path, {"Origin": origin}) == (401, allowed)
                token = {"Origin": origin, "Authorization": bearer(team.token)}
                assert _ask(hub.port, "GET", path, token) == (200, allowed)
        finally:
            hub.process.terminate()
            hub.process.wait(10)


def _ask(port: int, method: str, path: str, headers: dict[str, str]) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Access-Control-Allow-Origin")
    finally:
        connection.close()
