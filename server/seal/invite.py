"""Seals and opens the welcome and the join request under an invite's secret (PROTOCOL section 10)."""

from __future__ import annotations

from server.format.invite import (
    Invite,
    Magic,
    Request,
    Welcome,
    build_header,
    decode_request,
    decode_welcome,
    encode_request,
    encode_welcome,
    parse_letter,
)
from server.format.item import TEAM_TAG_SIZE
from server.format.refusals import Refusal
from server.seal.primitives import aead_open, aead_seal, hpke_seal, kdf


def invite_id(secret: bytes) -> bytes:
    """16 bytes: the welcome's address on the relay."""
    return kdf(secret, "invite-id")[:16]


def seal_welcome(invite: Invite, welcome: Welcome, *, nonce: bytes) -> bytes:
    return _seal(b"GWW1", invite, "welcome", encode_welcome(welcome), nonce)


def open_welcome(invite: Invite, sealed: bytes, *, now: int) -> Welcome:
    """``now`` in ms. Refuses malformed, unknown_suite, wrong_team, invite_damaged, damaged, invite_expired."""
    welcome = decode_welcome(_open(b"GWW1", invite, "welcome", sealed))
    if now > welcome.expires:
        raise Refusal("invite_expired")
    return welcome


def seal_request(invite: Invite, request: Request, *, nonce: bytes) -> bytes:
    return _seal(b"GWJ1", invite, "join", encode_request(request), nonce)


def open_request(invite: Invite, sealed: bytes) -> Request:
    """As ``open_welcome``; a key that nobody can seal to is refused, or one newcomer could stop the whole team."""
    request = decode_request(_open(b"GWJ1", invite, "join", sealed))
    hpke_seal(request.kem_pk, b"", b"")
    return request


def request_invite_id(sealed: bytes) -> bytes:
    """Which invite a request answers, so that its issuer finds the secret."""
    return parse_letter(b"GWJ1", sealed).invite_id


def _seal(magic: Magic, invite: Invite, label: str, plain: bytes, nonce: bytes) -> bytes:
    header = build_header(magic, invite.team_id[:TEAM_TAG_SIZE], invite_id(invite.secret))
    return header + nonce + aead_seal(kdf(invite.secret, label), nonce, plain, header)


def _open(magic: Magic, invite: Invite, label: str, sealed: bytes) -> bytes:
    letter = parse_letter(magic, sealed)
    if letter.team_tag != invite.team_id[:TEAM_TAG_SIZE]:
        raise Refusal("wrong_team")
    if letter.invite_id != invite_id(invite.secret):
        raise Refusal("invite_damaged", "of another invite")
    return aead_open(kdf(invite.secret, label), letter.nonce, letter.ciphertext, letter.header)
