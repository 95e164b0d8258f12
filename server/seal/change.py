"""Seals and opens changes along a chain of keys that only ever moves on (PROTOCOL section 7).

A writer that has sealed a change cannot open it again: the state that comes back no longer holds the key. Whoever
keeps a ``Writer`` MUST overwrite the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from server.format.change import Change, decode_change, encode_body, inflate_body
from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.envelope import (
    TAG_SIZE,
    Checkpoint,
    Place,
    build_header,
    build_tail,
    change_id,
    parse_header,
    parse_tail,
    plaintext_size,
    signature_message,
)
from server.format.reader import Reader
from server.format.refusals import Refusal
from server.format.roster import Role, Roster
from server.seal.device import Device
from server.seal.primitives import aead_open, aead_seal, kdf, verify

_ANY_ROLE = Role.DOCUMENTER | Role.COORDINATOR | Role.GUARDIAN | Role.ADMIN


@dataclass(frozen=True, slots=True)
class Writer:
    """The next place of a stream, and the key for it and all after it."""

    place: Place
    chain_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """As ``Writer``, for a reader. ``author`` is the one device of the stream, None before its first change."""

    place: Place
    chain_key: bytes = field(repr=False)
    roster_seq: int
    author: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    envelope: bytes
    change_id: bytes
    writer: Writer


@dataclass(frozen=True, slots=True)
class Opened:
    """``reading`` goes on even if ``change`` is refused: one bad body does not close a stream."""

    change_id: bytes
    author: bytes
    checkpoint: Checkpoint
    body: bytes
    reading: Reading

    @property
    def encoded(self) -> bytes:
        """The canonical bytes of what the author says. Refuses malformed, too_large."""
        return inflate_body(self.body)

    @property
    def change(self) -> Change:
        """What the author says. Refuses malformed, not_canonical, too_large, replaces_several."""
        return decode_change(self.encoded)


def seal_change(
    device: Device, writer: Writer, change: Change, *, nonce: bytes, checkpoint: Checkpoint | None = None
) -> Sealed:
    return seal_body(device, writer, encode_body(change), nonce=nonce, checkpoint=checkpoint)


def seal_body(
    device: Device, writer: Writer, body: bytes, *, nonce: bytes, checkpoint: Checkpoint | None = None
) -> Sealed:
    """``seal_change`` for a body that is deflated already."""
    tail = build_tail(body, checkpoint or Checkpoint())
    header = build_header(writer.place, nonce, plaintext_size(len(body)) + TAG_SIZE)
    plain = device.id + device.sign(signature_message(header, tail)) + tail
    envelope = header + aead_seal(kdf(writer.chain_key, "mk"), nonce, plain, header)
    name = change_id(envelope)
    return Sealed(envelope, name, Writer(_next(writer.place, name), kdf(writer.chain_key, "ck")))


def open_change(roster: Roster, reading: Reading, envelope: bytes) -> Opened:
    """The next change of a stream.

    Refuses malformed, too_large, unknown_suite, wrong_team, stream_order, damaged, author_not_member, signature and
    padding.
    """
    parsed = parse_header(envelope)
    if parsed.place.team_tag != roster.team_tag:
        raise Refusal("wrong_team")
    if parsed.place != reading.place:
        raise Refusal("stream_order", f"change {parsed.place.seq}, {reading.place.seq} expected")
    plain = Reader(aead_open(kdf(reading.chain_key, "mk"), parsed.nonce, parsed.ciphertext, parsed.header))
    author, signature, tail = plain.take(DEVICE_ID_SIZE), plain.take(SIGNATURE_SIZE), plain.rest()
    member = roster.at(author)
    if member is None or not member.is_in(reading.roster_seq, _ANY_ROLE):
        raise Refusal("author_not_member")
    if not verify(member.sign_pk, signature, signature_message(parsed.header, tail)):
        raise Refusal("signature")
    if reading.author not in (None, author):
        # Every reader of the stream holds its chain key, and could otherwise take the place of the next change.
        raise Refusal("signature", "another author than the stream's")
    body, checkpoint = parse_tail(tail)
    name = change_id(envelope)
    following = Reading(_next(reading.place, name), kdf(reading.chain_key, "ck"), reading.roster_seq, author)
    return Opened(name, author, checkpoint, body, following)


def _next(place: Place, name: bytes) -> Place:
    return replace(place, seq=place.seq + 1, prev=name)
