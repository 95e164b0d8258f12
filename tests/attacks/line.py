"""A raw line to a server: what no client library would send."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.served import Served, children_of

PAGE = "<!doctype html><title>گواہی</title>"


@dataclass(frozen=True)
class Answer:
    status: int
    head: str
    body: bytes
    rest: bytes
    """What came behind this answer: a second one, if the server read two requests."""

    @property
    def refusal(self) -> str:
        name: str = json.loads(self.body)["error"]["name"]
        return name


def connect(port: int, sent: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(sent)
    return line


def send(port: int, request: bytes, *, wait_seconds: float = 1.0) -> Answer:
    """The answer to these bytes; ``rest`` is all that comes in ``wait_seconds`` after it."""
    with connect(port, request) as line:
        received = _until_silent(line, wait_seconds)
    head, _, after = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    found = re.fullmatch(r"HTTP/1\.1 (\d{3})\b.*", first)
    assert found, f"no answer: {received[:200]!r}"
    length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length")), 0)
    return Answer(int(found[1]), head.decode("latin-1"), after[:length], after[length:])


def request(method: str, path: str, port: int, *lines: str, body: bytes = b"") -> bytes:
    """Bytes of a request as a browser on this computer sends it, with ``lines`` added."""
    head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *lines]
    if body:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def peak_bytes(served: Served) -> int:
    """The most memory that the worker ever held."""
    status = Path(f"/proc/{children_of(served.pid)[-1]}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) << 10


def error_name(answer: Any) -> str:
    name: str = answer.json()["error"]["name"]
    return name


def _until_silent(line: socket.socket, wait_seconds: float) -> bytes:
    received = b""
    try:
        while piece := line.recv(65_536):
            received += piece
            line.settimeout(wait_seconds)
    except TimeoutError:
        pass
    return received
