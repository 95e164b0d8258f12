"""The key file: a passphrase opens the vault key, and nobody can tell how many passphrases exist (PROTOCOL section 5).

The passphrase alone goes through NFKC, because keyboards differ. A file's cost is checked before it is paid.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.format.keyfile import (
    SLOT_SIZE,
    SLOTS,
    Cost,
    SlotKind,
    build_header,
    build_slot,
    parse,
    parse_slot,
    slot_aad,
)
from server.format.refusals import Refusal
from server.seal.primitives import Random, aead_open, aead_seal, argon2id, kdf

TARGET_SECONDS = 1.5
_ROUNDS_AT_MOST = 16


@dataclass(frozen=True, slots=True)
class Passphrase:
    """One way in, for a new key file."""

    text: str = field(repr=False)
    kind: SlotKind
    vault_key: bytes = field(repr=False)
    second: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Unlocked:
    kind: SlotKind
    vault_key: bytes = field(repr=False)


def new_key_file(passphrases: Sequence[Passphrase], *, cost: Cost, random: Random) -> bytes:
    """398 bytes. Slots are taken in a random order, and those not taken are random too."""
    if not 1 <= len(passphrases) <= SLOTS:
        raise ValueError(f"{len(passphrases)} passphrases")
    header = build_header(cost, random(16))
    slots = [random(SLOT_SIZE) for _ in range(SLOTS)]
    order = sorted(range(SLOTS), key=lambda _: random(8))
    for passphrase, slot in zip(passphrases, order, strict=False):
        stretched = _stretch(passphrase.text, header[-16:], cost) + passphrase.second
        key, nonce = _slot_key(stretched, slot), random(12)
        plain = build_slot(passphrase.kind, passphrase.vault_key)
        slots[slot] = nonce + aead_seal(key, nonce, plain, slot_aad(header, slot))
    return header + b"".join(slots)


def open_key_file(data: bytes, passphrase: str, *, second: bytes = b"") -> Unlocked:
    """``second``: 32 bytes of a security key, if the slot was sealed with one.

    Refuses malformed, too_large, wrong_passphrase, key_file_damaged.
    """
    key_file = parse(data)
    stretched = _stretch(passphrase, key_file.salt, key_file.cost) + second
    for number, slot in enumerate(key_file.slots):
        plain = _try_slot(_slot_key(stretched, number), slot, slot_aad(key_file.header, number))
        if plain is not None:
            return Unlocked(*parse_slot(plain))
    raise Refusal("wrong_passphrase")


def calibrate(seconds: Callable[[], float], memory_kib: int = 64 * 1024) -> Cost:
    """The cost at which one try takes about 1.5 s on this machine. ``seconds`` is a clock that never goes back."""
    start = seconds()
    argon2id(b"", bytes(16), memory_kib=memory_kib, rounds=2)
    a_round = max((seconds() - start) / 2, 1e-6)
    return Cost(memory_kib, min(max(2, round(TARGET_SECONDS / a_round)), _ROUNDS_AT_MOST))


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    secret = unicodedata.normalize("NFKC", passphrase).encode()
    return argon2id(secret, salt, memory_kib=cost.memory_kib, rounds=cost.rounds)


def _slot_key(stretched: bytes, slot: int) -> bytes:
    return kdf(stretched, f"slot{slot}")


def _try_slot(key: bytes, slot: bytes, aad: bytes) -> bytes | None:
    """What the slot holds, or None: not for this passphrase is an answer, not an error."""
    try:
        return aead_open(key, slot[:12], slot[12:], aad)
    except Refusal:
        return None
