"""Seals and opens proposals, each to one other admin (PROTOCOL section 20)."""

from __future__ import annotations

from server.format.entry import parse_signed
from server.format.entry import signature_message as entry_message
from server.format.proposal import No, build, build_plain, no_message, parse, parse_plain, proposal_info
from server.format.refusals import Refusal
from server.format.roster import Member, Role, Roster
from server.seal.device import Device
from server.seal.primitives import hpke_seal, verify


def say_no(admin: Device, head: bytes) -> No:
    return No(head, admin.id, admin.sign(no_message(head)))


def seal_proposal(roster: Roster, receiver: Member, said: bytes | No) -> bytes:
    """Refuses not_recipient unless the receiver is an admin of the roster as it stands."""
    if not receiver.is_in(roster.seq, Role.ADMIN):
        raise Refusal("not_recipient", "not an admin")
    return build(
        roster.team_tag, hpke_seal(receiver.kem_pk, build_plain(said), proposal_info(roster.team_id, receiver.id))
    )


def open_proposal(receiver: Device, roster: Roster, sealed: bytes) -> bytes | No:
    """A signed entry or a no, said by at least one admin of this roster. Refuses malformed, too_large, unknown_suite,
    wrong_team, damaged, padding, and signature if no admin said it. Whether the entry may follow is another
    question."""
    parsed = parse(sealed)
    if parsed.team_tag != roster.team_tag:
        raise Refusal("wrong_team")
    said = parse_plain(receiver.open(parsed.box, proposal_info(roster.team_id, receiver.id)))
    signatures, message = _signed_by(said)
    if not any(_is_admins(roster, device, signature, message) for device, signature in signatures):
        raise Refusal("signature", "no admin said this")
    return said


def _signed_by(said: bytes | No) -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    if isinstance(said, No):
        return ((said.device, said.signature),), no_message(said.head)
    entry = parse_signed(said)
    return entry.signatures, entry_message(entry.head)


def _is_admins(roster: Roster, device: bytes, signature: bytes, message: bytes) -> bool:
    member = roster.at(device)
    if member is None or not member.is_in(roster.seq, Role.ADMIN):
        return False
    return verify(member.sign_pk, signature, message)
