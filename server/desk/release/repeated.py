"""A release after earlier ones: what the two give away together when one is subtracted from the other.

Whoever has both tables sees, class by class, how many came and how many left. So in every class those who came since
an earlier release are nobody or at least k, and of every class of an earlier release nobody is missing or at least k
are. Rows that would break this wait for a later release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Ints, group
from server.desk.anonymise.engine.best import GoOn
from server.desk.release.ledger import Earlier, Ledger
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
        more = np.zeros(len(waits), np.bool_)
        for earlier in ledger.releases:
            more |= _came_alone(earlier, rows, kept, classes, plan.policy.k)
            more |= _left_alone(earlier, rows, kept, plan.policy.k)
        if not more.any():
            return AfterOthers(outcome, int(waits.sum()), kept, classes)
        waits |= more
    raise CannotAnonymise(
        "Whatever is left out, this release and an earlier one together would single somebody out.",
        "Wait until more rows have come.",
    )


def _came_alone(earlier: Earlier, rows: Sequence[str], kept: Flags, classes: Ints, k: int) -> Flags:
    """Rows that the earlier release did not hold, in a class where they are fewer than k."""
    at = np.flatnonzero(kept)
    new = np.array([rows[row] not in earlier.held for row in at.tolist()], np.bool_)
    counts = np.bincount(classes[new], minlength=int(classes.max(initial=0)) + 1)
    few = new & (counts[classes] < k)
    alone = np.zeros(len(kept), np.bool_)
    alone[at[few]] = True
    return alone


def _left_alone(earlier: Earlier, rows: Sequence[str], kept: Flags, k: int) -> Flags:
    """Of every class of the earlier release of which some but fewer than k are missing now: more of them, so that at
    least k are."""
    here = {rows[row]: row for row in np.flatnonzero(kept).tolist()}
    missing: dict[int, int] = {}
    present: dict[int, list[str]] = {}
    for row, of_class in earlier.held.items():
        if row in here:
            present.setdefault(of_class, []).append(row)
        else:
            missing[of_class] = missing.get(of_class, 0) + 1
    follow = np.zeros(len(kept), np.bool_)
    for of_class, gone in missing.items():
        if gone < k:
            # By their hashes, which say nothing: who follows is chance, and the same chance each time.
            for row in sorted(present.get(of_class, ()))[: k - gone]:
                follow[here[row]] = True
    return follow


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
