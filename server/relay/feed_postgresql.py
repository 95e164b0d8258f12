"""The rows of the feed in PostgreSQL. The team's row is locked last, and for one round trip: what is read under the
lock comes back in one, and what was decided goes out in one together with its commit (pipeline mode).

The lock is a statement of its own: one statement that locked and inserted would insert by a snapshot that is older
than the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

import psycopg
from psycopg import errors

from server.format.refusals import Refusal
from server.relay.config import PAGE_LIMIT_BYTES
from server.relay.database import Store
from server.relay.feed_rows import Decide, Decided, Decision, Numbers, TeamState

# Not "for update": a welcome that is left meanwhile only needs the row to stay.
_LOCK: Final = "select head, used_bytes, epoch from teams where id = %s for no key update"
_STATE: Final = "select head, used_bytes, epoch from teams where id = %s"
# One look into the unique index for each id. Asked as "item_id = any(..)", a planner without statistics reads the whole
# feed instead.
_KNOWN: Final = """
    select found.item_id, found.number from unnest(%b::bytea[]) as asked (item_id), lateral (
        select item_id, number from items where team = %s and item_id = asked.item_id limit 1
    ) as found
"""
# One statement, because each costs the server about a fifth of a batch.
_WRITE: Final = """
    with advanced as (update teams set head = %s, used_bytes = %s where id = %s)
    insert into items (team, number, item_id, kind, mailbox, body)
    select %s, line.* from unnest(%b::bigint[], %b::bytea[], %b::int[], %b::bytea[], %b::bytea[]) as line
"""
# The server sends no more than a page and one item: the sizes are known without reading the bodies.
_PAGE: Final = """
    select number, kind, body, mailbox from (
        select *, sum(octet_length(body)) over (order by number) - octet_length(body) as bytes_before from (
            select number, kind, body, mailbox from items
            where team = %s and number > %s and number <= %s {mailboxes} order by number limit %s
        ) as offered
    ) as measured where bytes_before <= {limit_bytes} order by number
"""
_PAGE_OF_ALL: Final = _PAGE.format(mailboxes="", limit_bytes=PAGE_LIMIT_BYTES)
_PAGE_OF_MAILBOXES: Final = _PAGE.format(mailboxes="and mailbox = any(%b)", limit_bytes=PAGE_LIMIT_BYTES)


def append(write_to: Store, team: int, ids: Sequence[bytes], decide: Decide[Decided]) -> Decided:
    """First as if all were new; the unique key finds the exception."""
    try:
        return _append(write_to, team, (), decide)
    except errors.UniqueViolation:
        return _append(write_to, team, ids, decide)


def _append(write_to: Store, team: int, ask_for: Sequence[bytes], decide: Decide[Decided]) -> Decided:
    connection = _connection(write_to)
    try:
        with connection.pipeline():
            connection.execute("begin")
            state, numbers = _lock(connection, team, ask_for)
            decided = decide(state, numbers)
            if decided.lines:
                _write(connection, team, decided)
            connection.execute("commit")
    except BaseException:
        if not connection.closed:
            connection.rollback()
        raise
    return decided


def _lock(connection: psycopg.Connection, team: int, ask_for: Sequence[bytes]) -> tuple[TeamState, Numbers]:
    locked = connection.cursor().execute(_LOCK, (team,), prepare=True)
    known = connection.cursor()
    if ask_for:
        known.execute(_KNOWN, (list(ask_for), team), prepare=True)
    row = locked.fetchone()
    if row is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    return TeamState(*row), dict(known.fetchall()) if ask_for else {}


def _write(connection: psycopg.Connection, team: int, decided: Decision) -> None:
    _, *columns = (list(column) for column in zip(*decided.lines, strict=True))
    state = decided.state
    connection.execute(_WRITE, (state.head, state.used_bytes, team, team, *columns), prepare=True)


def page(
    read_from: Store, team: int, *, after: int, limit: int, mailboxes: Sequence[bytes]
) -> tuple[TeamState, Iterable[Any]]:
    cursor = _connection(read_from).cursor()
    row = cursor.execute(_STATE, (team,)).fetchone()
    if row is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    state = TeamState(*row)
    if mailboxes:
        cursor.execute(_PAGE_OF_MAILBOXES, (team, after, state.head, list(mailboxes), limit))
    else:
        cursor.execute(_PAGE_OF_ALL, (team, after, state.head, limit))
    return state, cursor.fetchall()


def _connection(of: Store) -> psycopg.Connection:
    return cast("psycopg.Connection", of.kept(of.thread_connection))
