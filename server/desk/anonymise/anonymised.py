"""The one place where tables become `Anonymised`, the only thing the exporter takes.

Steps: tables of fewer than k testimonies stay, the other tables are generalised at one level for each ladder, the
result is measured from its own cells, and only if every class of every table holds k testimonies is the value made.
Nothing else may construct it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from server.desk.anonymise.cells import Cell, Ladders, generaliser
from server.desk.anonymise.coding import Coded, coded
from server.desk.anonymise.engine.search import Found, search
from server.desk.anonymise.measure import Risk, measure
from server.desk.anonymise.shapes import RECORDS, Shape
from server.desk.anonymise.tables import SourceRow, SourceTable
from server.format.refusals import Refusal

_MADE_HERE: Final = object()
_ROW_ID_BITS: Final = 64
LOOKS: Final = 20_000
"""Nodes of the lattice that are looked at before the search stops with the best found: about half a minute."""


@dataclass(frozen=True, slots=True)
class Level:
    """The level of one ladder in an export: 0 is as recorded, ``of`` is the highest."""

    level: int
    name: str
    of: int


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """``rows``: a row id drawn for this export alone, then the cells; shuffled, so that no order is left."""

    shape: Shape
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Anonymised:
    """Tables of which every class holds at least ``k`` testimonies. Made by `anonymise` alone."""

    k: int
    tables: tuple[ReleasedTable, ...]
    levels: Mapping[str, Level]
    _seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _MADE_HERE:
            raise TypeError("only anonymise() makes Anonymised")


@dataclass(frozen=True, slots=True)
class TableRisk:
    """One table before and after. ``after`` is None if the table is withheld because it holds fewer than k
    testimonies."""

    name: str
    before: Risk
    after: Risk | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``anonymised`` is None if k was not reached; ``levels`` are then the ones that were tried
    last."""

    levels: Mapping[str, Level]
    lowest_proven: bool
    risks: tuple[TableRisk, ...]
    anonymised: Anonymised | None


def anonymise(
    tables: Sequence[SourceTable], ladders: Ladders, *, k: int, levels_by_hand: Mapping[str, int], random: Random
) -> Outcome:
    """Generalise and measure. ``random`` must be cryptographic (`random.SystemRandom`): it hides the order of the rows.

    Raises `malformed` for a level or ladder that does not exist, and for k below 2, which would protect nobody.
    """
    if k < 2:
        raise Refusal("malformed", "k below 2")
    _check_levels(levels_by_hand, ladders)
    large = [table for table in tables if table.subjects() >= k]
    code = coded(large, ladders, k, levels_by_hand)
    found = search(code.problem, go_on=_patience())
    levels = _levels(large, code, found, levels_by_hand)
    generalised = {table.shape.name: _generalise(table, ladders, levels) for table in large}
    risks = tuple(_risk(table, generalised.get(table.shape.name)) for table in tables if table.rows)
    named = {name: Level(at, ladders[name].levels[at], len(ladders[name].levels) - 1) for name, at in levels.items()}
    reached = RECORDS in generalised and all(risk.after is None or risk.after.smallest >= k for risk in risks)
    made = (
        Anonymised(k, tuple(_release(table, random) for table in generalised.values()), named, _MADE_HERE)
        if reached
        else None
    )
    return Outcome(named, found is not None and found.proven, risks, made)


def _patience() -> Callable[[int, float], bool]:
    return lambda looked, _best: looked < LOOKS


def _levels(
    tables: Sequence[SourceTable], code: Coded, found: Found | None, by_hand: Mapping[str, int]
) -> dict[str, int]:
    """The level of every ladder in use. One that climbs no column which could single somebody out stays at the bottom,
    unless it was chosen by hand."""
    in_use = sorted({column.ladder for table in tables for column in table.shape.columns if column.ladder})
    chosen = code.chosen(found.node if found else code.top)
    return {name: chosen.get(name, by_hand.get(name, 0)) for name in in_use}


def _check_levels(levels: Mapping[str, int], ladders: Ladders) -> None:
    for name, level in levels.items():
        if name not in ladders or not 0 <= level < len(ladders[name].levels):
            raise Refusal("malformed", "no such ladder or level")


def _generalise(table: SourceTable, ladders: Ladders, levels: Mapping[str, int]) -> SourceTable:
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


def _risk(before: SourceTable, after: SourceTable | None) -> TableRisk:
    return TableRisk(before.shape.name, _measured(before), _measured(after) if after else None)


def _measured(table: SourceTable) -> Risk:
    quasi = table.quasi()
    return measure((tuple(row.cells[at] for at, _ in quasi), row.subject) for row in table.rows)


def _release(table: SourceTable, random: Random) -> ReleasedTable:
    ids: set[str] = set()
    while len(ids) < len(table.rows):
        ids.add(f"{random.getrandbits(_ROW_ID_BITS):016x}")  # the desk brings SystemRandom  # nosec B311
    shuffled = [row.cells for row in table.rows]
    random.shuffle(shuffled)
    # The ids are sorted and the cells are not: neither says anything about where a row stood.
    return ReleasedTable(table.shape, tuple(zip(sorted(ids), shuffled, strict=True)))
