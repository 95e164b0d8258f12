"""The tables of one export as the engine takes them: whole numbers, one dimension of the lattice for each ladder. What
leaves is what loses detail; what must hold is asked of the tables as whoever joins them has them.

Not every level of a ladder may be chosen: weeks lie across months, so in data where one does, going from week to month
would also split classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from server.desk.anonymise.cells import Cell, Ladder, Ladders, generalise_cell, generaliser
from server.desk.anonymise.engine.ladder import CodedLadder, ladder_of
from server.desk.anonymise.engine.models import KAnonymity
from server.desk.anonymise.engine.problem import Problem, Protected, problem_of
from server.desk.anonymise.engine.table import CodedTable, QuasiColumn
from server.desk.anonymise.linked import two_by_two, with_records
from server.desk.anonymise.tables import SourceTable


@dataclass(frozen=True, slots=True)
class Coded:
    """``ladders[d]`` climbs dimension d, whose step s is level ``levels[d][s]``."""

    problem: Problem
    ladders: tuple[str, ...]
    levels: tuple[tuple[int, ...], ...]

    def chosen(self, node: Sequence[int]) -> dict[str, int]:
        return {name: levels[step] for name, levels, step in zip(self.ladders, self.levels, node, strict=True)}

    @property
    def top(self) -> tuple[int, ...]:
        return tuple(len(levels) - 1 for levels in self.levels)


def coded(tables: Sequence[SourceTable], ladders: Ladders, k: int, by_hand: Mapping[str, int]) -> Coded:
    """A ladder whose level was chosen by hand has that one step."""
    names = tuple(sorted({column.ladder for table in tables for _, column in table.quasi() if column.ladder}))
    numbers = {name: _numbers(name, tables) for name in names}
    levels = {
        name: (by_hand[name],) if name in by_hand else _nested_levels(ladders[name], numbers[name]) for name in names
    }
    coded_ladders = {name: _ladder(ladders[name], levels[name], numbers[name]) for name in names}
    model = (KAnonymity(k),)
    protected = [Protected(_table(table, names, numbers, coded_ladders), model) for table in tables if table.rows]
    protected += [
        Protected(_table(table, names, numbers, coded_ladders), model, weighs=False)
        for table in (*with_records(tables)[1:], *two_by_two(tables))
    ]
    return Coded(problem_of(protected), names, tuple(levels.values()))


def _numbers(name: str, tables: Sequence[SourceTable]) -> dict[Cell, int]:
    """A number for every different cell on this ladder, whichever column it stands in."""
    cells = {
        row.cells[at] for table in tables for at, column in table.quasi() if column.ladder == name for row in table.rows
    }
    return {cell: number for number, cell in enumerate(sorted(cells))}


def _ladder(ladder: Ladder, levels: Sequence[int], numbers: Mapping[Cell, int]) -> CodedLadder:
    steps = [generaliser(ladder, level) for level in levels]
    return ladder_of([[step(cell) for cell in numbers] for step in steps])


def _table(
    table: SourceTable,
    names: Sequence[str],
    numbers: Mapping[str, Mapping[Cell, int]],
    ladders: Mapping[str, CodedLadder],
) -> CodedTable:
    quasi = [
        QuasiColumn(
            np.array([numbers[column.ladder][row.cells[at]] for row in table.rows], np.int32),
            ladders[column.ladder],
            names.index(column.ladder),
        )
        for at, column in table.quasi()
        if column.ladder
    ]
    one_row_each = table.subjects() == len(table.rows)
    subjects = None if one_row_each else np.array([row.subject for row in table.rows], np.int32)
    return CodedTable(len(table.rows), tuple(quasi), subjects=subjects)


def _nested_levels(ladder: Ladder, cells: Iterable[Cell]) -> tuple[int, ...]:
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
