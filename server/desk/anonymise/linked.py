"""Every table of an export as whoever joins them would have it: a testimony is one in all its tables together.

No id leads from table to table; what rows share (an event's day and place, a victim's home) can. So three kinds of
tables are judged, and none of them leaves: the table of records; each other table joined with the record that its rows
belong to; and each two of these joined with their record. Whoever knows an event, and of it a victim and a perpetrator
(or any two members of two tables), finds at least k testimonies. A table without quasi-identifying columns says of no
row whose it is, and is joined with none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from server.desk.anonymise.cells import Cell
from server.desk.anonymise.shapes import RECORDS, Column, Shape
from server.desk.anonymise.tables import SourceRow, SourceTable

Member = tuple[Cell, ...]
_JOINED = "+"


def releasable(tables: Sequence[SourceTable], least: int) -> list[SourceTable]:
    """Tables of at least so many testimonies, also where two of them meet: else the smaller of the two stays."""
    large = [table for table in tables if table.subjects() >= least]
    while True:
        small = next((pair for pair in _pairs(large) if 0 < len(_common(pair)) < least), None)
        if small is None:
            return large
        stays = min(reversed(small), key=SourceTable.subjects)
        large = [table for table in large if table is not stays]


def with_records(tables: Sequence[SourceTable]) -> tuple[SourceTable, ...]:
    """The quasi-identifying cells of the records, and of every other table joined with them, row by row in order."""
    records = next((table for table in tables if table.shape.name == RECORDS), None)
    if records is None:
        return ()
    of_record = {row.subject: _quasi(records, row) for row in records.rows}
    joined = [
        SourceTable(_shape([records]), tuple(SourceRow(row.subject, of_record[row.subject]) for row in records.rows))
    ]
    for table in _members(tables):
        rows = (SourceRow(row.subject, of_record[row.subject] + _quasi(table, row)) for row in table.rows)
        joined.append(SourceTable(_shape([records, table]), tuple(rows)))
    return tuple(joined)


def two_by_two(tables: Sequence[SourceTable]) -> tuple[SourceTable, ...]:
    """Each two tables that have testimonies in common, joined with the records; what is alike in one testimony once."""
    records = next((table for table in tables if table.shape.name == RECORDS), None)
    if records is None:
        return ()
    of_record = {row.subject: _quasi(records, row) for row in records.rows}
    joined = []
    for one, other in _pairs(tables):
        left, right = _by_subject(one), _by_subject(other)
        rows = tuple(
            SourceRow(subject, of_record[subject] + mine + theirs)
            for subject in sorted(_common((one, other)))
            for mine in left[subject]
            for theirs in right[subject]
        )
        if rows:
            joined.append(SourceTable(_shape([records, one, other]), rows))
    return tuple(joined)


def _members(tables: Sequence[SourceTable]) -> list[SourceTable]:
    return [table for table in tables if table.shape.name != RECORDS and table.quasi() and table.rows]


def _pairs(tables: Sequence[SourceTable]) -> list[tuple[SourceTable, SourceTable]]:
    return list(combinations(_members(tables), 2))


def _common(pair: tuple[SourceTable, SourceTable]) -> set[int]:
    """Testimonies that have rows in both tables."""
    one, other = ({row.subject for row in table.rows} for table in pair)
    return one & other


def _by_subject(table: SourceTable) -> dict[int, dict[Member, None]]:
    members: dict[int, dict[Member, None]] = {}
    for row in table.rows:
        members.setdefault(row.subject, {})[_quasi(table, row)] = None
    return members


def _quasi(table: SourceTable, row: SourceRow) -> Member:
    return tuple(row.cells[at] for at, _ in table.quasi())


def _shape(tables: Sequence[SourceTable]) -> Shape:
    columns: tuple[Column, ...] = tuple(column for table in tables for _, column in table.quasi())
    return Shape(_JOINED.join(table.shape.name for table in tables), None, columns)
