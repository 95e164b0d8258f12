"""What an append costs a team with a long history: a push of 100 items into a team that holds a million, over the same
push into one that holds 10,000. Both teams are on one relay, and take turns.

The history is made by real pushes, so that every index and the whole log are as they would be.
"""

from __future__ import annotations

import secrets
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cbor2

from server.format.item import Kind
from tests.bench.parts import Figures
from tests.bench.push_pull import Member, found, server_seconds
from tests.served import Served

SHORT, LONG = 10_000, 1_000_000
FILLING_BATCH = 1_000
BATCH, BATCHES, ROUNDS = 100, 40, 5
HISTORY_BYTES, ITEM_BYTES = 64, 2_200


def pushes(tag: bytes, items: int, size_bytes: int, batch: int) -> Iterator[bytes]:
    head = b"GWC1\x01\x00" + tag
    for start in range(0, items, batch):
        noise = secrets.token_bytes(batch * 8)
        bodies = (
            head + noise[8 * place : 8 * place + 8].ljust(size_bytes - len(head), b"\x5a") for place in range(batch)
        )
        assert start + batch <= items
        offered = [{"kind": int(Kind.CHANGE), "body": body, "mailbox": None} for body in bodies]
        yield cbor2.dumps({"items": offered}, canonical=True)


def push_all(member: Member, bodies: Iterator[bytes]) -> None:
    for body in bodies:
        member.call("POST", "push", body)


def append_seconds(served: Served, member: Member) -> float:
    """Processor time of the server for one push of 100 items."""
    bodies = list(pushes(member.tag, BATCHES * BATCH, ITEM_BYTES, BATCH))
    before = server_seconds(served)
    push_all(member, iter(bodies))
    return (server_seconds(served) - before) / BATCHES


def measure() -> Figures:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "index.html").write_text("the web app is not measured here")
        with Served(folder / "data", web=folder) as served:
            short, long = found(served), found(served)
            push_all(short, pushes(short.tag, SHORT, HISTORY_BYTES, FILLING_BATCH))
            push_all(long, pushes(long.tag, LONG, HISTORY_BYTES, FILLING_BATCH))
            rounds = [(append_seconds(served, short), append_seconds(served, long)) for _ in range(ROUNDS)]
    return {
        "append.cost_1m_over_10k": statistics.median(after / before for before, after in rounds),
        "append.cpu_ms_at_10k": 1000 * statistics.median(before for before, _ in rounds),
        "append.cpu_ms_at_1m": 1000 * statistics.median(after for _, after in rounds),
    }


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:<28} {value:>10.3f}")
