"""Risk is counted in testimonies, by hand here and by the desk alike."""

from __future__ import annotations

from random import SystemRandom

from server.desk.anonymise.anonymised import anonymise
from server.desk.anonymise.coding import coded
from server.desk.anonymise.measure import Risk, measure
from tests.desk.tables import LADDERS, tables, told

A, B, C = (("a",),), (("b",),), (("*",),)


def test_a_class_is_as_large_as_its_testimonies_and_not_as_its_rows() -> None:
    rows = [(A, 1), (A, 1), (A, 1), (A, 2), (B, 3), (B, 3), (C, 4), (C, 5), (C, 6)]
    assert measure(rows) == Risk(rows=9, classes=3, smallest=1, unique=1)
    assert measure(rows).prosecutor == 1.0
    assert measure(rows[:4]).prosecutor == 0.5


def test_a_table_without_rows_has_no_risk() -> None:
    assert measure([]) == Risk(rows=0, classes=0, smallest=0, unique=0)
    assert measure([]).prosecutor == 0.0


def test_the_search_and_the_measure_count_alike() -> None:
    twins = [{"v_where": ("a1",), "v_age": "2"}] * 3
    found = [told({}, twins), told({}, twins), told({}, [{"v_where": ("c1",), "v_age": "30"}])]
    source = tables(found)
    code = coded(source, LADDERS, 2, {})
    victims = code.problem.parts[1]
    for node, smallest in (((0,) * len(code.ladders), 1), (code.top, 3)):
        classes = victims.rollups.classes_at(code.problem.levels(victims, node))
        assert classes.subjects().min() == smallest
    outcome = anonymise(source, LADDERS, k=3, levels_by_hand={}, random=SystemRandom())
    before, after = outcome.risks[1].before, outcome.risks[1].after
    assert (before.rows, before.classes, before.smallest, before.unique) == (7, 2, 1, 1)
    assert after == Risk(rows=7, classes=1, smallest=3, unique=0)
