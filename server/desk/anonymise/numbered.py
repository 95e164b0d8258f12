"""Cells as numbers, as the measures of risk take them. Equal numbers are equal cells, as a reader sees them."""

from __future__ import annotations

import numpy as np

from server.desk.anonymise.cells import Cell
from server.desk.anonymise.engine.arrays import Codes, group
from server.desk.anonymise.risk import Cells
from server.desk.anonymise.tables import SourceTable


def numbered(table: SourceTable, everybody: SourceTable | None = None) -> Cells:
    """The quasi-identifying cells; ``everybody``: the same table of the whole population, at the same levels."""
    columns: list[tuple[Codes, int]] = []
    people: list[Codes] = []
    for at, _ in table.quasi():
        numbers: dict[Cell, int] = {}
        columns.append((_codes(table, at, numbers), 0))
        if everybody is not None:
            people.append(_codes(everybody, at, numbers))
        columns[-1] = (columns[-1][0], max(1, len(numbers)))
    return Cells(
        tuple(columns),
        len(table.rows),
        None if everybody is None else tuple(people),
        _subjects(table),
        None if everybody is None else _subjects(everybody),
    )


def classes_of(table: SourceTable) -> list[int]:
    """For each row the number of its class."""
    cells = numbered(table)
    classes: list[int] = group(cells.columns, cells.rows).group.tolist()
    return classes


def _codes(table: SourceTable, at: int, numbers: dict[Cell, int]) -> Codes:
    codes = (numbers.setdefault(row.cells[at], len(numbers)) for row in table.rows)
    return np.fromiter(codes, np.int32, len(table.rows))


def _subjects(table: SourceTable) -> Codes:
    return np.fromiter((row.subject for row in table.rows), np.int32, len(table.rows))
