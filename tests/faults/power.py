"""Simulated power cuts: the relay runs over a shim that keeps what was synced, is killed, and finds only that.

kill -9 alone cannot tell a relay that waits for its disk from one that does not: the kernel writes later what the
process no longer can. So each run has its control, a relay that does not wait, which must be seen to lose.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from tests.faults.ground import Ground, relay_pk
from tests.faults.ledger import Ledger
from tests.faults.mail import Sender, audit, found_team, heal
from tests.faults.report import Report
from tests.faults.shadow import Shadow
from tests.relay.teams import Team
from tests.served import Served

SENDERS = 3
CUTS = 3
SECONDS_BEFORE_A_CUT = 1.5


def run(ground: Ground, report: Report, cuts: int = CUTS) -> None:
    report.more["power_cuts"] = report.more.get("power_cuts", 0) + cuts
    acknowledged = cut_under_load(ground, report, "power", {}, cuts)
    report.more["power_acknowledged"] = acknowledged
    for weakness, what in (("synchronous_normal", "items"), ("folders_not_synced", "chunks")):
        lost = control(ground, weakness)
        report.more[f"control_{weakness}_lost"] = lost
        if not lost:
            report.complaints.append(f"the power cut cannot fail: {weakness} lost no {what}")


def control(ground: Ground, weakness: str, seconds: float = SECONDS_BEFORE_A_CUT) -> int:
    """How much a relay without one of its promises loses in one power cut. Has a ledger and a report of its own."""
    with Ledger(ground.folder / f"ledger.{weakness}") as ledger:
        unheard = Report()
        cut_under_load(replace(ground, ledger=ledger), unheard, weakness, {"GAWAHI_FAULT_WEAK": weakness}, 1, seconds)
        return unheard.lost


def cut_under_load(
    ground: Ground,
    report: Report,
    name: str,
    weak: dict[str, str],
    cuts: int,
    seconds: float = SECONDS_BEFORE_A_CUT,
) -> int:
    data = ground.folder / name
    data.mkdir(mode=0o700)
    shadow = Shadow.of(data, ground.folder / f"{name}.shadow")
    relay = ground.relay(data, shadow.environment() | weak)
    relay.start()
    found = Report()
    try:
        team = found_team(relay.url)
        key = relay_pk(relay.url)
        senders = [Sender(relay.url, team, key, ground.ledger, seed) for seed in range(SENDERS)]
        for _ in range(cuts):
            with _sending(senders):
                time.sleep(seconds)
                relay.kill()
            shadow.cut()
            relay.start()
            _audit_after_cut(relay, team, ground.ledger, found)
        if not weak:
            heal(senders, found)
            found.acknowledged = 0
            audit(relay.url, team, ground.ledger, found)
    finally:
        relay.kill()
    report.acknowledged += found.acknowledged
    report.lost += found.lost
    report.stuck += found.stuck
    report.complaints += found.complaints
    return found.acknowledged


def _audit_after_cut(relay: Served, team: Team, ledger: Ledger, found: Report) -> None:
    """Whatever was lost in any of the cuts counts, also if somebody would send it again."""
    found.acknowledged = 0
    audit(relay.url, team, ledger, found)


@contextmanager
def _sending(senders: Sequence[Sender]) -> Iterator[None]:
    """Everybody sends items and chunks while the block runs."""
    stop = threading.Event()

    def send(sender: Sender) -> None:
        while not stop.is_set():
            sender.write()
            if len(sender.chunks) == 0:
                sender.record()
            if not sender.sync():
                time.sleep(0.05)

    threads = [threading.Thread(target=send, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
