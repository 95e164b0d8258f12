"""Acknowledgements: a coordinator's device names the changes that it opened and stored (PROTOCOL section 11).

Layout only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.hash import H
from server.format.item import ITEM_LIMIT, TEAM_TAG_SIZE
from server.format.padme import pad, padme
from server.format.reader import SUITE, Reader, u8, u16, u32
from server.format.refusals import Refusal

SIGNED_SIZE = DEVICE_ID_SIZE + SIGNATURE_SIZE


@dataclass(frozen=True, slots=True)
class SealedAck:
    team_tag: bytes
    box: bytes


def build(team_tag: bytes, box: bytes) -> bytes:
    return b"GWA1" + u8(SUITE) + team_tag + box


def parse(data: bytes) -> SealedAck:
    if len(data) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(b"GWA1")
    reader.suite()
    return SealedAck(reader.take(TEAM_TAG_SIZE), reader.rest())


def ack_info(team_id: bytes, receiver: bytes) -> bytes:
    return b"gawahi/v1/ack\0" + team_id + receiver


def signature_message(team_id: bytes, receiver: bytes, tail: bytes) -> bytes:
    return b"gawahi/v1/ack-sig\0" + team_id + receiver + H(tail)


def build_tail(roster_seq: int, change_ids: Sequence[bytes]) -> bytes:
    return pad(u32(roster_seq) + u16(len(change_ids)) + b"".join(change_ids), before=SIGNED_SIZE)


def parse_tail(tail: bytes) -> tuple[int, tuple[bytes, ...]]:
    """The roster's seq that the coordinator knew, and the change ids."""
    reader = Reader(tail)
    roster_seq, n = reader.u32(), reader.u16()
    if SIGNED_SIZE + len(tail) != padme(SIGNED_SIZE + 6 + 32 * n):
        raise Refusal("padding", "not the Padme size")
    change_ids = tuple(reader.take(32) for _ in range(n))
    if any(reader.rest()):
        raise Refusal("padding", "not zero")
    return roster_seq, change_ids
