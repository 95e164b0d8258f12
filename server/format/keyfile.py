"""The key file (PROTOCOL section 5): four slots that look alike, so that nobody can tell how many passphrases exist.

Layout only: no passphrase comes here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from server.format.reader import Reader, u8, u32
from server.format.refusals import Refusal

FILE_SIZE: Final = 398
HEADER_SIZE: Final = 30
SLOTS: Final = 4
SLOT_SIZE: Final = 92
ARGON2ID: Final = 1

# Below this a stolen phone is too cheap to guess at (OWASP's floor); above it the file would only stop its owner.
MEMORY_FLOOR_KIB: Final = 19 * 1024
MEMORY_LIMIT_KIB: Final = 1024 * 1024
ROUNDS_FLOOR: Final = 2
ROUNDS_LIMIT: Final = 64


class SlotKind(IntEnum):
    """What opening does to the other slots."""

    KEEPS = 1
    OVERWRITES = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's price: memory in KiB, rounds."""

    memory_kib: int = 64 * 1024
    rounds: int = 3

    def check(self) -> None:
        if self.memory_kib > MEMORY_LIMIT_KIB or self.rounds > ROUNDS_LIMIT:
            raise Refusal("too_large", f"Argon2id {self.memory_kib} KiB, {self.rounds} rounds")
        if self.memory_kib < MEMORY_FLOOR_KIB or self.rounds < ROUNDS_FLOOR:
            raise Refusal("malformed", f"Argon2id {self.memory_kib} KiB, {self.rounds} rounds")


@dataclass(frozen=True, slots=True)
class KeyFile:
    cost: Cost
    salt: bytes
    header: bytes
    slots: tuple[bytes, ...]


def build_header(cost: Cost, salt: bytes) -> bytes:
    cost.check()
    return b"".join((b"GWV1", u8(ARGON2ID), u32(cost.memory_kib), u32(cost.rounds), u8(1), salt))


def parse(data: bytes) -> KeyFile:
    """Checks the cost before anybody pays it."""
    reader = Reader(data)
    reader.magic(b"GWV1")
    kdf, cost, lanes = reader.u8(), Cost(reader.u32(), reader.u32()), reader.u8()
    if kdf != ARGON2ID or lanes != 1:
        raise Refusal("malformed", f"kdf {kdf}, {lanes} lanes")
    cost.check()
    salt = reader.take(16)
    slots = tuple(reader.take(SLOT_SIZE) for _ in range(SLOTS))
    reader.end()
    return KeyFile(cost, salt, data[:HEADER_SIZE], slots)


def build_slot(kind: SlotKind, vault_key: bytes) -> bytes:
    return u8(kind) + vault_key + bytes(31)


def parse_slot(plain: bytes) -> tuple[SlotKind, bytes]:
    """Kind and vault key. The zeros commit to the key, because AES-GCM alone does not."""
    reader = Reader(plain)
    kind, vault_key, zeros = reader.u8(), reader.take(32), reader.take(31)
    reader.end()
    if kind not in (SlotKind.KEEPS, SlotKind.OVERWRITES) or any(zeros):
        raise Refusal("key_file_damaged")
    return SlotKind(kind), vault_key


def slot_aad(header: bytes, slot: int) -> bytes:
    return header + u8(slot)
