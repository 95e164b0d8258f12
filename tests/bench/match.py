"""One contestant's whole work, in a network of its own. Arguments: its name, the file for what was measured, and for
who needs PostgreSQL a database and the process id of its server.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench.contestants import CONTESTANTS, Postgres
from tests.bench.meter import run_client
from tests.served import free_port

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1  # SIOCGIFFLAGS, SIOCSIFFLAGS and IFF_UP of netdevice(7)
NAME_AND_FLAGS = "16sh"


def raise_loopback() -> None:
    """A new network has a loopback device, but it is down."""
    with socket.socket() as any_socket:
        asked = struct.pack(NAME_AND_FLAGS, b"lo", 0)
        _, flags = struct.unpack_from(NAME_AND_FLAGS, fcntl.ioctl(any_socket, GET_FLAGS, asked.ljust(40, b"\0")))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack(NAME_AND_FLAGS, b"lo", flags | UP).ljust(40, b"\0"))


def main(name: str, out: Path, postgres: Postgres | None) -> None:
    raise_loopback()
    contestant = CONTESTANTS[name]
    with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as folder:
        port = free_port()
        with contestant.serve(Path(folder), port, postgres) as server:
            command = contestant.client(port, server)
            measured = run_client(command, server, log=out.with_suffix(".log"))
    out.write_text(json.dumps(asdict(measured)), encoding="utf-8")


if __name__ == "__main__":
    given = sys.argv[3:]
    main(sys.argv[1], Path(sys.argv[2]), Postgres(given[0], int(given[1])) if given else None)
