"""A desk in a process that can be killed: opens the desk in a folder, joins, exchanges once or only looks.

    python -m tests.faults.desk_process FOLDER RELAY_URL LEDGER_PORT ("join" LINK | "sync" | "look")

Whatever the relay's receipt was verified for is in the ledger before the desk goes on. Prints what the desk then
holds, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from functools import wraps
from pathlib import Path
from typing import Final

from server.desk import exchange
from server.desk.desk import Desk, DeskConfig
from server.desk.proven import Delivery
from server.desk.relay_client import Pushed
from server.format.evidence import Known, Trust
from server.format.keyfile import Cost
from server.format.refusals import Refusal
from tests.faults.ledger import Acknowledged, note
from tests.faults.mail import item_name
from tests.faults.places import BY_NAME
from tests.faults.points import Reaper

PASSPHRASE: Final = "river mulberry lantern پہاڑ"
CHEAPEST: Final = Cost(19 * 1024, 2)


def tell_the_ledger(port: int) -> None:
    prove = exchange.prove_delivery

    @wraps(prove)
    def proving(trust: Trust, known: Known, pushed: Pushed) -> Delivery:
        delivery = prove(trust, known, pushed)
        kept = [(item_name(trust.team_tag, letter.id), entry.number) for letter, entry in delivery.kept]
        note(port, [Acknowledged(name, number) for name, number in kept])
        return delivery

    exchange.prove_delivery = proving  # type: ignore[attr-defined]


def holdings(desk: Desk) -> dict[str, object]:
    """What the desk has: the ids of its items, what waits to go out, which records it can read, what it could not."""
    archive = desk._opened()[0]
    held = sorted(one.letter.id.hex() for one in archive.held())
    records = sorted(folded.record.record.hex() for folded in desk.records())
    return {"held": held, "outbox": len(archive.outbox()), "records": records, "aside": desk.set_aside()}


def main() -> int:
    os.setsid()
    folder, url, port, act, *rest = sys.argv[1:]
    tell_the_ledger(int(port))
    named = os.environ.get("GAWAHI_FAULT_POINT")
    reaper = Reaper(BY_NAME[named], Path(os.environ["GAWAHI_FAULT_HIT"])) if named else None
    desk = Desk(DeskConfig(Path(folder), url, cost=lambda: CHEAPEST))
    refusal = None
    if reaper is not None:
        reaper.watch()
    try:
        if act == "join":
            desk.join(rest[0], "Desk", PASSPHRASE)
        else:
            desk.unlock(PASSPHRASE)
            if act == "sync":
                desk.sync()
    except Refusal as refused:
        refusal = refused.name
    print(json.dumps({"refusal": refusal, **(holdings(desk) if desk.is_open else {})}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
