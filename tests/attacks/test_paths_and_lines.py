"""Addresses that climb out of their folder, and requests that are two things at once, on the real command."""

from __future__ import annotations

import pytest

from tests.attacks.line import request, send
from tests.served import Served

CLIMBS = [
    "/../secret.txt",
    "/../data/relay.key",
    "/../data/relay.sqlite",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/assets/..;/..;/secret.txt",
    "//etc/passwd",
    "/etc/passwd",
    "/file:///etc/passwd",
    "/assets/%00",
    "/index.html%00.png",
    "/%c0%ae%c0%ae/secret.txt",
    "/%uff0e%uff0e/secret.txt",
    "/secret.pem",
    "/.git/config",
    "/desk/../data/desk/device.key",
    "/desk/%2e%2e/api/v1/health/../../../secret.txt",
    "/api/../secret.txt",
    "/api/v1/teams/../../../secret.txt",
    "/api/v1/teams/" + "00" * 16 + "/chunks/..%2f..%2frelay.key",
]


@pytest.mark.parametrize("path", CLIMBS)
def test_no_address_climbs_out_of_the_web_app(served: Served, path: str) -> None:
    answer = send(served.port, request("GET", path, served.port), wait_seconds=0.02)
    assert answer.status in (400, 404), answer.body
    assert b"not for anybody" not in answer.body
    assert b"SQLite" not in answer.body
    assert b"root:" not in answer.body


def test_the_files_are_there_that_the_addresses_above_try_to_reach(served: Served) -> None:
    assert (served.data.parent / "secret.txt").read_text() == "not for anybody"
    assert (served.data / "relay.key").is_file()
    assert send(served.port, request("GET", "/assets/main-1a2b.js", served.port), wait_seconds=0.02).status == 200


HEALTH = "GET /api/v1/health HTTP/1.1"
SMUGGLED = {
    "a length and chunks": ("Content-Length: 6", "Transfer-Encoding: chunked"),
    "two lengths": ("Content-Length: 5", "Content-Length: 42"),
    "a length with a sign": ("Content-Length: +5",),
    "a length that is no number": ("Content-Length: 0x5",),
    "a list of lengths": ("Content-Length: 5, 42",),
    "chunks, nearly": ("Transfer-Encoding: xchunked", "Content-Length: 5"),
    "chunks behind a blank": ("Transfer-Encoding : chunked",),
    "chunks twice": ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    "chunks in a folded line": ("Transfer-Encoding:", " chunked"),
}


@pytest.mark.parametrize("lines", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_no_request_hides_in_another(served: Served, lines: tuple[str, ...]) -> None:
    """Whoever reads it one way and whoever reads it the other must not see two requests where one was let through: at
    most one is answered, and what follows on that line is not read."""
    hidden = f"{HEALTH}\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode()
    sent = request("POST", "/api/v1/teams", served.port, *lines) + b"0\r\n\r\n" + hidden
    answer = send(served.port, sent, wait_seconds=0.3)
    assert answer.status >= 400
    assert b"gawahi-relay" not in answer.body + answer.rest


INJECTED = ["a%0d%0aSet-Cookie:%20x=1", "a\rSet-Cookie: x=1", "a%00b", "\u00a0", "a\x0bb"]


@pytest.mark.parametrize("value", INJECTED)
def test_nothing_that_is_asked_becomes_a_line_of_the_answer(served: Served, value: str) -> None:
    for sent in (
        request("GET", f"/{value}".replace(" ", "%20"), served.port),
        request("GET", "/api/v1/health", served.port, f"Range: {value}"),
        request("GET", "/", served.port, f"If-None-Match: {value}", f"Origin: {value}", f"X-Forwarded-Host: {value}"),
    ):
        answer = send(served.port, sent, wait_seconds=0.02)
        assert "set-cookie" not in answer.head.lower()
        assert answer.status in (200, 304, 400, 404)


@pytest.mark.parametrize(
    "lines",
    [
        ("Host: evil.example",),
        ("X-Forwarded-Host: evil.example", "X-Original-URL: /desk/status", "X-Rewrite-URL: /desk/status"),
        ("X-HTTP-Method-Override: DELETE",),
        ("Forwarded: for=127.0.0.1;host=127.0.0.1",),
    ],
    ids=lambda lines: lines[0].split(":")[0],
)
def test_no_line_of_a_proxy_is_believed(served: Served, lines: tuple[str, ...]) -> None:
    answer = send(served.port, request("GET", "/nothing", served.port, *lines), wait_seconds=0.02)
    assert answer.status in (404, 421)


def test_a_request_line_or_head_without_end_is_cut_off(served: Served) -> None:
    assert send(served.port, request("GET", "/" + "a" * 500_000, served.port), wait_seconds=0.02).status in (414, 431)
    many = [f"X-{n}: a" for n in range(2_000)]
    assert send(served.port, request("GET", "/", served.port, *many), wait_seconds=0.02).status == 431
