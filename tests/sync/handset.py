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
from server.desk.relay_client import Letter, RelayClient
from server.format.change import Change
from server.format.envelope import change_id
from server.format.history import Known, Record, fold
from server.format.item import Kind
from server.format.roster import Role, Roster
from server.seal.change import Writer, seal_change
from server.seal.device import Device
from server.seal.lockbox import new_stream
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
        request = Letter(Kind.REQUEST, b"GWJ1" + os.urandom(60), os.urandom(16))
        self.archive.begin(Team(roster.team_id, "team", secret), [genesis], request)
        self.archive.delivered([request])

    def _open(self) -> Archive:
        return Archive(Store(self.place / "archive.sqlite", Locker(b"v" * 32)), self.device)

    # ---- writing
    def is_member(self) -> bool:
        """As far as it knows."""
        member = self.archive.roster.at(self.device.id)
        return member is not None and member.removed is None

    def seal(self, change: Change) -> Said:
        roster = self.archive.roster
        readers = tuple(member.id for member in roster.members_at(roster.seq, Role.COORDINATOR))
        writer, written_for = self._writers.get(change.record, (None, ()))
        if writer is None or written_for != readers:
            lockbox, writer = new_stream(roster, os.urandom)
            self.outbox.append(Letter(Kind.LOCKBOX, lockbox, None))
        sealed = seal_change(self.device, writer, change, nonce=os.urandom(12))
        self.outbox.append(Letter(Kind.CHANGE, sealed.envelope, None))
        self._writers[change.record] = (sealed.writer, readers)
        said = Said(sealed.change_id, self.device.id, change)
        if self.device.id in readers:
            self.own[said.id] = said
        return said

    # ---- the way to the relay
    def push(self, relay: RelayClient, relay_pk: bytes, *, answered: bool = True) -> set[bytes]:
        """The ids of the changes that the relay has given its receipt for."""
        delivered: list[Letter] = []
        for letters, delivery in relay.push(tuple(self.outbox), relay_pk):
            if self.epoch not in (None, delivery.epoch) and answered:
                # The relay was restored from a backup: all that is still held is offered again, in its old order.
                self.outbox, self.held, self.epoch = [*self.held, *self.outbox], [], delivery.epoch
                return self.push(relay, relay_pk)
            self.epoch = delivery.epoch
            delivered += [one for one, number in zip(letters, delivery.numbers, strict=True) if number is not None]
        if not answered:
            return set()
        self.outbox = [one for one in self.outbox if one not in delivered]
        self.held += delivered
        return {change_id(letter.body) for letter in delivered if letter.kind == Kind.CHANGE}

    def pull(self, relay: RelayClient) -> None:
        exchange(self.archive, relay, lambda _done, _total: None)
        if self.archive.cursor.epoch != self.epoch and self.epoch is not None:
            self.outbox, self.held, self.epoch = [*self.held, *self.outbox], [], self.archive.cursor.epoch

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
        return fold(record, [Known(one.id, one.author, one.change) for one in said])

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
