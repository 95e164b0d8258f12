"""A tiny server for one edition of the web app: the headers of the real one, and the faults that networks have."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from server.web import INTEGRITY_POLICY, SECURITY_HEADERS

Fault = Literal["none", "corrupt", "truncate", "cut"]
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}


@dataclass
class Site:
    """One address that can serve another edition, fail, die and come back."""

    folder: Path
    fault: Fault = "none"
    asked: list[str] = field(default_factory=list)
    port: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def kill(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._server = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle is what these tests are about."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            site.asked.append(path)
            file = site.folder / ("index.html" if path == "/" else path.lstrip("/"))
            if not file.is_file():
                self.send_error(404)
                return
            self._send(file, file.read_bytes())

        def _send(self, file: Path, body: bytes) -> None:
            fault = site.fault if file.name.startswith("main-") else "none"
            if fault == "corrupt":
                body = body[:-10] + bytes([body[-10] ^ 1]) + body[-9:]
            if fault == "truncate":
                body = body[: len(body) // 2]
            self.send_response(200)
            self.send_header("Content-Type", TYPES[file.suffix])
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-cache")
            for name, value in SECURITY_HEADERS if file.suffix == ".js" else (*SECURITY_HEADERS, INTEGRITY_POLICY):
                self.send_header(name, value)
            self.end_headers()
            if fault == "cut":
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Silent: the tests look at ``asked``."""

    return Handler
