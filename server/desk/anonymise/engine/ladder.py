"""A ladder in numbers: which value of each level stands for each leaf."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from server.desk.anonymise.engine.arrays import Codes, Floats


@dataclass(frozen=True, slots=True, eq=False)
class CodedLadder:
    """``codes[level][leaf]``: the number of the leaf's value at that level, from 0 without gaps. A level only merges
    what the level before it told apart; level 0 need not tell all leaves apart."""

    codes: tuple[Codes, ...]

    def __post_init__(self) -> None:
        if not self.codes or any(len(level) != len(self.codes[0]) for level in self.codes):
            raise ValueError("a ladder needs at least one level, and every level a value for every leaf")
        for fine, coarse in zip(self.codes, self.codes[1:], strict=False):
            if splits(fine, coarse):
                raise ValueError("a level of a ladder tells apart what the level below it had merged")

    @property
    def leaves(self) -> int:
        return len(self.codes[0])

    @property
    def levels(self) -> int:
        return len(self.codes)

    def cardinality(self, level: int) -> int:
        return int(self.codes[level].max(initial=-1)) + 1

    def share(self, level: int) -> Floats:
        """For each value of a level, the share of all leaves that it covers."""
        return np.bincount(self.codes[level], minlength=1) / max(1, self.leaves)


def splits(fine: Codes, coarse: Codes) -> bool:
    """True if ``coarse`` tells apart two leaves that ``fine`` does not."""
    stands_for = np.zeros(int(fine.max(initial=-1)) + 1, coarse.dtype)
    stands_for[fine] = coarse
    return not np.array_equal(stands_for[fine], coarse)


def number_level(values: Sequence[Hashable]) -> tuple[Codes, tuple[Hashable, ...]]:
    """Numbers for the values of one level, in order of first appearance, and the values by number."""
    numbers: dict[Hashable, int] = {}
    codes = np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int32, len(values))
    return codes, tuple(numbers)


def ladder_of(levels: Sequence[Sequence[Hashable]]) -> CodedLadder:
    """``levels[level][leaf]`` is what stands for the leaf there. Raises ValueError if a level splits the one below."""
    return CodedLadder(tuple(number_level(level)[0] for level in levels))
