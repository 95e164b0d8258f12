"""A bad network: requests that come late, twice, torn or again much later, and answers that are lost or cut, by dice
with a seed; and uploads that are torn at every place.

Against the real served relay, with the desk's client. (The phone's courier goes over the same network in phone.py.)
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

from tests.faults.ground import Ground, relay_pk
from tests.faults.mail import Sender, audit, found_team, heal
from tests.faults.middle import NOTHING, Answer, Middle, Request, forward, forward_torn
from tests.faults.report import Report
from tests.served import Served

SENDERS: Final = 4
SEEDS: Final = (1, 2)
SECONDS_A_SEED: Final = 6.0
LONGEST_DELAY_SECONDS: Final = 0.2
REPLAYS_AFTER_SECONDS: Final = (0.3, 2.0)
ODDS: Final = {"late": 0.3, "torn": 0.15, "twice": 0.2, "again": 0.15, "lost": 0.15, "cut": 0.1}


@dataclass
class BadNetwork:
    """What happens to each request on its way to ``port``; ``happened`` counts it."""

    port: int
    seed: int
    happened: Counter[str] = field(default_factory=Counter)
    timers: list[threading.Timer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._lock = threading.Lock()

    def handle(self, request: Request) -> Answer:
        with self._lock:
            fate = {what for what, chance in ODDS.items() if self._random.random() < chance}
            share, delay = self._random.random(), self._random.uniform(0, LONGEST_DELAY_SECONDS)
            self.happened.update(fate)
        if "late" in fate:
            time.sleep(delay)
        if "torn" in fate:
            forward_torn(self.port, request, share)
            return NOTHING
        if "twice" in fate:
            threading.Thread(target=self._again, args=(request,), daemon=True).start()
        if "again" in fate:
            timer = threading.Timer(self._random.uniform(*REPLAYS_AFTER_SECONDS), self._again, (request,))
            self.timers.append(timer)
            timer.start()
        answer = forward(self.port, request)
        if "lost" in fate:
            return NOTHING
        return replace(answer, upto=share) if "cut" in fate else answer

    def _again(self, request: Request) -> None:
        try:
            forward(self.port, request)
        except OSError:  # nobody waits for this answer
            self.happened["unanswered"] += 1

    def calm(self) -> None:
        """After the last late replay."""
        for timer in self.timers:
            timer.join()


def run(
    ground: Ground, report: Report, seeds: tuple[int, ...] = SEEDS, seconds: float = SECONDS_A_SEED, places: int = 20
) -> None:
    with ground.relay() as relay:
        key = relay_pk(relay.url)
        for seed in seeds:
            team = found_team(relay.url)
            network = BadNetwork(relay.port, seed)
            with Middle(network.handle) as middle:
                senders = [Sender(middle.url, team, key, ground.ledger, seed * 100 + one) for one in range(SENDERS)]
                _all_send(senders, seconds)
                network.calm()
            for sender in senders:
                sender.url = relay.url
            heal(senders, report)
            audit(relay.url, team, ground.ledger, report)
            refused = {name for sender in senders for name in sender.refusals} - {"relay_unreachable"}
            report.complaints += [f"refused over a bad network: {name}" for name in refused]
            for what, count in network.happened.items():
                report.more[f"network_{what}"] = report.more.get(f"network_{what}", 0) + count
        _torn_uploads(ground, report, relay, places)
        relay.stop()


def _torn_uploads(ground: Ground, report: Report, relay: Served, parts: int) -> None:
    """A push and a chunk whose line breaks after each part of their bytes; afterwards they arrive whole."""
    team, port = found_team(relay.url), relay.port
    places = iter([place / parts for place in range(1, parts)] * 2)

    def tear(request: Request) -> Answer:
        place = next(places, None)
        if place is None:
            return forward(port, request)
        forward_torn(port, request, place)
        return NOTHING

    with Middle(tear) as middle:
        sender = Sender(middle.url, team, relay_pk(relay.url), ground.ledger)
        sender.write(20)
        sender.record()
        tries = 1
        while not sender.sync():
            tries += 1
            assert tries < 100, sender.refusals
        report.more["torn_uploads"] = tries - 1
    audit(relay.url, team, ground.ledger, report)


def _all_send(senders: list[Sender], seconds: float) -> None:
    end = time.monotonic() + seconds

    def send(sender: Sender) -> None:
        while time.monotonic() < end:
            if not sender.outbox:
                sender.write()
            if not sender.chunks:
                sender.record()
            sender.sync()

    threads = [threading.Thread(target=send, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
