"""The relay's log as this desk has seen it: what it verified last, and the leaves of all that it was given.

From the leaves it can say what the root of any earlier size was, without asking a relay that may lie. A log that the
relay took back, or replaced by another, is remembered beside the present one, so that nobody is accused for having
seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.desk.archive.store import Store
from server.format import shape
from server.format.evidence import Known
from server.format.log import HASH_SIZE, Frontier, State
from server.format.reader import u32, u64
from server.format.refusals import Refusal

_SHELF: Final = "leaves"
# So many leaves a block: appending rewrites 16 KiB at most, and a root costs at most so many hashes.
_BLOCK: Final = 512
BRANCHES_LIMIT: Final = 32
"""Logs that are remembered beside the present one. An honest relay begins one when it is restored."""


@dataclass(frozen=True, slots=True)
class Log:
    """The present log. ``branch`` numbers the logs that this desk was shown, from 0."""

    branch: int = 0
    known: Known = field(default_factory=Known)

    def value(self) -> object:
        known = self.known
        return [self.branch, known.epoch, known.state.size, known.state.root, known.rosters, known.note]

    @classmethod
    def read(cls, value: object) -> Log:
        branch, epoch, size, root, rosters, note = shape.as_list(value)
        state = State(shape.as_number(size), shape.as_bytes(root, HASH_SIZE))
        known_epoch = None if epoch is None else shape.as_bytes(epoch, 16)
        known = Known(known_epoch, state, shape.as_number(rosters), shape.as_text(note, empty=True))
        return cls(shape.as_number(branch), known)


@dataclass(frozen=True, slots=True)
class Branch:
    """A log of which this desk knows the first ``size`` items. ``roster_seq``: the team's last entry when it ended."""

    number: int
    epoch: bytes
    size: int
    roster_seq: int

    def value(self) -> object:
        return [self.epoch, self.size, self.roster_seq]

    @classmethod
    def read(cls, number: int, value: object) -> Branch:
        epoch, size, roster_seq = shape.as_list(value)
        return cls(number, shape.as_bytes(epoch, 16), shape.as_number(size), shape.as_number(roster_seq))


@dataclass(frozen=True, slots=True)
class Leaves:
    """Kept in blocks, each with the tree before it. Works inside the store's transaction."""

    store: Store

    def append(self, branch: int, size: int, leaves: Sequence[bytes]) -> None:
        """After the first ``size`` leaves, of which none may be missing."""
        tree, block = self._block(branch, size // _BLOCK)
        if tree.size + len(block) != size:
            raise Refusal("damaged", "leaves of the log are missing")
        block = [*block, *leaves]
        while len(block) >= _BLOCK:
            self._put(branch, tree, block[:_BLOCK])
            tree, block = tree.extend(block[:_BLOCK]), block[_BLOCK:]
        self._put(branch, tree, block)

    def roots(self, branch: int, sizes: Iterable[int]) -> dict[int, bytes]:
        """Of these sizes, each at most as many as there are leaves."""
        found: dict[int, bytes] = {}
        by_block: dict[int, list[int]] = {}
        for size in sorted(set(sizes)):
            by_block.setdefault(size // _BLOCK, []).append(size)
        for index, wanted in by_block.items():
            tree, block = self._block(branch, index)
            start = tree.size
            for size in wanted:
                tree = tree.extend(block[tree.size - start : size - start])
                if tree.size != size:
                    raise Refusal("damaged", "leaves of the log are missing")
                found[size] = tree.root()
        return found

    def forget(self, branch: int, size: int) -> None:
        """All blocks of a log of this size."""
        for index in range(size // _BLOCK + 1):
            self.store.drop_block(_SHELF, _key(branch, index))

    def _block(self, branch: int, index: int) -> tuple[Frontier, list[bytes]]:
        """The tree before the block, and its leaves so far."""
        value = self.store.block(_SHELF, _key(branch, index))
        if value is None:
            return Frontier(), []
        peaks, leaves = shape.as_pair(value)
        return Frontier(index * _BLOCK, tuple(_hashes(peaks))), _hashes(leaves)

    def _put(self, branch: int, tree: Frontier, leaves: Sequence[bytes]) -> None:
        key = _key(branch, tree.size // _BLOCK)
        self.store.put_block(_SHELF, key, [b"".join(tree.peaks), b"".join(leaves)])


def _key(branch: int, index: int) -> bytes:
    return u32(branch) + u64(index)


def _hashes(joined: object) -> list[bytes]:
    if not isinstance(joined, bytes) or len(joined) % HASH_SIZE:
        raise Refusal("malformed", "a block of the log")
    return [joined[at : at + HASH_SIZE] for at in range(0, len(joined), HASH_SIZE)]
