"""Draws what several people say of one record apart from each other, for properties: each saw what they had seen."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from server.format.change import Change, Op
from server.format.hash import H
from server.format.history import Known
from tests.sync.make_traces import FIELDS, MEMBERS, SAID
from tests.sync.model import Model, Said
from tests.sync.pasts import frontier
from tests.sync.world import device_of, path_of, record_of, value_of

RECORD = record_of(0)


@st.composite
def told(draw: Any, *, most: int = 10, least: int = 1) -> list[Said]:
    """Each author saw a part of what was said before, closed under what its parts themselves replaced."""
    said: list[Said] = []
    for number in range(draw(st.integers(least, most))):
        seen = Model.of(one for one in said if draw(st.booleans()))
        paths = draw(st.lists(st.sampled_from((*FIELDS, *MEMBERS)), min_size=1, max_size=3, unique=True))
        ops = tuple(_op(draw, seen, path) for path in paths)
        change = Change(
            RECORD, "testimony", ("f", draw(st.sampled_from("123"))), draw(st.integers(0, 9)), frontier(seen), ops
        )
        author = device_of(draw(st.sampled_from(("bilal", "sana", "dawood"))))
        said.append(Said(H(b"told", bytes((number,))), author, change))
    return said


def _op(draw: Any, seen: Model, text: str) -> Op:
    path = path_of(text)
    shown = {at: tuple(sorted(values)) for at, values in seen.current().items()}
    if text in MEMBERS:
        removals = [name for name, (x, _) in seen.current().get(path, {}).items() if x is False]
        if removals and draw(st.booleans()):
            return Op(path, True, tuple(removals))
        below = {name for at, names in shown.items() if at[:2] == path for name in names}
        return Op(path, False, tuple(sorted(below)))
    x, here = value_of(draw(st.sampled_from(SAID))), shown.get(path, ())
    return Op(path, x, here, "because") if draw(st.booleans()) else Op(path, x, here[: draw(st.integers(0, 1))])


def known_of(said: list[Said]) -> list[Known]:
    return [Known(one.id, one.author, one.change) for one in said]
