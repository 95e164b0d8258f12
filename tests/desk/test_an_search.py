"""The desk generalises no more than it must: its search finds what trying everything finds."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.desk.anonymise.engine.ladder import ladder_of
from server.desk.anonymise.engine.problem import Protected, problem_of
from server.desk.anonymise.engine.search import search
from server.desk.anonymise.engine.table import CodedTable, QuasiColumn
from tests.desk import coded
from tests.desk.coded import by_definition, tables
from tests.desk.meanings import ANY, OF_POPULATION, Meant, k_anonymity

SHARES = st.sampled_from((0.0, 0.05, 0.1, 0.2, 0.5))
MEASURES = {"loss": coded.loss, "entropy": coded.entropy}


def finds_what_trying_everything_finds(
    table: CodedTable, meant: list[Meant], share: float, measure: str, box_nodes: int
) -> None:
    protected = Protected(table, tuple(one.model for one in meant), share)
    allowed = by_definition(protected, [one.meaning for one in meant])
    score = MEASURES[measure]
    best = min((score(table, node, bad) for node, bad in allowed.items()), default=None)
    found = search(problem_of([protected], measure=measure), box_nodes=box_nodes)
    if best is None:
        assert found is None
        return
    assert found is not None
    assert found.proven
    assert found.node in allowed, "what was chosen must protect"
    assert found.suppressed == (len(allowed[found.node]),)
    assert math.isclose(found.score, score(table, found.node, allowed[found.node]), rel_tol=1e-9, abs_tol=1e-9)
    assert math.isclose(found.score, best, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=150, deadline=None)
@given(
    tables(), st.lists(st.sampled_from(ANY), min_size=1, max_size=3), SHARES, st.sampled_from(sorted(MEASURES)),
    st.sampled_from((1, 4, 1 << 17)),
)  # fmt: skip
def test_the_search_finds_what_trying_everything_finds(
    table: CodedTable, meant: list[Meant], share: float, measure: str, box_nodes: int
) -> None:
    finds_what_trying_everything_finds(table, meant, share, measure, box_nodes)


@settings(max_examples=80, deadline=None)
@given(
    tables(population=True),
    st.lists(st.sampled_from(OF_POPULATION), min_size=1, max_size=2),
    st.lists(st.sampled_from(ANY), max_size=1),
    SHARES,
)
def test_the_search_finds_it_too_if_everybody_who_could_be_in_the_table_is_known(
    table: CodedTable, meant: list[Meant], others: list[Meant], share: float
) -> None:
    finds_what_trying_everything_finds(table, meant + others, share, "loss", 1 << 17)


@settings(max_examples=80, deadline=None)
@given(tables(subjects=True), st.integers(2, 4), SHARES)
def test_the_search_counts_people_and_not_their_rows(table: CodedTable, k: int, share: float) -> None:
    finds_what_trying_everything_finds(table, [k_anonymity(k)], share, "loss", 1 << 17)


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from(ANY), SHARES)
def test_a_search_that_is_stopped_says_so_and_what_it_found_protects(
    table: CodedTable, meant: Meant, share: float
) -> None:
    protected = Protected(table, (meant.model,), share)
    found = search(problem_of([protected]), go_on=lambda looked, _best: looked < 2, box_nodes=1)
    if found is not None:
        assert found.node in by_definition(protected, [meant.meaning])
        assert found.looked <= 2


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from(ANY), SHARES, st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(table: CodedTable, meant: Meant, share: float, random: object) -> None:
    order = list(range(table.rows))
    random.shuffle(order)  # type: ignore[attr-defined]
    from dataclasses import replace

    mixed = replace(
        table,
        quasi=tuple(replace(column, codes=column.codes[order]) for column in table.quasi),
        sensitive={name: replace(one, codes=one.codes[order]) for name, one in table.sensitive.items()},
    )
    first, second = (search(problem_of([Protected(one, (meant.model,), share)])) for one in (table, mixed))
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert math.isclose(first.score, second.score, rel_tol=1e-9, abs_tol=1e-12)


def test_a_table_without_rows_needs_no_protection() -> None:
    import numpy as np

    from server.desk.anonymise.engine.ladder import ladder_of
    from server.desk.anonymise.engine.table import QuasiColumn

    ladder = ladder_of([["a", "b"], ["*", "*"]])
    table = CodedTable(0, (QuasiColumn(np.empty(0, np.int32), ladder, 0),))
    found = search(problem_of([Protected(table, (k_anonymity(5).model,))]))
    assert found is not None
    assert found.node == (0,)


def test_a_ladder_whose_levels_cut_across_each_other_is_refused() -> None:
    from server.desk.anonymise.engine.ladder import ladder_of

    with pytest.raises(ValueError, match="apart"):
        ladder_of([["1", "2", "3", "4"], ["odd", "even", "odd", "even"], ["low", "low", "high", "high"]])


@settings(max_examples=80, deadline=None)
@given(tables(subjects=True), st.integers(1, 4), st.integers(1, 5), st.sampled_from((1, 4, 1 << 17)))
def test_a_table_that_does_not_leave_binds_the_search_and_costs_nothing(
    table: CodedTable, k: int, turns: int, box_nodes: int
) -> None:
    first, *others = table.quasi
    turned = replace(table, quasi=(replace(first, codes=np.roll(first.codes, turns)), *others))
    meant = k_anonymity(k)
    both = [Protected(table, (meant.model,)), Protected(turned, (meant.model,), weighs=False)]
    allowed = set.intersection(*(set(by_definition(one, [meant.meaning])) for one in both))
    found = search(problem_of(both), box_nodes=box_nodes)
    if not allowed:
        assert found is None
        return
    assert found is not None
    assert found.node in allowed
    best = min(coded.loss(table, node, set()) for node in allowed)
    assert math.isclose(found.score, best, rel_tol=1e-9, abs_tol=1e-9)


def test_what_does_not_weigh_cannot_be_suppressed() -> None:
    nobody = CodedTable(10, (QuasiColumn(np.zeros(10, np.int32), ladder_of([["a"]]), 0),))
    with pytest.raises(ValueError, match="cannot be suppressed"):
        problem_of([Protected(nobody, (), 0.5, weighs=False)])
