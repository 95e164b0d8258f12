"""The tables of one export as small integers, so that thousands of combinations of ladder levels can be asked about.

A node is one step for each ladder in use. A step up only merges classes, so a node that reaches k is reached by every
node above it. Not every level of a ladder is a step: weeks lie across months, so in data where one does, going from
week to month would also split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.desk.anonymise.cells import EMPTY, Cell, Ladder, Ladders, generalise_cell, generaliser
from server.desk.anonymise.tables import SourceTable

Node = tuple[int, ...]
_FULL_LOSS: Final = 1_000_000
"""Loss of one cell that tells nothing any more; whole numbers, so that ties are ties."""
_TIE: Final = 1_000
"""Levels break ties between equal losses; the sum of all levels stays far below this."""


@dataclass(frozen=True, slots=True)
class CodedTable:
    """``codes[i][step]`` numbers the class of each distinct row along ladder ``ladders[i]``; None at the top, where
    all are one."""

    ladders: tuple[int, ...]
    codes: tuple[tuple[tuple[int, ...] | None, ...], ...]
    weights: tuple[int, ...]
    one_row_each: bool

    def smallest(self, node: Node) -> int:
        """Distinct testimonies in the smallest class at this node."""
        at_node = (steps[node[ladder]] for ladder, steps in zip(self.ladders, self.codes, strict=True))
        in_use = [codes for codes in at_node if codes is not None]
        keys: Iterable[object] = zip(*in_use, strict=True) if in_use else (None for _ in self.weights)
        classes: dict[object, int] = {}
        if self.one_row_each:
            for key, count in zip(keys, self.weights, strict=True):
                classes[key] = classes.get(key, 0) + count
            return min(classes.values())
        for key, subjects in zip(keys, self.weights, strict=True):
            classes[key] = classes.get(key, 0) | subjects
        return min(subjects.bit_count() for subjects in classes.values())


@dataclass(slots=True)
class Lattice:
    """``steps[i]`` are the levels of ladder ``names[i]`` that may be chosen, ``costs[i]`` orders them by information
    lost, then by level.

    ``work`` counts rows looked at.
    """

    names: tuple[str, ...]
    steps: tuple[tuple[int, ...], ...]
    costs: tuple[tuple[int, ...], ...]
    tables: tuple[CodedTable, ...]
    k: int
    work: int = 0
    _known: dict[tuple[int, Node], bool] = field(default_factory=dict)

    @property
    def top(self) -> Node:
        return tuple(len(steps) - 1 for steps in self.steps)

    def reaches(self, node: Node) -> bool:
        """True if every class of every table holds at least k testimonies."""
        return all(self._table_reaches(at, node) for at in range(len(self.tables)))

    def cost(self, node: Node) -> int:
        return sum(costs[step] for costs, step in zip(self.costs, node, strict=True))

    def levels(self, node: Node) -> dict[str, int]:
        return {name: steps[step] for name, steps, step in zip(self.names, self.steps, node, strict=True)}

    def _table_reaches(self, at: int, node: Node) -> bool:
        table = self.tables[at]
        asked = (at, tuple(node[ladder] for ladder in table.ladders))
        if asked not in self._known:
            self.work += len(table.weights)
            self._known[asked] = table.smallest(node) >= self.k
        return self._known[asked]


def lattice_of(tables: Sequence[SourceTable], ladders: Ladders, k: int, by_hand: Mapping[str, int]) -> Lattice:
    """The lattice of these tables; a ladder whose level was chosen by hand has that one step."""
    names = tuple(sorted({column.ladder for table in tables for column in table.shape.columns if column.ladder}))
    cells = {name: _cells_on(name, tables) for name in names}
    steps = {
        name: (by_hand[name],) if name in by_hand else _nested_levels(ladders[name], cells[name]) for name in names
    }
    return Lattice(
        names=names,
        steps=tuple(steps.values()),
        costs=tuple(_costs(ladders[name], steps[name], cells[name]) for name in names),
        tables=tuple(_coded(table, names, steps, ladders) for table in tables if table.rows),
        k=k,
    )


def _cells_on(name: str, tables: Sequence[SourceTable]) -> list[Cell]:
    return [
        row.cells[at]
        for table in tables
        for at, column in enumerate(table.shape.columns)
        if column.ladder == name
        for row in table.rows
    ]


def _nested_levels(ladder: Ladder, cells: Sequence[Cell]) -> tuple[int, ...]:
    """The levels that merge whole values of the levels below: from the top down, those that keep to all chosen
    above."""
    leaves = {part for cell in cells for part in cell}
    chosen: list[int] = []
    for level in reversed(range(len(ladder.levels))):
        if all(_refines(ladder, level, above, leaves) for above in chosen):
            chosen.append(level)
    return tuple(reversed(chosen))


def _refines(ladder: Ladder, level: int, above: int, leaves: Iterable[str]) -> bool:
    lies_in: dict[Cell, Cell] = {}
    return all(
        lies_in.setdefault(generalise_cell(ladder, (leaf,), level), higher) == higher
        for leaf in leaves
        for higher in [generalise_cell(ladder, (leaf,), above)]
    )


def _costs(ladder: Ladder, steps: Sequence[int], cells: Sequence[Cell]) -> tuple[int, ...]:
    """Loss of a level: over all cells, the share of the values seen in this data that the level no longer tells
    apart."""
    leaves = sorted({part for cell in cells for part in cell})
    costs = []
    for level in steps:
        became = {leaf: generalise_cell(ladder, (leaf,), level) for leaf in leaves}
        merged: dict[Cell, int] = {}
        for cell in became.values():
            merged[cell] = merged.get(cell, 0) + 1
        others = max(1, len(leaves) - 1)
        lost = {leaf: _FULL_LOSS * (merged[became[leaf]] - 1) // others for leaf in leaves}
        loss = sum(sum(lost[part] for part in cell) // len(cell) for cell in cells if cell != EMPTY)
        costs.append(loss * _TIE + level)
    return tuple(costs)


def _coded(
    table: SourceTable, names: Sequence[str], steps: Mapping[str, tuple[int, ...]], ladders: Ladders
) -> CodedTable:
    quasi = [(at, column) for at, column in enumerate(table.shape.columns) if column.disclosure == "quasi"]
    one_row_each = table.subjects() == len(table.rows)
    weights: dict[tuple[Cell, ...], int] = {}
    for row in table.rows:
        key = tuple(row.cells[at] for at, _ in quasi)
        seen = weights.get(key, 0)
        weights[key] = seen + 1 if one_row_each else seen | 1 << row.subject
    used = []
    codes = []
    for at, name in enumerate(names):
        mine = [place for place, (_, column) in enumerate(quasi) if column.ladder == name]
        if mine:
            parts = [tuple(key[place] for place in mine) for key in weights]
            used.append(at)
            codes.append(tuple(_codes(ladders[name], parts, level) for level in steps[name]))
    return CodedTable(tuple(used), tuple(codes), tuple(weights.values()), one_row_each)


def _codes(ladder: Ladder, parts: Sequence[tuple[Cell, ...]], level: int) -> tuple[int, ...] | None:
    if level == len(ladder.levels) - 1:
        return None
    coarse: dict[tuple[Cell, ...], int] = {}
    generalised = generaliser(ladder, level)
    return tuple(coarse.setdefault(tuple(generalised(cell) for cell in part), len(coarse)) for part in parts)
