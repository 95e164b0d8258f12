"""l-diversity: within a class, what is sensitive differs (Machanavajjhala and others 2007)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Floats, Ints, group
from server.desk.anonymise.engine.classes import Classes, Values
from server.desk.anonymise.engine.models import TOLERANCE, Rule, all_or_nothing
from server.desk.anonymise.engine.table import CodedTable


@dataclass(frozen=True, slots=True)
class _Diversity:
    column: str

    def needs(self, table: CodedTable) -> tuple[str, ...]:
        del table
        return (self.column,)


@dataclass(frozen=True, slots=True)
class DistinctDiversity(_Diversity):
    """At least ``l`` different values."""

    l: int  # noqa: E741 (the literature's own name)

    def rule(self, table: CodedTable) -> Rule:
        del table
        return self

    def holds(self, classes: Classes) -> Flags:
        return classes.values[self.column].distinct(len(classes)) >= self.l

    def keepable(self, classes: Classes) -> Ints:
        return all_or_nothing(self.holds(classes), classes)


@dataclass(frozen=True, slots=True)
class EntropyDiversity(_Diversity):
    """The entropy of the values is at least that of ``l`` values that are equally frequent."""

    l: float  # noqa: E741

    def rule(self, table: CodedTable) -> Rule:
        most = [_largest_share(distinct, self.l) for distinct in range(table.sensitive[self.column].cardinality + 1)]
        return _EntropyRule(self.column, self.l, np.array(most))


@dataclass(frozen=True, slots=True, eq=False)
class _EntropyRule:
    """``most[m]``: the largest share that one of m values can have if the entropy is enough; 0 if it never is."""

    column: str
    l: float  # noqa: E741
    most: Floats

    def holds(self, classes: Classes) -> Flags:
        values = classes.values[self.column]
        share = values.count / classes.rows[values.of_class]
        entropy = -values.summed(share * np.log2(share), len(classes))
        enough: Flags = entropy >= np.log2(self.l) - TOLERANCE
        return enough

    def keepable(self, classes: Classes) -> Ints:
        """Taking rows away can only tame the most frequent value: the others bound what may stay of it."""
        values = classes.values[self.column]
        most = self.most[values.distinct(len(classes))]
        others = classes.rows - _largest(values, classes)
        return np.floor(
            np.minimum(classes.rows, np.where(most < 1, others / np.maximum(1 - most, TOLERANCE), classes.rows))
            * (most > 0)
            + 1e-6
        ).astype(np.int64)


def _largest_share(distinct: int, l: float) -> float:  # noqa: E741
    """The largest share of one value among ``distinct`` of which the others are equally frequent, by bisection."""
    if distinct < l - TOLERANCE:
        return 0.0
    if l <= 1:
        return 1.0
    low, high = 1 / distinct, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        rest = 1 - middle
        entropy = -middle * np.log2(middle) - (rest * np.log2(rest / (distinct - 1)) if rest > 0 else 0)
        low, high = (middle, high) if entropy >= np.log2(l) else (low, middle)
    return high


@dataclass(frozen=True, slots=True)
class RecursiveDiversity(_Diversity):
    """The most frequent value is rarer than ``c`` times all but the ``l`` - 1 most frequent ones together."""

    c: float
    l: int  # noqa: E741

    def rule(self, table: CodedTable) -> Rule:
        del table
        return self

    def holds(self, classes: Classes) -> Flags:
        values = classes.values[self.column]
        return _largest(values, classes) < self.c * self._tail(classes) - TOLERANCE

    def keepable(self, classes: Classes) -> Ints:
        values = classes.values[self.column]
        # A value that stays is rarer than c times a tail that can only have shrunk.
        cap = self.c * self._tail(classes)
        kept = values.summed(np.minimum(values.count, cap[values.of_class]), len(classes))
        return np.floor(kept + 1e-6).astype(np.int64)

    def _tail(self, classes: Classes) -> Ints:
        values = classes.values[self.column]
        top = int(values.count.max(initial=0))
        ranked = group(
            [
                (values.of_class, len(classes)),
                (top - values.count, top + 1),
                (np.arange(len(values.count)), max(1, len(values.count))),
            ],
            len(values.count),
        )
        order = ranked.first
        of_class = values.of_class[order]
        starts = np.searchsorted(of_class, np.arange(len(classes)))
        rank = np.arange(len(order)) - starts[of_class]
        counted = np.where(rank >= self.l - 1, values.count[order], 0)
        return np.bincount(of_class, weights=counted, minlength=len(classes)).astype(np.int64)


def _largest(values: Values, classes: Classes) -> Ints:
    largest = np.zeros(len(classes), np.int64)
    starts = np.flatnonzero(np.diff(values.of_class, prepend=-1))
    if len(starts):
        largest[values.of_class[starts]] = np.maximum.reduceat(values.count, starts)
    return largest
