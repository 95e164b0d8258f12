"""What a browser tells about itself stops at the desk; what the protocol needs goes through, both ways."""

from __future__ import annotations

import httpx
from flask import Flask

from server.answers import answer_with_refusals
from server.desk.proxy import relay_proxy

HOME = "http://127.0.0.1:8001"


class Relay(httpx.BaseTransport):
    """Remembers what reached it and answers with more than may go back."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        headers = {"Content-Range": "bytes 0-3/9", "Set-Cookie": "id=1", "X-More": "1", "Retry-After": "7"}
        return httpx.Response(206, headers=headers, stream=httpx.ByteStream("گواہ".encode()))


def test_only_what_the_protocol_needs_goes_to_the_relay_and_back() -> None:
    relay = Relay()
    app = Flask("page")
    answer_with_refusals(app)
    app.register_blueprint(relay_proxy("https://relay.example/prefix", 8001, relay))
    headers = {
        "Origin": HOME,
        "Referer": f"{HOME}/secret",
        "Cookie": "session=canary",
        "User-Agent": "Mozilla canary",
        "Accept-Language": "ur-PK",
        "X-Forwarded-For": "10.1.2.3",
        "Authorization": "Bearer token",
        "Range": "bytes=0-3",
        "Content-Type": "application/cbor",
    }
    page = app.test_client(use_cookies=False)
    answer = page.post("/api/v1/teams/00ff/push?after=1&epoch=0a", data=b"\x80", base_url=HOME, headers=headers)
    (request,) = relay.requests
    assert (request.method, str(request.url)) == (
        "POST",
        "https://relay.example/prefix/api/v1/teams/00ff/push?after=1&epoch=0a",
    )
    assert request.content == b"\x80"
    names = set(request.headers) - {"host", "connection", "content-length", "accept", "accept-encoding"}
    assert names == {"authorization", "range", "content-type", "user-agent"}
    assert request.headers["User-Agent"] == "gawahi"
    assert b"canary" not in str(request.headers.raw).encode()
    assert (answer.status_code, answer.data.decode()) == (206, "گواہ")
    returned = {name.lower() for name, _ in answer.headers}
    assert returned <= {"content-range", "content-length", "content-type", "retry-after"}


def test_what_is_no_call_of_the_protocol_stays_here() -> None:
    relay = Relay()
    app = Flask("page")
    answer_with_refusals(app)
    app.register_blueprint(relay_proxy("https://relay.example", 8001, relay))
    page = app.test_client(use_cookies=False)
    for path in ("/api/v1/../x", "/api/v1//x", "/api/v1/a.b", "/api/%2e%2e/x", "/api/v1/x%0d%0ay", "/api/v1/x@y"):
        assert page.get(path, base_url=HOME).status_code in (308, 404), path
    assert page.get("/api/v1/health", base_url="http://evil.example:8001").status_code == 421
    assert relay.requests == []
