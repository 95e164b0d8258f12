"""The rows of the feed in SQLite. The transaction locks the whole database when it begins, so the row needs no lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy.engine.interfaces import DBAPICursor

from server.format.refusals import Refusal
from server.relay.config import MAILBOX_FILTER_LIMIT
from server.relay.database import Store
from server.relay.feed_rows import Decide, Decided, TeamState
from server.relay.sqlite import BEGIN_WRITING

IDS_A_QUERY: Final = 100

# Only placeholders are put together here, never a value. Their number is fixed: each statement is prepared once.
_IDS: Final = ", ".join(["?"] * IDS_A_QUERY)
_MAILBOXES: Final = ", ".join(["?"] * MAILBOX_FILTER_LIMIT)
_STATE: Final = "select head, used_bytes, epoch from teams where id = ?"
_KNOWN: Final = f"select item_id, number from items where team = ? and item_id in ({_IDS})"  # noqa: S608
_INSERT: Final = "insert into items (team, number, item_id, kind, mailbox, body) values (?, ?, ?, ?, ?, ?)"
_ADVANCE: Final = "update teams set head = ?, used_bytes = ? where id = ?"
_BETWEEN: Final = "number > ? and number <= ? order by number limit ?"
_PAGE: Final = f"select number, kind, body, mailbox from items where team = ? and {_BETWEEN}"  # noqa: S608
_PAGE_OF_MAILBOXES: Final = (
    f"select number, kind, body, mailbox from items where team = ? and mailbox in ({_MAILBOXES}) and {_BETWEEN}"  # noqa: S608
)


def append(write_to: Store, team: int, ids: Sequence[bytes], decide: Decide[Decided]) -> Decided:
    """First as if all were new; the unique key finds the exception (asking first costs a seventh of it all)."""
    try:
        return _append(write_to, team, (), decide)
    except sqlite3.IntegrityError:
        return _append(write_to, team, ids, decide)


def _append(write_to: Store, team: int, ask_for: Sequence[bytes], decide: Decide[Decided]) -> Decided:
    with write_to.writing_cursor(BEGIN_WRITING) as cursor:
        state = _state(cursor, team)
        decided = decide(state, _known(cursor, team, ask_for))
        if decided.lines:
            cursor.executemany(_INSERT, decided.lines)
            cursor.execute(_ADVANCE, (decided.state.head, decided.state.used_bytes, team))
        return decided


def page(
    read_from: Store, team: int, *, after: int, limit: int, mailboxes: Sequence[bytes]
) -> tuple[TeamState, Iterable[Any]]:
    with read_from.cursor() as cursor:
        state = _state(cursor, team)
    return state, _rows(read_from, team, after, state.head, limit, mailboxes)


def _rows(read_from: Store, team: int, after: int, head: int, limit: int, mailboxes: Sequence[bytes]) -> Iterable[Any]:
    """One by one, so that a page that is full reads no more of them."""
    with read_from.cursor() as cursor:
        if mailboxes:
            padded = [*mailboxes, *[mailboxes[-1]] * (MAILBOX_FILTER_LIMIT - len(mailboxes))]
            cursor.execute(_PAGE_OF_MAILBOXES, (team, *padded, after, head, limit))
        else:
            cursor.execute(_PAGE, (team, after, head, limit))
        yield from iter(cursor.fetchone, None)


def _state(cursor: DBAPICursor, team: int) -> TeamState:
    cursor.execute(_STATE, (team,))
    row = cursor.fetchone()
    if row is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    return TeamState(*row)


def _known(cursor: DBAPICursor, team: int, ids: Sequence[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for start in range(0, len(ids), IDS_A_QUERY):
        some = ids[start : start + IDS_A_QUERY]
        padded = [*some, *[some[-1]] * (IDS_A_QUERY - len(some))]  # the last id fills the places that are left
        cursor.execute(_KNOWN, (team, *padded))
        found.update(cursor.fetchall())
    return found
