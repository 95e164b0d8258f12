"""What an adversary would find in a table: counted from the cells that leave, by three kinds of adversary.

The prosecutor knows somebody who is in the table; the journalist looks for anybody of the population; the marketer
counts how many rows would be found in all. The rows that are easiest to find are for the coordinator alone.
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
    """``highest`` and ``overall`` are shares. ``journalist`` is None without a population. ``special``: rows that stand
    alone by three facts or fewer; None for a table that is too large to look at every three of its columns."""

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
    """Quasi cells as numbers, below a cardinality, a column each; ``population`` the same of everybody."""

    columns: tuple[tuple[Codes, int], ...]
    rows: int
    population: tuple[Codes, ...] | None = None


def measure(cells: Cells) -> Risk:
    """Raises nothing: a table without rows has no risk."""
    if cells.rows == 0:
        return Risk(0, 0, 0, 0, 0, 0.0, 0.0, None)
    sizes = class_sizes(cells)
    classes = np.bincount(sizes)
    number = sum(int(count) // size for size, count in enumerate(classes.tolist()) if size and count)
    smallest = int(sizes.min())
    return Risk(
        rows=cells.rows,
        classes=number,
        smallest=smallest,
        unique=int((sizes == 1).sum()),
        special=_special(cells),
        highest=1 / smallest,
        overall=number / cells.rows,
        journalist=_journalist(cells),
    )


def class_sizes(cells: Cells) -> Ints:
    """For each row, how many rows look like it."""
    grouped = group(cells.columns, cells.rows)
    sizes: Ints = np.bincount(grouped.group, minlength=len(grouped))[grouped.group]
    return sizes


def facts_needed(cells: Cells) -> Ints:
    """For each row the least number of columns, up to three, by which it stands alone; 0 if none do."""
    needed = np.zeros(cells.rows, np.int64)
    for facts in range(1, min(_SPECIAL, len(cells.columns)) + 1):
        for chosen in combinations(cells.columns, facts):
            alone = class_sizes(Cells(chosen, cells.rows)) == 1
            needed[alone & (needed == 0)] = facts
    return needed


def _special(cells: Cells) -> int | None:
    columns = len(cells.columns)
    looks = sum(math.comb(columns, facts) for facts in range(1, _SPECIAL + 1))
    return int((facts_needed(cells) > 0).sum()) if looks * cells.rows <= _MOST_LOOKS else None


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
    fits = np.bincount(grouped.group[cells.rows :], minlength=len(grouped))[grouped.group[: cells.rows]]
    return float(1 / max(1, int(fits.min())))
