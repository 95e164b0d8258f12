"""Grants: a coordinator's device hands the first keys of older streams to one that joined later (PROTOCOL section 15).

Layout only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.hash import H
from server.format.item import ITEM_LIMIT, TEAM_TAG_SIZE
from server.format.padme import pad, padme
from server.format.reader import SUITE, Reader, u8, u16, u32
from server.format.refusals import Refusal

KEYS_LIMIT: Final = 1_000
"""Lockboxes of one grant: some 64 KiB, which a slow network still carries in one piece."""

_SIGNED_SIZE: Final = DEVICE_ID_SIZE + SIGNATURE_SIZE


@dataclass(frozen=True, slots=True)
class SealedGrant:
    team_tag: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class GrantTail:
    """The roster as the granter knew it, and first keys by lockbox hash."""

    roster_seq: int
    keys: Mapping[bytes, bytes] = field(repr=False)


def build(team_tag: bytes, box: bytes) -> bytes:
    return b"GWG1" + u8(SUITE) + team_tag + box


def parse(data: bytes) -> SealedGrant:
    if len(data) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(b"GWG1")
    reader.suite()
    return SealedGrant(reader.take(TEAM_TAG_SIZE), reader.rest())


def grant_info(team_id: bytes, receiver: bytes) -> bytes:
    return b"gawahi/v1/grant\0" + team_id + receiver


def signature_message(team_id: bytes, receiver: bytes, tail: bytes) -> bytes:
    return b"gawahi/v1/grant-sig\0" + team_id + receiver + H(tail)


def build_tail(tail: GrantTail) -> bytes:
    """In the order of the lockbox hashes. Refuses too_large."""
    if len(tail.keys) > KEYS_LIMIT:
        raise Refusal("too_large", f"{len(tail.keys)} keys")
    rows = b"".join(name + key for name, key in sorted(tail.keys.items()))
    return pad(u32(tail.roster_seq) + u16(len(tail.keys)) + rows, before=_SIGNED_SIZE)


def parse_tail(tail: bytes) -> GrantTail:
    """Refuses malformed, too_large and padding."""
    reader = Reader(tail)
    roster_seq, n = reader.u32(), reader.u16()
    if n > KEYS_LIMIT:
        raise Refusal("too_large", f"{n} keys")
    if _SIGNED_SIZE + len(tail) != padme(_SIGNED_SIZE + 6 + 64 * n):
        raise Refusal("padding", "not the Padme size")
    rows = [(reader.take(32), reader.take(32)) for _ in range(n)]
    if any(reader.rest()):
        raise Refusal("padding", "not zero")
    keys = dict(rows)
    if list(keys) != sorted(keys) or len(keys) != n:
        raise Refusal("malformed", "lockboxes out of order or twice")
    return GrantTail(roster_seq, keys)
