"""Media: ciphertext pieces that all look alike, and the manifest that puts them together (PROTOCOL section 12)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from server.format import canonical, shape
from server.format.reader import u8, u32
from server.format.refusals import Refusal

CHUNK_SIZE: Final = 262_144
PLAIN_SIZE: Final = CHUNK_SIZE - 16  # what remains beside the AES-GCM tag
MEDIA_ID_SIZE: Final = 16


@dataclass(frozen=True, slots=True)
class Manifest:
    """``fk`` opens the file, ``size`` and ``sha256`` are of the plaintext, ``chunks`` are ids in order."""

    fk: bytes
    media_id: bytes
    size: int
    sha256: bytes
    chunks: tuple[bytes, ...]
    kind: str


def chunk_id(ciphertext: bytes) -> bytes:
    return hashlib.sha256(ciphertext).digest()


def chunk_count(size: int) -> int:
    """An empty file has one chunk, so that "empty" is not to be seen either."""
    return max(1, -(-size // PLAIN_SIZE))


def chunk_nonce(index: int) -> bytes:
    """A counter is safe here, and only here: the file key is used for one file."""
    return bytes(8) + u32(index)


def chunk_aad(media_id: bytes, index: int, *, last: bool) -> bytes:
    return b"gawahi/v1/chunk\0" + media_id + u32(index) + u8(last)


def encode_manifest(manifest: Manifest) -> bytes:
    return canonical.encode(
        {
            "fk": manifest.fk,
            "media_id": manifest.media_id,
            "count": len(manifest.chunks),
            "size": manifest.size,
            "sha256": manifest.sha256,
            "chunks": manifest.chunks,
            "kind": manifest.kind,
        }
    )


def decode_manifest(encoded: bytes) -> Manifest:
    found = shape.as_map(canonical.decode(encoded), "fk", "media_id", "count", "size", "sha256", "chunks", "kind")
    chunks = tuple(shape.as_bytes(item, 32) for item in shape.as_list(found["chunks"]))
    size, count = shape.as_number(found["size"]), shape.as_number(found["count"])
    if not count == len(chunks) == chunk_count(size):
        raise Refusal("malformed", "count, size and chunks do not agree")
    return Manifest(
        fk=shape.as_bytes(found["fk"], 32),
        media_id=shape.as_bytes(found["media_id"], MEDIA_ID_SIZE),
        size=size,
        sha256=shape.as_bytes(found["sha256"], 32),
        chunks=chunks,
        kind=shape.as_text(found["kind"]),
    )
