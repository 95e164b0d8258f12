"""Who was left over after the rounds of local recoding joins an existing class, the one where that costs least.

The class climbs as far as it must to cover the newcomer. If no class can take somebody in without breaking a model,
they stay out.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from server.desk.anonymise.engine.arrays import Floats, Ints
from server.desk.anonymise.engine.local import Recoding

_ASKED: Final = 10
"""Classes that are asked for each newcomer, the cheapest first."""
_TURNED_AWAY: Final = 5
"""Once so many found no class the models ask for too much, and to suppress the others is the honest answer."""


def join(recoding: Recoding) -> bool:
    """True if there was anybody to place."""
    waiting = np.flatnonzero((recoding.levels < 0).any(axis=1))
    turned_away = 0
    for newcomer in waiting:
        turned_away += not _taken_in(recoding, int(newcomer))
        if turned_away == _TURNED_AWAY:
            break
    return len(waiting) > 0


def _taken_in(recoding: Recoding, newcomer: int) -> bool:
    decided = np.flatnonzero((recoding.levels >= 0).all(axis=1))
    if not len(decided):
        return False
    classes = recoding.grouped(recoding.levels[decided], decided)
    hosts = decided[classes.first]
    rows = classes.total(recoding.tuples.classes.rows[decided])
    levels, cost = _climb(recoding, newcomer, hosts, rows)
    for host in np.argsort(cost, kind="stable")[:_ASKED]:
        if not np.isfinite(cost[host]):
            break
        members = decided[classes.group == host]
        before = recoding.levels[members].copy()
        recoding.levels[members] = levels[host]
        recoding.levels[newcomer] = levels[host]
        everybody = np.append(decided, newcomer)
        everybody.sort()
        if recoding.holds(recoding.grouped(recoding.levels[everybody], everybody), everybody).all():
            return True
        recoding.levels[members] = before
        recoding.levels[newcomer] = -1
    return False


def _climb(recoding: Recoding, newcomer: int, hosts: Ints, rows: Ints) -> tuple[NDArray[np.int8], Floats]:
    """For each class the levels that cover the newcomer too, and what all its rows lose; infinite if none does."""
    levels = recoding.levels[hosts].copy()
    cost = np.zeros(len(hosts))
    for at, column in enumerate(recoding.table.quasi):
        leaves, own = recoding.tuples.leaves[at][hosts], recoding.tuples.leaves[at][newcomer]
        needed = np.full(len(hosts), -1, np.int64)
        for level in range(column.ladder.levels):
            codes = column.ladder.codes[level]
            covers = (codes[leaves] == codes[own]) & (levels[:, at] <= level) & (needed < 0)
            needed[covers] = level
        cost[needed < 0] = np.inf
        share = np.stack([column.ladder.share(level)[codes] for level, codes in enumerate(column.ladder.codes)])
        cost += (rows + 1) * (share[np.maximum(needed, 0), leaves] - share[levels[:, at], leaves])
        levels[:, at] = np.maximum(needed, 0)
    return levels, cost
