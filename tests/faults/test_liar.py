"""Some of the lies of `make faults`, told to the desk in every run of the tests: one of each kind."""

from __future__ import annotations

from tests.faults import liar
from tests.faults.ground import Ground
from tests.faults.lies import DESK, LIES, Lie
from tests.faults.report import Report

TOLD = (
    "swaps two items' numbers",
    "says 200 without storing",
    "rolls back to an older copy",
    "rolls back and grows again",
    "forks two clients",
)


def test_a_lying_relay_is_named_by_the_desk_within_one_exchange(ground: Ground, report: Report) -> None:
    liar.run_for_the_desk(ground, report, [lie for lie in LIES if lie.what in TOLD])
    assert report.failures() == []
    assert len(report.liars) == len(TOLD)


def test_an_honest_relay_is_called_no_liar(ground: Ground, report: Report) -> None:
    honest = Lie("tells the truth", frozenset({"log_wrong"}), lambda scene: scene.honestly())
    liar.run_for_the_desk(ground, report, [honest])
    assert report.failures() == [f"nobody noticed that the relay {honest.what} ({DESK})"]
