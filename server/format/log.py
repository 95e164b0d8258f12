"""The log of a team's items: a Merkle tree as in RFC 6962, section 2.1, and one proof for all that a client asks of it
(PROTOCOL section 17).

Pure: who keeps the tree and who signs its state is the relay's business; who believes it, the devices'. A tree of n
items is never walked as a whole: appending costs the logarithm, a proof the logarithm for each run of items.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.format.reader import u32
from server.format.refusals import Refusal

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
SIZE_LIMIT: Final = (1 << 53) - 1
ROSTERS_LIMIT: Final = (1 << 32) - 1

Span = tuple[int, int]
"""Items lo+1..hi, as (lo, hi)."""


# To be copied: the relay hashes twice for every item, and beginning a hash takes longer than 64 bytes of it.
_LEAF: Final = hashlib.sha256(b"\0")
_NODE: Final = hashlib.sha256(b"\1")


def leaf(item_id: bytes, rosters: int) -> bytes:
    """The leaf of an item. ``rosters``: how many of the items up to this one are roster entries."""
    if not 0 <= rosters <= ROSTERS_LIMIT:
        raise Refusal("log_wrong", "more roster entries than there can be")
    hashed = _LEAF.copy()
    hashed.update(item_id + u32(rosters))
    return hashed.digest()


def node(left: bytes, right: bytes) -> bytes:
    hashed = _NODE.copy()
    hashed.update(left + right)
    return hashed.digest()


def seen_root(epoch: bytes, root: bytes) -> bytes:
    """What a change says of the log that its author saw: `log_root`."""
    return hashlib.sha256(b"gawahi/v1/seen\0" + epoch + root).digest()


@dataclass(frozen=True, slots=True)
class State:
    """What somebody knows of a log: its root at a size. Who knows nothing yet knows the empty log."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Frontier:
    """All of a tree that appending needs: the roots of its perfect subtrees, the largest first, one for each bit of
    ``size``."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        return self.grow(leaves)[0]

    def grow(self, leaves: Iterable[bytes]) -> tuple[Frontier, list[bytes]]:
        """The tree with these leaves, and for each the roots of the perfect subtrees that it completes: of its last 2
        items, 4, 8.., joined. So every node stands with one item, and is written once, with it.
        """
        size, peaks, grown = self.size, list(self.peaks), []
        for root in leaves:
            size += 1
            complete, nodes = size, b""
            while not complete & 1:
                root = node(peaks.pop(), root)
                nodes += root
                complete >>= 1
            peaks.append(root)
            grown.append(nodes)
        return Frontier(size, tuple(peaks)), grown

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node(peak, root)
        return root

    def spans(self) -> list[Span]:
        """Of each peak, in order."""
        found, low = [], 0
        for bit in reversed(range(self.size.bit_length())):
            if self.size >> bit & 1:
                found.append((low, low + (1 << bit)))
                low += 1 << bit
        return found


def split(low: int, high: int) -> int:
    """Where RFC 6962 divides these items: after the largest power of two below their number."""
    return low + (1 << (high - low - 1).bit_length() - 1)


def cover(size: int, seen: int, wanted: Sequence[int]) -> Iterator[Span]:
    """The subtrees whose roots are the proof, in its order. ``wanted``: item numbers, ascending, at most ``size``."""
    if size:
        yield from _cover(0, size, seen, wanted)


def _cover(low: int, high: int, seen: int, wanted: Sequence[int]) -> Iterator[Span]:
    inside = bisect_right(wanted, high) - bisect_right(wanted, low)
    if not inside and not low < seen < high:
        yield low, high
    elif inside < high - low:  # where all are wanted, there is nothing to be given
        middle = split(low, high)
        yield from _cover(low, middle, seen, wanted)
        yield from _cover(middle, high, seen, wanted)


def _is_walked(low: int, high: int, seen: int, wanted: Sequence[int]) -> bool:
    """Whether a wanted leaf or the border after ``seen`` lies inside, so that the root of the whole does not do."""
    return low < seen < high or bisect_right(wanted, low) < bisect_right(wanted, high)


def perfect_parts(low: int, high: int) -> Iterator[Span]:
    """The perfect subtrees that ``root_of`` asks for."""
    while (size := high - low) & (size - 1):
        middle = split(low, high)
        yield low, middle
        low = middle
    yield low, high


def root_of(low: int, high: int, perfect: Callable[[int, int], bytes]) -> bytes:
    """The root of any span of the cover, from those of perfect subtrees (2^n items that begin at a multiple of 2^n)."""
    size = high - low
    if size & (size - 1) == 0:
        return perfect(low, high)
    middle = split(low, high)
    return node(perfect(low, middle), root_of(middle, high, perfect))


def check_state(new: State, known: State, leaves: Mapping[int, bytes], proof: Sequence[bytes]) -> None:
    """Refuses a state that does not hold these leaves by number (``log_wrong``) or does not continue ``known``
    (``log_fork``).
    """
    whole, before = roots(new.size, known.size, leaves, proof)
    if whole != new.root:
        raise Refusal("log_wrong", "a proof of another log")
    if before != known.root:
        raise Refusal("log_fork", f"another log up to {known.size}")


def roots(size: int, seen: int, leaves: Mapping[int, bytes], proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of ``size`` and of ``seen`` that follow from a proof and the leaves of the wanted items by number.

    Refuses as ``log_wrong`` a proof that is not exactly as long as it must be, and numbers beyond ``size``.
    """
    wanted = sorted(leaves)
    if not 0 <= seen <= size or (wanted and not 0 < wanted[0] <= wanted[-1] <= size):
        raise Refusal("log_wrong", "beyond the log")
    walk = _Walk(seen, wanted, leaves, iter(proof))
    whole, before = walk.roots(0, size) if size else (EMPTY_ROOT, None)
    if next(walk.proof, None) is not None:
        raise Refusal("log_wrong", "a proof that is too long")
    return whole, EMPTY_ROOT if before is None else before


@dataclass(frozen=True, slots=True)
class _Walk:
    seen: int
    wanted: Sequence[int]
    leaves: Mapping[int, bytes]
    proof: Iterator[bytes]

    def roots(self, low: int, high: int) -> tuple[bytes, bytes | None]:
        """Of these items, and of those among them up to ``seen``: None if there are none."""
        if not _is_walked(low, high, self.seen, self.wanted):
            whole = next(self.proof, b"")
            if len(whole) != HASH_SIZE:  # 31 and 33 bytes would make the same node as 32 and 32
                raise Refusal("log_wrong", "a proof that is too short")
        elif high - low == 1:
            whole = self.leaves[high]
        else:
            middle = split(low, high)
            left, left_before = self.roots(low, middle)
            right, right_before = self.roots(middle, high)
            before = left_before if left_before is None or right_before is None else node(left_before, right_before)
            return node(left, right), before
        return whole, whole if high <= self.seen else None
