"""Seals a witness's name for k of n guardians, and opens it when k agree (PROTOCOL section 9).

The key is drawn for one box and forgotten with it. No single device can open a box, unless the team chose k = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.format.identity import (
    Identity,
    IdentityLock,
    build_prefix,
    decode_identity,
    encode_identity,
    identity_message,
    parse,
    share_hash,
    share_info,
)
from server.format.reader import u32
from server.format.refusals import Refusal
from server.format.roster import Member, Role, Roster
from server.format.transport import pad_counted, unpad_counted
from server.seal.device import Device
from server.seal.primitives import Random, aead_open, aead_seal, hpke_seal, kdf, verify
from server.seal.shares import combine, split


def seal_identity(
    roster: Roster, author: Device, identity: Identity, *, stream: bytes, no: int, random: Random
) -> bytes:
    """``no`` counts the boxes of this stream: a correction is a new box. Its author signs it inside."""
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
    signed = replace(identity, by=author.id, signature=author.sign(identity_message(prefix, identity)))
    nonce = random(12)
    ciphertext = aead_seal(kdf(key, "id"), nonce, pad_counted(encode_identity(signed)), prefix)
    return b"".join((prefix, *boxes, nonce, u32(len(ciphertext)), ciphertext))


def open_share(roster: Roster, device: Device, box: bytes) -> bytes:
    """This guardian's share, 33 bytes; alone it says nothing.

    Refuses malformed, unknown_suite, wrong_team, roster_unknown, lockbox_recipients, not_recipient, damaged and
    false_share.
    """
    return open_locked_share(roster, device, parse(box))


def open_locked_share(roster: Roster, device: Device, lock: IdentityLock) -> bytes:
    """`open_share`, where the box is here without what is locked in it."""
    guardians = [member.id for member in guardians_of(roster, lock)]
    if device.id not in guardians:
        raise Refusal("not_recipient")
    place = guardians.index(device.id)
    share = device.open(lock.boxes[place], share_info(lock.prefix, device.id))
    if lock.place_of(share) != place:
        raise Refusal("false_share")
    return share


def guardians_of(roster: Roster, lock: IdentityLock) -> tuple[Member, ...]:
    """In the order of their shares. Refuses wrong_team, roster_unknown and lockbox_recipients."""
    if lock.team_id != roster.team_id:
        raise Refusal("wrong_team")
    if not roster.knows(lock.roster_seq, lock.roster_head):
        raise Refusal("roster_unknown", f"entry {lock.roster_seq}")
    guardians = roster.members_at(lock.roster_seq, Role.GUARDIAN)
    if len(guardians) != len(lock.boxes):
        raise Refusal("lockbox_recipients", f"{len(lock.boxes)}, {len(guardians)} in the roster")
    return guardians


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


def is_sealed_by(roster: Roster, box: bytes, identity: Identity) -> bool:
    """Did the device that it names sign this name in this box? Whoever asks compares with the testimony's author: a
    box beside the stream could be anybody's."""
    member = roster.at(identity.by)
    return member is not None and verify(
        member.sign_pk, identity.signature, identity_message(parse(box).prefix, identity)
    )
