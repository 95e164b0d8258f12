"""Wins back detail class by class after local recoding, and gives those who were left over a class to join.

Each class looks at going one level down in one of its columns. The parts that can stand alone go down; what is left of
the class has to be nobody, or able to stand alone too. Each class takes the column where that wins the most.
"""

from __future__ import annotations

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Floats, Ints, group
from server.desk.anonymise.engine.local import LevelsOfTuples, Recoding

_PASSES = 60
"""More than any ladder is high: it ends by itself when no class can go down any more."""


def refine(recoding: Recoding) -> None:
    """Every step keeps every model; a class that cannot go down stays as it is."""
    everybody = np.flatnonzero((recoding.levels >= 0).all(axis=1))
    shares = _shares(recoding)
    for _ in range(_PASSES):
        if not len(everybody) or not _one_pass(recoding, everybody, shares):
            return


def _one_pass(recoding: Recoding, everybody: Ints, shares: list[Floats]) -> bool:
    levels = recoding.levels[everybody]
    classes = recoding.grouped(levels, everybody)
    best = np.zeros(len(classes))
    column_of = np.full(len(classes), -1)
    goes: list[Flags] = []
    for column in range(levels.shape[1]):
        down, gain = _down(recoding, everybody, levels, column, classes.group, len(classes), shares)
        goes.append(down)
        better = gain > best + 1e-15
        best[better], column_of[better] = gain[better], column
    if (column_of < 0).all():
        return False
    chosen = column_of[classes.group]
    for column, down in enumerate(goes):
        recoding.levels[everybody[down & (chosen == column)], column] -= 1
    return True


def _down(
    recoding: Recoding,
    everybody: Ints,
    levels: LevelsOfTuples,
    column: int,
    of: Ints,
    classes: int,
    shares: list[Floats],
) -> tuple[Flags, Floats]:
    """Which tuples go down in this column, and what each class wins by that."""
    lower = levels[:, column] > 0
    cells, cardinality = recoding.cells(column, np.where(lower, levels[:, column] - 1, levels[:, column]), everybody)
    parts = group([(of, classes), (cells, cardinality)], len(everybody))
    down = recoding.holds(parts, everybody)[parts.group] & lower
    rest = group([(of, classes), (down.astype(np.int64), 2)], len(everybody))
    # A class goes down only if what stays behind can still leave as a class of its own.
    stays_alone = recoding.holds(rest, everybody) | down[rest.first]
    may = np.ones(classes, np.bool_)
    may[of[rest.first[~stays_alone]]] = False
    down &= may[of]
    won = _won(recoding, everybody, levels, column, down, shares)
    gain: Floats = np.bincount(of, weights=won, minlength=classes).astype(np.float64)
    return down, gain


def _won(
    recoding: Recoding, everybody: Ints, levels: LevelsOfTuples, column: int, down: Flags, shares: list[Floats]
) -> Floats:
    leaves = recoding.tuples.leaves[column][everybody]
    share = shares[column]
    at = levels[:, column].astype(np.int64)
    rows = recoding.tuples.classes.rows[everybody]
    won: Floats = np.where(down, rows * (share[at, leaves] - share[np.maximum(at - 1, 0), leaves]), 0.0)
    return won


def _shares(recoding: Recoding) -> list[Floats]:
    """For each column, level and leaf: the share of the ladder that the cell covers."""
    ladders = [column.ladder for column in recoding.table.quasi]
    return [
        np.stack([ladder.share(level)[ladder.codes[level]] for level in range(ladder.levels)]) for ladder in ladders
    ]
