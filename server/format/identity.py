"""The identity box: a witness's name, its key split among the guardians (PROTOCOL section 9). Layout only."""

from __future__ import annotations

from dataclasses import dataclass

from server.format import canonical, shape
from server.format.change import RECORD_SIZE, FieldPath, Value, parse_path, parse_value
from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.hash import H
from server.format.item import ITEM_LIMIT
from server.format.reader import SUITE, Reader, u8, u32
from server.format.refusals import Refusal

SHARE_SIZE = 33
BOX_SIZE = 1120 + SHARE_SIZE + 16  # HPKE: enc, share, tag


@dataclass(frozen=True, slots=True)
class IdentityLock:
    """The box but for what is locked in it. ``share_hashes`` name a guardian who gives a false share; ``boxes`` are in
    the order of the guardians; ``lock`` the bytes of both."""

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
    lock: bytes

    def place_of(self, share: bytes) -> int | None:
        """Whose share this is, by the hash sealed with the box; None if nobody's."""
        name = share_hash(self.stream, self.no, share)
        return self.share_hashes.index(name) if name in self.share_hashes else None


@dataclass(frozen=True, slots=True)
class IdentityBox(IdentityLock):
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """What the box keeps: fields of one record that would name the witness. ``by`` who sealed it and ``signature``
    theirs; both empty in a box of an earlier version, of which nobody can say whose it is."""

    record: bytes
    fields: tuple[tuple[FieldPath, Value], ...]
    by: bytes = b""
    signature: bytes = b""


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
    lock = _read_lock(reader, box)
    nonce, ciphertext = reader.take(12), reader.take(reader.u32())
    reader.end()
    return IdentityBox(
        team_id=lock.team_id,
        stream=lock.stream,
        no=lock.no,
        roster_seq=lock.roster_seq,
        roster_head=lock.roster_head,
        k=lock.k,
        commit=lock.commit,
        share_hashes=lock.share_hashes,
        prefix=lock.prefix,
        boxes=lock.boxes,
        lock=lock.lock,
        nonce=nonce,
        ciphertext=ciphertext,
    )


def parse_lock(lock: bytes) -> IdentityLock:
    """Refuses malformed, unknown_suite and too_large."""
    if len(lock) > ITEM_LIMIT:
        raise Refusal("too_large", f"{len(lock)} bytes")
    reader = Reader(lock)
    read = _read_lock(reader, lock)
    reader.end()
    return read


def _read_lock(reader: Reader, data: bytes) -> IdentityLock:
    reader.magic(b"GWI1")
    reader.suite()
    team_id, stream, no = reader.take(32), reader.take(16), reader.u32()
    roster_seq, roster_head, k, n = reader.u32(), reader.take(32), reader.u8(), reader.u8()
    if not 1 <= k <= n:
        raise Refusal("malformed", f"{k} of {n}")
    commit, hashes = reader.take(32), tuple(reader.take(32) for _ in range(n))
    prefix = data[: reader.position]
    boxes = tuple(reader.take(BOX_SIZE) for _ in range(n))
    lock = data[: reader.position]
    return IdentityLock(team_id, stream, no, roster_seq, roster_head, k, commit, hashes, prefix, boxes, lock)


def share_hash(stream: bytes, no: int, share: bytes) -> bytes:
    return H(b"gawahi/v1/share\0", stream, u32(no), share)


def share_info(prefix: bytes, guardian_id: bytes) -> bytes:
    return b"gawahi/v1/idshare\0" + H(prefix) + guardian_id


def identity_message(prefix: bytes, identity: Identity) -> bytes:
    """What its author signs: this name, in this box."""
    said = canonical.encode({"record": identity.record, "fields": identity.fields})
    return b"gawahi/v1/identity-sig\0" + H(prefix) + H(said)


def encode_identity(identity: Identity) -> bytes:
    said: dict[str, object] = {"record": identity.record, "fields": identity.fields}
    if identity.by:
        said |= {"by": identity.by, "sig": identity.signature}
    encoded = canonical.encode(said)
    decode_identity(encoded)
    return encoded


def decode_identity(encoded: bytes) -> Identity:
    found = canonical.decode(encoded)
    by, signature = b"", b""
    if isinstance(found, dict) and "by" in found:
        found = shape.as_map(found, "record", "fields", "by", "sig")
        by, signature = shape.as_bytes(found["by"], DEVICE_ID_SIZE), shape.as_bytes(found["sig"], SIGNATURE_SIZE)
    else:
        found = shape.as_map(found, "record", "fields")
    pairs = (shape.as_pair(field) for field in shape.as_list(found["fields"]))
    read = tuple((_field_path(path), parse_value(value)) for path, value in pairs)
    if len({path for path, _ in read}) != len(read):
        raise Refusal("malformed", "a path twice in one box")
    return Identity(shape.as_bytes(found["record"], RECORD_SIZE), read, by, signature)


def _field_path(value: object) -> FieldPath:
    path = parse_path(value)
    if len(path) == 2:
        raise Refusal("malformed", "a member is not a field")
    return path
