"""Receipts: that the relay's signed log holds what was pushed (PROTOCOL sections 13 and 17).

"Delivered" is said only after the check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.format.checkpoint import check_checkpoint
from server.format.device import Verify
from server.format.log import State, check_state, leaf
from server.format.refusals import Refusal

Kept = tuple[int, bytes, int]
"""number, item_id, rosters of an item with status 0 or 1."""


def check_receipt(
    verify: Verify,
    *,
    relay_pk: bytes,
    team_tag: bytes,
    epoch: bytes,
    known: State,
    kept: Iterable[Kept],
    checkpoint: str,
    proof: Sequence[bytes],
) -> State:
    """The log's new state, in which all of ``kept`` stand under their numbers and which continues ``known``.

    Refuses as ``log_fork`` a genuine log that is another than ``known``, as ``receipt_wrong`` everything else.
    """
    try:
        new = check_checkpoint(verify, checkpoint, relay_pk=relay_pk, team_tag=team_tag, epoch=epoch)
        check_state(new, known, _leaves(kept), proof)
    except Refusal as refusal:
        if refusal.name != "log_wrong":
            raise
        raise Refusal("receipt_wrong", refusal.detail) from refusal
    return new


def _leaves(kept: Iterable[Kept]) -> dict[int, bytes]:
    leaves: dict[int, bytes] = {}
    for number, item_id, rosters in kept:
        hashed = leaf(item_id, rosters)
        if leaves.setdefault(number, hashed) != hashed:
            raise Refusal("log_wrong", f"two items under number {number}")
    return leaves
