"""kill -9 of the desk at each labelled point of an exchange. Afterwards it holds what the feed holds, owes nothing, and
nothing that the relay acknowledged has gone or moved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.desk.relay_client import http_client
from server.seal.roster import upload_token
from tests.desk.team import MASTUNG, Team
from tests.faults.ground import Ground, died_at, doom, killed
from tests.faults.mail import SYNCS_AT_MOST, audit, read_feed
from tests.faults.places import DESK
from tests.faults.points import Point
from tests.faults.report import Report
from tests.faults.shadow import Shadow
from tests.relay.teams import Team as RelayTeam

TESTIMONIES = tuple(MASTUNG.values())


@dataclass(frozen=True)
class DeskAtWork:
    """One desk's folder, and the process that it is while it works."""

    folder: Path
    url: str
    ledger_port: int

    def run(self, act: str, *rest: str, environment: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        command = [sys.executable, "-m", "tests.faults.desk_process", str(self.folder), self.url]
        done = subprocess.run(
            [*command, str(self.ledger_port), act, *rest],
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, json.loads(done.stdout) if done.returncode == 0 else {}

    def join(self, team: Team) -> None:
        status, told = self.run("join", team.invite())
        assert (status, told["refusal"]) == (0, None), told
        assert team.admit() == 1


def run(ground: Ground, report: Report, points: Sequence[Point] = DESK, *, with_power_cut: bool = True) -> None:
    with ground.relay() as relay, http_client(relay.url) as http:
        team = Team(http)
        desk = DeskAtWork(ground.folder / "desk", relay.url, ground.ledger.port)
        desk.join(team)
        told = 0
        for point in points:
            for answers in TESTIMONIES[:2]:
                team.testify(answers)
                told += 1
            status, _ = desk.run("sync", environment=doom(point, ground.hit_file()))
            report.points[point.name] = died_at(point, ground.hit_file()) and killed(status)
            _heal(desk, http, team, report, told)
        audit(relay.url, on_the_relay(team), ground.ledger, report)
        if with_power_cut:
            _cut_the_power(ground, desk, http, team, report, told)
        relay.stop()


def _cut_the_power(ground: Ground, desk: DeskAtWork, http: Any, team: Team, report: Report, told: int) -> None:
    """As soon as the desk has said what it holds: it must hold it after the cut, without asking the relay again."""
    shadow = Shadow.of(desk.folder, ground.folder / "desk.shadow")
    shadow.settle()
    team.testify(TESTIMONIES[0])
    _, before = desk.run("sync", environment=shadow.environment())
    shadow.cut()
    _, after = desk.run("look")
    if (after["held"], after["records"]) != (before["held"], before["records"]):
        report.complaints.append("a power cut took from the desk what it had said that it holds")
    _heal(desk, http, team, report, told + 1)


def on_the_relay(team: Team) -> RelayTeam:
    """The same team as the relay meets it."""
    return RelayTeam(team.http, team.roster.team_tag, upload_token(team.epoch_secret))


def _heal(desk: DeskAtWork, http: Any, team: Team, report: Report, told: int) -> None:
    for _ in range(SYNCS_AT_MOST):
        _, has = desk.run("sync")
        feed = sorted(key.hex() for _, key in read_feed(http, on_the_relay(team)))
        # Its own last letters are in the feed, and come back to it with the next exchange.
        if has["refusal"] is None and has["outbox"] == 0 and has["held"] == feed:
            break
    else:
        report.stuck += 1
        report.complaints.append(f"the desk is stuck: {has['refusal']}, owes {has['outbox']}")
    if len(has["records"]) != told or set(has["aside"]) - {"not_recipient"}:
        report.complaints.append(f"the desk reads {len(has['records'])} of {told} testimonies, aside: {has['aside']}")
