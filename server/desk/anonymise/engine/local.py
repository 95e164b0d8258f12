"""Local recoding: rows of one column may stand at different levels, which loses far less than one level for all.

Rounds: the cheapest node at which at least a share of the rows that are left protects itself is taken for these rows,
the others wait for the next round (the idea of ARX's iterated optimum). Then every class is refined by itself, and who
was left over joins the class where that costs least. Every step is checked by the models themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.desk.anonymise.engine.arrays import Codes, Flags, Grouped, Ints, group
from server.desk.anonymise.engine.best import GoOn
from server.desk.anonymise.engine.classes import Tuples, only, tuples_of
from server.desk.anonymise.engine.models import Rule
from server.desk.anonymise.engine.problem import Part, Problem, Protected
from server.desk.anonymise.engine.quality import Measure, costs_of
from server.desk.anonymise.engine.rollup import RollUps, leveled
from server.desk.anonymise.engine.search import Found, search
from server.desk.anonymise.engine.table import CodedTable

LevelsOfTuples = NDArray[np.int8]
"""One row for each distinct tuple, one column for each quasi column; -1 where it has to be suppressed."""
_ROUND_SHARE: Final = 0.005
_LOOKS_A_ROUND: Final = 500
_LOOKS: Final = 20_000
"""Models that suppressing can break or mend leave the search few short cuts. It then goes on with the best so far."""


@dataclass(slots=True, eq=False)
class Recoding:
    """Distinct tuples and the level of each of their cells, -1 if not decided."""

    table: CodedTable
    tuples: Tuples
    rules: tuple[Rule, ...]
    levels: LevelsOfTuples

    def cells(self, column: int, levels: NDArray[np.integer], which: Ints) -> tuple[Codes, int]:
        """The cells of a column as numbers that differ between values and between levels."""
        ladder = self.table.quasi[column].ladder
        width = ladder.leaves
        stacked = np.concatenate([np.zeros(width, np.int32), *ladder.codes])
        leaves = self.tuples.leaves[column][which]
        at = levels.astype(np.int64) + 1
        return (at * width + stacked[at * width + leaves]).astype(np.int32), (ladder.levels + 1) * width

    def grouped(self, levels: LevelsOfTuples, which: Ints) -> Grouped:
        """Tuples that look alike at these levels."""
        return group([self.cells(at, levels[:, at], which) for at in range(len(self.table.quasi))], len(which))

    def holds(self, grouped: Grouped, which: Ints) -> Flags:
        classes = self.tuples.classes if len(which) == len(self.tuples.classes) else self.tuples.classes.only(which)
        rolled = classes.rolled_up(grouped)
        holds = np.ones(len(rolled), np.bool_)
        for rule in self.rules:
            holds &= rule.holds(rolled)
        return holds


def begin(protected: Protected) -> Recoding:
    """Nothing decided yet. Raises ValueError for models of a population: classes of different levels overlap there."""
    table = protected.table
    if table.population is not None:
        raise ValueError("local recoding knows no population")
    wanted = dict.fromkeys(name for model in protected.models for name in model.needs(table))
    tuples = tuples_of(table, tuple(wanted))
    rules = tuple(model.rule(table) for model in protected.models)
    levels = np.full((len(tuples.classes), len(table.quasi)), -1, np.int8)
    return Recoding(table, tuples, rules, levels)


def iterate(recoding: Recoding, *, measure: Measure, share: float = _ROUND_SHARE, go_on: GoOn | None = None) -> int:
    """The rounds; returns how many nodes were looked at. What no node can protect any more stays undecided."""
    left = np.arange(len(recoding.tuples.classes))
    least = max(1, math.ceil(share * recoding.table.rows))
    looked = 0
    while len(left) and looked < _LOOKS:
        found, left = _round(recoding, left, least, measure, go_on)
        if found is not None:
            looked += found.looked
        elif least == 1:
            break
        else:
            least = 1
    if len(left):
        # Time is up: whoever is left gets one level for each column, if that can protect all of them.
        found, _ = _round(recoding, left, recoding.table.rows, measure, go_on)
        looked += found.looked if found else 0
    return looked


def _round(
    recoding: Recoding, left: Ints, least: int, measure: Measure, go_on: GoOn | None
) -> tuple[Found | None, Ints]:
    """One round: what was found, and who is left."""
    tuples = only(recoding.tuples, left)
    rows = int(tuples.classes.rows.sum())
    quasi = recoding.table.quasi
    columns = leveled(tuples.leaves, [column.ladder for column in quasi])
    part = Part(
        rules=recoding.rules,
        limit=max(0, rows - least),
        rows=rows,
        dimensions=tuple(range(len(quasi))),
        rollups=RollUps(tuples, columns),
        costs=costs_of(columns, tuples.classes.rows, measure, len(quasi)),
        suppression_costs=False,
    )
    steps = tuple(tuple(range(column.ladder.levels)) for column in quasi)
    found = search(Problem(steps, measure, (part,)), go_on=_within(_LOOKS_A_ROUND, go_on))
    if found is None:
        return None, left
    grouped = part.rollups.class_of_tuple(found.node)
    holds = part.holds_at(tuples.classes.rolled_up(grouped))[grouped.group]
    recoding.levels[left[holds]] = found.node
    return found, left[~holds]


def settle(recoding: Recoding, levels: Sequence[int]) -> None:
    """One level for each column, for all who are protected at it."""
    everybody = np.arange(len(recoding.tuples.classes))
    at = np.tile(np.array(levels, np.int8), (len(everybody), 1))
    grouped = recoding.grouped(at, everybody)
    holds = recoding.holds(grouped, everybody)[grouped.group]
    recoding.levels[holds] = at[holds]


def _within(looks: int, go_on: GoOn | None) -> GoOn:
    return lambda looked, best: looked < looks and (go_on is None or go_on(looked, best))
