"""A man in the middle: takes requests on a port of its own and answers as ``handle`` says, or hangs up half way.

Speaks whole HTTP messages only; what happens to them is for the one who handles them.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, Self

TIMEOUT_SECONDS: Final = 30
_ABOUT_THE_LINE: Final = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def is_push(self) -> bool:
        return self.method == "POST" and self.path.partition("?")[0].endswith("/push")

    @property
    def is_pull(self) -> bool:
        return self.method == "GET" and "/items?" in self.path


@dataclass(frozen=True, slots=True)
class Answer:
    """``upto``: the part of the message's bytes that is sent before the line breaks; 1 means all of it. ``then`` is
    called when that is sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    upto: float = 1.0
    then: Callable[[], None] = lambda: None

    def message(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {http.client.responses.get(self.status, '')}"]
        lines += [f"{name}: {value}" for name, value in self.headers if name.lower() not in _ABOUT_THE_LINE]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


NOTHING: Final = Answer(502, (), b"", upto=0.0)
Handle = Callable[[Request], Answer]


def forward(port: int, request: Request) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.putrequest(request.method, request.path, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers:
            if name.lower() not in _ABOUT_THE_LINE:
                connection.putheader(name, value)
        if request.body or request.method in ("POST", "PUT"):
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        answer = connection.getresponse()
        return Answer(answer.status, tuple(answer.getheaders()), answer.read())
    finally:
        connection.close()


def forward_torn(port: int, request: Request, upto: float) -> None:
    """The line breaks while the request is on its way."""
    lines = [f"{request.method} {request.path} HTTP/1.1", *[f"{name}: {value}" for name, value in request.headers]]
    message = "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as line:
        line.sendall(message[: max(1, int(len(message) * upto))])


class Middle:
    """Serves on ``port`` while it is entered. ``handle`` may be changed at any time."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that dies in the middle is what this is about."""


def _handler(middle: Middle) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                answer = middle.handle(Request(self.command, self.path, tuple(self.headers.items()), body))
            except (OSError, http.client.HTTPException):  # the relay is not there, or broke off itself
                answer = NOTHING
            message = answer.message()
            self.wfile.write(message[: int(len(message) * answer.upto)])
            self.wfile.flush()
            answer.then()
            if answer.upto < 1:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any  # noqa: N815  named by http.server

        def log_message(self, *arguments: object) -> None:
            """Silent."""

    return Handler
