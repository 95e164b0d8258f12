"""A box of the lattice that is small enough to keep a bound for each of its nodes: one look decides over many.

A node that cannot stay within the suppression limit takes everything below it along, as in Incognito and Flash. A node
that can raises the bounds of everything below it by what is already lost there, and if it holds, nothing that costs as
much is looked at any more. The next node is the one that would decide over the most, at the least cost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.desk.anonymise.engine.arrays import Flags, Floats, Ints
from server.desk.anonymise.engine.best import Best
from server.desk.anonymise.engine.problem import Looked, Node

_GREED: Final = 0.25  # measured: between 0 and 1 the fewest nodes are looked at


@dataclass(frozen=True, slots=True)
class Box:
    """All nodes between ``low`` and ``high``, both included."""

    low: Node
    high: Node

    @property
    def shape(self) -> Node:
        return tuple(high - low + 1 for low, high in zip(self.low, self.high, strict=True))

    @property
    def nodes(self) -> int:
        return math.prod(self.shape)


@dataclass(slots=True, eq=False)
class _Open:
    """The nodes of a box that could still be the best, ordered by their first bound."""

    box: Box
    bound: Floats
    alive: Flags
    nodes: Ints

    def still(self, best: Best) -> Ints:
        alive, bound = self.alive.reshape(-1)[self.nodes], self.bound.reshape(-1)[self.nodes]
        self.nodes = self.nodes[alive & ~(bound >= best.cost - best.rounding)]
        return self.nodes

    def note(self, best: Best, node: Node, seen: tuple[Looked, ...]) -> None:
        outside = False
        for part, one in zip(best.problem.parts, seen, strict=True):
            if not one.within:
                self.alive[self._below(node, part.dimensions)] = False
                outside = True
        if outside:
            return
        self.alive[tuple(step - low for step, low in zip(node, self.box.low, strict=True))] = False
        if any(one.lost.any() for one in seen):
            below = self._below(node, tuple(range(len(node))))
            terms = [
                term[low : step + 1]
                for term, low, step in zip(
                    best.problem.terms([one.lost for one in seen]), self.box.low, node, strict=True
                )
            ]
            np.maximum(self.bound[below], sums(terms), out=self.bound[below])

    def _below(self, node: Node, dimensions: tuple[int, ...]) -> tuple[slice, ...]:
        """Everything below a node, as far as these dimensions are concerned."""
        return tuple(
            slice(0, step - low + 1) if at in dimensions else slice(None)
            for at, (step, low) in enumerate(zip(node, self.box.low, strict=True))
        )


def search_box(box: Box, best: Best) -> None:
    """Look at whatever of the box could be the best, until nothing is left."""
    terms = best.problem.terms(best.problem.nothing_lost())
    bound = sums([term[low : high + 1] for term, low, high in zip(terms, box.low, box.high, strict=True)])
    order = np.argsort(bound.reshape(-1), kind="stable")
    below = sums([np.log(np.arange(1, steps + 1)) for steps in box.shape]).reshape(-1)
    open_nodes = _Open(box, bound, np.ones(box.shape, np.bool_), order)
    while len(nodes := open_nodes.still(best)):
        rank = np.arange(len(nodes)) * (_GREED / len(nodes))
        chosen = int(nodes[np.argmax(below[nodes] - rank)])
        steps = np.unravel_index(chosen, box.shape)
        node = tuple(low + int(step) for low, step in zip(box.low, steps, strict=True))
        open_nodes.note(best, node, best.look(node))


def sums(terms: list[Floats]) -> Floats:
    """All sums of one term of each list, as an array with one axis for each list."""
    summed = np.zeros(())
    for term in terms:
        summed = summed[..., None] + term
    return summed
