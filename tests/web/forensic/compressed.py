"""Reading back what browsers compress on the disk: Snappy (LevelDB, Firefox's IndexedDB) and LZ4 (Firefox's session).

Only to look for what must not be there: whatever is no such data gives None, and never an error.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

LARGEST: Final = 64 << 20
BLOCK: Final = 32_768
TABLE_MAGIC: Final = bytes.fromhex("57fb808b247547db")
LZ4_MAGIC: Final = b"mozLz40\0"


def varint(data: bytes, at: int) -> tuple[int, int] | None:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return None


def snappy(data: bytes) -> bytes | None:
    """One raw Snappy block, or None."""
    head = varint(data, 0)
    if head is None or not 0 < head[0] <= LARGEST:
        return None
    size, at = head
    out = bytearray()
    while at < len(data) and len(out) < size:
        tag = data[at]
        at += 1
        kind, length = tag & 3, tag >> 2
        if kind == 0:
            if length >= 60:
                extra = length - 59
                length = int.from_bytes(data[at : at + extra], "little")
                at += extra
            out += data[at : at + length + 1]
            at += length + 1
            continue
        if kind == 1:
            length, offset, wide = (length & 7) + 4, (tag >> 5) << 8 | (data[at] if at < len(data) else 0), 1
        else:
            wide = 2 if kind == 2 else 4
            offset = int.from_bytes(data[at : at + wide], "little")
        at += wide
        if kind != 1:
            length += 1
        if not 0 < offset <= len(out):
            return None
        for _ in range(length):
            out.append(out[-offset])
    return bytes(out) if len(out) == size else None


def mozilla_lz4(data: bytes) -> bytes | None:
    """A file of Firefox's session store, or None."""
    if not data.startswith(LZ4_MAGIC) or len(data) < 12:
        return None
    at, out = 12, bytearray()
    while at < len(data):
        token = data[at]
        at += 1
        literals, at = _lz4_length(data, at, token >> 4)
        out += data[at : at + literals]
        at += literals
        if at + 2 > len(data):
            break
        offset = int.from_bytes(data[at : at + 2], "little")
        length, at = _lz4_length(data, at + 2, token & 15)
        if not 0 < offset <= len(out):
            return None
        for _ in range(length + 4):
            out.append(out[-offset])
    return bytes(out)


def _lz4_length(data: bytes, at: int, length: int) -> tuple[int, int]:
    if length < 15:
        return length, at
    while at < len(data):
        length += data[at]
        at += 1
        if data[at - 1] != 255:
            break
    return length, at


def leveldb_log(data: bytes) -> bytes:
    """What was written to a log, without the seven bytes before each piece, which would cut a text in two."""
    out = bytearray()
    for start in range(0, len(data), BLOCK):
        block = data[start : start + BLOCK]
        at = 0
        while at + 7 <= len(block):
            length, kind = struct.unpack_from("<HB", block, at + 4)
            if kind == 0 or at + 7 + length > len(block):
                break
            out += block[at + 7 : at + 7 + length]
            at += 7 + length
    return bytes(out)


def leveldb_table(data: bytes) -> Iterator[bytes]:
    """Every data block of a table, uncompressed."""
    if len(data) < 48 or not data.endswith(TABLE_MAGIC):
        return
    footer = data[-48:]
    place = _handle(footer, 0)
    index = place and _handle(footer, place[2])
    block = index and _block(data, index[0], index[1])
    if not block:
        return
    at = 0
    end = len(block) - 4 - 4 * int.from_bytes(block[-4:], "little")
    while at < end:
        lengths = []
        for _ in range(3):
            read = varint(block, at)
            if read is None:
                return
            lengths.append(read[0])
            at = read[1]
        _, unshared, size = lengths
        found = _handle(block[at + unshared : at + unshared + size], 0)
        at += unshared + size
        content = found and _block(data, found[0], found[1])
        if content:
            yield content


def _handle(data: bytes, at: int) -> tuple[int, int, int] | None:
    offset = varint(data, at)
    size = offset and varint(data, offset[1])
    return (offset[0], size[0], size[1]) if offset and size else None


def _block(data: bytes, offset: int, size: int) -> bytes | None:
    body, kind = data[offset : offset + size], data[offset + size : offset + size + 1]
    return snappy(body) if kind == b"\1" else body if kind == b"\0" else None
