"""The one place where tables become `Anonymised`, the only thing the exporter takes.

Steps: tables of too few testimonies stay, the other tables are generalised at one level for each ladder, the result is
measured from its own cells, joined as whoever joins them would have it (linked.py), and only if every class holds k
testimonies and no limit is passed is the value made. Nothing else may construct it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from server.desk.anonymise.cells import Cell, Ladders
from server.desk.anonymise.coding import Coded, coded
from server.desk.anonymise.engine.search import Found, search
from server.desk.anonymise.generalised import generalised
from server.desk.anonymise.limits import Limits, Over, over
from server.desk.anonymise.linked import releasable, two_by_two, with_records
from server.desk.anonymise.numbered import numbered
from server.desk.anonymise.risk import Risk, measure
from server.desk.anonymise.shapes import RECORDS, Shape
from server.desk.anonymise.tables import SourceTable
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
    """Tables of which every class, also of the tables joined, holds at least ``k`` testimonies. Made by `anonymise`
    alone."""

    k: int
    tables: tuple[ReleasedTable, ...]
    levels: Mapping[str, Level]
    _seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _MADE_HERE:
            raise TypeError("only anonymise() makes Anonymised")


@dataclass(frozen=True, slots=True)
class TableRisk:
    """One table as it would leave, judged joined with its records. ``after`` is None if the table is withheld because
    it holds too few testimonies, by itself or together with another."""

    name: str
    after: Risk | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``anonymised`` is None if k was not reached or a limit is passed (``over`` says which); then
    ``levels`` are the ones that were tried last. ``leaving``: the tables of `with_records` at these levels.
    ``smallest``, ``highest`` and ``overall``: the worst of all tables, also joined two by two."""

    levels: Mapping[str, Level]
    lowest_proven: bool
    risks: tuple[TableRisk, ...]
    leaving: tuple[SourceTable, ...]
    smallest: int
    highest: float
    overall: float
    over: tuple[Over, ...]
    anonymised: Anonymised | None

    def refused(self) -> Outcome:
        """The same, of which nothing leaves."""
        return replace(self, anonymised=None)


def anonymise(
    tables: Sequence[SourceTable],
    ladders: Ladders,
    *,
    k: int,
    limits: Limits,
    levels_by_hand: Mapping[str, int],
    random: Random,
) -> Outcome:
    """Generalise and measure. ``random`` must be cryptographic (`random.SystemRandom`): it hides the order of the rows.

    Raises `malformed` for a level or ladder that does not exist, and for k below 2, which would protect nobody.
    """
    if k < 2:
        raise Refusal("malformed", "k below 2")
    _check_levels(levels_by_hand, ladders)
    large = _large(tables, k, limits)
    code = coded(large, ladders, k, levels_by_hand)
    found = search(code.problem, go_on=_patience())
    levels = _levels(large, code, found, levels_by_hand)
    leave = [generalised(table, ladders, levels) for table in large]
    leaving = with_records(leave)
    own = {name: _measured(table) for name, table in _judged(leave, leaving).items()}
    every = (*own.values(), *(_measured(table) for table in two_by_two(leave)))
    passed = sorted((one for risk in every for one in over(limits, risk)), key=lambda one: one.risk)
    named = {name: Level(at, ladders[name].levels[at], len(ladders[name].levels) - 1) for name, at in levels.items()}
    reached = RECORDS in own and all(risk.smallest >= k for risk in every) and not passed
    return Outcome(
        levels=named,
        lowest_proven=found is not None and found.proven,
        risks=tuple(TableRisk(table.shape.name, own.get(table.shape.name)) for table in tables if table.rows),
        leaving=leaving,
        smallest=min((risk.smallest for risk in every), default=0),
        highest=max((risk.highest for risk in every), default=0.0),
        overall=max((risk.overall for risk in every), default=0.0),
        over=tuple({one.name: one for one in passed}.values()),
        anonymised=Anonymised(k, tuple(_release(one, random) for one in leave), named, _MADE_HERE) if reached else None,
    )


def _large(tables: Sequence[SourceTable], k: int, limits: Limits) -> list[SourceTable]:
    """The tables that can pass at all. If the records cannot, those that reach k, to be shown and refused."""
    large = releasable(tables, limits.least(k))
    return large if any(table.shape.name == RECORDS for table in large) else releasable(tables, k)


def _judged(leave: Sequence[SourceTable], leaving: Sequence[SourceTable]) -> dict[str, SourceTable]:
    """Each table as it is judged, by its own name: joined with its records where it has quasi-identifying cells."""
    joined = {table.shape.name.split("+")[-1]: table for table in leaving}
    return {table.shape.name: joined.get(table.shape.name, table) for table in leave}


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


def _measured(table: SourceTable) -> Risk:
    return measure(numbered(table), facts=False)


def _release(table: SourceTable, random: Random) -> ReleasedTable:
    ids: set[str] = set()
    while len(ids) < len(table.rows):
        ids.add(f"{random.getrandbits(_ROW_ID_BITS):016x}")  # the desk brings SystemRandom  # nosec B311
    # Sorted first: whoever could undo the shuffle finds the cells in an order that they make themselves.
    shuffled = sorted(row.cells for row in table.rows)
    random.shuffle(shuffled)
    # The ids are sorted and the cells are not: neither says anything about where a row stood.
    return ReleasedTable(table.shape, tuple(zip(sorted(ids), shuffled, strict=True)))
