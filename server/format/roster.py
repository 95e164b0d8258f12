"""The roster: who is in, as the team's admins signed it, entry upon entry (PROTOCOL section 6).

A roster only ever grows by an entry that extends its own head. It never believes a relay, a clock, or an admin who
stands alone where the team demanded several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from server.format.device import Verify
from server.format.entry import (
    ZERO_HEAD,
    Add,
    Entry,
    Head,
    Operation,
    Policy,
    Remove,
    Role,
    SealPolicy,
    SignedEntry,
    encode_entry,
    encode_signed,
    entry_head,
    parse_role,
    parse_signed,
    signature_message,
)
from server.format.item import TEAM_TAG_SIZE
from server.format.refusals import Refusal

__all__ = [
    "Add",
    "Entry",
    "Head",
    "Member",
    "Operation",
    "Policy",
    "Remove",
    "Role",
    "Roster",
    "SealPolicy",
    "encode_entry",
    "encode_signed",
    "entry_head",
    "parse_role",
    "parse_signed",
    "signature_message",
]


@dataclass(frozen=True, slots=True)
class Member:
    id: bytes
    role: Role
    sign_pk: bytes
    kem_pk: bytes
    mailbox: bytes
    label: str
    added: int
    removed: int | None = None

    def is_in(self, seq: int, role: int) -> bool:
        """Was this device a member with one of these roles when entry ``seq`` was the last?"""
        return self.added <= seq and (self.removed is None or self.removed > seq) and bool(self.role & role)


Members = Mapping[bytes, Member]


@dataclass(frozen=True, slots=True)
class Roster:
    """Empty until the genesis entry extends it.

    ``heads[seq]`` is the hash of entry ``seq``; ``time`` is the last entry's claim in ms.
    """

    members: Members = field(default_factory=lambda: MappingProxyType({}))
    heads: tuple[bytes, ...] = ()
    policy: Policy | None = None
    time: int = 0

    @property
    def seq(self) -> int:
        """Number of the last entry, -1 while empty."""
        return len(self.heads) - 1

    @property
    def head(self) -> bytes:
        return self.heads[-1] if self.heads else ZERO_HEAD

    @property
    def team_id(self) -> bytes:
        return self.heads[0] if self.heads else ZERO_HEAD

    @property
    def team_tag(self) -> bytes:
        return self.team_id[:TEAM_TAG_SIZE]

    def at(self, device_id: bytes) -> Member | None:
        """The member that this device is or was."""
        return self.members.get(device_id)

    def members_at(self, seq: int, role: int) -> tuple[Member, ...]:
        """In the order of their adding."""
        return tuple(member for member in self.members.values() if member.is_in(seq, role))

    def knows(self, seq: int, head: bytes) -> bool:
        return seq <= self.seq and self.heads[seq] == head

    def next_entry(self, ops: Sequence[Operation], time: int) -> Entry:
        """The entry that would extend this roster, to be signed by admins."""
        return Entry(self.team_id, self.seq + 1, self.head, time, tuple(ops))

    def extend(self, signed: bytes, verify: Verify) -> Roster:
        """This roster and one entry more. Refuses malformed, too_large, roster_chain, roster_op, roster_signatures."""
        parsed = parse_signed(signed)
        entry = parsed.entry
        if (entry.team_id, entry.seq, entry.prev) != (self.team_id, self.seq + 1, self.head):
            raise Refusal("roster_chain", f"entry {entry.seq} after {self.seq}")
        after = _apply(self, entry, parsed.head)
        policy = after.policy
        if policy is None:
            raise Refusal("roster_op", "genesis sets no policy")
        if len(after.members_at(after.seq, Role.ADMIN)) < policy.quorum:
            raise Refusal("roster_op", "fewer admins than the quorum")
        genesis = not self.heads
        needed = _needed(self.policy or policy, entry.ops, after.members) if not genesis else policy.quorum
        electors = after if genesis else self
        given = _count(parsed, electors.members_at(electors.seq, Role.ADMIN), verify)
        if given < needed:
            raise Refusal("roster_signatures", f"{given} of {needed}")
        return after


def _apply(roster: Roster, entry: Entry, head: bytes) -> Roster:
    members, policy = dict(roster.members), roster.policy
    for op in entry.ops:
        match op:
            case Add():
                _add(members, op, entry.seq)
            case Remove():
                member = members.get(op.device_id)
                if member is None or member.removed is not None:
                    raise Refusal("roster_op", "removes one who is not a member")
                members[op.device_id] = replace(member, removed=entry.seq)
            case Policy():
                if op.quorum == 0 or op.k == 0:
                    raise Refusal("roster_op", "a policy that asks nobody")
                policy = op
            case Head():
                pass
    return Roster(MappingProxyType(members), (*roster.heads, head), policy, entry.time)


def _add(members: dict[bytes, Member], op: Add, seq: int) -> None:
    device = op.device_id
    if device in members:
        raise Refusal("roster_op", "adds one who is or was a member")
    members[device] = Member(device, op.role, op.sign_pk, op.kem_pk, op.mailbox, op.label, seq)


def _needed(policy: Policy, ops: Iterable[Operation], members: Members) -> int:
    """How many admins must sign: the quorum, unless only documenters come and go or the head is re-dated."""
    for op in ops:
        match op:
            case Policy():
                return policy.quorum
            case Add() if op.role != Role.DOCUMENTER:
                return policy.quorum
            case Remove() if members[op.device_id].role != Role.DOCUMENTER:
                return policy.quorum
    return 1


def _count(signed: SignedEntry, electors: Sequence[Member], verify: Verify) -> int:
    """Different electors whose signature is right. A wrong or repeated one counts for nothing and does no harm."""
    keys = {member.id: member.sign_pk for member in electors}
    message = signature_message(signed.head)
    return len(
        {
            device
            for device, signature in signed.signatures
            if device in keys and verify(keys[device], signature, message)
        }
    )
