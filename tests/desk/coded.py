"""Small random tables in whole numbers, and what the privacy models mean, written down a second time from the papers
and without any of the engine's short cuts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st

from server.desk.anonymise.engine.ladder import CodedLadder, ladder_of
from server.desk.anonymise.engine.problem import Node, Protected
from server.desk.anonymise.engine.table import CodedTable, QuasiColumn, SensitiveColumn

SICK = "illness"
ILLNESSES = 4
ILLNESS_TREE = ladder_of([["flu", "cold", "cut", "burn"], ["germs", "germs", "wound", "wound"], ["*"] * 4])

Row = tuple[int, ...]
Class = list[int]
"""Row numbers of one class."""


@st.composite
def ladders(draw: st.DrawFn) -> CodedLadder:
    """A ladder of 1 to 4 levels over 1 to 5 leaves. Sometimes its top still tells two values apart."""
    leaves = draw(st.integers(1, 5))
    levels = [list(range(leaves))]
    for _ in range(draw(st.integers(0, 3))):
        merge = draw(st.lists(st.integers(0, 2), min_size=5, max_size=5))
        levels.append([merge[value] for value in levels[-1]])
    if draw(st.booleans()):
        levels.append([0] * leaves)
    return ladder_of(levels)


@st.composite
def tables(draw: st.DrawFn, most_rows: int = 24, population: bool = False, subjects: bool = False) -> CodedTable:
    climbs = draw(st.lists(ladders(), min_size=1, max_size=4))
    people = draw(st.lists(_row(climbs), min_size=1, max_size=most_rows))
    illness = draw(st.lists(st.integers(0, ILLNESSES - 1), min_size=len(people), max_size=len(people)))
    others = draw(st.lists(_row(climbs), max_size=most_rows)) if population else []
    whose = draw(st.lists(st.integers(0, 9), min_size=len(people), max_size=len(people))) if subjects else None
    return CodedTable(
        rows=len(people),
        quasi=tuple(
            QuasiColumn(_codes(person[at] for person in people), ladder, at) for at, ladder in enumerate(climbs)
        ),
        sensitive={SICK: SensitiveColumn(_codes(illness), ILLNESSES, ILLNESS_TREE)},
        subjects=None if whose is None else _codes(whose),
        population=tuple(_codes(one[at] for one in people + others) for at in range(len(climbs)))
        if population
        else None,
    )


def _row(climbs: Sequence[CodedLadder]) -> st.SearchStrategy[Row]:
    return st.tuples(*(st.integers(0, ladder.leaves - 1) for ladder in climbs))


def _codes(values: object) -> np.ndarray:
    return np.array(list(values), np.int32)  # type: ignore[call-overload]


def nodes(table: CodedTable) -> list[Node]:
    return list(product(*(range(column.ladder.levels) for column in table.quasi)))


def generalised(table: CodedTable, codes: Sequence[np.ndarray], node: Node) -> list[Row]:
    columns = [
        column.ladder.codes[level][leaves].tolist()
        for column, leaves, level in zip(table.quasi, codes, node, strict=True)
    ]
    return list(zip(*columns, strict=True))


def classes(table: CodedTable, node: Node) -> dict[Row, Class]:
    found: dict[Row, Class] = {}
    for at, key in enumerate(generalised(table, [column.codes for column in table.quasi], node)):
        found.setdefault(key, []).append(at)
    return found


def population(table: CodedTable, node: Node) -> Counter[Row]:
    return Counter(generalised(table, table.population or (), node))


def illnesses(table: CodedTable, rows: Sequence[int]) -> Counter[int]:
    return Counter(table.sensitive[SICK].codes[list(rows)].tolist())


def by_definition(
    protected: Protected, meanings: Sequence[Callable[[CodedTable, Node], set[int]]]
) -> dict[Node, set[int]]:
    """For every node that may be chosen: the rows that have to be suppressed there."""
    found = {}
    for node in nodes(protected.table):
        bad = set().union(*(meaning(protected.table, node) for meaning in meanings))
        if len(bad) <= protected.limit:
            found[node] = bad
    return found


def loss(table: CodedTable, node: Node, suppressed: set[int]) -> float:
    """ARX's "Loss", row by row: the share of its ladder that a cell covers, as a geometric mean over the columns."""
    product_of_all = 1.0
    for column, level in zip(table.quasi, node, strict=True):
        domain = column.ladder.leaves
        covers = Counter(column.ladder.codes[level].tolist())
        shares = [
            1.0 if row in suppressed else covers[int(column.ladder.codes[level][leaf])] / domain
            for row, leaf in enumerate(column.codes.tolist())
        ]
        least = table.rows / domain
        part = (sum(shares) - least) / (table.rows - least) if domain > 1 else 0.0
        product_of_all *= (1 + max(0.0, part)) ** (1 / len(table.quasi))
    return product_of_all - 1


def entropy(table: CodedTable, node: Node, suppressed: set[int]) -> float:
    """Non-uniform entropy, row by row, then what is lost of the suppressed rows' own generalised values."""
    lost = 0.0
    for column, level in zip(table.quasi, node, strict=True):
        fine = column.ladder.codes[0][column.codes].tolist()
        coarse = column.ladder.codes[level][column.codes].tolist()
        of_fine, of_coarse = Counter(fine), Counter(coarse)
        lost -= sum(math.log2(of_fine[one] / of_coarse[other]) for one, other in zip(fine, coarse, strict=True))
        gone = Counter(coarse[row] for row in suppressed)
        lost -= sum(times * math.log2(times / len(suppressed)) for times in gone.values())
    return lost
