"""A release after earlier ones: rows that would stand out when one is subtracted from the other wait for a later
release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Ints, group
from server.desk.anonymise.engine.best import GoOn
from server.desk.anonymise.repeated import Now, would_stand_out
from server.desk.release.ledger import Ledger
from server.desk.release.outcome import Outcome, carry_out, cells
from server.desk.release.plan import Plan
from server.desk.release.refused import CannotAnonymise

_ROUNDS: Final = 40


@dataclass(frozen=True, slots=True, eq=False)
class AfterOthers:
    """``outcome`` is of the rows that do not wait; ``kept``: which rows of the whole table leave, ``classes``: the
    class of each of these."""

    outcome: Outcome
    waiting: int
    kept: Flags
    classes: Ints


def carry_out_after(plan: Plan, ledger: Ledger, rows: Sequence[str], *, go_on: GoOn | None = None) -> AfterOthers:
    """``rows``: the hash of each row of the table. Raises CannotAnonymise if no rows could leave without telling who
    came or left."""
    waits = np.zeros(plan.source.rows, np.bool_)
    for _ in range(_ROUNDS):
        if waits.all():
            break
        outcome = carry_out(without(plan, waits), go_on=go_on)
        if outcome.released is None:
            return AfterOthers(outcome, int(waits.sum()), np.zeros(len(waits), np.bool_), np.empty(0, np.int64))
        kept = np.zeros(len(waits), np.bool_)
        kept[np.flatnonzero(~waits)[outcome.released.kept]] = True
        printed = cells(outcome.plan, outcome.released)
        classes = group(printed.columns, printed.rows).group
        at = np.flatnonzero(kept).tolist()
        now = Now([rows[row] for row in at], at, classes.tolist())
        more = {row for earlier in ledger.releases for row in would_stand_out(earlier, now, plan.policy.k)}
        if not more:
            return AfterOthers(outcome, int(waits.sum()), kept, classes)
        waits[list(more)] = True
    raise CannotAnonymise(
        "Whatever is left out, this release and an earlier one together would single somebody out.",
        "Wait until more rows have come.",
    )


def without(plan: Plan, waits: Flags) -> Plan:
    """The plan for the other rows alone."""
    if not waits.any():
        return plan
    stay = ~waits
    table = plan.protected.table
    reduced = replace(
        table,
        rows=int(stay.sum()),
        quasi=tuple(replace(column, codes=column.codes[stay]) for column in table.quasi),
        sensitive={name: replace(one, codes=one.codes[stay]) for name, one in table.sensitive.items()},
    )
    source = replace(
        plan.source,
        rows=int(stay.sum()),
        columns=tuple(replace(column, codes=column.codes[stay]) for column in plan.source.columns),
    )
    return replace(plan, source=source, protected=replace(plan.protected, table=reduced))
