"""The feed of a team: items numbered without gaps, in the order of their commits, each item once.

A reader that follows the numbers misses nothing only because the number is given out while the team's row is locked,
in the same transaction that stores the item. With plain sequences and 8 writers a reader missed 27 to 42 % of
acknowledged items for ever. How a database locks and writes is in a module for each (FeedRows).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from server.format.item import Kind
from server.format.log import Frontier, leaf
from server.format.refusals import Refusal
from server.relay import feed_postgresql, feed_sqlite
from server.relay.batch import Offered
from server.relay.config import PAGE_LIMIT_BYTES
from server.relay.database import Store
from server.relay.feed_rows import FeedRows, ItemLine, Places, TeamState

ACCEPTED, HAD_IT = 0, 1
_ROSTER: Final = int(Kind.ROSTER)
_ROWS: Final[dict[str, FeedRows]] = {"sqlite": feed_sqlite, "postgresql": feed_postgresql}


@dataclass(frozen=True, slots=True)
class Appended:
    """``results``: (status, number, rosters) for each item of the request. ``before``: the log's tree as it was.
    ``state`` and ``lines``: what the database writes.
    """

    state: TeamState
    before: Frontier
    results: list[tuple[int, int, int]]
    lines: list[ItemLine]

    @property
    def kept(self) -> list[int]:
        """The numbers of what the relay has, ascending."""
        return sorted({number for _, number, _ in self.results if number})


@dataclass(frozen=True, slots=True)
class Page:
    state: TeamState
    next: int
    items: list[tuple[int, int, bytes, bytes | None, int]]


def append(write_to: Store, team: int, judged: Sequence[Offered | int], quota_bytes: int, *, seen: int = 0) -> Appended:
    """Store what is new; durable when it returns. Refuses as ``log_rolled_back`` who saw a longer log than there is."""
    ids = [item.item_id for item in judged if not isinstance(item, int)]
    enter = partial(_enter, team, judged, quota_bytes, seen)
    return rows_of(write_to).append(write_to, team, ids, enter)


def _enter(
    team: int, judged: Sequence[Offered | int], quota_bytes: int, seen: int, state: TeamState, known: Places
) -> Appended:
    """What becomes of each item, and of the log. Pure: it may be called twice for one push."""
    if seen > state.head:
        raise Refusal("log_rolled_back")
    head, used_bytes, rosters, places = state.head, state.used_bytes, state.rosters, dict(known)
    results: list[tuple[int, int, int]] = []
    fresh: list[Offered] = []
    counts: list[int] = []
    for item in judged:
        if isinstance(item, int):
            results.append((item, 0, 0))
            continue
        item_id, kind, _, body = item
        place = places.get(item_id)
        if place is not None:
            results.append((HAD_IT, *place))
            continue
        head += 1
        rosters += kind == _ROSTER
        used_bytes += len(body)
        places[item_id] = head, rosters
        fresh.append(item)
        counts.append(rosters)
        results.append((ACCEPTED, head, rosters))
    before = state.tree
    if not fresh:
        return Appended(state, before, results, [])
    if used_bytes > quota_bytes:
        raise Refusal("quota")
    tree, grown = before.grow([leaf(item.item_id, count) for item, count in zip(fresh, counts, strict=True)])
    lines = [
        (team, number, item_id, kind, mailbox, count, nodes, body)
        for number, (item_id, kind, mailbox, body), count, nodes in zip(
            range(before.size + 1, head + 1), fresh, counts, grown, strict=True
        )
    ]
    new = replace(state, head=head, used_bytes=used_bytes, rosters=rosters, frontier=b"".join(tree.peaks))
    return Appended(new, before, results, lines)


def page(read_from: Store, team: int, *, after: int, limit: int, mailboxes: Sequence[bytes], seen: int) -> Page:
    state, rows = rows_of(read_from).page(read_from, team, after=after, limit=limit, mailboxes=mailboxes)
    if seen > state.head:
        raise Refusal("log_rolled_back")
    items, full = _take_page(rows, limit)
    return Page(state, items[-1][0] if full else state.head, items)


def head(read_from: Store, team: int) -> int:
    return rows_of(read_from).state(read_from, team).head


def _take_page(rows: Iterable[Any], limit: int) -> tuple[list[Any], bool]:
    """At most 4 MiB, but always one item, else a reader would never get past it."""
    items: list[Any] = []
    size_bytes = 0
    for row in rows:
        size_bytes += len(row[2])
        if items and size_bytes > PAGE_LIMIT_BYTES:
            return items, True
        items.append(row)
    return items, len(items) == limit


def rows_of(of: Store) -> FeedRows:
    return _ROWS[of.engine.dialect.name]
