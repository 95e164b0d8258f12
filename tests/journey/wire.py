"""A wire tap between browsers and relay: forwards every byte but for the port in Host and Origin, and keeps a copy.

The tap's port and the relay's have the same number of digits, so lengths stay right. While the relay is down,
connections are refused or cut, as on a bad network.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path


class WireTap:
    """Listens on a loopback port, forwards to ``relay_port``; ``record`` collects everything that crossed."""

    def __init__(self, relay_port: int, record: Path) -> None:
        self.relay_port = relay_port
        self.record = record
        self.listener = self._listen(len(str(relay_port)))
        self.port: int = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.lock = threading.Lock()
        self.is_cut = False
        self.live: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @staticmethod
    def _listen(digits: int) -> socket.socket:
        while True:
            listener = socket.create_server(("127.0.0.1", 0))
            if len(str(listener.getsockname()[1])) == digits:
                return listener
            listener.close()

    def cut(self, away: bool) -> None:
        """No signal: what is open breaks, what is new fails."""
        self.is_cut = away
        if away:
            with self.lock:
                for end in self.live:
                    hang_up(end)

    def close(self) -> None:
        self.cut(True)
        self.listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the listener was closed: the test is over
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            if self.is_cut:
                raise ConnectionRefusedError
            relay = socket.create_connection(("127.0.0.1", self.relay_port), timeout=5)
        except OSError:
            client.close()
            return
        relay.settimeout(None)
        with self.lock:
            self.live |= {client, relay}
        there = (b"127.0.0.1:%d" % self.port, b"127.0.0.1:%d" % self.relay_port)
        threading.Thread(target=self._pump, args=(relay, client, None), daemon=True).start()
        self._pump(client, relay, there)

    def _pump(self, source: socket.socket, target: socket.socket, swap: tuple[bytes, bytes] | None) -> None:
        with contextlib.suppress(OSError):  # either side hung up
            while data := source.recv(65536):
                with self.lock, self.record.open("ab") as file:
                    file.write(data)
                target.sendall(data.replace(*swap) if swap else data)
        with self.lock:
            self.live -= {source, target}
        hang_up(source)
        hang_up(target)


def hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it had hung up already
        end.shutdown(socket.SHUT_RDWR)


def places_that_hold(canaries: list[str], folders: list[Path]) -> dict[str, list[str]]:
    """Canary -> files that contain it in UTF-8, UTF-16 or JSON-escaped form; empty if all is well."""
    found: dict[str, list[str]] = {}
    files = [path for folder in folders for path in (folder.rglob("*") if folder.is_dir() else [folder])]
    for path in files:
        if not path.is_file() or path.is_symlink():
            continue
        content = path.read_bytes()
        for canary in canaries:
            escaped = canary.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
            if any(form in content for form in (canary.encode(), canary.encode("utf-16-le"), escaped)):
                found.setdefault(canary, []).append(str(path))
    return found
