"""Testimonies as plain tables, before anything is generalised: one of records and one for each collection.

A row knows which testimony it came from only as `subject`, a number that exists to count distinct testimonies and
never leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from server.desk.anonymise.cells import DISPUTED, EMPTY, Answer, Cell, cell_of
from server.desk.anonymise.shapes import Column, Shape


@dataclass(frozen=True, slots=True)
class Accounts:
    """Several accounts of one field that nobody has settled. Holds none of them: they do not leave."""


Field = Answer | Accounts


@dataclass(frozen=True, slots=True)
class Testimony:
    """A folded testimony as the export needs it: no id, no author, no time. ``members`` is by collection."""

    fields: Mapping[str, Field]
    members: Mapping[str, Sequence[Mapping[str, Field]]]


@dataclass(frozen=True, slots=True)
class SourceRow:
    subject: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SourceTable:
    shape: Shape
    rows: tuple[SourceRow, ...]

    def subjects(self) -> int:
        return len({row.subject for row in self.rows})

    def quasi(self) -> tuple[tuple[int, Column], ...]:
        """The columns that could single somebody out, and their places."""
        return tuple((at, column) for at, column in enumerate(self.shape.columns) if column.disclosure == "quasi")


def tables_of(shapes: Sequence[Shape], testimonies: Sequence[Testimony]) -> tuple[SourceTable, ...]:
    return tuple(SourceTable(shape, _rows(shape, testimonies)) for shape in shapes)


def without(tables: Sequence[SourceTable], subjects: Set[int]) -> tuple[SourceTable, ...]:
    """The tables without these testimonies, whole."""
    if not subjects:
        return tuple(tables)
    return tuple(replace(one, rows=tuple(row for row in one.rows if row.subject not in subjects)) for one in tables)


def disputed_cells(tables: Sequence[SourceTable]) -> int:
    return sum(cell is DISPUTED for table in tables for row in table.rows for cell in row.cells)


def _rows(shape: Shape, testimonies: Sequence[Testimony]) -> tuple[SourceRow, ...]:
    return tuple(
        SourceRow(subject, tuple(_cell(shape, at, source) for at in range(len(shape.columns))))
        for subject, testimony in enumerate(testimonies)
        for source in _sources(shape, testimony)
    )


def _sources(shape: Shape, testimony: Testimony) -> Sequence[Mapping[str, Field]]:
    return [testimony.fields] if shape.collection is None else testimony.members.get(shape.collection, ())


def _cell(shape: Shape, at: int, source: Mapping[str, Field]) -> Cell:
    column = shape.columns[at]
    field = source.get(column.name, None)
    if isinstance(field, Accounts):
        return DISPUTED
    return EMPTY if field is None else cell_of(column, field)
