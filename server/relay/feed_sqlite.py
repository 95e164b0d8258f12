"""The rows of the feed in SQLite. The transaction locks the whole database when it begins, so the row needs no lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy.engine.interfaces import DBAPICursor

from server.format.refusals import Refusal
from server.relay.config import MAILBOX_FILTER_LIMIT
from server.relay.database import Store
from server.relay.feed_rows import Decide, Decided, LogLine, TeamState
from server.relay.sqlite import BEGIN_WRITING

IDS_A_QUERY: Final = 100
NUMBERS_A_QUERY: Final = 32  # the proof of a page in a log of a million items takes about as many

# Only placeholders are put together here, never a value. Their number is fixed: each statement is prepared once.
_IDS: Final = ", ".join(["?"] * IDS_A_QUERY)
_MAILBOXES: Final = ", ".join(f"?{place}" for place in range(5, 5 + MAILBOX_FILTER_LIMIT))
_NUMBERS: Final = ", ".join(["?"] * NUMBERS_A_QUERY)
_STATE: Final = "select head, used_bytes, epoch, rosters, frontier from teams where id = ?"
_KNOWN: Final = f"select item_id, number, rosters from items where team = ? and item_id in ({_IDS})"  # noqa: S608
_INSERT: Final = (
    "insert into items (team, number, item_id, kind, mailbox, rosters, nodes, body) values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADVANCE: Final = "update teams set head = ?, used_bytes = ?, rosters = ?, frontier = ? where id = ?"
_ITEMS: Final = "select number, kind, body, mailbox, rosters from items where team = ?1 and"
_BETWEEN: Final = "number > ?2 and number <= ?3"
_PAGE: Final = f"{_ITEMS} {_BETWEEN} order by number limit ?4"
# Two indexes, one for each half: an "or" would read the whole feed.
_PAGE_OF_MAILBOXES: Final = f"""{_ITEMS} number in (
    select number from items where team = ?1 and mailbox in ({_MAILBOXES}) and {_BETWEEN}
    union select number from items where team = ?1 and kind = 4 and {_BETWEEN} order by number limit ?4
) order by number"""  # noqa: S608
_LOG: Final = f"select number, item_id, rosters, nodes from items where team = ? and number in ({_NUMBERS})"  # noqa: S608


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
            new = decided.state
            cursor.execute(_ADVANCE, (new.head, new.used_bytes, new.rosters, new.frontier, team))
        return decided


def state(read_from: Store, team: int) -> TeamState:
    with read_from.cursor() as cursor:
        return _state(cursor, team)


def page(
    read_from: Store, team: int, *, after: int, limit: int, mailboxes: Sequence[bytes]
) -> tuple[TeamState, Iterable[Any]]:
    found = state(read_from, team)
    return found, _rows(read_from, team, after, found.head, limit, mailboxes)


def _rows(read_from: Store, team: int, after: int, head: int, limit: int, mailboxes: Sequence[bytes]) -> Iterable[Any]:
    """One by one, so that a page that is full reads no more of them."""
    with read_from.cursor() as cursor:
        if mailboxes:
            padded = [*mailboxes, *[mailboxes[-1]] * (MAILBOX_FILTER_LIMIT - len(mailboxes))]
            cursor.execute(_PAGE_OF_MAILBOXES, (team, after, head, limit, *padded))
        else:
            cursor.execute(_PAGE, (team, after, head, limit))
        yield from iter(cursor.fetchone, None)


def _state(cursor: DBAPICursor, team: int) -> TeamState:
    cursor.execute(_STATE, (team,))
    row = cursor.fetchone()
    if row is None:
        raise Refusal("team_unknown", "deleted meanwhile")
    return TeamState(*row)


def log_lines(read_from: Store, team: int, numbers: Sequence[int]) -> list[LogLine]:
    found: list[LogLine] = []
    with read_from.cursor() as cursor:
        for places in _filled(numbers, NUMBERS_A_QUERY):
            cursor.execute(_LOG, (team, *places))
            found += cursor.fetchall()
    return found


def _known(cursor: DBAPICursor, team: int, ids: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    found: dict[bytes, tuple[int, int]] = {}
    for places in _filled(ids, IDS_A_QUERY):
        cursor.execute(_KNOWN, (team, *places))
        found.update((item_id, (number, rosters)) for item_id, number, rosters in cursor.fetchall())
    return found


def _filled(asked: Sequence[Any], places: int) -> Iterable[Sequence[Any]]:
    """As many at once as a query has places; the last fills those that are left."""
    for start in range(0, len(asked), places):
        some = asked[start : start + places]
        yield [*some, *[some[-1]] * (places - len(some))]
