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
from server.relay.feed_rows import Decide, Decided, Decision, LogLine, Places, TeamState
from server.relay.postgresql import demand_replicated

# Not "for update": a welcome that is left meanwhile only needs the row to stay. The lock alone makes the commit wait
# for disk and standby, so that what an earlier push stored without that wait is not acknowledged either.
_STATE: Final = "select head, used_bytes, epoch, rosters, frontier from teams where id = %s"
_LOCK: Final = f"{_STATE} for no key update"
# One look into the unique index for each id. Asked as "item_id = any(..)", a planner without statistics reads the whole
# feed instead.
_KNOWN: Final = """
    select found.item_id, found.number, found.rosters from unnest(%b::bytea[]) as asked (item_id), lateral (
        select item_id, number, rosters from items where team = %s and item_id = asked.item_id limit 1
    ) as found
"""
# One statement, because each costs the server about a fifth of a batch.
_WRITE: Final = """
    with advanced as (update teams set head = %s, used_bytes = %s, rosters = %s, frontier = %b where id = %s)
    insert into items (team, number, item_id, kind, mailbox, rosters, nodes, body)
    select %s, line.* from unnest(
        %b::bigint[], %b::bytea[], %b::int[], %b::bytea[], %b::bigint[], %b::bytea[], %b::bytea[]
    ) as line
"""
# The server sends no more than a page and one item: the sizes are known without reading the bodies.
_PAGE: Final = """
    select number, kind, body, mailbox, rosters from (
        select *, sum(octet_length(body)) over (order by number) - octet_length(body) as bytes_before from (
            select number, kind, body, mailbox, rosters from items where team = %(team)s and {chosen}
            order by number limit %(limit)s
        ) as offered
    ) as measured where bytes_before <= {limit_bytes} order by number
"""
_BETWEEN: Final = "number > %(after)s and number <= %(head)s"
# Two indexes, one for each half: an "or" may read the whole feed.
_OF_MAILBOXES: Final = f"""number = any(array(
    select number from items where team = %(team)s and mailbox = any(%(mailboxes)b) and {_BETWEEN}
    union select number from items where team = %(team)s and kind = 4 and {_BETWEEN} order by number limit %(limit)s
))"""  # noqa: S608
_PAGE_OF_ALL: Final = _PAGE.format(chosen=_BETWEEN, limit_bytes=PAGE_LIMIT_BYTES)
_PAGE_OF_MAILBOXES: Final = _PAGE.format(chosen=_OF_MAILBOXES, limit_bytes=PAGE_LIMIT_BYTES)
_LOG: Final = "select number, item_id, rosters, nodes from items where team = %s and number = any(%b)"


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
            state, places = _lock(connection, team, ask_for)
            decided = decide(state, places)
            if decided.lines:
                _write(connection, team, decided)
            connection.execute("commit")
        demand_replicated(connection)
    except BaseException:
        if not connection.closed:
            connection.rollback()
        raise
    return decided


def _lock(connection: psycopg.Connection, team: int, ask_for: Sequence[bytes]) -> tuple[TeamState, Places]:
    locked = connection.cursor().execute(_LOCK, (team,), prepare=True)
    known = connection.cursor()
    if ask_for:
        known.execute(_KNOWN, (list(ask_for), team), prepare=True)
    row = locked.fetchone()
    if row is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    places = known.fetchall() if ask_for else []
    return TeamState(*row), {item_id: (number, rosters) for item_id, number, rosters in places}


def _write(connection: psycopg.Connection, team: int, decided: Decision) -> None:
    _, *columns = (list(column) for column in zip(*decided.lines, strict=True))
    state = decided.state
    row = (state.head, state.used_bytes, state.rosters, state.frontier, team)
    connection.execute(_WRITE, (*row, team, *columns), prepare=True)


def state(read_from: Store, team: int) -> TeamState:
    row = _connection(read_from).cursor().execute(_STATE, (team,)).fetchone()
    if row is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    return TeamState(*row)


def page(
    read_from: Store, team: int, *, after: int, limit: int, mailboxes: Sequence[bytes]
) -> tuple[TeamState, Iterable[Any]]:
    found = state(read_from, team)
    cursor = _connection(read_from).cursor()
    asked = {"team": team, "after": after, "head": found.head, "limit": limit}
    if mailboxes:
        cursor.execute(_PAGE_OF_MAILBOXES, asked | {"mailboxes": list(mailboxes)})
    else:
        cursor.execute(_PAGE_OF_ALL, asked)
    return found, cursor.fetchall()


def log_lines(read_from: Store, team: int, numbers: Sequence[int]) -> list[LogLine]:
    return _connection(read_from).cursor().execute(_LOG, (team, list(numbers))).fetchall()


def _connection(of: Store) -> psycopg.Connection:
    return cast("psycopg.Connection", of.kept(of.thread_connection))
