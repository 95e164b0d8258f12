"""Seals a witness's name for k of n guardians, and opens it when k agree (PROTOCOL section 9).

The key is drawn for one box and forgotten with it. No single device can open a box, unless the team chose k = 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from server.format.identity import (
    Identity,
    build_prefix,
    decode_identity,
    encode_identity,
    parse,
    share_hash,
    share_info,
)
from server.format.reader import u32
from server.format.refusals import Refusal
from server.format.roster import Role, Roster
from server.format.transport import pad_counted, unpad_counted
from server.seal.device import Device
from server.seal.primitives import Random, aead_open, aead_seal, hpke_seal, kdf
from server.seal.shares import combine, split


def seal_identity(roster: Roster, identity: Identity, *, stream: bytes, no: int, random: Random) -> bytes:
    """``no`` counts the boxes of this stream: a correction is a new box."""
    guardians = roster.members_at(roster.seq, Role.GUARDIAN)
    if not guardians or roster.policy is None:
        raise Refusal("no_guardian")
    k, key = min(roster.policy.k, len(guardians)), random(32)
    shares = split(key, n=len(guardians), k=k, random=random)
    prefix = build_prefix(
        team_id=roster.team_id,
        stream=stream,
        no=no,
        roster_seq=roster.seq,
        roster_head=roster.head,
        k=k,
        commit=kdf(key, "commit"),
        share_hashes=tuple(share_hash(stream, no, share) for share in shares),
    )
    boxes = (
        hpke_seal(guardian.kem_pk, share, share_info(prefix, guardian.id))
        for guardian, share in zip(guardians, shares, strict=True)
    )
    nonce = random(12)
    ciphertext = aead_seal(kdf(key, "id"), nonce, pad_counted(encode_identity(identity)), prefix)
    return b"".join((prefix, *boxes, nonce, u32(len(ciphertext)), ciphertext))


def open_share(roster: Roster, device: Device, box: bytes) -> bytes:
    """This guardian's share, 33 bytes; alone it says nothing.

    Refuses malformed, unknown_suite, wrong_team, roster_unknown, lockbox_recipients, not_recipient, damaged and
    false_share.
    """
    parsed = parse(box)
    if parsed.team_id != roster.team_id:
        raise Refusal("wrong_team")
    if not roster.knows(parsed.roster_seq, parsed.roster_head):
        raise Refusal("roster_unknown", f"entry {parsed.roster_seq}")
    guardians = [member.id for member in roster.members_at(parsed.roster_seq, Role.GUARDIAN)]
    if len(guardians) != len(parsed.boxes):
        raise Refusal("lockbox_recipients", f"{len(parsed.boxes)}, {len(guardians)} in the roster")
    if device.id not in guardians:
        raise Refusal("not_recipient")
    place = guardians.index(device.id)
    share = device.open(parsed.boxes[place], share_info(parsed.prefix, device.id))
    if parsed.place_of(share) != place:
        raise Refusal("false_share")
    return share


def open_identity(box: bytes, shares: Sequence[bytes]) -> Identity:
    """Refuses false_share, shares_missing, lockbox_commitment, damaged, padding."""
    parsed = parse(box)
    if any(parsed.place_of(share) is None for share in shares):
        raise Refusal("false_share")
    given = sorted(set(shares))
    if len(given) < parsed.k:
        raise Refusal("shares_missing", f"{len(given)} of {parsed.k}")
    key = combine(given)
    if kdf(key, "commit") != parsed.commit:
        raise Refusal("lockbox_commitment")
    padded = aead_open(kdf(key, "id"), parsed.nonce, parsed.ciphertext, parsed.prefix)
    return decode_identity(unpad_counted(padded))
