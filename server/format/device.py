"""Who a device is: its id from its two public keys (PROTOCOL section 4), and the fingerprint that people read aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.format.hash import H

SIGN_PK_SIZE: Final = 32
KEM_PK_SIZE: Final = 1216
DEVICE_ID_SIZE: Final = 16
SIGNATURE_SIZE: Final = 64

Verify = Callable[[bytes, bytes, bytes], bool]
"""``verify(sign_pk, signature, message)``: format never imports a cipher, so whoever calls brings this."""


def device_id(sign_pk: bytes, kem_pk: bytes) -> bytes:
    return H(b"gawahi/v1/device\0", sign_pk, kem_pk)[:DEVICE_ID_SIZE]


def fingerprint(device: bytes) -> str:
    """``"1a2b 3c4d 5e6f 7081 92a3"``: 80 bits, for two people who compare by voice."""
    digits = device[:10].hex()
    return " ".join(digits[start : start + 4] for start in range(0, 20, 4))
