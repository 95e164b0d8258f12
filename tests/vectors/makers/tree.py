"""The log of the vectors: 70 items of the team, and what an honest relay proves of them."""

from __future__ import annotations

from collections.abc import Sequence

from server.format.item import item_id
from server.format.log import Frontier, cover, leaf, root_of

from .world import seeded

EPOCH = seeded("epoch")(16)
# Every fifth item is a roster entry, and so is the first.
IDS = [item_id(1, number.to_bytes(4, "big"), None) for number in range(1, 71)]
ROSTERS = [number // 5 + 1 for number in range(1, 71)]
LEAVES = [leaf(name, rosters) for name, rosters in zip(IDS, ROSTERS, strict=True)]


def root(size: int) -> bytes:
    return Frontier().extend(LEAVES[:size]).root()


def prove(size: int, seen: int, wanted: Sequence[int]) -> list[bytes]:
    return [
        root_of(low, high, lambda low, high: Frontier().extend(LEAVES[low:high]).root())
        for low, high in cover(size, seen, wanted)
    ]
