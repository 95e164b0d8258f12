"""What an adversary would find in a table: counted from the cells that leave, by three kinds of adversary.

The prosecutor knows somebody who is in the table; the journalist looks for anybody of the population; the marketer
counts how many rows would be found in all. Where several rows are of one person or testimony, they count as one: five
victims of one testimony that look alike are still one testimony, and whoever knows it is there has found it. The rows
that are easiest to find are for the coordinator alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from server.desk.anonymise.engine.arrays import Codes, Ints, group

_SPECIAL: Final = 3
"""A neighbour knows three facts: combinations of up to so many columns are looked at."""

_MOST_LOOKS: Final = 40_000_000


@dataclass(frozen=True, slots=True)
class Risk:
    """``smallest``: people (or testimonies) in the smallest class; ``unique``: rows whose class is of one. ``highest``
    (the prosecutor's) and ``overall`` (the marketer's) are shares. ``journalist`` is None without a population.
    ``special``: rows that stand alone by three facts or fewer; None for a table that is too large to look at every
    three of its columns."""

    rows: int
    classes: int
    smallest: int
    unique: int
    special: int | None
    highest: float
    overall: float
    journalist: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Quasi cells as numbers, below a cardinality, a column each; ``population`` the same of everybody. ``subjects``:
    the person or testimony behind each row, None if each row is one of its own; ``people`` the same of the
    population."""

    columns: tuple[tuple[Codes, int], ...]
    rows: int
    population: tuple[Codes, ...] | None = None
    subjects: Codes | None = None
    people: Codes | None = None


NOBODY: Final = Risk(0, 0, 0, 0, 0, 0.0, 0.0, None)


def measure(cells: Cells, *, facts: bool = True) -> Risk:
    """Raises nothing: a table without rows has no risk. ``facts`` False: nobody asks by how few they are found."""
    if cells.rows == 0:
        return NOBODY
    sizes = class_sizes(cells)
    smallest = int(sizes.min())
    return Risk(
        rows=cells.rows,
        classes=len(group(cells.columns, cells.rows)),
        smallest=smallest,
        unique=int((sizes == 1).sum()),
        special=_special(cells) if facts else None,
        highest=1 / smallest,
        overall=float((1 / sizes).mean()),
        journalist=_journalist(cells),
    )


def class_sizes(cells: Cells) -> Ints:
    """For each row, how many people are behind the rows that look like it."""
    grouped = group(cells.columns, cells.rows)
    sizes: Ints = _behind(grouped.group, len(grouped), cells.subjects)[grouped.group]
    return sizes


def _behind(group_of: Ints, groups: int, subjects: Codes | None) -> Ints:
    """How many people are behind each group."""
    if subjects is None or len(group_of) == 0:
        return np.bincount(group_of, minlength=groups)
    people = group([(group_of, groups), (subjects, int(subjects.max()) + 1)], len(group_of))
    return np.bincount(group_of[people.first], minlength=groups)


def facts_needed(cells: Cells) -> Ints:
    """For each row the least number of columns, up to three, by which it stands alone; 0 if none do."""
    needed = np.zeros(cells.rows, np.int64)
    columns = _telling(cells)
    for facts in range(1, min(_SPECIAL, len(columns)) + 1):
        for chosen in combinations(columns, facts):
            alone = class_sizes(Cells(chosen, cells.rows, subjects=cells.subjects)) == 1
            needed[alone & (needed == 0)] = facts
    return needed


def _telling(cells: Cells) -> Sequence[tuple[Codes, int]]:
    """Columns that tell rows apart. One that says the same of all is a fact that nobody needs."""
    return [column for column in cells.columns if column[1] > 1] or cells.columns[:1]


def may_look(cells: Cells) -> bool:
    """Is the table small enough to look at every three of its columns?"""
    columns = len(_telling(cells))
    looks = sum(math.comb(columns, facts) for facts in range(1, _SPECIAL + 1))
    return looks * cells.rows <= _MOST_LOOKS


def _special(cells: Cells) -> int | None:
    return int((facts_needed(cells) > 0).sum()) if may_look(cells) else None


def worst(cells: Cells, most: int) -> Sequence[int]:
    """Row numbers of those who are easiest to find: in the smallest class first, then by the fewest facts."""
    needed = facts_needed(cells)
    facts = np.where(needed == 0, _SPECIAL + 1, needed)
    order = np.lexsort((np.arange(cells.rows), facts, class_sizes(cells)))
    chosen: list[int] = order[:most].tolist()
    return chosen


def _journalist(cells: Cells) -> float | None:
    """The highest chance that a row of the table is the person of the population it is taken for."""
    if cells.population is None:
        return None
    people = len(cells.population[0]) if cells.population else 0
    both = [
        (np.concatenate([codes, everybody]), cardinality)
        for (codes, cardinality), everybody in zip(cells.columns, cells.population, strict=True)
    ]
    grouped = group(both, cells.rows + people)
    fits = _behind(grouped.group[cells.rows :], len(grouped), cells.people)[grouped.group[: cells.rows]]
    return float(1 / max(1, int(fits.min())))
