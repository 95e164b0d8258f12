"""One roster entry: its bytes, and what it says (PROTOCOL section 6). roster.py decides whether it may be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final

from server.format.device import DEVICE_ID_SIZE, KEM_PK_SIZE, SIGN_PK_SIZE, SIGNATURE_SIZE, device_id
from server.format.hash import H
from server.format.reader import Reader, u8, u16, u32, u64
from server.format.refusals import Refusal

SIGNED_LIMIT: Final = 1 << 20
LABEL_LIMIT: Final = 128
ZERO_HEAD: Final = bytes(32)
NONE_PINNED: Final = bytes(32)
# A day: longer, and a phone that is taken at night still holds what was sealed in the morning.
DELAY_LIMIT_MINUTES: Final = 1440


class Role(IntFlag):
    DOCUMENTER = 1
    COORDINATOR = 2
    GUARDIAN = 4
    ADMIN = 8


ALL_ROLES: Final = 15


class SealPolicy(IntEnum):
    """When a phone forgets how to open what was recorded on it."""

    AT_DONE = 1
    ON_DELIVERY = 2
    KEPT = 3


@dataclass(frozen=True, slots=True)
class Add:
    role: Role
    sign_pk: bytes
    kem_pk: bytes
    mailbox: bytes
    label: str

    @property
    def device_id(self) -> bytes:
        return device_id(self.sign_pk, self.kem_pk)


@dataclass(frozen=True, slots=True)
class Remove:
    device_id: bytes
    reason: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """How many admins decide, how many open a name, how long a phone can open what it recorded, and whom to trust."""

    quorum: int
    k: int
    relay_pk: bytes
    stale_days: int = 14
    """A head that is older may hide a removal."""
    seal: SealPolicy = SealPolicy.AT_DONE
    kept_days: int = 0
    """Not 0 if seal is KEPT, else 0."""
    guardians_at_desk: bool = False
    """Guardians open names at a desk only, never in a page that a server delivered."""
    delay_minutes: int = 0
    """A phone pushes after a random wait of at most this. 0: at once."""
    release_pk: bytes = NONE_PINNED
    """Who signs the releases of the app. Zeros: none pinned."""


@dataclass(frozen=True, slots=True)
class Head:
    """Re-dates the head and changes nothing."""


Operation = Add | Remove | Policy | Head


@dataclass(frozen=True, slots=True)
class Entry:
    team_id: bytes
    seq: int
    prev: bytes
    time: int
    ops: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class SignedEntry:
    entry: Entry
    head: bytes
    signatures: tuple[tuple[bytes, bytes], ...]


def encode_entry(entry: Entry) -> bytes:
    fields = (b"GWR1", entry.team_id, u32(entry.seq), entry.prev, u64(entry.time), u16(len(entry.ops)))
    return b"".join(fields) + b"".join(_encode_op(op) for op in entry.ops)


def entry_head(entry: bytes) -> bytes:
    return H(b"gawahi/v1/roster\0", entry)


def signature_message(head: bytes) -> bytes:
    """What an admin signs."""
    return b"gawahi/v1/roster-sig\0" + head


def encode_signed(entry: bytes, signatures: Sequence[tuple[bytes, bytes]]) -> bytes:
    return entry + u8(len(signatures)) + b"".join(device + signature for device, signature in signatures)


def parse_signed(signed: bytes) -> SignedEntry:
    if len(signed) > SIGNED_LIMIT:
        raise Refusal("too_large", f"{len(signed)} bytes")
    reader = Reader(signed)
    reader.magic(b"GWR1")
    team_id, seq, prev, time = reader.take(32), reader.u32(), reader.take(32), reader.u64()
    ops = tuple(_parse_op(reader) for _ in range(reader.u16()))
    if not ops:
        raise Refusal("malformed", "an entry that says nothing")
    head = entry_head(signed[: reader.position])
    signatures = tuple((reader.take(DEVICE_ID_SIZE), reader.take(SIGNATURE_SIZE)) for _ in range(reader.u8()))
    reader.end()
    return SignedEntry(Entry(team_id, seq, prev, time, ops), head, signatures)


def _encode_op(op: Operation) -> bytes:
    match op:
        case Add():
            label = op.label.encode()
            return b"".join((u8(1), u8(op.role), op.sign_pk, op.kem_pk, op.mailbox, u16(len(label)), label))
        case Remove():
            return u8(2) + op.device_id + u8(op.reason)
        case Policy():
            small = (5, op.quorum, op.k, op.seal, op.kept_days, op.stale_days, op.guardians_at_desk)
            return bytes(small) + u16(op.delay_minutes) + op.relay_pk + op.release_pk
        case Head():
            return u8(4)


def _parse_op(reader: Reader) -> Operation:
    match reader.u8():
        case 1:
            return _parse_add(reader)
        case 2:
            return Remove(reader.take(DEVICE_ID_SIZE), reader.u8())
        case 3:
            return _parse_first_policy(reader)
        case 4:
            return Head()
        case 5:
            return _parse_policy(reader)
        case unknown:
            raise Refusal("malformed", f"op {unknown}")


def _parse_add(reader: Reader) -> Add:
    role = parse_role(reader.u8())
    sign_pk, kem_pk, mailbox = reader.take(SIGN_PK_SIZE), reader.take(KEM_PK_SIZE), reader.take(16)
    size = reader.u16()
    if size > LABEL_LIMIT:
        raise Refusal("too_large", f"a label of {size} bytes")
    try:
        label = reader.take(size).decode()
    except UnicodeDecodeError as error:
        raise Refusal("malformed", "a label that is not UTF-8") from error
    return Add(role, sign_pk, kem_pk, mailbox, label)


def _parse_first_policy(reader: Reader) -> Policy:
    """As teams wrote it that were founded before op 5."""
    quorum, k, seal, stale_days = reader.u8(), reader.u8(), reader.u8(), reader.u8()
    if seal != SealPolicy.AT_DONE:
        raise Refusal("malformed", f"seal policy {seal}")
    return Policy(quorum, k, reader.take(SIGN_PK_SIZE), stale_days)


def _parse_policy(reader: Reader) -> Policy:
    quorum, k, seal, kept_days, stale_days, at_desk = (reader.u8() for _ in range(6))
    delay_minutes = reader.u16()
    if not SealPolicy.AT_DONE <= seal <= SealPolicy.KEPT or (seal == SealPolicy.KEPT) != (kept_days != 0):
        raise Refusal("malformed", f"seal policy {seal} for {kept_days} days")
    if stale_days == 0 or at_desk > 1 or delay_minutes > DELAY_LIMIT_MINUTES:
        raise Refusal("malformed", f"stale {stale_days}, at the desk {at_desk}, delay {delay_minutes}")
    relay_pk, release_pk = reader.take(SIGN_PK_SIZE), reader.take(SIGN_PK_SIZE)
    return Policy(quorum, k, relay_pk, stale_days, SealPolicy(seal), kept_days, at_desk == 1, delay_minutes, release_pk)


def parse_role(bits: int) -> Role:
    if not 1 <= bits <= ALL_ROLES:
        raise Refusal("malformed", f"role {bits}")
    return Role(bits)
