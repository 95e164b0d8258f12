"""Seals everything that the archive writes, and names it so that the names tell nothing."""

from __future__ import annotations

import hmac
import os
from typing import Final

from server.seal.primitives import aead_open, aead_seal, kdf

_NONCE_BYTES: Final = 12
_NAME_BYTES: Final = 16


class Locker:
    """Holds ``kdf(VK, "archive")``. What is sealed for one name opens under no other."""

    def __init__(self, vault_key: bytes) -> None:
        archive_key = kdf(vault_key, "archive")
        self._body_key = kdf(archive_key, "desk-bodies")
        self._name_key = kdf(archive_key, "desk-names")

    def name(self, shelf: str, key: bytes) -> bytes:
        """16 bytes that look random to whoever has no key: always the same for the same thing."""
        return hmac.digest(self._name_key, shelf.encode() + b"\0" + key, "sha256")[:_NAME_BYTES]

    def seal(self, name: bytes, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + aead_seal(self._body_key, nonce, plain, name)

    def open(self, name: bytes, body: bytes) -> bytes:
        """Refuses as `damaged` what was changed, or put under another name."""
        return aead_open(self._body_key, body[:_NONCE_BYTES], body[_NONCE_BYTES:], name)
