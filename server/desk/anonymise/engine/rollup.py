"""Classes at any node, each rolled up from the smallest one that was already worked out below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.desk.anonymise.engine.arrays import Grouped, Ints, group
from server.desk.anonymise.engine.classes import Classes, Tuples
from server.desk.anonymise.engine.ladder import CodedLadder
from server.desk.anonymise.engine.quality import LeveledColumn

Levels = tuple[int, ...]
_KEPT_BYTES: Final = 256 << 20
_KEPT_NODES: Final = 500
# Classes nearly as many as the tuples save nothing over starting from the tuples.
_WORTH_KEEPING: Final = 0.7


@dataclass(slots=True, eq=False)
class RollUps:
    """One table's classes at levels of its columns. What was worked out is kept, within a limit of memory."""

    tuples: Tuples
    columns: tuple[LeveledColumn, ...]
    _levels: NDArray[np.int8] = field(init=False)
    _kept: list[Classes] = field(default_factory=list)
    _next: int = 0
    _bytes: int = 0

    def __post_init__(self) -> None:
        self._levels = np.zeros((_KEPT_NODES, len(self.columns)), np.int8)

    def classes_at(self, levels: Levels) -> Classes:
        base = self._base(levels)
        rolled = base.rolled_up(self._grouped(base, levels))
        self._keep(levels, rolled)
        return rolled

    def class_of_tuple(self, levels: Levels) -> Grouped:
        """The class of each distinct tuple, worked out from the tuples themselves."""
        return self._grouped(self.tuples.classes, levels)

    def _grouped(self, base: Classes, levels: Levels) -> Grouped:
        chosen = [
            (column.codes[level][base.example], column.cardinality[level])
            for column, level in zip(self.columns, levels, strict=True)
            if column.cardinality[level] > 1
        ]
        return group(chosen, len(base))

    def _base(self, levels: Levels) -> Classes:
        lower = (self._levels[: len(self._kept)] <= np.array(levels, np.int8)).all(axis=1)
        return min((self._kept[at] for at in np.flatnonzero(lower)), key=len, default=self.tuples.classes)

    def _keep(self, levels: Levels, classes: Classes) -> None:
        if len(classes) > _WORTH_KEEPING * len(self.tuples.classes):
            return
        if len(self._kept) < _KEPT_NODES and self._bytes < _KEPT_BYTES:
            self._kept.append(classes)
            at = len(self._kept) - 1
        else:
            at, self._next = self._next % len(self._kept), self._next + 1
            self._bytes -= self._kept[at].size_bytes
            self._kept[at] = classes
        self._levels[at] = levels
        self._bytes += classes.size_bytes


def leveled(leaves: Sequence[Ints], ladders: Sequence[CodedLadder]) -> tuple[LeveledColumn, ...]:
    """The columns of distinct tuples at all their levels, each level numbered among the values that occur."""
    return tuple(_leveled(codes, ladder) for codes, ladder in zip(leaves, ladders, strict=True))


def _leveled(leaves: Ints, ladder: CodedLadder) -> LeveledColumn:
    codes, cardinality, share = [], [], []
    for level in range(ladder.levels):
        values = ladder.codes[level][leaves]
        present = np.flatnonzero(np.bincount(values, minlength=1))
        number = np.zeros(ladder.cardinality(level) + 1, np.int32)
        number[present] = np.arange(len(present))
        codes.append(number[values])
        cardinality.append(len(present))
        share.append(ladder.share(level)[present])
    return LeveledColumn(tuple(codes), tuple(cardinality), tuple(share), ladder.leaves)
