"""t-closeness: within a class, what is sensitive is distributed nearly as in the whole table (Li and others 2007).

The distance is the earth mover's: equal (any value is as far from any other) or hierarchical (as far as one has to
climb the value's ladder to meet). On a ladder of H steps the second is the mean of the first over the H levels below
the top: moving earth through an edge of the tree costs 1/2H, and what has to pass an edge is what the two sides differ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Floats, Ints
from server.desk.anonymise.engine.classes import Classes, Values
from server.desk.anonymise.engine.models import TOLERANCE, Rule
from server.desk.anonymise.engine.table import CodedTable

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class TCloseness:
    """``hierarchical``: the distance follows the column's ladder, which must end in one value."""

    column: str
    t: float
    hierarchical: bool = False

    def needs(self, table: CodedTable) -> tuple[str, ...]:
        del table
        return (self.column,)

    def rule(self, table: CodedTable) -> Rule:
        column = table.sensitive[self.column]
        counts = np.bincount(column.codes, minlength=column.cardinality)
        whole = counts / max(1, table.rows)
        if not self.hierarchical:
            return _Closeness(self.column, self.t, (np.arange(column.cardinality, dtype=np.int64),), (whole,))
        if column.ladder is None or column.ladder.cardinality(column.ladder.levels - 1) != 1:
            raise ValueError("the hierarchical distance needs a ladder that ends in one value")
        below = [column.ladder.codes[level].astype(np.int64) for level in range(column.ladder.levels - 1)]
        if not below:
            raise ValueError("the hierarchical distance needs a ladder of at least two levels")
        shares: list[Floats] = [np.bincount(codes, weights=whole).astype(np.float64) for codes in below]
        return _Closeness(self.column, self.t, tuple(below), tuple(shares))


@dataclass(frozen=True, slots=True, eq=False)
class _Closeness:
    """``levels[h][value]``: the value's number at level h of its ladder; ``whole[h]``: its share of the table."""

    column: str
    t: float
    levels: tuple[Ints, ...]
    whole: tuple[Floats, ...]

    def distances(self, classes: Classes) -> Floats:
        values = classes.values[self.column]
        shared = np.zeros(len(classes))
        for level, whole in zip(self.levels, self.whole, strict=True):
            at = self._at(values, level, len(classes))
            share = at.count / classes.rows[at.of_class]
            shared += at.summed(np.minimum(share, whole[at.value]), len(classes))
        distances: Floats = 1 - shared / len(self.levels)
        return distances

    def holds(self, classes: Classes) -> Flags:
        near: Flags = self.distances(classes) <= self.t + TOLERANCE
        return near

    def keepable(self, classes: Classes) -> Ints:
        """If m rows stay, they share at most sum(min(count, m * whole)) of m with the whole table. That is concave in
        m, so Newton's steps from above come ever nearer to the largest m that could do, and never pass it."""
        values = classes.values[self.column]
        counted = [self._at(values, level, len(classes)) for level in self.levels]
        most = classes.rows.astype(np.float64)
        for _ in range(_ROUNDS):
            have = np.zeros(len(classes))
            slope = np.zeros(len(classes))
            for at, whole in zip(counted, self.whole, strict=True):
                wanted = most[at.of_class] * whole[at.value]
                have += at.summed(np.minimum(at.count, wanted), len(classes))
                slope += at.summed(np.where(wanted < at.count, whole[at.value], 0.0), len(classes))
            have = have / len(counted) - (1 - self.t) * most
            slope = slope / len(counted) - (1 - self.t)
            with np.errstate(divide="ignore", invalid="ignore"):
                nearer = most - have / slope
            most = np.where((have < 0) & (slope < 0), np.minimum(most, np.maximum(nearer, 0)), most)
        return np.floor(np.minimum(most + 1e-6, classes.rows)).astype(np.int64)

    def _at(self, values: Values, level: Ints, classes: int) -> Values:
        if len(self.levels) == 1:
            return values
        cardinality = int(level.max(initial=0)) + 1
        climbed = Values(values.of_class, level[values.value], values.count, cardinality)
        return climbed.rolled_up(np.arange(classes), classes)
