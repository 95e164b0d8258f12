"""The desk as a blind courier: it brings a colleague's sealed letters to the relay, which it cannot read unless they
are meant for it, and gives back the relay's receipts (PROTOCOL section 18). It keeps nothing of a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.desk.proven import Delivery, prove_delivery
from server.desk.relay_client import EpochChanged, Letter, Pushed, RelayClient, batches
from server.format.bundle import Letters, Lot, decode_bundle, encode_receipts
from server.format.evidence import Known, Trust
from server.format.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Carried:
    """``receipts`` goes back. ``left``: what the relay did not take. ``refused``: why others were no letters of us."""

    delivered: int
    left: int
    refused: tuple[str, ...]
    receipts: bytes


def carry(trust: Trust, known: Known, relay: RelayClient, data: bytes) -> Carried:
    """Bring all letters of the file to the relay. Refuses what `decode_bundle` does, `receipt_wrong`, and
    `epoch_changed` for a relay that was restored since this desk last read it."""
    bundle = decode_bundle(data, trust.team_tag)
    if not isinstance(bundle, Letters):
        raise Refusal("malformed", "receipts are for whoever wrote the letters")
    lots: list[Lot] = []
    left = 0
    for batch in batches(_distinct(Letter(item.kind, item.body, item.mailbox) for item in bundle.items)):
        # From nothing, so that the answer stands by itself for somebody who knows another state of the log.
        pushed = relay.push(batch, Known())
        delivery = prove_delivery(trust, Known(), pushed)
        if known.epoch not in (None, pushed.signed.epoch):
            raise EpochChanged(pushed.signed.epoch)
        left += len(batch) - len(delivery.kept)
        if delivery.kept:
            lots.append(_lot(pushed, delivery))
    delivered = sum(len(lot.items) for lot in lots)
    return Carried(delivered, left, bundle.refused, encode_receipts(trust.team_tag, lots))


def _distinct(letters: Iterable[Letter]) -> list[Letter]:
    return list({letter.id: letter for letter in letters}.values())


def _lot(pushed: Pushed, delivery: Delivery) -> Lot:
    items = tuple((entry.item_id, entry.number, entry.rosters) for _, entry in delivery.kept)
    return Lot(pushed.signed.epoch, items, pushed.signed.note, pushed.signed.proof)
