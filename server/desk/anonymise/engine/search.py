"""The best node of a lattice, provably: nothing that could be better is left out.

A lattice of moderate size is one box. A larger one is cut: what is above some node and cannot be reached from it is
never looked into, boxes come in the order of what they cost at least, and a quick walk down from the top gives the
first answer that others have to beat.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from itertools import count
from typing import Final

from server.desk.anonymise.engine.best import Best, GoOn, Stopped
from server.desk.anonymise.engine.box import Box, search_box
from server.desk.anonymise.engine.problem import Node, Problem
from server.desk.anonymise.engine.quality import total

BOX_NODES: Final = 1 << 17
"""Nodes of the largest box: above it keeping a bound for each costs more than looking at some."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best node: one step for each dimension. ``suppressed`` rows of each table; ``looked`` nodes were looked at
    of ``nodes``. ``proven`` is False only if the search was stopped: a better node may then exist."""

    node: Node
    score: float
    suppressed: tuple[int, ...]
    looked: int
    nodes: int
    proven: bool


def search(problem: Problem, *, go_on: GoOn | None = None, box_nodes: int = BOX_NODES) -> Found | None:
    """The node of the least cost at which every table keeps its models and its suppression limit, None if there is
    none or the search was stopped before one was found."""
    whole = Box(tuple(0 for _ in problem.steps), tuple(len(steps) - 1 for steps in problem.steps))
    best = Best(problem, go_on)
    proven = True
    try:
        if whole.nodes > box_nodes:
            _walk_down(whole, best)
        _search_boxes(whole, best, box_nodes)
        _settle(best)
    except Stopped:
        proven = False
    if best.node is None:
        return None
    score = total(best.cost, problem.measure)
    return Found(best.node, score, best.suppressed, best.looked, whole.nodes, proven)


def _search_boxes(whole: Box, best: Best, box_nodes: int) -> None:
    """The cheapest box first. The number breaks ties, so that equal tables give equal answers."""
    number = count()
    waiting = [(_least(best, whole.low), next(number), whole)]
    while waiting:
        least, _, box = heapq.heappop(waiting)
        if best.beaten(least):
            return
        if box.nodes > box_nodes:
            narrowed = _narrowed(box, best)
            if narrowed is None:
                continue
            box = narrowed
        if box.nodes <= box_nodes:
            search_box(box, best)
            continue
        for half in _halves(box):
            heapq.heappush(waiting, (_least(best, half.low), next(number), half))


def _least(best: Best, node: Node) -> float:
    return best.problem.cost(node, best.problem.nothing_lost())


def _narrowed(box: Box, best: Best) -> Box | None:
    """The box without what cannot stay within the limit even if every other dimension is at its highest."""
    if not all(one.within for one in best.look(box.high)):
        return None
    low = box.low
    for dimension, step in enumerate(box.low):
        while step < box.high[dimension] and not all(one.within for one in best.look(_at(box.high, dimension, step))):
            step += 1
        low = _at(low, dimension, step)
    return None if best.beaten(_least(best, low)) else Box(low, box.high)


def _halves(box: Box) -> tuple[Box, Box]:
    longest = max(range(len(box.low)), key=lambda dimension: box.high[dimension] - box.low[dimension])
    middle = (box.low[longest] + box.high[longest]) // 2
    return Box(box.low, _at(box.high, longest, middle)), Box(_at(box.low, longest, middle + 1), box.high)


def _walk_down(whole: Box, best: Best) -> None:
    """From the top, always to the cheapest neighbour below that holds."""
    node = whole.high
    if not all(one.holds for one in best.look(node)):
        return
    while True:
        lower = [_at(node, at, step - 1) for at, step in enumerate(node) if step > 0]
        lower.sort(key=lambda one: _least(best, one))
        found = next((one for one in lower if all(seen.holds for seen in best.look(one))), None)
        if found is None:
            return
        node = found


def _settle(best: Best) -> None:
    """Among nodes of one cost the lowest: what is not paid for is not generalised."""
    node = best.node
    if node is None:
        return
    for dimension in range(len(node)):
        while node[dimension] > 0:
            lower = _at(node, dimension, node[dimension] - 1)
            seen = best.look(lower)
            held = all(one.holds for one in seen)
            cost = best.problem.cost(lower, [one.added for one in seen]) if held else math.inf
            if cost > best.cost + best.rounding:
                break
            node = best.node = lower
            best.suppressed = tuple(one.suppressed for one in seen)


def _at(node: Node, dimension: int, step: int) -> Node:
    return (*node[:dimension], step, *node[dimension + 1 :])
