"""What the served relay costs beside bare SQLite: push and pull of 10,000 sealed changes, in processor time of the
whole server.

Bare SQLite writes the very rows that the relay stored, into tables made like the relay's, in batches of 100 with the
same durability and page size. Both take turns in one run, so that a crowded machine does both wrong. Processor time,
not seconds, because seconds tell how busy the machine is. The relay is asked as phones ask, with what was seen, and
every proof is checked.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import secrets
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2

from server.format.checkpoint import check_note
from server.format.item import Kind, item_id
from server.format.log import State, check_state, leaf
from server.seal.primitives import verify
from tests.served import Served, children_of

ITEMS, BATCH, ITEM_BYTES, ROUNDS = 10_000, 100, 2_200, 7
PAGE = 500
HEADER_BYTES = 6
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Member:
    """A team on the served relay and a connection to it."""

    tag: bytes
    token: str
    relay_pk: bytes
    connection: http.client.HTTPConnection

    def call(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/cbor"}
        self.connection.request(method, f"/api/v1/teams/{self.tag.hex()}/{path}", body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        assert answer.status == 200, data
        return data

    def check(self, answer: dict[str, Any], known: State, leaves: dict[int, bytes]) -> State:
        """What the log has become, proven; that costs the server nothing."""
        new = check_note(verify, answer["checkpoint"], self.relay_pk).state
        check_state(new, known, leaves, answer["proof"])
        return new


def found(served: Served) -> Member:
    tag, token = secrets.token_bytes(16), secrets.token_bytes(32)
    connection = http.client.HTTPConnection("127.0.0.1", served.port)
    asked = {"team_tag": tag.hex(), "admin_pk": "00" * 32, "token_hash": hashlib.sha256(token).hexdigest()}
    body = "{" + ", ".join(f'"{name}": "{value}"' for name, value in asked.items()) + "}"
    connection.request("POST", "/api/v1/teams", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    answer.read()
    connection.request("GET", "/api/v1/health")
    relay_pk = bytes.fromhex(json.loads(connection.getresponse().read())["relay_pk"])
    return Member(tag, base64.urlsafe_b64encode(token).rstrip(b"=").decode(), relay_pk, connection)


def sealed_changes(tag: bytes) -> list[bytes]:
    """Bodies as the relay sees them: a header it checks, and bytes that look like noise."""
    noise = secrets.token_bytes(ITEM_BYTES - HEADER_BYTES - len(tag))
    return [b"GWC1\x01\x00" + tag + number.to_bytes(8, "big") + noise[8:] for number in range(ITEMS)]


def requests(bodies: list[bytes]) -> list[bytes]:
    batches = (bodies[start : start + BATCH] for start in range(0, len(bodies), BATCH))
    return [
        cbor2.dumps(
            {"items": [{"kind": int(Kind.CHANGE), "body": body, "mailbox": None} for body in batch]}, canonical=True
        )
        for batch in batches
    ]


def server_seconds(served: Served) -> float:
    """Processor time of the whole server until now, in the kernel and out of it."""
    ticks = 0
    for pid in children_of(served.pid):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    before = clock()
    work()
    return clock() - before


def tables_of(served: Served) -> list[str]:
    """How the relay made the table of its items and what the table needs, so that bare SQLite does the same work."""
    with closing(sqlite3.connect(served.data / "relay.sqlite")) as database:
        made = (
            "select sql from sqlite_master where tbl_name in ('teams', 'items') and sql is not null order by type desc"
        )
        return [sql for (sql,) in database.execute(made)]


def open_raw(path: Path, tables: list[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for line in ("page_size = 16384", "journal_mode = wal", "synchronous = full"):
        connection.execute(f"pragma {line}")
    for sql in tables:
        connection.execute(sql)
    return connection


def insert_raw(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    places = ", ".join("?" * len(rows[0]))
    connection.execute("begin immediate")
    connection.executemany(f"insert into items values ({places})", rows)
    connection.execute("commit")


def stored_rows(served: Served, team: int, after: int) -> list[tuple[object, ...]]:
    """As they lie in the relay's table: in the order of its columns."""
    with closing(sqlite3.connect(served.data / "relay.sqlite")) as connection:
        query = "select * from items where team = ? and number > ? order by number limit ?"
        return connection.execute(query, (team, after, BATCH)).fetchall()


