"""Receipts: the bytes under the relay's signature, and their check (PROTOCOL section 13).

"Delivered" is said only after the check.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.format.device import Verify
from server.format.reader import u32, u64
from server.format.refusals import Refusal


def receipt_message(team_tag: bytes, epoch: bytes, entries: Sequence[tuple[int, bytes]]) -> bytes:
    """``entries`` are (number, item_id) of the items with status 0 or 1, in the order of the request."""
    listed = b"".join(u64(number) + item for number, item in entries)
    return b"".join((b"gawahi/v1/receipt\0", team_tag, epoch, u32(len(entries)), listed))


def check_receipt(
    verify: Verify,
    *,
    relay_pk: bytes,
    signature: bytes,
    team_tag: bytes,
    epoch: bytes,
    entries: Sequence[tuple[int, bytes]],
) -> None:
    """Refuses as ``receipt_wrong`` unless the relay pinned in the roster signed exactly these entries."""
    if not verify(relay_pk, signature, receipt_message(team_tag, epoch, entries)):
        raise Refusal("receipt_wrong")
