"""Which keys a coordinator who came later still lacks (PROTOCOL section 15). Decides only; the archive acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from server.desk.archive.memory import Memory
from server.format.grant import KEYS_LIMIT
from server.format.roster import Member, Role


def owed_grants(memory: Memory, granter: bytes) -> Iterator[tuple[Member, Mapping[bytes, bytes]]]:
    """Grants to be sent, each with a receiver and first keys by lockbox hash. None if ``granter`` is no coordinator."""
    coordinators = memory.roster.members_at(memory.roster.seq, Role.COORDINATOR)
    if granter not in {member.id for member in coordinators}:
        return
    for receiver in coordinators:
        # What this desk reads itself it need not be given.
        keys = iter(_lacking(memory, receiver) if receiver.id != granter else ())
        while batch := dict(islice(keys, KEYS_LIMIT)):
            yield receiver, batch


def _lacking(memory: Memory, receiver: Member) -> list[tuple[bytes, bytes]]:
    """Of streams that this desk reads, that began before the receiver came, and that it has not granted to them."""
    granted = memory.granted.get(receiver.id, set())
    return [
        (name, stream.first_key)
        for name, stream in memory.streams.items()
        if stream.first_key is not None
        and stream.reading is not None
        and stream.reading.roster_seq < receiver.added
        and name not in granted
    ]
