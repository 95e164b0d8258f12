"""A small answer leaves at once and in one piece, and waits for no delayed acknowledgement of the other side."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import threading
import time
from collections.abc import Iterator

import pytest

from tests.served import Served

CALLS = 60
DELAYED_ACKNOWLEDGEMENT_SECONDS = 0.040
"""What Linux waits. With a server that writes head and body apart, every call on a kept connection takes that long."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("small") / "data") as server:
        yield server


def seconds_of_calls(connection: http.client.HTTPConnection, method: str, path: str, body: bytes) -> list[float]:
    """One after the other on one connection, which must stay the same."""
    taken = []
    connection.connect()
    kept = connection.sock
    for _ in range(CALLS):
        begin = time.perf_counter()
        connection.request(method, path, body=body, headers={"Content-Type": "application/json"})
        connection.getresponse().read()
        taken.append(time.perf_counter() - begin)
        assert connection.sock is kept, "the relay closed a connection that was to be kept"
    return taken


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/health", b""),
        ("POST", "/api/v1/teams", json.dumps({"team_tag": "00"}).encode()),
        ("GET", f"/api/v1/teams/{'00' * 16}/items?after=0", b""),
    ],
    ids=["a small answer", "a refusal of what was sent", "a refusal"],
)
def test_a_small_answer_on_a_kept_connection_waits_for_nothing(
    served: Served, method: str, path: str, body: bytes
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    seconds = statistics.median(seconds_of_calls(connection, method, path, body))
    connection.close()
    assert seconds < DELAYED_ACKNOWLEDGEMENT_SECONDS / 2, f"{seconds * 1000:.1f} ms"


def test_the_measure_finds_a_server_that_makes_its_callers_wait() -> None:
    """The same measure on a server that does it wrong: head and body in two packets, the second held back (Nagle)."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer_slowly() -> None:
        caller, _ = listener.accept()
        with caller:
            while caller.recv(65_536):
                caller.sendall(b"HTTP/1.1 200 OK\r\n")
                caller.sendall(b"Content-Length: 2\r\n\r\n")
                caller.sendall(b"ok")

    threading.Thread(target=answer_slowly, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=20)
    seconds = statistics.median(seconds_of_calls(connection, "GET", "/", b""))
    connection.close()
    listener.close()
    assert seconds > DELAYED_ACKNOWLEDGEMENT_SECONDS / 2
