"""Privacy models that need to know everybody who could be in the table, not only those who are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Ints
from server.desk.anonymise.engine.classes import Classes
from server.desk.anonymise.engine.models import TOLERANCE, Rule, all_or_nothing
from server.desk.anonymise.engine.table import CodedTable


def _people(classes: Classes) -> Ints:
    if classes.population is None:
        raise ValueError("this model needs a table of the population")
    return classes.population


@dataclass(frozen=True, slots=True)
class _OfPopulation:
    """What these models share: they look at no sensitive value, and refuse a table that comes without population."""

    def needs(self, table: CodedTable) -> tuple[str, ...]:
        if table.population is None:
            raise ValueError("this model needs a table of the population")
        return ()


@dataclass(frozen=True, slots=True)
class KMap(_OfPopulation):
    """Every class fits at least ``k`` people of the population (Sweeney 2002)."""

    k: int

    def rule(self, table: CodedTable) -> Rule:
        del table
        return self

    def holds(self, classes: Classes) -> Flags:
        return _people(classes) >= self.k

    def keepable(self, classes: Classes) -> Ints:
        return all_or_nothing(self.holds(classes), classes)


@dataclass(frozen=True, slots=True)
class DeltaPresence(_OfPopulation):
    """The chance that somebody of the population is in the table lies between ``least`` and ``most`` (Nergiz 2007).

    With ``least`` above 0 nobody may be known to be absent: then no class of the population may be missing, and
    suppressing rows is no help."""

    least: float
    most: float

    def rule(self, table: CodedTable) -> Rule:
        del table
        return self

    def holds(self, classes: Classes) -> Flags:
        # Rows of people whom the population does not know are present for certain.
        chance = classes.rows / np.maximum(np.maximum(_people(classes), classes.rows), 1)
        fits: Flags = (chance <= self.most + TOLERANCE) & (chance >= self.least - TOLERANCE)
        return fits if self.least <= 0 else np.full(len(classes), bool(fits.all()))

    def keepable(self, classes: Classes) -> Ints:
        if self.least > 0:
            return all_or_nothing(self.holds(classes), classes)
        if self.most >= 1:
            return classes.rows
        most: Ints = np.floor(_people(classes) * self.most + 1e-6).astype(np.int64)
        return np.minimum(classes.rows, most)


@dataclass(frozen=True, slots=True)
class PopulationUniques(_OfPopulation):
    """At most ``share`` of the rows belong to a class that fits one person of the population alone, or nobody."""

    share: float

    def rule(self, table: CodedTable) -> Rule:
        return _AtMostUnique(int(self.share * table.rows + TOLERANCE))


@dataclass(frozen=True, slots=True)
class _AtMostUnique:
    allowed: int

    def holds(self, classes: Classes) -> Flags:
        alone = _people(classes) <= 1
        if int(classes.rows[alone].sum()) <= self.allowed:
            return np.ones(len(classes), np.bool_)
        return ~alone

    def keepable(self, classes: Classes) -> Ints:
        return all_or_nothing(self.holds(classes), classes)
