"""Clients that send a byte now and then, or nothing at all. The relay has few threads, and each waits for its client:
so the README demands a proxy that takes a request whole before it hands it on.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.serve import BLOCKING_THREADS
from tests.attacks.line import connect
from tests.proxied import Nginx
from tests.served import Served, free_port

PATIENCE_SECONDS = 3
HALF_A_HEAD = b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a"
HALF_A_BODY = b"POST /api/v1/teams HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{"
# What matters: the body is taken whole (proxy_request_buffering, nginx's own default), and nobody has long for it.
PROXY = """
server {{
  listen 127.0.0.1:{port};
  client_header_timeout 10s;
  client_body_timeout 10s;
  client_max_body_size 5m;
  location / {{ proxy_pass http://127.0.0.1:{relay}; proxy_request_buffering on; }}
}}
"""


@pytest.fixture
def proxied(served: Served, tmp_path: Path) -> Iterator[int]:
    port = free_port()
    with Nginx(tmp_path / "nginx", PROXY.format(port=port, relay=served.port), port):
        yield port


def answers(port: int) -> bool:
    """Whether somebody who asks now is answered soon."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/api/v1/health")
        return connection.getresponse().status == 200
    except TimeoutError:
        return False
    finally:
        connection.close()


@pytest.mark.parametrize("half", [HALF_A_HEAD, HALF_A_BODY], ids=["head", "body"])
def test_behind_the_proxy_slow_clients_hold_up_nobody(proxied: int, half: bytes) -> None:
    assert answers(proxied)
    with ExitStack() as lines:
        for _ in range(6 * BLOCKING_THREADS):
            lines.enter_context(connect(proxied, half))
        time.sleep(0.5)
        assert answers(proxied)


def test_without_a_proxy_a_handful_of_slow_clients_hold_up_the_relay_until_they_leave(served: Served) -> None:
    """Not a promise but the reason for the proxy: THREATS.md says so, and the test above would notice a proxy that does
    not help."""
    with ExitStack() as lines:
        for _ in range(BLOCKING_THREADS + 1):
            lines.enter_context(connect(served.port, HALF_A_BODY))
        time.sleep(0.5)
        assert not answers(served.port)
    assert answers(served.port)
