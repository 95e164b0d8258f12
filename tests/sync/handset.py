"""One person's device in a trace: the desk's archive reads for it, and a writer that keeps the rules seals for it.

The rules of an honest writer (PROTOCOL section 7): what was committed is in the outbox, the key that sealed it is
forgotten, a stream is for exactly the coordinators of the present roster, and none outlives a restart.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from server.desk.archive.archive import Archive
from server.desk.archive.entries import Team
from server.desk.archive.locker import Locker
from server.desk.archive.store import Store
from server.desk.exchange import exchange
from server.desk.proven import prove_delivery, trust_in
from server.desk.relay_client import Letter, RelayClient, batches
from server.format.change import Change, encode_body
from server.format.envelope import change_id
from server.format.evidence import Known
from server.format.history import Known as KnownChange
from server.format.history import Record, fold
from server.format.item import Kind
from server.format.roster import Role, Roster
from server.seal.change import Writer, seal_body
from server.seal.device import Device
from server.seal.lockbox import new_stream
from server.seal.roster import roster_mailbox
from tests.sync.model import Said


class Handset:
    def __init__(self, place: Path, device: Device, roster: Roster, secret: bytes, genesis: bytes) -> None:
        self.place, self.device = place, device
        self.outbox: list[Letter] = []
        self.held: list[Letter] = []
        self.epoch: bytes | None = None
        # What it wrote itself and has not read back from the relay; a documenter forgets it at once.
        self.own: dict[bytes, Said] = {}
        self._writers: dict[bytes, tuple[Writer, tuple[bytes, ...]]] = {}
        self._backup: tuple[list[Letter], list[Letter], bytes | None, dict[bytes, Said]] | None = None
        self.archive = self._open()
        request = Letter(Kind.REQUEST, b"GWJ1\1" + roster.team_tag + os.urandom(60), roster_mailbox(secret))
        self.archive.begin(Team(roster.team_id, "team", secret), [genesis], request)

    def _open(self) -> Archive:
        return Archive(Store(self.place / "archive.sqlite", Locker(b"v" * 32)), self.device)

    # ---- writing
    def is_member(self) -> bool:
        """As far as it knows."""
        member = self.archive.roster.at(self.device.id)
        return member is not None and member.removed is None

    def seal(self, change: Change) -> Said:
        said = Said(self.seal_words(change.record, encode_body(change)), self.device.id, change)
        if self.device.id in self._readers():
            self.own[said.id] = said
        return said

    def seal_words(self, record: bytes, body: bytes) -> bytes:
        """The id of a change that says this, whatever it is."""
        writer, written_for = self._writers.get(record, (None, ()))
        if writer is None or written_for != self._readers():
            lockbox, writer = new_stream(self.archive.roster, os.urandom)
            self.outbox.append(Letter(Kind.LOCKBOX, lockbox, None))
        sealed = seal_body(self.device, writer, body, nonce=os.urandom(12))
        self.outbox.append(Letter(Kind.CHANGE, sealed.envelope, None))
        self._writers[record] = (sealed.writer, self._readers())
        return sealed.change_id

    def _readers(self) -> tuple[bytes, ...]:
        roster = self.archive.roster
        return tuple(member.id for member in roster.members_at(roster.seq, Role.COORDINATOR))

    # ---- the way to the relay
    def push(self, relay: RelayClient, *, answered: bool = True) -> set[bytes]:
        """The ids of the changes that the relay proved to have."""
        kept: list[Letter] = []
        for letters in batches(self.outbox):
            pushed = relay.push(letters, Known())
            if answered:
                delivery = prove_delivery(trust_in(self.archive.roster), Known(), pushed)
                kept += [letter for letter, _ in delivery.kept]
                if self.notices(delivery.known.epoch):
                    return self.push(relay)
        self.outbox = [one for one in self.outbox if one not in kept]
        self.held += kept
        return {change_id(letter.body) for letter in kept if letter.kind == Kind.CHANGE}

    def pull(self, relay: RelayClient) -> None:
        exchange(self.archive, relay, lambda _done, _total: None)
        self.notices(self.archive.cursor.epoch)

    def notices(self, epoch: bytes | None) -> bool:
        """True if the relay was restored from a backup: all that is held is offered again, in its old order."""
        before, self.epoch = self.epoch, epoch
        if before in (None, epoch):
            return False
        self.outbox, self.held = [*self.held, *self.outbox], []
        return True

    def owes(self) -> bool:
        return bool(self.outbox or self.archive.outbox())

    # ---- reading
    def known(self) -> dict[bytes, Said]:
        applied = [one for folded in self.archive.records() for one in (*folded.record.applied, *folded.record.waiting)]
        return {one.change_id: Said(one.change_id, one.author, one.change) for one in applied}

    def seen(self, record: bytes) -> list[Said]:
        return [one for one in {**self.own, **self.known()}.values() if one.change.record == record]

    @staticmethod
    def fold(record: bytes, said: Sequence[Said]) -> Record:
        return fold(record, [KnownChange(one.id, one.author, one.change) for one in said])

    def digests(self) -> dict[bytes, bytes]:
        return {one.record.record: one.record.digest() for one in self.archive.records()}

    # ---- what happens to machines
    def restart(self) -> None:
        self._writers.clear()
        self.archive.close()
        self.archive = self._open()

    def back_up(self) -> None:
        shutil.copy(self.place / "archive.sqlite", self.place / "backup.sqlite")
        self._backup = (list(self.outbox), list(self.held), self.epoch, dict(self.own))

    def restore(self) -> None:
        if self._backup is None:
            return
        self.archive.close()
        shutil.copy(self.place / "backup.sqlite", self.place / "archive.sqlite")
        outbox, held, self.epoch, own = self._backup
        # Copies, so that one backup can be restored twice.
        self.outbox, self.held, self.own = [*outbox], [*held], {**own}
        self._writers.clear()
        self.archive = self._open()
