"""How the relay opens PostgreSQL (15 or newer), and what it demands before it promises anything: a server that syncs
what it commits, in UTF-8, and takes writes.

Whatever the server's settings say, every connection waits for the disk at its commits. Nothing here may lower that.
"""

from __future__ import annotations

import select
import weakref
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Engine, event

OLDEST_VERSION: Final = 150_000
CONNECT_SECONDS: Final = 10
DISK_FULL: Final = "53100"
# The server is away, ends, is full of connections, waits too long for a lock, or became a standby: it may come back.
_AWAY_CLASSES: Final = ("08", "57")
_AWAY: Final = frozenset({"53300", "53200", "55P03", "25006", "25P03", "40001", "40P01"})
# Where in PostgreSQL's source a commit warns that its wait for a standby was ended. Its code names any warning, and its
# words depend on the server's language.
_WAITS_FOR_STANDBY: Final = "SyncRepWaitForLSN"
_STANDBY_NOT_AWAITED: Final[weakref.WeakKeyDictionary[Any, bool]] = weakref.WeakKeyDictionary()
_SESSION: Final = (
    # Stronger or equal to what a server may be set to, but for "remote_apply", which delays readers and keeps no more.
    "set synchronous_commit = on",
    # The lock of a team's row is of use only if the next statement sees what was committed before.
    "set default_transaction_isolation = 'read committed'",
    "set lock_timeout = '30s'",
    # A relay that stops in the middle of a push must not hold its team's row for ever.
    "set idle_in_transaction_session_timeout = '60s'",
)
_PROMISES: Final = (
    ("fsync", "on", "its setting fsync is off: a power cut would lose what phones were told is kept"),
    ("full_page_writes", "on", "its setting full_page_writes is off: a power cut could tear its tables"),
    ("synchronous_commit", "on", "it answers before what it was given is on the disk (synchronous_commit)"),
    ("server_encoding", "UTF8", "its database is not encoded in UTF-8: make one with: createdb -E UTF8 -T template0"),
    ("transaction_read_only", "off", "it is a standby or read-only: name the primary server"),
)


class _BinaryCursor(psycopg.Cursor[Any]):
    def __init__(self, connection: psycopg.Connection[Any], **settings: Any) -> None:
        super().__init__(connection, **settings)
        self.format = psycopg.pq.Format.BINARY


def engine_options() -> dict[str, Any]:
    return {
        "paramstyle": "format",
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": CONNECT_SECONDS * 3000},
    }


def listen(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare)


def broken_promise(connection: Connection) -> str | None:
    """Why this server cannot keep what the relay answers, in a sentence for the person who starts it."""
    version = int(connection.exec_driver_sql("show server_version_num").scalar_one())
    if version < OLDEST_VERSION:
        return f"PostgreSQL 15 or newer is needed; this one is {version // 10_000}."
    for name, wanted, otherwise in _PROMISES:
        if connection.exec_driver_sql(f"show {name}").scalar_one() != wanted:
            return f"This PostgreSQL cannot be used: {otherwise}."
    return None


def make_hot(connection: Any) -> None:
    """For the hot path: each statement a transaction of its own until one is begun, and bytes come as bytes."""
    connection.autocommit = True
    connection.cursor_factory = _BinaryCursor


def has_died(connection: Any) -> bool:
    """Whether the server ended this idle connection meanwhile, without asking it (2 us, not a round trip)."""
    if connection.closed:
        return True
    readable = select.poll()  # select() itself knows no file above 1,023, and a hub has thousands
    readable.register(connection.fileno(), select.POLLIN)
    return bool(readable.poll(0))  # to an idle connection a server has nothing to say but goodbye


def demand_replicated(connection: Any) -> None:
    """After a commit: PostgreSQL says "done", with a mere warning, when somebody ends its wait for a standby."""
    if _STANDBY_NOT_AWAITED.pop(connection, False):
        raise psycopg.OperationalError("the commit did not reach the standby that it must wait for")


def is_disk_full(error: BaseException) -> bool:
    return isinstance(error, psycopg.Error) and error.sqlstate == DISK_FULL


def is_away(error: BaseException) -> bool:
    if not isinstance(error, psycopg.OperationalError | psycopg.InternalError):
        return False
    state = error.sqlstate
    return state is None or state in _AWAY or state.startswith(_AWAY_CLASSES)


def _prepare(connection: psycopg.Connection, _record: object) -> None:
    known = weakref.ref(connection)

    def heed(notice: psycopg.errors.Diagnostic) -> None:
        found = known()
        if found is not None and notice.source_function == _WAITS_FOR_STANDBY:
            _STANDBY_NOT_AWAITED[found] = True

    connection.add_notice_handler(heed)
    with connection.cursor() as cursor:
        cursor.execute("; ".join(_SESSION))
    connection.commit()
