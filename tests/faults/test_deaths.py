"""A few of the faults of `make faults`, for every run of the tests: what was acknowledged outlives sudden death."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults import desk_deaths, network, power, relay_deaths
from tests.faults.ground import Ground
from tests.faults.ledger import Acknowledged, Ledger
from tests.faults.places import BY_NAME, POINTS
from tests.faults.points import AFTER_THE_ANSWER, ANSWERING, Point
from tests.faults.report import Report

RELAY = ["relay: after the commit, before the answer", "relay: between a chunk's file and its row"]
DESK = ["desk: a page read, its cursor not moved", "desk: after send, before local mark"]


@pytest.mark.parametrize("point", [point for point in POINTS if point not in ANSWERING], ids=lambda point: point.name)
def test_every_labelled_point_is_in_the_product(point: Point) -> None:
    assert point.line_number() > 0


def test_a_point_whose_line_is_gone_is_an_error() -> None:
    with pytest.raises(LookupError, match="0 lines"):
        Point("gone", "push", "server/relay/feed.py", "append", "this line is not there").line_number()


def test_a_relay_that_is_killed_keeps_what_it_acknowledged(ground: Ground, report: Report) -> None:
    relay_deaths.run(ground, report, [BY_NAME[name] for name in RELAY])
    assert report.failures() == []
    assert report.points == dict.fromkeys(RELAY, True)
    assert report.acknowledged > 0


def test_a_relay_that_is_killed_as_soon_as_it_answered_keeps_what_it_acknowledged(
    ground: Ground, report: Report
) -> None:
    relay_deaths.run(ground, report, [AFTER_THE_ANSWER])
    assert report.failures() == []
    assert report.acknowledged > 0


def test_a_desk_that_is_killed_misses_nothing_and_owes_nothing(ground: Ground, report: Report) -> None:
    desk_deaths.run(ground, report, [BY_NAME[name] for name in DESK], with_power_cut=False)
    assert report.failures() == []
    assert report.points == dict.fromkeys(DESK, True)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="the power cut needs a C compiler")
def test_a_power_cut_takes_nothing_acknowledged_and_a_careless_relay_is_found_out(ground: Ground) -> None:
    assert power.control(ground, "synchronous_normal", seconds=0.4) > 0
    found = power.cut_under_load(ground, cuts=1, seconds=0.4)
    assert found.failures() == []
    assert found.acknowledged > 0


def test_a_bad_network_loses_and_renumbers_nothing(ground: Ground, report: Report) -> None:
    network.run(ground, report, seeds=(7,), seconds=1, places=5)
    assert report.failures() == []
    assert report.more["torn_uploads"] > 0


def test_the_ledger_tells_of_a_number_that_changed(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.note([Acknowledged("an item", 1)])
        ledger.note([Acknowledged("an item", 2)])
        with pytest.raises(AssertionError, match="acknowledged as 1 and 2"):
            ledger.entries()


def test_a_report_with_anything_lost_stuck_or_unnoticed_is_no_proof() -> None:
    assert (
        Report(acknowledged=5, points={"a": True}, liars={"drops": "log_wrong"}, mutants={"m": "a test"}).failures()
        == []
    )
    for report in (
        Report(lost=1),
        Report(stuck=1),
        Report(points={"a": False}),
        Report(liars={"drops": None}),
        Report(mutants={"m": None}),
        Report(complaints=["a gap"]),
    ):
        assert len(report.failures()) == 1