def team_of(served: Served, tag: bytes) -> int:
    with closing(sqlite3.connect(served.data / "relay.sqlite")) as connection:
        (number,) = connection.execute("select id from teams where team_tag = ?", (tag,)).fetchone()
        return int(number)


def select_raw(connection: sqlite3.Connection, team: int, after: int) -> None:
    connection.execute(
        "select number, kind, body, mailbox, rosters from items where team = ? and number > ? order by number limit ?",
        (team, after, PAGE),
    ).fetchall()


def one_round(served: Served, folder: Path) -> dict[str, float]:
    """Seconds of processor time. SQLite's turn comes after each batch and each page: both find the caches cold."""
    member = found(served)
    bodies = sealed_changes(member.tag)
    batches = requests(bodies)
    leaves = {number: leaf(item_id(Kind.CHANGE, body, None), 0) for number, body in enumerate(bodies, 1)}
    team = team_of(served, member.tag)
    raw = open_raw(folder / f"{member.tag.hex()}.sqlite", tables_of(served))
    before, raw_seconds, waits, known = server_seconds(served), 0.0, [], State()
    for place, batch in enumerate(batches):
        begun = time.perf_counter()
        answer = member.call("POST", f"push?seen={known.size}", batch)
        waits.append(time.perf_counter() - begun)
        some = stored_rows(served, team, place * BATCH)
        assert len(some) == BATCH
        raw_seconds += timed(lambda some=some: insert_raw(raw, some), time.process_time)
        new = range(known.size + 1, known.size + BATCH + 1)
        known = member.check(cbor2.loads(answer), known, {number: leaves[number] for number in new})
    figures = {"push.server_s": server_seconds(served) - before, "push.raw_s": raw_seconds}
    figures["push.batch_p50_ms"] = 1000 * statistics.median(waits)
    before, raw_seconds, known = server_seconds(served), 0.0, State()
    for after in range(0, ITEMS, PAGE):
        page = cbor2.loads(member.call("GET", f"items?after={after}&limit={PAGE}&seen={known.size}"))
        raw_seconds += timed(lambda after=after: select_raw(raw, team, after), time.process_time)
        numbers = [number for number, *_ in page["items"]]
        assert numbers == list(range(after + 1, after + PAGE + 1))
        known = member.check(page, known, {number: leaves[number] for number in [*numbers, ITEMS]})
    raw.close()
    return figures | {"pull.server_s": server_seconds(served) - before, "pull.raw_s": raw_seconds}


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "index.html").write_text("the web app is not measured here")
        with Served(folder / "data", web=folder) as served:
            rounds = [one_round(served, folder) for _ in range(ROUNDS)]
            database_bytes = (folder / "data" / "relay.sqlite").stat().st_size
    middle = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    batches, all_pages = ITEMS / BATCH, ITEMS / PAGE
    return {
        "push.cpu_over_sqlite": statistics.median(one["push.server_s"] / one["push.raw_s"] for one in rounds),
        "pull.cpu_over_sqlite": statistics.median(one["pull.server_s"] / one["pull.raw_s"] for one in rounds),
        "push.cpu_ms_per_batch": 1000 * middle["push.server_s"] / batches,
        "push.sqlite_ms_per_batch": 1000 * middle["push.raw_s"] / batches,
        "push.batch_p50_ms": middle["push.batch_p50_ms"],
        "pull.cpu_ms_per_page": 1000 * middle["pull.server_s"] / all_pages,
        "pull.sqlite_ms_per_page": 1000 * middle["pull.raw_s"] / all_pages,
        "push.disk_over_payload": database_bytes / (ROUNDS * ITEMS * ITEM_BYTES),
    }


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:<26} {value:>10.3f}")
