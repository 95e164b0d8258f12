"""Invite, welcome and join request: how a newcomer finds the true team (PROTOCOL section 10).

The invite's secret travels in a link's fragment, which no server is sent. Whoever shows another team than the invite
promises is refused.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final, Literal

from server.format import canonical, shape
from server.format.device import DEVICE_ID_SIZE, KEM_PK_SIZE, SIGN_PK_SIZE
from server.format.entry import Role, parse_role
from server.format.item import TEAM_TAG_SIZE
from server.format.reader import SUITE, Reader, u8, u32
from server.format.refusals import Refusal
from server.format.roster import Roster

INVITE_SIZE: Final = 104
HEADER_SIZE: Final = 37
SECRET_SIZE: Final = 16
WELCOME_LIMIT: Final = 1024
REQUEST_LIMIT: Final = 4096

Magic = Literal[b"GWW1", b"GWJ1"]


@dataclass(frozen=True, slots=True)
class Invite:
    """Whoever holds this may ask to join. ``head`` is the hash that entry ``seq`` of the true roster has."""

    team_id: bytes
    seq: int
    head: bytes
    inviter: bytes
    secret: bytes


@dataclass(frozen=True, slots=True)
class Welcome:
    team: str
    role: Role
    epoch: int
    epoch_secret: bytes
    expires: int


@dataclass(frozen=True, slots=True)
class Request:
    sign_pk: bytes
    kem_pk: bytes
    mailbox: bytes
    label: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed welcome or request: the header is its AAD."""

    team_tag: bytes
    invite_id: bytes
    header: bytes
    nonce: bytes
    ciphertext: bytes


def build(invite: Invite) -> bytes:
    return b"".join((b"GWQ1", invite.team_id, u32(invite.seq), invite.head, invite.inviter, invite.secret))


def parse(data: bytes) -> Invite:
    reader = Reader(data)
    if len(data) != INVITE_SIZE or reader.take(4) != b"GWQ1":
        raise Refusal("invite_damaged", f"{len(data)} bytes")
    return Invite(reader.take(32), reader.u32(), reader.take(32), reader.take(DEVICE_ID_SIZE), reader.take(SECRET_SIZE))


def build_text(invite: Invite) -> str:
    """What stands behind ``#/join=`` in the link."""
    return base64.urlsafe_b64encode(build(invite)).rstrip(b"=").decode()


def parse_text(text: str) -> Invite:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("invite_damaged", "not base64url") from error
    invite = parse(data)
    if build_text(invite) != text:
        raise Refusal("invite_damaged", "not the one form")
    return invite


def check_head(invite: Invite, roster: Roster) -> None:
    """Refuses as ``invite_head`` unless this roster is the one that the inviter saw, or extends it."""
    if roster.team_id != invite.team_id or not roster.knows(invite.seq, invite.head):
        raise Refusal("invite_head")


def build_header(magic: Magic, team_tag: bytes, invite_id: bytes) -> bytes:
    return magic + u8(SUITE) + team_tag + invite_id


def parse_letter(magic: Magic, data: bytes) -> Letter:
    if len(data) > (WELCOME_LIMIT if magic == b"GWW1" else REQUEST_LIMIT):
        raise Refusal("too_large", f"{len(data)} bytes")
    reader = Reader(data)
    reader.magic(magic)
    reader.suite()
    team_tag, invite_id = reader.take(TEAM_TAG_SIZE), reader.take(16)
    return Letter(team_tag, invite_id, data[:HEADER_SIZE], reader.take(12), reader.rest())


def encode_welcome(welcome: Welcome) -> bytes:
    encoded = canonical.encode(
        {
            "team": welcome.team,
            "role": int(welcome.role),
            "epoch": welcome.epoch,
            "epoch_secret": welcome.epoch_secret,
            "expires": welcome.expires,
        }
    )
    decode_welcome(encoded)
    return encoded


def decode_welcome(encoded: bytes) -> Welcome:
    found = shape.as_map(canonical.decode(encoded), "team", "role", "epoch", "epoch_secret", "expires")
    epoch = shape.as_number(found["epoch"])
    if epoch >> 32:
        raise Refusal("malformed", "an epoch beyond 32 bits")
    return Welcome(
        team=shape.as_label(found["team"]),
        role=parse_role(shape.as_number(found["role"])),
        epoch=epoch,
        epoch_secret=shape.as_bytes(found["epoch_secret"], 32),
        expires=shape.as_number(found["expires"]),
    )


def encode_request(request: Request) -> bytes:
    encoded = canonical.encode(
        {
            "sign_pk": request.sign_pk,
            "kem_pk": request.kem_pk,
            "mailbox": request.mailbox,
            "label": request.label,
        }
    )
    decode_request(encoded)
    return encoded


def decode_request(encoded: bytes) -> Request:
    found = shape.as_map(canonical.decode(encoded), "sign_pk", "kem_pk", "mailbox", "label")
    return Request(
        sign_pk=shape.as_bytes(found["sign_pk"], SIGN_PK_SIZE),
        kem_pk=shape.as_bytes(found["kem_pk"], KEM_PK_SIZE),
        mailbox=shape.as_bytes(found["mailbox"], 16),
        label=shape.as_label(found["label"]),
    )
