"""Something ends suddenly while everybody sends: what was acknowledged until then is looked for after each time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from tests.faults.ground import Ground, relay_pk
from tests.faults.ledger import Ledger
from tests.faults.mail import Sender, audit, found_team, heal
from tests.faults.report import Report
from tests.served import Served

SENDERS = 3
SECONDS_BEFORE_AN_END = 1.5
PATIENCE_SECONDS = 60


def ends_under_load(
    ground: Ground, relay: Served, ends: Sequence[Callable[[], None]], seconds: float = SECONDS_BEFORE_AN_END
) -> Report:
    """``ends``: each ends something and brings it back. ``relay`` is running. Whatever was lost after any of them
    counts, also if somebody would have sent it again."""
    found = Report()
    team = found_team(relay.url)
    key = relay_pk(relay.url)
    senders = [Sender(relay.url, team, key, ground.ledger, seed) for seed in range(SENDERS)]
    lost: set[str] = set()
    for end in ends:
        before = ground.ledger.entries().keys()
        with _sending(senders):
            time.sleep(seconds)
            _await_news(ground.ledger, before)
            end()
        lost |= audit(relay.url, team, ground.ledger, found)
    heal(senders, found)
    found.acknowledged = 0
    lost |= audit(relay.url, team, ground.ledger, found)
    found.lost = len(lost)
    return found


def _await_news(ledger: Ledger, before: Collection[str]) -> None:
    """An end proves nothing before an item and a chunk were acknowledged."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while {"/chunk/" in name for name in ledger.entries().keys() - set(before)} != {True, False}:
        assert time.monotonic() < deadline, "nothing was acknowledged"
        time.sleep(0.05)


def lost_by_the_weak(ground: Ground, weakness: str, run: Callable[[Ground], Report]) -> int:
    """How much a relay without one of its promises loses: the proof that the harness can fail. Its ledger is its
    own."""
    with Ledger(ground.folder / f"ledger.{weakness}") as ledger:
        return run(replace(ground, ledger=ledger)).lost


def count(report: Report, found: Report) -> None:
    report.acknowledged += found.acknowledged
    report.lost += found.lost
    report.stuck += found.stuck
    report.complaints += found.complaints


@contextmanager
def _sending(senders: Sequence[Sender]) -> Iterator[None]:
    """Everybody sends items and chunks while the block runs."""
    stop = threading.Event()

    def send(sender: Sender) -> None:
        while not stop.is_set():
            if not sender.outbox:
                sender.write()
            if not sender.chunks:
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
