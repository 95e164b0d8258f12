"""Risk is counted in testimonies, by hand here and by the desk alike."""

from __future__ import annotations

from random import SystemRandom

import numpy as np
import pytest

from server.desk.anonymise.anonymised import anonymise
from server.desk.anonymise.coding import coded
from server.desk.anonymise.risk import NOBODY, Cells, measure, worst
from tests.desk.tables import LADDERS, NO_LIMITS, tables, told


def cells(rows: list[tuple[int, int]], population: list[tuple[int, int]] | None = None) -> Cells:
    """One column, and the testimony of each row."""
    everybody = None if population is None else (np.array([cell for cell, _ in population], np.int32),)
    people = None if population is None else np.array([who for _, who in population], np.int32)
    column = np.array([cell for cell, _ in rows], np.int32)
    return Cells(((column, 3),), len(rows), everybody, np.array([who for _, who in rows], np.int32), people)


def test_a_class_is_as_large_as_its_testimonies_and_not_as_its_rows() -> None:
    rows = [(0, 1), (0, 1), (0, 1), (0, 2), (1, 3), (1, 3), (2, 4), (2, 5), (2, 6)]
    risk = measure(cells(rows))
    assert (risk.rows, risk.classes, risk.smallest, risk.unique, risk.highest) == (9, 3, 1, 2, 1.0)
    assert risk.overall == pytest.approx((4 / 2 + 2 / 1 + 3 / 3) / 9)
    assert measure(cells(rows[:4])).highest == 0.5


def test_the_journalist_counts_the_people_of_the_population_and_not_their_rows() -> None:
    rows = [(0, 1), (0, 2)]
    assert measure(cells(rows, [(0, 1), (0, 2), (0, 3), (0, 3), (0, 3), (0, 4)])).journalist == 0.25


def test_a_table_without_rows_has_no_risk() -> None:
    assert measure(Cells((), 0)) == NOBODY


def test_who_is_alone_by_the_fewest_facts_is_the_worst() -> None:
    assert list(worst(cells([(0, 1), (0, 2), (1, 3), (1, 3)]), 2)) == [2, 3]


def test_the_search_and_the_measure_count_alike() -> None:
    twins = [{"v_where": ("a1",), "v_age": "2"}] * 3
    found = [told({}, twins), told({}, twins), told({}, [{"v_where": ("c1",), "v_age": "30"}])]
    source = tables(found)
    code = coded(source, LADDERS, 2, {})
    victims = code.problem.parts[1]
    for node, smallest in (((0,) * len(code.ladders), 1), (code.top, 3)):
        classes = victims.rollups.classes_at(code.problem.levels(victims, node))
        assert classes.subjects().min() == smallest
    outcome = anonymise(source, LADDERS, k=3, limits=NO_LIMITS, levels_by_hand={}, random=SystemRandom())
    after = outcome.risks[1].after
    assert after is not None
    assert (after.rows, after.classes, after.smallest, after.unique) == (7, 1, 3, 0)
