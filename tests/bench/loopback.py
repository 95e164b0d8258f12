"""The floor of every answer: the same bytes over plain HTTP on loopback, to a server that does nothing with them.

It reads a request and says that it came; no framework, no database, no check. A thread a connection, answers in one
packet.
"""

from __future__ import annotations

import http.client
import secrets
import socketserver
import statistics
import subprocess
import sys
import time

from tests.bench.meter import cpu_seconds
from tests.bench.parts import Figures
from tests.bench.push_pull import BATCH, ITEM_BYTES, ITEMS

POSTS = 1_000
SMALL_BYTES = 2_048
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
END_OF_HEAD = b"\r\n\r\n"


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        while length := self._length():
            self.rfile.read(length)
            self.wfile.write(ANSWER)

    def _length(self) -> int:
        """Of the next request's body; 0 if the client has gone."""
        length = 0
        while line := self.rfile.readline().rstrip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return length


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


def serve() -> None:
    with Server(("127.0.0.1", 0), Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


def post(connection: http.client.HTTPConnection, body: bytes) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    connection.request("POST", "/", body)
    connection.getresponse().read()
    return 1000 * (time.perf_counter() - start)


def measure() -> Figures:
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.loopback"], stdout=subprocess.PIPE)
    try:
        assert server.stdout
        connection = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()))
        small = secrets.token_bytes(SMALL_BYTES)
        waits = [post(connection, small) for _ in range(POSTS)]
        batch, batches = secrets.token_bytes(BATCH * ITEM_BYTES), 10 * ITEMS // BATCH
        before = cpu_seconds([server.pid])
        for _ in range(batches):
            post(connection, batch)
        spent = cpu_seconds([server.pid]) - before
        connection.close()
    finally:
        server.terminate()
        server.wait()
    return {
        "http.post_2kb_p50_ms": statistics.median(waits),
        "http.post_2kb_p95_ms": statistics.quantiles(waits, n=20)[-1],
        "http.cpu_ms_per_batch": 1000 * spent / batches,
    }


if __name__ == "__main__":
    serve()
