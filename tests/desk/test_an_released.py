"""What leaves is looked at as an outsider would: cells side by side, and every model by its definition."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.desk.anonymise.engine import released as module
from server.desk.anonymise.engine.closeness import TCloseness
from server.desk.anonymise.engine.ladder import CodedLadder
from server.desk.anonymise.engine.local import begin
from server.desk.anonymise.engine.models import KAnonymity
from server.desk.anonymise.engine.problem import Protected
from server.desk.anonymise.engine.released import Leak, Released, generalise, recode
from server.desk.anonymise.engine.table import CodedTable, QuasiColumn
from tests.desk.coded import SICK, tables
from tests.desk.meanings import ANY, Meant, k_anonymity

SHARES = st.sampled_from((0.0, 0.1, 0.3))
MODELS = st.lists(st.sampled_from(ANY), min_size=1, max_size=2)


def as_published(table: CodedTable, released: Released) -> CodedTable:
    """The rows that leave, their cells as they are printed: equal cells of different levels are one value."""
    kept = released.kept
    columns = []
    for at, (column, levels) in enumerate(zip(table.quasi, released.levels, strict=True)):
        printed: dict[tuple[int, ...], int] = {}
        codes = []
        for leaf, level in zip(column.codes[kept], levels[kept], strict=True):
            at_level = column.ladder.codes[level]
            covers = tuple(np.flatnonzero(at_level == at_level[leaf]).tolist())
            codes.append(printed.setdefault(covers, len(printed)))
        flat = CodedLadder((np.arange(max(1, len(printed)), dtype=np.int32),))
        columns.append(QuasiColumn(np.array(codes, np.int32), flat, at))
    return replace(
        table,
        rows=int(kept.sum()),
        quasi=tuple(columns),
        sensitive={SICK: replace(table.sensitive[SICK], codes=table.sensitive[SICK].codes[kept])},
        subjects=None if table.subjects is None else table.subjects[kept],
    )


@settings(max_examples=200, deadline=None)
@given(tables(subjects=True), st.integers(2, 5), SHARES, st.booleans())
def test_nobody_stands_in_a_class_smaller_than_k_whatever_the_table(
    table: CodedTable, k: int, share: float, local: bool
) -> None:
    released = (recode if local else generalise)(Protected(table, (KAnonymity(k),), share))
    if released is None:
        return
    published = as_published(table, released)
    assert k_anonymity(k).meaning(published, (0,) * len(published.quasi)) == set()
    assert (~released.kept).sum() <= share * table.rows + 1e-9


@settings(max_examples=120, deadline=None)
@given(tables(most_rows=30), MODELS, SHARES)
def test_local_recoding_keeps_every_model_in_the_cells_that_leave(
    table: CodedTable, meant: list[Meant], share: float
) -> None:
    models = tuple(one.model for one in meant)
    released = recode(Protected(table, models, share))
    if released is None:
        return
    published = as_published(table, released)
    for one in meant:
        # How the whole is distributed is known from all rows, also from those that stay out.
        if released.kept.all() or not isinstance(one.model, TCloseness):
            assert one.meaning(published, (0,) * len(published.quasi)) == set()


@settings(max_examples=80, deadline=None)
@given(tables(most_rows=30), MODELS, SHARES)
def test_local_recoding_is_never_worse_than_one_level_for_all(
    table: CodedTable, meant: list[Meant], share: float
) -> None:
    protected = Protected(table, tuple(one.model for one in meant), share)
    for_all, local = generalise(protected), recode(protected)
    if for_all is not None:
        assert local is not None
        assert local.loss <= for_all.loss + 1e-9


def test_a_population_and_local_recoding_do_not_go_together() -> None:
    column = QuasiColumn(np.zeros(3, np.int32), CodedLadder((np.zeros(1, np.int32),)), 0)
    table = CodedTable(3, (column,), population=(np.zeros(5, np.int32),))
    with pytest.raises(ValueError, match="population"):
        begin(Protected(table, (KAnonymity(2),)))


def test_what_the_search_got_wrong_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last look counts anew from the rows, so that a mistake elsewhere becomes a crash and not a leak."""
    ladder = CodedLadder((np.arange(2, dtype=np.int32), np.zeros(2, np.int32)))
    table = CodedTable(5, (QuasiColumn(np.array([0, 0, 0, 0, 1], np.int32), ladder, 0),))
    protected = Protected(table, (KAnonymity(2),))
    real = module.problem_of

    def careless(*given: object, **named: object) -> object:
        problem = real(*given, **named)  # type: ignore[arg-type]
        problem.parts[0].rules = ()
        return problem

    monkeypatch.setattr(module, "problem_of", careless)
    with pytest.raises(Leak):
        generalise(protected)
