"""kill -9 of a phone's browser while its letters are on the way: held at the proxy, acknowledged but not yet told, half
told; and while a page of the feed comes in.

What the phone showed as delivered must be read by the desk at the end, from the feed alone; everything that was sealed
must be delivered after the next unlocking, once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from playwright.sync_api import Error, sync_playwright

from server.desk.relay_client import http_client
from tests.desk.team import MASTUNG, Team
from tests.faults.desk_deaths import DeskAtWork, on_the_relay
from tests.faults.ground import Ground
from tests.faults.ledger import Acknowledged
from tests.faults.mail import SYNCS_AT_MOST, audit
from tests.faults.middle import NOTHING, Answer, Middle, Request, forward
from tests.faults.phone import PASSPHRASE, Phone
from tests.faults.report import Report
from tests.served import Served

ACCOUNT = next(iter(MASTUNG.values()))
DEATH_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Moment:
    """``upto``: how much of the answer the phone gets before it dies, None if the request is not even forwarded."""

    name: str
    when: Callable[[Request], bool]
    upto: float | None
    wait_seconds: float = 0.0


def _push(request: Request) -> bool:
    return request.is_push


def _page(request: Request) -> bool:
    return request.is_pull


MOMENTS = (
    Moment("phone: between local commit and send", _push, None),
    Moment("phone: after send, before local mark", _push, 0.0),
    Moment("phone: in the answer to its push", _push, 0.5),
    Moment("phone: the answer is there, the mark is not", _push, 1.0),
    Moment("phone: in a page", _page, 0.5),
    Moment("phone: a page is there, nothing is opened", _page, 1.0),
    Moment("phone: while it opens a page", _page, 1.0, wait_seconds=0.03),
)


class Doom:
    """Lets everything through until a moment is named; then kills the phone at the next one."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._moment: Moment | None = None
        self._kill: Callable[[], None] = lambda: None
        self.is_done = False

    def arm(self, moment: Moment, kill: Callable[[], None]) -> None:
        self._moment, self._kill, self.is_done = moment, kill, False

    def handle(self, request: Request) -> Answer:
        moment = self._moment
        if moment is None or not moment.when(request):
            return forward(self._port, request)
        self._moment = None
        if moment.upto is None:
            self._die(moment)
            return NOTHING
        return replace(forward(self._port, request), upto=moment.upto, then=lambda: self._die(moment))

    def _die(self, moment: Moment) -> None:
        time.sleep(moment.wait_seconds)
        self._kill()
        self.is_done = True


def run(ground: Ground, report: Report, moments: Sequence[Moment] = MOMENTS) -> None:
    data = ground.folder / "relay"
    with Served(data) as relay, http_client(relay.url) as http, sync_playwright() as playwright:
        team, doom = Team(http), Doom(relay.port)
        desk = DeskAtWork(ground.folder / "desk", relay.url, ground.ledger.port)
        desk.join(team)
        with Middle(doom.handle) as middle, Phone(playwright, ground.folder / "profile", middle.url) as phone:
            phone.call("join", f"{middle.url}/#join={team.invite().split('#join=')[1]}", "Sana", PASSPHRASE)
            assert team.admit() == 1
            phone.call("sync")
            for number, moment in enumerate(moments):
                _die_at(moment, doom, phone, team)
                report.points[moment.name] = doom.is_done
                phone.restart()
                phone.unlock()
                phone.testify(f"گواہی {number}")
                _heal(phone, ground, report, rounds=number + 1)
        _desk_reads(desk, ground, report)
        audit(relay.url, on_the_relay(team), ground.ledger, report)
        relay.stop()


def _die_at(moment: Moment, doom: Doom, phone: Phone, team: Team) -> None:
    team.testify(ACCOUNT)
    doom.arm(moment, phone.kill)
    try:
        phone.testify(f"died {moment.name}")
        phone.call("sync")
    except Error:  # it is dead
        pass
    deadline = time.monotonic() + DEATH_SECONDS
    while not doom.is_done and time.monotonic() < deadline:
        time.sleep(0.05)


def _heal(phone: Phone, ground: Ground, report: Report, rounds: int) -> None:
    for _ in range(SYNCS_AT_MOST):
        state = phone.call("sync")
        states = phone.states()
        if state["phase"] == "idle" and "sealed" not in states.values():
            break
    else:
        report.stuck += 1
        report.complaints.append(f"the phone is stuck: {state}, {states}")
    ground.ledger.note(Acknowledged(f"phone/{one}", 0) for one, state in states.items() if state != "sealed")
    seen = phone.call("overview")["queue"]
    # One account of somebody else in each round, and its own: it may have died before it sealed one.
    if seen["records"] != rounds + len(states) or len(states) < rounds or seen["waiting"] or seen["quarantined"]:
        report.complaints.append(f"the phone reads {seen} after {rounds} rounds and {len(states)} of its own")


def _desk_reads(desk: DeskAtWork, ground: Ground, report: Report) -> None:
    """What the phone called delivered is read by somebody else."""
    _, has = desk.run("sync")
    delivered = {name.partition("/")[2] for name in ground.ledger.entries() if name.startswith("phone/")}
    report.acknowledged += len(delivered)
    report.lost += len(delivered - set(has["records"]))
