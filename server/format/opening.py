"""The envelope of everything that is said about opening a witness's name (PROTOCOL section 19). Layout only.

One box for all coordinators and guardians of the roster that it names, so that nobody can ask, agree or refuse behind
the others' backs; the relay sees how many they are and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.entry import Role
from server.format.hash import H
from server.format.item import ITEM_LIMIT
from server.format.padme import pad, padme
from server.format.reader import SUITE, Reader, u8, u32
from server.format.refusals import Refusal

PREFIX_SIZE: Final = 106
BOX_SIZE: Final = 1120 + 32 + 16  # HPKE: enc, key, tag
WITNESSES: Final = Role.COORDINATOR | Role.GUARDIAN
"""Those who see every opening: the recipients of the box, and the only ones who may speak in it."""
_SIGNED_SIZE: Final = DEVICE_ID_SIZE + SIGNATURE_SIZE


@dataclass(frozen=True, slots=True)
class SealedOpening:
    team_id: bytes
    roster_seq: int
    roster_head: bytes
    commit: bytes
    prefix: bytes
    boxes: tuple[bytes, ...]
    nonce: bytes
    ciphertext: bytes


def build_prefix(*, team_id: bytes, roster_seq: int, roster_head: bytes, commit: bytes, n: int) -> bytes:
    return b"".join((b"GWO1", u8(SUITE), team_id, u32(roster_seq), roster_head, commit, u8(n)))


def parse(item: bytes) -> SealedOpening:
    if len(item) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(item)} bytes")
    reader = Reader(item)
    reader.magic(b"GWO1")
    reader.suite()
    team_id, roster_seq, roster_head, commit = reader.take(32), reader.u32(), reader.take(32), reader.take(32)
    n = reader.u8()
    prefix = item[: reader.position]
    boxes = tuple(reader.take(BOX_SIZE) for _ in range(n))
    nonce = reader.take(12)
    return SealedOpening(team_id, roster_seq, roster_head, commit, prefix, boxes, nonce, reader.rest())


def opening_info(prefix: bytes, device_id: bytes) -> bytes:
    """The HPKE info that binds one box to this opening and this recipient."""
    return b"gawahi/v1/opening\0" + H(prefix) + device_id


def signature_message(prefix: bytes, tail: bytes) -> bytes:
    return b"gawahi/v1/opening-sig\0" + H(prefix) + H(tail)


def opening_id(prefix: bytes, tail: bytes) -> bytes:
    """Names what was signed, so that whoever wraps it anew does not make a second one of it."""
    return H(b"gawahi/v1/opening-id\0", H(prefix), H(tail))


def build_tail(said: bytes) -> bytes:
    return pad(u32(len(said)) + said, before=_SIGNED_SIZE)


def parse_tail(tail: bytes) -> bytes:
    """Refuses malformed and padding."""
    reader = Reader(tail)
    size = reader.u32()
    if _SIGNED_SIZE + len(tail) != padme(_SIGNED_SIZE + 4 + size):
        raise Refusal("padding", "not the Padme size")
    said = reader.take(size)
    if any(reader.rest()):
        raise Refusal("padding", "not zero")
    return said
