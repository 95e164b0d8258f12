"""The lockbox: one chain key for every device of a role in one roster, with no ids on the wire (PROTOCOL section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.format.entry import Role, parse_role
from server.format.hash import H
from server.format.item import ITEM_LIMIT
from server.format.reader import SUITE, Reader, u8, u32
from server.format.refusals import Refusal

PREFIX_SIZE: Final = 127
BOX_SIZE: Final = 1120 + 32 + 16  # HPKE: enc, chain key, tag


@dataclass(frozen=True, slots=True)
class Prefix:
    """What a lockbox says before its boxes: whose key it holds (``commit``), and for whom. ``prefix`` its bytes."""

    team_id: bytes
    stream: bytes
    chain: int
    roster_seq: int
    roster_head: bytes
    role: Role
    commit: bytes
    n: int
    prefix: bytes


@dataclass(frozen=True, slots=True)
class Lockbox(Prefix):
    boxes: tuple[bytes, ...]


def build_prefix(
    *, team_id: bytes, stream: bytes, chain: int, roster_seq: int, roster_head: bytes, role: int, commit: bytes, n: int
) -> bytes:
    head = (b"GWL1", u8(SUITE), team_id, stream, u32(chain), u32(roster_seq), roster_head)
    return b"".join((*head, u8(role), commit, u8(n)))


def parse(lockbox: bytes) -> Lockbox:
    if len(lockbox) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(lockbox)} bytes")
    prefix = parse_prefix(lockbox[:PREFIX_SIZE])
    reader = Reader(lockbox[PREFIX_SIZE:])
    boxes = tuple(reader.take(BOX_SIZE) for _ in range(prefix.n))
    reader.end()
    return Lockbox(
        team_id=prefix.team_id,
        stream=prefix.stream,
        chain=prefix.chain,
        roster_seq=prefix.roster_seq,
        roster_head=prefix.roster_head,
        role=prefix.role,
        commit=prefix.commit,
        n=prefix.n,
        prefix=prefix.prefix,
        boxes=boxes,
    )


def parse_prefix(prefix: bytes) -> Prefix:
    """The first 127 bytes."""
    reader = Reader(prefix)
    reader.magic(b"GWL1")
    reader.suite()
    team_id, stream, chain = reader.take(32), reader.take(16), reader.u32()
    roster_seq, roster_head = reader.u32(), reader.take(32)
    role, commit, n = parse_role(reader.u8()), reader.take(32), reader.u8()
    reader.end()
    return Prefix(team_id, stream, chain, roster_seq, roster_head, role, commit, n, prefix)


def wrap_info(prefix: bytes, device_id: bytes) -> bytes:
    """The HPKE info that binds one box to this lockbox and this recipient."""
    return b"gawahi/v1/wrap\0" + H(prefix) + device_id


def lockbox_hash(lockbox: bytes) -> bytes:
    return H(b"gawahi/v1/lockbox\0", lockbox)
