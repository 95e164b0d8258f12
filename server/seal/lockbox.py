"""Wraps a stream's chain key for every device of a role, and unwraps it for this one (PROTOCOL section 7).

Readers work out the recipients from their own roster. A lockbox that says otherwise is refused, so that nobody can be
added or left out on the way.
"""

from __future__ import annotations

from server.format.envelope import ZERO_ID, Place
from server.format.lockbox import Prefix, build_prefix, lockbox_hash, parse, wrap_info
from server.format.refusals import Refusal
from server.format.roster import Member, Role, Roster
from server.seal.change import Reading, Writer
from server.seal.device import Device
from server.seal.primitives import Random, hpke_seal, kdf

_RECIPIENTS_LIMIT = 255


def new_stream(roster: Roster, random: Random, role: Role = Role.COORDINATOR) -> tuple[bytes, Writer]:
    """The lockbox of a new stream, to be sent before its changes, and the state of its only writer."""
    stream, chain_key = random(16), random(32)
    lockbox = seal_lockbox(roster, stream=stream, chain=0, chain_key=chain_key, role=role)
    place = Place(roster.team_tag, stream, chain=0, seq=0, prev=ZERO_ID, lockbox_hash=lockbox_hash(lockbox))
    return lockbox, Writer(place, chain_key)


def seal_lockbox(
    roster: Roster, *, stream: bytes, chain: int, chain_key: bytes, role: Role = Role.COORDINATOR
) -> bytes:
    recipients = roster.members_at(roster.seq, role)
    if not 1 <= len(recipients) <= _RECIPIENTS_LIMIT:
        raise Refusal("lockbox_recipients", f"{len(recipients)} recipients")
    prefix = build_prefix(
        team_id=roster.team_id,
        stream=stream,
        chain=chain,
        roster_seq=roster.seq,
        roster_head=roster.head,
        role=role,
        commit=kdf(chain_key, "commit"),
        n=len(recipients),
    )
    boxes = (hpke_seal(member.kem_pk, chain_key, wrap_info(prefix, member.id)) for member in recipients)
    return prefix + b"".join(boxes)


def open_lockbox(roster: Roster, device: Device, lockbox: bytes, *, seq: int = 0, prev: bytes = ZERO_ID) -> Reading:
    """The state that reads the stream. ``seq`` and ``prev`` say where a later chain of the stream goes on.

    Refuses malformed, unknown_suite, wrong_team, roster_unknown, lockbox_recipients, not_recipient, damaged and
    lockbox_commitment.
    """
    parsed = parse(lockbox)
    recipients = [member.id for member in _recipients(roster, parsed)]
    if device.id not in recipients:
        raise Refusal("not_recipient")
    chain_key = device.open(parsed.boxes[recipients.index(device.id)], wrap_info(parsed.prefix, device.id))
    return _start_reading(roster, parsed, lockbox_hash(lockbox), chain_key, seq, prev)


def open_granted(
    roster: Roster, box: Prefix, name: bytes, chain_key: bytes, *, seq: int = 0, prev: bytes = ZERO_ID
) -> Reading:
    """``open_lockbox`` by a granted key, for a coordinator who was not yet in; ``name`` is the lockbox hash.

    Refuses wrong_team, roster_unknown, lockbox_recipients, not_recipient (it is not for coordinators) and
    lockbox_commitment.
    """
    _recipients(roster, box)
    if not box.role & Role.COORDINATOR:
        raise Refusal("not_recipient", "not for coordinators")
    return _start_reading(roster, box, name, chain_key, seq, prev)


def _recipients(roster: Roster, box: Prefix) -> tuple[Member, ...]:
    if box.team_id != roster.team_id:
        raise Refusal("wrong_team")
    if not roster.knows(box.roster_seq, box.roster_head):
        raise Refusal("roster_unknown", f"entry {box.roster_seq}")
    recipients = roster.members_at(box.roster_seq, box.role)
    if len(recipients) != box.n:
        raise Refusal("lockbox_recipients", f"{box.n}, {len(recipients)} in the roster")
    return recipients


def _start_reading(roster: Roster, box: Prefix, name: bytes, chain_key: bytes, seq: int, prev: bytes) -> Reading:
    if kdf(chain_key, "commit") != box.commit:
        raise Refusal("lockbox_commitment")
    return Reading(Place(roster.team_tag, box.stream, box.chain, seq, prev, name), chain_key, box.roster_seq)
