"""Seals and opens renewals: how those who stay get the secret of a new epoch (PROTOCOL section 20).

Whoever opens one MUST then read the roster that it names and check the signer there, before anything is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.item import TEAM_TAG_SIZE
from server.format.reader import Reader
from server.format.refusals import Refusal
from server.format.renewal import (
    RenewalTail,
    build,
    build_tail,
    parse,
    parse_tail,
    renewal_info,
    signature_message,
)
from server.format.roster import Member, Role, Roster
from server.seal.device import Device
from server.seal.primitives import hpke_seal, verify


@dataclass(frozen=True, slots=True)
class Renewal:
    """Opened, and not yet believed."""

    author: bytes
    signature: bytes
    tail: bytes
    said: RenewalTail


def seal_renewal(admin: Device, roster: Roster, receiver: Member, said: RenewalTail) -> bytes:
    """Refuses not_recipient unless the receiver is a member of the roster as it stands."""
    if not receiver.is_in(roster.seq, receiver.role):
        raise Refusal("not_recipient", "not a member")
    tail = build_tail(said)
    signature = admin.sign(signature_message(roster.team_id, receiver.id, tail))
    box = hpke_seal(receiver.kem_pk, admin.id + signature + tail, renewal_info(roster.team_id, receiver.id))
    return build(roster.team_tag, box)


def open_renewal(receiver: Device, team_id: bytes, sealed: bytes) -> Renewal:
    """Refuses malformed, too_large, unknown_suite, wrong_team and damaged."""
    parsed = parse(sealed)
    if parsed.team_tag != team_id[:TEAM_TAG_SIZE]:
        raise Refusal("wrong_team")
    plain = Reader(receiver.open(parsed.box, renewal_info(team_id, receiver.id)))
    author, signature, tail = plain.take(DEVICE_ID_SIZE), plain.take(SIGNATURE_SIZE), plain.rest()
    return Renewal(author, signature, tail, parse_tail(tail))


def check_renewal(roster: Roster, receiver: bytes, renewal: Renewal) -> RenewalTail:
    """By the roster that it names. Refuses roster_unknown, author_not_member and signature."""
    said = renewal.said
    if not roster.knows(said.roster_seq, said.roster_head):
        raise Refusal("roster_unknown", f"entry {said.roster_seq}")
    admin = roster.at(renewal.author)
    if admin is None or not admin.is_in(said.roster_seq, Role.ADMIN):
        raise Refusal("author_not_member", "not an admin")
    if not verify(admin.sign_pk, renewal.signature, signature_message(roster.team_id, receiver, renewal.tail)):
        raise Refusal("signature")
    return said
