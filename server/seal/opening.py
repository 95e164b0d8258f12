"""Seals and opens what is said about opening a name (PROTOCOL section 19): for every coordinator and guardian at once.

No device opens a name by itself, unless the team chose k = 1: a share leaves its guardian only through
``seal_release``, and whoever calls that MUST have asked a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.identity import SHARE_SIZE
from server.format.opening import (
    WITNESSES,
    build_prefix,
    build_tail,
    opening_id,
    opening_info,
    parse,
    parse_tail,
    signature_message,
)
from server.format.opening_said import (
    Accuse,
    Release,
    Request,
    Said,
    decode_said,
    encode_said,
    release_info,
    share_message,
)
from server.format.reader import Reader
from server.format.refusals import Refusal
from server.format.roster import Member, Roster
from server.seal.device import Device
from server.seal.identity import guardians_of, open_locked_share
from server.seal.primitives import KemKey, Random, aead_open, aead_seal, hpke_seal, kdf, verify


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was said, by whom, and the roster for whose members it was sealed. ``id`` names it."""

    id: bytes
    author: bytes
    roster_seq: int
    said: Said


def seal_opening(roster: Roster, author: Device, said: Said, random: Random) -> tuple[bytes, Act]:
    """The item, and what it says. Refuses author_not_member: only coordinators and guardians speak here."""
    recipients = roster.members_at(roster.seq, WITNESSES)
    if author.id not in {member.id for member in recipients}:
        raise Refusal("author_not_member", "not a coordinator or guardian")
    key, nonce, tail = random(32), random(12), build_tail(encode_said(said))
    prefix = build_prefix(
        team_id=roster.team_id,
        roster_seq=roster.seq,
        roster_head=roster.head,
        commit=kdf(key, "commit"),
        n=len(recipients),
    )
    boxes = (hpke_seal(member.kem_pk, key, opening_info(prefix, member.id)) for member in recipients)
    plain = author.id + author.sign(signature_message(prefix, tail)) + tail
    item = b"".join((prefix, *boxes, nonce, aead_seal(kdf(key, "opening"), nonce, plain, prefix)))
    return item, Act(opening_id(prefix, tail), author.id, roster.seq, said)


def open_opening(roster: Roster, device: Device, item: bytes) -> Act:
    """Refuses malformed, too_large, unknown_suite, wrong_team, roster_unknown, lockbox_recipients, not_recipient,
    damaged, lockbox_commitment, author_not_member (not one who may speak, or removed since), signature and padding."""
    sealed = parse(item)
    if sealed.team_id != roster.team_id:
        raise Refusal("wrong_team")
    if not roster.knows(sealed.roster_seq, sealed.roster_head):
        raise Refusal("roster_unknown", f"entry {sealed.roster_seq}")
    recipients = [member.id for member in roster.members_at(sealed.roster_seq, WITNESSES)]
    if len(recipients) != len(sealed.boxes):
        raise Refusal("lockbox_recipients", f"{len(sealed.boxes)}, {len(recipients)} in the roster")
    if device.id not in recipients:
        raise Refusal("not_recipient")
    place = recipients.index(device.id)
    key = device.open(sealed.boxes[place], opening_info(sealed.prefix, device.id))
    if kdf(key, "commit") != sealed.commit:
        raise Refusal("lockbox_commitment")
    plain = Reader(aead_open(kdf(key, "opening"), sealed.nonce, sealed.ciphertext, sealed.prefix))
    author, signature, tail = plain.take(DEVICE_ID_SIZE), plain.take(SIGNATURE_SIZE), plain.rest()
    member = _speaker(roster, author, sealed.roster_seq)
    if not verify(member.sign_pk, signature, signature_message(sealed.prefix, tail)):
        raise Refusal("signature")
    said = decode_said(parse_tail(tail))
    return Act(opening_id(sealed.prefix, tail), author, sealed.roster_seq, said)


def _speaker(roster: Roster, author: bytes, seq: int) -> Member:
    """Who was removed could date what they say back to a day when they were in: it counts for nothing."""
    member = roster.at(author)
    if member is None or not member.is_in(seq, WITNESSES) or member.removed is not None:
        raise Refusal("author_not_member", "not a coordinator or guardian")
    return member


def hidden_from(roster: Roster, act: Act) -> tuple[Member, ...]:
    """Coordinators and guardians of today who were not shown it. A guardian MUST NOT release for such a request."""
    shown = {member.id for member in roster.members_at(act.roster_seq, WITNESSES)}
    return tuple(member for member in roster.members_at(roster.seq, WITNESSES) if member.id not in shown)


def check_request(roster: Roster, act: Act, now: int) -> Request:
    """What a guardian's device demands of a request before its person is asked. Refuses malformed (no request),
    author_not_member, opening_hidden and opening_expired. Whether it was withdrawn or opened, the ledger knows."""
    if not isinstance(act.said, Request):
        raise Refusal("malformed", "not a request")
    _speaker(roster, act.author, roster.seq)
    if hidden_from(roster, act):
        raise Refusal("opening_hidden")
    if not act.said.is_in_time(now):
        raise Refusal("opening_expired")
    return act.said


def seal_release(roster: Roster, guardian: Device, act: Act, now: int) -> Release:
    """This guardian's share for this request, if a person says so. Refuses what `check_request` and
    `open_locked_share` refuse."""
    request = check_request(roster, act, now)
    share = open_locked_share(roster, guardian, request.locked)
    signature = guardian.sign(share_message(act.id, share))
    return Release(act.id, hpke_seal(request.reply, share + signature, release_info(act.id, guardian.id)))


def open_release(roster: Roster, reply: KemKey, request: Act, release: Act) -> tuple[bytes, Accuse | None]:
    """The share, and if it is false what names its guardian to everybody.

    Refuses not_recipient (of no guardian of this box), and malformed if it answers another request.
    """
    if not isinstance(request.said, Request) or not isinstance(release.said, Release):
        raise Refusal("malformed", "not a request and its release")
    if release.said.request != request.id:
        raise Refusal("malformed", "it answers another request")
    guardian = release.author
    guardians = [member.id for member in guardians_of(roster, request.said.locked)]
    if guardian not in guardians:
        raise Refusal("not_recipient", "not a guardian of this name")
    try:
        proof = reply.open(release.said.share, release_info(request.id, guardian))
    except Refusal:
        return b"", Accuse(request.id, guardian, b"")
    share, signature = proof[:SHARE_SIZE], proof[SHARE_SIZE:]
    if not _has_signed(roster, guardian, request.id, share, signature):
        return share, Accuse(request.id, guardian, b"")
    if request.said.locked.place_of(share) != guardians.index(guardian):
        return share, Accuse(request.id, guardian, proof)
    return share, None


def is_proven(roster: Roster, request: Act, accusation: Accuse) -> bool:
    """Does the proof show to everybody that this guardian signed a share that is not the one sealed for them?"""
    if not isinstance(request.said, Request) or accusation.request != request.id or not accusation.proof:
        return False
    share, signature = accusation.proof[:SHARE_SIZE], accusation.proof[SHARE_SIZE:]
    guardians = [member.id for member in guardians_of(roster, request.said.locked)]
    if accusation.guardian not in guardians:
        return False
    signed = _has_signed(roster, accusation.guardian, request.id, share, signature)
    return signed and request.said.locked.place_of(share) != guardians.index(accusation.guardian)


def _has_signed(roster: Roster, guardian: bytes, request: bytes, share: bytes, signature: bytes) -> bool:
    member = roster.at(guardian)
    return member is not None and verify(member.sign_pk, signature, share_message(request, share))
