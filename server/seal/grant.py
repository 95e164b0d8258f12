"""Seals and opens grants: a coordinator who joined later reads what was sealed before (PROTOCOL section 15).

A grant proves nothing about the keys in it. Whoever opens one MUST try each key with ``lockbox.open_granted``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.grant import GrantTail, build, build_tail, grant_info, parse, parse_tail, signature_message
from server.format.reader import Reader
from server.format.refusals import Refusal
from server.format.roster import Member, Role, Roster
from server.seal.device import Device
from server.seal.primitives import hpke_seal, verify


@dataclass(frozen=True, slots=True)
class Grant:
    """``keys``: the first chain key by lockbox hash, as ``granter`` says."""

    granter: bytes
    roster_seq: int
    keys: Mapping[bytes, bytes] = field(repr=False)


def seal_grant(granter: Device, roster: Roster, receiver: Member, keys: Mapping[bytes, bytes]) -> bytes:
    """Refuses not_recipient unless the receiver is a coordinator of the roster as it stands, and too_large."""
    if not receiver.is_in(roster.seq, Role.COORDINATOR):
        raise Refusal("not_recipient", "not a coordinator")
    tail = build_tail(GrantTail(roster.seq, keys))
    signature = granter.sign(signature_message(roster.team_id, receiver.id, tail))
    box = hpke_seal(receiver.kem_pk, granter.id + signature + tail, grant_info(roster.team_id, receiver.id))
    return build(roster.team_tag, box)


def open_grant(receiver: Device, roster: Roster, sealed: bytes) -> Grant:
    """Refuses malformed, too_large, unknown_suite, wrong_team, damaged, padding, roster_unknown, author_not_member,
    signature and not_recipient."""
    parsed = parse(sealed)
    if parsed.team_tag != roster.team_tag:
        raise Refusal("wrong_team")
    plain = Reader(receiver.open(parsed.box, grant_info(roster.team_id, receiver.id)))
    author, signature, tail = plain.take(DEVICE_ID_SIZE), plain.take(SIGNATURE_SIZE), plain.rest()
    said = parse_tail(tail)
    if said.roster_seq > roster.seq:
        raise Refusal("roster_unknown", f"entry {said.roster_seq}")
    granter = roster.at(author)
    if granter is None or granter.removed is not None or not granter.is_in(said.roster_seq, Role.COORDINATOR):
        raise Refusal("author_not_member", "not a coordinator")
    if not verify(granter.sign_pk, signature, signature_message(roster.team_id, receiver.id, tail)):
        raise Refusal("signature")
    me = roster.at(receiver.id)
    if me is None or not me.is_in(roster.seq, Role.COORDINATOR):
        raise Refusal("not_recipient", "this device is not a coordinator")
    return Grant(author, said.roster_seq, said.keys)
