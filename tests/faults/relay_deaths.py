"""kill -9 of the served relay at each labelled point, under a client that goes on as soon as it is back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.faults.ground import Ground, died_at, doom, killed, relay_pk
from tests.faults.mail import Sender, audit, found_team, heal
from tests.faults.places import RELAY
from tests.faults.points import Point
from tests.faults.report import Report
from tests.served import Served

SYNCS_UNTIL_DEATH = 12


def run(ground: Ground, report: Report, points: Sequence[Point] = RELAY, database_url: str | None = None) -> None:
    """All deaths in one relay, one after the other, so that each meets what those before it left. A migration dies
    first, if it is among the points: it leaves the database without tables."""
    for point in points:
        if point.part == "migration":
            _die_in_a_migration(ground, report, point, database_url)
    relay = ground.relay(database_url=database_url)
    relay.start()
    try:
        team = found_team(relay.url)
        sender = Sender(relay.url, team, relay_pk(relay.url), ground.ledger)
        for point in points:
            if point.part != "migration":
                _die_while_sending(ground, report, relay, point, sender)
        report.complaints += [f"refused on the way: {name}" for name in set(sender.refusals) - {"relay_unreachable"}]
        audit(relay.url, team, ground.ledger, report)
    finally:
        relay.kill()


def _die_while_sending(ground: Ground, report: Report, relay: Served, point: Point, sender: Sender) -> None:
    relay.kill()
    healthy = relay.environment
    relay.environment = {**healthy, **doom(point, ground.hit_file())}
    relay.start()
    assert relay.process is not None
    for _ in range(SYNCS_UNTIL_DEATH):
        if relay.process.poll() is not None:
            break
        if point.part == "chunk":
            sender.record()
        sender.write()
        sender.sync()
    report.points[point.name] = died_at(point, ground.hit_file()) and killed(relay.process.wait(10))
    relay.environment = healthy
    relay.start()
    heal([sender], report)


def _die_in_a_migration(ground: Ground, report: Report, point: Point, database_url: str | None) -> None:
    """A relay that died while its tables were made starts again, with all of them."""
    folder = ground.folder / f"migrated by {Path(point.file).stem}"
    relay = ground.relay(folder, doom(point, ground.hit_file()), database_url)
    try:
        relay.start()
    except RuntimeError:  # it died before it could answer
        assert relay.process is not None
        report.points[point.name] = died_at(point, ground.hit_file()) and killed(relay.process.wait(10))
    else:
        report.points[point.name] = False
    relay.kill()
    relay.environment.pop("GAWAHI_FAULT_POINT")
    relay.start()
    try:
        team = found_team(relay.url)
        sender = Sender(relay.url, team, relay_pk(relay.url), ground.ledger)
        sender.write()
        heal([sender], report)
        audit(relay.url, team, ground.ledger, report)
    finally:
        relay.kill()
