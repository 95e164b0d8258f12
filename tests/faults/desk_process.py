"""A desk in a process that can be killed: opens the desk in a folder and exchanges once with its relay.

    python -m tests.faults.desk_process FOLDER RELAY_URL LEDGER_PORT ["join" LINK | "sync"]

Whatever the relay's receipt was verified for is in the ledger before the desk goes on. Prints what the desk then
holds, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final

from server.desk.desk import Desk, DeskConfig
from server.desk.relay_client import Letter, RelayClient
from server.format.item import item_id
from server.format.keyfile import Cost
from server.format.refusals import Refusal
from tests.faults.ledger import Acknowledged, note
from tests.faults.mail import item_name
from tests.faults.places import BY_NAME
from tests.faults.points import Reaper

PASSPHRASE: Final = "river mulberry lantern پہاڑ"
CHEAPEST: Final = Cost(19 * 1024, 2)


def tell_the_ledger(port: int) -> None:
    push = RelayClient._push

    @wraps(push)
    def pushing(self: RelayClient, letters: Sequence[Letter], *arguments: Any) -> Any:
        delivery = push(self, letters, *arguments)
        tag, numbered = self._team_tag, zip(delivery.numbers, letters, strict=True)
        named = [(number, item_name(tag, item_id(one.kind, one.body, one.mailbox))) for number, one in numbered]
        note(port, [Acknowledged(name, number) for number, name in named if number is not None])
        return delivery

    RelayClient._push = pushing  # type: ignore[method-assign]


def holdings(desk: Desk) -> dict[str, object]:
    """What the desk has: the ids of its items, what waits to go out, which records it can read, what it could not."""
    archive = desk._opened()[0]
    held = sorted(item_id(one.letter.kind, one.letter.body, one.letter.mailbox).hex() for one in archive.held())
    records = [folded.record.record.hex() for folded in desk.records()]
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
            desk.sync()
    except Refusal as refused:
        refusal = refused.name
    print(json.dumps({"refusal": refusal, **(holdings(desk) if desk.is_open else {})}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
