"""The best node that was found so far, and every look at a node: what holds and costs less becomes the new best."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.desk.anonymise.engine.problem import Looked, Node, Problem

GoOn = Callable[[int, float], bool]
"""Told how many nodes were looked at and the least cost so far (infinite at first). False stops the search."""

# Costs nearer than this are one cost: what rounding says of them must not decide what is looked at.
_SAME: Final = 1e-13


class Stopped(Exception):
    """Somebody did not want to wait any longer."""


@dataclass(slots=True, eq=False)
class Best:
    problem: Problem
    go_on: GoOn | None = None
    cost: float = math.inf
    node: Node | None = None
    suppressed: tuple[int, ...] = ()
    looked: int = 0

    def look(self, node: Node) -> tuple[Looked, ...]:
        """What each table says of a node. Raises Stopped."""
        if self.go_on is not None and not self.go_on(self.looked, self.cost):
            raise Stopped
        self.looked += 1
        seen = tuple(part.look(self.problem.levels(part, node)) for part in self.problem.parts)
        if all(one.holds for one in seen):
            cost = self.problem.cost(node, [one.added for one in seen])
            if not self.beaten(cost):
                self.cost, self.node = cost, node
                self.suppressed = tuple(one.suppressed for one in seen)
        return seen

    def beaten(self, cost: float) -> bool:
        """True if a node of this cost could not become the best."""
        return cost >= self.cost - self.rounding

    @property
    def rounding(self) -> float:
        """By how much two equal costs may seem to differ."""
        return 0.0 if math.isinf(self.cost) else _SAME * max(1.0, self.cost)
