"""A plan carried out: the cells that would leave, what an adversary would find in them, and whether they may leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.desk.anonymise.engine.arrays import Codes
from server.desk.anonymise.engine.best import GoOn
from server.desk.anonymise.engine.models import KAnonymity
from server.desk.anonymise.engine.released import Released, generalise, recode
from server.desk.anonymise.limits import LARGER, Over, over
from server.desk.anonymise.risk import Cells, Risk, measure
from server.desk.release.plan import Plan
from server.desk.release.policy import Recoding

_LARGER_LOCALLY: Final = (2, 6)
"""How many times k is tried for a proposal of local recoding, whose classes are hardly larger than k."""
_SUPPRESSION: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """``released`` is None if no levels protect everybody. ``over``: the limits that what would leave goes beyond."""

    plan: Plan
    released: Released | None
    before: Risk
    after: Risk | None
    over: tuple[Over, ...]

    @property
    def may_leave(self) -> bool:
        return self.released is not None and not self.over


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to the policy with which the table could leave."""

    k: int
    recoding: Recoding
    suppression: float
    loss: float
    risk: Risk


def carry_out(plan: Plan, *, go_on: GoOn | None = None) -> Outcome:
    work = recode if plan.policy.recoding == "local" else generalise
    released = work(plan.protected, measure=plan.policy.measure, go_on=go_on)
    before = measure(cells(plan, None))
    if released is None:
        return Outcome(plan, None, before, None, ())
    after = measure(cells(plan, released))
    return Outcome(plan, released, before, after, over(plan.policy.limits, after))


def propose(plan: Plan, *, go_on: GoOn | None = None) -> tuple[Proposal, ...]:
    """Changes that would pass, the one that loses least first: for each way of recoding the smallest k that does."""
    suppressions = sorted({plan.policy.suppression, max(plan.policy.suppression, _SUPPRESSION)})
    tries: list[tuple[Recoding, Sequence[float], Sequence[float]]] = [("columns", (1, *LARGER), suppressions)]
    if plan.protected.table.population is None:
        tries.append(("local", _LARGER_LOCALLY, suppressions[:1]))
    found: list[Proposal] = []
    for recoding, larger, shares in tries:
        for times in larger:
            changed = [_changed(plan, int(plan.policy.k * times), recoding, share) for share in shares]
            passing = [one for one in (_proposal(one, go_on) for one in changed) if one is not None]
            found += passing
            if passing:
                break
    return tuple(sorted(found, key=lambda one: one.loss))


def _proposal(plan: Plan, go_on: GoOn | None) -> Proposal | None:
    outcome = carry_out(plan, go_on=go_on)
    if not outcome.may_leave or outcome.released is None or outcome.after is None:
        return None
    policy = plan.policy
    return Proposal(policy.k, policy.recoding, policy.suppression, outcome.released.loss, outcome.after)


def _changed(plan: Plan, k: int, recoding: Recoding, suppression: float) -> Plan:
    models = tuple(KAnonymity(k) if isinstance(model, KAnonymity) else model for model in plan.protected.models)
    return replace(
        plan,
        policy=replace(plan.policy, k=k, recoding=recoding, suppression=suppression),
        protected=replace(plan.protected, models=models, suppression=suppression),
    )


def cells(plan: Plan, released: Released | None) -> Cells:
    """The quasi cells as they are printed, of the rows that leave; ``released`` None: as recorded, of all rows."""
    table = plan.protected.table
    kept = np.ones(table.rows, np.bool_) if released is None else released.kept
    columns, people = [], []
    for at, (column, ladder) in enumerate(zip(table.quasi, plan.ladders.values(), strict=True)):
        numbers = _printed(ladder.labels)
        levels = np.zeros(table.rows, np.int8) if released is None else released.levels[at]
        codes = numbers[levels[kept].astype(np.int64), column.codes[kept]]
        columns.append((codes, int(numbers.max(initial=0)) + 1))
        if table.population is not None:
            level = int(levels.max(initial=0))
            people.append(numbers[level, table.population[at]])
    return Cells(tuple(columns), int(kept.sum()), None if table.population is None else tuple(people))


def _printed(labels: Sequence[Sequence[str]]) -> NDArray[np.int32]:
    """A number for each different text, so that equal texts of different levels are one cell, as a reader sees them."""
    numbers: dict[str, int] = {}
    printed: Codes = np.array(
        [[numbers.setdefault(text, len(numbers)) for text in level] for level in labels], np.int32
    )
    return printed
