"""Simulated power cuts: the relay runs over a shim that keeps what was synced, is killed, and finds only that.

kill -9 alone cannot tell a relay that waits for its disk from one that does not: the kernel writes later what the
process no longer can. So each run has its control, a relay that does not wait, which must be seen to lose.
"""

from __future__ import annotations

from typing import Final

from tests.faults.ground import Ground
from tests.faults.report import Report
from tests.faults.shadow import Shadow
from tests.faults.under_load import SECONDS_BEFORE_AN_END, count, ends_under_load, lost_by_the_weak

CUTS: Final = 3
WEAK: Final = {"synchronous_normal": "items", "folders_not_synced": "chunks"}


def run(ground: Ground, report: Report) -> None:
    found = cut_under_load(ground, CUTS)
    count(report, found)
    report.more["power_cuts"] = CUTS
    report.more["power_acknowledged"] = found.acknowledged
    for weakness, what in WEAK.items():
        lost = control(ground, weakness)
        report.more[f"control_{weakness}_lost"] = lost
        if not lost:
            report.complaints.append(f"the power cut cannot fail: {weakness} lost no {what}")


def control(ground: Ground, weakness: str, seconds: float = SECONDS_BEFORE_AN_END) -> int:
    return lost_by_the_weak(ground, weakness, lambda own: cut_under_load(own, 1, seconds, weakness))


def cut_under_load(ground: Ground, cuts: int, seconds: float = SECONDS_BEFORE_AN_END, weakness: str = "none") -> Report:
    data = ground.folder / f"power-{weakness}"
    data.mkdir(mode=0o700)
    shadow = Shadow.of(data, ground.folder / f"shadow-{weakness}")
    relay = ground.relay(data, {**shadow.environment(), "GAWAHI_FAULT_WEAK": weakness})
    relay.start()

    def cut() -> None:
        relay.kill()
        shadow.cut()
        relay.start()

    try:
        return ends_under_load(ground, relay, [cut] * cuts, seconds)
    finally:
        relay.kill()
