"""The lowest levels that reach k: an exact search that never tries what cannot win.

Depth first, one ladder after the other. With some ladders fixed and all others at their top, a class that is too
small stays too small whatever the others do: that gives each free ladder a floor, and the floors a bound on the loss.
The first answer comes from walking down from the top; every branch whose bound is not better is left out. Tests
compare it with trying everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.desk.anonymise.lattice import Lattice, Node

WORK_LIMIT: Final = 30_000_000
"""Rows looked at before the search stops with the best found: about half a minute on a laptop."""


@dataclass(frozen=True, slots=True)
class Found:
    """Levels by ladder. ``proven``: no other levels lose less; False only if the search stopped at `WORK_LIMIT`."""

    levels: Mapping[str, int]
    proven: bool


@dataclass(slots=True)
class _Search:
    lattice: Lattice
    order: tuple[int, ...]
    work_limit: int
    best: Node
    best_cost: int
    stopped: bool = False

    def visit(self, node: Node, depth: int) -> None:
        """``node`` has its first ``depth`` ladders (in `order`) fixed and the others at their top; it reaches k."""
        floors = self._floors(node, depth)
        cost = self.lattice.cost(floors)
        if self.stopped or cost >= self.best_cost:
            return
        if self.lattice.reaches(floors):
            self.best, self.best_cost = floors, cost
            return
        if depth == len(self.order):
            return
        ladder, top = self.order[depth], self.lattice.top
        slack = self._slack(floors, depth)
        for step in range(floors[ladder], top[ladder] + 1):
            if self.lattice.cost(_at(floors, ladder, step)) - slack >= self.best_cost:
                return
            self.visit(_at(node, ladder, step), depth + 1)

    def _floors(self, node: Node, depth: int) -> Node:
        """The lowest step of each free ladder that could still do, all other free ladders being at their top."""
        floors = node
        for ladder in self.order[depth:]:
            step = 0
            while step < node[ladder] and not self._could_do(_at(node, ladder, step)):
                step += 1
            floors = _at(floors, ladder, step)
        return floors

    def _slack(self, floors: Node, depth: int) -> int:
        """Floors of the later ladders may sink when this one rises: what of their cost is no bound for its higher
        steps."""
        costs = self.lattice.costs
        return sum(costs[ladder][floors[ladder]] - costs[ladder][0] for ladder in self.order[depth + 1 :])

    def _could_do(self, node: Node) -> bool:
        if self.lattice.work >= self.work_limit:
            self.stopped = True
            return True
        return self.lattice.reaches(node)


def lowest(lattice: Lattice, work_limit: int = WORK_LIMIT) -> Found | None:
    """The levels of the lowest loss that reach k. None: even the highest do not reach it."""
    if not lattice.reaches(lattice.top):
        return None
    first = _walk_down(lattice)
    # Ladders that tell most apart come first: their floors cut the most.
    order = tuple(sorted(range(len(lattice.names)), key=lambda ladder: -lattice.costs[ladder][-1]))
    search = _Search(lattice, order, work_limit, first, lattice.cost(first))
    search.visit(lattice.top, 0)
    return Found(lattice.levels(search.best), not search.stopped)


def _walk_down(lattice: Lattice) -> Node:
    """A good first answer: lower, one step at a time, the ladder that wins the most back, as long as k is reached."""
    node = lattice.top
    while True:
        steps = [_at(node, ladder, step - 1) for ladder, step in enumerate(node) if step > 0]
        lower = next((step for step in sorted(steps, key=lattice.cost) if lattice.reaches(step)), None)
        if lower is None:
            return node
        node = lower


def _at(node: Node, ladder: int, step: int) -> Node:
    return (*node[:ladder], step, *node[ladder + 1 :])
