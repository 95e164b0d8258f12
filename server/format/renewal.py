"""Renewals: what an admin's device leaves for each member when the team draws a new epoch (PROTOCOL section 20).

Layout only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from server.format.hash import H
from server.format.item import TEAM_TAG_SIZE
from server.format.reader import SUITE, Reader, u8, u32, u64
from server.format.refusals import Refusal

RENEWAL_LIMIT: Final = 4096
NO_SEED: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class SealedRenewal:
    team_tag: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class RenewalTail:
    """The roster as the admin knew it, the new epoch, and for admins the seed of the key by which the relay knows the
    team (zeros for everybody else) with the last serial that was used."""

    roster_seq: int
    roster_head: bytes
    epoch: int
    epoch_secret: bytes = field(repr=False)
    admin_seed: bytes = field(repr=False)
    serial: int


def renewal_id(epoch_secret: bytes, device: bytes) -> bytes:
    """Where the renewal of this device lies that leads away from the epoch of this secret."""
    return H(b"gawahi/v1/renewal-id\0", epoch_secret, device)[:16]


def renew_message(team_tag: bytes, serial: int, token_hash: bytes, admin_pk: bytes) -> bytes:
    """What the admin key signs for the relay."""
    return b"gawahi/v1/renew\0" + team_tag + u64(serial) + token_hash + admin_pk


def build(team_tag: bytes, box: bytes) -> bytes:
    return b"GWN1" + u8(SUITE) + team_tag + box


def parse(data: bytes) -> SealedRenewal:
    if len(data) > RENEWAL_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(b"GWN1")
    reader.suite()
    return SealedRenewal(reader.take(TEAM_TAG_SIZE), reader.rest())


def renewal_info(team_id: bytes, receiver: bytes) -> bytes:
    return b"gawahi/v1/renewal\0" + team_id + receiver


def signature_message(team_id: bytes, receiver: bytes, tail: bytes) -> bytes:
    return b"gawahi/v1/renewal-sig\0" + team_id + receiver + H(tail)


def build_tail(tail: RenewalTail) -> bytes:
    place = u32(tail.roster_seq) + tail.roster_head + u32(tail.epoch)
    return place + tail.epoch_secret + tail.admin_seed + u64(tail.serial)


def parse_tail(tail: bytes) -> RenewalTail:
    reader = Reader(tail)
    said = RenewalTail(reader.u32(), reader.take(32), reader.u32(), reader.take(32), reader.take(32), reader.u64())
    reader.end()
    return said
