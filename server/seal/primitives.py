"""The few ciphers of the protocol, each in its one use (PROTOCOL section 1). Nothing is negotiable.

Whatever fails to open is ``damaged``; no reason is given, because a reason would help only whoever tampered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from server.format.hash import H
from server.format.refusals import Refusal

__all__ = [
    "H",
    "KemKey",
    "Random",
    "SignKey",
    "aead_open",
    "aead_seal",
    "argon2id",
    "hpke_open",
    "hpke_seal",
    "kdf",
    "sign",
    "verify",
]

Random = Callable[[int], bytes]
"""``random(n)`` gives n bytes nobody can guess; ``os.urandom`` outside of tests."""

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_ML_KEM_PK_SIZE: Final = 1184
_PUBLIC_KEYS_KEPT: Final = 256  # a team's; to read one from its bytes costs a quarter of what is then done with it


def kdf(key: bytes, label: str) -> bytes:
    """32 bytes derived from a key that is already uniform."""
    return HKDFExpand(hashes.SHA256(), 32, b"gawahi/v1/" + label.encode()).derive(key)


def aead_seal(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, aad)


def aead_open(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except InvalidTag as error:
        raise Refusal("damaged") from error


class KemKey:
    """An X-Wing private key, from its 32-byte seed (draft-connolly-cfrg-xwing-kem: SHAKE256 splits it)."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        shake = hashes.Hash(hashes.SHAKE256(96))
        shake.update(seed)
        expanded = shake.finalize()
        ml_kem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key: Final = MLKEM768X25519PrivateKey(ml_kem, x25519)
        self.public: Final = ml_kem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    def open(self, box: bytes, info: bytes) -> bytes:
        try:
            return _SUITE.decrypt(box, self._key, info=info)
        except (InvalidTag, ValueError) as error:
            raise Refusal("damaged") from error


def hpke_open(key: KemKey, box: bytes, info: bytes) -> bytes:
    return key.open(box, info)


def hpke_seal(kem_pk: bytes, plain: bytes, info: bytes) -> bytes:
    """``enc 1120 || ct || tag 16``. A public key that no device can have is ``malformed``."""
    try:
        return _SUITE.encrypt(plain, _kem_public_key(kem_pk), info=info)
    except ValueError as error:
        raise Refusal("malformed", "a public key that cannot be sealed to") from error


@lru_cache(_PUBLIC_KEYS_KEPT)
def _kem_public_key(kem_pk: bytes) -> MLKEM768X25519PublicKey:
    ml_kem = MLKEM768PublicKey.from_public_bytes(kem_pk[:_ML_KEM_PK_SIZE])
    return MLKEM768X25519PublicKey(ml_kem, X25519PublicKey.from_public_bytes(kem_pk[_ML_KEM_PK_SIZE:]))


class SignKey:
    """An Ed25519 private key, from its 32-byte seed."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        self._key: Final = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: Final = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def sign(seed: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verify(sign_pk: bytes, signature: bytes, message: bytes) -> bool:
    """The ``Verify`` that ``format`` asks for."""
    try:
        _verify_key(sign_pk).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(_PUBLIC_KEYS_KEPT)
def _verify_key(sign_pk: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(sign_pk)


def argon2id(secret: bytes, salt: bytes, *, memory_kib: int, rounds: int) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=rounds, lanes=1, memory_cost=memory_kib).derive(secret)
