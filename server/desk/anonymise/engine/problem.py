"""What is to be solved: tables, the privacy models of each, and the lattice of the levels that may be chosen.

A node is one step of each dimension. Several columns, also of several tables, can share a dimension; a table by itself
has one for each of its columns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Floats, Ints
from server.desk.anonymise.engine.classes import Classes, tuples_of
from server.desk.anonymise.engine.models import Model, Rule
from server.desk.anonymise.engine.quality import ColumnCost, Measure, costs_of
from server.desk.anonymise.engine.rollup import Levels, RollUps, leveled
from server.desk.anonymise.engine.table import CodedTable

Node = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Protected:
    """A table, what must hold in it, and the share of its rows that may be suppressed for that. ``weighs`` False: what
    its columns lose is not counted, because it does not leave as it is; then nothing of it is suppressed."""

    table: CodedTable
    models: tuple[Model, ...]
    suppression: float = 0.0
    weighs: bool = True

    @property
    def limit(self) -> int:
        return int(self.suppression * self.table.rows + 1e-9)


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What one table says of a node. ``within``: it, and so maybe some node below, can stay within the limit;
    ``holds``: it does, with ``suppressed`` rows. ``added`` is what suppressing adds to each column, ``lost`` what it
    adds at least in every node below."""

    within: bool
    holds: bool
    suppressed: int
    added: Floats
    lost: Floats


@dataclass(slots=True, eq=False)
class Part:
    """One table of a problem. Remembers what it was asked, since other tables' dimensions do not concern it."""

    rules: tuple[Rule, ...]
    limit: int
    rows: int
    dimensions: Levels
    rollups: RollUps
    costs: tuple[ColumnCost, ...]
    suppression_costs: bool = True
    _known: dict[Levels, Looked] = field(default_factory=dict)

    def look(self, levels: Levels) -> Looked:
        """``levels`` of this table's own columns."""
        known = self._known.get(levels)
        if known is None:
            known = self._known[levels] = self._look(levels)
        return known

    def holds_at(self, classes: Classes) -> Flags:
        holds = np.ones(len(classes), np.bool_)
        for rule in self.rules:
            holds &= rule.holds(classes)
        return holds

    def _look(self, levels: Levels) -> Looked:
        classes = self.rollups.classes_at(levels)
        holds = self.holds_at(classes)
        suppressed = int(classes.rows[~holds].sum())
        nothing = np.zeros(len(self.costs))
        # Without suppression every model here is monotone: what does not hold at a node holds at none below it.
        if suppressed == 0 or self.limit == 0:
            return Looked(suppressed == 0, suppressed == 0, suppressed, nothing, nothing)
        if not self.suppression_costs:
            within = suppressed <= self.limit or self.rows - int(self._keepable(classes).sum()) <= self.limit
            return Looked(within, suppressed <= self.limit, suppressed, nothing, nothing)
        keepable = self._keepable(classes)
        if self.rows - int(keepable.sum()) > self.limit:
            return Looked(False, False, suppressed, nothing, nothing)
        gone = self._added(levels, classes, keepable == 0)
        added = self._added(levels, classes, ~holds) if suppressed <= self.limit else nothing
        return Looked(True, suppressed <= self.limit, suppressed, added, gone)

    def _keepable(self, classes: Classes) -> Ints:
        keepable = classes.rows
        for rule in self.rules:
            keepable = np.minimum(keepable, rule.keepable(classes))
        return keepable

    def _added(self, levels: Levels, classes: Classes, which: Flags) -> Floats:
        at = np.flatnonzero(which)
        examples, rows = classes.example[at], classes.rows[at]
        return np.array(
            [cost.added(level, examples, rows) for cost, level in zip(self.costs, levels, strict=True)], np.float64
        )


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """``steps[d]``: the levels of dimension d that may be chosen, in rising order."""

    steps: tuple[Levels, ...]
    measure: Measure
    parts: tuple[Part, ...]

    @property
    def shape(self) -> Node:
        return tuple(len(steps) for steps in self.steps)

    def levels(self, part: Part, node: Node) -> Levels:
        return tuple(self.steps[dimension][node[dimension]] for dimension in part.dimensions)

    def terms(self, lost: Sequence[Floats]) -> list[Floats]:
        """For each dimension what each of its steps costs at least, ``lost`` being added to the columns of each part.
        The sum over the dimensions is a bound for the node."""
        terms = [np.zeros(len(steps)) for steps in self.steps]
        for part, added in zip(self.parts, lost, strict=True):
            # A part that does not weigh has no costs.
            for cost, dimension, more in zip(part.costs, part.dimensions, added, strict=bool(part.costs)):
                terms[dimension] += cost.cost(cost.at_level[list(self.steps[dimension])] + more)
        return terms

    def cost(self, node: Node, added: Sequence[Floats]) -> float:
        """What the node costs, ``added`` being what suppressing adds to the columns of each part."""
        terms = self.terms(added)
        return math.fsum(float(term[step]) for term, step in zip(terms, node, strict=True))

    def nothing_lost(self) -> list[Floats]:
        return [np.zeros(len(part.costs)) for part in self.parts]


def problem_of(
    tables: Sequence[Protected], *, measure: Measure = "loss", steps: dict[int, Levels] | None = None
) -> Problem:
    """``steps`` of single dimensions, where not all levels may be chosen. Raises ValueError for what cannot be."""
    ladders = {column.dimension: column.ladder for one in tables for column in one.table.quasi}
    if sorted(ladders) != list(range(len(ladders))):
        raise ValueError("dimensions are numbered from 0 without gaps")
    for one in tables:
        if any(ladders[column.dimension].levels != column.ladder.levels for column in one.table.quasi):
            raise ValueError("columns of one dimension need ladders of one height")
    if any(one.limit and not one.weighs for one in tables):
        raise ValueError("what does not weigh cannot be suppressed")
    chosen = tuple((steps or {}).get(at, tuple(range(ladders[at].levels))) for at in range(len(ladders)))
    if any(not 0 <= level < ladders[at].levels for at, levels in enumerate(chosen) for level in levels):
        raise ValueError("a level that the ladder does not have")
    columns = sum(len(one.table.quasi) for one in tables if one.weighs)
    return Problem(chosen, measure, tuple(_part(one, measure, columns) for one in tables))


def _part(protected: Protected, measure: Measure, columns: int) -> Part:
    table = protected.table
    wanted = dict.fromkeys(name for model in protected.models for name in model.needs(table))
    tuples = tuples_of(table, tuple(wanted))
    rows = tuples.classes.rows
    quasi = leveled(tuples.leaves, [column.ladder for column in table.quasi])
    return Part(
        rules=tuple(model.rule(table) for model in protected.models),
        limit=protected.limit,
        rows=table.rows,
        dimensions=tuple(column.dimension for column in table.quasi),
        rollups=RollUps(tuples, quasi),
        costs=costs_of(quasi, rows, measure, columns) if protected.weighs else (),
    )
