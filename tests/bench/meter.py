"""Measures a contestant from outside, each with the same counters: processor time of client and server with all their
children, seconds, bytes over loopback (in a network of their own, so that nobody else's count; headers of TCP and IP
are among them) and blocks on the disk.

Processor time is the figure to compare: seconds tell how busy the machine was.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.contestant import MARK

TICKS = os.sysconf("SC_CLK_TCK")
BLOCK_BYTES = 512


@dataclass(frozen=True, slots=True)
class Counters:
    seconds: float
    client_cpu_seconds: float
    server_cpu_seconds: float
    wire_bytes: int

    def since(self, before: Counters) -> dict[str, float]:
        return {name: getattr(self, name) - getattr(before, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Server:
    """``pids``: the processes whose time, and that of all below them, is the server's."""

    pids: Sequence[int]
    disk_bytes: Callable[[], int]
    url: str
    folder: Path


@dataclass(slots=True)
class Measured:
    """``phases``: counters of each by its name. ``facts``: what the contestant told itself."""

    phases: dict[str, dict[str, float]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    disk_bytes: int = 0


def run_client(command: Sequence[str], server: Server, log: Path) -> Measured:
    """Until the client ends."""
    measured = Measured()
    with log.open("w", encoding="utf-8") as said:
        client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
        assert client.stdin
        assert client.stdout
        before = read_counters(client.pid, server.pids)
        for raw in client.stdout:
            line = raw.decode(errors="replace")
            if not line.startswith(MARK):
                continue
            match json.loads(line.removeprefix(MARK)):
                case {"begin": _}:
                    before = read_counters(client.pid, server.pids)
                case {"end": str(name)}:
                    measured.phases[name] = read_counters(client.pid, server.pids).since(before)
                case {"rest": _}:
                    measured.disk_bytes = server.disk_bytes()
                case {"tell": facts}:
                    measured.facts |= facts
            client.stdin.write(b"\n")
            client.stdin.flush()
        status = client.wait()
    if status != 0:
        raise RuntimeError(f"the client ended with {status}:\n{log.read_text(encoding='utf-8')[-2000:]}")
    return measured


def read_counters(client: int, servers: Iterable[int]) -> Counters:
    return Counters(time.perf_counter(), cpu_seconds([client]), cpu_seconds(servers), loopback_bytes())


def cpu_seconds(roots: Iterable[int]) -> float:
    """Of these processes and all below them, in the kernel and out of it; also of those below that have ended."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        pid = int(stat.parent.name)
        parents[pid], ticks[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    wanted = set(roots)
    grew = True
    while grew:
        below = {pid for pid, parent in parents.items() if parent in wanted} - wanted
        wanted |= below
        grew = bool(below)
    return sum(ticks.get(pid, 0) for pid in wanted) / TICKS


def loopback_bytes() -> int:
    """In this process's own network."""
    for line in Path("/proc/self/net/dev").read_text().splitlines():
        name, _, counters = line.partition(":")
        if name.strip() == "lo":
            return int(counters.split()[0])
    raise RuntimeError("no loopback device")


def disk_bytes(folder: Path) -> int:
    return sum(path.lstat().st_blocks * BLOCK_BYTES for path in folder.rglob("*") if path.is_file())
