"""Arrays of whole numbers, and the one operation that everything here rests on: putting equal keys together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_KEY_BITS: Final = 62
# Counting by an array of all possible keys beats sorting as long as that array is not much longer than the keys.
_DENSE: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """``group[i]`` is the group of key i; ``first[g]`` is one key of group g. Groups are numbered by their keys."""

    group: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.first)

    def total(self, weights: Ints) -> Ints:
        # Sums of counts stay far below 2**53, where floating point is exact.
        return np.bincount(self.group, weights=weights, minlength=len(self.first)).astype(np.int64)


def group(columns: Sequence[tuple[NDArray[np.integer], int]], size: int) -> Grouped:
    """Put equal rows together. ``columns``: codes below a cardinality, and that cardinality; ``size`` rows each."""
    if size == 0:
        return Grouped(np.empty(0, np.int64), np.empty(0, np.int64))
    key, domain = _key(columns, size)
    if domain <= _DENSE * size:
        return _by_counting(key, domain)
    bits = max(1, (size - 1).bit_length())
    if domain < 1 << (_KEY_BITS - bits):
        # The row rides in the low bits of its key: sorting plain integers is many times faster than argsort.
        key <<= bits
        key |= np.arange(size)
        key.sort()
        order = key & ((1 << bits) - 1)
        key >>= bits
    else:
        order = np.argsort(key, kind="stable")
        key = key[order]
    starts = np.empty(size, np.bool_)
    starts[0] = True
    np.not_equal(key[1:], key[:-1], out=starts[1:])
    groups = np.empty(size, np.int64)
    groups[order] = np.cumsum(starts) - 1
    return Grouped(groups, order[np.flatnonzero(starts)])


def _key(columns: Sequence[tuple[NDArray[np.integer], int]], size: int) -> tuple[Ints, int]:
    key, domain = np.zeros(size, np.int64), 1
    for codes, cardinality in columns:
        if cardinality == 1:
            continue
        if domain * cardinality >= 1 << _KEY_BITS:
            packed = group([(key, domain)], size)
            key, domain = packed.group, len(packed)
        if domain == 1:
            key = codes.astype(np.int64)
        else:
            key *= cardinality
            key += codes
        domain *= cardinality
    return key, domain


def _by_counting(key: Ints, domain: int) -> Grouped:
    example = np.full(domain, -1, np.int64)
    example[key[::-1]] = np.arange(len(key))[::-1]
    present = np.flatnonzero(example >= 0)
    number = np.empty(domain, np.int64)
    number[present] = np.arange(len(present))
    return Grouped(number[key], example[present])
