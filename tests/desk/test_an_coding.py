"""How an export's tables become numbers: which levels may be chosen, and that people are counted, not rows."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from server.desk.anonymise.anonymised import LOOKS
from server.desk.anonymise.coding import Coded, coded
from server.desk.anonymise.engine.search import search
from server.desk.anonymise.form_ladders import ladders_of
from server.desk.anonymise.shapes import Column, Shape
from server.desk.anonymise.tables import tables_of
from server.forms.form import load_default
from tests.desk.tables import LADDERS, NO_LABEL, groups_told, tables, told


def coded_of(found: list, k: int) -> Coded:
    return coded([table for table in tables(found) if table.subjects() >= k], LADDERS, k, {})


def reaches(code: Coded, node: tuple[int, ...]) -> bool:
    problem = code.problem
    return all(part.look(problem.levels(part, node)).holds for part in problem.parts)


@settings(max_examples=100, deadline=None)
@given(groups_told, st.integers(2, 5))
def test_tables_that_share_ladders_get_the_cheapest_levels_that_protect_them_all(found: list, k: int) -> None:
    code = coded_of(found, k)
    chosen = search(code.problem)
    nothing = code.problem.nothing_lost()
    nodes = product(*(range(len(steps)) for steps in code.levels))
    costs = [code.problem.cost(node, nothing) for node in nodes if reaches(code, node)]
    assert (chosen is None) == (not costs)
    if chosen is not None:
        assert reaches(code, chosen.node)
        assert abs(code.problem.cost(chosen.node, nothing) - min(costs)) < 1e-9


@settings(max_examples=60, deadline=None)
@given(groups_told, st.integers(2, 4))
def test_going_up_a_step_never_makes_a_class_smaller(found: list, k: int) -> None:
    code = coded_of(found, k)
    for node in product(*(range(len(steps)) for steps in code.levels)):
        if reaches(code, node):
            for ladder, step in enumerate(node):
                if step < code.top[ladder]:
                    assert reaches(code, (*node[:ladder], step + 1, *node[ladder + 1 :]))


def test_levels_that_cut_across_each_other_are_not_both_climbed() -> None:
    found = [told({"crossed": code}) for code in "1234" for _ in range(3)]
    code = coded_of(found, 2)
    assert code.levels[code.ladders.index("crossed")] == (0, 2, 3)


def test_weeks_that_lie_across_months_are_not_climbed_and_others_are() -> None:
    form_ladders = ladders_of(load_default())
    when = Column("when", "quasi", "date", "date", None, None, NO_LABEL)
    for days, levels in (
        (("2011-01-31", "2011-02-01"), (0, 2, 3, 4, 5, 6)),
        (("2011-01-03", "2011-02-08"), (0, 1, 2, 3, 4, 5, 6)),
    ):
        source = tables_of([Shape("records", None, (when,))], [told({"when": day}) for day in days])
        assert coded(source, form_ladders, 2, {}).levels == (levels,)


def test_what_could_single_nobody_out_is_not_generalised_for_nothing() -> None:
    found = [told({"where": "a1", "age": "2"}) for _ in range(9)]
    code = coded_of(found, 3)
    chosen = search(code.problem, go_on=lambda looked, _best: looked < LOOKS)
    assert chosen is not None
    assert code.chosen(chosen.node) == {"age": 0, "crossed": 0, "place": 0}
