"""What the feed asks of a database, whichever it is: lock a team's row, let the feed decide what that means, write it,
durably, and let nobody else number an item of this team meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from server.relay.database import Store

Numbers = Mapping[bytes, int]
"""The number of each item that is stored already, by its id."""


@dataclass(frozen=True, slots=True)
class TeamState:
    """What of the team's row an append needs and changes."""

    head: int
    used_bytes: int
    epoch: bytes


ItemLine = tuple[int, int, bytes, int, bytes | None, bytes]
"""One row of the table of items: team, number, item_id, kind, mailbox, body. A bare tuple, because a driver takes it
as it is.
"""


class Decision(Protocol):
    """``lines`` are all new. With none, ``state`` is as it was."""

    @property
    def state(self) -> TeamState: ...

    @property
    def lines(self) -> Sequence[ItemLine]: ...


Decided = TypeVar("Decided", bound=Decision)
Decide = Callable[[TeamState, Numbers], Decided]


class FeedRows(Protocol):
    """Refuses by ``team_unknown`` when the team was deleted meanwhile."""

    def append(self, write_to: Store, team: int, ids: Sequence[bytes], decide: Decide[Decided]) -> Decided:
        """Durable when it returns. ``decide`` is called while the team's row is locked, so it should be quick.

        A batch is nearly always all new, so ``decide`` may be told of no number at first and called a second time
        with those that are stored: asking first costs a tenth of the whole transaction.
        """

    def page(
        self, read_from: Store, team: int, *, after: int, limit: int, mailboxes: Sequence[bytes]
    ) -> tuple[TeamState, Iterable[Any]]:
        """(number, kind, body, mailbox) of the items after a number, in order, none after the head.

        The head is read first: what is committed between the two reads comes with the next.
        """
