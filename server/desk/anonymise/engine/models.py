"""Privacy models: what has to be true of every class that leaves.

A model gives a rule for one table. ``holds`` is the definition. ``keepable`` is what the search may rely on: whatever
rows are taken away below this node, at most so many of a class could ever stay. It may promise too much and never too
little, or the search would miss the best answer; tests compare both with brute force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Ints
from server.desk.anonymise.engine.classes import SUBJECTS, Classes
from server.desk.anonymise.engine.table import CodedTable

# Differences below this are rounding and decide nothing.
TOLERANCE = 1e-12


class Rule(Protocol):
    def holds(self, classes: Classes) -> Flags:
        """For each class: may it leave?"""

    def keepable(self, classes: Classes) -> Ints:
        """For each class: how many of its rows could leave at most, here or at any node below."""


class Model(Protocol):
    def needs(self, table: CodedTable) -> tuple[str, ...]:
        """The columns whose values have to be counted in every class."""

    def rule(self, table: CodedTable) -> Rule: ...


def all_or_nothing(holds: Flags, classes: Classes) -> Ints:
    return np.where(holds, classes.rows, 0)


@dataclass(frozen=True, slots=True)
class KAnonymity:
    """At least ``k`` people (or testimonies) in every class (Samarati and Sweeney 1998)."""

    k: int

    def needs(self, table: CodedTable) -> tuple[str, ...]:
        return () if table.subjects is None else (SUBJECTS,)

    def rule(self, table: CodedTable) -> Rule:
        del table
        return self

    def holds(self, classes: Classes) -> Flags:
        return classes.subjects() >= self.k

    def keepable(self, classes: Classes) -> Ints:
        return all_or_nothing(self.holds(classes), classes)


@dataclass(frozen=True, slots=True)
class SmallCells:
    """No value of a sensitive column stands in a class fewer than ``minimum`` times, unless not at all."""

    column: str
    minimum: int

    def needs(self, table: CodedTable) -> tuple[str, ...]:
        del table
        return (self.column,)

    def rule(self, table: CodedTable) -> Rule:
        del table
        return self

    def holds(self, classes: Classes) -> Flags:
        values = classes.values[self.column]
        small = np.bincount(values.of_class[values.count < self.minimum], minlength=len(classes))
        clean: Flags = small == 0
        return clean

    def keepable(self, classes: Classes) -> Ints:
        values = classes.values[self.column]
        enough = np.where(values.count >= self.minimum, values.count, 0)
        return values.summed(enough.astype(np.float64), len(classes)).astype(np.int64)
