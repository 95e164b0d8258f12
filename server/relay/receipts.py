"""The relay's one key: it signs the state of each team's log, so that a client can prove what was kept and shown. It
opens nothing and encrypts nothing.

The key lies in a file of its own, never in the database: who steals a copy of the database cannot sign.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from server.format.checkpoint import Checkpoint, Note, key_id

SEED_BYTES: Final = 32
NOTES_KEPT: Final = 256  # phones pull far more often than somebody pushes


@dataclass(frozen=True, slots=True)
class ReceiptKey:
    private: Ed25519PrivateKey
    public: bytes

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)

    def note(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a signed note. The same bytes every time, so those asked for last are kept."""
        return _note(self, checkpoint)


@lru_cache(maxsize=NOTES_KEPT)
def _note(key: ReceiptKey, checkpoint: Checkpoint) -> str:
    return Note(checkpoint, key_id(checkpoint.name, key.public), key.sign(checkpoint.signed())).text()


def make_key_file(path: Path) -> None:
    """Makes the key if there is none. Never replaces one: members have pinned it in their roster."""
    if path.exists():
        return
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(SEED_BYTES))
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    # Its name, too, must be on the disk before anybody pins the key: nothing else may ever sync this folder.
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_key_file(path: Path) -> ReceiptKey:
    seed = path.read_bytes()
    if len(seed) != SEED_BYTES:
        raise ValueError(f"{path} is not a relay key: it must hold {SEED_BYTES} bytes")
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return ReceiptKey(private, private.public_key().public_bytes_raw())


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
