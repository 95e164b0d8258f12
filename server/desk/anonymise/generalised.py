"""Tables at chosen levels: one level for each ladder, whichever columns climb it."""

from __future__ import annotations

from collections.abc import Mapping

from server.desk.anonymise.cells import Cell, Ladders, generaliser
from server.desk.anonymise.tables import SourceRow, SourceTable


def generalised(table: SourceTable, ladders: Ladders, levels: Mapping[str, int]) -> SourceTable:
    steps = [
        generaliser(ladders[column.ladder], levels[column.ladder]) if column.ladder else _as_recorded
        for column in table.shape.columns
    ]
    rows = tuple(
        SourceRow(row.subject, tuple(step(cell) for step, cell in zip(steps, row.cells, strict=True)))
        for row in table.rows
    )
    return SourceTable(table.shape, rows)


def _as_recorded(cell: Cell) -> Cell:
    return cell
