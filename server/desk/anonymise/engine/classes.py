"""The classes of a table at one node of the lattice: rows that look alike there, and what stands in them.

Classes of a coarser node are rolled up from the classes of a finer one and never counted anew from the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from server.desk.anonymise.engine.arrays import Codes, Floats, Grouped, Ints, group
from server.desk.anonymise.engine.table import CodedTable

SUBJECTS = "\0subjects"


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Which values occur how often in which class, without the zeros; ordered by class."""

    of_class: Ints
    value: Ints
    count: Ints
    cardinality: int

    def rolled_up(self, to: Ints, classes: int) -> Values:
        key = group([(to[self.of_class], classes), (self.value, self.cardinality)], len(self.value))
        return Values(to[self.of_class[key.first]], self.value[key.first], key.total(self.count), self.cardinality)

    def only(self, number: Ints) -> Values:
        """The values of some classes alone: ``number`` gives each class its new number, -1 to those that are left."""
        of_class = number[self.of_class]
        keep = of_class >= 0
        return Values(of_class[keep], self.value[keep], self.count[keep], self.cardinality)

    def distinct(self, classes: int) -> Ints:
        """How many different values each class holds."""
        return np.bincount(self.of_class, minlength=classes)

    def summed(self, per_value: Floats, classes: int) -> Floats:
        sums: Floats = np.bincount(self.of_class, weights=per_value, minlength=classes).astype(np.float64)
        return sums


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """``example[c]``: a distinct tuple of class c; ``rows[c]``: its rows; ``population[c]``: all who could be in it."""

    example: Ints
    rows: Ints
    population: Ints | None
    values: Mapping[str, Values]

    def __len__(self) -> int:
        return len(self.example)

    @property
    def size_bytes(self) -> int:
        lists = [self.example, self.rows]
        for values in self.values.values():
            lists += [values.of_class, values.value, values.count]
        return sum(one.nbytes for one in lists)

    def only(self, which: Ints) -> Classes:
        """Some of these classes, ``which`` in rising order, as distinct tuples of their own."""
        number = np.full(len(self), -1, np.int64)
        number[which] = np.arange(len(which))
        population = None if self.population is None else self.population[which]
        values = {name: one.only(number) for name, one in self.values.items()}
        return Classes(np.arange(len(which)), self.rows[which], population, values)

    def subjects(self) -> Ints:
        """How many people or testimonies are behind each class."""
        return self.values[SUBJECTS].distinct(len(self)) if SUBJECTS in self.values else self.rows

    def rolled_up(self, grouped: Grouped) -> Classes:
        population = None if self.population is None else grouped.total(self.population)
        values = {name: one.rolled_up(grouped.group, len(grouped)) for name, one in self.values.items()}
        return Classes(self.example[grouped.first], grouped.total(self.rows), population, values)


@dataclass(frozen=True, slots=True, eq=False)
class Tuples:
    """The distinct tuples of a table: ``leaves[c]`` of quasi column c, ``of_row`` the tuple of each row."""

    leaves: tuple[Ints, ...]
    of_row: Ints
    classes: Classes


def only(tuples: Tuples, which: Ints) -> Tuples:
    """Some of the tuples; which rows they stand for is no longer known."""
    return Tuples(tuple(leaves[which] for leaves in tuples.leaves), np.empty(0, np.int64), tuples.classes.only(which))


def tuples_of(table: CodedTable, wanted: Sequence[str]) -> Tuples:
    """Put equal rows together; ``wanted`` are the sensitive columns whose values must be known of each class."""
    everybody = [column.codes for column in table.quasi] if table.population is None else _with_population(table)
    size = table.rows + (0 if table.population is None else _people(table))
    grouped = group([(codes, column.ladder.leaves) for codes, column in zip(everybody, table.quasi, strict=True)], size)
    of_row = grouped.group[: table.rows]
    rows = np.bincount(of_row, minlength=len(grouped))
    population = None if table.population is None else np.bincount(grouped.group[table.rows :], minlength=len(grouped))
    values = {name: _values(of_row, table, name, len(grouped)) for name in wanted}
    classes = Classes(np.arange(len(grouped)), rows, population, values)
    return Tuples(tuple(codes[grouped.first].astype(np.int64) for codes in everybody), of_row, classes)


def _with_population(table: CodedTable) -> list[Codes]:
    people = table.population or ()
    return [np.concatenate([column.codes, codes]) for column, codes in zip(table.quasi, people, strict=True)]


def _people(table: CodedTable) -> int:
    return len(table.population[0]) if table.population else 0


def _values(of_row: Ints, table: CodedTable, name: str, classes: int) -> Values:
    if name == SUBJECTS:
        assert table.subjects is not None
        codes, cardinality = table.subjects, int(table.subjects.max(initial=-1)) + 1
    else:
        codes, cardinality = table.sensitive[name].codes, table.sensitive[name].cardinality
    key = group([(of_row, classes), (codes, cardinality)], table.rows)
    count = key.total(np.ones(table.rows, np.int64))
    return Values(of_row[key.first], codes[key.first].astype(np.int64), count, cardinality)
