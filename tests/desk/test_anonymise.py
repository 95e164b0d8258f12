"""No class of a released table is shared by fewer testimonies than was asked for, whatever was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random, SystemRandom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.desk.anonymise.anonymised import Anonymised, Outcome, anonymise
from server.desk.anonymise.cells import SUPPRESSED
from server.desk.anonymise.tables import Accounts, disputed_cells
from server.format.refusals import Refusal
from tests.desk.tables import LADDERS, NO_LIMITS, groups_told, tables, told

ks = st.integers(2, 5)


def export(found: list, k: int, by_hand: Mapping[str, int] | None = None, random: Random | None = None) -> Outcome:
    source = tables(found)
    chance = random or SystemRandom()
    return anonymise(source, LADDERS, k=k, limits=NO_LIMITS, levels_by_hand=by_hand or {}, random=chance)


def subjects_by_class(outcome: Outcome, found: list) -> list[int]:
    """Counted anew, by brute force: for every class of every released table, the testimonies that could be in it."""
    released = outcome.anonymised
    assert released is not None
    source = {table.shape.name: table for table in tables(found)}
    sizes = []
    for table in released.tables:
        quasi = [at for at, column in enumerate(table.shape.columns) if column.disclosure == "quasi"]
        classes: dict[tuple, set[int]] = {}
        for row in source[table.shape.name].rows:
            key = []
            for at in quasi:
                column = table.shape.columns[at]
                level = released.levels[column.ladder or ""].level
                ladder = LADDERS[column.ladder or ""]
                cell = row.cells[at]
                if level == len(ladder.levels) - 1:
                    cell = SUPPRESSED
                elif level and cell not in ((), ("disputed",), ("unlisted",)):
                    cell = tuple(sorted({ladder.generalise(part, level) for part in cell}))
                key.append(cell)
            classes.setdefault(tuple(key), set()).add(row.subject)
        released_classes = {tuple(cells[at] for at in quasi) for _, cells in table.rows}
        assert released_classes == set(classes)
        sizes += [len(subjects) for subjects in classes.values()]
    return sizes


@settings(max_examples=150, deadline=None)
@given(groups_told, ks)
def test_every_released_class_is_shared_by_at_least_k_testimonies(found: list, k: int) -> None:
    outcome = export(found, k)
    if outcome.anonymised is None:
        assert len(found) < k
        return
    assert all(size >= k for size in subjects_by_class(outcome, found))


@settings(max_examples=80, deadline=None)
@given(groups_told, ks, st.integers(0, 3), st.integers(0, 2))
def test_levels_chosen_by_hand_are_kept_or_the_export_is_refused(found: list, k: int, place: int, age: int) -> None:
    outcome = export(found, k, {"place": place, "age": age})
    if outcome.anonymised is None:
        return
    levels = outcome.anonymised.levels
    assert (levels["place"].level, levels["age"].level) == (place, age)
    assert all(size >= k for size in subjects_by_class(outcome, found))


def test_five_victims_of_one_testimony_are_still_one_testimony() -> None:
    alike = [{"v_where": ("a1",), "v_age": "2"}] * 5
    outcome = export([told({}, alike), *[told({}) for _ in range(4)]], 5)
    assert outcome.anonymised is not None
    assert [table.shape.name for table in outcome.anonymised.tables] == ["records"], "the victims must stay"


def test_a_table_of_too_few_testimonies_stays_and_the_others_leave() -> None:
    found = [told({"where": "a1"}, [{"v_age": "2"}] if at == 0 else []) for at in range(6)]
    outcome = export(found, 5)
    assert outcome.anonymised is not None
    assert [risk.after is None for risk in outcome.risks] == [False, True]


def test_fewer_testimonies_than_k_are_never_released() -> None:
    assert export([told({"where": "a1"}) for _ in range(4)], 5).anonymised is None


def test_one_who_is_alone_at_the_levels_chosen_by_hand_makes_it_refused() -> None:
    found = [told({"where": "a1"}) for _ in range(5)] + [told({"where": "c1"})]
    assert export(found, 5, {"place": 0}).anonymised is None
    assert export(found, 5).anonymised is not None


def test_a_gap_singles_nobody_out() -> None:
    found = [told({"where": "a1"}) for _ in range(5)] + [told({})]
    outcome = export(found, 5)
    assert outcome.anonymised is not None
    assert outcome.anonymised.levels["place"].name == "*", "an empty cell among full ones is a class of one"


def test_a_disputed_value_shows_neither_account_and_is_counted() -> None:
    found = [told({"where": Accounts(), "said": Accounts()}) for _ in range(3)]
    outcome = export(found, 3)
    assert outcome.anonymised is not None
    cells = {cell for _, row in outcome.anonymised.tables[0].rows for cell in row}
    assert ("disputed",) in cells
    assert disputed_cells(tables(found)) == 6


def test_words_typed_where_a_code_belongs_do_not_leave() -> None:
    found = [told({"where": "Ali Khan", "said": ["Fatima", "yes"]}) for _ in range(3)]
    outcome = export(found, 3)
    assert "Ali" not in repr(outcome.anonymised)
    assert "Fatima" not in repr(outcome.anonymised)


@settings(max_examples=30, deadline=None)
@given(groups_told.filter(lambda found: len(found) > 3))
def test_row_names_are_new_each_time_and_none_comes_twice(found: list) -> None:
    first, second = export(found, 2), export(found, 2)
    if first.anonymised is None or second.anonymised is None:
        return
    names = [
        name for outcome in (first.anonymised, second.anonymised) for table in outcome.tables for name, _ in table.rows
    ]
    assert len(names) == len(set(names))


def test_the_order_of_the_rows_is_not_the_order_of_the_testimonies() -> None:
    found = [told({"said": "yes" if at < 50 else "no"}) for at in range(100)]
    orders = set()
    for _ in range(5):
        released = export(found, 2).anonymised
        assert released is not None
        orders.add(tuple(cells[3] for _, cells in released.tables[0].rows))
    assert len(orders) == 5
    assert all(order != tuple([("yes",)] * 50 + [("no",)] * 50) for order in orders)


def test_nobody_else_can_make_anonymised() -> None:
    with pytest.raises(TypeError):
        Anonymised(5, (), {}, object())


@pytest.mark.parametrize(("k", "levels"), [(1, {}), (0, {}), (5, {"place": 4}), (5, {"place": -1}), (5, {"nose": 0})])
def test_a_k_or_level_that_protects_nobody_is_refused(k: int, levels: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="malformed"):
        export([told({})] * 9, k, levels)
