"""Each privacy model by its definition, for one class after another: which rows may not leave at a node."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from server.desk.anonymise.engine.closeness import TCloseness
from server.desk.anonymise.engine.diversity import DistinctDiversity, EntropyDiversity, RecursiveDiversity
from server.desk.anonymise.engine.models import KAnonymity, Model, SmallCells
from server.desk.anonymise.engine.population import DeltaPresence, KMap, PopulationUniques
from server.desk.anonymise.engine.problem import Node
from server.desk.anonymise.engine.table import CodedTable
from tests.desk.coded import ILLNESS_TREE, ILLNESSES, SICK, Class, Row, classes, illnesses, population

Meaning = Callable[[CodedTable, Node], set[int]]


@dataclass(frozen=True)
class Meant:
    """A model and what it means."""

    model: Model
    meaning: Meaning


def class_by_class(fine: Callable[[CodedTable, Class, Row, Node], bool]) -> Meaning:
    def bad(table: CodedTable, node: Node) -> set[int]:
        return {row for key, rows in classes(table, node).items() if not fine(table, rows, key, node) for row in rows}

    return bad


def k_anonymity(k: int) -> Meant:
    def fine(table: CodedTable, rows: Class, _key: Row, _node: Node) -> bool:
        return len(rows if table.subjects is None else {int(table.subjects[row]) for row in rows}) >= k

    return Meant(KAnonymity(k), class_by_class(fine))


def distinct(l: int) -> Meant:  # noqa: E741
    return Meant(DistinctDiversity(SICK, l), class_by_class(lambda table, rows, *_: len(illnesses(table, rows)) >= l))


def entropy(l: float) -> Meant:  # noqa: E741
    def fine(table: CodedTable, rows: Class, *_: object) -> bool:
        shares = [times / len(rows) for times in illnesses(table, rows).values()]
        return -sum(share * math.log(share) for share in shares) >= math.log(l) - 1e-9

    return Meant(EntropyDiversity(SICK, l), class_by_class(fine))


def recursive(c: float, l: int) -> Meant:  # noqa: E741
    def fine(table: CodedTable, rows: Class, *_: object) -> bool:
        ranked = sorted(illnesses(table, rows).values(), reverse=True)
        return ranked[0] < c * sum(ranked[l - 1 :]) - 1e-9

    return Meant(RecursiveDiversity(SICK, c, l), class_by_class(fine))


def closeness(t: float, hierarchical: bool) -> Meant:
    """The earth mover's distance as what it is: the cheapest way to move one heap of earth into another's shape."""

    def fine(table: CodedTable, rows: Class, *_: object) -> bool:
        here, whole = illnesses(table, rows), illnesses(table, range(table.rows))
        have = np.array([here[value] / len(rows) for value in range(ILLNESSES)])
        want = np.array([whole[value] / table.rows for value in range(ILLNESSES)])
        return earth_moved(have, want, hierarchical) <= t + 1e-9

    return Meant(TCloseness(SICK, t, hierarchical), class_by_class(fine))


def earth_moved(have: np.ndarray, want: np.ndarray, hierarchical: bool) -> float:
    far = [distance(one, other, hierarchical) for one in range(ILLNESSES) for other in range(ILLNESSES)]
    leaves = np.kron(np.eye(ILLNESSES), np.ones(ILLNESSES))
    arrives = np.kron(np.ones(ILLNESSES), np.eye(ILLNESSES))
    solved = linprog(far, A_eq=np.vstack([leaves, arrives]), b_eq=np.concatenate([have, want]), method="highs")
    return float(solved.fun)


def distance(one: int, other: int, hierarchical: bool) -> float:
    if not hierarchical:
        return float(one != other)
    height = ILLNESS_TREE.levels - 1
    return next(at for at in range(height + 1) if ILLNESS_TREE.codes[at][one] == ILLNESS_TREE.codes[at][other]) / height


def small_cells(minimum: int) -> Meant:
    return Meant(
        SmallCells(SICK, minimum),
        class_by_class(lambda table, rows, *_: min(illnesses(table, rows).values()) >= minimum),
    )


def k_map(k: int) -> Meant:
    return Meant(KMap(k), class_by_class(lambda table, _rows, key, node: population(table, node)[key] >= k))


def presence(least: float, most: float) -> Meant:
    def bad(table: CodedTable, node: Node) -> set[int]:
        here, everybody = classes(table, node), population(table, node)
        chance = {key: len(here.get(key, ())) / people for key, people in everybody.items()}
        unfit = {key for key, one in chance.items() if not least - 1e-9 <= one <= most + 1e-9}
        if least > 0 and unfit:
            return set(range(table.rows))
        return {row for key in unfit for row in here.get(key, ())}

    return Meant(DeltaPresence(least, most), bad)


def population_uniques(share: float) -> Meant:
    def bad(table: CodedTable, node: Node) -> set[int]:
        everybody = population(table, node)
        alone = {row for key, rows in classes(table, node).items() if everybody[key] <= 1 for row in rows}
        return alone if len(alone) > int(share * table.rows + 1e-9) else set()

    return Meant(PopulationUniques(share), bad)


ANY = (
    *(k_anonymity(k) for k in (2, 3, 5)),
    *(distinct(few) for few in (2, 3)),
    *(entropy(few) for few in (1.5, 2, 3)),
    *(recursive(c, few) for c, few in ((1.0, 2), (3.0, 2), (2.0, 3))),
    *(closeness(t, tree) for t in (0.15, 0.4, 0.7) for tree in (False, True)),
    *(small_cells(minimum) for minimum in (2, 3)),
)
OF_POPULATION = (
    *(k_map(k) for k in (2, 4)),
    *(presence(least, most) for least, most in ((0.0, 0.5), (0.0, 0.8), (0.2, 0.9), (0.5, 1.0))),
    *(population_uniques(share) for share in (0.0, 0.1, 0.4)),
)
