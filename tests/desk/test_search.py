"""The desk loses no more than it must: its search finds what trying everything finds."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from server.desk.anonymise.form_ladders import ladders_of
from server.desk.anonymise.lattice import Lattice, Node, lattice_of
from server.desk.anonymise.search import lowest
from server.desk.anonymise.shapes import Column, Shape
from server.desk.anonymise.tables import tables_of
from server.forms.form import load_default
from tests.desk.tables import LADDERS, NO_LABEL, groups_told, tables, told


def lattice_for(found: list, k: int) -> Lattice:
    return lattice_of([table for table in tables(found) if table.subjects() >= k], LADDERS, k, {})


def by_trying_everything(lattice: Lattice) -> Node | None:
    nodes = product(*(range(len(steps)) for steps in lattice.steps))
    reached = [node for node in nodes if lattice.reaches(node)]
    return min(reached, key=lambda node: (lattice.cost(node), node), default=None)


@settings(max_examples=200, deadline=None)
@given(groups_told, st.integers(2, 5))
def test_the_search_finds_what_trying_everything_finds(found: list, k: int) -> None:
    lattice = lattice_for(found, k)
    best, chosen = by_trying_everything(lattice), lowest(lattice)
    assert (best is None) == (chosen is None)
    if best is not None and chosen is not None:
        assert chosen.proven
        steps = tuple(
            steps.index(chosen.levels[name]) for name, steps in zip(lattice.names, lattice.steps, strict=True)
        )
        assert lattice.cost(steps) == lattice.cost(best)


@settings(max_examples=60, deadline=None)
@given(groups_told, st.integers(2, 4))
def test_going_up_a_step_never_makes_a_class_smaller(found: list, k: int) -> None:
    lattice = lattice_for(found, k)
    for node in product(*(range(len(steps)) for steps in lattice.steps)):
        if lattice.reaches(node):
            for ladder, step in enumerate(node):
                if step + 1 < len(lattice.steps[ladder]):
                    assert lattice.reaches((*node[:ladder], step + 1, *node[ladder + 1 :]))


def test_levels_that_cut_across_each_other_are_not_both_climbed() -> None:
    found = [told({"crossed": code}) for code in "1234" for _ in range(3)]
    lattice = lattice_for(found, 2)
    assert lattice.steps[lattice.names.index("crossed")] == (0, 2, 3)


def test_weeks_that_lie_across_months_are_not_climbed_and_others_are() -> None:
    form_ladders = ladders_of(load_default())
    when = Column("when", "quasi", "date", "date", None, None, NO_LABEL)
    for days, steps in (
        (("2011-01-31", "2011-02-01"), (0, 2, 3, 4, 5, 6)),
        (("2011-01-03", "2011-02-08"), (0, 1, 2, 3, 4, 5, 6)),
    ):
        source = tables_of([Shape("records", None, (when,))], [told({"when": day}) for day in days])
        assert lattice_of(source, form_ladders, 2, {}).steps == (steps,)


def test_a_search_without_the_work_it_needs_says_so_and_still_reaches_k() -> None:
    found = [
        told({"where": place, "age": age, "crossed": crossed})
        for place in ("a1", "a2", "b1", "c1")
        for age in ("2", "30")
        for crossed in ("1", "4")
    ]
    lattice = lattice_for(found, 3)
    chosen = lowest(lattice, work_limit=1)
    assert chosen is not None
    assert not chosen.proven
    steps = tuple(steps.index(chosen.levels[name]) for name, steps in zip(lattice.names, lattice.steps, strict=True))
    assert lattice.reaches(steps)
