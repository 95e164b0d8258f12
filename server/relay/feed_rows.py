"""What the feed asks of a database, whichever it is: lock a team's row, let the feed decide what that means, write it,
durably, and let nobody else number an item of this team meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from server.format.log import HASH_SIZE, Frontier
from server.relay.database import Store

Places = Mapping[bytes, tuple[int, int]]
"""Number and rosters of each item that is stored already, by its id."""


class DamagedLog(Exception):
    """The tables hold no log: `gawahi verify` says where it breaks."""


@dataclass(frozen=True, slots=True)
class TeamState:
    """What of the team's row an append needs and changes."""

    head: int
    used_bytes: int
    epoch: bytes
    rosters: int
    frontier: bytes

    @property
    def tree(self) -> Frontier:
        joined = self.frontier
        if len(joined) != HASH_SIZE * self.head.bit_count():
            raise DamagedLog
        peaks = (joined[start : start + HASH_SIZE] for start in range(0, len(joined), HASH_SIZE))
        return Frontier(self.head, tuple(peaks))


ItemLine = tuple[int, int, bytes, int, bytes | None, int, bytes, bytes]
"""One row of the table of items: team, number, item_id, kind, mailbox, rosters, nodes, body. A bare tuple, because a
driver takes it as it is.
"""

LogLine = tuple[int, bytes, int, bytes]
"""What the log says of an item: number, item_id, rosters, nodes."""


class Decision(Protocol):
    """``lines`` are all new. With none, ``state`` is as it was."""

    @property
    def state(self) -> TeamState: ...

    @property
    def lines(self) -> Sequence[ItemLine]: ...


Decided = TypeVar("Decided", bound=Decision)
Decide = Callable[[TeamState, Places], Decided]


class FeedRows(Protocol):
    """Refuses by ``team_unknown`` when the team was deleted meanwhile."""

    def append(self, write_to: Store, team: int, ids: Sequence[bytes], decide: Decide[Decided]) -> Decided:
        """Durable when it returns. ``decide`` is called while the team's row is locked, so it should be quick.

        A batch is nearly always all new, so ``decide`` may be told of no place at first and called a second time
        with those that are stored: asking first costs a tenth of the whole transaction.
        """

    def state(self, read_from: Store, team: int) -> TeamState: ...

    def page(
        self, read_from: Store, team: int, *, after: int, limit: int, mailboxes: Sequence[bytes]
    ) -> tuple[TeamState, Iterable[Any]]:
        """(number, kind, body, mailbox, rosters) of the items after a number, in order, none after the head.

        The head is read first: what is committed between the two reads comes with the next. With mailboxes only items
        of these, and all roster entries.
        """

    def log_lines(self, read_from: Store, team: int, numbers: Sequence[int]) -> Iterable[LogLine]:
        """In any order."""
