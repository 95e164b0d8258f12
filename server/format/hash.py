"""SHA-256 over labelled parts. Every hash begins with its own label: none can stand for another."""

from __future__ import annotations

import hashlib


def H(*parts: bytes) -> bytes:  # noqa: N802  the protocol's own name (PROTOCOL section 1)
    """SHA-256 of the concatenation, 32 bytes. The first part is a label such as ``b"gawahi/v1/item\\0"``."""
    return hashlib.sha256(b"".join(parts)).digest()
