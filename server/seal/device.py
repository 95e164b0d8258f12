"""A device: its two secret keys, and what they do. The seeds leave it only into a vault."""

from __future__ import annotations

from typing import Final

from server.format.device import device_id
from server.seal.primitives import KemKey, Random, SignKey

SEED_SIZE: Final = 32


class Device:
    """``id`` 16 bytes, ``sign_pk`` 32, ``kem_pk`` 1216. Printing one shows its id alone."""

    __slots__ = ("_kem_key", "_kem_seed", "_sign_key", "_sign_seed", "id", "kem_pk", "sign_pk")

    def __init__(self, sign_seed: bytes, kem_seed: bytes) -> None:
        self._sign_seed: Final = sign_seed
        self._kem_seed: Final = kem_seed
        self._kem_key: Final = KemKey(kem_seed)
        self._sign_key: Final = SignKey(sign_seed)
        self.sign_pk: Final = self._sign_key.public
        self.kem_pk: Final = self._kem_key.public
        self.id: Final = device_id(self.sign_pk, self.kem_pk)

    @classmethod
    def new(cls, random: Random) -> Device:
        return cls(random(SEED_SIZE), random(SEED_SIZE))

    @classmethod
    def from_seeds(cls, sign_seed: bytes, kem_seed: bytes) -> Device:
        return cls(sign_seed, kem_seed)

    def seeds(self) -> tuple[bytes, bytes]:
        """Signing seed and KEM seed, for the vault only."""
        return self._sign_seed, self._kem_seed

    def sign(self, message: bytes) -> bytes:
        return self._sign_key.sign(message)

    def open(self, box: bytes, info: bytes) -> bytes:
        """What was sealed to this device under this info, or ``damaged``."""
        return self._kem_key.open(box, info)

    def __repr__(self) -> str:
        return f"Device({self.id.hex()})"
