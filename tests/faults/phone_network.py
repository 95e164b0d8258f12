"""The phone's courier over a bad network: the real app in a real browser seals while its requests come late, twice,
torn and again, and its answers are lost or cut. In the end each testimony is delivered once, and the desk reads it."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import sync_playwright

from server.desk.relay_client import http_client
from tests.desk.team import Team
from tests.faults.desk_deaths import DeskAtWork, on_the_relay
from tests.faults.ground import Ground
from tests.faults.ledger import Acknowledged
from tests.faults.mail import SYNCS_AT_MOST, audit
from tests.faults.middle import Answer, Middle, Request, forward
from tests.faults.network import BadNetwork
from tests.faults.phone import PASSPHRASE, Phone
from tests.faults.report import Report
from tests.served import Served

TESTIMONIES: Final = 15
SEED: Final = 3


def run(ground: Ground, report: Report) -> None:
    with Served(ground.folder / "relay") as relay, http_client(relay.url) as http, sync_playwright() as playwright:
        team, network = Team(http), BadNetwork(relay.port, SEED)
        is_bad = False

        def handle(request: Request) -> Answer:
            on_the_way = is_bad and (request.is_push or request.is_pull)
            return network.handle(request) if on_the_way else forward(relay.port, request)

        desk = DeskAtWork(ground.folder / "desk", relay.url, ground.ledger.port)
        desk.join(team)
        with Middle(handle) as middle, Phone(playwright, ground.folder / "profile", middle.url) as phone:
            phone.call("join", f"{middle.url}/#join={team.invite().split('#join=')[1]}", "Sana", PASSPHRASE)
            assert team.admit() == 1
            phone.call("sync")
            is_bad = True
            for number in range(TESTIMONIES):
                phone.testify(f"گواہی {number} 🕯️")
                phone.call("sync")
            network.calm()
            is_bad = False
            delivered = _deliver(phone, report)
        ground.ledger.note(Acknowledged(f"phone/{record}", 0) for record in delivered)
        report.more["phone_network_faults"] = sum(network.happened.values())
        _, has = desk.run("sync")
        report.acknowledged += len(delivered)
        report.lost += len(delivered - set(has["records"]))
        if len(has["records"]) != TESTIMONIES:
            report.complaints.append(f"{TESTIMONIES} testimonies were sealed, the desk reads {len(has['records'])}")
        audit(relay.url, on_the_relay(team), ground.ledger, report)
        relay.stop()


def _deliver(phone: Phone, report: Report) -> set[str]:
    for _ in range(SYNCS_AT_MOST):
        state = phone.call("sync")
        if state["phase"] == "idle" and "sealed" not in phone.states().values():
            break
    else:
        report.stuck += 1
        report.complaints.append(f"the phone is stuck: {state}")
    return {record for record, state in phone.states().items() if state != "sealed"}
