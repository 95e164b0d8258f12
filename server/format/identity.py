"""The identity box: a witness's name, its key split among the guardians (PROTOCOL section 9). Layout only."""

from __future__ import annotations

from dataclasses import dataclass

from server.format import canonical, shape
from server.format.change import RECORD_SIZE, FieldPath, Value, parse_path, parse_value
from server.format.hash import H
from server.format.item import ITEM_LIMIT
from server.format.reader import SUITE, Reader, u8, u32
from server.format.refusals import Refusal

SHARE_SIZE = 33
BOX_SIZE = 1120 + SHARE_SIZE + 16  # HPKE: enc, share, tag


@dataclass(frozen=True, slots=True)
class IdentityBox:
    """``share_hashes`` name a guardian who gives a false share; ``boxes`` are in the order of the guardians."""

    team_id: bytes
    stream: bytes
    no: int
    roster_seq: int
    roster_head: bytes
    k: int
    commit: bytes
    share_hashes: tuple[bytes, ...]
    prefix: bytes
    boxes: tuple[bytes, ...]
    nonce: bytes
    ciphertext: bytes

    def place_of(self, share: bytes) -> int | None:
        """Whose share this is, by the hash sealed with the box; None if nobody's."""
        name = share_hash(self.stream, self.no, share)
        return self.share_hashes.index(name) if name in self.share_hashes else None


@dataclass(frozen=True, slots=True)
class Identity:
    """What the box keeps: fields of one record that would name the witness."""

    record: bytes
    fields: tuple[tuple[FieldPath, Value], ...]


def build_prefix(
    *,
    team_id: bytes,
    stream: bytes,
    no: int,
    roster_seq: int,
    roster_head: bytes,
    k: int,
    commit: bytes,
    share_hashes: tuple[bytes, ...],
) -> bytes:
    head = (b"GWI1", u8(SUITE), team_id, stream, u32(no), u32(roster_seq), roster_head)
    return b"".join((*head, u8(k), u8(len(share_hashes)), commit, *share_hashes))


def parse(box: bytes) -> IdentityBox:
    if len(box) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(box)} bytes")
    reader = Reader(box)
    reader.magic(b"GWI1")
    reader.suite()
    team_id, stream, no = reader.take(32), reader.take(16), reader.u32()
    roster_seq, roster_head, k, n = reader.u32(), reader.take(32), reader.u8(), reader.u8()
    if not 1 <= k <= n:
        raise Refusal("malformed", f"{k} of {n}")
    commit, hashes = reader.take(32), tuple(reader.take(32) for _ in range(n))
    prefix = box[: reader.position]
    boxes = tuple(reader.take(BOX_SIZE) for _ in range(n))
    nonce, ciphertext = reader.take(12), reader.take(reader.u32())
    reader.end()
    return IdentityBox(
        team_id, stream, no, roster_seq, roster_head, k, commit, hashes, prefix, boxes, nonce, ciphertext
    )


def share_hash(stream: bytes, no: int, share: bytes) -> bytes:
    return H(b"gawahi/v1/share\0", stream, u32(no), share)


def share_info(prefix: bytes, guardian_id: bytes) -> bytes:
    return b"gawahi/v1/idshare\0" + H(prefix) + guardian_id


def encode_identity(identity: Identity) -> bytes:
    encoded = canonical.encode({"record": identity.record, "fields": identity.fields})
    decode_identity(encoded)
    return encoded


def decode_identity(encoded: bytes) -> Identity:
    found = shape.as_map(canonical.decode(encoded), "record", "fields")
    fields = (shape.as_pair(field) for field in shape.as_list(found["fields"]))
    read = tuple((_field_path(path), parse_value(value)) for path, value in fields)
    if len({path for path, _ in read}) != len(read):
        raise Refusal("malformed", "a path twice in one box")
    return Identity(shape.as_bytes(found["record"], RECORD_SIZE), read)


def _field_path(value: object) -> FieldPath:
    path = parse_path(value)
    if len(path) == 2:
        raise Refusal("malformed", "a member is not a field")
    return path
