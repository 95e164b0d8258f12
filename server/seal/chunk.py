"""Seals a file into pieces of one size, and opens them again in order (PROTOCOL section 12)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from server.format.chunk import (
    CHUNK_SIZE,
    PLAIN_SIZE,
    Manifest,
    chunk_aad,
    chunk_count,
    chunk_id,
    chunk_nonce,
)
from server.format.refusals import Refusal
from server.seal.primitives import aead_open, aead_seal


def seal_chunks(data: bytes, *, fk: bytes, media_id: bytes, kind: str) -> tuple[Manifest, tuple[bytes, ...]]:
    """The manifest and the ciphertexts. ``fk`` MUST be drawn for this one file, because the nonce is a counter."""
    count = chunk_count(len(data))
    chunks = tuple(
        aead_seal(
            fk,
            chunk_nonce(index),
            data[index * PLAIN_SIZE : (index + 1) * PLAIN_SIZE].ljust(PLAIN_SIZE, b"\0"),
            chunk_aad(media_id, index, last=index == count - 1),
        )
        for index in range(count)
    )
    ids = tuple(chunk_id(chunk) for chunk in chunks)
    return Manifest(fk, media_id, len(data), hashlib.sha256(data).digest(), ids, kind), chunks


def open_chunks(manifest: Manifest, chunks: Sequence[bytes]) -> bytes:
    """Refuses malformed, chunk_mismatch, damaged, padding."""
    if len(chunks) != len(manifest.chunks):
        raise Refusal("malformed", f"{len(chunks)} chunks of {len(manifest.chunks)}")
    filled = b"".join(_open_each(manifest, chunks))
    if any(filled[manifest.size :]):
        raise Refusal("padding", "not zero")
    data = filled[: manifest.size]
    if hashlib.sha256(data).digest() != manifest.sha256:
        raise Refusal("damaged", "another file than the manifest names")
    return data


def _open_each(manifest: Manifest, chunks: Sequence[bytes]) -> Iterator[bytes]:
    last = len(chunks) - 1
    for index, (name, chunk) in enumerate(zip(manifest.chunks, chunks, strict=True)):
        if len(chunk) != CHUNK_SIZE:
            raise Refusal("malformed", f"{len(chunk)} bytes")
        if chunk_id(chunk) != name:
            raise Refusal("chunk_mismatch", f"chunk {index}")
        yield aead_open(manifest.fk, chunk_nonce(index), chunk, chunk_aad(manifest.media_id, index, last=index == last))
