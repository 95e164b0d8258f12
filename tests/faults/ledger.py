"""The ledger of what was acknowledged, in a process of its own that no fault touches.

A client that has verified a receipt says so here, and goes on only when it is on the disk. What stands here must be
found again, whatever died.

    python -m tests.faults.ledger FILE      prints its port and writes down until its input ends
"""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_connection
from typing import Self


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Something that a relay said it has: an item (named by team and id) with its number, or a chunk with number 0."""

    name: str
    number: int


def note(port: int, entries: Iterable[Acknowledged]) -> None:
    """Returns when the ledger has it on its disk."""
    lines = [json.dumps([one.name, one.number]) for one in entries]
    with create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall("".join(f"{text}\n" for text in [*lines, "[]"]).encode())
        assert line.recv(2) == b"ok", "the ledger did not answer"


@dataclass
class Ledger:
    """The ledger's process as the one who drives the faults sees it."""

    file: Path
    port: int = 0
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.faults.ledger", str(self.file)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.communicate()

    def note(self, entries: Iterable[Acknowledged]) -> None:
        note(self.port, entries)

    def entries(self) -> dict[str, int]:
        """Name -> number. Fails if one thing was ever acknowledged under two numbers."""
        found: dict[str, int] = {}
        for line in self.file.read_text(encoding="ascii").splitlines():
            name, number = json.loads(line)
            assert found.setdefault(name, number) == number, f"{name} was acknowledged as {found[name]} and {number}"
        return found


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        lines = []
        for line in self.rfile:
            if line == b"[]\n":
                self.server.write(b"".join(lines))
                self.wfile.write(b"ok")
                return
            lines.append(line)  # a client that died before the end said nothing


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, file: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()

    def write(self, lines: bytes) -> None:
        with self._lock:
            os.write(self._descriptor, lines)
            os.fsync(self._descriptor)


def main() -> None:
    with _Server(Path(sys.argv[1])) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main()
