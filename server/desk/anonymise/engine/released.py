"""What comes out of a table: for every row the levels of its cells, and whether it leaves at all.

Made here alone, and only after every model was asked once more, from the cells that leave and not from the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from server.desk.anonymise.engine.arrays import Codes, Flags
from server.desk.anonymise.engine.best import GoOn
from server.desk.anonymise.engine.classes import tuples_of
from server.desk.anonymise.engine.join import join
from server.desk.anonymise.engine.ladder import CodedLadder
from server.desk.anonymise.engine.local import Recoding, begin, iterate, settle
from server.desk.anonymise.engine.problem import Protected, problem_of
from server.desk.anonymise.engine.quality import Measure
from server.desk.anonymise.engine.refine import refine
from server.desk.anonymise.engine.search import search
from server.desk.anonymise.engine.table import CodedTable, QuasiColumn


class Leak(AssertionError):
    """What was about to leave does not protect. Never caught: it is a mistake in this program."""


@dataclass(frozen=True, slots=True, eq=False)
class Released:
    """``levels[c]``: the level of each row in quasi column c; ``kept``: which rows leave. ``proven``: nothing that
    loses less exists of this kind (one level for a whole column); None for local recoding, where nobody can say."""

    levels: tuple[NDArray[np.int8], ...]
    kept: Flags
    loss: float
    looked: int
    nodes: int
    proven: bool | None


def generalise(
    protected: Protected,
    *,
    measure: Measure = "loss",
    steps: dict[int, tuple[int, ...]] | None = None,
    go_on: GoOn | None = None,
) -> Released | None:
    """One level for each column: the best there is. None if no levels protect everybody within the limit."""
    problem = problem_of([protected], measure=measure, steps=steps)
    found = search(problem, go_on=go_on)
    if found is None:
        return None
    (part,) = problem.parts
    levels = problem.levels(part, found.node)
    grouped = part.rollups.class_of_tuple(levels)
    tuples = part.rollups.tuples
    kept = part.holds_at(tuples.classes.rolled_up(grouped))[grouped.group][tuples.of_row]
    of_rows = tuple(np.full(protected.table.rows, level, np.int8) for level in levels)
    _check(protected, of_rows, kept)
    return Released(of_rows, kept, loss(protected, of_rows, kept), found.looked, found.nodes, found.proven)


def recode(protected: Protected, *, measure: Measure = "loss", go_on: GoOn | None = None) -> Released | None:
    """Each class at its own levels. None if more rows than the limit would have to stay out.

    Starts once from rounds and once from the best single levels for all, and takes what loses less: the first is better
    where suppressing a class harms nobody else, the second where it does."""
    rounds = begin(protected)
    looked = iterate(rounds, measure=measure, go_on=go_on)
    whole = begin(protected)
    found = search(problem_of([protected], measure=measure), go_on=go_on)
    if found is not None:
        looked += found.looked
        settle(whole, found.node)
    finished = [
        _finished(start, protected, looked, joined=joined) for start in (rounds, whole) for joined in (False, True)
    ]
    return min((one for one in finished if one is not None), key=lambda one: one.loss, default=None)


def _finished(start: Recoding, protected: Protected, looked: int, *, joined: bool) -> Released | None:
    """None if too many rows stay out. To join a class can cost more than to stay out, so both are tried."""
    recoding = replace(start, levels=start.levels.copy())
    if joined and not join(recoding):
        return None
    refine(recoding)
    of_row = recoding.tuples.of_row
    kept: Flags = np.all(recoding.levels >= 0, axis=1)[of_row]
    if int((~kept).sum()) > protected.limit:
        return None
    levels = tuple(np.maximum(recoding.levels[of_row, at], 0) for at in range(len(protected.table.quasi)))
    _check(protected, levels, kept)
    return Released(levels, kept, loss(protected, levels, kept), looked, 0, None)


def loss(protected: Protected, levels: Sequence[NDArray[np.int8]], kept: Flags) -> float:
    """The "Loss" of what leaves, whatever the search went by."""
    total, columns = 0.0, protected.table.quasi
    rows = protected.table.rows
    for column, at in zip(columns, levels, strict=True):
        covered = float((~kept).sum())
        for level in range(column.ladder.levels):
            leaves = column.codes[kept & (at == level)]
            covered += float(column.ladder.share(level)[column.ladder.codes[level][leaves]].sum())
        least = rows / column.ladder.leaves
        if rows > least:
            total += np.log1p(max(0.0, (covered - least) / (rows - least))) / len(columns)
    return float(np.expm1(total))


def _check(protected: Protected, levels: Sequence[NDArray[np.int8]], kept: Flags) -> None:
    """Count every class of what leaves anew, from the rows. Raises Leak: a mistake of the search must not leave."""
    table = protected.table
    cells = [_cells(column, column.codes, at)[kept] for column, at in zip(table.quasi, levels, strict=True)]
    people = None
    if table.population is not None:
        # Only one level for the whole column comes here: see `begin`.
        people = tuple(
            _cells(column, codes, np.full(len(codes), int(at.max(initial=0)), np.int8))
            for column, codes, at in zip(table.quasi, table.population, levels, strict=True)
        )
    columns = tuple(QuasiColumn(codes, _flat(codes, people, at), at) for at, codes in enumerate(cells))
    leaving = CodedTable(
        rows=int(kept.sum()),
        quasi=columns,
        sensitive={name: replace(one, codes=one.codes[kept]) for name, one in table.sensitive.items()},
        subjects=None if table.subjects is None else table.subjects[kept],
        population=people,
    )
    wanted = dict.fromkeys(name for model in protected.models for name in model.needs(table))
    classes = tuples_of(leaving, tuple(wanted)).classes
    for model in protected.models:
        if not model.rule(table).holds(classes)[classes.rows > 0].all():
            raise Leak(f"{type(model).__name__} does not hold in what was about to leave")
    if int((~kept).sum()) > protected.limit:
        raise Leak("more rows stay out than may")


def _cells(column: QuasiColumn, leaves: Codes, levels: NDArray[np.int8]) -> Codes:
    """Cells as numbers that differ between values and between levels."""
    cells = np.zeros(len(leaves), np.int32)
    for level, codes in enumerate(column.ladder.codes):
        here = levels == level
        cells[here] = level * column.ladder.leaves + codes[leaves[here]]
    return cells


def _flat(cells: Codes, people: tuple[Codes, ...] | None, at: int) -> CodedLadder:
    """A ladder of one level, on which these cells are what they are."""
    largest = max(int(cells.max(initial=0)), 0 if people is None else int(people[at].max(initial=0)))
    return CodedLadder((np.arange(largest + 1, dtype=np.int32),))
