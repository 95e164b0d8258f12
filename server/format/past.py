"""Who had seen what: the past of each change, and which changes are parallel (PROTOCOL section 8, rule 4).

Sets of changes are bit masks over one order, because a record may have thousands of changes. Nothing here depends on
the order of arrival.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.format.change import Change


@dataclass(frozen=True, slots=True)
class Known:
    """A change that a reader has opened: its id, the device that signed it, and what it says."""

    change_id: bytes
    author: bytes
    change: Change


def causal_order(changes: Mapping[bytes, Known]) -> tuple[Known, ...]:
    """Every change after those it saw; where nobody saw the other, by claimed time (for display only), then id."""
    waits_for = {name: {seen for seen in known.change.saw if seen in changes} for name, known in changes.items()}
    followers: dict[bytes, list[bytes]] = {}
    for name, seen in waits_for.items():
        for earlier in seen:
            followers.setdefault(earlier, []).append(name)
    ready = [(changes[name].change.time, name) for name, seen in waits_for.items() if not seen]
    heapq.heapify(ready)
    order: list[Known] = []
    while ready:
        _, name = heapq.heappop(ready)
        order.append(changes[name])
        for follower in followers.get(name, ()):
            waits_for[follower].discard(name)
            if not waits_for[follower]:
                heapq.heappush(ready, (changes[follower].change.time, follower))
    # Ids are hashes, so changes cannot see each other in a ring. If they claim to, they are listed, never dropped.
    placed = {known.change_id for known in order}
    return (*order, *(changes[name] for name in sorted(changes) if name not in placed))


@dataclass(frozen=True, slots=True)
class Past:
    """``related[i]``: mask of the changes that change ``i`` saw or was seen by, directly or not, and itself."""

    index: Mapping[bytes, int]
    related: Sequence[int]

    def mask(self, changes: Iterable[bytes]) -> int:
        mask = 0
        for name in changes:
            mask |= 1 << self.index[name]
        return mask


def past_of(order: Sequence[Known]) -> Past:
    index = {known.change_id: place for place, known in enumerate(order)}
    seen = [[index[name] for name in known.change.saw if name in index] for known in order]
    past = [0] * len(order)
    for place, earlier in enumerate(seen):
        for other in earlier:
            past[place] |= past[other] | 1 << other
    future = [0] * len(order)
    for place in reversed(range(len(order))):
        for other in seen[place]:
            future[other] |= future[place] | 1 << place
    return Past(index, [past[place] | future[place] | 1 << place for place in range(len(order))])
