"""Pages of other sites in a coordinator's browser, and names that were made to point to this computer: none reaches
desk or relay. On the real command, by what really goes over the line.
"""

from __future__ import annotations

import pytest

from tests.attacks.line import request, send
from tests.served import Served

UNLOCK = b'{"passphrase": "guess"}'
JSON = "Content-Type: application/json"
DESK_CALLS = [
    ("GET", "/desk/status"),
    ("POST", "/desk/unlock"),
    ("POST", "/desk/join"),
    ("POST", "/desk/lock"),
    ("POST", "/desk/sync"),
    ("POST", "/desk/export/preview"),
    ("POST", "/desk/export"),
]


def with_host(method: str, path: str, host: str, *lines: str, body: bytes = b"") -> bytes:
    head = [f"{method} {path} HTTP/1.1", *([f"Host: {host}"] if host else []), *lines]
    return "\r\n".join([*head, f"Content-Length: {len(body)}"]).encode("latin-1") + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "127.0.0.2:{port}",
        "0.0.0.0:{port}",
        "2130706433:{port}",
        "0x7f.1:{port}",
        "127.1:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "[::]:{port}",
        "[::1%25lo]:{port}",
        "localhost.:{port}",
        "evil.example@127.0.0.1:{port}",
        "127.0.0.1:{port}@evil.example",
        "127.0.0.1:{port}, evil.example",
        "127.0.0.1:{port}/",
        "",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/desk/status"), ("POST", "/desk/unlock"), ("GET", "/api/v1/health")]
)
def test_a_name_that_was_made_to_point_to_this_computer_reaches_nothing(
    served: Served, method: str, path: str, host: str
) -> None:
    """DNS rebinding: the browser believes that evil.example and 127.0.0.1 are one site. The Host line tells."""
    sent = with_host(
        method,
        path,
        host.format(port=served.port),
        f"Origin: http://{host.format(port=served.port)}",
        JSON,
        body=UNLOCK,
    )
    answer = send(served.port, sent, wait_seconds=0.02)
    assert answer.status in (400, 421)
    assert answer.status == 400 or answer.refusal == "wrong_host"


def test_this_computers_own_names_reach_the_desk(served: Served) -> None:
    """Else the test above would hold for a desk that answers nobody."""
    for host in (f"127.0.0.1:{served.port}", f"localhost:{served.port}", f"[::1]:{served.port}"):
        sent = with_host("POST", "/desk/unlock", host, f"Origin: http://{host}", JSON, body=UNLOCK)
        assert send(served.port, sent, wait_seconds=0.02).refusal == "desk_not_admitted"


@pytest.mark.parametrize(
    "origin", ["null", "https://evil.example", "http://127.0.0.1", "file://", "http://[::1]:1", ""]
)
@pytest.mark.parametrize(("method", "path"), DESK_CALLS)
def test_a_page_of_another_site_cannot_command_the_desk(served: Served, method: str, path: str, origin: str) -> None:
    """A sandboxed frame says `null`, a local file says `file://`; a page on another port is another site, too."""
    lines = ("Sec-Fetch-Site: cross-site", JSON, *([f"Origin: {origin}"] if origin else []))
    answer = send(served.port, request(method, path, served.port, *lines, body=UNLOCK), wait_seconds=0.02)
    assert answer.refusal == "wrong_host"
    if origin:
        same = send(
            served.port, request(method, path, served.port, JSON, f"Origin: {origin}", body=UNLOCK), wait_seconds=0.02
        )
        assert same.refusal == "wrong_host", "an old browser that says nothing of Sec-Fetch-Site"


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_posts_nothing_even_from_the_desks_own_page(served: Served, media_type: str) -> None:
    lines = (f"Content-Type: {media_type}", f"Origin: {served.url}")
    answer = send(served.port, request("POST", "/desk/unlock", served.port, *lines, body=UNLOCK), wait_seconds=0.02)
    assert answer.refusal == "wrong_media_type"


@pytest.mark.parametrize("path", ["/desk/unlock", "/desk/export", "/api/v1/teams"])
def test_no_other_site_gets_leave_to_ask(served: Served, path: str) -> None:
    """A browser asks first (OPTIONS) before it lets a page send JSON to another site. Nobody here ever says yes."""
    lines = (
        "Origin: https://evil.example",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type",
    )
    for answer in (
        send(served.port, request("OPTIONS", path, served.port, *lines), wait_seconds=0.02),
        send(
            served.port,
            request("POST", path, served.port, JSON, "Origin: https://evil.example", body=b"{}"),
            wait_seconds=0.02,
        ),
    ):
        assert answer.status >= 400
        assert "access-control-allow" not in answer.head.lower()


def test_a_page_of_another_site_founds_no_team_on_the_relay_of_this_computer(served: Served) -> None:
    """Without a question first a page can send text alone, and text is not what the relay takes."""
    body = b'{"team_tag": "' + b"0" * 32 + b'", "admin_pk": "' + b"0" * 64 + b'", "token_hash": "' + b"0" * 64 + b'"}'
    for media_type in ("text/plain", "application/x-www-form-urlencoded"):
        lines = ("Origin: https://evil.example", f"Content-Type: {media_type}")
        assert (
            send(
                served.port, request("POST", "/api/v1/teams", served.port, *lines, body=body), wait_seconds=0.02
            ).refusal
            == "wrong_media_type"
        )


def test_no_websocket_opens_to_desk_or_relay(served: Served) -> None:
    """A browser asks nobody before it opens one to another site."""
    lines = (
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Origin: https://evil.example",
    )
    for path in ("/desk/status", "/desk/unlock", "/api/v1/health", "/"):
        answer = send(served.port, request("GET", path, served.port, *lines), wait_seconds=0.02)
        assert answer.status != 101
        assert "upgrade" not in answer.head.lower()


@pytest.mark.parametrize("path", ["/", "/index.html", "/desk/status", "/api/v1/health", "/nothing"])
def test_no_site_puts_gawahi_into_a_frame_or_takes_its_answers(served: Served, path: str) -> None:
    """Clickjacking, and pages that load ours as a script, a picture or a frame to guess what it says."""
    head = send(served.port, request("GET", path, served.port), wait_seconds=0.02).head.lower()
    assert "frame-ancestors 'none'" in head
    assert "cross-origin-resource-policy: same-origin" in head
    assert "x-content-type-options: nosniff" in head
    assert "set-cookie" not in head, "there is nothing that a browser would send along by itself"
