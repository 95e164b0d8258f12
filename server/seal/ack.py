"""Seals and opens acknowledgements: a phone learns that coordinators can read its testimony (PROTOCOL section 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.format.ack import ack_info, build, build_tail, parse, parse_tail, signature_message
from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.reader import Reader
from server.format.refusals import Refusal
from server.format.roster import Member, Role, Roster
from server.seal.device import Device
from server.seal.primitives import hpke_seal, verify


@dataclass(frozen=True, slots=True)
class Ack:
    """``coordinator`` has opened and stored these changes."""

    coordinator: bytes
    roster_seq: int
    change_ids: tuple[bytes, ...]


def seal_ack(coordinator: Device, roster: Roster, receiver: Member, change_ids: Sequence[bytes]) -> bytes:
    tail = build_tail(roster.seq, change_ids)
    signature = coordinator.sign(signature_message(roster.team_id, receiver.id, tail))
    box = hpke_seal(receiver.kem_pk, coordinator.id + signature + tail, ack_info(roster.team_id, receiver.id))
    return build(roster.team_tag, box)


def open_ack(receiver: Device, roster: Roster, sealed: bytes) -> Ack:
    """Refuses malformed, unknown_suite, wrong_team, damaged, padding, roster_unknown, author_not_member, signature."""
    parsed = parse(sealed)
    if parsed.team_tag != roster.team_tag:
        raise Refusal("wrong_team")
    plain = Reader(receiver.open(parsed.box, ack_info(roster.team_id, receiver.id)))
    author, signature, tail = plain.take(DEVICE_ID_SIZE), plain.take(SIGNATURE_SIZE), plain.rest()
    roster_seq, change_ids = parse_tail(tail)
    if roster_seq > roster.seq:
        raise Refusal("roster_unknown", f"entry {roster_seq}")
    member = roster.at(author)
    if member is None or not member.is_in(roster_seq, Role.COORDINATOR):
        raise Refusal("author_not_member", "not a coordinator")
    if not verify(member.sign_pk, signature, signature_message(roster.team_id, receiver.id, tail)):
        raise Refusal("signature")
    return Ack(author, roster_seq, change_ids)
