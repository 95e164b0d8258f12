"""Where processes of ours die: every labelled point, in the order in which an item travels."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tests.faults.points import ANSWERING, Point

_FEED: Final = "server/relay/feed_sqlite.py"
_DATABASE: Final = "server/relay/database.py"
_PUSH: Final = "server/relay/routes/feed.py"
_CHUNKS: Final = "server/relay/chunks.py"
_FOLDER: Final = "server/relay/chunk_folder.py"
_CHUNK_ROUTE: Final = "server/relay/routes/chunks.py"
_FIRST_TABLES: Final = "server/relay/migrations/versions/0001_first_tables.py"
_LOG: Final = "server/relay/migrations/versions/0002_the_log.py"
_LAST_OF_THE_LOG: Final = '_index("items_of_roster", ["team", "number"], "kind = 4")'
_EXCHANGE: Final = "server/desk/exchange.py"
_ARCHIVE: Final = "server/desk/archive/archive.py"
_STORE: Final = "server/desk/archive/store.py"
_RECEIVE: Final = "server/desk/archive/receive.py"

AFTER_THE_COMMIT: Final = Point(
    "relay: after the commit, before the answer",
    "push",
    _PUSH,
    "push",
    "proof = log.prove_push(store(), team.id, appended, seen=seen)",
    3,
)
RELAY: Final = (
    Point("relay: in a migration", "migration", _FIRST_TABLES, "upgrade", "op.create_index("),
    Point("relay: in the migration to the log", "migration", _LOG, "upgrade", _LAST_OF_THE_LOG),
    Point(
        "relay: a push half written",
        "push",
        _FEED,
        "_append",
        "cursor.execute(_ADVANCE, (new.head, new.used_bytes, new.rosters, new.frontier, team))",
        3,
    ),
    Point("relay: before the commit of a push", "push", _DATABASE, "writing_cursor", "connection.commit()", 4),
    AFTER_THE_COMMIT,
    *ANSWERING,
    Point("relay: a chunk half named", "chunk", _FOLDER, "write", "part.rename(path)", 2),
    Point("relay: between a chunk's name and its folder", "chunk", _FOLDER, "write", "_sync_folder(path.parent)", 2),
    Point(
        "relay: between a chunk's file and its row",
        "chunk",
        _CHUNK_ROUTE,
        "put",
        "with store().writing() as connection:",
        2,
    ),
    Point(
        "relay: a chunk's row before its commit",
        "chunk",
        _CHUNKS,
        "keep",
        "connection.execute(insert(ChunkRow).values(team=team, chunk_id=chunk_id))",
        2,
    ),
)
_POSTGRESQL: Final = "server/relay/feed_postgresql.py"
RELAY_ON_POSTGRESQL: Final = (
    Point("relay on PostgreSQL: in a migration", "migration", _FIRST_TABLES, "upgrade", "op.create_index("),
    Point("relay on PostgreSQL: a push half written", "push", _POSTGRESQL, "_write", "state = decided.state", 3),
    Point(
        "relay on PostgreSQL: before the commit of a push",
        "push",
        _POSTGRESQL,
        "_append",
        'connection.execute("commit")',
        3,
    ),
    replace(AFTER_THE_COMMIT, name="relay on PostgreSQL: after the commit, before the answer"),
)
DESK: Final = (
    Point("desk: in a page", "desk", _RECEIVE, "_settle", "self._read(item)", 3),
    Point(
        "desk: a page read, its cursor not moved",
        "desk",
        _ARCHIVE,
        "take",
        "self._move(replace(self._memory.cursor, epoch=page.known.epoch, after=page.next))",
    ),
    Point("desk: before the commit of a page", "desk", _STORE, "writing", 'self._connection.execute("COMMIT")', 2),
    Point(
        "desk: between local commit and send",
        "desk",
        _EXCHANGE,
        "_push",
        "if archive.delivered(prove_delivery(trust_in(archive.roster), known, relay.push(letters, known))):",
    ),
    Point("desk: after send, before local mark", "desk", _ARCHIVE, "delivered", "if self.known != delivery.before:"),
    Point("desk: the mark before its commit", "desk", _ARCHIVE, "delivered", "del self._memory.outbox[key]"),
)
POINTS: Final = (*RELAY, *RELAY_ON_POSTGRESQL, *DESK)
BY_NAME: Final = {point.name: point for point in POINTS}
