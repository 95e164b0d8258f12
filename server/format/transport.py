"""What every member reads, as it lies on the relay: roster entries, for a seized server must hold no list of people
(PROTOCOL section 6), and forms of the team (section 23).

Layout only.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.format.item import ITEM_LIMIT, TEAM_TAG_SIZE
from server.format.padme import pad, padme
from server.format.reader import SUITE, Reader, u8, u32
from server.format.refusals import Refusal

HEADER_SIZE = 25
ENTRY = b"GWE1"
FORM = b"GWF1"


@dataclass(frozen=True, slots=True)
class SealedForMembers:
    team_tag: bytes
    epoch: int
    header: bytes
    nonce: bytes
    ciphertext: bytes


def build_header(team_tag: bytes, epoch: int, magic: bytes = ENTRY) -> bytes:
    return magic + u8(SUITE) + team_tag + u32(epoch)


def parse(data: bytes, magic: bytes = ENTRY) -> SealedForMembers:
    if len(data) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(magic)
    reader.suite()
    team_tag, epoch = reader.take(TEAM_TAG_SIZE), reader.u32()
    return SealedForMembers(team_tag, epoch, data[:HEADER_SIZE], reader.take(12), reader.rest())


def pad_counted(data: bytes) -> bytes:
    """``len u32 | data | zeros``, of a Padme size."""
    return pad(u32(len(data)) + data)


def unpad_counted(padded: bytes) -> bytes:
    reader = Reader(padded)
    size = reader.u32()
    if len(padded) != padme(4 + size):
        raise Refusal("padding", "not the Padme size")
    data = reader.take(size)
    if any(reader.rest()):
        raise Refusal("padding", "not zero")
    return data
