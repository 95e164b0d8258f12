"""What generalising costs: one number per column and level, known for all nodes before any is looked at.

Both measures have a closed bound: what a node costs if nobody is suppressed is the least it can cost, and suppressing
rows adds an amount that only grows further down the lattice. Costs of columns add up; `total` turns the sum into the
measure's own scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np

from server.desk.anonymise.engine.arrays import Codes, Floats, Ints

Measure = Literal["loss", "entropy"]
MEASURES: Final[tuple[Measure, ...]] = ("loss", "entropy")


@dataclass(frozen=True, slots=True, eq=False)
class LeveledColumn:
    """A quasi column of distinct tuples: ``codes[level]`` of each tuple, numbered among the values that occur, and for
    each of these the ``share[level]`` of the ladder's leaves that it covers."""

    codes: tuple[Codes, ...]
    cardinality: tuple[int, ...]
    share: tuple[Floats, ...]
    leaves: int


class ColumnCost(Protocol):
    """``at_level``: what each level costs, before `cost`, if no row is suppressed."""

    @property
    def at_level(self) -> Floats: ...

    def added(self, level: int, tuples: Ints, rows: Ints) -> float:
        """What it adds, before `cost`, to suppress these tuples, of so many rows each, at this level."""

    def cost(self, values: Floats) -> Floats:
        """The part of the node's cost that this column brings."""


@dataclass(frozen=True, slots=True, eq=False)
class LossColumn:
    """The share of its ladder's leaves that a cell covers, a suppressed cell all, from 0 to 1 (ARX's "Loss")."""

    column: LeveledColumn
    rows: int
    at_level: Floats
    columns: int

    def added(self, level: int, tuples: Ints, rows: Ints) -> float:
        share = self.column.share[level]
        if len(share) == 1:
            return float(rows.sum()) * (1 - float(share[0]))
        return float(rows @ (1 - share[self.column.codes[level][tuples]]))

    def cost(self, values: Floats) -> Floats:
        least = self.rows / self.column.leaves
        span = self.rows - least
        if span <= 0:
            return np.zeros_like(values)
        costs: Floats = np.log1p(np.maximum((values - least) / span, 0)) / self.columns
        return costs


@dataclass(frozen=True, slots=True, eq=False)
class EntropyColumn:
    """Bits that are lost of the column's own distribution (non-uniform entropy, Prasser and others 2016)."""

    column: LeveledColumn
    at_level: Floats

    def added(self, level: int, tuples: Ints, rows: Ints) -> float:
        counts = np.bincount(self.column.codes[level][tuples], weights=rows)
        counts = counts[counts > 0]
        return float(-(counts * np.log2(counts / counts.sum())).sum())

    def cost(self, values: Floats) -> Floats:
        return values


def costs_of(columns: Sequence[LeveledColumn], rows: Ints, measure: Measure, of: int) -> tuple[ColumnCost, ...]:
    """``rows`` of each distinct tuple; ``of`` is how many columns there are in all, also in other tables."""
    weights = rows.astype(np.float64)
    if measure == "loss":
        return tuple(_loss(column, weights, of) for column in columns)
    return tuple(_entropy(column, weights) for column in columns)


def total(cost: float, measure: Measure) -> float:
    """The sum of the columns' costs as the measure says it: Loss as a geometric mean, entropy in bits."""
    return float(np.expm1(cost)) if measure == "loss" else cost


def _loss(column: LeveledColumn, weights: Floats, of: int) -> LossColumn:
    covered = [float(weights @ share[codes]) for share, codes in zip(column.share, column.codes, strict=True)]
    return LossColumn(column, int(weights.sum()), np.array(covered), of)


def _entropy(column: LeveledColumn, weights: Floats) -> EntropyColumn:
    finest = column.codes[0]
    counts = np.bincount(finest, weights=weights)
    lost = []
    for codes in column.codes:
        merged = np.bincount(codes, weights=weights)
        stands_for = np.zeros(len(counts), np.int64)
        stands_for[finest] = codes
        present = counts > 0
        lost.append(float(-(counts[present] * np.log2(counts[present] / merged[stands_for[present]])).sum()))
    return EntropyColumn(column, np.array(lost))
