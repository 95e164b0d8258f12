"""What the served relay costs on PostgreSQL beside a bare COPY of the rows that it stored, in processor time of all
that works for it: the whole server and the PostgreSQL processes behind it; or the program that copies and the process
behind that. What both share (the writer of PostgreSQL's log, its checkpoints) counts for neither.

Both take turns, batch by batch, with the same durability and the same indexes.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from psycopg import sql

from tests.bench.meter import cpu_seconds
from tests.bench.parts import Figures, Postgresql
from tests.bench.push_pull import BATCH, ITEMS, found, requests, sealed_changes, timed
from tests.postgresql import Cluster
from tests.served import Served

ROUNDS = 5
WARM_UP = 5


class Copier:
    """Copies into a table like the relay's, in PostgreSQL's binary form, a transaction a batch."""

    def __init__(self, cluster: Cluster, database: str) -> None:
        self.connection = cluster.connect(database)
        self.connection.execute("create schema if not exists bare")
        self.connection.execute("create table if not exists bare.items (like public.items including all)")
        cursor = self.connection.cursor(binary=True)
        self.types = [column.type_code for column in cursor.execute("select * from items limit 0").description or ()]
        self.connection.commit()

    def copy(self, rows: Sequence[Sequence[Any]]) -> None:
        with self.connection.cursor() as cursor:
            with cursor.copy("copy bare.items from stdin (format binary)") as writer:
                writer.set_types(self.types)
                for row in rows:
                    writer.write_row(row)
            self.connection.commit()


def stored_rows(cluster: Cluster, database: str, tag: bytes, after: int) -> list[tuple[Any, ...]]:
    """As they lie in the relay's table: in the order of its columns."""
    with cluster.connect(database) as connection:
        query = (
            "select items.* from items join teams on teams.id = items.team"
            " where team_tag = %s and number > %s order by number limit %s"
        )
        return connection.cursor(binary=True).execute(query, (tag, after, BATCH)).fetchall()


def backends(cluster: Cluster, database: str, but: int) -> list[int]:
    """The processes that serve the relay."""
    with cluster.connect(autocommit=True) as connection:
        query = sql.SQL("select pid from pg_stat_activity where datname = {} and pid <> {}")
        return [pid for (pid,) in connection.execute(query.format(database, but)).fetchall()]


def one_round(served: Served, cluster: Cluster, database: str, copier: Copier) -> tuple[float, float]:
    """Seconds of processor time for 10,000 items: of the relay, of COPY."""
    member = found(served)
    batches = requests(sealed_changes(member.tag))
    for batch in requests(sealed_changes((warm := found(served)).tag))[:WARM_UP]:
        warm.call("POST", "push", batch)
    bare = copier.connection.info.backend_pid
    relays = [served.pid, *backends(cluster, database, bare)]
    copied, before, bare_before = 0.0, cpu_seconds(relays), cpu_seconds([bare])
    for place, batch in enumerate(batches):
        member.call("POST", "push", batch)
        rows = stored_rows(cluster, database, member.tag, place * BATCH)
        assert len(rows) == BATCH
        copied += timed(lambda rows=rows: copier.copy(rows), time.process_time)
    return cpu_seconds(relays) - before, copied + cpu_seconds([bare]) - bare_before


def measure(postgresql: Postgresql) -> Figures:
    cluster = postgresql()
    database = cluster.create()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "index.html").write_text("the web app is not measured here")
        with Served(folder / "data", "--database-url", cluster.url(database), web=folder) as served:
            copier = Copier(cluster, database)
            rounds = [one_round(served, cluster, database, copier) for _ in range(ROUNDS)]
            copier.connection.close()
    cluster.drop(database)
    batches = ITEMS / BATCH
    return {
        "push.cpu_over_copy": statistics.median(relay / copied for relay, copied in rounds),
        "push.postgresql_cpu_ms_per_batch": 1000 * statistics.median(relay for relay, _ in rounds) / batches,
        "push.copy_ms_per_batch": 1000 * statistics.median(copied for _, copied in rounds) / batches,
    }
