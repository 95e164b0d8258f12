"""Whoever joins the tables of an export finds no class smaller than k either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import product
from random import SystemRandom

from hypothesis import given, settings
from hypothesis import strategies as st

from server.desk.anonymise.anonymised import Outcome, anonymise
from server.desk.anonymise.cells import Cell, generalise_cell
from server.desk.anonymise.limits import Limits
from server.desk.anonymise.linked import releasable, two_by_two, with_records
from server.desk.anonymise.tables import SourceTable, tables_of
from tests.desk.tables import CODES, LADDERS, NO_LIMITS, PERPS, RECORDS, VICTIMS, maybe, told

SHAPES = (RECORDS, VICTIMS, PERPS)
ages = maybe(CODES["age"])
victims = st.lists(
    st.fixed_dictionaries({"v_where": st.sampled_from(CODES["place"]).map(lambda one: (one,)), "v_age": ages}),
    max_size=3,
)
perps = st.lists(st.fixed_dictionaries({"p_age": ages, "p_said": maybe(("yes", "no"))}), max_size=2)
events = st.fixed_dictionaries({"where": maybe(CODES["place"]), "age": ages})
groups_told = st.lists(st.builds(told, events, victims, perps), max_size=24)


def export(found: list, k: int, limits: Limits = NO_LIMITS, levels: Mapping[str, int] | None = None) -> Outcome:
    tables = tables_of(SHAPES, found)
    return anonymise(tables, LADDERS, k=k, limits=limits, levels_by_hand=levels or {}, random=SystemRandom())


def known_of(outcome: Outcome, found: list) -> list[dict[str, list[tuple[Cell, ...]]]]:
    """What could be known of each testimony, at the levels of the export, of tables that left."""
    released = outcome.anonymised
    assert released is not None
    names = {table.shape.name for table in released.tables}
    told_of: list[dict[str, list[tuple[Cell, ...]]]] = [defaultdict(list) for _ in found]
    for table in tables_of(SHAPES, found):
        if table.shape.name in names:
            for row in table.rows:
                cells = tuple(
                    generalise_cell(
                        LADDERS[column.ladder or ""], row.cells[at], released.levels[column.ladder or ""].level
                    )
                    for at, column in table.quasi()
                )
                told_of[row.subject][table.shape.name].append(cells)
    return told_of


def holds(testimony: Mapping[str, list[tuple[Cell, ...]]], facts: Mapping[str, tuple[Cell, ...]]) -> bool:
    return all(cells in testimony.get(name, ()) for name, cells in facts.items())


@settings(max_examples=150, deadline=None)
@given(groups_told, st.integers(2, 5))
def test_whoever_knows_an_event_a_victim_and_a_perpetrator_finds_at_least_k_testimonies(found: list, k: int) -> None:
    outcome = export(found, k)
    if outcome.anonymised is None:
        assert len(found) < k
        return
    told_of = known_of(outcome, found)
    for testimony in told_of:
        members = [[(name, one) for one in testimony[name]] or [None] for name in ("victim", "perp")]
        for chosen in product(*members):
            facts = {"records": testimony["records"][0], **dict(one for one in chosen if one is not None)}
            assert sum(holds(other, facts) for other in told_of) >= k


def test_tables_that_are_safe_alone_are_not_safe_together() -> None:
    """In each table two look alike everywhere, and who puts event and victim together finds one."""
    found = [
        told({"where": where}, [{"v_where": (home,), "v_age": "2"}])
        for where, home in (("a1", "b1"), ("a1", "b2"), ("a2", "b1"), ("a2", "b2"))
    ]
    assert export(found, 2, levels={"place": 0}).anonymised is None
    levels = export(found, 2).levels
    assert levels["place"].level > 0


def test_two_tables_that_few_testimonies_have_together_do_not_both_leave() -> None:
    victim, perp = [{"v_age": "2"}], [{"p_age": "30"}]
    found = [told({}, victim) for _ in range(6)] + [told({}, (), perp) for _ in range(5)] + [told({}, victim, perp)]
    large = releasable(tables_of(SHAPES, found), 5)
    assert [table.shape.name for table in large] == ["records", "victim"]


def test_tables_join_row_by_row_and_never_across_testimonies() -> None:
    found = [
        told({"where": "a1"}, [{"v_age": "2"}, {"v_age": "2"}], [{"p_age": "30"}]),
        told({"where": "c1"}, [{"v_age": "9"}]),
    ]
    tables = tables_of(SHAPES, found)
    assert [(table.shape.name, len(table.rows)) for table in with_records(tables)] == [
        ("records", 2),
        ("records+victim", 3),
        ("records+perp", 1),
    ]
    (joined,) = two_by_two(tables)
    assert joined.shape.name == "records+victim+perp"
    assert [(row.subject, row.cells[0], row.cells[-1]) for row in joined.rows] == [(0, ("a1",), ("30",))]


def test_a_table_that_the_limits_let_out_at_no_level_stays_and_the_others_leave() -> None:
    found = [told({"where": "a1"}, [{"v_age": "2"}] if at < 12 else []) for at in range(40)]
    outcome = export(found, 11, Limits(1 / 11, 0.03))
    assert outcome.anonymised is not None
    assert [table.shape.name for table in outcome.anonymised.tables] == ["records"]


@settings(max_examples=60, deadline=None)
@given(groups_told, st.integers(2, 4), st.sampled_from([0.1, 0.2, 0.5]))
def test_nothing_leaves_above_a_limit(found: list, k: int, overall: float) -> None:
    outcome = export(found, k, Limits(0.5, overall))
    if outcome.anonymised is None:
        return
    assert outcome.over == ()
    for table in outcome.leaving:
        sizes = sizes_of(table)
        assert sum(1 / size for size in sizes) / len(sizes) <= overall + 1e-9


def sizes_of(table: SourceTable) -> list[int]:
    classes: dict[tuple[Cell, ...], set[int]] = defaultdict(set)
    for row in table.rows:
        classes[row.cells].add(row.subject)
    return [len(classes[row.cells]) for row in table.rows]
