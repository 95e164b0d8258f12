"""Kept traces: what people said to each other over bad phones comes to the end that the model gives, in every order."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from server.format.history import Known, Record, fold
from tests.sync.make_traces import TRACES, ends, read, regressions, seeded, written
from tests.sync.model import Model, Said
from tests.sync.pasts import frontier, parallel_paths
from tests.sync.world import Step, World

BY_HAND, SEEDED = read(TRACES / "by_hand.json"), read(TRACES / "seeded.json")
ALL = [*regressions(), *BY_HAND, *SEEDED]


def known(said: list[Said]) -> list[Known]:
    return [Known(one.id, one.author, one.change) for one in said]


def check(record: Record, model: Model) -> None:
    """The product's record against the model, in everything that a screen shows of it."""
    assert record.digest() == model.digest()
    assert {path.path for path in record.conflicts} == {path for path in model.current() if model.is_conflict(path)}
    assert {(one.collection, one.member): one.state for one in record.members} == model.members()
    assert {path.path for path in record.paths.values() if path.parallel} == parallel_paths(model)
    assert record.frontier == frontier(model)
    assert [one.change_id for one in record.waiting] == [one.id for one in model.waiting]


@pytest.mark.parametrize("trace", ALL, ids=lambda trace: trace["name"])
def test_a_trace_comes_to_the_end_that_the_model_gives(trace: Step) -> None:
    random = Random(trace["name"])
    for record, whole in World().run(trace["steps"]).heal().items():
        said = list(whole.all.values())
        for part, digest in zip((said, said[::2], said[1::2]), trace["gives"][record.hex()][:3], strict=True):
            mixed = random.sample([*part, *part[:3]], len(part) + len(part[:3]))
            folded = fold(record, known(mixed))
            assert folded.digest().hex() == digest
            check(folded, Model.of(part))
        assert not whole.waiting


def test_the_kept_traces_are_those_that_their_seed_draws_and_the_model_ends() -> None:
    assert (TRACES / "seeded.json").read_text(encoding="utf-8") == written(seeded())
    for trace in (*regressions(), *BY_HAND):
        assert trace["gives"] == ends(trace["steps"]), trace["name"]


def test_the_seeded_traces_meet_what_they_are_for() -> None:
    """A generator that has gone dull would prove nothing."""
    met: Counter[str] = Counter()
    for trace in SEEDED:
        models = World().run(trace["steps"]).heal().values()
        parts = [Model.of(list(model.all.values())[::2]) for model in models]
        met["conflict"] += any(model.is_conflict(path) for model in models for path in model.current())
        met["removed but edited"] += any("removed_but_edited" in model.members().values() for model in models)
        met["parallel"] += any(parallel_paths(model) for model in models)
        met["waiting"] += any(part.waiting for part in parts)
        for model in models:
            decisions = Counter(key for key, _, said in model.sayings() if key[1] != said.id)
            met["decision"] += bool(decisions)
            met["equal decisions"] += any(count > 1 for count in decisions.values())
    for step in (one for trace in SEEDED for one in trace["steps"]):
        met[step["do"]] += 1
    assert {name for name, count in met.items() if count >= 5} >= {
        *("conflict", "removed but edited", "parallel", "waiting", "decision", "equal decisions"),
        *("edit", "remove", "keep", "decide", "push", "pull", "crash", "restart", "backup", "restore", "roll_back"),
        *("clock", "form", "join", "dismiss", "lose_answer"),
    }
