"""Judges an answer to a vector: it must give what the case says, or refuse by the name that the case says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.format.refusals import Refusal
from server.format.roster import Roster
from server.seal.device import Device
from server.seal.roster import read_roster

from .plain import Json, load

Case = tuple[Json, Json]


def each(noun: str, *operations: str) -> pytest.MarkDecorator:
    """One test a case, named by it. The test takes ``case`` and ``world``."""
    vectors = load(noun)
    world = vectors.get("world", {})
    chosen = [case for case in vectors["cases"] if not operations or case["do"] in operations]
    assert chosen, f"no case of {noun} does {operations}"
    return pytest.mark.parametrize(("case", "world"), [pytest.param(case, world, id=case["name"]) for case in chosen])


def judge(case: Json, answer: Callable[[], Json]) -> None:
    try:
        outcome = {"gives": answer()}
    except Refusal as refusal:
        outcome = {"refused": refusal.name}
    assert outcome == {key: case[key] for key in ("gives", "refused") if key in case}


def device(world: Json, name: str) -> Device:
    seeds = world["devices"][name]
    return Device.from_seeds(bytes.fromhex(seeds["sign_seed"]), bytes.fromhex(seeds["kem_seed"]))


def roster(world: Json, known: int = 4) -> Roster:
    """The team's roster up to entry number ``known``."""
    return read_roster(bytes.fromhex(entry) for entry in world["roster"][: known + 1])
