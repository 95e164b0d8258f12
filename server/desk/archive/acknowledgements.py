"""What the desk owes to those whose changes it can read: "readable by coordinators" (PROTOCOL section 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from server.desk.archive.entries import StoredChange
from server.desk.relay_client import Letter
from server.format.item import Kind
from server.format.roster import Roster
from server.seal.ack import seal_ack
from server.seal.device import Device

# Far below what one item may hold, and enough for a page.
_ACK_CHANGES: Final = 1_000


def acknowledgements(device: Device, roster: Roster, changes: Mapping[bytes, StoredChange]) -> Iterator[Letter]:
    """For changes by their ids, to each author who is still a member; none to oneself."""
    by_author: dict[bytes, list[bytes]] = {}
    for change_id, stored in changes.items():
        if stored.author != device.id:
            by_author.setdefault(stored.author, []).append(change_id)
    for author, change_ids in by_author.items():
        receiver = roster.at(author)
        if receiver is None or receiver.removed is not None:
            continue
        for start in range(0, len(change_ids), _ACK_CHANGES):
            body = seal_ack(device, roster, receiver, change_ids[start : start + _ACK_CHANGES])
            yield Letter(Kind.ACK, body, receiver.mailbox)
