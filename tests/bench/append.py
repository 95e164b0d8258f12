"""What an append costs a team with a long history: a push of 100 items into a team that holds a million, over the same
push into one that holds 10,000. Both teams are on one relay, and take turns.

The histories are written into the relay's tables as it would have written them, its log's tree with them; the first
push that is measured would be refused by name if they were not.
"""

from __future__ import annotations

import secrets
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cbor2

from server.format.item import Kind
from server.format.log import Frontier, leaf
from tests.bench.parts import Figures
from tests.bench.push_pull import Member, found, server_seconds, team_of
from tests.served import Served

SHORT, LONG = 10_000, 1_000_000
BATCH, BATCHES, ROUNDS = 100, 40, 5
HISTORY_BYTES, ITEM_BYTES = 64, 2_200


def write_history(served: Served, member: Member, items: int) -> None:
    """So many items with ids in order, which is the quickest way to an index that later ids fall into everywhere."""
    team, ids = team_of(served, member.tag), sorted(secrets.token_bytes(32) for _ in range(items))
    tree, grown = Frontier().grow(leaf(name, 0) for name in ids)
    body, kind = bytes(HISTORY_BYTES), int(Kind.CHANGE)
    rows = (
        (team, number, name, kind, nodes, body) for number, (name, nodes) in enumerate(zip(ids, grown, strict=True), 1)
    )
    with closing(sqlite3.connect(served.data / "relay.sqlite")) as database, database:
        database.executemany(
            "insert into items (team, number, item_id, kind, rosters, nodes, body) values (?, ?, ?, ?, 0, ?, ?)", rows
        )
        known = (items, items * HISTORY_BYTES, b"".join(tree.peaks), team)
        database.execute("update teams set head = ?, used_bytes = ?, frontier = ? where id = ?", known)


def pushes(tag: bytes) -> Iterator[bytes]:
    head = b"GWC1\x01\x00" + tag
    for _ in range(BATCHES):
        bodies = (head + secrets.token_bytes(ITEM_BYTES - len(head)) for _ in range(BATCH))
        offered = [{"kind": int(Kind.CHANGE), "body": body, "mailbox": None} for body in bodies]
        yield cbor2.dumps({"items": offered}, canonical=True)


def append_seconds(served: Served, member: Member, head: int) -> float:
    """Processor time of the server for one push of 100 items, by somebody who knows the log."""
    bodies = list(pushes(member.tag))
    before = server_seconds(served)
    for place, body in enumerate(bodies):
        member.call("POST", f"push?seen={head + BATCH * place}", body)
    return (server_seconds(served) - before) / BATCHES


def measure() -> Figures:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "index.html").write_text("the web app is not measured here")
        served = Served(folder / "data", web=folder)
        with served:
            short, long = found(served), found(served)
        for member, items in ((short, SHORT), (long, LONG)):
            write_history(served, member, items)
            member.connection.close()
        with served:
            rounds = []
            for number in range(ROUNDS):
                grown = number * BATCH * BATCHES
                before = append_seconds(served, short, SHORT + grown)
                rounds.append((before, append_seconds(served, long, LONG + grown)))
    return {
        "append.cost_1m_over_10k": statistics.median(after / before for before, after in rounds),
        "append.cpu_ms_at_10k": 1000 * statistics.median(before for before, _ in rounds),
        "append.cpu_ms_at_1m": 1000 * statistics.median(after for _, after in rounds),
    }


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:<28} {value:>10.3f}")
