"""What a person keeps of a device's keys outside of the device (PROTOCOL section 21): a file under a passphrase, and a
paper of 24 words with a note.

Layout only: no passphrase and no cipher comes here.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Final

from server.format import canonical, shape
from server.format.entry import Role, parse_role
from server.format.keyfile import ARGON2ID, Cost
from server.format.reader import SUITE, Reader, u8, u32
from server.format.refusals import Refusal
from server.format.transport import pad_counted, unpad_counted

BACKUP_LIMIT: Final = 4096
HEADER_SIZE: Final = 30
NONCE_SIZE: Final = 12
ADDRESS_LIMIT: Final = 512
NOTE_PREFIX: Final = b"GWP1" + u8(SUITE)
RETURN: Final = "#return="
_COMMITMENT: Final = bytes(32)
_NO_SEED: Final = bytes(32)
_U32: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Way:
    """How one finds the team again: the same that an invite and its welcome say."""

    team: str
    team_id: bytes
    seq: int
    head: bytes
    epoch: int
    epoch_secret: bytes = field(repr=False)
    admin_seed: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Backup:
    """``root`` is None on a device of an early version, which drew its two seeds apart."""

    sign: bytes = field(repr=False)
    kem: bytes = field(repr=False)
    root: bytes | None = field(repr=False)
    label: str
    role: Role
    mailbox: bytes
    relay: str
    way: Way


@dataclass(frozen=True, slots=True)
class BackupFile:
    cost: Cost
    salt: bytes
    header: bytes
    nonce: bytes
    ciphertext: bytes


def build_header(cost: Cost, salt: bytes) -> bytes:
    cost.check()
    return b"".join((b"GWK1", u8(ARGON2ID), u32(cost.memory_kib), u32(cost.rounds), u8(1), salt))


def parse_file(data: bytes) -> BackupFile:
    """Checks the cost before anybody pays it."""
    if len(data) > BACKUP_LIMIT:
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(b"GWK1")
    kdf, cost, lanes = reader.u8(), Cost(reader.u32(), reader.u32()), reader.u8()
    if kdf != ARGON2ID or lanes != 1:
        raise Refusal("malformed", f"kdf {kdf}, {lanes} lanes")
    cost.check()
    return BackupFile(cost, reader.take(16), data[:HEADER_SIZE], reader.take(NONCE_SIZE), reader.rest())


def encode(backup: Backup) -> bytes:
    """32 zero bytes, which commit to the key because AES-GCM alone does not, then the backup, filled up."""
    way = backup.way
    whole = {
        "sign": backup.sign,
        "kem": backup.kem,
        "root": backup.root,
        "label": backup.label,
        "role": int(backup.role),
        "mailbox": backup.mailbox,
        "relay": backup.relay,
        "team": way.team,
        "team_id": way.team_id,
        "seq": way.seq,
        "head": way.head,
        "epoch": way.epoch,
        "epoch_secret": way.epoch_secret,
        "admin_seed": way.admin_seed,
    }
    body = canonical.encode(whole)
    plain = _COMMITMENT + pad_counted(body)
    decode(plain)
    return plain


def decode(plain: bytes) -> Backup:
    """Refuses key_file_damaged, padding, malformed, not_canonical and too_large."""
    reader = Reader(plain)
    if reader.take(32) != _COMMITMENT:
        raise Refusal("key_file_damaged", "another key")
    found = canonical.decode(unpad_counted(reader.rest()))
    keys = ("sign", "kem", "root", "label", "role", "mailbox", "relay")
    ways = ("team", "team_id", "seq", "head", "epoch", "epoch_secret", "admin_seed")
    said = shape.as_map(found, *keys, *ways)
    return Backup(
        sign=shape.as_bytes(said["sign"], 32),
        kem=shape.as_bytes(said["kem"], 32),
        root=_or_none(said["root"]),
        label=shape.as_label(said["label"]),
        role=parse_role(shape.as_number(said["role"])),
        mailbox=shape.as_bytes(said["mailbox"], 16),
        relay=shape.as_label(said["relay"], ADDRESS_LIMIT),
        way=_way_of(said),
    )


def _way_of(said: dict[str, object]) -> Way:
    seq, epoch = shape.as_number(said["seq"]), shape.as_number(said["epoch"])
    if max(seq, epoch) > _U32:
        raise Refusal("malformed", "a number beyond 32 bits")
    return Way(
        team=shape.as_label(said["team"]),
        team_id=shape.as_bytes(said["team_id"], 32),
        seq=seq,
        head=shape.as_bytes(said["head"], 32),
        epoch=epoch,
        epoch_secret=shape.as_bytes(said["epoch_secret"], 32),
        admin_seed=_or_none(said["admin_seed"]),
    )


def _or_none(value: object) -> bytes | None:
    return None if value is None else shape.as_bytes(value, 32)


def encode_way(way: Way) -> bytes:
    numbers = way.team_id + u32(way.seq) + way.head + u32(way.epoch)
    return numbers + way.epoch_secret + (way.admin_seed or _NO_SEED) + way.team.encode()


def decode_way(plain: bytes) -> Way:
    """Refuses malformed and too_large."""
    reader = Reader(plain)
    team_id, seq, head, epoch = reader.take(32), reader.u32(), reader.take(32), reader.u32()
    epoch_secret, admin_seed = reader.take(32), reader.take(32)
    try:
        team = shape.as_label(reader.rest().decode())
    except UnicodeDecodeError as error:
        raise Refusal("malformed", "not UTF-8") from error
    return Way(team, team_id, seq, head, epoch, epoch_secret, admin_seed if any(admin_seed) else None)


def parse_note(note: bytes) -> tuple[bytes, bytes]:
    """Nonce and ciphertext. Refuses malformed, unknown_suite and too_large."""
    if len(note) > BACKUP_LIMIT:
        raise Refusal("too_large", f"{len(note)} bytes")
    reader = Reader(note)
    reader.magic(b"GWP1")
    reader.suite()
    return reader.take(NONCE_SIZE), reader.rest()


def note_link(relay: str, note: bytes) -> str:
    return f"{relay.rstrip('/')}/{RETURN}{base64.urlsafe_b64encode(note).rstrip(b'=').decode()}"


def note_of_link(link: str) -> bytes:
    """The note of a link, or of what stands behind ``#return=`` alone."""
    text = link.strip().rpartition(RETURN)[2]
    try:
        note = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("malformed", "not base64url") from error
    if not note or base64.urlsafe_b64encode(note).rstrip(b"=").decode() != text:
        raise Refusal("malformed", "not the one form")
    return note
