"""The envelope of a sealed change: its clear header, and the layout of what is inside (PROTOCOL section 7).

The header is all that the relay can see of a change: no author, no record, no exact length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.hash import H
from server.format.item import ITEM_LIMIT, TEAM_TAG_SIZE
from server.format.padme import pad, padme
from server.format.reader import SUITE, Reader, u8, u32, u64
from server.format.refusals import Refusal

HEADER_SIZE: Final = 126
TAG_SIZE: Final = 16
SIGNED_SIZE: Final = DEVICE_ID_SIZE + SIGNATURE_SIZE
ZERO_ID: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its stream a change stands. A reader expects exactly one place next."""

    team_tag: bytes
    stream: bytes
    chain: int
    seq: int
    prev: bytes
    lockbox_hash: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last state of the relay's log that the writer verified; zero while there is none."""

    log_size: int = 0
    log_root: bytes = ZERO_ID


@dataclass(frozen=True, slots=True)
class Envelope:
    place: Place
    nonce: bytes
    header: bytes
    ciphertext: bytes


def build_header(place: Place, nonce: bytes, ciphertext_size: int) -> bytes:
    head = (b"GWC1", u8(SUITE), u8(0), place.team_tag, place.stream, u32(place.chain), u32(place.seq))
    return b"".join((*head, place.prev, place.lockbox_hash, nonce, u32(ciphertext_size)))


def parse_header(envelope: bytes) -> Envelope:
    """The whole envelope with its header read; nothing is decrypted."""
    if len(envelope) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(envelope)} bytes")
    reader = Reader(envelope)
    reader.magic(b"GWC1")
    reader.suite()
    if reader.u8() != 0:
        raise Refusal("malformed", "flags")
    place = Place(
        team_tag=reader.take(TEAM_TAG_SIZE),
        stream=reader.take(16),
        chain=reader.u32(),
        seq=reader.u32(),
        prev=reader.take(32),
        lockbox_hash=reader.take(32),
    )
    nonce, size = reader.take(12), reader.u32()
    header = envelope[: reader.position]
    ciphertext = reader.take(size)
    reader.end()
    return Envelope(place, nonce, header, ciphertext)


def change_id(envelope: bytes) -> bytes:
    return H(b"gawahi/v1/change\0", envelope)


def signature_message(header: bytes, tail: bytes) -> bytes:
    return b"gawahi/v1/change-sig\0" + H(header) + H(tail)


def plaintext_size(body_size: int) -> int:
    return padme(SIGNED_SIZE + 44 + body_size)


def build_tail(body: bytes, checkpoint: Checkpoint) -> bytes:
    return pad(u64(checkpoint.log_size) + checkpoint.log_root + u32(len(body)) + body, before=SIGNED_SIZE)


def parse_tail(tail: bytes) -> tuple[bytes, Checkpoint]:
    """The body. Refuses any padding but the zeros that Padme demands, so that no bytes can be hidden in it."""
    reader = Reader(tail)
    checkpoint = Checkpoint(reader.u64(), reader.take(32))
    size = reader.u32()
    if SIGNED_SIZE + len(tail) != plaintext_size(size):
        raise Refusal("padding", "not the Padme size")
    body = reader.take(size)
    if any(reader.rest()):
        raise Refusal("padding", "not zero")
    return body, checkpoint
